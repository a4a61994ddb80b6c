//! Sections as the office sees them: what is open, how old it is, what is late, what they returned, how long their answers
//! take. Sections, never clerks.
//!
//! Open cases are grouped by section and day, ended ones of twelve months by section and days, each by an index of its own
//! (`store/load.rs`), and kept by [`super::kept::KeptFigures`].

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::Permission,
    clock::day_begins,
    figure::{Year, median, on_time_rate},
    id::SectionId,
};
use kocho_store::load::{self, Ended, Open};

use super::{kept::KeptFigures, named};
use crate::{Cx, Error};

/// All sections that have or had something.
#[derive(Debug, Clone)]
pub struct OfficeSections {
    /// The days over which what has ended is counted.
    pub year: Year,
    /// When the figures were read.
    pub read_at: DateTime<Utc>,
    /// All sections together.
    pub whole: SectionFigures,
    /// The most overdue first, then the most open.
    pub sections: Vec<SectionFigures>,
}

/// What a section has before it and how it fared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SectionFigures {
    /// Database key; `None` for all together.
    pub section: Option<SectionId>,
    /// Name.
    pub name: String,
    /// Open cases.
    pub open: u64,
    /// Days since the oldest of them came in.
    pub oldest_days: u64,
    /// Days since they came in: the middle.
    pub median_age: Option<u64>,
    /// Of the open ones, past their day.
    pub overdue: u64,
    /// Days by which the latest is late.
    pub latest_days: u64,
    /// 返却 of the twelve months.
    pub returned: u64,
    /// Ended in the twelve months.
    pub ended: u64,
    /// Of these, on time.
    pub on_time: u64,
    /// Days (暦日) from receipt to the end: the middle.
    pub median_days: Option<u64>,
    /// 期限内率 in percent.
    pub rate: Option<u64>,
}

/// Kept by day.
pub(crate) type KeptSections = KeptFigures<NaiveDate, Arc<OfficeSections>>;

/// All sections with their figures.
///
/// # Errors
/// [`Error::Denied`] without the right to read the office's pages.
pub async fn sections(cx: &Cx) -> Result<Arc<OfficeSections>, Error> {
    if !cx.actor.staff()?.may(Permission::OfficeRead) {
        return Err(Error::Denied);
    }
    for_all(cx).await
}

/// The same, whoever reads: figures alone.
pub(super) async fn for_all(cx: &Cx) -> Result<Arc<OfficeSections>, Error> {
    cx.house.office.sections.or_read(cx, cx.today(), read).await
}

async fn read(cx: Cx) -> Result<(Arc<OfficeSections>, u64), Error> {
    let cx = &cx;
    let (today, year) = (cx.today(), Year::ending(cx.today()));
    let from = cx.reader();
    let mut sums: BTreeMap<SectionId, Sum> = BTreeMap::new();
    for open in load::open(&from, today).await? {
        sums.entry(open.section).or_default().open(&open, today);
    }
    for ended in load::ended(&from, year.from, year.until).await? {
        sums.entry(ended.section).or_default().ended(&ended);
    }
    for (section, n) in load::returned(&from, day_begins(year.from)).await? {
        sums.entry(section).or_default().returned += n;
    }
    let mut whole = Sum::default();
    sums.values().for_each(|sum| whole.add(sum));
    let mut sections: Vec<SectionFigures> =
        sums.iter().map(|(section, sum)| sum.figures(Some(*section), named::section(cx, *section))).collect();
    sections.sort_by_key(|s| (u64::MAX - s.overdue, u64::MAX - s.open, u64::MAX - s.ended, s.section));
    let whole = whole.figures(None, "全体".to_owned());
    let counted = whole.open + whole.ended;
    Ok((Arc::new(OfficeSections { year, read_at: cx.now(), whole, sections }), counted))
}

#[derive(Default)]
struct Sum {
    ages: BTreeMap<u64, u64>,
    overdue: u64,
    latest: u64,
    returned: u64,
    days: BTreeMap<u64, u64>,
    on_time: u64,
}

impl Sum {
    fn open(&mut self, open: &Open, today: NaiveDate) {
        let days = |since: NaiveDate| u64::try_from((today - since).num_days()).unwrap_or(0);
        *self.ages.entry(days(open.received_on)).or_default() += open.n;
        self.overdue += open.overdue;
        self.latest = self.latest.max(days(open.due_on));
    }

    fn ended(&mut self, ended: &Ended) {
        *self.days.entry(ended.days).or_default() += ended.n;
        self.on_time += ended.on_time;
    }

    fn add(&mut self, other: &Sum) {
        other.ages.iter().for_each(|(age, n)| *self.ages.entry(*age).or_default() += n);
        other.days.iter().for_each(|(days, n)| *self.days.entry(*days).or_default() += n);
        self.overdue += other.overdue;
        self.latest = self.latest.max(other.latest);
        self.returned += other.returned;
        self.on_time += other.on_time;
    }

    fn figures(&self, section: Option<SectionId>, name: String) -> SectionFigures {
        let ended = self.days.values().sum();
        SectionFigures {
            section,
            name,
            open: self.ages.values().sum(),
            oldest_days: self.ages.keys().next_back().copied().unwrap_or(0),
            median_age: median(&self.ages),
            overdue: self.overdue,
            latest_days: self.latest,
            returned: self.returned,
            ended,
            on_time: self.on_time,
            median_days: median(&self.days),
            rate: on_time_rate(self.on_time, ended, self.overdue),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_judged_by_what_ended_and_by_what_is_open_and_late() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-30");
        let mut sum = Sum::default();
        let open = |received: &str, n, overdue, due: &str| Open {
            section: SectionId(1),
            received_on: day(received),
            n,
            overdue,
            due_on: day(due),
        };
        sum.open(&open("2026-11-01", 2, 2, "2026-11-20"), today);
        sum.open(&open("2026-11-29", 3, 0, "2026-12-20"), today);
        sum.ended(&Ended { section: SectionId(1), days: 5, n: 6, on_time: 6 });
        sum.ended(&Ended { section: SectionId(1), days: 40, n: 2, on_time: 0 });
        let found = sum.figures(Some(SectionId(1)), "建設課".into());
        assert_eq!((found.open, found.oldest_days, found.median_age), (5, 29, Some(1)));
        assert_eq!((found.overdue, found.latest_days, found.ended), (2, 10, 8));
        assert_eq!((found.median_days, found.rate), (Some(5), Some(60)), "6 of 8 ended and 2 late");
    }
}
