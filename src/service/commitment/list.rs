//! Which promises does somebody see: by what is asked for, with where each was made, in figures, as a table for a spreadsheet.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use kocho_domain::{
    access::{Actor, Permission},
    commitment::{Commitment, REMIND_DAYS, Reach, State, Tally, figure_scope, scope},
    id::{CommitmentId, DialogueDayId, PublicKey, SectionId, SlotId},
    story::{AuditEvent, Story},
};
use kocho_store::{
    commitment_list::{self, Filter},
    dialogue_day, slot,
};

use crate::{Cx, Error, desk::masked};

/// Promises of a page.
const PAGE: u64 = 50;
/// Promises that residents see of each sort.
const PUBLIC: u64 = 200;
/// The most rows of a table for a spreadsheet; some dozens come a year.
const TABLE: u64 = 5_000;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Queue {
    /// Everything that is not done.
    #[default]
    Open,
    /// Due within a week.
    Soon,
    /// Past the deadline in force.
    Late,
    /// 果たした
    Kept,
    /// 取りやめ
    Dropped,
    /// Everything.
    All,
}

impl Queue {
    /// Every queue, in their order on the page.
    pub const ALL: [Queue; 6] = [Queue::Open, Queue::Soon, Queue::Late, Queue::Kept, Queue::Dropped, Queue::All];

    /// The code in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Queue::Open => "open",
            Queue::Soon => "soon",
            Queue::Late => "late",
            Queue::Kept => "kept",
            Queue::Dropped => "dropped",
            Queue::All => "all",
        }
    }

    /// The word on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Queue::Open => "進行中",
            Queue::Soon => "7日以内",
            Queue::Late => "期限切れ",
            Queue::Kept => "果たした",
            Queue::Dropped => "取りやめ",
            Queue::All => "すべて",
        }
    }

    /// How many there are.
    #[must_use]
    pub const fn count(self, tally: Tally) -> u64 {
        match self {
            Queue::Open => tally.open,
            Queue::Soon => tally.soon,
            Queue::Late => tally.late,
            Queue::Kept => tally.kept,
            Queue::Dropped => tally.dropped,
            Queue::All => tally.open + tally.kept + tally.dropped,
        }
    }

    /// What narrows the list, on this day.
    fn filter(self, today: NaiveDate) -> Filter {
        let open = vec![State::Open, State::Moved];
        match self {
            Queue::Open => Filter { states: open, ..Filter::default() },
            Queue::Soon => Filter {
                states: open,
                due_from: Some(today),
                due_until: today.checked_add_days(Days::new(REMIND_DAYS)),
                ..Filter::default()
            },
            Queue::Late => Filter { states: open, due_until: today.pred_opt(), ..Filter::default() },
            Queue::Kept => Filter { states: vec![State::Kept], backwards: true, ..Filter::default() },
            Queue::Dropped => Filter { states: vec![State::Dropped], backwards: true, ..Filter::default() },
            Queue::All => Filter { backwards: true, ..Filter::default() },
        }
    }
}

/// What the address of a list says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// What is asked for.
    pub queue: Queue,
    /// Of which section.
    pub section: Option<SectionId>,
    /// Only what stands behind this promise.
    pub after: Option<(NaiveDate, CommitmentId)>,
}

/// Where a promise was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Key of the day.
    pub day: PublicKey,
    /// Key of the slot.
    pub slot: PublicKey,
    /// 対話の日（6月）
    pub title: String,
    /// When.
    pub held_on: NaiveDate,
    /// The slot's number on the day.
    pub position: u32,
    /// Who came.
    pub party: String,
    /// テーマ
    pub theme: String,
}

/// Where the promises of these slots were made: two statements for a whole list.
///
/// # Errors
/// What the database says.
pub async fn origins(cx: &Cx, slots: &[SlotId]) -> Result<BTreeMap<SlotId, Origin>, Error> {
    let from = cx.reader();
    let slots = slot::by_ids(&from, slots).await?;
    let mut days: Vec<DialogueDayId> = slots.iter().map(|slot| slot.day).collect();
    days.sort_unstable();
    days.dedup();
    let days = dialogue_day::by_ids(&from, &days).await?;
    let origin = |slot: slot::Slot| {
        let day = days.iter().find(|day| day.id == slot.day)?;
        let (party, theme) = slot.party.map(|party| (party.name, party.theme)).unwrap_or_default();
        let origin = Origin {
            day: day.key.clone(),
            slot: slot.key,
            title: day.about.title.clone(),
            held_on: day.about.held_on,
            position: slot.position,
            party,
            theme,
        };
        Some((slot.id, origin))
    };
    Ok(slots.into_iter().filter_map(origin).collect())
}

/// A promise of a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The promise.
    pub one: Commitment,
    /// Where it was made.
    pub origin: Option<Origin>,
}

/// A list with its figures.
#[derive(Debug, Clone)]
pub struct List {
    /// The page's promises.
    pub rows: Vec<Listed>,
    /// Where the next page begins.
    pub next: Option<(NaiveDate, CommitmentId)>,
    /// Figures of everything that this person sees, or of the section that was asked for.
    pub tally: Tally,
    /// The sections that have promises, with their figures.
    pub sections: Vec<(SectionId, Tally)>,
}

/// The promises that this person sees.
///
/// # Errors
/// [`Error::Denied`] for residents; what the database says.
pub async fn list(cx: &Cx, asked: &Asked) -> Result<List, Error> {
    if !cx.actor.staff()?.may(Permission::DialogueRead) {
        return Err(Error::Denied);
    }
    let (from, scope) = (cx.reader(), scope(&cx.actor));
    let filter = Filter { section: asked.section, after: asked.after, ..asked.queue.filter(cx.today()) };
    let rows = commitment_list::page(&from, &scope, &filter, PAGE).await?;
    let next = rows.last().filter(|_| rows.len() as u64 == PAGE).map(|last| (last.due_on, last.id));
    let tallies = commitment_list::tallies(&from, &scope, cx.today()).await?;
    let asked_for = |section: &SectionId| asked.section.is_none_or(|wanted| wanted == *section);
    let tally = tallies.iter().filter(|(section, _)| asked_for(section)).map(|(_, tally)| *tally);
    Ok(List {
        rows: with_origins(cx, rows).await?,
        next,
        tally: tally.fold(Tally::default(), Tally::and),
        sections: tallies.into_iter().collect(),
    })
}

async fn with_origins(cx: &Cx, rows: Vec<Commitment>) -> Result<Vec<Listed>, Error> {
    let mut slots: Vec<SlotId> = rows.iter().filter_map(|one| one.slot).collect();
    slots.sort_unstable();
    slots.dedup();
    let origins = origins(cx, &slots).await?;
    let listed = |one: Commitment| Listed { origin: one.slot.and_then(|slot| origins.get(&slot).cloned()), one };
    Ok(rows.into_iter().map(listed).collect())
}

/// What the office reads of promises.
#[derive(Debug, Clone)]
pub struct OfficeView {
    /// All sections together.
    pub tally: Tally,
    /// The sections, most late ones first.
    pub sections: Vec<(SectionId, Tally)>,
    /// Past the deadline, the oldest first.
    pub late: Vec<Listed>,
    /// Due within a week.
    pub soon: Vec<Listed>,
    /// Kept last.
    pub kept: Vec<Listed>,
    /// This person may read the promises themselves.
    pub reads_content: bool,
}

/// The office's page. Who may read figures only gets no promise.
///
/// # Errors
/// [`Error::Denied`].
pub async fn office(cx: &Cx) -> Result<OfficeView, Error> {
    let staff = cx.actor.staff()?;
    if !staff.may(Permission::OfficeRead) {
        return Err(Error::Denied);
    }
    let from = cx.reader();
    let tallies = commitment_list::tallies(&from, &figure_scope(&cx.actor), cx.today()).await?;
    let tally = tallies.values().copied().fold(Tally::default(), Tally::and);
    let mut sections: Vec<(SectionId, Tally)> = tallies.into_iter().collect();
    sections.sort_by_key(|(id, tally)| (std::cmp::Reverse((tally.late, tally.open)), *id));
    let reads_content = *scope(&cx.actor).reach() == Reach::Everything;
    let mut lists = Vec::new();
    for (queue, size) in [(Queue::Late, PAGE), (Queue::Soon, PAGE), (Queue::Kept, 5)] {
        let rows = commitment_list::page(&from, &scope(&cx.actor), &queue.filter(cx.today()), size).await?;
        lists.push(with_origins(cx, rows).await?);
    }
    let [late, soon, kept] = <[Vec<Listed>; 3]>::try_from(lists).unwrap_or_default();
    Ok(OfficeView { tally, sections, late, soon, kept, reads_content })
}

/// Promises past their day and those due within a week, some of each, and how many are past their day. The index on state and
/// deadline gives both; nothing is counted over all promises.
///
/// # Errors
/// What the database says.
pub(crate) async fn due(cx: &Cx, size: u64) -> Result<(Vec<Commitment>, Vec<Commitment>, u64), Error> {
    let (from, scope) = (cx.reader(), scope(&cx.actor));
    let (late, soon) = (Queue::Late.filter(cx.today()), Queue::Soon.filter(cx.today()));
    let found = commitment_list::page(&from, &scope, &late, size).await?;
    let all = match found.len() as u64 {
        some if some < size => some,
        _ => commitment_list::count(&from, &scope, &late).await?,
    };
    Ok((found, commitment_list::page(&from, &scope, &soon, size).await?, all))
}

/// What residents read: what is promised and open, what is done, and how well the city keeps its word.
#[derive(Debug, Clone)]
pub struct PublicView {
    /// All promises, told or not: the figures hide none.
    pub tally: Tally,
    /// Open ones, next deadline first.
    pub open: Vec<Listed>,
    /// Kept and dropped ones, latest first.
    pub done: Vec<Listed>,
}

/// The page for everybody.
///
/// # Errors
/// What the database says.
pub async fn public(cx: &Cx) -> Result<PublicView, Error> {
    let (from, today) = (cx.reader(), cx.today());
    let told = scope(&Actor::Resident);
    let tallies = commitment_list::tallies(&from, &figure_scope(&Actor::Resident), today).await?;
    let open = commitment_list::page(&from, &told, &Queue::Open.filter(today), PUBLIC).await?;
    let ended = Filter { states: vec![State::Kept, State::Dropped], backwards: true, ..Filter::default() };
    let mut done = commitment_list::page(&from, &told, &ended, PUBLIC).await?;
    done.sort_by_key(|one| std::cmp::Reverse((one.closed_on, one.id)));
    Ok(PublicView {
        tally: tallies.into_values().fold(Tally::default(), Tally::and),
        open: with_origins(cx, open).await?,
        done: with_origins(cx, done).await?,
    })
}

const HEADER: [&str; 14] = [
    "番号",
    "約束した日",
    "最初の期限",
    "今の期限",
    "状態",
    "終わった日",
    "期限内",
    "担当課",
    "約束",
    "公表文",
    "その後（公表）",
    "証拠のアドレス",
    "対話の日",
    "相手",
];

/// The promises that this person sees as a table for a spreadsheet: a name for the file, and its bytes. That they left the
/// house stands in the audit.
///
/// # Errors
/// [`Error::Denied`].
pub async fn csv(cx: &Cx, asked: &Asked) -> Result<(String, Vec<u8>), Error> {
    if !cx.actor.staff()?.may(Permission::CaseExport) {
        return Err(Error::Denied);
    }
    let filter = Filter { section: asked.section, ..asked.queue.filter(cx.today()) };
    let rows = commitment_list::page(&cx.reader(), &scope(&cx.actor), &filter, TABLE).await?;
    let rows = with_origins(cx, rows).await?;
    let row = |cells: &[String]| {
        kocho_document::table::row(cells)
            .map_err(|error| Error::Internal(format!("a table could not be written: {error}")))
    };
    let mut bytes = kocho_document::table::BOM.to_vec();
    bytes.extend(row(&HEADER.map(str::to_owned))?);
    for listed in &rows {
        bytes.extend(row(&cells(cx, listed))?);
    }
    let event = AuditEvent::new("exported", "commitment", None).with("form", "csv").with("queue", asked.queue.code());
    let tx = cx.begin().await?;
    tx.commit(Story::audit(event.with("count", rows.len()))).await?;
    Ok((format!("yakusoku-{}-{}.csv", asked.queue.code(), cx.today().format("%Y%m%d")), bytes))
}

fn cells(cx: &Cx, listed: &Listed) -> [String; 14] {
    let one = &listed.one;
    let day = |on: Option<NaiveDate>| on.map(|on| on.to_string()).unwrap_or_default();
    let on_time = if one.state == State::Kept { if one.is_on_time() { "はい" } else { "いいえ" } } else { "" };
    let (place, party) = listed
        .origin
        .as_ref()
        .map(|origin| (format!("{} {}番目", origin.title, origin.position), origin.party.clone()))
        .unwrap_or_default();
    [
        one.number.to_string(),
        day(Some(one.made_on)),
        day(Some(one.first_due_on)),
        day(Some(one.due_on)),
        one.state.label().to_owned(),
        day(one.closed_on),
        on_time.to_owned(),
        cx.city.section_name(one.section).to_owned(),
        // What leaves the house names nobody; the published words name nobody anyway.
        masked(&one.text),
        one.public_text.clone(),
        one.public_outcome.clone(),
        one.evidence_url.clone(),
        place,
        masked(&party),
    ]
}
