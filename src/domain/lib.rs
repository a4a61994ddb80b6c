//! The rules of public hearing as plain types and pure functions. No async, no I/O, no clock of its own.

#![warn(clippy::wildcard_enum_match_arm, reason = "a new status or role has to be thought about everywhere")]

pub mod access;
pub mod anonymity;
pub mod approval;
pub mod body;
pub mod calendar;
pub mod case;
pub mod clock;
pub mod commitment;
pub mod crosswalk;
pub mod deadline;
pub mod dialogue;
pub mod draw;
pub mod era;
pub mod figure;
pub mod flood;
pub mod id;
pub mod import;
pub mod intake;
pub mod job;
pub mod letter;
pub mod localized;
pub mod mail_in;
pub mod memo;
pub mod panel;
pub mod paper;
pub mod participant;
pub mod people;
pub mod personal;
pub mod plan;
pub mod public_status;
pub mod receipt;
pub mod refusal;
pub mod remark;
pub mod reply;
pub mod rising;
pub mod rule;
pub mod search;
pub mod section;
pub mod statistic;
pub mod story;
pub mod submission;
pub mod summary;
pub mod survey;
pub mod workflow;
