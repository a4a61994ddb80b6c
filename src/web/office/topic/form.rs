//! Which voices shall be put into groups?

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Form;
use chrono::NaiveDate;
use kocho_domain::{era::FiscalYear, localized::ruby};
use kocho_service::{
    Cx, Error,
    topic::{self, Chosen},
};
use serde::Deserialize;

use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    staff::view::{Choice, Errors},
    state::AppState,
    urls::staff as urls,
};

/// `GET /office/topics/new`
#[derive(Debug, Template)]
#[template(path = "office/topic/new.html")]
pub(crate) struct TopicNewPage {
    pub(crate) frame: Frame,
    pub(crate) form: TopicForm,
    pub(crate) errors: Errors,
    pub(crate) measures: Vec<Choice>,
    pub(crate) districts: Vec<Choice>,
    pub(crate) channels: Vec<Choice>,
    /// Questions of surveys that are over; empty for who does not read their texts.
    pub(crate) questions: Vec<Choice>,
}

/// `POST /office/topics`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TopicForm {
    /// ISO dates.
    pub(crate) from: String,
    pub(crate) until: String,
    /// Code, `none` or `undecided`; empty: all.
    pub(crate) measure: String,
    pub(crate) district: String,
    pub(crate) channel: String,
    /// Survey and question; then nothing else is read.
    pub(crate) asked: String,
}

pub(super) async fn new(State(state): State<AppState>, signed: Signed) -> Result<Page<TopicNewPage>, AppError> {
    let cx = signed.cx(&state);
    if !topic::may_make(&cx) {
        return Err(AppError(Error::NotFound));
    }
    let year = FiscalYear::of(cx.today()).range();
    let form = TopicForm { from: year.start().to_string(), until: cx.today().to_string(), ..TopicForm::default() };
    Ok(Page::ok(page(&cx, signed.frame(&state), form, Errors::default()).await?))
}

pub(super) async fn create(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<TopicForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let asked = if form.asked.is_empty() {
        match read(&form) {
            Ok(chosen) => topic::ask(&cx, &chosen).await,
            Err(errors) => {
                return Ok(Page::invalid(page(&cx, signed.frame(&state), form, errors).await?).into_response());
            }
        }
    } else {
        match topic::question(&cx, &form.asked).await {
            Ok(chosen) => topic::ask(&cx, &chosen).await,
            Err(error) => Err(error),
        }
    };
    match asked {
        Ok(key) => Ok(Redirect::to(&urls::topic(key.as_str())).into_response()),
        Err(Error::Invalid(fields)) => {
            let mut errors = Errors::default();
            fields.into_iter().for_each(|(field, sentence)| errors.add(field, sentence));
            Ok(Page::invalid(page(&cx, signed.frame(&state), form, errors).await?).into_response())
        }
        Err(error) => Err(AppError(error)),
    }
}

fn read(form: &TopicForm) -> Result<Chosen, Errors> {
    let mut errors = Errors::default();
    let mut day = |field: &'static str, text: &str| {
        let day: Option<NaiveDate> = text.trim().parse().ok();
        if day.is_none() {
            errors.add(field, "日付を入力してください。");
        }
        day
    };
    let days = (day("from", &form.from), day("until", &form.until));
    let set = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    match days {
        (Some(from), Some(until)) => Ok(Chosen {
            from,
            until,
            measure: set(&form.measure),
            district: set(&form.district),
            channel: set(&form.channel),
            asked: None,
        }),
        _ => Err(errors),
    }
}

async fn page(cx: &Cx, frame: Frame, form: TopicForm, errors: Errors) -> Result<TopicNewPage, AppError> {
    let questions = topic::questions(cx).await?;
    let choice =
        |value: &str, label: String, chosen: &str| Choice { chosen: value == chosen, ..Choice::new(value, label) };
    let rules = &cx.city.rules;
    let states = [("none", "計画に該当なし"), ("undecided", "まだ決めていない")];
    let states = states.into_iter().map(|(code, word)| choice(code, word.to_owned(), &form.measure));
    let measures =
        cx.city.measures.iter().map(|m| choice(&m.code, format!("{} {}", m.code, m.name), &form.measure)).chain(states);
    let districts = rules.city().districts.iter();
    let channels = rules.channels().iter();
    let words = |question: &topic::Question| {
        question.chosen.asked.as_ref().map(|asked| asked.words.clone()).unwrap_or_default()
    };
    let questions = questions.iter().map(|question| choice(&question.value, words(question), &form.asked));
    Ok(TopicNewPage {
        questions: questions.collect(),
        measures: measures.collect(),
        districts: districts.map(|d| choice(&d.code, ruby::strip(&d.label.ja), &form.district)).collect(),
        channels: channels.map(|c| choice(&c.code, c.label.ja.clone(), &form.channel)).collect(),
        frame,
        form,
        errors,
    })
}

#[cfg(test)]
impl TopicNewPage {
    /// As it is opened.
    pub(crate) fn sample() -> Self {
        TopicNewPage {
            frame: Frame { flash: None, ..Frame::staff_sample() },
            form: TopicForm { from: "2026-04-01".into(), until: "2026-11-22".into(), ..TopicForm::default() },
            errors: Errors::default(),
            measures: vec![Choice::new("1101", "1101 市民協働推進のための環境づくり")],
            districts: vec![Choice::new("minori", "美野里")],
            channels: vec![Choice::new("web", "ウェブ")],
            questions: vec![Choice::new("monitor-2026-02/Q12", "「第2回市政モニターアンケート」問12の記述")],
        }
    }

    /// With too few voices.
    pub(crate) fn sample_refused() -> Self {
        TopicNewPage {
            errors: Errors::one("from", "当てはまる声が3件です。12件以上になるように、期間や条件を広げてください。"),
            ..Self::sample()
        }
    }
}
