//! The mayor's office: what the week said, read only.

mod view;
pub(crate) mod week;

pub(crate) use week::routes;
