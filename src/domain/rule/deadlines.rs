//! How long may each stage take, and when is somebody reminded (期限)?
//!
//! Cities promise between ten open days and two weeks; 開庁日 are counted from the day after receipt (民法 140条).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use super::role;
use crate::calendar::Calendar;
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

impl Reminder {
    /// Whether today is its day for a case. A deadline on a closed day counts as the next open day.
    #[must_use]
    pub fn falls_on(&self, calendar: &Calendar, received_on: NaiveDate, due_on: NaiveDate, today: NaiveDate) -> bool {
        let last = calendar.next_open(due_on);
        match self.at {
            ReminderPoint::Halfway => {
                let half = received_on + (due_on - received_on) / 2;
                calendar.next_open(half) == today && today < last
            }
            ReminderPoint::Before => today < last && calendar.add_open_days(today, self.open_days) == last,
            ReminderPoint::OnDay => today == last,
            ReminderPoint::After => today > last && calendar.add_open_days(last, self.open_days) == today,
        }
    }
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

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Reminder, ReminderPoint};
    use crate::calendar::Calendar;

    #[test]
    fn reminders_fall_on_open_days_around_the_deadline() {
        use ReminderPoint::{After, Before, Halfway, OnDay};
        let calendar = Calendar::default();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // Received on a Wednesday, due on Thursday 2026-05-07, the first open day after the holidays of May.
        let (received, due) = (day("2026-04-22"), day("2026-05-07"));
        let table = [
            (Halfway, 0, "2026-04-30"),
            (Before, 3, "2026-04-28"),
            (Before, 1, "2026-05-01"),
            (OnDay, 0, "2026-05-07"),
            (After, 1, "2026-05-08"),
            (After, 5, "2026-05-14"),
        ];
        for (at, open_days, expected) in table {
            let reminder = Reminder { at, open_days, to: vec!["section_clerk".to_owned()] };
            let days: Vec<NaiveDate> = (0..60_u64)
                .map(|n| received + chrono::Days::new(n))
                .filter(|today| calendar.is_open(*today) && reminder.falls_on(&calendar, received, due, *today))
                .collect();
            assert_eq!(days, [day(expected)], "{at:?} {open_days}");
        }
    }
}
