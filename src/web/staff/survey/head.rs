//! The frame of a survey: beginning one, and changing what it is about and who is asked.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{
    localized::Lang,
    survey::{Period, ProfileField, Questionnaire, Selection, SurveyKind, Words},
};
use kocho_service::{
    Error, FieldErrors,
    survey::{
        self,
        write::{self, NewForm},
    },
};
use serde::Deserialize;

use super::typed::of_whole;
use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    staff::{
        admin::found,
        view::{Choice, Errors},
    },
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/surveys/new`, `GET /staff/surveys/{survey}/head`
#[derive(Debug, Template)]
#[template(path = "staff/survey/head.html")]
pub(crate) struct SurveyHeadPage {
    pub(crate) frame: Frame,
    /// Nothing is there yet.
    pub(crate) is_new: bool,
    pub(crate) action: String,
    pub(crate) back: String,
    pub(crate) form: HeadTyped,
    pub(crate) sections: Vec<Choice>,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) selections: Vec<Choice>,
    /// Classes that can stand beside each answer.
    pub(crate) classes: Vec<Choice>,
    pub(crate) errors: Errors,
}

/// What its form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct HeadTyped {
    pub(crate) version: i64,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) purpose: String,
    pub(crate) section: i64,
    pub(crate) start: String,
    pub(crate) end: String,
    pub(crate) target: String,
    pub(crate) method: String,
    /// `named` or nothing.
    pub(crate) named: String,
    pub(crate) kind: String,
    pub(crate) selection: String,
    pub(crate) population: String,
    pub(crate) title_easy: String,
    pub(crate) title_english: String,
    pub(crate) purpose_easy: String,
    pub(crate) purpose_english: String,
    /// Ids of the classes that stand beside each answer.
    pub(crate) profile: Vec<String>,
}

impl HeadTyped {
    /// Something is written in another language.
    fn is_translated(&self) -> bool {
        [&self.title_easy, &self.title_english, &self.purpose_easy, &self.purpose_english]
            .iter()
            .any(|words| !words.trim().is_empty())
    }
}

pub(super) async fn new(State(state): State<AppState>, signed: Signed) -> Result<Page<SurveyHeadPage>, AppError> {
    Ok(Page::ok(page(&state, &signed, None, HeadTyped::default(), Errors::default())))
}

pub(super) async fn post_new(
    State(state): State<AppState>,
    signed: Signed,
    Form(typed): Form<HeadTyped>,
) -> Result<Response, AppError> {
    let form = NewForm {
        code: typed.code.clone(),
        title: typed.title.clone(),
        section: typed.section,
        purpose: typed.purpose.clone(),
        start: typed.start.parse().ok(),
        end: typed.end.parse().ok(),
        anonymous: typed.named != "named",
    };
    let errors = match write::create(&signed.cx(&state), &form).await {
        Ok(survey) => {
            let words = "調査を作りました。設問を加えてください。";
            return Ok(go_with(&state, &urls::survey_edit(&survey.about.code), "success", words));
        }
        Err(Error::Invalid(fields)) => found(fields),
        Err(Error::Refused(refusal)) => Errors::one("code", refusal.to_string().trim_end_matches('。')),
        Err(other) => return Err(other.into()),
    };
    Ok(Page::invalid(page(&state, &signed, None, typed, errors)).into_response())
}

pub(super) async fn edit(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Page<SurveyHeadPage>, AppError> {
    let view = survey::view(&signed.cx(&state), &code).await?;
    if !view.may_write {
        return Err(Error::Denied.into());
    }
    let (survey, questionnaire) = (&view.survey, &view.version.questionnaire);
    let said = |lang: Lang, pick: fn(&Words) -> Option<&str>| {
        questionnaire.translations.get(lang, pick).unwrap_or_default().to_owned()
    };
    let typed = HeadTyped {
        version: survey.lock,
        code: code.clone(),
        title: questionnaire.title.clone(),
        purpose: questionnaire.purpose.clone(),
        section: survey.about.section.0,
        start: questionnaire.period.start.to_string(),
        end: questionnaire.period.end.to_string(),
        target: questionnaire.target.clone(),
        method: questionnaire.method.clone(),
        named: if questionnaire.anonymous { String::new() } else { "named".to_owned() },
        kind: survey.kind.code().to_owned(),
        selection: survey.selection.code().to_owned(),
        population: survey.population.map(|n| n.to_string()).unwrap_or_default(),
        title_easy: said(Lang::Easy, |words| words.title.as_deref()),
        title_english: said(Lang::En, |words| words.title.as_deref()),
        purpose_easy: said(Lang::Easy, |words| words.purpose.as_deref()),
        purpose_english: said(Lang::En, |words| words.purpose.as_deref()),
        profile: questionnaire.profile_fields.iter().map(|field| field.id.clone()).collect(),
    };
    Ok(Page::ok(page(&state, &signed, Some((&code, questionnaire)), typed, Errors::default())))
}

pub(super) async fn post_edit(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(typed): Form<HeadTyped>,
) -> Result<Response, AppError> {
    let errors = match save(&state, &signed, &code, &typed).await {
        Ok(()) => return Ok(go_with(&state, &urls::survey(&code), "success", "保存しました。")),
        Err(Error::Invalid(fields)) => found(fields),
        Err(Error::Refused(refusal)) => Errors::one("whole", refusal.to_string().trim_end_matches('。')),
        Err(Error::Stale) => Errors::one("whole", OVERTAKEN),
        Err(other) => return Err(other.into()),
    };
    // Whoever may not know the survey is not told that it is there.
    let view = survey::view(&signed.cx(&state), &code).await?;
    let typed = HeadTyped { version: view.survey.lock, ..typed };
    let page = page(&state, &signed, Some((&code, &view.version.questionnaire)), typed, errors);
    Ok(Page::invalid(page).into_response())
}

/// Somebody else changed the survey since the page was shown.
pub(super) const OVERTAKEN: &str =
    "ほかの人が先にこの調査を変えました。入力した内容は残っています。もう一度保存すると、この画面の内容になります";

/// What is wrong with what was written.
fn texts(typed: &HeadTyped) -> FieldErrors {
    let texts = [
        ("title", &typed.title, 200, true),
        ("purpose", &typed.purpose, 1_000, true),
        ("target", &typed.target, 1_000, true),
        ("method", &typed.method, 1_000, true),
        ("title_easy", &typed.title_easy, 200, false),
        ("title_english", &typed.title_english, 200, false),
        ("purpose_easy", &typed.purpose_easy, 1_000, false),
        ("purpose_english", &typed.purpose_english, 1_000, false),
    ];
    let is_wrong = |(_, text, most, needed): &(&'static str, &String, usize, bool)| {
        (*needed && text.trim().is_empty()) || text.chars().count() > *most
    };
    let wrong = texts.into_iter().filter(is_wrong);
    wrong.map(|(field, _, most, _)| (field, format!("{most}字までで書いてください。"))).collect()
}

async fn save(state: &AppState, signed: &Signed, code: &str, typed: &HeadTyped) -> Result<(), Error> {
    let cx = signed.cx(state);
    let mut errors = texts(typed);
    let period = typed.start.parse().ok().zip(typed.end.parse().ok()).map(|(start, end)| Period { start, end });
    let period = period.filter(|period| period.start <= period.end);
    let population = kocho_domain::import::fold::narrow(typed.population.trim());
    let population = Some(population.as_str()).filter(|text| !text.is_empty()).map(str::parse).transpose();
    let section = survey::sections(&cx).remove(&kocho_domain::id::SectionId(typed.section));
    let asked = SurveyKind::parse(&typed.kind).zip(Selection::parse(&typed.selection));
    let checks = [
        ("end", period.is_none(), "始まりの日と、それより後の終わりの日を入れてください。"),
        ("population", population.is_err(), "数で入れるか、空にしてください。"),
        ("section", section.is_none(), "実施する課を選んでください。"),
        ("kind", asked.is_none(), "答える人と選び方を選んでください。"),
    ];
    errors.extend(checks.iter().filter(|(_, wrong, _)| *wrong).map(|(field, _, words)| (*field, (*words).to_owned())));
    let (Some(period), Ok(population), Some(section), Some((kind, selection)), true) =
        (period, population, section, asked, errors.is_empty())
    else {
        return Err(Error::Invalid(errors));
    };
    let asked = Some((kind, selection, population));
    let usual = write::usual_profile(&cx);
    write::change_with(&cx, code, typed.version, asked, |questionnaire| {
        typed.title.trim().clone_into(&mut questionnaire.title);
        typed.purpose.trim().clone_into(&mut questionnaire.purpose);
        typed.target.trim().clone_into(&mut questionnaire.target);
        typed.method.trim().clone_into(&mut questionnaire.method);
        questionnaire.section = section;
        questionnaire.period = period;
        questionnaire.anonymous = typed.named != "named";
        let (title, purpose) =
            ((&*typed.title_easy, &*typed.title_english), (&*typed.purpose_easy, &*typed.purpose_english));
        questionnaire.translations = of_whole(&questionnaire.translations, title, purpose);
        let fields = with_usual(&questionnaire.profile_fields, usual);
        questionnaire.profile_fields = fields.into_iter().filter(|field| typed.profile.contains(&field.id)).collect();
        Ok(())
    })
    .await?;
    Ok(())
}

/// The classes that a questionnaire has, and the usual ones that it has not.
fn with_usual(own: &[ProfileField], usual: Vec<ProfileField>) -> Vec<ProfileField> {
    let further = usual.into_iter().filter(|field| own.iter().all(|known| known.id != field.id));
    own.iter().cloned().chain(further).collect()
}

fn page(
    state: &AppState,
    signed: &Signed,
    known: Option<(&str, &Questionnaire)>,
    form: HeadTyped,
    errors: Errors,
) -> SurveyHeadPage {
    let cx = signed.cx(state);
    let code = known.map(|(code, _)| code);
    let own = known.map(|(_, questionnaire)| questionnaire.profile_fields.as_slice()).unwrap_or_default();
    let class = |field: ProfileField| {
        let label = format!("{}（{}）", field.label, field.options.join("・"));
        Choice { chosen: form.profile.contains(&field.id), ..Choice::new(field.id, label) }
    };
    let classes = with_usual(own, write::usual_profile(&cx)).into_iter().map(class).collect();
    let choice = |value: String, label: String, now: &str| {
        let chosen = value == now;
        Choice { chosen, ..Choice::new(value, label) }
    };
    let section = form.section.to_string();
    let sections = survey::sections(&cx).into_iter().map(|(id, name)| choice(id.to_string(), name, &section));
    let kinds = SurveyKind::ALL.map(|kind| choice(kind.code().to_owned(), kind.label().to_owned(), &form.kind));
    let ways = Selection::ALL.map(|way| choice(way.code().to_owned(), way.label().to_owned(), &form.selection));
    SurveyHeadPage {
        frame: signed.frame(state),
        is_new: code.is_none(),
        action: code.map_or_else(|| urls::SURVEY_NEW.to_owned(), urls::survey_head),
        back: code.map_or_else(|| urls::SURVEYS.to_owned(), urls::survey),
        sections: sections.collect(),
        kinds: kinds.to_vec(),
        selections: ways.to_vec(),
        classes,
        form,
        errors,
    }
}
