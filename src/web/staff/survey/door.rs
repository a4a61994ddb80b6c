//! The doors of surveys: list, beginning one, one survey, its acts and its files.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{access::Permission, id::SurveyId, survey::SurveyState};
use kocho_service::{
    Error, invitation,
    reward::Rewarded,
    survey::{
        self,
        answers::{self, Taken},
        way,
        write::{self, Imported},
    },
};
use serde::Deserialize;

use super::{SurveyListPage, SurveyRow, SurveyShowPage, Typed, builder, few_words, head, next_code, paper, question};
use crate::{
    files::handed_over,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes, Size},
    sent::WithFiles,
    staff::{admin::found, view::Errors},
    state::AppState,
    urls::staff as urls,
};

/// The doors: reading is for whoever reads cases, writing for sections, the rest for the hearing desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let [read, write, manage] =
        [Permission::SurveyRead, Permission::SurveyWrite, Permission::SurveyManage].map(Access::Staff);
    Routes::new(state)
        .get(urls::SURVEYS, read, list)
        .post_sized("/staff/surveys/import", write, Size::Document, post_import)
        .get(urls::SURVEY_NEW, write, head::new)
        .post(urls::SURVEY_NEW, write, head::post_new)
        .get("/staff/surveys/{survey}", read, show)
        .post("/staff/surveys/{survey}/act", write, post_act)
        .post("/staff/surveys/{survey}/copy", write, post_copy)
        .post_sized("/staff/surveys/{survey}/answers", manage, Size::Files, post_answers)
        .post("/staff/surveys/{survey}/asked", manage, post_asked)
        .get("/staff/surveys/{survey}/json", read, json)
        .get("/staff/surveys/{survey}/preview", read, paper::preview)
        .get("/staff/surveys/{survey}/print", read, paper::print)
        .get("/staff/surveys/{survey}/pictures/{question}", read, picture)
        .get("/staff/surveys/{survey}/head", write, head::edit)
        .post("/staff/surveys/{survey}/head", write, head::post_edit)
        .get("/staff/surveys/{survey}/edit", write, builder::show)
        .post("/staff/surveys/{survey}/edit", write, builder::post)
        .get("/staff/surveys/{survey}/questions/{question}", write, question::show)
        .post_sized("/staff/surveys/{survey}/questions/{question}", write, Size::Document, question::post)
}

/// What the list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    state: String,
    before: Option<i64>,
}

async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(wanted): Query<Wanted>,
) -> Result<Page<SurveyListPage>, AppError> {
    Ok(Page::ok(list_page(&state, &signed, &wanted, vec![]).await?))
}

async fn list_page(
    state: &AppState,
    signed: &Signed,
    wanted: &Wanted,
    mistakes: Vec<String>,
) -> Result<SurveyListPage, AppError> {
    let cx = signed.cx(state);
    let only = Some(SurveyState::Review).filter(|only| wanted.state == only.code());
    let found = survey::list(&cx, only, wanted.before.map(SurveyId)).await?;
    Ok(SurveyListPage {
        frame: signed.frame(state),
        rows: found.rows.iter().map(|(survey, counts)| SurveyRow::of(&cx, (survey, *counts), &found.late)).collect(),
        waiting_only: only.is_some(),
        may_write: found.may_write,
        mistakes,
        next: found.next.map(|id| urls::surveys_before(id.0)),
    })
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Nothing {}

/// A questionnaire from a file: whole, or its mistakes.
async fn post_import(
    State(state): State<AppState>,
    signed: Signed,
    WithFiles { sent, .. }: WithFiles<Nothing>,
) -> Result<Response, AppError> {
    let file = sent.into_files("file").into_iter().next();
    let all = Wanted::default();
    let again = |mistakes: Vec<String>| list_page(&state, &signed, &all, mistakes);
    let Some(file) = file else {
        return Ok(Page::invalid(again(vec!["ファイルを選んでください。".into()]).await?).into_response());
    };
    let Ok(text) = String::from_utf8(file.bytes) else {
        let words = "文字コードがUTF-8ではありません。UTF-8で保存し直してください。";
        return Ok(Page::invalid(again(vec![words.into()]).await?).into_response());
    };
    match write::import(&signed.cx(&state), &text).await {
        Ok(Imported::New(survey)) => {
            Ok(go_with(&state, &urls::survey(&survey.about.code), "success", "調査票を読み込みました。"))
        }
        Ok(Imported::Same) => Ok(go_with(&state, urls::SURVEYS, "warning", "同じ調査票がもうあります。")),
        Ok(Imported::Mistakes(mistakes)) => {
            let lines = mistakes.iter().map(ToString::to_string).collect();
            Ok(Page::invalid(again(lines).await?).into_response())
        }
        Err(Error::Refused(refusal)) => Ok(Page::invalid(again(vec![refusal.to_string()]).await?).into_response()),
        Err(other) => Err(other.into()),
    }
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Page<SurveyShowPage>, AppError> {
    Ok(Page::ok(show_page(&state, &signed, &code).await?))
}

async fn show_page(state: &AppState, signed: &Signed, code: &str) -> Result<SurveyShowPage, AppError> {
    let cx = signed.cx(state);
    let view = survey::view(&cx, code).await?;
    let page = SurveyShowPage::of(signed.frame(state), &cx, &view);
    let few = match view.may_manage && view.survey.state.is_written() {
        true => invitation::panel::few(&cx, code).await?,
        false => vec![],
    };
    let few = few.iter().filter_map(few_words).collect();
    Ok(SurveyShowPage { copy_code: next_code(&cx, code), few, ..page })
}

/// `POST …/act`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ActForm {
    r#do: String,
    version: i64,
    remark: String,
}

async fn post_act(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(form): Form<ActForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let (done, words) = match form.r#do.as_str() {
        "submit" => (way::submit(&cx, &code, form.version, &form.remark).await, "確認に出しました。".to_owned()),
        "send_back" => (way::send_back(&cx, &code, form.version, &form.remark).await, "差し戻しました。".to_owned()),
        "open" => (way::open(&cx, &code, form.version).await, "実施を始めました。".to_owned()),
        "close" => match way::close(&cx, &code, form.version).await {
            Ok(rewarded) => (Ok(()), ended(&rewarded)),
            Err(error) => (Err(error), String::new()),
        },
        _ => (survey::view(&cx, &code).await.and(Err(Error::field("do", "もう一度お試しください。"))), String::new()),
    };
    let fault = match done {
        Ok(()) => return Ok(go_with(&state, &urls::survey(&code), "success", &words)),
        Err(Error::Refused(refusal)) => refusal.to_string(),
        Err(Error::Stale) => "ほかの人が先に変えました。今の内容を確かめて、もう一度押してください。".to_owned(),
        Err(other) => return Err(other.into()),
    };
    let typed = Typed { act: form.r#do, remark: form.remark, ..Typed::default() };
    refused(&state, &signed, &code, (vec![fault], typed)).await
}

/// What the end brought, and what it could not.
fn ended(rewarded: &Rewarded) -> String {
    let entered = match rewarded.monitors {
        0 => String::new(),
        n => format!("答えたモニター{n}人の謝礼（{}円）を記録しました。", rewarded.total),
    };
    let left_out = rewarded.closed_year.as_ref().map(|year| {
        format!("{year}の謝礼は締めてあるため、記録していない人がいます。次の年度になったら、謝礼のページの「番号で謝礼を記録する」で、同じ調査の名前で記録してください。")
    });
    format!("終えました。{entered}{}", left_out.unwrap_or_default())
}

/// The page again, with what was wrong and what was typed.
async fn refused(
    state: &AppState,
    signed: &Signed,
    code: &str,
    (faults, typed): (Vec<String>, Typed),
) -> Result<Response, AppError> {
    let page = SurveyShowPage { faults, typed, ..show_page(state, signed, code).await? };
    Ok(Page::invalid(page).into_response())
}

/// `POST …/copy`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct CopyForm {
    code: String,
}

async fn post_copy(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(form): Form<CopyForm>,
) -> Result<Response, AppError> {
    let errors = match write::copy(&signed.cx(&state), &code, &form.code).await {
        Ok(copy) => {
            let words = "写しました。期間は1年後にしてあります。";
            return Ok(go_with(&state, &urls::survey(&copy.about.code), "success", words));
        }
        Err(Error::Invalid(fields)) => found(fields),
        Err(Error::Refused(refusal)) => Errors::one("code", refusal.to_string().trim_end_matches('。')),
        Err(other) => return Err(other.into()),
    };
    let page = SurveyShowPage { errors, copy_code: form.code, ..show_page(&state, &signed, &code).await? };
    Ok(Page::invalid(page).into_response())
}

/// How many were asked, alone or beside a table of answers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct AskedForm {
    population: String,
}

impl AskedForm {
    /// `None`: it is not known.
    fn read(&self) -> Result<Option<u32>, Error> {
        let typed = kocho_domain::import::fold::narrow(self.population.trim());
        let number = Some(typed.as_str()).filter(|text| !text.is_empty()).map(str::parse).transpose();
        number.map_err(|_| Error::field("population", "対象の人数を数で入れるか、空にしてください。"))
    }
}

async fn post_asked(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(form): Form<AskedForm>,
) -> Result<Response, AppError> {
    let done = match form.read() {
        Ok(asked) => write::set_asked(&signed.cx(&state), &code, asked).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(go_with(&state, &urls::survey(&code), "success", "対象の人数を保存しました。")),
        Err(Error::Invalid(fields)) => {
            let page = show_page(&state, &signed, &code).await?;
            let page = SurveyShowPage { errors: found(fields), population: form.population, ..page };
            Ok(Page::invalid(page).into_response())
        }
        Err(Error::Refused(refusal)) => {
            refused(&state, &signed, &code, (vec![refusal.to_string()], Typed::default())).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn post_answers(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    WithFiles { form, sent }: WithFiles<AskedForm>,
) -> Result<Response, AppError> {
    let done = match (sent.into_files("file").into_iter().next(), form.read()) {
        (Some(file), Ok(asked)) => answers::take_of(&signed.cx(&state), &code, file.bytes, asked).await,
        (None, _) => Err(Error::field("file", "ファイルを選んでください。")),
        (_, Err(error)) => Err(error),
    };
    let faults = match done {
        Ok(Taken::Done(counts)) => {
            let words = format!("{}件の回答を取り込みました（途中まで {}件）。", counts.total(), counts.partial);
            return Ok(go_with(&state, &urls::survey(&code), "success", &words));
        }
        Ok(Taken::Same) => {
            let words = "同じファイルは前に取り込んでいます。何も変えていません。";
            return Ok(go_with(&state, &urls::survey(&code), "warning", words));
        }
        Ok(Taken::Mistakes(mistakes)) => mistakes.iter().map(ToString::to_string).collect(),
        Err(Error::Invalid(fields)) => fields.into_values().collect(),
        Err(Error::Refused(refusal)) => vec![refusal.to_string()],
        Err(other) => return Err(other.into()),
    };
    let typed = Typed { is_table: true, asked: form.population, ..Typed::default() };
    refused(&state, &signed, &code, (faults, typed)).await
}

async fn json(State(state): State<AppState>, signed: Signed, Path(code): Path<String>) -> Result<Response, AppError> {
    let view = survey::view(&signed.cx(&state), &code).await?;
    let name = format!("{}.json", view.survey.about.code);
    let bytes = view.version.questionnaire.to_json().into_bytes();
    Ok(handed_over(&name, "application/json; charset=utf-8".to_owned(), bytes))
}

async fn picture(
    State(state): State<AppState>,
    signed: Signed,
    Path((code, question)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (kind, bytes) = survey::picture(&signed.cx(&state), &code, &question).await?;
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], bytes).into_response())
}
