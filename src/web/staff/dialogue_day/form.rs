//! What does a day's form send, and how does it read the day?

use chrono::NaiveDate;
use kocho_service::dialogue_day::DayForm;
use serde::Deserialize;

/// A day as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DayTyped {
    /// Moves with every change.
    pub(crate) version: i64,
    pub(crate) series: String,
    pub(crate) title: String,
    pub(crate) held_on: String,
    pub(crate) venue: String,
    pub(crate) attendees: String,
    pub(crate) capacity: String,
    pub(crate) apply_from: String,
    pub(crate) apply_until: String,
    /// Why date or venue of an announced day change.
    pub(crate) reason: String,
    /// `yes`: with the usual slots.
    pub(crate) usual_slots: String,
}

impl DayTyped {
    /// What stands in a day, or what its series proposes.
    pub(crate) fn of(form: &DayForm, version: i64) -> Self {
        let day = |on: Option<NaiveDate>| on.map(|on| on.to_string()).unwrap_or_default();
        DayTyped {
            version,
            series: form.series.clone(),
            title: form.title.clone(),
            held_on: day(form.held_on),
            venue: form.venue.clone(),
            attendees: form.attendees.clone(),
            capacity: form.capacity.map(|people| people.to_string()).unwrap_or_default(),
            apply_from: day(form.apply_from),
            apply_until: day(form.apply_until),
            reason: String::new(),
            usual_slots: "yes".into(),
        }
    }

    /// As the use case takes it; a number that is none is told from an empty one.
    pub(crate) fn into_form(self) -> DayForm {
        let day = |typed: &str| typed.trim().parse::<NaiveDate>().ok();
        let capacity = self.capacity.trim();
        DayForm {
            held_on: day(&self.held_on),
            apply_from: day(&self.apply_from),
            apply_until: day(&self.apply_until),
            capacity: if capacity.is_empty() { None } else { Some(count(capacity).unwrap_or(u32::MAX)) },
            series: self.series,
            title: self.title,
            venue: self.venue,
            attendees: self.attendees.replace("\r\n", "\n"),
        }
    }

    /// Name, label and value of each field, for the page that shows two versions.
    pub(crate) fn fields(&self) -> [(&'static str, &'static str, &str); 7] {
        [
            ("title", "名前", &self.title),
            ("held_on", "開く日", &self.held_on),
            ("venue", "場所", &self.venue),
            ("attendees", "市側の出席者", &self.attendees),
            ("capacity", "定員", &self.capacity),
            ("apply_from", "申込みの始まり", &self.apply_from),
            ("apply_until", "申込みの終わり", &self.apply_until),
        ]
    }
}

/// A number as people type it, also in full-width digits.
pub(crate) fn count(typed: &str) -> Option<u32> {
    let half = |c: char| c.to_digit(10).or_else(|| u32::from(c).checked_sub(0xFF10).filter(|digit| *digit < 10));
    let typed = typed.trim();
    (!typed.is_empty() && typed.chars().count() < 8)
        .then(|| typed.chars().try_fold(0, |sum, c| Some(sum * 10 + half(c)?)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::{DayTyped, count};

    #[test]
    fn a_capacity_is_a_number_in_any_width_or_nothing() {
        assert_eq!([count("３０"), count("30"), count("三十"), count("")], [Some(30), Some(30), None, None]);
        let typed = |capacity: &str| DayTyped { capacity: capacity.into(), ..DayTyped::default() }.into_form().capacity;
        assert_eq!((typed(""), typed("20"), typed("many")), (None, Some(20), Some(u32::MAX)));
    }
}
