//! Which kinds of rule documents are there, and how is one of them read?

use super::agency::Agencies;
use super::approval::Approval;
use super::channel::Channels;
use super::check::{Document, read};
use super::city::City;
use super::danger::DangerResponses;
use super::deadlines::Deadlines;
use super::dialogue::Dialogues;
use super::error::RuleError;
use super::hours::OfficeCalendar;
use super::import::Imports;
use super::kind::{Categories, Kinds};
use super::letter::Letters;
use super::limit::Limits;
use super::outcome::Outcomes;
use super::panel::Panels;
use super::paper::Papers;
use super::reason::Reasons;
use super::term::Terms;

/// A kind of rule document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RuleKind {
    /// 市以外の窓口
    Agencies,
    /// 決裁ルート
    Approval,
    /// 開庁日と開庁時間
    Calendar,
    /// 分野
    Categories,
    /// 受付方法
    Channels,
    /// 市の基本情報
    City,
    /// 危険への対応
    Danger,
    /// 期限
    Deadlines,
    /// 対話の日
    Dialogue,
    /// 取込み
    Imports,
    /// 種別
    Kinds,
    /// 回答書と受付の文
    Letter,
    /// 制限値
    Limits,
    /// 対応区分
    Outcomes,
    /// 市政モニター
    Panel,
    /// 紙で届く声
    Paper,
    /// 理由
    Reasons,
    /// 手がかり語
    Terms,
}

impl RuleKind {
    /// Every kind, by code.
    pub const ALL: [Self; 18] = [
        Self::Agencies,
        Self::Approval,
        Self::Calendar,
        Self::Categories,
        Self::Channels,
        Self::City,
        Self::Danger,
        Self::Deadlines,
        Self::Dialogue,
        Self::Imports,
        Self::Kinds,
        Self::Letter,
        Self::Limits,
        Self::Outcomes,
        Self::Panel,
        Self::Paper,
        Self::Reasons,
        Self::Terms,
    ];

    /// The code in tables and addresses; with `.toml` the file's name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agencies => "agencies",
            Self::Approval => "approval",
            Self::Calendar => "calendar",
            Self::Categories => "categories",
            Self::Channels => "channels",
            Self::City => "city",
            Self::Danger => "danger",
            Self::Deadlines => "deadlines",
            Self::Dialogue => "dialogue",
            Self::Imports => "imports",
            Self::Kinds => "kinds",
            Self::Letter => "letter",
            Self::Limits => "limits",
            Self::Outcomes => "outcomes",
            Self::Panel => "panel",
            Self::Paper => "paper",
            Self::Reasons => "reasons",
            Self::Terms => "terms",
        }
    }

    /// The kind of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The name of its file in a preset, e.g. `channels.toml`.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{}.toml", self.code())
    }

    /// What staff call it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Agencies => Agencies::TITLE,
            Self::Approval => Approval::TITLE,
            Self::Calendar => OfficeCalendar::TITLE,
            Self::Categories => Categories::TITLE,
            Self::Channels => Channels::TITLE,
            Self::City => City::TITLE,
            Self::Danger => DangerResponses::TITLE,
            Self::Deadlines => Deadlines::TITLE,
            Self::Dialogue => Dialogues::TITLE,
            Self::Imports => Imports::TITLE,
            Self::Kinds => Kinds::TITLE,
            Self::Letter => Letters::TITLE,
            Self::Limits => Limits::TITLE,
            Self::Outcomes => Outcomes::TITLE,
            Self::Panel => Panels::TITLE,
            Self::Paper => Papers::TITLE,
            Self::Reasons => Reasons::TITLE,
            Self::Terms => Terms::TITLE,
        }
    }
}

/// One document, read and tested.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the kind of the same name")]
pub enum Rule {
    Agencies(Agencies),
    Approval(Approval),
    Calendar(Box<OfficeCalendar>),
    Categories(Categories),
    Channels(Channels),
    City(Box<City>),
    Danger(DangerResponses),
    Deadlines(Deadlines),
    Dialogue(Box<Dialogues>),
    Imports(Imports),
    Kinds(Kinds),
    Letter(Box<Letters>),
    Limits(Limits),
    Outcomes(Outcomes),
    Panel(Box<Panels>),
    Paper(Papers),
    Reasons(Reasons),
    Terms(Terms),
}

/// Reads and tests one document.
///
/// # Errors
/// When the body is not a document of this kind, or breaks one of its rules.
pub fn parse(kind: RuleKind, body: &str) -> Result<Rule, RuleError> {
    Ok(match kind {
        RuleKind::Agencies => Rule::Agencies(read(body)?),
        RuleKind::Approval => Rule::Approval(read(body)?),
        RuleKind::Calendar => Rule::Calendar(Box::new(read(body)?)),
        RuleKind::Categories => Rule::Categories(read(body)?),
        RuleKind::Channels => Rule::Channels(read(body)?),
        RuleKind::City => Rule::City(Box::new(read(body)?)),
        RuleKind::Danger => Rule::Danger(read(body)?),
        RuleKind::Deadlines => Rule::Deadlines(read(body)?),
        RuleKind::Dialogue => Rule::Dialogue(Box::new(read(body)?)),
        RuleKind::Imports => Rule::Imports(read(body)?),
        RuleKind::Kinds => Rule::Kinds(read(body)?),
        RuleKind::Letter => Rule::Letter(Box::new(read(body)?)),
        RuleKind::Limits => Rule::Limits(read(body)?),
        RuleKind::Outcomes => Rule::Outcomes(read(body)?),
        RuleKind::Panel => Rule::Panel(Box::new(read(body)?)),
        RuleKind::Paper => Rule::Paper(read(body)?),
        RuleKind::Reasons => Rule::Reasons(read(body)?),
        RuleKind::Terms => Rule::Terms(read(body)?),
    })
}
