//! How fast are tables of a survey that 100,000 people answered in 40 questions, and how much memory does taking its answers along need?

use std::{collections::BTreeMap, time::Instant};

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use kocho_domain::{
    access::Actor,
    id::QuestionnaireId,
    story::{Story, Why},
    survey::{Answer, Answers, Method},
};
use kocho_service::{
    Cx,
    survey::write::{self, Imported},
    survey_result,
};
use kocho_store::{questionnaire, response};

use crate::{city, memory::memory, say};

/// Answers of the survey.
const PEOPLE: usize = 100_000;
/// Answers of a transaction.
const CHUNK: usize = 5_000;
/// Tables of a kind.
const TIMES: usize = 10;
const BANNERS: [&str; 3] = ["age_group", "gender", "district"];
const CLASSES: [&[&str]; 3] = [
    &["10代", "20代", "30代", "40代", "50代", "60代", "70代", "80代以上"],
    &["男性", "女性", "回答しない"],
    &["小川", "美野里", "玉里"],
];

/// Runs it.
///
/// # Errors
/// When the survey cannot be made or read.
pub(crate) async fn run() -> Result<()> {
    let dir = city::fresh_folder("load-survey")?;
    let house = city::house_of(city::empty_database(&dir.join("kocho.sqlite")).await?).await?;
    let cx = house.cx(Actor::Import);
    let Imported::New(survey) = write::import(&cx, &document(day(9, 1), day(9, 24))).await? else {
        bail!("the survey was not taken in")
    };
    let version = questionnaire::newest(&house.db().reader(), survey.id).await?.context("no questions")?;
    let began = Instant::now();
    for from in (0..PEOPLE).step_by(CHUNK) {
        let some = (from..from + CHUNK).map(|person| answered(person, version.id)).collect();
        let mut tx = house.db().begin(&cx.actor, cx.now()).await?;
        response::insert_many(&mut tx, survey.id, some).await?;
        tx.commit(Story::Unrecorded(Why::Answer)).await?;
    }
    say!("survey: {PEOPLE} answers × 40 questions written in {:.1?}", began.elapsed());
    tables(&cx, &survey.about.code).await?;
    export(&cx, &survey.about.code).await
}

async fn tables(cx: &Cx, code: &str) -> Result<()> {
    let began = Instant::now();
    survey_result::print(cx, code, "", None).await?;
    say!("  the answers read into columns, and 40 simple tables: {:.1?}; resident {}", began.elapsed(), resident()?);
    let mut whole = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let began = Instant::now();
        for by in BANNERS {
            survey_result::print(cx, code, by, None).await?;
        }
        whole.push(began.elapsed());
    }
    whole.sort_unstable();
    say!(
        "  all 40 cross tables by three banners: p50 {:.1?}, worst of {TIMES} {:.1?} (one table asked: < 200 ms)",
        whole[TIMES / 2],
        whole[TIMES - 1]
    );
    Ok(())
}

async fn export(cx: &Cx, code: &str) -> Result<()> {
    let before = resident()?;
    let (began, mut bytes) = (Instant::now(), 0);
    let mut answers = survey_result::file::answers(cx, code).await?;
    while let Some(chunk) = answers.next().await? {
        bytes += chunk.len();
    }
    say!(
        "  answers as CSV: {:.1} MB in {:.1?}; resident {before} before, {} after (asked: < 150 MB)",
        bytes as f64 / 1e6,
        began.elapsed(),
        resident()?
    );
    let (began, mut bytes, mut peak) = (Instant::now(), 0, 0);
    let mut book = survey_result::file::workbook(cx, code, &survey_result::Asked::default()).await?;
    while let Some(piece) = book.next().await? {
        bytes += piece.len();
        peak = peak.max(piece.len());
    }
    say!(
        "  tables and answers as XLSX: {:.1} MB in {:.1?}, {:.1} MB at once at most; resident {} after (asked: < 150 MB)",
        bytes as f64 / 1e6,
        began.elapsed(),
        peak as f64 / 1e6,
        resident()?
    );
    Ok(())
}

fn resident() -> Result<String> {
    memory(std::process::id())
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

/// 20 single choices of five, 10 of which several may be chosen, five matrices of four rows, five numbers; asked in this time.
pub(crate) fn document(from: NaiveDate, until: NaiveDate) -> String {
    let options = |n: usize| {
        (1..=n).map(|code| format!(r#"{{"code":"{code}","label":"選択肢{code}"}}"#)).collect::<Vec<_>>().join(",")
    };
    let steps = (1..=5).rev().map(|v| format!(r#"{{"value":{v},"label":"段階{v}"}}"#)).collect::<Vec<_>>().join(",");
    let question = |no: usize| {
        let kind = match no {
            1..=20 => format!(r#""type":"single_choice","options":[{}]"#, options(5)),
            21..=30 => format!(r#""type":"multiple_choice","options":[{}]"#, options(10)),
            31..=35 => {
                let rows = options(4);
                format!(r#""type":"scale_matrix","scale":[{steps}],"rows":[{rows}]"#)
            }
            _ => r#""type":"number","min":0,"max":99,"unit":"回""#.to_owned(),
        };
        format!(
            r#"{{"id":"Q{no}","no":{no},"required":false,"text":"質問{no}をおたずねします。",{kind},"measures":[]}}"#
        )
    };
    let class = |(id, classes): (&&str, &&[&str])| {
        let options: Vec<String> = classes.iter().map(|class| format!(r#""{class}""#)).collect();
        format!(r#"{{"id":"{id}","label":"{id}","options":[{}]}}"#, options.join(","))
    };
    format!(
        r#"{{"id":"load","title":"大きな調査","purpose":"測るため。","policy":"","period":{{"start":"{from}","end":"{until}"}},"target":"市民","method":"郵送","section":"秘書広聴課","anonymous":true,"profile_fields":[{}],"questions":[{}]}}"#,
        BANNERS.iter().zip(&CLASSES).map(class).collect::<Vec<_>>().join(","),
        (1..=40).map(question).collect::<Vec<_>>().join(",")
    )
}

/// Answers that look as if they were by chance and are the same in every run.
fn answered(person: usize, questionnaire: QuestionnaireId) -> response::Response {
    let mut state = person as u64 + 1;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % below
    };
    let mut answers = Answers::default();
    for no in 1..=40 {
        let answer = match no {
            1..=20 => Answer::one(&(1 + next(5)).to_string()),
            21..=30 => Answer::some(&[(1 + next(5)).to_string().as_str(), (6 + next(5)).to_string().as_str()]),
            31..=35 => Answer::Rows((1..=4).map(|row| (row.to_string(), 1 + next(5) as i64)).collect()),
            _ => Answer::Number(next(100) as i64),
        };
        answers.set(&format!("Q{no}"), answer);
    }
    let class = |(id, classes): (&&str, &&[&str])| (id.to_string(), classes[person % classes.len()].to_owned());
    let profile: BTreeMap<String, String> = BANNERS.iter().zip(&CLASSES).map(class).collect();
    response::Response {
        key: format!("{:032x}", (person as u128).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)),
        questionnaire,
        profile,
        method: Method::Coded,
        complete: !person.is_multiple_of(12),
        answers,
    }
}
