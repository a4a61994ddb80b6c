//! What is wrong with a table as a whole, and which system does it come from?

use std::fmt;

use super::{column::Field, fold::key};
use crate::rule::import::{Form, Imports};

/// Why no row of a table can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableFault {
    /// Nothing but a header, or not even that.
    NoRows,
    /// A column that every voice needs.
    Missing {
        /// Which.
        field: Field,
        /// The headers that there are.
        headers: Vec<String>,
    },
    /// Two columns are the same thing.
    Twice {
        /// What.
        field: Field,
        /// The first header.
        first: String,
        /// The second one.
        second: String,
    },
}

impl fmt::Display for TableFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TableFault::NoRows => f.write_str("データの行がありません。1行目に見出し、2行目から1通ずつ書いてください"),
            TableFault::Missing { field, headers } => {
                let (name, found) = (field.label(), headers.join("、"));
                let found =
                    if found.is_empty() { "ありません".to_owned() } else { format!("「{found}」です") };
                write!(
                    f,
                    "「{name}」の列がありません。読めた見出しは{found}。1行目に見出しがあるか、文字化けしていないか確かめてください"
                )
            }
            TableFault::Twice { field, first, second } => {
                let name = field.label();
                write!(
                    f,
                    "「{name}」にあたる列が2つあります（「{first}」と「{second}」）。どちらを使うか決めてください"
                )
            }
        }
    }
}

/// The system that a table comes from, by its headers.
#[must_use]
pub fn known_form<'a>(headers: &[String], imports: &'a Imports) -> Option<&'a Form> {
    let keys: Vec<String> = headers.iter().map(|header| key(header)).collect();
    imports.forms.iter().find(|form| form.known_by.iter().all(|name| keys.contains(&key(name))))
}
