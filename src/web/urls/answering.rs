//! Where do staff send a survey out and key its papers in?

/// Who is asked, what was sent, who has not answered.
pub(crate) const INVITATIONS: &str = "/staff/surveys/{survey}/invitations";
/// Adding a table of people (POST).
pub(crate) const INVITATION_TABLE: &str = "/staff/surveys/{survey}/invitations/table";
/// Adding the monitors of a term (POST).
pub(crate) const INVITATION_PANEL: &str = "/staff/surveys/{survey}/invitations/panel";
/// Codes for everybody who has none (POST).
pub(crate) const INVITATION_SEND: &str = "/staff/surveys/{survey}/invitations/send";
/// Reminders (POST).
pub(crate) const INVITATION_REMIND: &str = "/staff/surveys/{survey}/invitations/remind";
/// A new code for one person (POST).
pub(crate) const INVITATION_AGAIN: &str = "/staff/surveys/{survey}/invitations/{number}/again";
/// Letters to print; a POST says that they were.
pub(crate) const SURVEY_LETTERS: &str = "/staff/surveys/{survey}/letters";
/// Papers that came back.
pub(crate) const PAPERS: &str = "/staff/surveys/{survey}/papers";
/// Keying one in.
pub(crate) const PAPER_NEW: &str = "/staff/surveys/{survey}/papers/new";
/// One of them: its second reading, and where the two differ.
pub(crate) const PAPER: &str = "/staff/surveys/{survey}/papers/{number}";

/// An address of one survey.
pub(crate) fn of(at: &str, survey: &str) -> String {
    at.replace("{survey}", survey)
}

/// An address of one person or paper of a survey.
pub(crate) fn of_number(at: &str, survey: &str, number: i64) -> String {
    of(at, survey).replace("{number}", &number.to_string())
}

/// Papers of a survey before a number, all of them or those only with which somebody has to go on.
pub(crate) fn papers(survey: &str, before: Option<i64>, open: bool) -> String {
    let before = before.map(|number| format!("&before={number}")).unwrap_or_default();
    format!("{}?open={open}{before}", of(PAPERS, survey))
}

/// Those of a survey without an answer, from a number on.
pub(crate) fn unanswered_after(survey: &str, number: i64) -> String {
    let more = if number > 0 { format!("?after={number}") } else { String::new() };
    format!("{}{more}#unanswered-title", of(INVITATIONS, survey))
}
