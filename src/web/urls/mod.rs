//! Every address of the program, made in one place.

mod panel;
pub(crate) mod public;
pub(crate) mod staff;
