//! What a row says as a voice, what is wrong with it, and what is doubtful: the answer that files, pages and the command line
//! share.

use std::{collections::BTreeSet, fmt};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a row says. Typed values are as they were typed. `Debug` hides it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// 受付日
    pub received_on: Option<NaiveDate>,
    /// 受付方法 code
    pub channel: Option<String>,
    /// 回収場所 or 場所
    pub place: Option<String>,
    /// 氏名
    pub name: Option<String>,
    /// No name was given.
    pub anonymous: bool,
    /// 住所
    pub address: Option<String>,
    /// 電話
    pub phone: Option<String>,
    /// 年代 in one writing; other words as typed.
    pub age_group: Option<String>,
    /// 返信希望; `None`: not said.
    pub reply_wanted: Option<bool>,
    /// 件名
    pub subject: Option<String>,
    /// 本文, lines ended by LF.
    pub body: Option<String>,
    /// 備考
    pub note: Option<String>,
}

/// What a row says beside its record: columns that only some tables have.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// メール
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// 種別 code
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// 地区 code
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// 年代 code
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_code: Option<String>,
    /// 公表してよいか
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish_ok: Option<bool>,
    /// 場所: where the matter is; 回収場所 is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Record(●●●)")
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Extra(●●●)")
    }
}

/// What is wrong in a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The header's text.
    pub column: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// A doubt that is part of the answer: nothing was changed, a person looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The telephone number lost its first zero.
    PhoneLeadingZero,
    /// Another row of this table may come from the same person.
    SamePerson,
}

impl Flag {
    /// What staff read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Flag::PhoneLeadingZero => "電話番号の先頭の0が消えているようです",
            Flag::SamePerson => "この表のほかの行と同じ人かもしれません",
        }
    }
}

/// Something that a person should know before the row is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// A reply is wanted and nothing says where to.
    NoContact,
    /// The 年代 is none of the city's.
    AgeUnknown,
    /// The 地区 is none of the city's.
    DistrictUnknown,
    /// Name given, asked not to be shown.
    NotToBeNamed,
}

impl Hint {
    /// What staff read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Hint::NoContact => "返信希望ですが、送り先がありません",
            Hint::AgeUnknown => "年代が一覧にないため、年代なしで登録します",
            Hint::DistrictUnknown => "地区が一覧にないため、地区なしで登録します",
            Hint::NotToBeNamed => "名前を出さないでほしいと書かれています",
        }
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its number as a spreadsheet counts, the header's row being 1.
    pub row: u32,
    /// What is wrong, in the order of the columns; none: it can be taken in.
    pub errors: Vec<Fault>,
    /// Doubts.
    pub flags: Vec<Flag>,
    /// The first rows that may come from the same person.
    pub same_as: BTreeSet<u32>,
    /// Further words for the person who takes it in.
    pub hints: Vec<Hint>,
    /// What could be read.
    pub record: Record,
    /// What else could be read.
    pub extra: Extra,
}

impl Verdict {
    /// What staff read of its doubts.
    #[must_use]
    pub fn doubts(&self) -> Vec<String> {
        let flag = |flag: &Flag| match flag {
            Flag::SamePerson if !self.same_as.is_empty() => {
                let rows: Vec<String> = self.same_as.iter().map(u32::to_string).collect();
                format!("{}（{}行目）", flag.label(), rows.join("・"))
            }
            Flag::SamePerson | Flag::PhoneLeadingZero => flag.label().to_owned(),
        };
        self.flags.iter().map(flag).chain(self.hints.iter().map(|hint| hint.label().to_owned())).collect()
    }

    /// It can be taken in.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.errors.is_empty()
    }
}
