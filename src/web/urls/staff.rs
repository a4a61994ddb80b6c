//! Where is each page of the staff desk, the administration, the prints and the office?
//!
//! Templates and redirects ask here; nobody types a path twice.

/// The start of the staff desk.
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
pub(crate) const CASES_CSV: &str = "/staff/cases.csv";
/// The register (受付簿) on A4.
pub(crate) const REGISTER: &str = "/staff/register";
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
pub(crate) fn case(id: i64) -> String {
    format!("{DESK}/{id}")
}

/// An act on a case (POST); `act` is the code of the workflow table.
pub(crate) fn case_act(id: i64, act: &str) -> String {
    format!("{DESK}/{id}/{act}")
}

/// A version of a draft with its differences from the one before.
pub(crate) fn draft_version(id: i64, version: i64) -> String {
    format!("{DESK}/{id}/versions/{version}")
}

/// The 処理票 of a case on A4.
pub(crate) fn case_slip(id: i64) -> String {
    format!("{DESK}/{id}/slip")
}

/// A file of a submission or a draft, once it may be seen.
pub(crate) fn attachment(id: i64) -> String {
    format!("/staff/attachments/{id}")
}

/// The receipt slip of a submission on A4.
pub(crate) fn receipt_slip(submission: i64) -> String {
    format!("/staff/submissions/{submission}/receipt")
}

/// The letter of a submission.
pub(crate) fn letter(submission: i64) -> String {
    format!("/staff/letters/{submission}")
}

/// Sending the letter (POST).
pub(crate) fn letter_dispatch(submission: i64) -> String {
    format!("/staff/letters/{submission}/dispatch")
}

/// The letter on A4.
pub(crate) fn letter_print(submission: i64) -> String {
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
pub(crate) fn staff_role_end(id: i64, role: i64) -> String {
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
