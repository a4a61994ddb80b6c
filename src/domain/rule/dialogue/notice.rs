//! What are applicants told, and by which words of the city?

use serde::{Deserialize, Serialize};

use crate::localized::Localized;

/// What applicants are told; `{series} {number} {theme} {day} {time} {venue} {before} {reason} {words}` are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// 決定（可）
    pub accepted: Notice,
    /// 決定（否）
    pub declined: Notice,
    /// キャンセル待ち
    pub waiting: Notice,
    /// The desk took the application off at the applicant's wish.
    pub cancelled: Notice,
    /// The day does not take place.
    pub day_cancelled: Notice,
    /// The day, or the slot, moved to another date, time or place.
    #[serde(default = "moved")]
    pub day_moved: Notice,
    /// The day is near.
    pub reminder: Notice,
    /// The summary of what was said.
    pub summary: Notice,
    /// What became of what was promised.
    pub follow_up: Notice,
}

/// A notice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its subject.
    pub title: Localized,
    /// Its text.
    pub body: Localized,
}

/// Which notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// 決定（可）
    Accepted,
    /// 決定（否）
    Declined,
    /// キャンセル待ち
    Waiting,
    /// Taken back.
    Cancelled,
    /// The day does not take place.
    DayCancelled,
    /// Another date, time or place.
    DayMoved,
    /// The day is near.
    Reminder,
    /// The summary of what was said.
    Summary,
    /// What became of what was promised.
    FollowUp,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Accepted,
        Self::Declined,
        Self::Waiting,
        Self::Cancelled,
        Self::DayCancelled,
        Self::DayMoved,
        Self::Reminder,
        Self::Summary,
        Self::FollowUp,
    ];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Waiting => "waiting",
            Self::Cancelled => "cancelled",
            Self::DayCancelled => "day_cancelled",
            Self::DayMoved => "day_moved",
            Self::Reminder => "reminder",
            Self::Summary => "summary",
            Self::FollowUp => "follow_up",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// True when it takes the meeting away of which it speaks.
    #[must_use]
    pub const fn ends_the_meeting(self) -> bool {
        matches!(self, Self::Declined | Self::Cancelled | Self::DayCancelled)
    }

    /// True when it comes after the meeting.
    #[must_use]
    pub const fn is_afterwards(self) -> bool {
        matches!(self, Self::Summary | Self::FollowUp)
    }

    /// The word that staff use for a stored code.
    #[must_use]
    pub fn label(code: &str) -> &'static str {
        match Self::parse(code) {
            Some(Self::Accepted) => "決定（可）の通知",
            Some(Self::Declined) => "決定（否）の通知",
            Some(Self::Waiting) => "キャンセル待ちの通知",
            Some(Self::Cancelled) => "取消しの通知",
            Some(Self::DayCancelled) => "中止の通知",
            Some(Self::DayMoved) => "日程変更の通知",
            Some(Self::Reminder) => "近づいたお知らせ",
            Some(Self::Summary) => "要旨",
            Some(Self::FollowUp) => "その後のお知らせ",
            None => "通知",
        }
    }
}

impl Notices {
    /// The words of a kind.
    #[must_use]
    pub const fn of(&self, kind: NoticeKind) -> &Notice {
        match kind {
            NoticeKind::Accepted => &self.accepted,
            NoticeKind::Declined => &self.declined,
            NoticeKind::Waiting => &self.waiting,
            NoticeKind::Cancelled => &self.cancelled,
            NoticeKind::DayCancelled => &self.day_cancelled,
            NoticeKind::DayMoved => &self.day_moved,
            NoticeKind::Reminder => &self.reminder,
            NoticeKind::Summary => &self.summary,
            NoticeKind::FollowUp => &self.follow_up,
        }
    }
}

/// What may stand in a notice.
pub(super) const PLACEHOLDERS: [&str; 9] =
    ["series", "number", "theme", "day", "time", "venue", "before", "reason", "words"];

/// The words of a city whose rule is older than this notice.
fn moved() -> Notice {
    toml::from_str(include_str!("moved.toml")).unwrap_or_default()
}
