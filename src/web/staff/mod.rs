//! The pages of the staff desk, the administration and the prints. Japanese written in place.

pub(crate) mod account;
pub(crate) mod accuracy;
pub(crate) mod admin;
pub(crate) mod application;
pub(crate) mod audit;
pub(crate) mod behalf;
pub(crate) mod brief;
pub(crate) mod candidate;
pub(crate) mod case;
pub(crate) mod collection;
pub(crate) mod commitment;
pub(crate) mod crosswalk;
pub(crate) mod dialogue_day;
pub(crate) mod draw;
pub(crate) mod edition;
pub(crate) mod filters;
pub(crate) mod flood;
pub(crate) mod help;
pub(crate) mod import;
pub(crate) mod indicator;
pub(crate) mod invitation;
pub(crate) mod letter;
pub(crate) mod mail_in;
pub(crate) mod memo;
pub(crate) mod monitor;
pub(crate) mod panel;
pub(crate) mod panel_draw;
pub(crate) mod paper_return;
pub(crate) mod petition;
pub(crate) mod plan;
pub(crate) mod print;
pub(crate) mod publication;
pub(crate) mod record;
pub(crate) mod reward;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod similar;
pub(crate) mod slip;
pub(crate) mod summary;
pub(crate) mod survey;
pub(crate) mod survey_result;
pub(crate) mod term;
pub(crate) mod trial;
pub(crate) mod view;

#[cfg(test)]
mod tests;
