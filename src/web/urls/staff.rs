//! Where is each page of the staff desk, the administration, the prints and the office?
//!
//! Templates and redirects ask here; nobody types a path twice.

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
/// The comprehensive plan in force.
pub(crate) const PLAN: &str = "/staff/admin/plan";
/// City rules.
pub(crate) const RULES: &str = "/staff/admin/rules";
/// Texts of mails and letters.
pub(crate) const TEMPLATES: &str = "/staff/admin/templates";
/// The mayor's office.
pub(crate) const OFFICE: &str = "/office";

/// One case.
pub(crate) fn case(key: &str) -> String {
    format!("{DESK}/{key}")
}

/// An act on a case (POST).
pub(crate) fn case_act(key: &str, act: &str) -> String {
    format!("{DESK}/{key}/{act}")
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
pub(crate) fn case_file(key: &str, file: &str) -> String {
    format!("{DESK}/{key}/files/{file}")
}

/// A list of cases ([`DESK`], [`CASES_CSV`], [`REGISTER`]) narrowed to what is set; empty values are left out.
pub(crate) fn case_list(list: &str, parts: &[(&str, &str)]) -> String {
    let set = parts.iter().filter(|(_, value)| !value.is_empty());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(set).finish();
    if query.is_empty() { list.to_owned() } else { format!("{list}?{query}") }
}

/// Forgetting a kept search (POST).
pub(crate) fn search_delete(id: i64) -> String {
    format!("{SEARCH_SAVED}/{id}/delete")
}

/// The receipt slip of a submission on A4.
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

/// The letter on A4.
pub(crate) fn letter_print(submission: &str) -> String {
    format!("/staff/letters/{submission}/print")
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

/// Preview of an import; `noun` is the address of what is imported ([`PLAN`], [`SECTIONS`], a [`rule`]).
pub(crate) fn import(noun: &str) -> String {
    format!("{noun}/import")
}

/// The file of an export.
pub(crate) fn export(noun: &str) -> String {
    format!("{noun}/export")
}

/// An old version of a plan or a rule.
pub(crate) fn version(noun: &str, version: i64) -> String {
    format!("{noun}?version={version}")
}

/// The office page of the week in which `monday` lies.
pub(crate) fn office_week(monday: chrono::NaiveDate) -> String {
    format!("{OFFICE}?week={monday}")
}
