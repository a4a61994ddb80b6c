//! Which meetings with the mayor are there (対話の日, 移動市長室 …), who may apply, and what is counted in days?

mod notice;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use self::notice::PLACEHOLDERS;
pub use self::notice::{Notice, NoticeKind, Notices};
use super::check::{self, Document};
use super::error::RuleError;
use crate::calendar::Calendar;
use crate::deadline::{DayCount, DayUnit};
use crate::dialogue::{PartyKind, Period, overlapping, time};
use crate::localized::Localized;

/// `dialogue.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialogues {
    /// The series, in the order in which residents read them.
    pub series: Vec<Series>,
    /// Why an application may be refused.
    pub reasons: Vec<Reason>,
    /// What applicants are told.
    pub notices: Notices,
}

/// How places are given when more apply than there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// 抽せん
    Draw,
    /// 申込順
    Order,
}

/// 毎月第3水曜日 and the like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Monthly {
    /// 第何, 1 to 5; a month without a fifth is left out.
    pub week: u8,
    /// Which day of the week.
    pub weekday: Weekday,
}

/// A series of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Code, e.g. `dialogue_day`.
    pub code: String,
    /// Stands in numbers: 対話 in R8-対話02.
    pub mark: String,
    /// What it is called.
    pub label: Localized,
    /// What it is.
    pub about: Localized,
    /// Who may apply, in words.
    pub who: Localized,
    /// How one comes without applying: by whom it is written, applications are neither needed nor taken by the public form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub come: Option<Localized>,
    /// What the paper of an application is called in the by-law, e.g. 様式第1号.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub form: String,
    /// 市との関わり codes that may apply; empty = all.
    #[serde(default)]
    pub relations: Vec<String>,
    /// Persons, groups or both.
    pub parties: Vec<PartyKind>,
    /// Applications of one applicant in a fiscal year; 0 = as many as they like.
    pub per_fiscal_year: u8,
    /// Fewest people of one party.
    #[serde(default = "one")]
    pub least_people: u32,
    /// Most people of one party.
    pub most_people: u32,
    /// Minutes of a slot.
    pub slot_minutes: u16,
    /// When the usual slots begin: `["13:30", "14:00"]`.
    pub usual_starts: Vec<String>,
    /// The usual place.
    pub venue: String,
    /// The usual attendance of the city, by office.
    #[serde(default)]
    pub attendees: Vec<String>,
    /// On which day of the month it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly: Option<Monthly>,
    /// Applications begin so many days before the day.
    pub apply_opens_days_before: u16,
    /// The last day for applications is so many days before the day.
    pub apply_closes_days_before: u16,
    /// How places are given.
    pub choice: Choice,
    /// Applications by the public form.
    #[serde(default = "yes")]
    pub web: bool,
    /// Briefs are ready so many open days before.
    pub brief_open_days_before: u16,
    /// Applicants are reminded so many days before; 0 = not.
    pub remind_days_before: u16,
    /// The summary is written within this time after the day.
    pub summary: DayCount,
    /// The applicant has it within this time after the day.
    pub notice: DayCount,
    /// What became of it is told after this time.
    pub follow_up: DayCount,
    /// Names and contacts of applicants are erased so many days after the meeting, or after the decision where there was none.
    #[serde(default = "year_of_contacts")]
    pub contact_days: u16,
    /// First day on which it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

/// Why an application is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Code, e.g. `private_matter`.
    pub code: String,
    /// What staff call it.
    pub label: String,
    /// What the applicant reads.
    pub public: Localized,
    /// Said beforehand: residents read it before they apply.
    #[serde(default)]
    pub announced: bool,
}

const fn yes() -> bool {
    true
}

const fn one() -> u32 {
    1
}

/// A fiscal year has to be over before it is forgotten who applied in it.
const fn year_of_contacts() -> u16 {
    CONTACT_DAYS_LEAST
}

/// Below this a second application of one fiscal year would not be found any more. It holds for series that the city has no more.
pub const CONTACT_DAYS_LEAST: u16 = 366;

impl Monthly {
    /// 第3水曜日
    #[must_use]
    pub fn label(self) -> String {
        format!("第{}{}", self.week, crate::calendar::weekday_name(self.weekday))
    }

    /// Its day in a month.
    #[must_use]
    pub fn in_month(self, year: i32, month: u32) -> Option<NaiveDate> {
        NaiveDate::from_weekday_of_month_opt(year, month, self.weekday, self.week)
    }

    /// Its days in so many months, beginning with the month of `from` and not before `from`; each with the day on which it
    /// is held, because a closed day moves to the next open one.
    #[must_use]
    pub fn days(self, from: NaiveDate, months: u32, calendar: &Calendar) -> Vec<(NaiveDate, NaiveDate)> {
        let first = from.with_day(1).unwrap_or(from);
        (0..months)
            .filter_map(|ahead| first.checked_add_months(chrono::Months::new(ahead)))
            .filter_map(|month| self.in_month(month.year(), month.month()))
            .filter(|day| *day >= from)
            .map(|day| (day, calendar.next_open(day)))
            .collect()
    }
}

impl Series {
    /// The usual slots; one that would end after midnight is left out.
    #[must_use]
    pub fn usual_slots(&self) -> Vec<Period> {
        self.usual_starts.iter().filter_map(|start| self.slot_from(time(start)?)).collect()
    }

    /// A slot of the usual length.
    #[must_use]
    pub fn slot_from(&self, from: NaiveTime) -> Option<Period> {
        let (to, days) = from.overflowing_add_signed(chrono::TimeDelta::minutes(i64::from(self.slot_minutes)));
        (days == 0).then_some(Period { from, to })
    }

    /// Who wants to come has to apply.
    #[must_use]
    pub const fn asks_to_apply(&self) -> bool {
        self.come.is_none()
    }

    /// First and last day for applications to a day.
    #[must_use]
    pub fn application_period(&self, held_on: NaiveDate) -> (NaiveDate, NaiveDate) {
        let before = |days: u16| held_on.checked_sub_days(Days::new(u64::from(days))).unwrap_or(held_on);
        (before(self.apply_opens_days_before), before(self.apply_closes_days_before))
    }

    /// The day on which briefs have to be ready: so many open days before.
    #[must_use]
    pub fn brief_day(&self, held_on: NaiveDate, calendar: &Calendar) -> NaiveDate {
        let earlier = std::iter::successors(held_on.pred_opt(), NaiveDate::pred_opt);
        let mut open = earlier.filter(|day| calendar.is_open(*day));
        match usize::from(self.brief_open_days_before).checked_sub(1) {
            Some(skip) => open.nth(skip).unwrap_or(held_on),
            None => held_on,
        }
    }

    /// True when the series exists on this day.
    #[must_use]
    pub fn is_used_on(&self, on: NaiveDate) -> bool {
        check::holds(self.valid_from, self.valid_until, on)
    }
}

impl Dialogues {
    /// The series of this code.
    #[must_use]
    pub fn series(&self, code: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.code == code)
    }

    /// The series that exist on this day.
    pub fn series_on(&self, on: NaiveDate) -> impl Iterator<Item = &Series> {
        self.series.iter().filter(move |series| series.is_used_on(on))
    }

    /// The mark of a series in numbers; an unknown one has its code.
    #[must_use]
    pub fn mark<'a>(&'a self, code: &'a str) -> &'a str {
        self.series(code).map_or(code, |series| series.mark.as_str())
    }

    /// The reason of this code.
    #[must_use]
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.code == code)
    }
}

impl Document for Dialogues {
    const TITLE: &'static str = "対話の日";

    fn validate(&self) -> Result<(), RuleError> {
        check::some("対話", &self.series)?;
        check::codes("対話", self.series.iter().map(|series| series.code.as_str()))?;
        check::codes("断る理由", self.reasons.iter().map(|reason| reason.code.as_str()))?;
        for reason in &self.reasons {
            let row = format!("断る理由「{}」", reason.code);
            check::filled(&row, "label", &reason.label)?;
            check::text(&row, &reason.public)?;
        }
        for kind in NoticeKind::ALL {
            let (place, notice) = (format!("通知「{}」", kind.code()), self.notices.of(kind));
            for text in [&notice.title, &notice.body] {
                check::text(&place, text)?;
                text.texts().try_for_each(|(_, text)| check::placeholders(&place, text, &PLACEHOLDERS))?;
            }
        }
        for (at, series) in self.series.iter().enumerate() {
            validate_series(series)?;
            if let Some(other) = self.series[..at].iter().find(|other| other.mark == series.mark) {
                let place = format!("対話「{}」", series.code);
                let problem = format!("番号の印「{}」を「{}」も使っています", series.mark, other.code);
                return Err(RuleError::new(place, problem, "mark を別の言葉にしてください"));
            }
        }
        Ok(())
    }
}

fn validate_series(series: &Series) -> Result<(), RuleError> {
    let row = format!("対話「{}」", series.code);
    check::filled(&row, "mark", &series.mark)?;
    if series.mark.chars().any(|sign| sign.is_ascii() || sign.is_whitespace()) {
        return Err(RuleError::new(row, "番号の印に英数字や空白があります", "mark は「対話」のように書いてください"));
    }
    [&series.label, &series.about, &series.who].into_iter().try_for_each(|text| check::text(&row, text))?;
    series.come.iter().try_for_each(|text| check::text(&row, text))?;
    if !series.asks_to_apply() && series.choice == Choice::Draw {
        let remedy = "申込みの要らない対話では、choice を \"order\" にしてください";
        return Err(RuleError::new(row, "申込みが要らないのに、抽せんすることになっています", remedy));
    }
    check::some(&format!("{row} の parties"), &series.parties)?;
    check::within(&format!("{row} の slot_minutes"), series.slot_minutes.into(), 5, 480)?;
    check::within(&format!("{row} の most_people"), series.most_people.into(), 1, 10_000)?;
    check::within(&format!("{row} の least_people"), series.least_people.into(), 1, series.most_people.into())?;
    check::period(&row, series.valid_from, series.valid_until)?;
    if let Some(monthly) = series.monthly {
        check::within(&format!("{row} の week"), monthly.week.into(), 1, 5)?;
    }
    if series.apply_closes_days_before > series.apply_opens_days_before {
        let problem = "申込みの終わりが始まりより前です";
        let remedy = "apply_opens_days_before を apply_closes_days_before より大きくしてください";
        return Err(RuleError::new(row, problem, remedy));
    }
    check::within(&format!("{row} の contact_days"), series.contact_days.into(), CONTACT_DAYS_LEAST.into(), 3_660)?;
    let slots = series.usual_slots();
    if slots.len() != series.usual_starts.len() {
        let remedy = "usual_starts は \"13:30\" の形で、その日のうちに終わる時刻にしてください";
        return Err(RuleError::new(row, "枠の時刻が読めません", remedy));
    }
    if overlapping(&slots).is_some() {
        let remedy = "usual_starts の間を slot_minutes より長くしてください";
        return Err(RuleError::new(row, "枠の時刻が重なっています", remedy));
    }
    let counts = [("summary", series.summary), ("notice", series.notice), ("follow_up", series.follow_up)];
    counts.into_iter().try_for_each(|(field, count)| {
        let most = if count.unit == DayUnit::Open { 250 } else { 400 };
        check::within(&format!("{row} の {field}"), count.days.into(), 0, most)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::check::read;

    fn preset() -> String {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/presets/omitama/dialogue.toml");
        std::fs::read_to_string(file).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_bylaw_allows_one_application_a_year_and_the_day_is_monthly() {
        let rule: Dialogues = read(&preset()).unwrap();
        let series = rule.series("dialogue_day").unwrap();
        assert_eq!((series.per_fiscal_year, series.mark.as_str()), (1, "対話"));
        assert!(rule.reasons.iter().filter(|reason| reason.announced).count() >= 4);
        assert_eq!(rule.series.len(), 4);
        assert_eq!(series.usual_slots()[0].to_string(), "13:30～13:55");
    }

    #[test]
    fn a_city_whose_rule_is_older_than_moves_and_erasing_has_words_and_days_for_them() {
        let body = preset();
        let from = body.find("[notices.day_moved]").unwrap();
        let until = body.find("[notices.reminder]").unwrap();
        let older = format!("{}{}", &body[..from], &body[until..]).replace("contact_days = 400\n", "");
        let (older, now): (Dialogues, Dialogues) = (read(&older).unwrap(), read(&body).unwrap());
        assert_eq!(older.notices.day_moved, now.notices.day_moved);
        assert!(now.notices.day_moved.body.ja.contains("{before}"));
        assert!(older.series.iter().all(|series| series.contact_days == CONTACT_DAYS_LEAST));
    }

    #[test]
    fn to_a_town_meeting_one_comes_without_applying_and_older_rules_ask_everybody_to_apply() {
        let rule: Dialogues = read(&preset()).unwrap();
        let free: Vec<&str> = rule.series.iter().filter(|s| !s.asks_to_apply()).map(|s| s.code.as_str()).collect();
        assert_eq!(free, ["town_meeting"]);
        let lines = preset();
        let older: String =
            lines.lines().filter(|line| !line.starts_with("come = ")).map(|l| format!("{l}\n")).collect();
        assert!(read::<Dialogues>(&older).unwrap().series.iter().all(Series::asks_to_apply));
    }

    #[test]
    fn a_monthly_day_that_is_closed_moves_to_the_next_open_one() {
        let third_monday = Monthly { week: 3, weekday: Weekday::Mon };
        assert_eq!(third_monday.label(), "第3月曜日");
        let calendar = Calendar::default();
        // 2026-07-20 is 海の日, 2026-09-21 敬老の日 (with 22 and 23 closed too).
        let days = third_monday.days(day("2026-06-16"), 4, &calendar);
        let expected = [("2026-07-20", "2026-07-21"), ("2026-08-17", "2026-08-17"), ("2026-09-21", "2026-09-24")];
        assert_eq!(days, expected.map(|(wanted, held)| (day(wanted), day(held))));
        let fifth = Monthly { week: 5, weekday: Weekday::Wed };
        assert_eq!(fifth.days(day("2026-01-01"), 3, &calendar).len(), 0);
    }

    #[test]
    fn briefs_are_ready_open_days_before() {
        let rule: Dialogues = read(&preset()).unwrap();
        let series = rule.series("dialogue_day").unwrap();
        let calendar = Calendar::default();
        // A Wednesday: Tuesday, Monday, Friday.
        assert_eq!(series.brief_day(day("2026-06-17"), &calendar), day("2026-06-12"));
        let (from, until) = series.application_period(day("2026-06-17"));
        assert!(from < until && until < day("2026-06-17"));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_a_way_out() {
        for (from, to, words) in [
            ("slot_minutes = 25", "slot_minutes = 45", "重なって"),
            ("usual_starts = [\"13:30\"", "usual_starts = [\"half past\"", "読めません"),
            ("mark = \"対話\"", "mark = \"A 1\"", "英数字"),
            ("mark = \"移動\"", "mark = \"対話\"", "使っています"),
            ("week = 3", "week = 6", "6"),
            ("場所　　{venue}", "場所　　{room}", "room"),
            ("apply_closes_days_before = 14", "apply_closes_days_before = 99", "前です"),
            ("contact_days = 400", "contact_days = 30", "30"),
            ("least_people = 5", "least_people = 50", "50"),
            ("parties = [", "come = { ja = \"会場に来てください\" }\nparties = [", "抽せん"),
        ] {
            let body = preset();
            assert!(body.contains(from), "{from}");
            let error = read::<Dialogues>(&body.replacen(from, to, 1)).unwrap_err();
            assert!(error.problem.contains(words) && !error.remedy.is_empty(), "{error}");
        }
    }
}
