//! Every address of the program, made in one place.

pub(crate) mod answering;
pub(crate) mod public;
pub(crate) mod staff;
pub(crate) mod survey_result;
