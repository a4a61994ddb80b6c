//! 回答の表: answers that were coded elsewhere come in, all of a file or none. Of a row stays what was answered and the coarse
//! classes; when it was sent and how the file called it is not kept.

use std::collections::BTreeSet;

use kocho_document::sheet::Sheet;
use kocho_domain::{
    access::Permission,
    id::QuestionnaireId,
    import::Cell,
    story::{AuditEvent, Story},
    survey::{
        Mistake, Questionnaire,
        table::{self, Filled, Wrong},
    },
};
use kocho_store::{
    answering, questionnaire,
    response::{self, Counts, Response},
    survey, survey_text,
};
use sha2::{Digest, Sha256};

use super::{find, may, mistakes, newest, way, write::asked_enough};
use crate::{Cx, Error};

/// So many mistakes are named; a file with more has another fault.
const NAMED: usize = 500;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// Its answers stand beside the others.
    Done(Counts),
    /// It was refused.
    Mistakes(Vec<Mistake>),
    /// The very same file was taken in before.
    Same,
}

/// Takes a table of answers in (CSV or .xlsx; columns as [`table::columns`] names them).
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`]; [`kocho_domain::refusal::Refusal::SurveyMistakes`] when the questions themselves do not fit together.
pub async fn take(cx: &Cx, code: &str, bytes: Vec<u8>) -> Result<Taken, Error> {
    take_of(cx, code, bytes, None).await
}

/// The same, and of how many who were asked, where that is told with the answers.
///
/// # Errors
/// As [`take`]; [`Error::Invalid`] in `population` when fewer were asked than answered.
pub async fn take_of(cx: &Cx, code: &str, bytes: Vec<u8>, asked: Option<u32>) -> Result<Taken, Error> {
    may(cx, Permission::SurveyManage)?;
    let from = cx.reader();
    let seen = find(cx, &from, code).await?;
    let version = newest(&from, &seen).await?;
    way::refuse(&mistakes(cx, &version.questionnaire))?;
    let sha256 = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
    let rows = match read(&version.questionnaire, bytes) {
        Ok(rows) => rows,
        Err(mistakes) => return Ok(Taken::Mistakes(mistakes)),
    };
    let complete = rows.iter().filter(|row| row.complete).count() as u64;
    let counts = Counts { complete, partial: rows.len() as u64 - complete };
    let responses = rows.into_iter().map(|row| response(cx, version.id, row)).collect();
    let mut tx = cx.begin().await?;
    answering::share_survey(&mut tx, seen.id).await?;
    // Of a file that was taken in before nothing is written.
    if !response::note_file(&mut tx, seen.id, &sha256).await? {
        return Ok(Taken::Same);
    }
    let mut survey = seen;
    if survey.state.is_written() {
        survey.state = way::held(survey.about.ends_on < cx.today());
        survey.opened_at = Some(cx.now());
    }
    questionnaire::freeze(&mut tx, version.id).await?;
    response::insert_many(&mut tx, survey.id, responses).await?;
    survey_text::note_change(&mut tx, survey.id).await?;
    if asked.is_some() {
        asked_enough(&tx, &survey, asked).await?;
        survey.population = asked;
    }
    survey::save(&mut tx, &survey).await?;
    survey::add_step(&mut tx, survey.id, "survey_answers_taken", "").await?;
    let event = AuditEvent::new("survey_answers_taken", "survey", Some(survey.id.0)).with("count", counts.total());
    tx.commit(Story::audit(event)).await?;
    Ok(Taken::Done(counts))
}

fn response(cx: &Cx, questionnaire: QuestionnaireId, row: Filled) -> Response {
    Response {
        key: cx.new_key().as_str().to_owned(),
        questionnaire,
        profile: row.profile,
        method: row.method,
        complete: row.complete,
        answers: row.answers,
    }
}

/// All rows of a file, or everything that is wrong with it.
fn read(of: &Questionnaire, bytes: Vec<u8>) -> Result<Vec<Filled>, Vec<Mistake>> {
    let whole = |error: &dyn std::fmt::Display| {
        vec![Mistake::new("ファイル", error.to_string(), "直してもう一度取り込んでください")]
    };
    let sheet = Sheet::open(bytes).map_err(|error| whole(&error))?;
    let mut rows = sheet.rows();
    let (first, headers) = match rows.next() {
        Some(Ok(row)) => row,
        Some(Err(error)) => return Err(whole(&error)),
        None => return Err(whole(&"行がありません")),
    };
    let columns = table::headers(of, &headers).map_err(|wrong| at(first, wrong).collect::<Vec<_>>())?;
    let (mut filled, mut found, mut ids) = (Vec::new(), Vec::new(), BTreeSet::new());
    for row in rows {
        let (number, cells) = row.map_err(|error| whole(&error))?;
        if cells.iter().all(|cell| *cell == Cell::Empty) {
            continue;
        }
        match table::row(of, &columns, &cells) {
            Ok(row) if row.id.as_ref().is_some_and(|id| !ids.insert(id.clone())) => {
                let words = "同じ回答が前の行にもあります。片方を消してください".to_owned();
                found.extend(at(number, vec![Wrong { header: "response_id".to_owned(), words }]));
            }
            Ok(row) => filled.push(row),
            Err(wrong) => found.extend(at(number, wrong)),
        }
        if found.len() > NAMED {
            break;
        }
    }
    if filled.is_empty() && found.is_empty() {
        return Err(whole(&"見出しの下に行がありません"));
    }
    if found.is_empty() { Ok(filled) } else { Err(found) }
}

/// 12行目「Q2」列
fn at(row: u32, wrong: Vec<Wrong>) -> impl Iterator<Item = Mistake> {
    wrong.into_iter().map(move |Wrong { header, words }| {
        let (problem, remedy) = words.split_once('。').unwrap_or((&words, "調査票と見比べて直してください"));
        Mistake::new(format_args!("{row}行目「{header}」列"), problem, remedy)
    })
}
