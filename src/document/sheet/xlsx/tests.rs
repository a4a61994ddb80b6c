//! Workbooks as offices send them, and as nobody should.

use std::io::Write;

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::sheet::Sheet;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
/// Styles 1 to 3: m/d/yy, ge.m.d of Japanese Excel, 令和8年5月12日.
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="176" formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="57"/><xf numFmtId="176"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" uniqueCount="2"><si><t>受付日</t></si><si><t>見本</t><rPh sb="0" eb="2"><t>ミホン</t></rPh></si></sst>"#;

fn book(properties: &str, sheets: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{properties}<sheets>{sheets}</sheets></workbook>"#
    )
}

fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

const HIDDEN_FIRST: &str =
    r#"<sheet name="控え" sheetId="1" state="hidden" r:id="rId1"/><sheet name="5月" sheetId="2" r:id="rId2"/>"#;

fn workbook(sheets: &str, first: &str, second: &str) -> Vec<u8> {
    workbook_since("", sheets, first, second)
}

/// With properties of the whole book.
fn workbook_since(properties: &str, sheets: &str, first: &str, second: &str) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELS.to_owned()),
        ("xl/workbook.xml", book(properties, sheets)),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.to_owned()),
        ("xl/styles.xml", STYLES.to_owned()),
        ("xl/sharedStrings.xml", STRINGS.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet(first)),
        ("xl/worksheets/sheet2.xml", sheet(second)),
    ];
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const ROWS: &str = r##"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>本文</t></is></c></row>
<row r="3"><c r="A3" s="1"><v>46154</v></c><c r="B3" t="s"><v>1</v></c></row>
<row r="4"><c r="A4" s="2"><v>46154</v></c><c r="B4" t="str"><f>A1&amp;"!"</f><v>受付日!</v></c></row>
<row r="5"><c r="A5" s="3"><v>46154.5</v></c><c r="B5" t="e"><v>#REF!</v></c></row>
<row r="6"><c r="A6"><v>46154</v></c><c r="B6"><v>299000109</v></c></row>
<row r="7"><c r="A7" t="inlineStr"><is><t>令和8年5月12日</t></is></c><c r="C7" t="b"><v>1</v></c></row>"##;

fn cells(bytes: Vec<u8>) -> Vec<Row> {
    Sheet::open(bytes).unwrap().rows().collect::<Result<_, _>>().unwrap()
}

#[test]
fn the_first_visible_sheet_is_read_with_dates_numbers_texts_and_formulas_as_they_were() {
    let bytes = workbook(HIDDEN_FIRST, "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", ROWS);
    let opened = Sheet::open(bytes.clone()).unwrap();
    assert_eq!((opened.name.as_deref(), opened.is_text), (Some("5月"), false));
    let rows = cells(bytes);
    let numbers: Vec<u32> = rows.iter().map(|(n, _)| *n).collect();
    assert_eq!(numbers, [1, 3, 4, 5, 6, 7]);
    let day = || Cell::Day("2026-05-12".parse().unwrap());
    let text = |t: &str| Cell::Text(t.to_owned());
    let expected = [
        vec![text("受付日"), text("本文")],
        vec![day(), text("見本")],
        vec![day(), text("受付日!")],
        vec![day(), Cell::Fault("#REF!".into())],
        vec![Cell::Number(46154.0), Cell::Number(299_000_109.0)],
        vec![text("令和8年5月12日"), Cell::Empty, text("はい")],
    ];
    assert!(rows.iter().map(|(_, cells)| cells).eq(expected.iter()), "rows differ");
}

#[test]
fn a_workbook_that_counts_from_1904_has_its_own_days_and_no_day_in_a_plain_number() {
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="1"><v>44692</v></c></row><row r="3"><c r="A3" s="3"><v>44692.5</v></c></row><row r="4"><c r="A4"><v>44692</v></c><c r="B4"><v>0.5</v></c></row>"#;
    let rows = cells(workbook_since(r#"<workbookPr date1904="1"/>"#, HIDDEN_FIRST, "", rows));
    let day = Cell::Day("2026-05-12".parse().unwrap());
    assert_eq!((&rows[1].1[0], &rows[2].1[0]), (&day, &day));
    assert_eq!(rows[3].1, [Cell::Text("44692".into()), Cell::Text("0.5".into())]);
}

#[test]
fn a_workbook_cut_off_anywhere_is_damaged_and_never_read_in_part() {
    let whole = workbook(HIDDEN_FIRST, "", ROWS);
    for length in (2..whole.len()).step_by(37) {
        let found = Sheet::open(whole[..length].to_vec()).map(drop);
        assert!(matches!(found, Err(Unreadable::Damaged | Unreadable::OtherKind)), "{length}: {found:?}");
    }
}

#[test]
fn a_workbook_changed_anywhere_never_makes_it_stumble() {
    let whole = workbook(HIDDEN_FIRST, "", ROWS);
    for at in (0..whole.len()).step_by(11) {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        let _ = Sheet::open(changed);
    }
}

#[test]
fn what_is_no_table_says_so() {
    let empty = workbook(HIDDEN_FIRST, "", "");
    assert_eq!(Sheet::open(empty).map(drop), Err(Unreadable::NoSheet));
    let far = workbook(HIDDEN_FIRST, "", "<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>");
    assert_eq!(Sheet::open(far).map(drop), Err(Unreadable::TooManyCells(1)));
    let deep = workbook(HIDDEN_FIRST, "", "<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>");
    assert_eq!(cells(deep).len(), 1);
    let mut other = ZipWriter::new(Cursor::new(Vec::new()));
    other.start_file("a.txt", SimpleFileOptions::default()).unwrap();
    let other = other.finish().unwrap().into_inner();
    assert_eq!(Sheet::open(other).map(drop), Err(Unreadable::OtherKind));
    for (bytes, expected) in [
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old".to_vec(), Unreadable::OldOrLocked),
        (b"%PDF-1.7".to_vec(), Unreadable::OtherKind),
        (b"\n<!DOCTYPE html>".to_vec(), Unreadable::OtherKind),
        (b"PK".to_vec(), Unreadable::Damaged),
    ] {
        assert_eq!(Sheet::open(bytes).map(drop), Err(expected));
    }
}

#[test]
fn a_part_that_unpacks_to_more_than_allowed_is_not_read() {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
        archive.start_file(name, SimpleFileOptions::default().compression_level(Some(1))).unwrap();
        archive.write_all(&vec![b' '; 600_000]).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 50_000);
    assert_eq!(measure(&bytes, 1_000_000), Err(Unreadable::Bomb));
    assert_eq!(measure(&bytes, 1_200_000), Ok(()));
}
