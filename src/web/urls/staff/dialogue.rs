//! Where is each page of dialogue days, their records, summaries and promises?

/// Promises.
pub(crate) const COMMITMENTS: &str = "/staff/commitments";
/// Writing one down.
pub(crate) const COMMITMENT_NEW: &str = "/staff/commitments/new";
/// A list of them as CSV.
pub(crate) const COMMITMENTS_CSV: &str = "/staff/commitments/csv";
/// Promises as the office reads them.
pub(crate) const OFFICE_COMMITMENTS: &str = "/office/commitments";

/// One of them.
pub(crate) fn commitment(key: &str) -> String {
    format!("{COMMITMENTS}/{key}")
}

/// What is done with it (POST): report, move, keep, drop, publish.
pub(crate) fn commitment_act(key: &str, act: &str) -> String {
    format!("{COMMITMENTS}/{key}/{act}")
}

/// A file that shows that it was kept.
pub(crate) fn evidence(key: &str, file: &str) -> String {
    format!("{COMMITMENTS}/{key}/evidence/{file}")
}

/// The record of a dialogue day.
pub(crate) fn dialogue_record(day: &str) -> String {
    format!("/staff/dialogues/{day}/record")
}

/// What is done with the record of a day (POST): hold.
pub(crate) fn dialogue_record_act(day: &str, act: &str) -> String {
    format!("/staff/dialogues/{day}/record/{act}")
}

/// Writing a point of a slot down (POST).
pub(crate) fn record_slot(slot: &str) -> String {
    format!("/staff/records/{slot}")
}

/// What is done with a slot on the day (POST): arrive, seat, summary.
pub(crate) fn record_slot_act(slot: &str, act: &str) -> String {
    format!("/staff/records/{slot}/{act}")
}

/// The versions of a point.
pub(crate) fn remark(key: &str) -> String {
    format!("/staff/remarks/{key}")
}

/// What is made of a point (POST): case, promise.
pub(crate) fn remark_act(key: &str, act: &str) -> String {
    format!("/staff/remarks/{key}/{act}")
}

/// Summaries that wait.
pub(crate) const SUMMARIES: &str = "/staff/summaries";

/// One of them.
pub(crate) fn summary(key: &str) -> String {
    format!("{SUMMARIES}/{key}")
}

/// One of them on A4.
pub(crate) fn summary_print(key: &str) -> String {
    format!("{SUMMARIES}/{key}/print")
}

/// What is done with it (POST): write, ask, comment, send-back, approve, send, consent, publish.
pub(crate) fn summary_act(key: &str, act: &str) -> String {
    format!("{SUMMARIES}/{key}/{act}")
}

/// Parties that wait to hear what became of promises.
pub(crate) const FOLLOW_UPS: &str = "/staff/follow-ups";

/// Telling one of them (POST).
pub(crate) fn follow_up(slot: &str) -> String {
    format!("{FOLLOW_UPS}/{slot}")
}

/// Dialogue days.
pub(crate) const DIALOGUES: &str = "/staff/dialogues";
/// A new one.
pub(crate) const DIALOGUE_NEW: &str = "/staff/dialogues/new";
/// Those of the coming months (POST).
pub(crate) const DIALOGUE_MONTHS: &str = "/staff/dialogues/months";
/// Writing an application down that came by telephone or at the counter.
pub(crate) const APPLICATION_NEW: &str = "/staff/dialogues/applications/new";
/// What sections were asked to write for briefs.
pub(crate) const DIALOGUE_MEMOS: &str = "/staff/dialogues/memos";

/// One dialogue day.
pub(crate) fn dialogue_day(key: &str) -> String {
    format!("{DIALOGUES}/{key}")
}

/// What is done with a day, or shown of it: edit, announce, cancel, delete, slots, draw, briefs, calendar.
pub(crate) fn dialogue_day_act(key: &str, act: &str) -> String {
    format!("{DIALOGUES}/{key}/{act}")
}

/// What is done with a slot, or shown of it: time, delete, brief, measures, memos.
pub(crate) fn slot_act(key: &str, act: &str) -> String {
    format!("{DIALOGUES}/slots/{key}/{act}")
}

/// One application.
pub(crate) fn application(key: &str) -> String {
    format!("{DIALOGUES}/applications/{key}")
}

/// What is done with an application, or shown of it: accept, decline, wait, day, cancel, contact, receipt, sheet.
pub(crate) fn application_act(key: &str, act: &str) -> String {
    format!("{DIALOGUES}/applications/{key}/{act}")
}

/// The form for an application to a day.
pub(crate) fn application_new(day: &str) -> String {
    format!("{APPLICATION_NEW}?day={day}")
}

/// A decision on paper.
pub(crate) fn decision_letter(id: impl std::fmt::Display) -> String {
    format!("{DIALOGUES}/notices/{id}")
}

/// The same as a file.
pub(crate) fn decision_pdf(id: impl std::fmt::Display) -> String {
    format!("{DIALOGUES}/notices/{id}/letter.pdf")
}

/// It was put into the post (POST).
pub(crate) fn decision_sent(id: impl std::fmt::Display) -> String {
    format!("{DIALOGUES}/notices/{id}/sent")
}

/// One memo for a brief.
pub(crate) fn dialogue_memo(id: impl std::fmt::Display) -> String {
    format!("{DIALOGUE_MEMOS}/{id}")
}
