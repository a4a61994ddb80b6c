//! 当日の記録: reception, the points of each slot as they are written down, and what is made of a point: a case that a section
//! answers (持ち帰り), or a promise. What a tablet sends again makes nothing twice.

mod show;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kocho_domain::{
    access::{Permission, StaffActor, permit},
    body::{Body, Line},
    clock::day_begins,
    dialogue::{DayState, NoticeBy, PartyKind},
    id::{PublicKey, SectionId},
    personal::Personal,
    refusal::Refusal,
    remark::{Outcome, TEXT_LENGTH, Take, Words, take},
    story::{AuditEvent, Story, Why},
    submission::{Contact, ReplyWay, SourceRef},
    workflow::Act,
};
use kocho_store::{
    Tx, application, dialogue_day,
    dialogue_day::Day,
    remark,
    remark::{Hand, NewRemark, Remark},
    slot,
    slot::{Party, Slot},
};

pub use self::show::{
    FromDialogue, Point, RecordView, SlotRecord, Standing, Version, day_key, from_dialogue, show, versions,
};
pub(crate) use self::show::{points_of, standings};
use crate::{
    Cx, Error, commitment,
    route::{Route, hand_to, in_force},
    submission::{Opening, Submit, open_case, write_voice},
};

/// The channel of what is taken home.
const CHANNEL: &str = "dialogue_day";
/// The longest line.
const LINE: usize = 200;
/// The most people of a party.
const MOST: u32 = 1_000;

/// Who keeps the record.
///
/// # Errors
/// [`Error::Denied`].
pub(crate) fn clerk(cx: &Cx) -> Result<&StaffActor, Error> {
    let staff = cx.actor.staff()?;
    if staff.may(Permission::DialogueRecord) { Ok(staff) } else { Err(Error::Denied) }
}

/// What a party is called that comes without an application.
#[derive(Debug, Clone, Default)]
pub struct Seat {
    /// As it is announced: the group's name, or 個人.
    pub name: String,
    /// A group.
    pub is_group: bool,
    /// How many people.
    pub people: Option<u32>,
    /// テーマ
    pub theme: String,
    /// Codes of measures.
    pub measures: Vec<String>,
}

/// Gives a free slot to a party that applied for nothing.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field, [`Error::Stale`] when somebody has it, [`Error::NotFound`], [`Error::Denied`].
pub async fn seat(cx: &Cx, key: &PublicKey, seat: &Seat) -> Result<(), Error> {
    clerk(cx)?;
    let short = |text: &str| (1..=LINE).contains(&text.trim().chars().count());
    if !short(&seat.name) {
        return Err(Error::field("name", format!("来た人や団体の名前を{LINE}文字までで入れてください。")));
    }
    if !short(&seat.theme) {
        return Err(Error::field("theme", format!("テーマを{LINE}文字までで入れてください。")));
    }
    let mut tx = cx.begin().await?;
    let free = slot::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    if free.party.is_some() {
        return Err(Error::Stale);
    }
    let party = Party {
        application: None,
        name: seat.name.trim().to_owned(),
        kind: if seat.is_group { PartyKind::Group } else { PartyKind::Person },
        people: seat.people.unwrap_or(1).clamp(1, MOST),
        theme: seat.theme.trim().to_owned(),
    };
    slot::set_party(&mut tx, &free, Some(&party)).await?;
    let measures: Vec<_> = seat.measures.iter().filter_map(|code| cx.city.measure_named(code)).map(|m| m.id).collect();
    slot::set_measures(&mut tx, free.id, &measures).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("slot_seated", "slot", Some(free.id.0)))).await?)
}

/// 来た, with how many; nothing: it was noted by mistake.
///
/// # Errors
/// [`Error::Invalid`] for the field `people`, [`Error::Stale`], [`Error::NotFound`], [`Error::Denied`].
pub async fn arrive(cx: &Cx, key: &PublicKey, people: Option<u32>) -> Result<(), Error> {
    clerk(cx)?;
    if people.is_some_and(|people| people == 0 || people > MOST) {
        return Err(Error::field("people", format!("来た人数を、1から{MOST}までの数で入れてください。")));
    }
    let mut tx = cx.begin().await?;
    let seen = slot::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    slot::set_arrived(&mut tx, &seen, people).await?;
    let event = AuditEvent::new("slot_arrived", "slot", Some(seen.id.0)).with("people", people.unwrap_or(0));
    Ok(tx.commit(Story::audit(event)).await?)
}

/// 実施済にする: the day took place; nothing can be applied for or moved any more, the record stays open.
///
/// # Errors
/// [`Refusal::DayNotNow`] before its date and for a day that was called off; [`Error::NotFound`], [`Error::Denied`].
pub async fn hold(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    clerk(cx)?;
    let mut tx = cx.begin().await?;
    let day = dialogue_day::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let over = day.about.held_on <= cx.today();
    if !over || !matches!(day.state, DayState::Draft | DayState::Announced) {
        return Err(Refusal::DayNotNow { state: day.state }.into());
    }
    dialogue_day::set_state(&mut tx, &day, DayState::Held, None).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("dialogue_day_held", "dialogue_day", Some(day.id.0)))).await?)
}

/// A point as a device sends it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The key that the device gave it.
    pub device_key: String,
    /// The device; empty for a browser without scripts.
    pub device: String,
    /// The version that its writer knew; 0 for a new one.
    pub seen: u32,
    /// 発言
    pub said: String,
    /// その場での答え
    pub answered: String,
    /// What becomes of it; not decided yet.
    pub outcome: Option<Outcome>,
}

/// What became of a point that was sent.
#[derive(Debug, Clone)]
pub enum Written {
    /// It stands there now: its key, its number on the day, its version.
    Kept {
        /// Key in addresses.
        key: PublicKey,
        /// R8-対話02-03
        number: String,
        /// From 1.
        version: u32,
    },
    /// Somebody else wrote meanwhile; nothing was changed.
    Clash(Box<Clash>),
}

/// Two texts of one point.
#[derive(Debug, Clone)]
pub struct Clash {
    /// The point as it stands.
    pub stored: Remark,
    /// Its number on the day.
    pub number: String,
    /// What was sent.
    pub sent: Words,
    /// What was chosen.
    pub outcome: Option<Outcome>,
}

/// Writes a point down, or takes note of what is sent again.
///
/// # Errors
/// [`Refusal::TextMissing`]; [`Error::Invalid`] for too long a text or a key of no device; [`Error::NotFound`],
/// [`Error::Denied`].
pub async fn write(cx: &Cx, slot: &PublicKey, typed: &Typed) -> Result<Written, Error> {
    match write_once(cx, slot, typed).await {
        // Sent twice at one moment, it meets itself at the device's key: the second finds the first.
        Err(Error::Stale) => write_once(cx, slot, typed).await,
        other => other,
    }
}

async fn write_once(cx: &Cx, key: &PublicKey, typed: &Typed) -> Result<Written, Error> {
    let by = Hand { staff: clerk(cx)?.id, device: &typed.device };
    let words = checked(typed)?;
    let mut tx = cx.begin().await?;
    let slot = slot::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let day = day_of(&tx, &slot).await?;
    let Some(stored) = remark::by_device_key(&tx, &typed.device_key).await? else {
        let new = NewRemark {
            device_key: &typed.device_key,
            day: slot.day,
            slot: slot.id,
            words: &words,
            outcome: typed.outcome,
        };
        let written = remark::insert(&mut tx, &cx.new_key(), &new, by).await?;
        let event = AuditEvent::new("remark_written", "dialogue_day", Some(day.id.0)).with("remark", written.number);
        tx.commit(Story::audit(event)).await?;
        return Ok(kept(cx, &day, &written, 1));
    };
    if stored.slot != slot.id {
        return Err(Error::NotFound);
    }
    let own = remark::is_own_since(&tx, stored.id, typed.seen, &typed.device).await?;
    let version = match take(&stored.words, stored.version, &words, typed.seen, own) {
        Take::Nothing => stored.version,
        Take::Save => remark::rewrite(&mut tx, &stored, &words, by).await?,
        Take::Clash => {
            let number = number(cx, &day, stored.number);
            return Ok(Written::Clash(Box::new(Clash { stored, number, sent: words, outcome: typed.outcome })));
        }
    };
    // What became a case stays taken home.
    if stored.case.is_none() && stored.outcome != typed.outcome {
        remark::set_outcome(&mut tx, stored.id, typed.outcome).await?;
    }
    tx.commit(Story::Unrecorded(Why::Draft)).await?;
    Ok(kept(cx, &day, &stored, version))
}

fn kept(cx: &Cx, day: &Day, remark: &Remark, version: u32) -> Written {
    Written::Kept { key: remark.key.clone(), number: number(cx, day, remark.number), version }
}

/// R8-対話02-03
pub(crate) fn number(cx: &Cx, day: &Day, place: u32) -> String {
    kocho_domain::remark::number(day.number, cx.city.rules.dialogues().mark(&day.about.series), place)
}

async fn day_of(tx: &Tx, slot: &Slot) -> Result<Day, Error> {
    dialogue_day::by_id(tx, slot.day).await?.ok_or(Error::NotFound)
}

fn checked(typed: &Typed) -> Result<Words, Error> {
    let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(16..=64).contains(&typed.device_key.len()) || !typed.device_key.chars().all(sign) {
        return Err(Error::field("device_key", "この記録は受け取れません。ページを開き直してください。"));
    }
    let words = Words::tidy(&typed.said, &typed.answered);
    for (field, text) in [("said", &words.said), ("answered", &words.answered)] {
        if text.chars().count() > TEXT_LENGTH {
            return Err(Error::field(field, format!("{TEXT_LENGTH}文字までで書いてください。")));
        }
    }
    words.check()?;
    Ok(words)
}

/// A point with its slot and day, inside a transaction.
async fn open(cx: &Cx, tx: &Tx, key: &PublicKey) -> Result<(Remark, Slot, Day), Error> {
    clerk(cx)?;
    let remark = remark::by_key(tx, key).await?.ok_or(Error::NotFound)?;
    let slot = slot::by_ids(tx, &[remark.slot]).await?.into_iter().next().ok_or(Error::NotFound)?;
    let day = day_of(tx, &slot).await?;
    Ok((remark, slot, day))
}

/// 持ち帰り: the point becomes a voice of its own with one case, at a section, by a day (the rule's when none is named).
/// Danger words put it before the desk first, as everywhere. Answers the case's key.
///
/// # Errors
/// [`Error::Stale`] when it became one meanwhile, [`Refusal::SectionNotInForce`], [`Error::NotFound`], [`Error::Denied`].
pub async fn take_home(
    cx: &Cx,
    key: &PublicKey,
    section: SectionId,
    due_on: Option<NaiveDate>,
) -> Result<PublicKey, Error> {
    let lead = in_force(cx, section)?;
    let mut tx = cx.begin().await?;
    let (remark, slot, day) = open(cx, &tx, key).await?;
    if remark.case.is_some() {
        return Err(Error::Stale);
    }
    if due_on.is_some_and(|on| on < cx.today()) {
        return Err(Refusal::DueDay.into());
    }
    let submit = voice(cx, &tx, (&remark, &slot, &day)).await?;
    let voice = write_voice(cx, &mut tx, &submit).await?;
    let opened = open_case(cx, &mut tx, &voice, Opening::at_the_desk(cx, &submit)?).await?;
    remark::set_case(&mut tx, remark.id, opened.case).await?;
    let case = kocho_store::case::by_id(&tx, opened.case).await?.ok_or(Error::NotFound)?;
    let case_key = case.key.clone();
    let mut events = vec![opened.event];
    if !opened.urgent {
        let permitted = permit(&cx.actor, Act::Route, case, &[])?;
        let note = format!("対話の日 {} の持ち帰りです。", number(cx, &day, remark.number));
        let route = Route { lead, support: Vec::new(), due_on, note };
        events.push(hand_to(cx, &mut tx, permitted, &route).await?);
    }
    let taken = AuditEvent::new("remark_taken", "dialogue_day", Some(day.id.0)).with("remark", remark.number);
    tx.commit(Story::all(events).and(taken)).await?;
    cx.house.wake_worker();
    Ok(case_key)
}

/// What was said, as a voice of who said it.
async fn voice(cx: &Cx, tx: &Tx, (remark, slot, day): (&Remark, &Slot, &Day)) -> Result<Submit, Error> {
    let applied = match slot.party.as_ref().and_then(|party| party.application) {
        Some(id) => application::by_id(tx, id).await?,
        None => None,
    };
    let theme = slot.party.as_ref().map_or("", |party| party.theme.as_str());
    let answered = if remark.words.answered.is_empty() {
        String::new()
    } else {
        format!("\n\n【その場での答え】\n{}", remark.words.answered)
    };
    let text = format!("{}{answered}", remark.words.said);
    let wrong = |_| Error::field("said", "この記録には、案件にできない文字が入っています。");
    let contact = applied.as_ref().map(|one| contact(one.about.applicant.reveal())).unwrap_or_default();
    let way = applied.as_ref().map(|one| match one.about.notice_by {
        NoticeBy::Mail => ReplyWay::Mail,
        NoticeBy::Letter => ReplyWay::Letter,
    });
    Ok(Submit {
        form_key: format!("remark-{}", remark.key),
        channel: CHANNEL.to_owned(),
        medium: "voice".to_owned(),
        language: applied.as_ref().map_or_else(|| "ja".to_owned(), |one| one.about.language.clone()),
        received_at: Some(said_at(cx, slot, day)),
        body: Body::parse(&text).map_err(wrong)?,
        subject: Line::parse(theme, LINE).ok().filter(|line| !line.as_str().is_empty()),
        kind_guess: None,
        place: None,
        age_group: None,
        district: None,
        relation: applied.as_ref().and_then(|one| one.about.relation.clone()),
        reply_wanted: Some(applied.is_some()),
        publish_ok: None,
        reply_way: way,
        receipt_mail: false,
        contact: Personal::new(contact),
        source: Some(SourceRef { noun: "remark", id: remark.id.0 }),
        demo: day.demo,
    })
}

/// When it was said: at the slot's beginning, never later than now.
fn said_at(cx: &Cx, slot: &Slot, day: &Day) -> DateTime<Utc> {
    let begins = slot.period.from.signed_duration_since(chrono::NaiveTime::MIN);
    (day_begins(day.about.held_on) + TimeDelta::minutes(begins.num_minutes())).min(cx.now())
}

fn contact(applicant: &kocho_domain::dialogue::Applicant) -> Contact {
    let line = |text: Option<&String>| text.and_then(|text| Line::parse(text, LINE).ok());
    Contact {
        name: line(Some(&applicant.name)),
        address: line(applicant.address.as_ref()),
        phone: line(applicant.phone.as_ref()),
        email: line(applicant.email.as_ref()),
        reach_note: applicant.reach_note.as_ref().and_then(|note| Body::parse(note).ok()),
        notice_only: false,
    }
}

/// 約束: what the city said to a point that it would do. Answers the promise's key.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field; [`Error::NotFound`], [`Error::Denied`].
pub async fn promise(cx: &Cx, key: &PublicKey, typed: &commitment::Typed) -> Result<PublicKey, Error> {
    let mut tx = cx.begin().await?;
    let (remark, slot, day) = open(cx, &tx, key).await?;
    let made_on = day.about.held_on.min(cx.today());
    let mut new = commitment::checked(cx, &commitment::Typed { made_on: Some(made_on), ..typed.clone() })?;
    let measures = slot::measures(&tx, &[slot.id]).await?;
    new.measure = new.measure.or_else(|| measures.get(&slot.id).and_then(|list| list.first()).copied());
    (new.slot, new.remark, new.case) = (Some(slot.id), Some(remark.id), remark.case);
    new.follow_up_on = commitment::follow_up_day(cx, &day.about.series, made_on);
    new.demo = new.demo || day.demo;
    let (key, event) = commitment::write(cx, &mut tx, &new).await?;
    if remark.outcome.is_none() {
        remark::set_outcome(&mut tx, remark.id, Some(Outcome::Promised)).await?;
    }
    tx.commit(Story::audit(event)).await?;
    Ok(key)
}
