//! Where is each page of the staff desk, the administration and the prints?
//!
//! Templates and redirects ask here; nobody types a path twice.

mod dialogue;
mod indicator;
mod office;
mod survey;

pub(crate) use super::panel::*;
pub(crate) use dialogue::*;
pub(crate) use indicator::*;
pub(crate) use office::*;
pub(crate) use survey::*;

/// Where staff begin; leads on to what their roles open.
pub(crate) const HOME: &str = "/staff";
/// The desk: the list of cases.
pub(crate) const DESK: &str = "/staff/cases";
/// Logging in.
pub(crate) const LOGIN: &str = "/staff/login";
/// Logging out (POST).
pub(crate) const LOGOUT: &str = "/staff/logout";
/// Own account: password and shortcuts.
pub(crate) const ACCOUNT: &str = "/staff/account";
/// Changing the own password (POST).
pub(crate) const ACCOUNT_PASSWORD: &str = "/staff/account/password";
/// Switching the keyboard shortcuts on or off (POST).
pub(crate) const ACCOUNT_SHORTCUTS: &str = "/staff/account/shortcuts";
/// Keyboard list and workflow in words.
pub(crate) const HELP: &str = "/staff/help";
/// The list of cases as CSV.
pub(crate) const CASES_CSV: &str = "/staff/cases/csv";
/// Searching everything that was said and written about cases.
pub(crate) const SEARCH: &str = "/staff/search";
/// Keeping a search (POST).
pub(crate) const SEARCH_SAVED: &str = "/staff/search/saved";
/// The register (受付簿) on A4.
pub(crate) const REGISTER: &str = "/staff/cases/register";
/// Who did or saw what.
pub(crate) const AUDIT: &str = "/staff/audit";
pub(crate) const AUDIT_CSV: &str = "/staff/audit/csv";
/// Writing a memo of what was said by telephone or at the counter.
pub(crate) const MEMO_NEW: &str = "/staff/memos/new";
/// Registering it (POST).
pub(crate) const MEMOS: &str = "/staff/memos";
/// Keeping it while it is written (POST).
pub(crate) const MEMO_DRAFT: &str = "/staff/memos/draft";
/// Forgetting what was kept (POST).
pub(crate) const MEMO_DRAFT_DROP: &str = "/staff/memos/draft/drop";
/// Taking a 要望書 in.
pub(crate) const PETITION_NEW: &str = "/staff/petitions/new";
/// Registering it (POST).
pub(crate) const PETITIONS: &str = "/staff/petitions";
/// Published answers.
pub(crate) const PUBLICATIONS: &str = "/staff/publications";
/// Writing one.
pub(crate) const PUBLICATION_WRITE: &str = "/staff/publications/write";
/// Key terms of the city.
pub(crate) const TERMS: &str = "/staff/terms";
/// Trying a further key term (POST).
pub(crate) const TERM_TRY: &str = "/staff/terms/try";
/// Trying what happens without a key term (POST).
pub(crate) const TERM_REMOVE: &str = "/staff/terms/remove";
/// How good suggestions are.
pub(crate) const ACCURACY: &str = "/staff/accuracy";
/// The cases whose first suggestion was wrong.
pub(crate) const ACCURACY_MISSES: &str = "/staff/accuracy/misses";
/// The figures as CSV.
pub(crate) const ACCURACY_CSV: &str = "/staff/accuracy/csv";
/// Collections of slips and cards.
pub(crate) const COLLECTIONS: &str = "/staff/collections";
/// Entering one.
pub(crate) const COLLECTION_NEW: &str = "/staff/collections/new";
/// The transcription desk.
pub(crate) const SLIPS: &str = "/staff/slips";
/// Taking the next slip in hand (POST).
pub(crate) const SLIP_NEXT: &str = "/staff/slips/next";
/// Issues of the newsletter that carry a card.
pub(crate) const EDITIONS: &str = "/staff/editions";
/// Administration.
pub(crate) const ADMIN: &str = "/staff/admin";
/// Staff and their roles.
pub(crate) const STAFF: &str = "/staff/admin/staff";
/// A new member of staff.
pub(crate) const STAFF_NEW: &str = "/staff/admin/staff/new";
/// Sections.
pub(crate) const SECTIONS: &str = "/staff/admin/sections";
/// A new section.
pub(crate) const SECTION_NEW: &str = "/staff/admin/sections/new";
/// Closed and open days.
pub(crate) const CALENDAR: &str = "/staff/admin/calendar";
/// Taking an exception to the calendar back (POST).
pub(crate) const CALENDAR_REMOVE: &str = "/staff/admin/calendar/remove";
/// The comprehensive plans with their figures.
pub(crate) const PLAN: &str = "/staff/plan";
/// How the measures of one plan go on in another.
pub(crate) const CROSSWALK: &str = "/staff/crosswalk";
/// City rules.
pub(crate) const RULES: &str = "/staff/admin/rules";
/// Texts of mails and letters.
pub(crate) const TEMPLATES: &str = "/staff/admin/templates";
/// Which version of the classifier is in use.
pub(crate) const MODEL: &str = "/staff/admin/model";
/// Trying the program's own version (POST).
pub(crate) const MODEL_TRY: &str = "/staff/admin/model/try";
/// Taking it into use (POST).
pub(crate) const MODEL_USE: &str = "/staff/admin/model/use";
/// Only listing its suggestions (POST).
pub(crate) const MODEL_LIST: &str = "/staff/admin/model/list";
/// Mails that came in and became no voice.
pub(crate) const MAILS_IN: &str = "/staff/mails";
/// How often the digest comes (POST).
pub(crate) const ACCOUNT_DIGEST: &str = "/staff/account/digest";

/// One case.
pub(crate) fn case(key: &str) -> String {
    format!("{DESK}/{key}")
}

/// What is like a case's letter.
pub(crate) fn case_similar(key: &str) -> String {
    format!("{DESK}/{key}/similar")
}

/// Letters of one text.
pub(crate) fn flood(key: &str) -> String {
    format!("/staff/floods/{key}")
}

/// An act on letters of one text (POST).
pub(crate) fn flood_act(key: &str, act: &str) -> String {
    format!("/staff/floods/{key}/{act}")
}

/// An act on a case (POST).
pub(crate) fn case_act(key: &str, act: &str) -> String {
    format!("{DESK}/{key}/{act}")
}

/// Where the copy for the sections is written.
pub(crate) fn case_clean(key: &str) -> String {
    case_act(key, "clean")
}

/// A version of a draft with its differences from the one before.
pub(crate) fn draft_version(key: &str, version: u32) -> String {
    format!("{DESK}/{key}/versions/{version}")
}

/// The 処理票 of a case on A4.
pub(crate) fn case_slip(key: &str) -> String {
    format!("{DESK}/{key}/slip")
}

/// A file that came with a case's voice, once it may be seen.
pub(crate) fn enclosure(key: &str, file: &str) -> String {
    format!("{DESK}/{key}/enclosures/{file}")
}

/// A file that came with the voice.
pub(crate) fn case_file(key: &str, file: &str) -> String {
    format!("{DESK}/{key}/files/{file}")
}

/// The small picture of a file.
pub(crate) fn small(file: &str) -> String {
    format!("{file}?small=true")
}

/// All mails that became no voice, also those that somebody looked at.
pub(crate) fn mails_in_all() -> String {
    case_list(MAILS_IN, &[("all", "1")])
}

/// One mail that came in.
pub(crate) fn mail_in(key: &str) -> String {
    format!("{MAILS_IN}/{key}")
}

/// An act on it (POST), or the mail as it arrived (`raw`).
pub(crate) fn mail_in_act(key: &str, act: &str) -> String {
    format!("{MAILS_IN}/{key}/{act}")
}

/// The mail that a case's voice came by, once it may be seen.
pub(crate) fn case_mail(key: &str, mail: &str) -> String {
    format!("{DESK}/{key}/mails/{mail}")
}

/// A list of cases ([`DESK`], [`CASES_CSV`], [`REGISTER`]) narrowed to what is set; empty values are left out.
pub(crate) fn case_list(list: &str, parts: &[(&str, &str)]) -> String {
    let set = parts.iter().filter(|(_, value)| !value.is_empty());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(set).finish();
    if query.is_empty() { list.to_owned() } else { format!("{list}?{query}") }
}

/// Writing a published answer anew.
pub(crate) fn publication_edit(answer: &str) -> String {
    format!("{PUBLICATION_WRITE}?of={answer}")
}

/// Writing one's own draft anew.
pub(crate) fn publication_rewrite(draft: &str) -> String {
    format!("{PUBLICATION_WRITE}?draft={draft}")
}

/// Giving a draft back to who wrote it (POST).
pub(crate) fn publication_return(draft: &str) -> String {
    format!("{PUBLICATIONS}/drafts/{draft}/return")
}

/// Taking a published answer back: asks once, then does it.
pub(crate) fn publication_withdraw(answer: &str) -> String {
    format!("{PUBLICATIONS}/{answer}/withdraw")
}

/// What waits to be published.
pub(crate) fn publication_draft(draft: &str) -> String {
    format!("{PUBLICATIONS}/drafts/{draft}")
}

/// Publishing it (POST).
pub(crate) fn publication_release(draft: &str) -> String {
    format!("{PUBLICATIONS}/drafts/{draft}/release")
}

/// Taking it away: asks once, then does it.
pub(crate) fn publication_discard(draft: &str) -> String {
    format!("{PUBLICATIONS}/drafts/{draft}/discard")
}

/// A trial of key terms.
pub(crate) fn term_trial(id: impl std::fmt::Display) -> String {
    format!("{TERMS}/trials/{id}")
}

/// Taking a trial of key terms into use (POST).
pub(crate) fn term_trial_use(id: impl std::fmt::Display) -> String {
    format!("{TERMS}/trials/{id}/use")
}

/// Forgetting a kept search (POST).
pub(crate) fn search_delete(id: i64) -> String {
    format!("{SEARCH_SAVED}/{id}/delete")
}

/// The numbers of what was just registered, and what comes next.
pub(crate) fn memo(submission: &str) -> String {
    format!("{MEMOS}/{submission}")
}

/// A new memo that came by this channel.
pub(crate) fn memo_by(channel: &str) -> String {
    case_list(MEMO_NEW, &[("channel", channel)])
}

/// The receipt slip of a submission on A6.
pub(crate) fn receipt_slip(submission: &str) -> String {
    format!("/staff/submissions/{submission}/receipt")
}

/// The letter of a submission.
pub(crate) fn letter(submission: &str) -> String {
    format!("/staff/letters/{submission}")
}

/// Sending the letter (POST).
pub(crate) fn letter_send(submission: &str) -> String {
    format!("/staff/letters/{submission}/send")
}

/// The letter under the name that a template gives.
pub(crate) fn letter_under(submission: &str, template: &str) -> String {
    format!("/staff/letters/{submission}?template={template}")
}

/// The letter on A4, under the name that a template gives.
pub(crate) fn letter_print(submission: &str, template: &str) -> String {
    format!("/staff/letters/{submission}/print?template={template}")
}

/// The letter under the name that a template gives, as a file.
pub(crate) fn letter_pdf_under(submission: &str, template: &str) -> String {
    format!("{}?template={template}", letter_pdf(submission))
}

/// The letter as a file.
pub(crate) fn letter_pdf(submission: &str) -> String {
    format!("/staff/letters/{submission}/letter.pdf")
}

/// One collection.
pub(crate) fn collection(key: &str) -> String {
    format!("{COLLECTIONS}/{key}")
}

/// An act on a collection (POST).
pub(crate) fn collection_act(key: &str, act: &str) -> String {
    format!("{COLLECTIONS}/{key}/{act}")
}

/// One slip.
pub(crate) fn slip(key: &str) -> String {
    format!("{SLIPS}/{key}")
}

/// An act on a slip (POST).
pub(crate) fn slip_act(key: &str, act: &str) -> String {
    format!("{SLIPS}/{key}/{act}")
}

/// The picture of a page of a slip, turned by so many quarters.
pub(crate) fn slip_page(key: &str, page: impl std::fmt::Display, turn: u8) -> String {
    format!("{SLIPS}/{key}/pages/{page}?turn={turn}")
}

/// The small picture of a page of a slip.
pub(crate) fn slip_page_small(key: &str, page: impl std::fmt::Display) -> String {
    format!("{SLIPS}/{key}/pages/{page}?small=true")
}

/// One member of staff.
pub(crate) fn staff(id: i64) -> String {
    format!("{STAFF}/{id}")
}

/// A role that a member of staff gets (POST).
pub(crate) fn staff_role(id: i64) -> String {
    format!("{STAFF}/{id}/roles")
}

/// Ending a role on a day (POST).
pub(crate) fn staff_role_end(id: i64, role: &str) -> String {
    format!("{STAFF}/{id}/roles/{role}/end")
}

/// A new password for a member of staff.
pub(crate) fn staff_password(id: i64) -> String {
    format!("{STAFF}/{id}/password")
}

/// One section.
pub(crate) fn section(id: i64) -> String {
    format!("{SECTIONS}/{id}")
}

/// The calendar of a fiscal year.
pub(crate) fn calendar(year: i32) -> String {
    format!("{CALENDAR}?year={year}")
}

/// One rule by its kind.
pub(crate) fn rule(kind: &str) -> String {
    format!("{RULES}/{kind}")
}

/// One text of a mail or a letter.
pub(crate) fn template(code: &str) -> String {
    format!("{TEMPLATES}/{code}")
}

/// How a kind of mail reads.
pub(crate) fn mail_text(code: &str) -> String {
    format!("/staff/admin/mails/{code}")
}

/// Preview of an import; `noun` is the address of what is imported ([`PLAN`], [`SECTIONS`], a [`rule`]).
pub(crate) fn import(noun: &str) -> String {
    format!("{noun}/import")
}

/// The file of an export.
pub(crate) fn export(noun: &str) -> String {
    format!("{noun}/export")
}

/// The cases of a fiscal year in the tree of a plan; empty: all years, the plan in force.
pub(crate) fn plan(code: &str, year: &str) -> String {
    case_list(PLAN, &[("plan", code), ("year", year)])
}

/// The file of one plan.
pub(crate) fn plan_export(code: &str) -> String {
    case_list(&export(PLAN), &[("plan", code)])
}

/// Putting a plan in force.
pub(crate) fn plan_use(code: &str) -> String {
    format!("{PLAN}/{code}/use")
}

/// Taking that back (POST).
pub(crate) fn plan_take_back(code: &str) -> String {
    format!("{PLAN}/{code}/take_back")
}

/// The crosswalk between two plans.
pub(crate) fn crosswalk(older: &str, newer: &str) -> String {
    format!("{CROSSWALK}/{older}/{newer}")
}

/// One row of it.
pub(crate) fn crosswalk_row(older: &str, newer: &str, row: i64) -> String {
    format!("{CROSSWALK}/{older}/{newer}/{row}")
}

/// An old version of a plan or a rule.
pub(crate) fn version(noun: &str, version: i64) -> String {
    format!("{noun}?version={version}")
}

/// Tables of voices.
pub(crate) const IMPORTS: &str = "/staff/imports";

/// One of them.
pub(crate) fn import_table(key: &str) -> String {
    format!("{IMPORTS}/{key}")
}

/// Its rows of a kind (empty: all) behind a number.
pub(crate) fn import_rows(key: &str, show: &str, after: u32) -> String {
    let after = if after > 0 { after.to_string() } else { String::new() };
    case_list(&import_table(key), &[("show", show), ("after", &after)])
}

/// What is done with it (POST): columns, take, drop, undo.
pub(crate) fn import_act(key: &str, act: &str) -> String {
    format!("{IMPORTS}/{key}/{act}")
}

/// One of its rows.
pub(crate) fn import_row(key: &str, row: u32) -> String {
    format!("{IMPORTS}/{key}/rows/{row}")
}

/// Its refused rows as a file.
pub(crate) fn import_mend(key: &str) -> String {
    format!("{IMPORTS}/{key}/mend")
}
