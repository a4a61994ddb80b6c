//! Japanese text, as pure functions: normalising, search keys, danger words, personal information, classification.
//! No I/O, no clock, no database. Offsets everywhere count Unicode scalar values (`char`s) of the original text, half-open.

pub mod classify;
pub mod danger;
pub mod difference;
mod dropout;
mod encoder;
pub mod likeness;
pub mod my_number;
pub mod normalize;
pub mod nothing;
pub mod personal;
pub mod points;
pub mod quoted;
pub mod search;
pub mod similar;
pub mod topic;
mod voices;
pub mod wording;
pub mod words;
