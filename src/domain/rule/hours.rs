//! On which days and at which hours is the city hall open, as a rule document (開庁日・開庁時間)?

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use super::check::Document;
use super::error::RuleError;
use crate::calendar::Calendar;

/// `calendar.toml`. The calendar tests its dates itself while it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeCalendar {
    /// Open and closed days.
    pub calendar: Calendar,
    /// Open hours of an open day.
    pub office_hours: OfficeHours,
}

/// Hours of an open day, Asia/Tokyo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeHours {
    /// The doors open.
    pub opens: NaiveTime,
    /// The doors close.
    pub closes: NaiveTime,
}

impl OfficeHours {
    /// Whether the office is open at this time of an open day.
    #[must_use]
    pub fn contain(self, time: NaiveTime) -> bool {
        (self.opens..self.closes).contains(&time)
    }
}

impl Document for OfficeCalendar {
    const TITLE: &'static str = "開庁日と開庁時間";

    fn validate(&self) -> Result<(), RuleError> {
        let OfficeHours { opens, closes } = self.office_hours;
        if opens < closes {
            return Ok(());
        }
        let problem = format!("閉まる時刻（{closes}）が開く時刻（{opens}）より後ではありません");
        Err(RuleError::new("office_hours", problem, "opens と closes を確かめてください"))
    }
}
