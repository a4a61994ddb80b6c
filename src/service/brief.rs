//! 準備: one brief per visitor (theme, earlier letters and meetings, related measures with their indicators, what sections wrote),
//! and what sections are asked for it. A section sees the briefs that it was asked about, without names of persons.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kocho_domain::{
    access::{Permission, case_scope},
    dialogue::{DayState, PartyKind},
    era::FiscalYear,
    id::{DialogueDayId, MeasureId, PlanId, PublicKey, SectionId, SlotMemoId},
    job::{BRIEF_DUE, MEMO_ASKED, MEMO_DUE},
    plan::{Indicator, Plan},
    refusal::Refusal,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Source, StoreError, Tx,
    application::{self, Application},
    case_list,
    dialogue_day::{self, Day},
    notice::{self, About},
    plan::Measure,
    slot::{self, Slot},
    slot_memo::{self, Memo},
};

use crate::{
    Cx, Error,
    commitment::remind::people,
    dialogue_day::{desk, knows_all},
    indicator::file::with_values,
};

/// Letters and measures that are looked for.
const LETTERS: u64 = 20;
const SUGGESTED: usize = 3;
/// Days ahead that are looked at for briefs.
const DAYS: u64 = 60;
/// Memos in a section's list.
const MEMOS: u64 = 60;
/// The longest memo, in characters.
const MEMO: usize = 4_000;

/// A measure with the indicators of its policy.
#[derive(Debug, Clone)]
pub struct BriefMeasure {
    /// The measure.
    pub measure: Measure,
    /// 成果指標 of its policy.
    pub indicators: Vec<Indicator>,
}

/// A memo with the name of its section.
#[derive(Debug, Clone)]
pub struct BriefMemo {
    /// The memo.
    pub memo: Memo,
    /// Its section.
    pub section: String,
}

/// An earlier meeting of the same people.
#[derive(Debug, Clone)]
pub struct EarlierMeeting {
    /// Its day.
    pub day: Day,
    /// What it was about.
    pub theme: String,
}

/// Everything about one visitor.
#[derive(Debug, Clone)]
pub struct Brief {
    /// The day.
    pub day: Day,
    /// The slot, with its party.
    pub slot: Slot,
    /// What was applied with; none where the party was written down by hand.
    pub application: Option<Application>,
    /// Measures that the desk chose, or, until then, those that the text speaks of.
    pub measures: Vec<BriefMeasure>,
    /// The desk has chosen them.
    pub chosen: bool,
    /// Earlier letters of the same people, as far as this person may know them.
    pub letters: Vec<case_list::Row>,
    /// Earlier meetings of the same people.
    pub meetings: Vec<EarlierMeeting>,
    /// What sections were asked and wrote.
    pub memos: Vec<BriefMemo>,
    /// By when it has to be ready.
    pub ready_by: NaiveDate,
}

impl Brief {
    /// Somebody was asked, and everybody has written.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.memos.is_empty() && self.memos.iter().all(|memo| memo.memo.answered.is_some())
    }
}

/// The brief of a slot, for the desk and the office.
///
/// # Errors
/// [`Error::NotFound`] for a slot without a party, and for sections.
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<Brief, Error> {
    if !knows_all(cx.actor.staff()?) {
        return Err(Error::NotFound);
    }
    let from = cx.reader();
    let slot = slot::by_key(&from, key).await?.filter(|slot| slot.party.is_some()).ok_or(Error::NotFound)?;
    let day = dialogue_day::by_id(&from, slot.day).await?.ok_or(Error::NotFound)?;
    brief(cx, &from, (&day, &mut Plans::new()), slot).await
}

/// The briefs of a day's visitors by time, to be printed together.
///
/// # Errors
/// [`Error::NotFound`], also for sections.
pub async fn of_day(cx: &Cx, key: &PublicKey) -> Result<(Day, Vec<Brief>), Error> {
    if !knows_all(cx.actor.staff()?) {
        return Err(Error::NotFound);
    }
    let from = cx.reader();
    let day = dialogue_day::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let (mut briefs, mut plans) = (Vec::new(), Plans::new());
    for slot in slot::of_day(&from, day.id).await?.into_iter().filter(|slot| slot.party.is_some()) {
        briefs.push(brief(cx, &from, (&day, &mut plans), slot).await?);
    }
    Ok((day, briefs))
}

/// Plans with the values of their indicators, each read once for all the visitors of a day.
type Plans = BTreeMap<PlanId, Plan>;

async fn brief(cx: &Cx, from: &impl Source, (day, plans): (&Day, &mut Plans), slot: Slot) -> Result<Brief, Error> {
    let party = slot.party.as_ref();
    let application = match party.and_then(|party| party.application) {
        Some(id) => application::by_id(from, id).await?,
        None => None,
    };
    let chosen = slot::measures(from, &[slot.id]).await?.remove(&slot.id).unwrap_or_default();
    let text = match &application {
        Some(one) => format!("{}\n{}", one.about.theme, one.about.detail),
        None => party.map(|party| party.theme.clone()).unwrap_or_default(),
    };
    let measures = if chosen.is_empty() { suggested(cx, &text) } else { chosen.clone() };
    let memos = slot_memo::of_slots(from, &[slot.id])
        .await?
        .into_iter()
        .map(|memo| BriefMemo { section: cx.city.section_name(memo.section).to_owned(), memo });
    let (letters, meetings) = match &application {
        Some(one) => (letters(cx, from, one).await?, meetings(from, one, &slot).await?),
        None => (Vec::new(), Vec::new()),
    };
    let series = cx.city.rules.dialogues().series(&day.about.series);
    Ok(Brief {
        ready_by: series.map_or(day.about.held_on, |s| s.brief_day(day.about.held_on, cx.city.rules.calendar())),
        measures: with_indicators(cx, from, plans, &measures).await?,
        chosen: !chosen.is_empty(),
        memos: memos.collect(),
        day: day.clone(),
        letters,
        meetings,
        application,
        slot,
    })
}

/// What the text speaks of, as the classifier reads it.
fn suggested(cx: &Cx, text: &str) -> Vec<MeasureId> {
    let found = cx.city.classifier().classify(text);
    if found.outside {
        return Vec::new();
    }
    let known = |code: &str| cx.city.measures.iter().find(|measure| measure.code == code).map(|measure| measure.id);
    found.measures.iter().take(SUGGESTED).filter_map(|measure| known(&measure.code)).collect()
}

async fn with_indicators(
    cx: &Cx,
    from: &impl Source,
    plans: &mut Plans,
    measures: &[MeasureId],
) -> Result<Vec<BriefMeasure>, Error> {
    let mut shown: Vec<BriefMeasure> = Vec::new();
    for measure in measures.iter().filter_map(|id| cx.city.measure(*id)) {
        // Measures of one policy share its indicators: they stand with the first.
        let is_said = shown.iter().any(|before| before.measure.policy_code == measure.policy_code);
        if let Some(stored) = cx.city.plans.get(measure.plan).filter(|stored| !plans.contains_key(&stored.id)) {
            plans.insert(stored.id, with_values(from, stored).await?);
        }
        let policies = plans.get(&measure.plan).filter(|_| !is_said).into_iter().flat_map(|plan| &plan.policies);
        let indicators = policies.filter(|policy| policy.code == measure.policy_code);
        let indicators = indicators.flat_map(|policy| &policy.indicators).cloned().collect();
        shown.push(BriefMeasure { measure: measure.clone(), indicators });
    }
    Ok(shown)
}

async fn letters(cx: &Cx, from: &impl Source, one: &Application) -> Result<Vec<case_list::Row>, Error> {
    let cases = application::letters_of_same(from, &one.hashes, LETTERS).await?;
    let mut rows = case_list::of(from, &case_scope(&cx.actor), &cases).await?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.received_on, row.id)));
    Ok(rows)
}

async fn meetings(from: &impl Source, one: &Application, slot: &Slot) -> Result<Vec<EarlierMeeting>, Error> {
    let since = FiscalYear::starting(one.about.number.fiscal_year.year() - 5);
    let others = application::by_same(from, &one.hashes, since, Some(one.id)).await?;
    let days: Vec<_> = others.iter().filter_map(|other| other.about.day).filter(|day| *day != slot.day).collect();
    let days = dialogue_day::by_ids(from, &days).await?;
    let had = |other: &Application| {
        let accepted = other.standing.state == kocho_domain::dialogue::ApplicationState::Accepted;
        let day = days.iter().find(|day| accepted && Some(day.id) == other.about.day)?;
        Some(EarlierMeeting { day: day.clone(), theme: other.about.theme.clone() })
    };
    Ok(others.iter().filter_map(had).collect())
}

/// Says which measures a slot is about, by the words with which they are chosen.
///
/// # Errors
/// [`Error::Invalid`] for the field `measures`; [`Error::NotFound`], [`Error::Denied`].
pub async fn set_measures(cx: &Cx, key: &PublicKey, words: &[String]) -> Result<(), Error> {
    desk(cx)?;
    let mut measures = Vec::new();
    for word in words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        let found = cx.city.measure_named(word).map(|measure| measure.id);
        let found = found.ok_or_else(|| Error::field("measures", format!("「{word}」という施策はありません。")))?;
        if !measures.contains(&found) {
            measures.push(found);
        }
    }
    let mut tx = cx.begin().await?;
    let slot = slot::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    slot::set_measures(&mut tx, slot.id, &measures).await?;
    let event = AuditEvent::new("slot_measures", "slot", Some(slot.id.0)).with("count", measures.len());
    Ok(tx.commit(Story::audit(event)).await?)
}

/// Asks a section to write a memo for a slot's brief. Without a day it is due one open day before the brief.
///
/// # Errors
/// [`Refusal::MemoAsked`], [`Refusal::SectionNotInForce`], [`Refusal::DayNotNow`]; [`Error::Invalid`] for `due_on`.
pub async fn ask(cx: &Cx, key: &PublicKey, section: SectionId, due_on: Option<NaiveDate>) -> Result<(), Error> {
    let by = desk(cx)?.id;
    if !cx.city.section(section).is_some_and(|section| section.in_force(cx.today())) {
        return Err(Refusal::SectionNotInForce.into());
    }
    let mut tx = cx.begin().await?;
    let slot = slot::by_key(&tx, key).await?.filter(|slot| slot.party.is_some()).ok_or(Error::NotFound)?;
    let day = dialogue_day::by_id(&tx, slot.day).await?.ok_or(Error::NotFound)?;
    if day.state != DayState::Announced {
        return Err(Refusal::DayNotNow { state: day.state }.into());
    }
    let due_on = due_on.unwrap_or_else(|| due(cx, &day));
    if due_on < cx.today() || due_on > day.about.held_on {
        return Err(Error::field("due_on", "期限は、今日から対話の日までの間にしてください。"));
    }
    let memo = match slot_memo::insert(&mut tx, slot.id, section, due_on, by).await {
        Err(StoreError::Conflict) => return Err(Refusal::MemoAsked.into()),
        other => other?,
    };
    tell(cx, &mut tx, (memo, section), MEMO_ASKED).await?;
    let event = AuditEvent::new("memo_asked", "slot", Some(slot.id.0)).with("section", section).with("due", due_on);
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// The section hears of its memo with the next hourly mail.
async fn tell(cx: &Cx, tx: &mut Tx, (memo, section): (SlotMemoId, SectionId), code: &str) -> Result<(), Error> {
    for person in people(cx, tx, section).await? {
        notice::add_other(tx, person, About::Memo(memo), code).await?;
    }
    Ok(())
}

/// On the last open day before a memo is due its section is reminded, while nothing is written; and on the day on which briefs have
/// to be ready the desk hears of those that are not. Answers of how many. Once an open day; `since` is the first day that was not
/// looked at.
pub(crate) async fn remind(cx: &Cx, tx: &mut Tx, since: NaiveDate) -> Result<usize, Error> {
    let today = cx.today();
    let Some(tomorrow) = today.succ_opt() else { return Ok(0) };
    let due = slot_memo::open_between(tx, today, cx.city.rules.calendar().next_open(tomorrow)).await?;
    for memo in &due {
        tell(cx, tx, (memo.id, memo.section), MEMO_DUE).await?;
    }
    Ok(due.len() + remind_desk(cx, tx, since).await?)
}

async fn remind_desk(cx: &Cx, tx: &mut Tx, since: NaiveDate) -> Result<usize, Error> {
    let today = cx.today();
    let is_due = |day: &Day| {
        let series = cx.city.rules.dialogues().series(&day.about.series);
        let by = series.map(|series| series.brief_day(day.about.held_on, cx.city.rules.calendar()));
        day.state == DayState::Announced && by.is_some_and(|by| since <= by && by <= today)
    };
    let ahead = dialogue_day::from_day(tx, today, DAYS).await?;
    let days: Vec<DialogueDayId> = ahead.iter().filter(|day| is_due(day)).map(|day| day.id).collect();
    let mut late = readiness(tx, &days).await?;
    late.retain(|(_, ready)| !ready);
    if late.is_empty() {
        return Ok(0);
    }
    let desk = people(cx, tx, cx.city.hearing()?.id).await?;
    for (slot, _) in &late {
        for person in &desk {
            notice::add_other(tx, *person, About::Slot(slot.id), BRIEF_DUE).await?;
        }
    }
    Ok(late.len())
}

/// The slots of these days that have a party, each with whether its brief is ready: somebody was asked, and everybody has written.
pub(crate) async fn readiness(from: &impl Source, days: &[DialogueDayId]) -> Result<Vec<(Slot, bool)>, Error> {
    let mut slots = slot::of_days(from, days).await?;
    slots.retain(|slot| slot.party.is_some());
    let ids: Vec<_> = slots.iter().map(|slot| slot.id).collect();
    let memos = slot_memo::of_slots(from, &ids).await?;
    let is_ready = |slot: &Slot| {
        let mut own = memos.iter().filter(|memo| memo.slot == slot.id).peekable();
        own.peek().is_some() && own.all(|memo| memo.answered.is_some())
    };
    let with_readiness = |slot: Slot| {
        let ready = is_ready(&slot);
        (slot, ready)
    };
    Ok(slots.into_iter().map(with_readiness).collect())
}

/// The usual day for a memo: the day of the brief, or today when that is over.
pub fn due(cx: &Cx, day: &Day) -> NaiveDate {
    let series = cx.city.rules.dialogues().series(&day.about.series);
    let brief = series.map_or(day.about.held_on, |s| s.brief_day(day.about.held_on, cx.city.rules.calendar()));
    brief.max(cx.today())
}

/// A memo as a section sees it.
#[derive(Debug, Clone)]
pub struct AskedMemo {
    /// The memo.
    pub memo: Memo,
    /// Its section.
    pub section: String,
    /// The day.
    pub day: Day,
    /// The slot.
    pub slot: Slot,
    /// Who comes: a group by its name, a person without one.
    pub party: String,
    /// What the visitor wants to speak of, with personal details masked.
    pub detail: String,
    /// Who wrote it.
    pub by: Option<String>,
}

/// What the person's sections were asked, what is open first.
///
/// # Errors
/// [`Error::Denied`].
pub async fn asked(cx: &Cx) -> Result<Vec<AskedMemo>, Error> {
    let staff = cx.actor.staff()?;
    if !staff.may(Permission::DialogueRead) {
        return Err(Error::Denied);
    }
    let from = cx.reader();
    let memos = slot_memo::of_sections(&from, &staff.sections_with(Permission::DialogueRead), MEMOS).await?;
    with_slots(cx, &from, memos).await
}

async fn with_slots(cx: &Cx, from: &impl Source, memos: Vec<Memo>) -> Result<Vec<AskedMemo>, Error> {
    let ids: Vec<_> = memos.iter().map(|memo| memo.slot).collect();
    let slots = slot::by_ids(from, &ids).await?;
    let days: Vec<_> = slots.iter().map(|slot| slot.day).collect();
    let days = dialogue_day::by_ids(from, &days).await?;
    let applications: Vec<_> =
        slots.iter().filter_map(|slot| slot.party.as_ref().and_then(|party| party.application)).collect();
    let applications = application::by_ids(from, &applications).await?;
    let writers = memos.iter().filter_map(|memo| Some(memo.answered?.0)).collect::<Vec<_>>();
    let names = kocho_store::staff::names(from, writers).await?;
    let shown = |memo: Memo| {
        let slot = slots.iter().find(|slot| slot.id == memo.slot)?;
        let day = days.iter().find(|day| day.id == slot.day)?;
        let party = slot.party.as_ref();
        let detail = party.and_then(|p| applications.get(&p.application?)).map(|one| one.about.detail.as_str());
        Some(AskedMemo {
            section: cx.city.section_name(memo.section).to_owned(),
            party: match party {
                Some(party) if party.kind == PartyKind::Group => party.name.clone(),
                Some(_) => "個人の方".to_owned(),
                None => "（取りやめ）".to_owned(),
            },
            detail: detail
                .map(|text| kocho_text::personal::mask(text, &kocho_text::personal::find(text)))
                .unwrap_or_default(),
            by: memo.answered.and_then(|(by, _)| names.get(&by).cloned()),
            slot: slot.clone(),
            day: day.clone(),
            memo,
        })
    };
    Ok(memos.into_iter().filter_map(shown).collect())
}

/// One memo that a section of the person was asked for; the desk and the office see all.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn memo(cx: &Cx, id: SlotMemoId) -> Result<AskedMemo, Error> {
    let from = cx.reader();
    let memo = slot_memo::by_id(&from, id).await?.ok_or(Error::NotFound)?;
    let staff = cx.actor.staff()?;
    let own = staff.sections_with(Permission::DialogueRead).contains(&memo.section);
    if !own && !knows_all(staff) {
        return Err(Error::NotFound);
    }
    with_slots(cx, &from, vec![memo]).await?.into_iter().next().ok_or(Error::NotFound)
}

/// Whether the person may write this memo: whoever answers for the section.
#[must_use]
pub fn may_write(cx: &Cx, memo: &Memo) -> bool {
    let own = |staff: &kocho_domain::access::StaffActor| {
        staff.sections_with(Permission::DialogueRead).contains(&memo.section)
    };
    cx.actor.staff().is_ok_and(own)
}

/// Writes a memo down, or anew.
///
/// # Errors
/// [`Error::Stale`] when it was written since `seen`; [`Refusal::TextMissing`]; [`Error::NotFound`] for other sections.
pub async fn answer(cx: &Cx, id: SlotMemoId, seen: i64, body: &str) -> Result<(), Error> {
    let by = cx.actor.staff()?.id;
    let body = body.replace("\r\n", "\n");
    if body.trim().is_empty() {
        return Err(Refusal::TextMissing.into());
    }
    if body.chars().count() > MEMO {
        return Err(Error::field("body", format!("{MEMO}文字までで書いてください。")));
    }
    let mut tx = cx.begin().await?;
    let memo = slot_memo::by_id(&tx, id).await?.ok_or(Error::NotFound)?;
    if !may_write(cx, &memo) {
        return Err(Error::NotFound);
    }
    if memo.lock != seen {
        return Err(Error::Stale);
    }
    slot_memo::answer(&mut tx, &memo, body.trim_end(), by).await?;
    let event = AuditEvent::new("memo_answered", "slot", Some(memo.slot.0)).with("section", memo.section);
    Ok(tx.commit(Story::audit(event)).await?)
}
