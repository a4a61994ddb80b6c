//! この結果で指標を更新: choosing a question, which options count and of whom; seeing the value that comes out; proposing it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{
    indicator::{Base, Formula, written},
    survey::{Kind, Question},
};
use kocho_service::{
    Cx, Error,
    indicator::of_survey::{self, Offer, Reckoned, Wanted},
};

use super::door::proposed;
use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    staff::{
        admin::found,
        view::{Choice, Errors},
    },
    state::AppState,
    urls::survey_result as urls,
};

/// `GET /staff/surveys/{survey}/results/indicator`
#[derive(Debug, Template)]
#[template(path = "staff/indicator/of_survey.html")]
pub(crate) struct IndicatorOfSurveyPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) title: String,
    /// Why the result cannot be used; empty: it can.
    pub(crate) refusal: String,
    pub(crate) questions: Vec<Choice>,
    /// The question that was chosen; empty: none yet.
    pub(crate) question: String,
    pub(crate) asked: String,
    pub(crate) rows: Vec<Choice>,
    pub(crate) options: Vec<Choice>,
    pub(crate) bases: Vec<Choice>,
    pub(crate) indicators: Vec<Choice>,
    pub(crate) can_weigh: bool,
    pub(crate) form: ShareForm,
    /// What came out, and how it is said.
    pub(crate) value: Option<ValueView>,
    pub(crate) errors: Errors,
}

/// A value that came out.
#[derive(Debug, Clone)]
pub(crate) struct ValueView {
    /// 18.2
    pub(crate) value: String,
    pub(crate) words: String,
    /// 287人のうち52人
    pub(crate) people: String,
    /// 12-1's name and the year.
    pub(crate) indicator: String,
}

/// What the address or the form says.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct ShareForm {
    pub(crate) question: String,
    pub(crate) row: String,
    pub(crate) codes: Vec<String>,
    pub(crate) base: String,
    pub(crate) weights: String,
    pub(crate) indicator: String,
    pub(crate) year: String,
    pub(crate) note: String,
    /// The value was asked for; else only the question was chosen.
    pub(crate) reckon: String,
}

impl ShareForm {
    fn wanted(&self) -> Wanted {
        Wanted {
            indicator: self.indicator.clone(),
            year: self.year.trim().parse().ok(),
            formula: Formula {
                question: self.question.clone(),
                row: self.row.clone(),
                codes: self.codes.clone(),
                base: Base::parse(&self.base).unwrap_or_default(),
                weighted: !self.weights.is_empty(),
            },
            note: self.note.clone(),
        }
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Query(form): Query<ShareForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let offer = of_survey::offer(&cx, &code).await?;
    let form = with_year(&cx, form);
    let page = |form: ShareForm| IndicatorOfSurveyPage::of(signed.frame(&state), &offer, form);
    if form.reckon.is_empty() || offer.refusal.is_some() {
        return Ok(Page::ok(page(form)).into_response());
    }
    Ok(match of_survey::reckon(&cx, &code, &form.wanted()).await {
        Ok(reckoned) => {
            let page = page(form);
            let value = Some(page.value_of(&reckoned));
            Page::ok(IndicatorOfSurveyPage { value, ..page }).into_response()
        }
        Err(error) => Page::invalid(IndicatorOfSurveyPage { errors: wrong(error)?, ..page(form) }).into_response(),
    })
}

pub(super) async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(form): Form<ShareForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    match of_survey::propose(&cx, &code, &form.wanted()).await {
        Ok((indicator, _)) => Ok(proposed(&state, &indicator)),
        Err(error) => {
            let errors = wrong(error)?;
            let offer = of_survey::offer(&cx, &code).await?;
            // The value stays on the page with what was typed beside it, as far as it can still be reckoned.
            let reckoned = of_survey::reckon(&cx, &code, &form.wanted()).await.ok();
            let page = IndicatorOfSurveyPage::of(signed.frame(&state), &offer, form);
            let value = reckoned.map(|reckoned| page.value_of(&reckoned));
            Ok(Page::invalid(IndicatorOfSurveyPage { errors, value, ..page }).into_response())
        }
    }
}

/// The year in which one is proposed most: this fiscal year.
fn with_year(cx: &Cx, form: ShareForm) -> ShareForm {
    if form.year.is_empty() && form.reckon.is_empty() {
        let year = kocho_domain::era::FiscalYear::of(cx.today()).year().to_string();
        return ShareForm { year, ..form };
    }
    form
}

/// A rule's no stands above the value, a wrong field beside it.
fn wrong(error: Error) -> Result<Errors, AppError> {
    match error {
        Error::Invalid(fields) => Ok(found(fields)),
        Error::Refused(refusal) => Ok(Errors::one("result", refusal.to_string().trim_end_matches('。'))),
        other => Err(other.into()),
    }
}

impl IndicatorOfSurveyPage {
    pub(super) fn of(frame: Frame, offer: &Offer, form: ShareForm) -> Self {
        let question = offer.questions.iter().find(|question| question.id == form.question);
        let choice = |value: &str, label: String, chosen: bool| Choice { chosen, ..Choice::new(value, label) };
        let named = |question: &Question| {
            let number = question.no.map_or_else(|| question.id.clone(), |no| format!("問{no}"));
            choice(&question.id, format!("{number} {}", question.text), question.id == form.question)
        };
        let codes = question.map(Question::codes).unwrap_or_default();
        let rows = question.filter(|q| q.kind == Kind::ScaleMatrix).map(|q| q.rows.as_slice()).unwrap_or_default();
        let base = Base::parse(&form.base).unwrap_or_default();
        IndicatorOfSurveyPage {
            code: offer.survey.about.code.clone(),
            title: offer.survey.about.title.clone(),
            refusal: offer.refusal.clone().unwrap_or_default(),
            questions: offer.questions.iter().map(named).collect(),
            question: question.map(|question| question.id.clone()).unwrap_or_default(),
            asked: question.map(|question| question.text.clone()).unwrap_or_default(),
            rows: rows.iter().map(|row| choice(&row.code, row.label.clone(), row.code == form.row)).collect(),
            options: codes
                .iter()
                .map(|(code, label)| choice(code, format!("{code} {label}"), form.codes.contains(code)))
                .collect(),
            bases: vec![
                choice(Base::Answered.code(), "答えた人（無回答を除く）".to_owned(), base == Base::Answered),
                choice(Base::Asked.code(), "聞いた人すべて（無回答を含む）".to_owned(), base == Base::Asked),
            ],
            indicators: offer
                .lines
                .iter()
                .map(|line| {
                    let label = format!("{} {}", line.policy, line.indicator.name);
                    choice(&line.id, label, line.id == form.indicator)
                })
                .collect(),
            can_weigh: offer.can_weigh,
            value: None,
            errors: Errors::default(),
            frame,
            form,
        }
    }

    pub(super) fn value_of(&self, reckoned: &Reckoned) -> ValueView {
        let indicator = self.indicators.iter().find(|choice| choice.chosen).map(|choice| choice.label.clone());
        ValueView {
            value: written(reckoned.value),
            words: reckoned.words.clone(),
            people: format!("{}人のうち{}人", reckoned.n, reckoned.chosen),
            indicator: format!("{}　{}年度", indicator.unwrap_or_default(), self.form.year.trim()),
        }
    }
}
