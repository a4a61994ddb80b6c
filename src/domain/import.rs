//! 取込み: what does a row of somebody's table say, as a voice, and what is wrong with it?
//!
//! Cells come in as a file had them ([`Cell`]); which column means what is a [`column::Mapping`]; [`row::Reading`] gives each
//! row's [`row::Verdict`]. Typed values are kept as they are; doubts are flags. How files are read is not known here.

pub mod age;
pub mod column;
pub mod date;
pub mod fold;
pub mod form;
pub mod person;
pub mod record;
pub mod row;
pub mod state;
pub mod word;

use chrono::NaiveDate;

/// A cell as a file had it. `Debug` hides it.
#[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Cell {
    /// Nothing.
    #[serde(rename = "e")]
    Empty,
    /// Text; in CSV everything is text.
    #[serde(rename = "t")]
    Text(String),
    /// A number of a spreadsheet.
    #[serde(rename = "n")]
    Number(f64),
    /// A day of a spreadsheet.
    #[serde(rename = "d")]
    Day(NaiveDate),
    /// A formula that went wrong: `#REF!`.
    #[serde(rename = "f")]
    Fault(String),
    /// A text whose quotes cannot be understood: where it ends is a guess.
    #[serde(rename = "q")]
    Quotes(String),
}

impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cell(●●●)")
    }
}

/// What spreadsheets show where a formula went wrong; exported files carry the words as text.
const FAULTS: [&str; 9] =
    ["#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#GETTING_DATA"];

impl Cell {
    /// A cell of a file that has only text.
    #[must_use]
    pub fn text(typed: &str) -> Self {
        match typed {
            "" => Cell::Empty,
            fault if FAULTS.contains(&fault.trim()) => Cell::Fault(fault.trim().to_owned()),
            typed => Cell::Text(typed.to_owned()),
        }
    }

    /// Nothing but white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.chars().all(char::is_whitespace),
            Cell::Number(_) | Cell::Day(_) | Cell::Fault(_) | Cell::Quotes(_) => false,
        }
    }

    /// As a person reads it in the sheet; `None` when it is blank.
    #[must_use]
    pub fn words(&self) -> Option<std::borrow::Cow<'_, str>> {
        match self {
            Cell::Empty => None,
            Cell::Text(_) if self.is_blank() => None,
            Cell::Text(text) | Cell::Fault(text) | Cell::Quotes(text) => Some(text.into()),
            Cell::Number(number) => Some(number.to_string().into()),
            Cell::Day(day) => Some(day.format("%Y/%-m/%-d").to_string().into()),
        }
    }
}
