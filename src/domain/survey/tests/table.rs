//! Answers as a table.

use super::*;
use crate::{
    import::Cell,
    survey::{state::Method, table},
};

/// The sample has no quotes around separators, so that its rows can be split by hand here.
fn cells(line: &str) -> Vec<Cell> {
    line.split(',').map(Cell::text).collect()
}

fn rows() -> impl Iterator<Item = Vec<Cell>> {
    RESPONSES.trim_start_matches('\u{feff}').lines().map(cells)
}

#[test]
fn the_head_of_the_sample_is_the_questionnaires_own() {
    let own: Vec<String> = table::columns(&sample()).iter().map(table::Column::header).collect();
    assert_eq!(RESPONSES.trim_start_matches('\u{feff}').lines().next().unwrap(), own.join(","));
}

#[test]
fn rows_of_the_sample_are_read() {
    let columns = table::headers(&sample(), &rows().next().unwrap()).unwrap();
    let first = table::row(&sample(), &columns, &rows().nth(1).unwrap()).unwrap();
    assert_eq!((first.method, first.complete, first.profile["district"].as_str()), (Method::Web, true, "美野里"));
    assert_eq!(first.answers.get("Q2"), Some(&Answer::some(&["1", "6", "8"])));
    let rows_of_q4 = Answer::Rows([5, 2, 5, 4, 5].iter().enumerate().map(|(i, v)| ((i + 1).to_string(), *v)).collect());
    assert_eq!(first.answers.get("Q4"), Some(&rows_of_q4));
    assert_eq!(first.answers.get("Q5"), Some(&Answer::Number(0)));
}

#[test]
fn a_cell_that_does_not_fit_is_named_by_its_column() {
    let columns = table::headers(&sample(), &rows().next().unwrap()).unwrap();
    let cases = [
        ("web,complete", "fax,complete", "method：web、paper、coded のどれかにしてください"),
        ("web,complete", "web,done", "status：complete か partial にしてください"),
        ("60代", "65歳", "age_group：調査票の区分にない値です。区分のとおりに書くか、空にしてください"),
        (",1;6;8,", ",1;6;8;2,", "Q2：選べるのは3つまでです。4つあります"),
        (",1;6;8,,1,", ",1;6;8,友人,1,", "Q2_other：「その他」の文がありますが、その選択肢を選んでいません"),
        (",5,2,5,4,5,0,", ",5,2,,4,5,0,", "Q4_3：「写真・デザイン」の答えがありません"),
        (",5,2,5,4,5,0,", ",5,2,まあ,4,5,0,", "Q4_3：段階の数（半角の整数）にしてください"),
        (",5,2,5,4,5,0,", ",5,2,5,4,5,約10,", "Q5：半角の整数にしてください"),
        (",,1,5,2,", ",,5,5,2,", "Q4：前の答えによると、この設問は聞かれません。空にしてください"),
        (",美野里,1,", ",美野里,,", "Q1：答えがありません"),
    ];
    let line = RESPONSES.lines().nth(1).unwrap();
    for (from, to, wanted) in cases {
        assert!(line.contains(from), "{line} has no {from}");
        let wrong = table::row(&sample(), &columns, &cells(&line.replacen(from, to, 1))).unwrap_err();
        let found: Vec<String> = wrong.into_iter().map(|wrong| format!("{}：{}", wrong.header, wrong.words)).collect();
        assert_eq!(found, [wanted]);
    }
}

#[test]
fn unknown_double_and_missing_columns_are_refused() {
    let head = RESPONSES.trim_start_matches('\u{feff}').lines().next().unwrap();
    let cases = [
        (",Q11,", ",Q11,Q13,", "Q13：この調査票にない列です。"),
        (",Q11,", ",Q11,Q1,", "Q1：同じ見出しの列が2つあります。"),
        (",Q11,", ",", "Q11：この列がありません。"),
        (",Q4_5,", ",", "Q4_5：この列がありません。"),
    ];
    for (from, to, wanted) in cases {
        let wrong = table::headers(&sample(), &cells(&head.replacen(from, to, 1))).unwrap_err();
        let found: Vec<String> = wrong.into_iter().map(|wrong| format!("{}：{}", wrong.header, wrong.words)).collect();
        assert!(found.len() == 1 && found[0].starts_with(wanted), "{found:?}");
    }
    let without = head.replacen("response_id,submitted_at,method,status,", "", 1).replacen("Q2_other,", "", 1);
    assert!(table::headers(&sample(), &cells(&without)).is_ok());
}
