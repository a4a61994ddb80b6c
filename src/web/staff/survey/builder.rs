//! The builder: all questions of a survey in their order, with what can be done to each, what does not fit, and what can be added.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::survey::{Kind, Question, Questionnaire};
use kocho_service::{
    Error,
    survey::{self, bank, write},
};
use serde::Deserialize;

use super::typed::place_words;
use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    staff::view::Choice,
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/surveys/{survey}/edit`
#[derive(Debug, Template)]
#[template(path = "staff/survey/edit.html")]
pub(crate) struct SurveyBuilderPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) version: i64,
    pub(crate) rows: Vec<QuestionRow>,
    /// およそ3～5分
    pub(crate) minutes: String,
    pub(crate) mistakes: Vec<String>,
    pub(crate) kinds: Vec<Choice>,
    /// Questions of the bank.
    pub(crate) banked: Vec<Choice>,
    pub(crate) fault: String,
}

/// A question in the builder.
#[derive(Debug, Clone)]
pub(crate) struct QuestionRow {
    pub(crate) id: String,
    /// 問3, 説明の文
    pub(crate) no: String,
    pub(crate) href: String,
    pub(crate) kind: &'static str,
    pub(crate) text: String,
    pub(crate) required: bool,
    /// Its options in one line.
    pub(crate) options: String,
    /// Where it leads, each a line.
    pub(crate) skips: Vec<String>,
    pub(crate) measures: String,
    pub(crate) bank: String,
    pub(crate) first: bool,
    pub(crate) last: bool,
}

/// What its buttons send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct BuilderForm {
    /// up, down, remove, bank.
    r#do: String,
    question: String,
    version: i64,
}

pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Page<SurveyBuilderPage>, AppError> {
    Ok(Page::ok(page(&state, &signed, &code, String::new()).await?))
}

pub(super) async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(form): Form<BuilderForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let id = form.question.as_str();
    let done = match form.r#do.as_str() {
        "bank" => bank::put(&cx, &code, id).await.map(|_| "設問集に入れました。"),
        act => write::change(&cx, &code, form.version, |questionnaire| arrange(questionnaire, act, id))
            .await
            .map(|_| if act == "remove" { "設問を消しました。" } else { "並べ替えました。" }),
    };
    match done {
        Ok(words) => Ok(go_with(&state, &urls::survey_edit(&code), "success", words)),
        Err(other) => {
            let fault = match other {
                Error::Invalid(fields) => fields.into_values().next().unwrap_or_default(),
                Error::Stale => "ほかの人が先に変えました。今の調査票を確かめて、もう一度お試しください。".to_owned(),
                Error::Refused(refusal) => refusal.to_string(),
                other => return Err(other.into()),
            };
            Ok(Page::invalid(page(&state, &signed, &code, fault).await?).into_response())
        }
    }
}

/// Moves a question or takes it away.
fn arrange(questionnaire: &mut Questionnaire, act: &str, id: &str) -> Result<(), Error> {
    let again = || Error::field("do", "もう一度お試しください。");
    let at = questionnaire.position(id).ok_or_else(again)?;
    let last = questionnaire.questions.len() - 1;
    match act {
        "up" if at > 0 => questionnaire.questions.swap(at, at - 1),
        "down" if at < last => questionnaire.questions.swap(at, at + 1),
        "remove" => drop(questionnaire.questions.remove(at)),
        _ => return Err(again()),
    }
    questionnaire.renumber();
    Ok(())
}

async fn page(state: &AppState, signed: &Signed, code: &str, fault: String) -> Result<SurveyBuilderPage, AppError> {
    let cx = signed.cx(state);
    let view = survey::view(&cx, code).await?;
    if !view.may_write {
        return Err(Error::Denied.into());
    }
    let banked = bank::list(&cx).await?.into_iter().map(|b| Choice::new(b.code, b.question.text));
    let questionnaire = &view.version.questionnaire;
    Ok(SurveyBuilderPage {
        frame: signed.frame(state),
        code: code.to_owned(),
        title: questionnaire.title.clone(),
        version: view.survey.lock,
        rows: rows(code, questionnaire),
        minutes: format!("およそ{}～{}分", view.minutes.least, view.minutes.most),
        mistakes: view.mistakes.iter().map(ToString::to_string).collect(),
        kinds: Kind::ALL.map(|kind| Choice::new(kind.code(), kind.label())).to_vec(),
        banked: banked.collect(),
        fault,
    })
}

pub(super) fn rows(code: &str, questionnaire: &Questionnaire) -> Vec<QuestionRow> {
    let last = questionnaire.questions.len().saturating_sub(1);
    let row = |(at, question): (usize, &Question)| QuestionRow {
        id: question.id.clone(),
        no: no_of(questionnaire, &question.id),
        href: urls::survey_question(code, &question.id),
        kind: question.kind.label(),
        text: question.text.clone(),
        required: question.required,
        options: options(question),
        skips: skips(questionnaire, question),
        measures: question.all_measures().join("・"),
        bank: question.bank.clone().unwrap_or_default(),
        first: at == 0,
        last: at == last,
    };
    questionnaire.questions.iter().enumerate().map(row).collect()
}

/// 問3; 文・画像（H1） for what has no number.
pub(super) fn no_of(questionnaire: &Questionnaire, id: &str) -> String {
    match questionnaire.question(id) {
        Some(Question { no: Some(no), .. }) => format!("問{no}"),
        Some(question) => format!("{}（{}）", question.kind.label(), question.id),
        None => format!("ない設問（{id}）"),
    }
}

fn options(question: &Question) -> String {
    let labels: Vec<&str> = match question.kind {
        Kind::ScaleMatrix => question.rows.iter().map(|row| row.label.as_str()).collect(),
        _ => question.codes().into_iter().map(|(_, label)| label).collect(),
    };
    labels.join(" ／ ")
}

/// 「4・5」の人は問5へ
fn skips(questionnaire: &Questionnaire, question: &Question) -> Vec<String> {
    let no = |id: &str| no_of(questionnaire, id);
    let words = question.skip.iter().map(|skip| {
        let codes = skip.when.codes.join("・");
        let whose = if skip.when.question == question.id { String::new() } else { no(&skip.when.question) };
        format!("{whose}「{codes}」を選んだ人は、{}へ", place_words(&skip.go_to, no))
    });
    words.collect()
}
