//! The office's morning on one page: what is urgent, what came since the last open day in its own words, what waits for the
//! reader, what grows, and what is late.
//!
//! Nothing here is counted over everything: voices come newest first by an index and end after some, letters of the days are
//! counted in `case_figure`, what is late is kept by [`super::section`], what grows by [`super::kept::KeptFigures`]. What does not
//! depend on who reads is kept until the next commit, two seconds at most ([`Shared`]).

use std::sync::Arc;

use chrono::NaiveDate;
use kocho_domain::{
    access::{Permission, Reach, StaffActor, case_scope},
    commitment::Commitment,
    dialogue::DayState,
    figure::{Week, since_last_open},
    id::{DialogueDayId, PublicKey},
    summary::SummaryState,
};
use kocho_store::{
    case_list::{self, Filter, Order},
    circulation::Waiting as Circulated,
    dialogue_day::{self, Day},
    figure, report, summary,
    survey_result::{self, Late},
};

use super::{OfficeSections, VoiceView, kept::KeptFigures, orphan, sections, view};
use crate::{
    Cx, Error,
    desk::{DeskRow, SOON_OPEN_DAYS, desk_row},
    rising::{self, Rising},
};

/// Originals on the page.
const VOICES: u64 = 12;
/// Urgent ones.
const URGENT: u64 = 10;
/// Decisions that wait for the reader.
const TURNS: u64 = 5;
/// Dialogue days ahead.
const DAYS: u64 = 3;
/// Cases to be read that the page shows.
const CIRCULATED: u64 = 20;
/// Promises past their day, and of those due soon.
const PROMISES: u64 = 20;
/// Summaries that are counted.
const REVIEWS: u64 = 100;

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Morning {
    /// What everybody reads alike whose rights reach as far.
    pub shared: Arc<Shared>,
    /// Decisions whose turn the reader is, the earliest day first, and how many there are.
    pub turns: (Vec<DeskRow>, u64),
    /// What is rising in the week.
    pub rising: Arc<Rising>,
    /// What sections have before them.
    pub sections: Arc<OfficeSections>,
    /// Values of indicators that wait for the reader's decision.
    pub indicators: u64,
    /// Cases that the hearing desk put before the office and nobody has read, the longest waiting first, and how many there are,
    /// counted up to [`crate::circulation::COUNTED`].
    pub circulation: (Vec<Circulated>, u64),
}

/// What everybody reads alike whose rights reach as far.
#[derive(Debug, Clone)]
pub struct Shared {
    /// The last open day before today: voices are read from it on.
    pub since: NaiveDate,
    /// Letters received since.
    pub arrived: u64,
    /// The week that the page speaks of.
    pub week: Week,
    /// Letters of the week, and of the seven days before.
    pub letters: (u64, u64),
    /// Waiting for a human now, the longest waiting first; empty for people who read figures only.
    pub urgent: Vec<VoiceView>,
    /// How many wait for a human.
    pub urgent_all: u64,
    /// Originals since the last open day, the newest first; empty for people who read figures only.
    pub voices: Vec<VoiceView>,
    /// Cases that no section owns; `None` for people who read figures only.
    pub orphans: Option<u64>,
    /// The next dialogue days.
    pub days: Vec<DayAhead>,
    /// Summaries of dialogue days that wait for the office's reading, and those that applicants should have by now; none for people
    /// who read figures only.
    pub reviews: (u64, u64),
    /// Slots of which the office should have a summary by now and nobody began one; none for people who read figures only.
    pub unbegun: u64,
    /// Promises past their day, the oldest first, those due within a week, and how many are past their day; empty for people who
    /// read figures only.
    pub promises: (Vec<Commitment>, Vec<Commitment>, u64),
    /// Surveys of which it was not told in time what the city did with them; empty for people who read figures only.
    pub reflections: Vec<Late>,
}

/// A dialogue day ahead.
#[derive(Debug, Clone)]
pub struct DayAhead {
    /// Key in addresses.
    pub key: PublicKey,
    /// What it is called.
    pub title: String,
    /// When.
    pub held_on: NaiveDate,
    /// Briefs that are ready, of how many visitors.
    pub briefs: (usize, usize),
}

/// Kept by day, by whether originals stand beside the figures, and by whether restricted cases are known.
pub(crate) type KeptMornings = KeptFigures<(NaiveDate, bool, bool), Arc<Shared>>;

/// Kept by week and by whether originals stand beside the figures.
pub(crate) type KeptRising = KeptFigures<(NaiveDate, bool), Arc<Rising>>;

/// The office's morning.
///
/// # Errors
/// [`Error::Denied`] without the right to read the office's pages.
pub async fn morning(cx: &Cx) -> Result<Morning, Error> {
    let staff = cx.actor.staff()?;
    if !staff.may(Permission::OfficeRead) {
        return Err(Error::Denied);
    }
    let scope = case_scope(&cx.actor);
    let reads = staff.may(Permission::CaseRead) && scope.reads_all_sections();
    let key = (cx.today(), reads, *scope.reach() == Reach::Everything);
    let shared = cx.house.office.shared.or_read(cx, key, move |cx| shared(cx, reads)).await?;
    Ok(Morning {
        turns: turns(cx, staff).await?,
        rising: rising(cx, shared.week, reads).await?,
        sections: sections(cx).await?,
        indicators: crate::indicator::waiting(cx).await?,
        circulation: crate::circulation::waiting(cx, CIRCULATED).await?,
        shared,
    })
}

/// What does not depend on who reads, but on how far their rights reach.
async fn shared(cx: Cx, reads: bool) -> Result<(Arc<Shared>, u64), Error> {
    let cx = &cx;
    let (today, db) = (cx.today(), cx.reader());
    let (since, week) = (since_last_open(today, cx.city.rules.calendar()), Week::ending(today, today));
    let (urgent, voices) = match reads {
        true => (
            report::urgent_waiting(&db, URGENT).await?,
            report::voices_between(&db, since, today, false, VOICES).await?,
        ),
        false => (Vec::new(), Vec::new()),
    };
    let urgent_all = match urgent.len() as u64 {
        URGENT => report::urgent_count(&db).await?,
        some => some,
    };
    let shared = Shared {
        since,
        arrived: letters(cx, since, today).await?,
        week,
        letters: (
            letters(cx, week.from, week.until).await?,
            letters(cx, week.before().from, week.before().until).await?,
        ),
        urgent: urgent.into_iter().map(|voice| view(cx, voice)).collect(),
        urgent_all,
        voices: voices.into_iter().map(|voice| view(cx, voice)).collect(),
        orphans: if reads { Some(orphan::count(cx).await?) } else { None },
        days: days(cx).await?,
        reviews: if reads { reviews(cx).await? } else { (0, 0) },
        unbegun: if reads { unbegun(cx).await? } else { 0 },
        promises: promises(cx, reads).await?,
        reflections: if reads { survey_result::late(&db, today).await? } else { Vec::new() },
    };
    // Few rows were read: it holds until something is committed, two seconds at most.
    Ok((Arc::new(shared), 0))
}

/// The next dialogue days that are known outside the desk, two or three of them.
async fn days(cx: &Cx) -> Result<Vec<DayAhead>, Error> {
    let db = cx.reader();
    let mut ahead = dialogue_day::from_day(&db, cx.today(), 2 * DAYS).await?;
    ahead.retain(|day| day.state == DayState::Announced);
    ahead.truncate(usize::try_from(DAYS).unwrap_or_default());
    let ids: Vec<DialogueDayId> = ahead.iter().map(|day| day.id).collect();
    let briefs = crate::brief::readiness(&db, &ids).await?;
    let named = |day: Day| {
        let own = || briefs.iter().filter(|(slot, _)| slot.day == day.id);
        let briefs = (own().filter(|(_, ready)| *ready).count(), own().count());
        DayAhead { key: day.key, title: day.about.title, held_on: day.about.held_on, briefs }
    };
    Ok(ahead.into_iter().map(named).collect())
}

async fn reviews(cx: &Cx) -> Result<(u64, u64), Error> {
    let unsent = [SummaryState::Draft, SummaryState::SentBack, SummaryState::Review, SummaryState::Approved];
    let open = summary::in_states(&cx.reader(), &unsent, REVIEWS).await?;
    let review = open.iter().filter(|one| one.state == SummaryState::Review).count();
    // A text for the public has no day.
    let late = open.iter().filter(|one| one.due_on.is_some_and(|on| on < cx.today())).count();
    Ok((review as u64, late as u64))
}

async fn unbegun(cx: &Cx) -> Result<u64, Error> {
    let awaited = crate::summary::unbegun(cx, &cx.reader()).await?;
    Ok(awaited.iter().filter(|one| one.is_late(cx.today())).count() as u64)
}

async fn promises(cx: &Cx, reads: bool) -> Result<(Vec<Commitment>, Vec<Commitment>, u64), Error> {
    if !reads {
        return Ok((Vec::new(), Vec::new(), 0));
    }
    crate::commitment::list::due(cx, PROMISES).await
}

/// Letters of some days, those that only few may know left out.
pub(super) async fn letters(cx: &Cx, since: NaiveDate, until: NaiveDate) -> Result<u64, Error> {
    Ok(figure::letters(&cx.reader(), since, until).await?.iter().map(|count| count.n).sum())
}

/// What waits for the reader's decision.
pub(super) async fn turns(cx: &Cx, staff: &StaffActor) -> Result<(Vec<DeskRow>, u64), Error> {
    if !staff.may(Permission::CaseApprove) {
        return Ok((Vec::new(), 0));
    }
    let scope = case_scope(&cx.actor);
    let filter = Filter { turn_of: staff.offices.clone(), open: Some(true), ..Filter::default() };
    let rows = case_list::page(&cx.reader(), &scope, &filter, Order::Due, None, TURNS).await?.rows;
    let all = match rows.len() as u64 {
        TURNS => case_list::count(&cx.reader(), &scope, &filter).await?,
        some => some,
    };
    let soon = cx.city.rules.calendar().add_open_days(cx.today(), SOON_OPEN_DAYS);
    Ok((rows.into_iter().map(|row| desk_row(cx, row, soon)).collect(), all))
}

/// What is rising in a week; thousands of texts are read for it in a large city.
pub(super) async fn rising(cx: &Cx, week: Week, full: bool) -> Result<Arc<Rising>, Error> {
    let read = |cx: Cx| async move {
        let found = rising::week(&cx, Some(week.until)).await?;
        let texts = found.whole.now + found.whole.before + found.whole.last_year.unwrap_or(0);
        // Reading a text takes some ten times as long as counting a case.
        Ok((Arc::new(found), 10 * texts))
    };
    cx.house.office.rising.or_read(cx, (week.until, full), read).await
}
