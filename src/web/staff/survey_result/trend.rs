//! The same question over the years.

use askama::Template;
use chrono::NaiveDate;
use kocho_service::survey_result::trend::{Trend, Wave};

use super::urls;
use crate::{
    chart::{Around, LineChart, tenths},
    frame::Frame,
    staff::filters,
};

/// `GET /staff/surveys/{survey}/results/trend`
#[derive(Debug, Template)]
#[template(path = "staff/survey_result/trend.html")]
pub(crate) struct SurveyTrendPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) asked: String,
    /// Id in the question bank; empty: no question of the survey is in it.
    pub(crate) bank: String,
    pub(crate) waves: Vec<WaveView>,
    /// An option with its percent in each wave; a dash where it was not offered.
    pub(crate) rows: Vec<(String, Vec<String>)>,
    /// Of a question in numbers or on a scale: the means.
    pub(crate) line: Option<LineChart>,
    /// Of whom figures do not speak.
    pub(crate) cautions: Vec<&'static str>,
}

/// A survey that asked the question.
#[derive(Debug, Clone)]
pub(crate) struct WaveView {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) ended_on: NaiveDate,
    pub(crate) n: u64,
    /// ±5.9
    pub(crate) margin: String,
    /// Mean of numbers or of a scale.
    pub(crate) mean: String,
    /// 登録したモニター
    pub(crate) selection: &'static str,
    /// 72.8; a dash where it is not known.
    pub(crate) rate: String,
}

impl SurveyTrendPage {
    pub(super) fn of(frame: Frame, code: String, found: Trend) -> Self {
        let asked = found.waves.last().map(|wave| wave.finding.text.clone()).unwrap_or_default();
        SurveyTrendPage {
            rows: rows(&found.waves),
            line: line(&found.waves, &asked),
            cautions: cautions(&found.waves),
            waves: found.waves.iter().map(wave).collect(),
            title: found.title,
            bank: found.bank.unwrap_or_default(),
            asked,
            frame,
            code,
        }
    }
}

fn wave(wave: &Wave) -> WaveView {
    let said = &wave.finding.whole;
    WaveView {
        href: urls::of(urls::RESULTS, &wave.code),
        title: wave.title.clone(),
        ended_on: wave.ended_on,
        n: said.n,
        margin: said.margin.map(|margin| format!("±{}", tenths(margin))).unwrap_or_default(),
        mean: said.number.map(|number| format!("{:.2}", number.mean)).unwrap_or_default(),
        selection: wave.selection.label(),
        rate: wave.rate.map_or_else(|| "－".to_owned(), tenths),
    }
}

/// Of whom the waves do not speak, each way of choosing once.
fn cautions(waves: &[Wave]) -> Vec<&'static str> {
    let mut said: Vec<&str> = Vec::new();
    for words in waves.iter().map(|wave| wave.selection.caution()) {
        if !said.contains(&words) {
            said.push(words);
        }
    }
    said
}

/// Options by their codes, in the order of the newest wave; codes of older waves behind them.
fn rows(waves: &[Wave]) -> Vec<(String, Vec<String>)> {
    let mut options: Vec<(&str, &str)> = Vec::new();
    for option in waves.iter().rev().flat_map(|wave| &wave.finding.whole.options) {
        if !options.iter().any(|(code, _)| *code == option.code) {
            options.push((&option.code, &option.label));
        }
    }
    let cell = |wave: &Wave, code: &str| {
        let option = wave.finding.whole.options.iter().find(|option| option.code == code);
        option.and_then(|option| option.percent).map_or_else(|| "－".to_owned(), tenths)
    };
    let row = |(code, label): (&str, &str)| (label.to_owned(), waves.iter().map(|wave| cell(wave, code)).collect());
    options.into_iter().map(row).chain(means_of_rows(waves)).collect()
}

/// Rows of a matrix by their codes, in the same order, each with its mean in every wave.
fn means_of_rows(waves: &[Wave]) -> Vec<(String, Vec<String>)> {
    let mut rows: Vec<(&str, &str)> = Vec::new();
    for row in waves.iter().rev().flat_map(|wave| &wave.finding.rows) {
        if !rows.iter().any(|(code, _)| *code == row.code) {
            rows.push((&row.code, &row.label));
        }
    }
    let cell = |wave: &Wave, code: &str| {
        let row = wave.finding.rows.iter().find(|row| row.code == code);
        row.and_then(|row| row.whole.number).map_or_else(|| "－".to_owned(), |number| format!("{:.2}", number.mean))
    };
    let line =
        |(code, label): (&str, &str)| (format!("{label}（平均）"), waves.iter().map(|wave| cell(wave, code)).collect());
    rows.into_iter().map(line).collect()
}

fn line(waves: &[Wave], asked: &str) -> Option<LineChart> {
    let value = |(at, wave): (u32, &Wave)| {
        Some((wave.ended_on.format("%Y-%m").to_string(), f64::from(at), wave.finding.whole.number?.mean))
    };
    let values: Vec<_> = (0..).zip(waves).filter_map(value).collect();
    let around = Around {
        id: "trend".to_owned(),
        title: asked.to_owned(),
        desc: "平均の移り変わりです。数は下の表で読めます。".to_owned(),
        basis: String::new(),
    };
    (values.len() > 1).then(|| LineChart::of(around, ("調査", "平均"), &values, None))
}
