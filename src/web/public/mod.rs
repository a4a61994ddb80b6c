//! What residents see and fill in, one file a noun; no account, no script needed.

pub(crate) mod about;
pub(crate) mod answer;
pub(crate) mod answering;
pub(crate) mod application;
pub(crate) mod dev;
pub(crate) mod dialogue_day;
pub(crate) mod doors;
pub(crate) mod figure;
pub(crate) mod form;
pub(crate) mod home;
pub(crate) mod minutes;
pub(crate) mod monitor;
pub(crate) mod problem;
pub(crate) mod promise;
pub(crate) mod receipt;
#[cfg(test)]
mod samples;
pub(crate) mod status;
pub(crate) mod submission;
pub(crate) mod survey_result;
