//! Can two rows of a table come from one person? A doubt for people to look at; nothing is joined.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::fold::{key, narrow};

/// The digits of a telephone number.
#[must_use]
pub fn digits(phone: &str) -> String {
    narrow(phone).chars().filter(char::is_ascii_digit).collect()
}

/// A spreadsheet took the first zero: nine or ten digits of a number of Japan that begins with none.
#[must_use]
pub fn lost_its_zero(phone: &str) -> bool {
    let digits = digits(phone);
    matches!(digits.len(), 9 | 10) && !digits.starts_with('0') && !phone.contains(['+', '＋'])
}

/// The digits with the zero that was lost, to compare with.
fn whole(phone: &str) -> String {
    let digits = digits(phone);
    if lost_its_zero(phone) { format!("0{digits}") } else { digits }
}

/// What of a row speaks of its writer: no words, so that it may be kept and a long table's rows fit into memory.
#[derive(Debug, Clone, Copy)]
struct Trace {
    row: u32,
    name: u64,
    is_kana: bool,
}

/// Other rows that are named beside a doubtful one.
const NAMED: usize = 5;

/// Rows that may come from one person.
#[derive(Debug, Default)]
pub struct People {
    city: String,
    by_phone: HashMap<u64, Vec<Trace>>,
    by_address: HashMap<u64, Vec<Trace>>,
}

impl People {
    /// Nobody yet; an address in this city may be written without its name.
    #[must_use]
    pub fn of(city: &str) -> Self {
        People { city: key(city), ..People::default() }
    }

    /// Takes a row in.
    pub fn add(&mut self, row: u32, name: Option<&str>, phone: Option<&str>, address: Option<&str>) {
        let Some(name) = name.map(key).filter(|name| !name.is_empty()) else { return };
        let is_kana = name.chars().all(|c| matches!(c, 'ァ'..='ヺ' | 'ー' | '・'));
        let trace = Trace { row, name: hash(&name), is_kana };
        if let Some(phone) = phone.map(whole).filter(|digits| digits.len() >= 6) {
            self.by_phone.entry(hash(&phone)).or_default().push(trace);
        }
        if let Some(address) = address.and_then(|address| place(address, &self.city)) {
            self.by_address.entry(hash(&address)).or_default().push(trace);
        }
    }

    /// The rows that share a telephone or an address and whose names may be one, each with the first of the others: written
    /// alike, or one in kana and one in other letters. Names that differ in letters are a family.
    #[must_use]
    pub fn doubtful(&self) -> BTreeMap<u32, BTreeSet<u32>> {
        let mut rows: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for group in self.by_phone.values().chain(self.by_address.values()).filter(|group| group.len() > 1) {
            let mixed = group.iter().any(|trace| trace.is_kana) && group.iter().any(|trace| !trace.is_kana);
            let mut written: HashMap<u64, usize> = HashMap::new();
            group.iter().for_each(|trace| *written.entry(trace.name).or_default() += 1);
            let doubtful = |trace: &&Trace| mixed || written.get(&trace.name).is_some_and(|rows| *rows > 1);
            for trace in group.iter().filter(doubtful) {
                let alike = |other: &&Trace| {
                    other.row != trace.row && (other.name == trace.name || other.is_kana != trace.is_kana)
                };
                let others = rows.entry(trace.row).or_default();
                others.extend(group.iter().filter(alike).map(|other| other.row).take(NAMED));
            }
        }
        rows
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// An address to compare with, without prefecture and city; without a number it names no house.
fn place(address: &str, city: &str) -> Option<String> {
    let plain = key(address).replace("丁目", "-").replace("番地", "-").replace(['番', '号', 'ノ'], "-");
    let plain = plain.trim_matches('-').replace("--", "-");
    let town =
        plain.split_once('県').filter(|(head, _)| head.chars().count() <= 3).map_or(plain.as_str(), |(_, rest)| rest);
    let town = town.strip_prefix(city).unwrap_or(town);
    town.chars().any(|c| c.is_ascii_digit()).then(|| town.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{People, lost_its_zero};

    #[test]
    fn a_number_that_lost_its_zero_is_seen() {
        for phone in ["299000109", "9000000117", "299-00-0109", "２９９０００１０９", "(299)00-0109"] {
            assert!(lost_its_zero(phone), "{phone}");
        }
        for phone in ["0299000109", "090-0000-0117", "46-1111", "+81299000109", "119", "なし", "", "(+81)299000109"] {
            assert!(!lost_its_zero(phone), "{phone}");
        }
    }

    #[test]
    fn kana_and_kanji_with_one_telephone_may_be_one_person_and_a_family_is_none() {
        let mut people = People::of("小美玉市");
        people.add(10, Some("ﾐﾎﾝ ｲﾁﾛｳ"), Some("299000109"), Some("小美玉市見本台2-1"));
        people.add(11, Some("例山 ミツ"), Some("0299-00-0104"), None);
        people.add(12, Some("例山 勝"), Some("(0299)00-0104"), None);
        people.add(13, None, Some("0299000109"), None);
        people.add(35, Some("見本一郎"), Some("0299000109"), Some("見本台2-1"));
        assert_eq!(people.doubtful(), [(10, [35].into()), (35, [10].into())].into());
    }

    #[test]
    fn an_address_counts_only_with_a_number_in_it() {
        let mut people = People::of("小美玉市");
        people.add(2, Some("見本 ハナ"), None, Some("小美玉市見本台5番地"));
        people.add(3, Some("見本ハナ"), None, Some("見本台５"));
        people.add(4, Some("例川"), None, Some("小川"));
        people.add(5, Some("ﾚｲｶﾜ"), None, Some("小川"));
        assert_eq!(people.doubtful(), [(2, [3].into()), (3, [2].into())].into());
    }
}
