//! How long may each stage take, and when is somebody reminded (期限)?
//!
//! Cities promise between ten open days and two weeks; 開庁日 are counted from the day after receipt (民法 140条).

use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use super::role;
use crate::deadline::{DayCount, Stage};

/// `deadlines.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    /// 受付 → 回付.
    pub route: DayCount,
    /// 回付 → 受諾 or 返却.
    pub accept: DayCount,
    /// 回付 → 回答案.
    pub draft: DayCount,
    /// 回答案 → 決裁.
    pub approve: DayCount,
    /// 受付 → 回答: what residents are told.
    pub reply: DayCount,
    /// How long a resident may take a closed matter up again.
    pub reopen: DayCount,
    /// Months after an answer 検討中 until the city looks again.
    pub follow_up_months: u8,
    /// Whether what arrives after office hours counts as received on that day.
    pub after_hours_same_day: bool,
    /// Returns (返却) of one case after which the head of the hearing desk decides who does it.
    pub returns_until_ruling: u8,
    /// When whom to remind.
    #[serde(default)]
    pub reminders: Vec<Reminder>,
}

/// One reminder before or after a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// At which point.
    pub at: ReminderPoint,
    /// 開庁日 before or after the deadline; 0 where the point says it all.
    #[serde(default)]
    pub open_days: u16,
    /// Role codes of those who are told.
    pub to: Vec<String>,
}

/// A point in the life of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReminderPoint {
    /// Half of the time is over.
    Halfway,
    /// So many open days before.
    Before,
    /// On the last day.
    OnDay,
    /// So many open days after.
    After,
}

impl Deadlines {
    /// The time that a stage may take; `None` for follow-up, which is counted in months.
    #[must_use]
    pub const fn of(&self, stage: Stage) -> Option<DayCount> {
        match stage {
            Stage::Route => Some(self.route),
            Stage::Accept => Some(self.accept),
            Stage::Draft => Some(self.draft),
            Stage::Approve => Some(self.approve),
            Stage::Reply => Some(self.reply),
            Stage::Reopen => Some(self.reopen),
            Stage::FollowUp => None,
        }
    }
}

impl Document for Deadlines {
    const TITLE: &'static str = "期限";

    fn validate(&self) -> Result<(), RuleError> {
        for stage in Stage::ALL {
            if let Some(count) = self.of(stage) {
                check::within(&format!("{} の days", stage.code()), count.days.into(), 1, 366)?;
            }
        }
        check::within("follow_up_months", self.follow_up_months.into(), 1, 24)?;
        check::within("returns_until_ruling", self.returns_until_ruling.into(), 1, 9)?;
        self.reminders.iter().enumerate().try_for_each(|(index, reminder)| {
            let place = format!("{}番目の reminders", index + 1);
            check::some(&format!("{place} の to"), &reminder.to)?;
            let counted = matches!(reminder.at, ReminderPoint::Before | ReminderPoint::After);
            if counted == (reminder.open_days == 0) {
                let remedy = "before と after には1以上の open_days を書き、ほかには書かないでください";
                return Err(RuleError::new(place, "日数と時点が合いません", remedy));
            }
            reminder.to.iter().try_for_each(|code| role::known(&place, code))
        })
    }
}
