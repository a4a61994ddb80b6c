//! Where is each page of surveys?

/// Surveys.
pub(crate) const SURVEYS: &str = "/staff/surveys";
/// Beginning one.
pub(crate) const SURVEY_NEW: &str = "/staff/surveys/new";
/// One from a file (POST).
pub(crate) const SURVEY_IMPORT: &str = "/staff/surveys/import";

/// Those that wait for the desk.
pub(crate) fn surveys_waiting() -> String {
    format!("{SURVEYS}?state=review")
}

/// Those before one.
pub(crate) fn surveys_before(id: i64) -> String {
    format!("{SURVEYS}?before={id}")
}

/// A survey.
pub(crate) fn survey(code: &str) -> String {
    format!("{SURVEYS}/{code}")
}

/// A page or act of a survey: act, copy, answers.
pub(crate) fn survey_act(code: &str, act: &str) -> String {
    format!("{SURVEYS}/{code}/{act}")
}

/// Its builder.
pub(crate) fn survey_edit(code: &str) -> String {
    format!("{SURVEYS}/{code}/edit")
}

/// What it is about and who is asked.
pub(crate) fn survey_head(code: &str) -> String {
    format!("{SURVEYS}/{code}/head")
}

/// One of its questions; `new` for one that is not there yet.
pub(crate) fn survey_question(code: &str, question: &str) -> String {
    format!("{SURVEYS}/{code}/questions/{question}")
}

/// The picture of a question.
pub(crate) fn survey_picture(code: &str, question: &str) -> String {
    format!("{SURVEYS}/{code}/pictures/{question}")
}

/// How it looks to whoever answers.
pub(crate) fn survey_preview(code: &str) -> String {
    format!("{SURVEYS}/{code}/preview")
}

/// On paper.
pub(crate) fn survey_print(code: &str) -> String {
    format!("{SURVEYS}/{code}/print")
}

/// As a file.
pub(crate) fn survey_json(code: &str) -> String {
    format!("{SURVEYS}/{code}/json")
}
