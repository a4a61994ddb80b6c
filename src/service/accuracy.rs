//! How good are the suggestions? Each decision is noted beside what had been suggested, and counted by version, month
//! and measure. Restricted cases are counted too: only the hearing desk, which knows them all, sees these pages.

use kocho_domain::{
    access::{Actor, Permission, case_scope},
    case::{Case, MeasureDecision},
    story::{AuditEvent, Story},
    workflow::Status,
};
use kocho_store::{
    Tx,
    accuracy::{self, Counted, Miss, MissQuery, Verdict},
    suggestion::Suggestion,
};

use crate::{
    Cx, Error,
    suggestion::{OUTSIDE, Suggested},
};

/// Months that are shown, this one included.
const MONTHS: u32 = 24;
/// Misses of a page.
const PAGE: u64 = 50;

/// Counts, and what they are shares of. A suggestion is right when it stands first and was decided as the primary or a
/// further measure, or when 「計画の外」 stands first and was decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Decided cases that had a suggestion.
    pub n: u64,
    /// Right.
    pub first: u64,
    /// Among the first three.
    pub three: u64,
    /// It had said that it was not sure.
    pub unsure: u64,
    /// It was sure, and right.
    pub sure_first: u64,
    /// Decided as outside the plan.
    pub outside: u64,
    /// Of these, found.
    pub outside_found: u64,
    /// Decided as inside, said to be outside.
    pub outside_false: u64,
    /// Routed, with sections suggested.
    pub routed: u64,
    /// Of these, the first section was right.
    pub section_first: u64,
}

impl Figures {
    fn add(&mut self, row: &Counted) {
        let outside = row.wanted == OUTSIDE;
        self.n += row.n;
        self.first += row.first;
        self.three += row.three;
        self.unsure += row.unsure;
        self.sure_first += row.sure_first;
        self.outside += if outside { row.n } else { 0 };
        self.outside_found += if outside { row.first } else { 0 };
        self.outside_false += if outside { 0 } else { row.said_outside };
        self.routed += row.routed;
        self.section_first += row.section_first;
    }

    /// Sure suggestions.
    pub fn sure(&self) -> u64 {
        self.n - self.unsure
    }

    /// Decided as inside the plan.
    pub fn inside(&self) -> u64 {
        self.n - self.outside
    }
}

/// One month of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthRow {
    /// 2026-04
    pub month: String,
    /// Version of the classifier.
    pub version: String,
    /// What was counted.
    pub figures: Figures,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureRow {
    /// Code, or [`OUTSIDE`].
    pub code: String,
    /// Its name; empty when the plan in force does not have it.
    pub name: String,
    /// What was counted.
    pub figures: Figures,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accuracy {
    /// The first month: 2024-05.
    pub since: String,
    /// Everything that is narrowed to.
    pub all: Figures,
    /// By month and version, newest first; not narrowed.
    pub months: Vec<MonthRow>,
    /// By decision, the weakest first.
    pub measures: Vec<MeasureRow>,
}

/// Notes what was decided beside what the clerk saw; a decision that was taken back is not counted any more.
pub(crate) async fn note(cx: &Cx, tx: &mut Tx, case: &Case, seen: &Suggestion) -> Result<(), Error> {
    let code = |id: &_| cx.city.measures.iter().find(|m| m.id == *id).map(|m| m.code.clone());
    let wanted: Vec<String> = match &case.measure {
        MeasureDecision::Undecided => return Ok(accuracy::forget(tx, case.id).await?),
        MeasureDecision::None => vec![OUTSIDE.to_owned()],
        MeasureDecision::Tagged { primary, others } => {
            std::iter::once(primary).chain(others).filter_map(code).collect()
        }
    };
    let suggested = Suggested::read(&seen.body)?;
    let Some(primary) = wanted.first() else { return Ok(()) };
    let verdict = Verdict {
        case: case.id,
        version: seen.version.clone(),
        decided_on: cx.today(),
        wanted: primary.clone(),
        said: suggested.first().to_owned(),
        place: suggested.place(&wanted),
        unsure: suggested.unsure,
        section_place: section_place(cx, case, &suggested),
    };
    Ok(accuracy::note(tx, &verdict).await?)
}

/// Notes to which section a decided case went.
pub(crate) async fn note_section(cx: &Cx, tx: &mut Tx, case: &Case) -> Result<(), Error> {
    let Some(seen) = kocho_store::suggestion::latest(tx, case.id).await? else { return Ok(()) };
    let place = section_place(cx, case, &Suggested::read(&seen.body)?);
    Ok(accuracy::note_section(tx, case.id, place).await?)
}

fn section_place(cx: &Cx, case: &Case, suggested: &Suggested) -> Option<i64> {
    // The desk holds what was not routed; what was routed to the desk's own section is in hand there.
    let at_desk = matches!(case.status, Status::Received | Status::Urgent | Status::Ruling | Status::EndingProposed);
    let routed = cx.city.section(case.holder).filter(|section| !(section.hearing && at_desk))?;
    suggested.section_place(&routed.name)
}

fn allow(cx: &Cx) -> Result<(), Error> {
    match &cx.actor {
        Actor::Staff(staff) if staff.may(Permission::CaseTriage) => Ok(()),
        Actor::Import => Ok(()),
        Actor::Staff(_) | Actor::Resident | Actor::Worker => Err(Error::Denied),
    }
}

/// The figures of the last two years; those by measure narrowed to a month or version that is not empty.
///
/// # Errors
/// [`Error::Denied`] for everybody but the hearing desk.
pub async fn show(cx: &Cx, month: &str, version: &str) -> Result<Accuracy, Error> {
    allow(cx)?;
    let since = since(cx);
    let counted = accuracy::counts(&cx.reader(), &since).await?;
    let mut months: Vec<MonthRow> = Vec::new();
    for row in &counted {
        if months.last().is_none_or(|last| last.month != row.month || last.version != row.version) {
            let (month, version) = (row.month.clone(), row.version.clone());
            months.push(MonthRow { month, version, figures: Figures::default() });
        }
        if let Some(last) = months.last_mut() {
            last.figures.add(row);
        }
    }
    let narrowed =
        |row: &&Counted| (month.is_empty() || row.month == month) && (version.is_empty() || row.version == version);
    let (mut all, mut measures) = (Figures::default(), Vec::<MeasureRow>::new());
    for row in counted.iter().filter(narrowed) {
        all.add(row);
        match measures.iter_mut().find(|measure| measure.code == row.wanted) {
            Some(measure) => measure.figures.add(row),
            None => {
                let mut figures = Figures::default();
                figures.add(row);
                measures.push(MeasureRow { name: measure_name(cx, &row.wanted), code: row.wanted.clone(), figures });
            }
        }
    }
    measures.sort_by(|a, b| weaker(&a.figures, &b.figures).then_with(|| a.code.cmp(&b.code)));
    Ok(Accuracy { since, all, months, measures })
}

/// By the share that is right, without fractions; of equals the one that was decided more often first.
fn weaker(a: &Figures, b: &Figures) -> std::cmp::Ordering {
    (a.first * b.n).cmp(&(b.first * a.n)).then_with(|| b.n.cmp(&a.n))
}

fn since(cx: &Cx) -> String {
    let first = cx.today().checked_sub_months(chrono::Months::new(MONTHS - 1)).unwrap_or(cx.today());
    first.format("%Y-%m").to_string()
}

/// 計画の外, the name of a measure of the plan in force, or nothing.
pub fn measure_name(cx: &Cx, code: &str) -> String {
    if code == OUTSIDE {
        return "計画の外".to_owned();
    }
    cx.city.measures.iter().find(|measure| measure.code == code).map(|m| m.name.clone()).unwrap_or_default()
}

/// A page of misses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissPage {
    /// Newest first.
    pub rows: Vec<Miss>,
    /// Behind which row the next page begins, when there is one.
    pub next: Option<i64>,
}

/// The cases whose first suggestion was not what people decided, as far as this person may know them.
///
/// # Errors
/// [`Error::Denied`] for everybody but the hearing desk.
pub async fn misses(cx: &Cx, asked: &MissQuery) -> Result<MissPage, Error> {
    allow(cx)?;
    let mut rows = accuracy::misses(&cx.reader(), &case_scope(&cx.actor), asked, PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    rows.iter_mut().for_each(|row| row.title = crate::desk::masked_title(cx, &row.title));
    Ok(MissPage { next: rows.last().filter(|_| more).map(|row| row.id), rows })
}

const HEADER: [&str; 13] = [
    "月",
    "版",
    "決めた施策",
    "施策名",
    "件数",
    "1番目が当たり",
    "3番目までに当たり",
    "確かでない",
    "確かで当たり",
    "計画の外が1番目",
    "回付した件数",
    "課の1番目が当たり",
    "当たり（％）",
];

/// All counts as a file: its name and its bytes. It holds no case.
///
/// # Errors
/// [`Error::Denied`] for everybody but the hearing desk.
pub async fn csv(cx: &Cx) -> Result<(String, Vec<u8>), Error> {
    allow(cx)?;
    let counted = accuracy::counts(&cx.reader(), &since(cx)).await?;
    let mut bytes = kocho_document::table::BOM.to_vec();
    let wrong = |e: &dyn std::fmt::Display| Error::Internal(e.to_string());
    bytes.extend(kocho_document::table::row(&HEADER).map_err(|e| wrong(&e))?);
    for row in &counted {
        let numbers =
            [row.n, row.first, row.three, row.unsure, row.sure_first, row.said_outside, row.routed, row.section_first];
        let words = [row.month.clone(), row.version.clone(), row.wanted.clone(), measure_name(cx, &row.wanted)];
        let cells = words.into_iter().chain(numbers.map(|n| n.to_string())).chain([percent(row.first, row.n)]);
        bytes.extend(kocho_document::table::row(&cells.collect::<Vec<_>>()).map_err(|e| wrong(&e))?);
    }
    let event = AuditEvent::new("exported", "case", None).with("form", "accuracy").with("count", counted.len());
    cx.begin().await?.commit(Story::audit(event)).await?;
    Ok((format!("kocho-accuracy-{}.csv", cx.today().format("%Y%m%d")), bytes))
}

/// 87.5: a share in percent to one place, without floating point; empty when there is nothing to share.
pub fn percent(part: u64, of: u64) -> String {
    if of == 0 {
        return String::new();
    }
    let tenths = (part * 1000 + of / 2) / of;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{Figures, percent, weaker};
    use crate::suggestion::{OUTSIDE, Suggested, SuggestedMeasure};

    fn suggested(outside: bool) -> Suggested {
        let measure = |code: &str| SuggestedMeasure { code: code.to_owned(), ..SuggestedMeasure::default() };
        Suggested {
            measures: ["1101", "1102", "1103"].map(measure).to_vec(),
            outside,
            sections: vec!["環境課".to_owned(), "建設課".to_owned()],
            ..Suggested::default()
        }
    }

    #[test]
    fn the_place_of_a_decision_counts_from_one_and_outside_stands_at_the_head() {
        let place = |outside, wanted: &[&str]| {
            suggested(outside).place(&wanted.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!((place(false, &["1101"]), place(false, &["1103"]), place(false, &["1999"])), (1, 3, 0));
        assert_eq!((place(true, &[OUTSIDE]), place(true, &["1101"]), place(false, &[OUTSIDE])), (1, 2, 0));
        assert_eq!(place(false, &["1999", "1102"]), 2, "a further measure counts too");
        assert_eq!((suggested(true).first(), suggested(false).first()), (OUTSIDE, "1101"));
    }

    #[test]
    fn a_section_has_a_place_only_when_sections_were_suggested() {
        assert_eq!(suggested(false).section_place("建設課"), Some(2));
        assert_eq!(suggested(false).section_place("福祉課"), Some(0));
        assert_eq!(Suggested::default().section_place("建設課"), None);
    }

    #[test]
    fn shares_are_rounded_to_tenths_and_the_weakest_comes_first() {
        assert_eq!(
            (percent(7, 8), percent(1, 3), percent(0, 0), percent(5, 5)),
            ("87.5".into(), "33.3".into(), String::new(), "100.0".into())
        );
        let figures = |first, n| Figures { first, n, ..Figures::default() };
        let mut all = [figures(9, 10), figures(1, 2), figures(5, 10), figures(0, 1)];
        all.sort_by(weaker);
        assert_eq!(all.map(|f| (f.first, f.n)), [(0, 1), (5, 10), (1, 2), (9, 10)]);
    }
}
