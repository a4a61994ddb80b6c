//! 紙で届く声: what is read off a slip, who has to read it, on which day it counts as received, and when a collection is complete.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::era::FiscalYear;
use crate::id::PublicKey;
use crate::refusal::Refusal;
use crate::rule::paper::Received;

/// A field of a paper form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 投函日, where the slip says it.
    PostedOn,
    /// 号: which newsletter the card was cut from.
    Edition,
    /// 件名
    Subject,
    /// 氏名
    Name,
    /// 住所
    Address,
    /// 電話
    Phone,
    /// 年代
    AgeGroup,
    /// 地区
    District,
    /// 回答希望
    ReplyWanted,
    /// 本文
    Body,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 10] = [
        Field::PostedOn,
        Field::Edition,
        Field::Subject,
        Field::Name,
        Field::Address,
        Field::Phone,
        Field::AgeGroup,
        Field::District,
        Field::ReplyWanted,
        Field::Body,
    ];

    /// The code in rules and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Field::PostedOn => "posted_on",
            Field::Edition => "edition",
            Field::Subject => "subject",
            Field::Name => "name",
            Field::Address => "address",
            Field::Phone => "phone",
            Field::AgeGroup => "age_group",
            Field::District => "district",
            Field::ReplyWanted => "reply_wanted",
            Field::Body => "body",
        }
    }

    /// The word that staff use.
    pub const fn label(self) -> &'static str {
        match self {
            Field::PostedOn => "投函日（書いてある日）",
            Field::Edition => "広報の号",
            Field::Subject => "件名",
            Field::Name => "氏名",
            Field::Address => "住所",
            Field::Phone => "電話",
            Field::AgeGroup => "年代",
            Field::District => "地区",
            Field::ReplyWanted => "回答",
            Field::Body => "本文",
        }
    }
}

/// What one person read off a slip, field by field as typed. `Debug` hides it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reading(BTreeMap<Field, String>);

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading(●●●)")
    }
}

impl Reading {
    /// What stands in a field; empty when nothing was read there.
    pub fn get(&self, field: Field) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }

    /// Writes a field; line ends become LF.
    pub fn set(&mut self, field: Field, typed: &str) {
        let text = typed.replace("\r\n", "\n").replace('\r', "\n");
        if text.is_empty() {
            self.0.remove(&field);
        } else {
            self.0.insert(field, text);
        }
    }

    /// Nothing was read.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|text| text.trim().is_empty())
    }

    /// The fields in which two readings differ; spaces at the ends of lines are no difference.
    pub fn differences(&self, other: &Reading) -> Vec<Field> {
        let plain = |text: &str| text.trim().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        Field::ALL.into_iter().filter(|field| plain(self.get(*field)) != plain(other.get(*field))).collect()
    }
}

/// A machine's reading is a guess: while one lies beside a slip, nothing that was typed is saved before the reader says that it
/// was compared with the picture.
///
/// # Errors
/// [`Refusal::GuessUnread`].
pub fn read_by_a_person(guess: &Reading, compared: bool) -> Result<(), Refusal> {
    if guess.is_empty() || compared { Ok(()) } else { Err(Refusal::GuessUnread) }
}

/// Where a slip is on its way to a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SlipState {
    /// Nobody has read it.
    Waiting,
    /// One person has read it, another one has to.
    Second,
    /// Two people read different things.
    Differing,
    /// It is a voice.
    Received,
    /// It is none: blank, or something that was not meant for the box.
    Void,
}

impl SlipState {
    /// Every state.
    pub const ALL: [SlipState; 5] =
        [SlipState::Waiting, SlipState::Second, SlipState::Differing, SlipState::Received, SlipState::Void];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            SlipState::Waiting => "waiting",
            SlipState::Second => "second",
            SlipState::Differing => "differing",
            SlipState::Received => "received",
            SlipState::Void => "void",
        }
    }

    /// Reads a stored code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The word that staff use.
    pub const fn label(self) -> &'static str {
        match self {
            SlipState::Waiting => "転記待ち",
            SlipState::Second => "照合待ち",
            SlipState::Differing => "違いの確認",
            SlipState::Received => "受付済み",
            SlipState::Void => "声ではない",
        }
    }

    /// Nothing more is to be done with it.
    pub const fn is_settled(self) -> bool {
        matches!(self, SlipState::Received | SlipState::Void)
    }
}

/// Whether a second person reads this slip: `percent` of a hundred. The slip's own random key decides, so nobody can choose.
pub fn is_read_twice(key: &PublicKey, percent: u8) -> bool {
    // Base 32: three characters are 0..32768.
    let digit = |byte: u8| u32::from(if byte.is_ascii_digit() { byte - b'2' + 26 } else { byte.wrapping_sub(b'a') });
    let number = key.as_str().bytes().take(3).fold(0, |sum, byte| sum * 32 + digit(byte));
    number * 100 < u32::from(percent) * 32_768
}

/// The day on which a slip counts as received: 回収日, or 投函日 in a city whose rule says so. A slip that lay in the box would
/// else be late before anybody could read it.
pub fn received_on(rule: Received, posted_on: Option<NaiveDate>, collected_on: NaiveDate) -> NaiveDate {
    match rule {
        Received::Collected => collected_on,
        Received::Posted => posted_on.unwrap_or(collected_on),
    }
}

/// What is wrong with a day that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongDay {
    /// It is no day.
    Unreadable,
    /// It lies after the collection, or more than a year before it.
    Unlikely,
}

/// Reads a day as people write it: 11/5 (the last one before the collection), R8.11.5, 令和8年11月5日, 2026/11/5, 2026-11-05.
/// Nothing or 不明 is no day.
///
/// # Errors
/// [`WrongDay`].
pub fn posted_on(typed: &str, collected_on: NaiveDate) -> Result<Option<NaiveDate>, WrongDay> {
    let text: String = typed.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    if text.is_empty() || text == "不明" {
        return Ok(None);
    }
    let (year, rest) = with_era(&text)?;
    let numbers: Vec<u32> = rest
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|_| WrongDay::Unreadable))
        .collect::<Result<_, _>>()?;
    let day = match (year, numbers.as_slice()) {
        (Some(year), [month, day]) => NaiveDate::from_ymd_opt(year, *month, *day),
        (None, [year, month, day]) => i32::try_from(*year).ok().and_then(|y| NaiveDate::from_ymd_opt(y, *month, *day)),
        (None, [month, day]) => last_before(*month, *day, collected_on),
        _ => None,
    };
    let day = day.ok_or(WrongDay::Unreadable)?;
    let age = (collected_on - day).num_days();
    if (0..=366).contains(&age) { Ok(Some(day)) } else { Err(WrongDay::Unlikely) }
}

fn last_before(month: u32, day: u32, collected_on: NaiveDate) -> Option<NaiveDate> {
    let this_year = NaiveDate::from_ymd_opt(collected_on.year(), month, day);
    this_year
        .filter(|day| *day <= collected_on)
        .or_else(|| NaiveDate::from_ymd_opt(collected_on.year() - 1, month, day))
}

/// The year of an era in front of a day, and what follows it.
fn with_era(text: &str) -> Result<(Option<i32>, &str), WrongDay> {
    let Some(rest) = text.strip_prefix("令和").or_else(|| text.strip_prefix(['R', 'r'])) else {
        return Ok((None, text));
    };
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, rest) = rest.split_at(digits);
    let (number, rest) =
        if number.is_empty() { ("1", rest.strip_prefix('元').unwrap_or(rest)) } else { (number, rest) };
    let number = number.parse().map_err(|_| WrongDay::Unreadable)?;
    let year = FiscalYear::from_era('R', number).ok_or(WrongDay::Unreadable)?.year();
    Ok((Some(year), rest))
}

fn half_width(sign: char) -> char {
    match sign {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '／' | '．' | '－' => {
            char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign)
        }
        other => other,
    }
}

/// How many papers a collection has, by what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// 確認枚数: what two people counted when they opened the box.
    pub found: u32,
    /// 転記待ち
    pub waiting: u32,
    /// 照合待ち
    pub second: u32,
    /// 違いの確認
    pub differing: u32,
    /// 受付済み
    pub received: u32,
    /// 声ではない
    pub void: u32,
}

/// What stands between a collection and its closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Fewer slips were photographed than were counted.
    Slips(u32),
    /// More slips were photographed than were counted.
    Surplus(u32),
    /// Nobody has read them.
    Reading(u32),
    /// A second person has not read them.
    SecondReading(u32),
    /// Two readings differ.
    Decision(u32),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Missing::Slips(n) => write!(f, "用紙の画像が、数えた枚数より{n}枚少ないです。"),
            Missing::Surplus(n) => write!(f, "用紙の画像が、数えた枚数より{n}枚多いです。"),
            Missing::Reading(n) => write!(f, "まだ転記していない用紙が{n}枚あります。"),
            Missing::SecondReading(n) => write!(f, "照合を待つ用紙が{n}枚あります。"),
            Missing::Decision(n) => write!(f, "読みの違いを決めていない用紙が{n}枚あります。"),
        }
    }
}

impl Counts {
    /// All slips.
    pub const fn slips(&self) -> u32 {
        self.waiting + self.second + self.differing + self.received + self.void
    }

    /// Slips that became a record: a voice, or the remark that it is none.
    pub const fn records(&self) -> u32 {
        self.received + self.void
    }

    /// Counts slips of a state.
    pub const fn add(&mut self, state: SlipState, slips: u32) {
        let count = match state {
            SlipState::Waiting => &mut self.waiting,
            SlipState::Second => &mut self.second,
            SlipState::Differing => &mut self.differing,
            SlipState::Received => &mut self.received,
            SlipState::Void => &mut self.void,
        };
        *count += slips;
    }

    /// What is missing until papers = records = count.
    pub fn missing(&self) -> Vec<Missing> {
        let slips = self.slips();
        [
            Missing::Slips(self.found.saturating_sub(slips)),
            Missing::Surplus(slips.saturating_sub(self.found)),
            Missing::Reading(self.waiting),
            Missing::SecondReading(self.second),
            Missing::Decision(self.differing),
        ]
        .into_iter()
        .filter(|missing| {
            let (Missing::Slips(n)
            | Missing::Surplus(n)
            | Missing::Reading(n)
            | Missing::SecondReading(n)
            | Missing::Decision(n)) = missing;
            *n > 0
        })
        .collect()
    }
}

/// How pictures that come in one after the other become slips.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Each picture is a slip.
    #[default]
    Each,
    /// Front and back by turns.
    Pairs,
    /// All pages of a file are one slip.
    File,
}

impl Grouping {
    /// Every way.
    pub const ALL: [Grouping; 3] = [Grouping::Each, Grouping::Pairs, Grouping::File];

    /// The code in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Grouping::Each => "each",
            Grouping::Pairs => "pairs",
            Grouping::File => "file",
        }
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grouping| grouping.code() == code)
    }

    /// The word that staff use.
    pub const fn label(self) -> &'static str {
        match self {
            Grouping::Each => "1枚が1通",
            Grouping::Pairs => "表・裏の順で、2枚が1通",
            Grouping::File => "1つのファイルが1通（PDF）",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let collected = day("2026-11-20");
        for (typed, wanted) in [
            ("11/5", "2026-11-05"),
            ("１１月５日", "2026-11-05"),
            ("12/1", "2025-12-01"),
            ("R8.11.5", "2026-11-05"),
            ("令和8年11月5日", "2026-11-05"),
            ("2026/11/20", "2026-11-20"),
            ("2026-11-05", "2026-11-05"),
        ] {
            assert_eq!(posted_on(typed, collected), Ok(Some(day(wanted))), "{typed}");
        }
        for unknown in ["", "\u{3000}", "不明"] {
            assert_eq!(posted_on(unknown, collected), Ok(None));
            assert_eq!(received_on(Received::Posted, None, collected), collected);
        }
        for (typed, wrong) in [
            ("2/30", WrongDay::Unreadable),
            ("きのう", WrongDay::Unreadable),
            ("2026-11-21", WrongDay::Unlikely),
            ("令和6年11月5日", WrongDay::Unlikely),
            ("99999999999/1", WrongDay::Unreadable),
        ] {
            assert_eq!(posted_on(typed, collected), Err(wrong), "{typed}");
        }
    }

    #[test]
    fn a_slip_is_received_when_the_box_is_opened_unless_the_city_rules_otherwise() {
        let (posted, collected) = (day("2026-10-05"), day("2026-11-20"));
        assert_eq!(received_on(Received::Collected, Some(posted), collected), collected);
        assert_eq!(received_on(Received::Posted, Some(posted), collected), posted);
    }

    #[test]
    fn a_collection_says_what_is_missing() {
        let none = Counts::default();
        assert!(none.missing().is_empty(), "an empty box is complete at once");
        let counts = Counts { found: 5, waiting: 1, second: 1, differing: 1, received: 1, void: 0 };
        let words: String = counts.missing().iter().map(ToString::to_string).collect();
        for part in ["1枚少ない", "転記していない用紙が1枚", "照合を待つ用紙が1枚", "決めていない用紙が1枚"]
        {
            assert!(words.contains(part), "{words}");
        }
        let surplus = Counts { found: 1, received: 1, void: 1, ..Counts::default() };
        assert_eq!(surplus.missing(), [Missing::Surplus(1)]);
    }

    #[test]
    fn spaces_at_the_ends_of_lines_are_no_difference() {
        let reading = |body: &str| {
            let mut reading = Reading::default();
            reading.set(Field::Body, body);
            reading
        };
        assert!(reading("一行目 \r\n二行目\n").differences(&reading("一行目\n二行目")).is_empty());
        assert_eq!(reading("橋").differences(&reading("端")), [Field::Body]);
        assert_eq!(format!("{:?}", reading("秘密")), "Reading(●●●)");
    }

    #[test]
    fn a_guess_is_never_saved_unread() {
        let mut guess = Reading::default();
        assert_eq!(read_by_a_person(&guess, false), Ok(()), "nobody guessed");
        guess.set(Field::Body, "公園の街灯");
        assert_eq!(read_by_a_person(&guess, false), Err(Refusal::GuessUnread));
        assert_eq!(read_by_a_person(&guess, true), Ok(()));
    }

    #[test]
    fn a_reading_is_the_same_after_it_was_kept() {
        let mut reading = Reading::default();
        reading.set(Field::Name, "甲野 花子");
        reading.set(Field::Body, "□□が〓です。");
        let kept = toml::to_string(&reading).unwrap();
        assert_eq!(toml::from_str::<Reading>(&kept).unwrap(), reading);
    }

    proptest! {
        #[test]
        fn a_collection_is_complete_exactly_when_papers_records_and_count_are_equal(
            found in 0u32..9, waiting in 0u32..3, second in 0u32..3, differing in 0u32..3, received in 0u32..4, void in 0u32..3
        ) {
            let counts = Counts { found, waiting, second, differing, received, void };
            let equal = counts.slips() == found && counts.records() == found;
            prop_assert_eq!(counts.missing().is_empty(), equal);
        }

        #[test]
        fn about_as_many_as_ruled_are_read_twice(bytes: [u8; 17], percent in 0u8..=100) {
            let key = PublicKey::from_random(bytes);
            prop_assert!(is_read_twice(&key, 100));
            prop_assert!(!is_read_twice(&key, 0));
            // Whoever is read at a percentage is read at every larger one.
            prop_assert!(!is_read_twice(&key, percent) || is_read_twice(&key, percent.saturating_add(1).min(100)));
        }
    }
}
