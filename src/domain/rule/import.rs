//! How do tables that others fill in speak: which header is which column, which word a yes, which word no name (取込み)?

use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use crate::import::{column::Field, fold::key};

/// `imports.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imports {
    /// Words that mean yes.
    pub yes: Vec<String>,
    /// Words that mean no.
    pub no: Vec<String>,
    /// What stands in the column of names where no name was given.
    pub anonymous: Vec<String>,
    /// How a remark in the column of names begins that asks for no name.
    #[serde(default)]
    pub anonymous_begins: Vec<String>,
    /// Which words of the column 種別 are which 受付方法; its own name is always one of them.
    #[serde(default)]
    pub channels: Vec<ChannelWords>,
    /// The headers of each column.
    pub columns: Vec<ColumnNames>,
    /// Tables of other systems with headers of their own.
    #[serde(default)]
    pub forms: Vec<Form>,
}

/// Words of a 受付方法.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelWords {
    /// Its code.
    pub code: String,
    /// The words.
    pub words: Vec<String>,
}

/// Headers of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnNames {
    /// What the column says.
    pub field: Field,
    /// Its headers.
    pub names: Vec<String>,
}

/// A table of another system, known by its headers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Code, e.g. `ibaraki`.
    pub code: String,
    /// What staff call the system.
    pub label: String,
    /// Its tables have all of these headers.
    pub known_by: Vec<String>,
    /// The 受付方法 of what comes from it.
    pub channel: String,
    /// Its headers, before those of all tables.
    pub columns: Vec<ColumnNames>,
}

impl Document for Imports {
    const TITLE: &'static str = "取込み";

    fn validate(&self) -> Result<(), RuleError> {
        check::some("yes", &self.yes)?;
        check::some("no", &self.no)?;
        if let Some(word) = self.yes.iter().find(|word| self.no.iter().any(|no| key(no) == key(word))) {
            let problem = format!("「{word}」が yes と no の両方にあります");
            return Err(RuleError::new("yes と no", problem, "どちらかから消してください"));
        }
        check::codes("channels", self.channels.iter().map(|row| row.code.as_str()))?;
        headers("columns", &self.columns)?;
        check::codes("forms", self.forms.iter().map(|form| form.code.as_str()))?;
        self.forms.iter().try_for_each(|form| {
            let place = format!("forms「{}」", form.code);
            check::filled(&place, "label", &form.label)?;
            check::some(&format!("{place} known_by"), &form.known_by)?;
            headers(&place, &form.columns)
        })
    }
}

/// No header stands for two columns.
fn headers(place: &str, columns: &[ColumnNames]) -> Result<(), RuleError> {
    let mut seen: Vec<String> = Vec::new();
    for name in columns.iter().flat_map(|column| &column.names) {
        check::filled(place, "names", name)?;
        if seen.contains(&key(name)) {
            return Err(RuleError::new(place, format!("見出し「{name}」が2回あります"), "どちらかを消してください"));
        }
        seen.push(key(name));
    }
    Ok(())
}
