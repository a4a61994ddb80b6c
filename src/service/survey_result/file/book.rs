//! The workbook: what the survey was, simple tables, tables by groups, the answers, the code book.

use kocho_document::workbook::{Cell, Workbook};
use kocho_domain::{
    statistic::finding::{By, Finding, Findings, OptionCount, Said, Tested},
    survey::{Questionnaire, question::Kind},
};
use kocho_store::response::Response;

use super::{
    super::{INSIDE, Shown},
    row,
};

type Written = Result<(), Box<dyn std::error::Error + Send + Sync>>;
type Opened = Result<Workbook, Box<dyn std::error::Error + Send + Sync>>;

/// The sheets before the answers; the sheet of the answers is open.
pub(super) fn begin(shown: &Shown, questionnaire: &Questionnaire) -> Opened {
    let mut book = Workbook::default();
    about(&mut book, shown)?;
    book.sheet("単純集計", &[44, 10, 10, 12, 12], 0)?;
    for finding in &shown.findings.questions {
        simple(&mut book, finding)?;
    }
    if let Some(by) = &shown.findings.by {
        let widths: Vec<u32> = [44, 10, 10, 10].into_iter().chain(by.groups.iter().flat_map(|_| [10; 3])).collect();
        book.sheet("クロス集計", &widths, 0)?;
        book.row(&[Cell::Text("分けたもの"), Cell::Text(&by.label)])?;
        book.row(&[])?;
        for finding in &shown.findings.questions {
            crossed(&mut book, finding, by)?;
        }
    }
    book.sheet("回答", &[], 1)?;
    let head = row::head(questionnaire);
    book.row(&head.iter().map(|name| Cell::Head(name)).collect::<Vec<_>>())?;
    Ok(book)
}

/// Some answers.
pub(super) fn answers(book: &mut Workbook, questionnaire: &Questionnaire, some: &[Response]) -> Written {
    for response in some {
        let cells = row::cells(questionnaire, response);
        book.row(&cells.iter().map(|cell| Cell::Text(cell)).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// The code book, and the workbook's bytes.
pub(super) fn end(
    mut book: Workbook,
    questionnaire: &Questionnaire,
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    book.sheet("符号表", &[14, 60, 16, 12, 40], 1)?;
    for (place, line) in row::code_book(questionnaire).iter().enumerate() {
        let cell = |text| if place == 0 { Cell::Head(text) } else { Cell::Text(text) };
        book.row(&line.iter().map(|text| cell(text.as_str())).collect::<Vec<_>>())?;
    }
    Ok(book.finish()?)
}

fn about(book: &mut Workbook, shown: &Shown) -> Written {
    let (about, Findings { responses, weights, .. }) = (&shown.survey.about, &shown.findings);
    book.sheet("概要", &[18, 90], 0)?;
    let period = format!("{}～{}", about.starts_on, about.ends_on);
    for (name, text) in [
        ("件名", about.title.as_str()),
        ("目的", &about.purpose),
        ("期間", &period),
        ("対象", &about.target),
        ("方法", &about.method),
        ("選び方", shown.survey.selection.label()),
        ("注意", shown.survey.selection.caution()),
        ("取扱い", INSIDE),
    ] {
        book.row(&[Cell::Head(name), Cell::Text(text)])?;
    }
    let numbers =
        [("回答", responses.total), ("うち最後まで", responses.complete), ("うち途中まで", responses.partial)];
    for (name, n) in numbers {
        book.row(&[Cell::Head(name), Cell::Number(n as f64)])?;
    }
    if let Some(rate) = shown.rate {
        book.row(&[Cell::Head("回答率（%）"), Cell::Tenths(rate)])?;
    }
    let weighed = match weights {
        Some(weights) => {
            format!("人口に合わせた重み付き（有効回答数 {:.1}）。nは重みのない人数です。", weights.effective_n)
        }
        None => "なし".to_owned(),
    };
    book.row(&[Cell::Head("重み"), Cell::Text(&weighed)])?;
    for (name, text) in [("考察", &shown.result.comment), ("反映状況", &shown.result.reflection)] {
        book.row(&[Cell::Head(name), Cell::Text(text)])?;
    }
    Ok(())
}

fn heading(book: &mut Workbook, finding: &Finding) -> Written {
    let no = finding.no.map_or_else(|| finding.id.clone(), |no| format!("問{no}"));
    Ok(book.row(&[Cell::Head(&format!("{no}　{}", finding.text))])?)
}

/// The tables of a question: its own, or one a row.
fn tables(finding: &Finding) -> Vec<(&str, &Said, &[Said], Option<Tested>)> {
    if finding.rows.is_empty() {
        return vec![("", &finding.whole, &finding.groups, finding.chi_square)];
    }
    finding.rows.iter().map(|row| (row.label.as_str(), &row.whole, row.groups.as_slice(), row.chi_square)).collect()
}

fn simple(book: &mut Workbook, finding: &Finding) -> Written {
    heading(book, finding)?;
    let is_several = finding.kind == Kind::MultipleChoice;
    for (label, said, _, _) in tables(finding) {
        let more = if is_several { "回答数に対する%" } else { "" };
        book.row(&[Cell::Head(label), Cell::Head("n"), Cell::Head("%"), Cell::Head("標本誤差±"), Cell::Head(more)])?;
        for option in &said.options {
            book.row(&[
                Cell::Text(&option.label),
                Cell::Number(option.n as f64),
                tenths(option.percent),
                tenths(option.margin),
                tenths(option.percent_of_answers),
            ])?;
        }
        below(book, said)?;
    }
    Ok(book.row(&[])?)
}

/// Who answered, who did not, and numbers.
fn below(book: &mut Workbook, said: &Said) -> Written {
    for (name, n) in [("回答者（n）", said.n), ("無回答", said.unanswered), ("非該当", said.not_asked)] {
        book.row(&[Cell::Text(name), Cell::Number(n as f64)])?;
    }
    if let Some(number) = said.number {
        for (name, value) in [
            ("平均", Some(number.mean)),
            ("標準偏差", number.sd),
            ("最小", Some(number.min)),
            ("第1四分位", Some(number.q1)),
            ("中央値", Some(number.median)),
            ("第3四分位", Some(number.q3)),
            ("最大", Some(number.max)),
        ] {
            book.row(&[Cell::Text(name), value.map_or(Cell::Empty, Cell::Number)])?;
        }
    }
    Ok(())
}

fn crossed(book: &mut Workbook, finding: &Finding, by: &By) -> Written {
    heading(book, finding)?;
    let is_several = finding.kind == Kind::MultipleChoice;
    for (label, whole, groups, tested) in tables(finding) {
        let names = std::iter::once("全体").chain(by.groups.iter().map(|group| group.label.as_str()));
        let names = names.flat_map(|name| heads(name, is_several));
        book.row(&std::iter::once(Cell::Head(label)).chain(names).collect::<Vec<_>>())?;
        let all = || std::iter::once(whole).chain(groups);
        for (place, option) in whole.options.iter().enumerate() {
            let cells = all().filter_map(|said| said.options.get(place)).flat_map(|option| shares(option, is_several));
            book.row(&std::iter::once(Cell::Text(&option.label)).chain(cells).collect::<Vec<_>>())?;
        }
        let sizes = all().flat_map(|said| alone(Cell::Number(said.n as f64), is_several));
        book.row(&std::iter::once(Cell::Text("回答者（n）")).chain(sizes).collect::<Vec<_>>())?;
        if groups.iter().any(|group| group.number.is_some()) {
            let means = all().flat_map(|said| alone(tenths(said.number.map(|number| number.mean)), is_several));
            book.row(&std::iter::once(Cell::Text("平均")).chain(means).collect::<Vec<_>>())?;
        }
        if let Some(tested) = tested {
            book.row(&[Cell::Text(&in_words(&tested))])?;
        }
    }
    Ok(book.row(&[])?)
}

/// The columns of a group: people and percent, of several answers on both bases.
fn heads(name: &str, is_several: bool) -> Vec<Cell<'_>> {
    if is_several {
        vec![Cell::Head(name), Cell::Head("回答者の%"), Cell::Head("回答数の%")]
    } else {
        vec![Cell::Head(name), Cell::Head("%")]
    }
}

/// What stands in them.
fn shares(option: &OptionCount, is_several: bool) -> Vec<Cell<'static>> {
    let mut cells = vec![Cell::Number(option.n as f64), tenths(option.percent)];
    if is_several {
        cells.push(tenths(option.percent_of_answers));
    }
    cells
}

/// One number for all columns of a group.
fn alone(first: Cell<'static>, is_several: bool) -> Vec<Cell<'static>> {
    let mut cells = vec![first, Cell::Empty];
    if is_several {
        cells.push(Cell::Empty);
    }
    cells
}

fn in_words(tested: &Tested) -> String {
    let unsure = if tested.small_cells > 0 {
        format!("。期待度数が5に満たない欄が{}あり、確かではありません", tested.small_cells)
    } else {
        String::new()
    };
    format!("カイ2乗 {:.3}（自由度{}）、p = {:.4}{unsure}", tested.statistic, tested.df, tested.p)
}

fn tenths(value: Option<f64>) -> Cell<'static> {
    value.map_or(Cell::Empty, Cell::Tenths)
}
