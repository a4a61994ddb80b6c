//! Which role codes may a rule document name?
//!
//! Roles and their permissions are code, who holds a role is data; the documents name roles by code.

use super::error::RuleError;

/// The codes of all roles.
pub const CODES: [&str; 10] = [
    "hearing_clerk",
    "hearing_head",
    "section_clerk",
    "section_chief",
    "section_head",
    "director",
    "executive",
    "statistics",
    "admin",
    "auditor",
];

/// The code names a role.
pub(crate) fn known(place: &str, code: &str) -> Result<(), RuleError> {
    if CODES.contains(&code) {
        return Ok(());
    }
    let remedy = format!("次のどれかにしてください: {}", CODES.join(", "));
    Err(RuleError::new(place, format!("「{code}」という役割はありません"), remedy))
}
