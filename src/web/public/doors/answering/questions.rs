//! Answering: a page of questions is shown, kept, and the next one follows; at the end everything is looked at and sent.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, RawForm, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Query;
use kocho_domain::survey::{Answers, ProfileField, Question, Questionnaire, path};
use kocho_service::{
    Error,
    answering::{self, Pass, Saved, Saving, Sheet, Taken},
};
use serde::Deserialize;

use super::{super::Asked, about, begun, pass, texts, wait};
use crate::{
    guard::{fields, same_origin},
    page::Page,
    problem::{AppError, office},
    public::{
        answering::{AnswerLine, AnswerPage, CheckAnswersPage, ClassView, KeptOut, KeptOutPage},
        form::{Choice, FieldErrors, Mistakes},
    },
    questions::{
        Typed,
        class::{class_word, field_name},
        read, said,
        view::Reader,
    },
    state::AppState,
    texts::Text,
    urls::public as url,
};

/// Which page of the questions.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Where {
    q: String,
    all: String,
}

/// Whoever has no pass is asked for the code on the survey's own page.
fn without_pass(state: &AppState, asked: &Asked, code: &str) -> Response {
    Redirect::to(&asked.frame(state).link(&url::of_survey(url::SURVEY, code))).into_response()
}

/// `GET /survey/{survey}/answer`
pub(in super::super) async fn show(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Path(code): Path<String>,
    Query(at): Query<Where>,
) -> Result<Response, AppError> {
    let Some(pass) = pass(&state, &headers, &code) else { return Ok(without_pass(&state, &asked, &code)) };
    let sheet = answering::sheet(&state.resident(), &pass).await?;
    if sheet.taken != Taken::Now {
        return Ok(without_pass(&state, &asked, &code));
    }
    let of = sheet.questionnaire();
    let at = if at.all.is_empty() { beginning(of, &sheet.answers, &at.q) } else { Some(String::new()) };
    let Some(at) = at else { return Ok(to(&state, &asked, url::SURVEY_CHECK, &code, "")) };
    let typed = Typed::of(of, &sheet.answers);
    Ok(Page::ok(page(&state, &asked, (&pass, &sheet), (&at, &typed), FieldErrors::default())).into_response())
}

fn to(state: &AppState, asked: &Asked, at: &str, code: &str, query: &str) -> Response {
    Redirect::to(&format!("{}{query}", asked.frame(state).link(&url::of_survey(at, code)))).into_response()
}

/// The question with which to go on: the wanted one, the first that must be answered, or the one after the last answer.
fn beginning(of: &Questionnaire, answers: &Answers, wanted: &str) -> Option<String> {
    let way = path::asked(of, answers);
    let has = |question: &&&Question| answers.get(&question.id).is_some();
    let after = way.iter().rposition(|question| answers.get(&question.id).is_some()).map_or(0, |last| last + 1);
    let missing = way.iter().position(|question| question.required && !has(&question));
    let at = way.iter().find(|question| question.id == wanted);
    let next = way.get(missing.unwrap_or(after).min(after));
    at.or(next).map(|question| question.id.clone())
}

/// The questions of a page: one with the texts and pictures before it, or all.
fn on_page<'a>(of: &'a Questionnaire, answers: &Answers, at: &str) -> Vec<&'a Question> {
    if at.is_empty() {
        return of.questions.iter().collect();
    }
    let way = path::way(of, answers);
    let Some(end) = way.iter().position(|question| question.id == at) else { return Vec::new() };
    let begin = way[..end].iter().rposition(|question| question.kind.is_answered()).map_or(0, |before| before + 1);
    way[begin..=end].to_vec()
}

fn page(
    state: &AppState,
    asked: &Asked,
    (pass, sheet): (&Pass, &Sheet),
    (at, typed): (&str, &Typed),
    errors: FieldErrors,
) -> AnswerPage {
    let of = sheet.questionnaire();
    let way = path::asked(of, &sheet.answers);
    let place = way.iter().position(|question| question.id == at);
    let reader = Reader {
        lang: asked.lang,
        texts: texts(asked),
        typed,
        errors: &errors,
        anonymous: sheet.survey.about.anonymous,
        pictures: &url::of_survey(url::SURVEY_PICTURES, &pass.survey),
    };
    AnswerPage {
        frame: asked.frame(state),
        about: about(&sheet.survey, &sheet.version, asked),
        token: state.signer.csrf(&pass.response),
        at: at.to_owned(),
        progress: place.map(|place| (place + 1, way.len())),
        questions: on_page(of, &sheet.answers, at).into_iter().map(|question| reader.show(question)).collect(),
        trapped: errors.has("_trap"),
        has_before: place.is_some_and(|place| place > 0),
        errors,
    }
}

/// What a form of answers holds beside them.
struct Sent {
    token: String,
    at: String,
    back: bool,
    trap: bool,
    code: Option<String>,
    typed: Typed,
}

impl Sent {
    fn of(body: &[u8]) -> Self {
        let pairs = fields(body);
        let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        Sent {
            token: value("_token").unwrap_or_default(),
            at: value("_at").unwrap_or_default(),
            back: value("_go").as_deref() == Some("back"),
            trap: value("_trap").is_some_and(|typed| !typed.trim().is_empty()),
            code: value("code"),
            typed: Typed::sent(
                pairs.into_iter().filter(|(name, _)| !name.starts_with('_') && name != "code").collect(),
            ),
        }
    }
}

/// `POST /survey/{survey}/answer`: keeps the page.
pub(in super::super) async fn post(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Path(code): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, AppError> {
    let sent = Sent::of(&body);
    if let Some(typed) = &sent.code {
        return match answering::open(&state.resident(), typed, &asked.address).await {
            Ok(pass) if pass.survey == code => keep(&state, &asked, &pass, sent, true).await,
            Ok(_) => again(&state, &asked, &code, sent, unknown()).await,
            Err(Error::Invalid(fields)) => again(&state, &asked, &code, sent, fields.into()).await,
            Err(Error::Slowed { seconds }) => Ok(wait(&state, &asked, seconds, true)),
            Err(other) => Err(AppError(other)),
        };
    }
    match pass(&state, &headers, &code) {
        Some(pass) if state.signer.csrf(&pass.response) == sent.token => keep(&state, &asked, &pass, sent, false).await,
        // Whoever answers an open survey goes on with a new answer: there is no code by which the old one is found.
        _ if same_origin(&headers) => match answering::begin_open(&state.resident(), &code).await {
            Ok(pass) => keep(&state, &asked, &pass, sent, true).await,
            Err(_) => again(&state, &asked, &code, sent, Mistakes::default()).await,
        },
        _ => again(&state, &asked, &code, sent, Mistakes::default()).await,
    }
}

fn unknown() -> Mistakes {
    let mut mistakes = Mistakes::default();
    mistakes.add("code", "code_unknown");
    mistakes
}

/// The pass is gone: the code is asked for, and what was typed waits beside it.
async fn again(
    state: &AppState,
    asked: &Asked,
    code: &str,
    sent: Sent,
    mistakes: Mistakes,
) -> Result<Response, AppError> {
    let (survey, version, taken) = answering::about(&state.resident(), code).await?;
    let errors = mistakes.in_words(texts(asked));
    let sheet = Sheet {
        survey,
        version,
        answers: Answers::default(),
        profile: BTreeMap::new(),
        known: Vec::new(),
        complete: false,
        begun: false,
        taken,
    };
    if taken != Taken::Now {
        return Ok(not_taken(state, asked, &sheet, sent));
    }
    let page = kept_out(state, asked, &sheet, sent, (KeptOut::Again, errors));
    Ok(Page::invalid(page).into_response())
}

async fn keep(state: &AppState, asked: &Asked, pass: &Pass, sent: Sent, anew: bool) -> Result<Response, AppError> {
    let cx = state.resident();
    let before = answering::sheet(&cx, pass).await?;
    let (answers, mut wrong, ids) = answers_of(asked, &before, &sent);
    if sent.trap {
        wrong.push(("_trap".to_owned(), texts(asked).answering.trap.clone()));
    }
    if sent.trap || (anew && ids.is_empty()) {
        let page = page(state, asked, (pass, &before), (&sent.at, &sent.typed), FieldErrors::said(wrong));
        return Ok(Page::invalid(page).into_response());
    }
    // What could not be read takes nothing away that was kept before.
    let readable = ids.into_iter().filter(|id| !wrong.iter().any(|(field, _)| field == id)).collect();
    let saving = Saving { page: readable, answers, address: asked.address.clone(), ..Saving::default() };
    match answering::save(&cx, pass, saving).await {
        Ok(Saved::NotTaken(sheet)) => Ok(not_taken(state, asked, &sheet, sent)),
        Ok(Saved::Kept(sheet)) if wrong.is_empty() => Ok(next(state, asked, pass, &sheet, &sent)),
        Ok(Saved::Kept(sheet)) => Ok(once_more(state, asked, (pass, &sheet), &sent, wrong)),
        Ok(Saved::Faults(sheet, faults)) => {
            let of = sheet.questionnaire();
            let said = faults.iter().filter_map(|fault| {
                of.question(&fault.question).map(|question| said::wrong(texts(asked), question, &fault.what))
            });
            wrong.extend(said);
            Ok(once_more(state, asked, (pass, &sheet), &sent, wrong))
        }
        Err(Error::Slowed { seconds }) => Ok(wait(state, asked, seconds, false)),
        Err(other) => Err(AppError(other)),
    }
}

/// What was answered on the page, what could not be read, and which questions stood on it.
fn answers_of(asked: &Asked, sheet: &Sheet, sent: &Sent) -> (Answers, Vec<(String, Text)>, Vec<String>) {
    let (mut answers, mut wrong, mut ids) = (Answers::default(), Vec::new(), Vec::new());
    for question in on_page(sheet.questionnaire(), &sheet.answers, &sent.at) {
        if !question.kind.is_answered() {
            continue;
        }
        ids.push(question.id.clone());
        match read(question, &sent.typed) {
            Ok(Some(answer)) => answers.set(&question.id, answer),
            Ok(None) => {}
            Err(what) => wrong.push(said::unread(texts(asked), question, what)),
        }
    }
    (answers, wrong, ids)
}

/// The same page with what is wrong; whoever goes back may leave it so.
fn once_more(
    state: &AppState,
    asked: &Asked,
    (pass, sheet): (&Pass, &Sheet),
    sent: &Sent,
    wrong: Vec<(String, Text)>,
) -> Response {
    if sent.back {
        return next(state, asked, pass, sheet, sent);
    }
    let page = page(state, asked, (pass, sheet), (&sent.at, &sent.typed), FieldErrors::said(wrong));
    Page::invalid(page).into_response()
}

/// After a page: the one before or after it, or the check. The pass is good for six hours more.
fn next(state: &AppState, asked: &Asked, pass: &Pass, sheet: &Sheet, sent: &Sent) -> Response {
    let way = path::asked(sheet.questionnaire(), &sheet.answers);
    let place = way.iter().position(|question| question.id == sent.at);
    let to = match place {
        Some(place) if sent.back => way.get(place.saturating_sub(1)),
        Some(place) => way.get(place + 1),
        None => None,
    };
    match to {
        Some(question) => begun(state, asked, pass, &format!("{}?q={}", url::SURVEY_ANSWER, question.id)),
        None => begun(state, asked, pass, url::SURVEY_CHECK),
    }
}

fn not_taken(state: &AppState, asked: &Asked, sheet: &Sheet, sent: Sent) -> Response {
    let why = match sheet.taken {
        Taken::OnPaper => KeptOut::OnPaper,
        Taken::Void => KeptOut::Void,
        Taken::Now | Taken::From(_) | Taken::Over(_) => KeptOut::Over,
    };
    Page(StatusCode::CONFLICT, kept_out(state, asked, sheet, sent, (why, FieldErrors::default()))).into_response()
}

fn kept_out(
    state: &AppState,
    asked: &Asked,
    sheet: &Sheet,
    sent: Sent,
    (why, errors): (KeptOut, FieldErrors),
) -> KeptOutPage {
    let of = sheet.questionnaire();
    // Off the way or not: whatever was typed is shown.
    let typed: Answers =
        of.asked().filter_map(|question| Some((question.id.clone(), read(question, &sent.typed).ok()??))).collect();
    let office = office(state, asked.lang);
    let mut fields = vec![("_at".to_owned(), sent.at)];
    fields.extend(sent.typed.pairs().iter().cloned());
    KeptOutPage {
        frame: asked.frame(state),
        about: about(&sheet.survey, &sheet.version, asked),
        why,
        lines: lines(asked, of, &typed, |id| typed.get(id).is_some()),
        fields,
        errors,
        office: office.name,
        phone: office.phone,
    }
}

/// Questions with their answers in words.
fn lines(asked: &Asked, of: &Questionnaire, answers: &Answers, shown: impl Fn(&str) -> bool) -> Vec<AnswerLine> {
    let (lang, words) = (asked.lang, texts(asked));
    let line = |question: &Question| AnswerLine {
        id: question.id.clone(),
        number: question.no.map(|no| words.answering.question.with("no", no).text()).unwrap_or_default(),
        text: Text::of_words(question.text_in(lang), lang),
        said: answers.get(&question.id).map(|a| said::answered(words, lang, question, a)).unwrap_or_default(),
        href: format!("{}{}?q={}", lang.prefix(), url::of_survey(url::SURVEY_ANSWER, &of.id), question.id),
    };
    of.asked().filter(|question| shown(&question.id)).map(line).collect()
}

/// `GET /survey/{survey}/check`
pub(in super::super) async fn check(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    let Some(pass) = pass(&state, &headers, &code) else { return Ok(without_pass(&state, &asked, &code)) };
    let sheet = answering::sheet(&state.resident(), &pass).await?;
    if sheet.taken != Taken::Now {
        return Ok(without_pass(&state, &asked, &code));
    }
    Ok(Page::ok(check_page(&state, &asked, &pass, &sheet, FieldErrors::default())).into_response())
}

fn check_page(state: &AppState, asked: &Asked, pass: &Pass, sheet: &Sheet, errors: FieldErrors) -> CheckAnswersPage {
    let of = sheet.questionnaire();
    let way: Vec<&str> = path::asked(of, &sheet.answers).into_iter().map(|question| question.id.as_str()).collect();
    let unknown = of.profile_fields.iter().filter(|field| !sheet.known.contains(&field.id));
    let city = state.house.city();
    let word = |class: &String| class_word(class, city.rules.panels(), asked.lang);
    let class = |field: &ProfileField| ClassView {
        field: format!("_{}", field.id),
        label: field_name(field, asked.lang).0,
        choices: field.options.iter().map(|class| Choice { value: class.clone(), label: word(class) }).collect(),
        chosen: sheet.profile.get(&field.id).cloned().unwrap_or_default(),
    };
    CheckAnswersPage {
        frame: asked.frame(state),
        about: about(&sheet.survey, &sheet.version, asked),
        token: state.signer.csrf(&pass.response),
        lines: lines(asked, of, &sheet.answers, |id| way.contains(&id)),
        classes: unknown.map(class).collect(),
        errors,
    }
}

/// `POST /survey/{survey}/check`: sends it.
pub(in super::super) async fn post_check(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Path(code): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, AppError> {
    let pairs = fields(&body);
    let token = pairs.iter().find(|(name, _)| name == "_token").map(|(_, value)| value.as_str()).unwrap_or_default();
    let pass = pass(&state, &headers, &code).filter(|pass| state.signer.csrf(&pass.response) == token);
    let Some(pass) = pass else { return Ok(without_pass(&state, &asked, &code)) };
    let profile = pairs.iter().filter_map(|(name, value)| Some((name.strip_prefix('_')?.to_owned(), value.clone())));
    let saving =
        Saving { profile: profile.collect(), finish: true, address: asked.address.clone(), ..Saving::default() };
    match answering::save(&state.resident(), &pass, saving).await {
        Ok(Saved::Kept(_)) => Ok(begun(&state, &asked, &pass, url::SURVEY_DONE)),
        Ok(Saved::Faults(sheet, faults)) => {
            let of = sheet.questionnaire();
            let wrong = faults.iter().filter_map(|fault| {
                let question = of.question(&fault.question)?;
                Some((question.id.clone(), said::wrong(texts(&asked), question, &fault.what).1))
            });
            let errors = FieldErrors::said(wrong.collect());
            Ok(Page::invalid(check_page(&state, &asked, &pass, &sheet, errors)).into_response())
        }
        Ok(Saved::NotTaken(sheet)) => Ok(not_taken(&state, &asked, &sheet, Sent::of(b""))),
        Err(Error::Slowed { seconds }) => Ok(wait(&state, &asked, seconds, false)),
        Err(other) => Err(AppError(other)),
    }
}
