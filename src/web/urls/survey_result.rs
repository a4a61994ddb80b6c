//! Where do results of surveys stand, for staff and for residents?

/// The results of a survey, for staff.
pub(crate) const RESULTS: &str = "/staff/surveys/{survey}/results";
/// Words of one's own.
pub(crate) const TEXTS: &str = "/staff/surveys/{survey}/results/texts";
/// A question over the years.
pub(crate) const TREND: &str = "/staff/surveys/{survey}/results/trend";
/// 満足度×重要度
pub(crate) const SCORES: &str = "/staff/surveys/{survey}/results/scores";
/// All answers.
pub(crate) const ANSWERS_CSV: &str = "/staff/surveys/{survey}/results/answers.csv";
/// What columns and codes mean.
pub(crate) const CODES_CSV: &str = "/staff/surveys/{survey}/results/codes.csv";
/// Tables and answers.
pub(crate) const TABLES_XLSX: &str = "/staff/surveys/{survey}/results/tables.xlsx";
/// The report on A4.
pub(crate) const REPORT_PDF: &str = "/staff/surveys/{survey}/results/report.pdf";
/// Writing beside the figures (POST).
pub(crate) const NOTE: &str = "/staff/surveys/{survey}/results/note";
/// Bringing a population (POST).
pub(crate) const POPULATION: &str = "/staff/surveys/{survey}/results/population";
/// Agreeing to what is to be published (POST).
pub(crate) const CONSENT: &str = "/staff/surveys/{survey}/results/consent";
/// Publishing (POST).
pub(crate) const PUBLISH: &str = "/staff/surveys/{survey}/results/publish";

/// The result as a value of an indicator.
pub(crate) const INDICATOR: &str = "/staff/surveys/{survey}/results/indicator";
/// Proposing it (POST).
pub(crate) const INDICATOR_PROPOSE: &str = "/staff/surveys/{survey}/results/indicator/propose";
/// Taking words of one's own in as voices; doing it (POST).
pub(crate) const VOICES: &str = "/staff/surveys/{survey}/results/voices";

/// Surveys whose results are published.
pub(crate) const PUBLIC_LIST: &str = "/surveys";
/// Published results.
pub(crate) const PUBLIC: &str = "/surveys/{published}/results";
/// The same on A4.
pub(crate) const PUBLIC_PDF: &str = "/surveys/{published}/results/report.pdf";

/// One of these addresses, of one survey.
pub(crate) fn of(address: &str, survey: &str) -> String {
    address.replace("{survey}", survey).replace("{published}", survey)
}

/// Results, split and weighed.
pub(crate) fn split(survey: &str, by: &str, is_weighted: bool) -> String {
    let weights = if is_weighted { "&weights=on" } else { "" };
    format!("{}?by={by}{weights}", of(RESULTS, survey))
}

/// The report of results, split and weighed.
pub(crate) fn report(survey: &str, by: &str, is_weighted: bool) -> String {
    let weights = if is_weighted { "&weights=on" } else { "" };
    format!("{}?by={by}{weights}", of(REPORT_PDF, survey))
}

/// Texts to one question, from a page on.
pub(crate) fn texts(survey: &str, question: &str, page: usize) -> String {
    format!("{}?question={question}&page={page}", of(TEXTS, survey))
}

/// A text that a search found, on the page where it stands.
pub(crate) fn found_text(survey: &str, question: &str, text: i64) -> String {
    format!("{}?question={question}&text={text}#found", of(TEXTS, survey))
}

/// One question over the years.
pub(crate) fn trend(survey: &str, question: &str) -> String {
    format!("{}?question={question}", of(TREND, survey))
}

/// The report of published results, split.
pub(crate) fn public_report(survey: &str, by: &str) -> String {
    format!("{}?by={by}", of(PUBLIC_PDF, survey))
}

/// The result of one question as a value of an indicator.
pub(crate) fn indicator(survey: &str, question: &str) -> String {
    format!("{}?question={question}", of(INDICATOR, survey))
}

/// Taking the words to one question in as voices, from a page on.
pub(crate) fn voices(survey: &str, question: &str, page: usize) -> String {
    format!("{}?question={question}&page={page}", of(VOICES, survey))
}
