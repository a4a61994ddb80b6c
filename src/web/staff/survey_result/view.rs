//! How does a question's result look? A chart with its table, what it stands on, and the same by groups.

use kocho_domain::{
    indicator::has_shares,
    statistic::finding::{By, Finding, RowFinding, Said, Tested},
    survey::{SurveyState, question::Kind},
};
use kocho_service::survey_result::Shown;

use super::urls;
use crate::{
    chart::{Around, Share, ShareChart, ShareWords, StackedChart, tenths},
    staff::view::Fact,
};

/// A question with its results.
#[derive(Debug, Clone)]
pub(crate) struct QuestionView {
    /// 問1
    pub(crate) number: String,
    pub(crate) text: String,
    pub(crate) shares: Option<ShareChart>,
    /// Of a matrix: each row a bar.
    pub(crate) rows: Option<StackedChart>,
    /// The same in shares.
    pub(crate) shares_of_rows: Vec<RowView>,
    /// Answers in numbers.
    pub(crate) numbers: Vec<Fact>,
    /// On what it stands.
    pub(crate) basis: String,
    pub(crate) crosses: Vec<CrossView>,
    /// Ways on, where there are any.
    pub(crate) trend: Option<String>,
    pub(crate) texts: Option<String>,
    pub(crate) indicator: Option<String>,
    pub(crate) voices: Option<String>,
}

/// A row of a matrix, or an option of a ranking.
#[derive(Debug, Clone)]
pub(crate) struct RowView {
    pub(crate) label: String,
    /// Percent of each step, in the order of the chart's parts.
    pub(crate) percents: Vec<String>,
    /// 3.42; a dash where there is none.
    pub(crate) mean: String,
    pub(crate) n: u64,
}

/// A table by groups.
#[derive(Debug, Clone)]
pub(crate) struct CrossView {
    /// The row of a matrix; empty for the question itself.
    pub(crate) label: String,
    pub(crate) columns: Vec<String>,
    /// An option with what each group says to it.
    pub(crate) rows: Vec<(String, Vec<CellView>)>,
    /// Who answered, a group; the whole first.
    pub(crate) sizes: Vec<u64>,
    pub(crate) means: Vec<String>,
    /// What chance has to do with it.
    pub(crate) test: String,
    /// The warning for small cells.
    pub(crate) warning: String,
}

/// What a group says to an option.
#[derive(Debug, Clone)]
pub(crate) struct CellView {
    /// Of those who answered.
    pub(crate) percent: String,
    pub(crate) people: u64,
    /// Percent of all that the group ticked, where several may be; else empty.
    pub(crate) of_answers: String,
}

impl QuestionView {
    pub(super) fn of(finding: &Finding, shown: &Shown, basis: &str) -> Self {
        let code = &shown.survey.about.code;
        let is_text = finding.kind.is_text();
        let may_take = shown.may_publish && matches!(shown.survey.state, SurveyState::Closed | SurveyState::Reported);
        let crosses = shown.findings.by.as_ref().map(|by| crosses(finding, by)).unwrap_or_default();
        QuestionView {
            number: finding.no.map_or_else(|| finding.id.clone(), |no| format!("問{no}")),
            text: finding.text.clone(),
            shares: (!finding.whole.options.is_empty()).then(|| shares(finding)),
            rows: (!finding.rows.is_empty()).then(|| rows(finding)),
            shares_of_rows: finding.rows.iter().map(shares_of).collect(),
            numbers: if finding.kind == Kind::Number { numbers(&finding.whole) } else { vec![] },
            basis: told(&finding.whole, basis, is_text),
            crosses,
            trend: finding.bank.is_some().then(|| urls::trend(code, &finding.id)),
            texts: (shown.may_read_texts && shown.worded.contains(&finding.id))
                .then(|| urls::texts(code, &finding.id, 1)),
            indicator: (shown.may_propose && has_shares(finding.kind)).then(|| urls::indicator(code, &finding.id)),
            voices: (may_take && is_text).then(|| urls::voices(code, &finding.id, 1)),
        }
    }
}

/// n=276、無回答12、非該当54、標本誤差±5.9ポイント …
fn told(said: &Said, basis: &str, is_text: bool) -> String {
    let left_out = [("無回答", said.unanswered), ("非該当", said.not_asked)];
    let left_out = left_out.iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("、{word}{n}")).collect::<String>();
    let margin =
        said.margin.filter(|_| !is_text).map(|m| format!("、標本誤差±{}ポイント以内", tenths(m))).unwrap_or_default();
    format!("n={}{left_out}{margin}。{basis}。", said.n)
}

/// 問1　…
fn title(finding: &Finding) -> String {
    finding.no.map_or_else(|| finding.text.clone(), |no| format!("問{no}　{}", finding.text))
}

fn shares(finding: &Finding) -> ShareChart {
    let is_several = finding.kind == Kind::MultipleChoice;
    let around = Around {
        id: format!("chart-{}", finding.id.to_ascii_lowercase()),
        title: title(finding),
        desc: "選んだ人の割合です。数は下の表で読めます。".to_owned(),
        basis: String::new(),
    };
    let words = ShareWords {
        table: "表で見る".to_owned(),
        heading: "選択肢".to_owned(),
        people: "人".to_owned(),
        percent: if is_several { "回答者の%" } else { "%" }.to_owned(),
        margin: "標本誤差±".to_owned(),
        of_answers: if is_several { "回答数の%" } else { "" }.to_owned(),
        kept_back: "－".to_owned(),
    };
    let share = |option: &kocho_domain::statistic::finding::OptionCount| Share {
        name: option.label.clone(),
        told: option.percent.map(|percent| (option.n, percent)),
        margin: option.margin,
        of_answers: option.percent_of_answers,
        ..Share::default()
    };
    ShareChart::of(around, words, &finding.whole.options.iter().map(share).collect::<Vec<_>>())
}

fn rows(finding: &Finding) -> StackedChart {
    let around = Around {
        id: format!("chart-{}", finding.id.to_ascii_lowercase()),
        title: title(finding),
        desc: "項目ごとの人数です。数は下の表で読めます。".to_owned(),
        basis: String::new(),
    };
    let first = finding.rows.first().map(|row| &row.whole.options);
    let series: Vec<String> = first.into_iter().flatten().map(|option| option.label.clone()).collect();
    let counts = |row: &RowFinding| (row.label.clone(), row.whole.options.iter().map(|option| option.n).collect());
    StackedChart::of(around, "項目", "人", &series, &finding.rows.iter().map(counts).collect::<Vec<_>>())
}

fn shares_of(row: &RowFinding) -> RowView {
    let dash = || "－".to_owned();
    RowView {
        label: row.label.clone(),
        percents: row.whole.options.iter().map(|option| option.percent.map_or_else(dash, tenths)).collect(),
        mean: row.whole.number.map_or_else(dash, |number| format!("{:.2}", number.mean)),
        n: row.whole.n,
    }
}

fn numbers(said: &Said) -> Vec<Fact> {
    let Some(number) = said.number else { return vec![] };
    let sd = number.sd.map_or_else(|| "－".to_owned(), |sd| format!("{sd:.2}"));
    vec![
        Fact::new("平均", format!("{:.2}", number.mean)),
        Fact::new("標準偏差", sd),
        Fact::new("最小～最大", format!("{}～{}", number.min, number.max)),
        Fact::new("第1四分位", number.q1.to_string()),
        Fact::new("中央値", number.median.to_string()),
        Fact::new("第3四分位", number.q3.to_string()),
    ]
}

fn crosses(finding: &Finding, by: &By) -> Vec<CrossView> {
    if finding.rows.is_empty() {
        let some = !finding.whole.options.is_empty() || finding.whole.number.is_some();
        let cross = some.then(|| cross(String::new(), (&finding.whole, &finding.groups), finding.chi_square, by));
        return cross.into_iter().collect();
    }
    let row = |row: &RowFinding| cross(row.label.clone(), (&row.whole, &row.groups), row.chi_square, by);
    finding.rows.iter().map(row).collect()
}

fn cross(label: String, (whole, groups): (&Said, &[Said]), tested: Option<Tested>, by: &By) -> CrossView {
    let all: Vec<&Said> = std::iter::once(whole).chain(groups).collect();
    let cell = |said: &&Said, place: usize| {
        let option = said.options.get(place);
        CellView {
            percent: option.and_then(|option| option.percent).map_or_else(|| "－".to_owned(), tenths),
            people: option.map_or(0, |option| option.n),
            of_answers: option.and_then(|option| option.percent_of_answers).map(tenths).unwrap_or_default(),
        }
    };
    let rows = whole.options.iter().enumerate();
    let row = |(place, option): (usize, &kocho_domain::statistic::finding::OptionCount)| {
        (option.label.clone(), all.iter().map(|said| cell(said, place)).collect())
    };
    let mean = |said: &&Said| said.number.map_or_else(|| "－".to_owned(), |number| format!("{:.2}", number.mean));
    let (test, warning) = in_words(tested, by);
    CrossView {
        label,
        columns: std::iter::once("全体".to_owned()).chain(by.groups.iter().map(|group| group.label.clone())).collect(),
        rows: rows.map(row).collect(),
        sizes: all.iter().map(|said| said.n).collect(),
        means: if whole.number.is_some() { all.iter().map(mean).collect() } else { vec![] },
        test,
        warning,
    }
}

/// What chance has to do with it, and the warning for small cells.
fn in_words(tested: Option<Tested>, by: &By) -> (String, String) {
    let Some(tested) = tested else {
        let why = if by.overlapping {
            "1人が複数の区分に入るため、差の検定はしていません。"
        } else {
            ""
        };
        return (why.to_owned(), String::new());
    };
    let p = if tested.p < 0.001 { "0.001未満".to_owned() } else { format!("{:.3}", tested.p) };
    let sure = if tested.p < 0.05 {
        "区分による差があるといえます"
    } else {
        "区分による差があるとはいえません"
    };
    let test = format!("{sure}（カイ2乗 {:.2}、自由度 {}、p値 {p}）。", tested.statistic, tested.df);
    let warning = if tested.small_cells > 0 {
        format!("期待度数が5に満たない欄が{}のうち{}あり、検定は確かではありません。", tested.cells, tested.small_cells)
    } else {
        String::new()
    };
    (test, warning)
}
