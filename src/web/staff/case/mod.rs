//! The pages of a case: the desk's list, the case itself, a draft's versions, two savings that met.

pub(crate) mod conflict;
pub(crate) mod form;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod stage;
pub(crate) mod version;

#[cfg(test)]
mod sample;
