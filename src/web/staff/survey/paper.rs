//! A questionnaire as it is read: at the width of a telephone, and on paper.

use askama::Template;
use axum::extract::{Path, State};
use axum_extra::extract::Query;
use chrono::NaiveDate;
use kocho_domain::{
    localized::Lang,
    survey::{Kind, Question, Questionnaire},
};
use kocho_service::survey;
use serde::Deserialize;

use super::builder::skips;
use crate::{
    frame::Frame, guard::Signed, page::Page, problem::AppError, staff::filters, state::AppState, urls::staff as urls,
};

/// `GET /staff/surveys/{survey}/preview`
#[derive(Debug, Template)]
#[template(path = "staff/survey/preview.html")]
pub(crate) struct SurveyPreviewPage {
    pub(crate) frame: Frame,
    pub(crate) back: String,
    pub(crate) title: String,
    pub(crate) purpose: String,
    pub(crate) minutes: u32,
    pub(crate) asked: Vec<Asked>,
    /// The languages: address, name, shown now.
    pub(crate) languages: Vec<(String, &'static str, bool)>,
}

/// `GET /staff/surveys/{survey}/print`
#[derive(Debug, Template)]
#[template(path = "staff/survey/print.html")]
pub(crate) struct SurveyPrintPage {
    pub(crate) frame: Frame,
    pub(crate) back: String,
    pub(crate) city: String,
    pub(crate) title: String,
    pub(crate) purpose: String,
    pub(crate) section: String,
    pub(crate) ends_on: NaiveDate,
    pub(crate) anonymous: bool,
    /// Classes: label and their words.
    pub(crate) profile: Vec<(String, Vec<String>)>,
    pub(crate) asked: Vec<Asked>,
}

/// A question as it is read.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) id: String,
    /// 問3; empty for texts and pictures.
    pub(crate) no: String,
    pub(crate) kind: &'static str,
    pub(crate) text: String,
    pub(crate) note: String,
    pub(crate) required: bool,
    /// 3つまで
    pub(crate) limit: String,
    /// Code, label, words of one's own.
    pub(crate) options: Vec<(String, String, bool)>,
    /// Value and label.
    pub(crate) steps: Vec<(i64, String)>,
    pub(crate) rows: Vec<(String, String)>,
    /// Places of a ranking.
    pub(crate) places: Vec<usize>,
    pub(crate) unit: String,
    pub(crate) most: u32,
    pub(crate) picture: String,
    pub(crate) alt: String,
    /// 「4・5」を選んだ人は、問5へ
    pub(crate) skips: Vec<String>,
}

impl Asked {
    pub(super) fn all(code: &str, questionnaire: &Questionnaire, lang: Lang) -> Vec<Asked> {
        questionnaire.questions.iter().map(|question| Asked::of(code, questionnaire, question, lang)).collect()
    }

    fn of(code: &str, questionnaire: &Questionnaire, question: &Question, lang: Lang) -> Asked {
        let label = |words: &str, translations: &kocho_domain::survey::Translations| {
            translations.label(words, lang).0.to_owned()
        };
        let own = |ja: Option<&str>, pick: fn(&kocho_domain::survey::Words) -> Option<&str>| {
            question.translations.get(lang, pick).or(ja).unwrap_or_default().to_owned()
        };
        let option = |o: &kocho_domain::survey::Choice| (o.code.clone(), label(&o.label, &o.translations), o.free_text);
        let most = question.max_select.map(|most| format!("（{most}つまで）"));
        let places = question.max_select.and_then(|most| usize::try_from(most).ok()).unwrap_or(question.options.len());
        Asked {
            id: question.id.clone(),
            no: question.no.map(|no| format!("問{no}")).unwrap_or_default(),
            kind: question.kind.code(),
            text: question.text_in(lang).0.to_owned(),
            note: question.note_in(lang).map(|(note, _)| note.to_owned()).unwrap_or_default(),
            required: question.required,
            // Many questions say it themselves.
            limit: most.filter(|most| !question.text.contains(most.as_str())).unwrap_or_default(),
            options: question.options.iter().map(option).collect(),
            steps: question.scale.iter().map(|step| (step.value, label(&step.label, &step.translations))).collect(),
            rows: question.rows.iter().map(|row| (row.code.clone(), label(&row.label, &row.translations))).collect(),
            places: if question.kind == Kind::Ranking { (1..=places).collect() } else { vec![] },
            unit: own(question.unit.as_deref(), |words| words.unit.as_deref()),
            most: question.max_length.unwrap_or(200),
            picture: if question.image.is_some() { urls::survey_picture(code, &question.id) } else { String::new() },
            alt: own(question.alt.as_deref(), |words| words.alt.as_deref()),
            skips: skips(questionnaire, question),
        }
    }
}

/// In which language.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    lang: String,
}

pub(super) async fn preview(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Page<SurveyPreviewPage>, AppError> {
    let view = survey::view(&signed.cx(&state), &code).await?;
    let lang = Lang::from_code(&wanted.lang).unwrap_or_default();
    let questionnaire = &view.version.questionnaire;
    let name = |lang| match lang {
        Lang::Ja => "日本語",
        Lang::Easy => "やさしい日本語",
        Lang::En => "English",
    };
    let languages = Lang::ALL.map(|other| {
        let address = format!("{}?lang={}", urls::survey_preview(&code), other.code());
        (address, name(other), other == lang)
    });
    Ok(Page::ok(SurveyPreviewPage {
        frame: signed.frame(&state),
        back: urls::survey(&code),
        title: questionnaire.title_in(lang).0.to_owned(),
        purpose: questionnaire.purpose_in(lang).0.to_owned(),
        minutes: view.minutes.most,
        asked: Asked::all(&code, questionnaire, lang),
        languages: languages.to_vec(),
    }))
}

pub(super) async fn print(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Page<SurveyPrintPage>, AppError> {
    let cx = signed.cx(&state);
    let view = survey::view(&cx, &code).await?;
    let questionnaire = &view.version.questionnaire;
    let profile = questionnaire.profile_fields.iter().map(|field| (field.label.clone(), field.options.clone()));
    Ok(Page::ok(SurveyPrintPage {
        frame: signed.frame(&state),
        back: urls::survey(&code),
        city: cx.city.rules.city().name.ja.clone(),
        title: questionnaire.title.clone(),
        purpose: questionnaire.purpose.clone(),
        section: questionnaire.section.clone(),
        ends_on: questionnaire.period.end,
        anonymous: questionnaire.anonymous,
        profile: profile.collect(),
        asked: Asked::all(&code, questionnaire, Lang::Ja),
    }))
}
