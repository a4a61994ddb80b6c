//! Every address of the program, made in one place.

pub(crate) mod answering;
mod panel;
pub(crate) mod public;
pub(crate) mod staff;
pub(crate) mod survey_result;
