//! The rules of public hearing as plain types and pure functions. No async, no I/O, no clock of its own.

pub mod body;
pub mod calendar;
pub mod deadline;
pub mod era;
pub mod localized;
pub mod plan;
pub mod receipt;
pub mod rule;
pub mod section;
