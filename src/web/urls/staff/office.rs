//! Where is each page of the mayor's office?

use super::case_list;

/// The mayor's office: its morning.
pub(crate) const OFFICE: &str = "/office";
/// A week's voices as a paper.
pub(crate) const OFFICE_WEEK: &str = "/office/week";
/// The morning page as a file.
pub(crate) const OFFICE_PDF: &str = "/office/morning.pdf";
/// The week as a file.
pub(crate) const OFFICE_WEEK_PDF: &str = "/office/week.pdf";
/// The plan with voices, answers and indicators.
pub(crate) const OFFICE_PLAN: &str = "/office/plan";
/// The same figures as CSV.
pub(crate) const OFFICE_PLAN_CSV: &str = "/office/plan.csv";
/// What sections have before them.
pub(crate) const OFFICE_SECTIONS: &str = "/office/sections";
/// Cases that no section owns.
pub(crate) const ORPHANS: &str = "/office/orphans";
/// What may be answered to the council and the press about a search.
pub(crate) const ANSWER: &str = "/office/answer";
/// Groups of opinions.
pub(crate) const TOPICS: &str = "/office/topics";
/// Asking for a new map of them.
pub(crate) const TOPIC_NEW: &str = "/office/topics/new";
/// What is more said of than expected.
pub(crate) const RISING: &str = "/office/rising";

/// The same week as a file.
pub(crate) fn office_week_pdf(monday: chrono::NaiveDate) -> String {
    format!("{OFFICE_WEEK_PDF}?week={monday}")
}

/// The office page of the week in which `monday` lies.
pub(crate) fn office_week(monday: chrono::NaiveDate) -> String {
    format!("{OFFICE_WEEK}?week={monday}")
}

/// Deciding who does a case (POST).
pub(crate) fn orphan(key: &str) -> String {
    format!("{ORPHANS}/{key}")
}

/// One map of groups of opinions.
pub(crate) fn topic(key: &str) -> String {
    format!("{TOPICS}/{key}")
}

/// A map of groups, shown in a way (`map`, `list`, `tree`) and compared by something; empty: as usual.
pub(crate) fn topic_view(key: &str, view: &str, by: &str) -> String {
    case_list(&topic(key), &[("view", view), ("by", by)])
}

/// The voices of a group behind a rank; group 0 are those that stand alone.
pub(crate) fn topic_group(key: &str, group: usize, behind: i64) -> String {
    let page = format!("{TOPICS}/{key}/groups/{group}");
    if behind > 0 { format!("{page}?after={behind}") } else { page }
}

/// A map as it may leave the house.
pub(crate) fn topic_public(key: &str) -> String {
    format!("{TOPICS}/{key}/public")
}

/// Taking a map away (POST).
pub(crate) fn topic_remove(key: &str) -> String {
    format!("{TOPICS}/{key}/remove")
}

/// What is rising in the seven days from `first` on.
pub(crate) fn rising_week(first: chrono::NaiveDate) -> String {
    format!("{RISING}?week={first}")
}
