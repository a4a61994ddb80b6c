//! 名簿: which column of a resident register means what, and who is a row?

use chrono::NaiveDate;

use super::{Classes, Person, age_on};
use crate::import::{Cell, date, fold::key};
use crate::rule::panel::{Class, Panels};

/// Headings as somebody typed them; an empty one is looked for by its usual names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headings {
    /// 氏名
    pub name: String,
    /// 住所
    pub address: String,
    /// 生年月日
    pub birth: String,
    /// 性別
    pub gender: String,
    /// 地区
    pub district: String,
}

/// Where the columns stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    name: usize,
    kana: Option<usize>,
    address: usize,
    birth: usize,
    gender: usize,
    district: Option<usize>,
}

const NAME: &[&str] = &["氏名", "名前", "漢字氏名", "氏名漢字", "世帯員氏名"];
const KANA: &[&str] = &["ふりがな", "フリガナ", "カナ氏名", "氏名カナ", "かな"];
const ADDRESS: &[&str] = &["住所", "現住所", "住所1", "住民票住所", "送付先住所"];
const BIRTH: &[&str] = &["生年月日", "誕生日", "生年月日西暦"];
const GENDER: &[&str] = &["性別", "性別コード", "男女"];
const DISTRICT: &[&str] = &["地区", "地区名", "行政区", "地域"];

impl Columns {
    /// Finds the columns by their headings.
    ///
    /// # Errors
    /// A sentence that names what is missing and what the file has.
    pub fn find(heads: &[String], typed: &Headings) -> Result<Self, String> {
        let at = |words: &[&str]| heads.iter().position(|head| words.iter().any(|word| key(head) == key(word)));
        let needed = |typed: &str, usual: &[&str], what: &str| {
            let found = if typed.trim().is_empty() { at(usual) } else { at(&[typed.trim()]) };
            found.ok_or_else(|| {
                let shown: Vec<String> =
                    heads.iter().filter(|head| !head.is_empty()).map(|h| format!("「{h}」")).collect();
                format!(
                    "「{what}」の列が分かりません。見出しを入れてください（ファイルの見出し：{}）。",
                    shown.join("")
                )
            })
        };
        Ok(Columns {
            name: needed(&typed.name, NAME, "氏名")?,
            kana: at(KANA),
            address: needed(&typed.address, ADDRESS, "住所")?,
            birth: needed(&typed.birth, BIRTH, "生年月日")?,
            gender: needed(&typed.gender, GENDER, "性別")?,
            district: if typed.district.trim().is_empty() {
                at(DISTRICT)
            } else {
                Some(needed(&typed.district, DISTRICT, "地区")?)
            },
        })
    }
}

/// Somebody of the register; the day of birth is not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Resident {
    /// Who and where.
    pub person: Person,
    /// Coarse classes.
    pub classes: Classes,
}

impl std::fmt::Debug for Resident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Resident(●●●)")
    }
}

/// Reads a row; `None` when the person is too young on the first day of the term.
///
/// # Errors
/// A sentence that says which cell cannot be read.
pub fn resident(
    rule: &Panels,
    columns: &Columns,
    cells: &[Cell],
    (starts_on, today): (NaiveDate, NaiveDate),
) -> Result<Option<Resident>, String> {
    let text = |at: usize| cells.get(at).and_then(Cell::words).map(|words| words.trim().to_owned()).unwrap_or_default();
    let filled = |at: usize, what: &str| match text(at) {
        empty if empty.is_empty() => Err(format!("「{what}」が空です。")),
        text => Ok(text),
    };
    let (name, address) = (filled(columns.name, "氏名")?, filled(columns.address, "住所")?);
    let birth = birth(cells.get(columns.birth).unwrap_or(&Cell::Empty), today)?;
    let age = age_on(birth, starts_on).filter(|age| *age >= rule.youngest);
    let Some(age) = age.and_then(|age| rule.age_class(age)) else { return Ok(None) };
    let gender = class(&rule.genders, &text(columns.gender));
    let gender = gender.ok_or_else(|| "「性別」が読めません。規則の言葉に合わせてください。".to_owned())?;
    let district = match columns.district {
        Some(at) => class(&rule.districts, &text(at)),
        // A city's addresses mostly name the district.
        None => rule.districts.iter().find(|class| address.contains(&class.label.ja)),
    };
    let district = district.ok_or_else(|| "「地区」が分かりません。地区の列を加えてください。".to_owned())?;
    Ok(Some(Resident {
        person: Person {
            name,
            kana: columns.kana.map(text).unwrap_or_default(),
            address: Some(address),
            phone: None,
            email: None,
        },
        classes: Classes { age_group: age.code.clone(), gender: gender.code.clone(), district: district.code.clone() },
    }))
}

/// A day of birth; registers also write 19550401.
fn birth(cell: &Cell, today: NaiveDate) -> Result<NaiveDate, String> {
    let words = cell.words().unwrap_or_default();
    let digits = words.trim();
    let compact = (digits.len() == 8).then(|| NaiveDate::parse_from_str(digits, "%Y%m%d").ok()).flatten();
    match compact.filter(|day| *day <= today) {
        Some(day) => Ok(day),
        None => date::read(cell, today).map_err(|_| "「生年月日」が読めません。".to_owned()),
    }
}

fn class<'a>(classes: &'a [Class], typed: &str) -> Option<&'a Class> {
    let typed = key(typed);
    let is = |class: &&Class| {
        let own = [&class.code, &class.label.ja];
        !typed.is_empty() && own.into_iter().chain(&class.written).any(|word| key(word) == typed)
    };
    classes.iter().find(is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::panel::tests::preset;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn heads(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    fn read(head: &str, row: &str) -> Result<Option<Resident>, String> {
        let columns = Columns::find(&heads(head), &Headings::default())?;
        let cells: Vec<Cell> = row.split(',').map(Cell::text).collect();
        resident(&preset(), &columns, &cells, (day("2027-04-01"), day("2026-11-30")))
    }

    #[test]
    fn a_row_of_a_register_becomes_a_person_with_coarse_classes() {
        let head = "宛名番号,氏名,ﾌﾘｶﾞﾅ,生年月日,性別,住所,地区";
        let one = read(head, "1,例田 昇,レイダ ノボル,昭和30年4月1日,1,小美玉市見本台1,美野里").unwrap().unwrap();
        assert_eq!(one.person.name, "例田 昇");
        assert_eq!(one.person.kana, "レイダ ノボル");
        assert_eq!(preset().words(&one.classes), "70代・男性・美野里");
        let compact = read(head, "1,例田 昇,,19550402,女,小美玉市見本台1,玉里").unwrap().unwrap();
        assert_eq!(preset().words(&compact.classes), "70代・女性・玉里");
    }

    #[test]
    fn who_is_too_young_on_the_first_day_of_the_term_is_left_out() {
        let head = "氏名,生年月日,性別,住所";
        assert!(read(head, "例,2009-04-02,男,小美玉市小川1").unwrap().is_none());
        let just = read(head, "例,2009-04-01,男,小美玉市小川1").unwrap().unwrap();
        assert_eq!(just.classes.district, "ogawa");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let head = "氏名,生年月日,性別,住所";
        for (row, words) in [
            (",1980-01-01,男,小美玉市小川1", "「氏名」が空"),
            ("例,きのう,男,小美玉市小川1", "「生年月日」"),
            ("例,2030-01-01,男,小美玉市小川1", "「生年月日」"),
            ("例,1980-01-01,不明,小美玉市小川1", "「性別」"),
            ("例,1980-01-01,男,どこか", "「地区」"),
        ] {
            let error = read(head, row).unwrap_err();
            assert!(error.contains(words), "{row}: {error}");
        }
        let missing = read("なまえ,生年月日,性別,住所", "").unwrap_err();
        assert!(missing.contains("氏名") && missing.contains("「なまえ」"), "{missing}");
        let typed = Headings { name: "なまえ".into(), ..Headings::default() };
        assert!(Columns::find(&heads("なまえ,生年月日,性別,住所"), &typed).is_ok());
    }
}
