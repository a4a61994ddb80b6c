//! Headers as offices write them.

use super::*;
use crate::rule::check::read;

fn imports() -> Imports {
    read(include_str!("../../../../config/presets/omitama/imports.toml")).unwrap()
}

fn names(headers: &[&str]) -> Vec<String> {
    headers.iter().map(|header| (*header).to_owned()).collect()
}

fn text(cells: &[&str]) -> Vec<Cell> {
    cells.iter().map(|cell| Cell::text(cell)).collect()
}

#[test]
fn a_header_is_known_in_any_width_and_with_any_spaces() {
    let headers = names(&["受 付 日", "ﾒｰﾙｱﾄﾞﾚｽ", "（本文）", "お名前", "そのほか"]);
    let mapping = Mapping::find(&headers, &imports()).unwrap();
    let found: Vec<Option<Field>> = mapping.fields().to_vec();
    assert_eq!(found, [Some(Field::ReceivedOn), Some(Field::Email), Some(Field::Body), Some(Field::Name), None]);
    assert_eq!(mapping.column(Field::Body), Some(2));
}

#[test]
fn a_mapping_comes_back_for_as_many_headers_and_no_others() {
    let headers = names(&["受付日", "本文", "欄"]);
    let mapping = Mapping::find(&headers, &imports()).unwrap();
    assert_eq!(mapping.code(), "received_on,body,");
    assert_eq!(Mapping::parse(&mapping.code(), &headers), Some(mapping.clone()));
    assert_eq!(Mapping::parse(&mapping.code(), &headers[..2]), None);
    assert_eq!(Mapping::parse(",body,", &headers), None);
}

#[test]
fn two_columns_for_one_thing_have_to_be_decided_and_those_of_a_known_system_are() {
    let twice = names(&["受付日", "回収日", "本文"]);
    let fault = TableFault::Twice { field: Field::ReceivedOn, first: "受付日".into(), second: "回収日".into() };
    assert_eq!(Mapping::find(&twice, &imports()), Err(fault));
    let export = names(&["整理番号", "申込日時", "受付日", "申込者氏名", "氏名", "ご意見・ご提案の内容"]);
    let mapping = Mapping::find(&export, &imports()).unwrap();
    let columns = [Field::ReceivedOn, Field::Name, Field::Body].map(|field| mapping.column(field));
    assert_eq!(columns, [Some(1), Some(3), Some(5)]);
    assert_eq!(known_form(&export, &imports()).unwrap().code, "ibaraki");
    assert!(known_form(&twice, &imports()).is_none());
}

#[test]
fn titles_may_stand_above_the_headers() {
    let rows = [
        (1, text(&["令和8年5月 市政提案箱", ""])),
        (2, text(&["", ""])),
        (3, text(&["受付日", "本文", "", ""])),
        (4, text(&["2026/5/1", "回覧板が来ません"])),
    ];
    assert_eq!(header_row(&rows, &imports()), Some((3, names(&["受付日", "本文"]))));
    assert_eq!(header_row(&rows[..2], &imports()), Some((1, names(&["令和8年5月 市政提案箱"]))));
    assert_eq!(header_row(&rows[1..2], &imports()), None);
}

#[test]
fn no_header_of_the_preset_means_two_things() {
    let imports = imports();
    let all: Vec<String> = imports.columns.iter().flat_map(|c| c.names.iter().map(|name| key(name))).collect();
    let mut distinct = all.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(all.len(), distinct.len());
    assert!(Field::ALL.iter().all(|field| imports.columns.iter().any(|c| c.field == *field)));
    assert!(Field::ALL.iter().all(|field| Field::parse(field.code()) == Some(*field)));
}
