//! How far is a survey, and which act leads where? 照会課 writes it, the hearing desk reviews and opens it.

use serde::Serialize;

/// 調査の状態.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveyState {
    /// 作成中
    Draft,
    /// 確認待ち: the hearing desk reads it.
    Review,
    /// 実施中
    Open,
    /// 終了
    Closed,
    /// 結果公表
    Reported,
}

impl SurveyState {
    /// Every state, in the order of a survey's life.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Review, Self::Open, Self::Closed, Self::Reported];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Reported => "reported",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// No more answers come in.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Reported)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Draft => "作成中",
            Self::Review => "確認待ち",
            Self::Open => "実施中",
            Self::Closed => "終了",
            Self::Reported => "結果公表",
        }
    }

    /// True while its questions can still change.
    #[must_use]
    pub const fn is_written(self) -> bool {
        matches!(self, Self::Draft | Self::Review)
    }

    /// True when there may be answers.
    #[must_use]
    pub const fn is_answered(self) -> bool {
        !self.is_written()
    }

    /// Where an act leads from here; `None` when it does not fit.
    #[must_use]
    pub const fn next(self, act: Act) -> Option<Self> {
        match (self, act) {
            (Self::Draft, Act::Submit) => Some(Self::Review),
            (Self::Review, Act::SendBack) => Some(Self::Draft),
            // The desk opens its own drafts too; a survey without any answer can be closed by mistake and opened again.
            (Self::Draft | Self::Review | Self::Closed, Act::Open) => Some(Self::Open),
            (Self::Open, Act::Close) => Some(Self::Closed),
            (Self::Closed, Act::Report) => Some(Self::Reported),
            (
                Self::Draft | Self::Review | Self::Open | Self::Closed | Self::Reported,
                Act::Submit | Act::SendBack | Act::Open | Act::Close | Act::Report,
            ) => None,
        }
    }
}

/// What is done with a survey as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// 確認に出す
    Submit,
    /// 差し戻す
    SendBack,
    /// 始める
    Open,
    /// 終える
    Close,
    /// 結果を公表する
    Report,
}

impl Act {
    /// The word on its button.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Act::Submit => "確認に出す",
            Act::SendBack => "差し戻す",
            Act::Open => "実施を始める",
            Act::Close => "終える",
            Act::Report => "結果を公表する",
        }
    }

    /// The code in histories.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Act::Submit => "survey_submitted",
            Act::SendBack => "survey_sent_back",
            Act::Open => "survey_opened",
            Act::Close => "survey_closed",
            Act::Report => "survey_reported",
        }
    }
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveyKind {
    /// 市政モニター, each by a code.
    #[default]
    Panel,
    /// Anybody.
    Open,
    /// Answers were coded elsewhere and come as a table (市民満足度調査).
    Coded,
}

impl SurveyKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Panel, Self::Open, Self::Coded];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::Open => "open",
            Self::Coded => "coded",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Panel => "市政モニターに聞く",
            Self::Open => "だれでも答えられる",
            Self::Coded => "集計済みの回答を取り込む",
        }
    }
}

/// How those who are asked were chosen; stands beside every figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// 登録したモニター: a panel is not a sample of residents.
    #[default]
    Panel,
    /// 無作為抽出
    Random,
    /// 全員
    Everybody,
    /// 自由参加
    Voluntary,
}

impl Selection {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Panel, Self::Random, Self::Everybody, Self::Voluntary];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::Random => "random",
            Self::Everybody => "everybody",
            Self::Voluntary => "voluntary",
        }
    }

    /// Of whom figures do not speak; stands beside every chart.
    #[must_use]
    pub const fn caution(self) -> &'static str {
        match self {
            Self::Panel => "モニターは市民から無作為に選んだ人ではありません。市民全体の割合を表すものではありません。",
            Self::Random => "無作為に選んだ人のうち、答えた人の割合です。答えなかった人の考えは分かりません。",
            Self::Everybody => "対象者全員に聞き、答えた人の割合です。答えなかった人の考えは分かりません。",
            Self::Voluntary => "自分から答えた人の割合です。市民全体の割合を表すものではありません。",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }

    /// The word that stands beside figures.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Panel => "登録したモニター",
            Self::Random => "無作為抽出",
            Self::Everybody => "対象者全員",
            Self::Voluntary => "自由参加",
        }
    }
}

/// How an answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// ウェブ
    Web,
    /// 紙
    Paper,
    /// 集計済みの表
    Coded,
}

impl Method {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Web, Self::Paper, Self::Coded];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Paper => "paper",
            Self::Coded => "coded",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Web => "ウェブ",
            Self::Paper => "紙",
            Self::Coded => "取込み",
        }
    }
}
