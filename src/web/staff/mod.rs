//! The pages of the staff desk, the administration and the prints. Japanese written in place.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod audit;
pub(crate) mod case;
pub(crate) mod filters;
pub(crate) mod help;
pub(crate) mod letter;
pub(crate) mod print;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod view;

#[cfg(test)]
mod tests;
