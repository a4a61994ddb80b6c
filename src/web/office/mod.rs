//! The mayor's office: what the week said, read only.

pub(crate) mod week;
