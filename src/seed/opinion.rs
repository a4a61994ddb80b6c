//! Which voices does the demo city hear, and when?

use anyhow::{Context, Result};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use kocho_domain::clock::civil_date;
use serde::Deserialize;

use crate::config::Shift;

/// One line of `demo/opinions.jsonl`. Persons and events are fictitious.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Opinion {
    pub(crate) id: String,
    pub(crate) received_at: DateTime<FixedOffset>,
    pub(crate) channel: String,
    pub(crate) kind: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) measures: Vec<String>,
    pub(crate) sections: Vec<String>,
    pub(crate) reply_wanted: bool,
    pub(crate) age_group: Option<String>,
    pub(crate) district: Option<String>,
}

/// Voices outside the sample's part of the plan name no section; in the demo city these get them.
const SECTIONS: [(&str, &str); 10] = [
    ("d026", "税務課"),
    ("d030", "建設課"),
    ("d066", "建設課"),
    ("d097", "健康増進課"),
    ("d106", "生涯学習課"),
    ("d114", "建設課"),
    ("d130", "企画調整課"),
    ("d138", "防災管理課"),
    ("d142", "防災管理課"),
    ("d148", "選挙管理委員会"),
];

/// Reads the file, oldest voice first.
///
/// # Errors
/// Naming the line that cannot be read.
pub(crate) fn read(text: &str) -> Result<Vec<Opinion>> {
    let line = |(n, line)| serde_json::from_str(line).with_context(|| format!("demo/opinions.jsonl, line {}", n + 1));
    let mut opinions: Vec<Opinion> = text.lines().enumerate().map(line).collect::<Result<_>>()?;
    for opinion in opinions.iter_mut().filter(|o| o.sections.is_empty()) {
        let named = SECTIONS.iter().filter(|(id, _)| *id == opinion.id);
        opinion.sections = named.map(|(_, section)| (*section).to_owned()).collect();
    }
    opinions.sort_by_key(|o| o.received_at);
    Ok(opinions)
}

/// How far the dates are moved: by whole weeks, so that weekdays stay and the newest voice is of the last seven days.
pub(crate) fn shift(opinions: &[Opinion], how: Shift, now: DateTime<Utc>) -> TimeDelta {
    let newest = opinions.iter().map(|o| o.received_at.to_utc()).max();
    match (how, newest) {
        (Shift::Auto, Some(newest)) => {
            TimeDelta::weeks((now - newest).num_seconds().div_euclid(TimeDelta::weeks(1).num_seconds()))
        }
        (Shift::Auto | Shift::None, _) => TimeDelta::zero(),
    }
}

impl Opinion {
    /// When it comes in, in the demo's time.
    pub(crate) fn moment(&self, shift: TimeDelta) -> DateTime<Utc> {
        self.received_at.to_utc() + shift
    }

    /// Its civil date.
    pub(crate) fn day(&self, shift: TimeDelta) -> NaiveDate {
        civil_date(self.moment(shift))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opinions() -> Vec<Opinion> {
        read(include_str!("../../config/demo/opinions.jsonl")).unwrap()
    }

    #[test]
    fn the_newest_voice_is_of_the_last_seven_days_whenever_the_demo_starts() {
        let opinions = opinions();
        for now in ["2026-11-22T10:00:00Z", "2026-10-01T00:00:00Z", "2031-02-28T23:59:59Z"] {
            let now: DateTime<Utc> = now.parse().unwrap();
            let by = shift(&opinions, Shift::Auto, now);
            let newest = opinions.last().unwrap().moment(by);
            assert!(newest <= now && now - newest < TimeDelta::weeks(1), "{now}: {newest}");
            assert_eq!(by.num_seconds() % TimeDelta::weeks(1).num_seconds(), 0);
        }
    }

    #[test]
    fn without_a_shift_the_dates_stay_as_written() {
        let opinions = opinions();
        assert_eq!(shift(&opinions, Shift::None, "2031-01-01T00:00:00Z".parse().unwrap()), TimeDelta::zero());
        assert_eq!(opinions.len(), 160);
    }
}
