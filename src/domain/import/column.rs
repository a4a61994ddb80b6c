//! Which column of a table is what? Found by its headers, or chosen by a person.

use serde::{Deserialize, Serialize};

use super::{
    Cell,
    fold::key,
    form::{TableFault, known_form},
};
use crate::rule::import::{ColumnNames, Imports};

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 受付日
    ReceivedOn,
    /// 種別: by which 受付方法 it came.
    Channel,
    /// 回収場所: the box it was in.
    Collected,
    /// 場所: where the matter is.
    Place,
    /// 氏名
    Name,
    /// 住所
    Address,
    /// 電話
    Phone,
    /// メール
    Email,
    /// 年代
    AgeGroup,
    /// 地区
    District,
    /// 返信希望
    ReplyWanted,
    /// 公表してよいか
    PublishOk,
    /// 件名
    Subject,
    /// 本文
    Body,
    /// 備考
    Note,
}

impl Field {
    /// Every field, in the order of a paper.
    pub const ALL: [Field; 15] = [
        Field::ReceivedOn,
        Field::Channel,
        Field::Collected,
        Field::Place,
        Field::Name,
        Field::Address,
        Field::Phone,
        Field::Email,
        Field::AgeGroup,
        Field::District,
        Field::ReplyWanted,
        Field::PublishOk,
        Field::Subject,
        Field::Body,
        Field::Note,
    ];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Field::ReceivedOn => "received_on",
            Field::Channel => "channel",
            Field::Collected => "collected",
            Field::Place => "place",
            Field::Name => "name",
            Field::Address => "address",
            Field::Phone => "phone",
            Field::Email => "email",
            Field::AgeGroup => "age_group",
            Field::District => "district",
            Field::ReplyWanted => "reply_wanted",
            Field::PublishOk => "publish_ok",
            Field::Subject => "subject",
            Field::Body => "body",
            Field::Note => "note",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Field::ReceivedOn => "受付日",
            Field::Channel => "種別（受付方法）",
            Field::Collected => "回収場所",
            Field::Place => "場所",
            Field::Name => "氏名",
            Field::Address => "住所",
            Field::Phone => "電話",
            Field::Email => "メール",
            Field::AgeGroup => "年代",
            Field::District => "地区",
            Field::ReplyWanted => "返信希望",
            Field::PublishOk => "公表の可否",
            Field::Subject => "件名",
            Field::Body => "本文",
            Field::Note => "備考",
        }
    }

    /// No voice can be taken in without it.
    #[must_use]
    pub const fn is_needed(self) -> bool {
        matches!(self, Field::ReceivedOn | Field::Body)
    }
}

/// What each column of a table is, in its order; `None`: it is not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping(Vec<Option<Field>>);

/// The most columns of a table.
pub const MOST_COLUMNS: usize = 200;
/// The longest header.
const LONGEST: usize = 100;
/// A header may stand so far down: titles come before it.
const TITLES: usize = 10;

impl Mapping {
    /// As a person chose it.
    ///
    /// # Errors
    /// [`TableFault`] when a needed column is missing or one is chosen twice.
    pub fn chosen(fields: Vec<Option<Field>>, headers: &[String]) -> Result<Self, TableFault> {
        for field in Field::ALL {
            let mut columns = fields.iter().enumerate().filter(|(_, found)| **found == Some(field)).map(|(n, _)| n);
            match (columns.next(), columns.next()) {
                (Some(first), Some(second)) => {
                    let name = |n: usize| headers.get(n).cloned().unwrap_or_default();
                    return Err(TableFault::Twice { field, first: name(first), second: name(second) });
                }
                (None, _) if field.is_needed() => return Err(TableFault::Missing { field, headers: short(headers) }),
                _ => {}
            }
        }
        Ok(Mapping(fields))
    }

    /// By the words of the city's rule.
    ///
    /// # Errors
    /// As [`Mapping::chosen`].
    pub fn find(headers: &[String], imports: &Imports) -> Result<Self, TableFault> {
        Self::chosen(guess(headers, imports), headers)
    }

    /// The column of a field.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<usize> {
        self.0.iter().position(|found| *found == Some(field))
    }

    /// What each column is.
    #[must_use]
    pub fn fields(&self) -> &[Option<Field>] {
        &self.0
    }

    /// As it is stored: codes parted by commas.
    #[must_use]
    pub fn code(&self) -> String {
        self.0.iter().map(|field| field.map_or("", Field::code)).collect::<Vec<_>>().join(",")
    }

    /// Reads a stored one for these headers; `None` when it is of another table.
    #[must_use]
    pub fn parse(code: &str, headers: &[String]) -> Option<Self> {
        let fields: Vec<Option<Field>> = code.split(',').map(Field::parse).collect();
        (fields.len() == headers.len()).then(|| Self::chosen(fields, headers).ok()).flatten()
    }
}

/// What each header probably means; a form's own headers go before the usual ones, and the first of two wins nothing:
/// both stand, so that somebody has to choose.
#[must_use]
pub fn guess(headers: &[String], imports: &Imports) -> Vec<Option<Field>> {
    let own: &[ColumnNames] = known_form(headers, imports).map_or(&[], |form| &form.columns);
    let names: Vec<(String, Field)> =
        own.iter().chain(&imports.columns).flat_map(|c| c.names.iter().map(|name| (key(name), c.field))).collect();
    let meaning = |header: &String| {
        let header = key(header);
        names.iter().find(|(name, _)| *name == header).map(|(_, field)| *field)
    };
    let mut found: Vec<Option<Field>> = headers.iter().map(meaning).collect();
    // The form's column of a field is it, even where a usual header stands beside it.
    for field in Field::ALL {
        let is_own = |n: &usize| {
            own.iter().any(|c| c.field == field && c.names.iter().any(|name| key(name) == key(&headers[*n])))
        };
        let columns: Vec<usize> = (0..found.len()).filter(|n| found[*n] == Some(field)).collect();
        if columns.iter().any(is_own) {
            columns.iter().filter(|n| !is_own(n)).for_each(|n| found[*n] = None);
        }
    }
    found
}

/// The row of headers among the first rows: the first one that has a needed column's name, or else the first with words.
#[must_use]
pub fn header_row(rows: &[(u32, Vec<Cell>)], imports: &Imports) -> Option<(u32, Vec<String>)> {
    let filled: Vec<(u32, Vec<String>)> = rows
        .iter()
        .take(TITLES)
        .map(|(n, cells)| (*n, headers(cells)))
        .filter(|(_, names)| !names.is_empty())
        .collect();
    let knows = |names: &Vec<String>| {
        let fields = guess(names, imports);
        fields.contains(&Some(Field::Body)) || fields.iter().flatten().count() >= 3
    };
    let at = filled.iter().position(|(_, names)| knows(names)).unwrap_or(0);
    filled.into_iter().nth(at)
}

/// The words of a header row; empty cells at its end do not count.
fn headers(cells: &[Cell]) -> Vec<String> {
    let last = cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |n| n + 1);
    let words = |cell: &Cell| cell.words().map(|w| w.trim().chars().take(LONGEST).collect()).unwrap_or_default();
    cells[..last].iter().map(words).collect()
}

/// The first headers, to be named in a message.
fn short(headers: &[String]) -> Vec<String> {
    headers.iter().filter(|h| !h.is_empty()).take(8).map(|h| h.chars().take(20).collect()).collect()
}

#[cfg(test)]
mod tests;
