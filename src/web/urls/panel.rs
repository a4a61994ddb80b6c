//! Where are the pages of city monitors? They are asked for through `staff.rs`, as all addresses of the desk.

use super::staff::case_list;

/// Terms of city monitors.
pub(crate) const PANELS: &str = "/staff/panels";
/// A new one.
pub(crate) const PANEL_NEW: &str = "/staff/panels/new";

/// One term.
pub(crate) fn panel(key: &str) -> String {
    format!("{PANELS}/{key}")
}

/// What is done with a term, or shown of it: quota, call, settle, appoint, candidates, draw, register, letters, monitors,
/// appointments, rewards.
pub(crate) fn panel_act(key: &str, act: &str) -> String {
    format!("{PANELS}/{key}/{act}")
}

/// The candidates of a term in one state (empty: all) behind a number.
pub(crate) fn candidates(key: &str, state: &str, after: &str) -> String {
    case_list(&panel_act(key, "candidates"), &[("state", state), ("after", after)])
}

/// One candidate.
pub(crate) fn candidate(key: &str) -> String {
    format!("{PANELS}/candidates/{key}")
}

/// What is done with a candidate (POST): choose, pass, decline, ask, contact.
pub(crate) fn candidate_act(key: &str, act: &str) -> String {
    format!("{PANELS}/candidates/{key}/{act}")
}

/// One monitor.
pub(crate) fn monitor(key: &str) -> String {
    format!("{PANELS}/monitors/{key}")
}

/// What is done with a monitor, or shown of one: leave, renew, contact, person, appointment.
pub(crate) fn monitor_act(key: &str, act: &str) -> String {
    format!("{PANELS}/monitors/{key}/{act}")
}

/// The ledger of a fiscal year.
pub(crate) fn rewards(key: &str, year: i32) -> String {
    format!("{}?year={year}", panel_act(key, "rewards"))
}
