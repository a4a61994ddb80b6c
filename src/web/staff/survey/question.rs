//! The form of one question: one page for all kinds, each with its own small part.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Query;
use kocho_domain::survey::{Kind, Mistake, Question, Questionnaire, check::jumps};
use kocho_service::{
    Cx, Error,
    survey::{self, SurveyView, bank, write},
};
use serde::Deserialize;

use super::{
    builder::no_of,
    head::OVERTAKEN,
    leads::{Leads, RuleLine},
    typed::QuestionTyped,
};
use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    sent::WithFiles,
    staff::{
        admin::found,
        view::{Choice, Errors},
    },
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/surveys/{survey}/questions/{question}`
#[derive(Debug, Template)]
#[template(path = "staff/survey/question.html")]
pub(crate) struct SurveyQuestionPage {
    pub(crate) frame: Frame,
    /// 問3, or the kind of a new one.
    pub(crate) name: String,
    /// いくつか選ぶ
    pub(crate) kind: &'static str,
    pub(crate) shape: Shape,
    pub(crate) action: String,
    pub(crate) back: String,
    pub(crate) form: QuestionTyped,
    pub(crate) lines: Vec<Line>,
    pub(crate) steps: Vec<StepLine>,
    pub(crate) measures: Vec<Choice>,
    /// Rules about earlier questions, and a blank one; none where no earlier question can decide.
    pub(crate) rules: Vec<RuleLine>,
    /// Earlier questions that can decide, each with the numbers of its answers.
    pub(crate) deciders: Vec<(String, String)>,
    /// Rules of earlier questions that lead here: words, and where they are changed.
    pub(crate) arrivals: Vec<(String, String)>,
    /// Address of its picture; empty without one.
    pub(crate) picture: String,
    pub(crate) errors: Errors,
}

/// Which parts the form has.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shape {
    pub(crate) is_answered: bool,
    pub(crate) has_options: bool,
    pub(crate) has_scale: bool,
    pub(crate) has_rows: bool,
    /// Options can lead somewhere.
    pub(crate) leads: bool,
    pub(crate) is_many: bool,
    pub(crate) is_ranking: bool,
    pub(crate) is_number: bool,
    pub(crate) is_text: bool,
    pub(crate) is_image: bool,
}

/// A line for an option, or a row of a matrix.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) at: usize,
    /// 1 on.
    pub(crate) position: usize,
    pub(crate) code: String,
    pub(crate) label: String,
    pub(crate) is_other: bool,
    pub(crate) is_alone: bool,
    /// Where it leads, or which measure it asks about.
    pub(crate) to: Vec<Choice>,
    pub(crate) easy: String,
    pub(crate) english: String,
}

/// A line for a step.
#[derive(Debug, Clone)]
pub(crate) struct StepLine {
    pub(crate) position: usize,
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) to: Vec<Choice>,
    pub(crate) easy: String,
    pub(crate) english: String,
}

/// What a new question begins with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    kind: String,
    bank: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path((code, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Page<SurveyQuestionPage>, AppError> {
    let cx = signed.cx(&state);
    let view = writable(&cx, &code).await?;
    let version = view.survey.lock;
    let typed = match view.version.questionnaire.question(&id) {
        Some(question) => QuestionTyped::of(question, version),
        None if id != "new" => return Err(Error::NotFound.into()),
        None if !wanted.bank.is_empty() => {
            let banked = bank::get(&cx, &wanted.bank).await?;
            QuestionTyped { from: wanted.bank, ..QuestionTyped::of(&banked, version) }
        }
        None => QuestionTyped::blank(Kind::parse(&wanted.kind).unwrap_or_default(), version),
    };
    Ok(Page::ok(page(&cx, signed.frame(&state), &view.version.questionnaire, (&code, &id), (typed, Errors::default()))))
}

async fn writable(cx: &Cx, code: &str) -> Result<SurveyView, Error> {
    let view = survey::view(cx, code).await?;
    if view.may_write { Ok(view) } else { Err(Error::Denied) }
}

pub(super) async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Path((code, id)): Path<(String, String)>,
    WithFiles { form: mut typed, sent }: WithFiles<QuestionTyped>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let view = writable(&cx, &code).await?;
    let questionnaire = &view.version.questionnaire;
    let again = |typed: QuestionTyped, errors: Errors| {
        page(&cx, signed.frame(&state), questionnaire, (&code, &id), (typed, errors))
    };
    if let Some(at) = typed.r#do.strip_prefix("up-").and_then(|at| at.parse().ok()) {
        typed.up(at);
        return Ok(Page::ok(again(typed, Errors::default())).into_response());
    }
    if typed.r#do == "more" {
        return Ok(Page::ok(again(typed.with_blank_lines(), Errors::default())).into_response());
    }
    let picture = sent.into_files("image").into_iter().next().map(|file| survey::encoded(&file.bytes));
    if picture == Some(None) {
        let words = format!("{}kBまでのPNG、JPEG、WebPの画像を選んでください", survey::PICTURE / 1_000);
        return Ok(Page::invalid(again(typed, Errors::one("image", words))).into_response());
    }
    let old = match questionnaire.question(&id) {
        Some(question) => question.clone(),
        None if id != "new" => return Err(Error::NotFound.into()),
        None => begun(&cx, questionnaire, &typed).await?,
    };
    let mut question = match typed.question(&old) {
        Ok(question) => question,
        Err(fields) => return Ok(Page::invalid(again(typed, found(fields))).into_response()),
    };
    question.image = picture.flatten().or(question.image);
    let unsound = unsound(questionnaire, &question);
    if !unsound.is_empty() {
        return Ok(Page::invalid(again(typed, Errors::one("skip", unsound))).into_response());
    }
    let done = write::change(&cx, &code, typed.version, |questionnaire| {
        match questionnaire.questions.iter_mut().find(|known| known.id == question.id) {
            Some(known) => *known = question,
            None => questionnaire.questions.push(question),
        }
        questionnaire.renumber();
        Ok(())
    });
    let fault = match done.await {
        Ok(_) => return Ok(go_with(&state, &urls::survey_edit(&code), "success", "設問を保存しました。")),
        Err(Error::Stale) => OVERTAKEN.to_owned(),
        Err(Error::Refused(refusal)) => refusal.to_string().trim_end_matches('。').to_owned(),
        Err(other) => return Err(other.into()),
    };
    // What was typed stands in the questionnaire as it is now.
    let view = survey::view(&cx, &code).await?;
    typed.version = view.survey.lock;
    let errors = Errors::one("whole", fault);
    let page = page(&cx, signed.frame(&state), &view.version.questionnaire, (&code, &id), (typed, errors));
    Ok(Page::invalid(page).into_response())
}

/// What does not fit in where its answers lead, in words; empty: everything fits.
fn unsound(questionnaire: &Questionnaire, question: &Question) -> String {
    let mut with = questionnaire.clone();
    let at = with.position(&question.id).unwrap_or(with.questions.len());
    match with.questions.get_mut(at) {
        Some(known) => *known = question.clone(),
        None => with.questions.push(question.clone()),
    }
    let words = |mistake: &Mistake| format!("{}。{}。", mistake.problem, mistake.remedy);
    jumps(&with, at).iter().map(words).collect()
}

/// A new question, with what its form does not show of the bank's.
async fn begun(cx: &Cx, questionnaire: &Questionnaire, typed: &QuestionTyped) -> Result<Question, Error> {
    let begun = if typed.from.is_empty() { Question::default() } else { bank::get(cx, &typed.from).await? };
    Ok(Question { id: questionnaire.free_id(), kind: typed.kind(), skip: vec![], ..begun })
}

fn page(
    cx: &Cx,
    frame: Frame,
    questionnaire: &Questionnaire,
    (code, id): (&str, &str),
    (typed, errors): (QuestionTyped, Errors),
) -> SurveyQuestionPage {
    let kind = typed.kind();
    let shape = shape(kind);
    let question = questionnaire.question(id);
    let typed = typed.with_blank_lines();
    let leads = Leads::of(questionnaire, (code, id));
    let of_measures = |now: &[String], with_none: bool| measures(cx, now, with_none);
    let at = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
    let line = |place: usize| {
        let to = at(&typed.to, place);
        Line {
            at: place,
            position: place + 1,
            code: at(&typed.code, place),
            label: typed.label[place].clone(),
            is_other: typed.other == place.to_string(),
            is_alone: typed.alone.contains(&place.to_string()),
            to: if shape.has_rows { of_measures(&[to], true) } else { leads.targets(&to) },
            easy: at(&typed.label_easy, place),
            english: at(&typed.label_english, place),
        }
    };
    let step = |(place, label): (usize, &String)| StepLine {
        position: place + 1,
        value: at(&typed.value, place),
        label: label.clone(),
        to: leads.targets(&at(&typed.step_to, place)),
        easy: at(&typed.step_easy, place),
        english: at(&typed.step_english, place),
    };
    SurveyQuestionPage {
        frame,
        name: question.map_or_else(|| "新しい設問".to_owned(), |question| no_of(questionnaire, &question.id)),
        kind: kind.label(),
        shape,
        action: urls::survey_question(code, id),
        back: urls::survey_edit(code),
        lines: (0..typed.label.len()).map(line).collect(),
        steps: typed.step.iter().enumerate().map(step).collect(),
        measures: of_measures(&typed.measure, false),
        rules: leads.rules(&typed),
        deciders: leads.deciders(),
        arrivals: leads.arrivals(),
        picture: question.filter(|q| q.image.is_some()).map_or_else(String::new, |_| urls::survey_picture(code, id)),
        form: typed,
        errors,
    }
}

fn shape(kind: Kind) -> Shape {
    Shape {
        is_answered: kind.is_answered(),
        has_options: kind.has_options(),
        has_scale: kind.has_scale(),
        has_rows: kind == Kind::ScaleMatrix,
        leads: kind.can_decide(),
        is_many: kind == Kind::MultipleChoice,
        is_ranking: kind == Kind::Ranking,
        is_number: kind == Kind::Number,
        is_text: kind.is_text(),
        is_image: kind == Kind::Image,
    }
}

/// The measures of the plan in force, and those that the question names of another one.
fn measures(cx: &Cx, now: &[String], with_none: bool) -> Vec<Choice> {
    let known = cx.city.measures.iter().map(|m| (m.code.clone(), format!("{} {}", m.code, m.name)));
    let strange = now.iter().filter(|code| !code.is_empty() && cx.city.measures.iter().all(|m| m.code != **code));
    let all = known.chain(strange.map(|code| (code.clone(), code.clone())));
    let choices = all.map(|(code, words)| Choice { chosen: now.contains(&code), ..Choice::new(code, words) });
    let none = with_none.then(|| Choice::new("", "－"));
    none.into_iter().chain(choices).collect()
}
