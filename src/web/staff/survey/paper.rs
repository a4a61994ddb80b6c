//! A questionnaire as it is read: at the width of a telephone, and on paper.

use askama::Template;
use axum::extract::{Path, State};
use axum_extra::extract::Query;
use kocho_domain::{
    localized::{Lang, Localized},
    rule::panel::Panels,
    survey::{Choice, Kind, ProfileField, Question, Questionnaire, Skip, Translations, Words},
};
use kocho_service::survey;
use serde::Deserialize;

use crate::{
    filters::date_in,
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    questions::class::{class_word, field_name},
    state::AppState,
    texts::{SurveyForm, Text, Texts},
    urls::staff as urls,
};

/// `GET /staff/surveys/{survey}/preview`
#[derive(Debug, Template)]
#[template(path = "staff/survey/preview.html")]
pub(crate) struct SurveyPreviewPage {
    pub(crate) frame: Frame,
    pub(crate) back: String,
    /// In which language it is read.
    pub(crate) lang: Lang,
    pub(crate) title: Text,
    pub(crate) purpose: Text,
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
    /// In which language the form is.
    pub(crate) lang: Lang,
    /// The words around the questions.
    pub(crate) words: &'static SurveyForm,
    /// The languages that the questionnaire speaks: address, name, shown now.
    pub(crate) languages: Vec<(String, &'static str, bool)>,
    pub(crate) city: Text,
    pub(crate) title: Text,
    pub(crate) purpose: Text,
    pub(crate) section: Text,
    /// By when it is to be sent back.
    pub(crate) until: Text,
    pub(crate) anonymous: bool,
    /// Classes: label and their words.
    pub(crate) profile: Vec<(Text, Vec<Text>)>,
    pub(crate) asked: Vec<Asked>,
}

impl SurveyPrintPage {
    /// English puts the words of a date before the blanks.
    fn is_english(&self) -> bool {
        self.lang == Lang::En
    }
}

/// A question as it is read.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) id: String,
    /// 問3; empty for texts and pictures.
    pub(crate) no: Text,
    pub(crate) kind: &'static str,
    pub(crate) text: Text,
    pub(crate) note: Text,
    pub(crate) required: bool,
    /// 3つまで
    pub(crate) limit: Text,
    /// Code, label, words of one's own.
    pub(crate) options: Vec<(String, Text, bool)>,
    /// Value and label.
    pub(crate) steps: Vec<(i64, Text)>,
    pub(crate) rows: Vec<(String, Text)>,
    /// Places of a ranking, with their names.
    pub(crate) places: Vec<(usize, Text)>,
    pub(crate) unit: Text,
    pub(crate) most: u32,
    pub(crate) picture: String,
    pub(crate) alt: String,
    /// 「4・5」を選んだ人は、問5へ
    pub(crate) skips: Vec<Text>,
}

impl Asked {
    pub(super) fn all(code: &str, questionnaire: &Questionnaire, lang: Lang) -> Vec<Asked> {
        questionnaire.questions.iter().map(|question| Asked::of(code, questionnaire, question, lang)).collect()
    }

    fn of(code: &str, questionnaire: &Questionnaire, question: &Question, lang: Lang) -> Asked {
        let words = Texts::of(lang);
        let said = |found: (&str, Lang)| Text::of_words(found, lang);
        let label = |words: &str, translations: &Translations| said(translations.label(words, lang));
        let own = |ja: Option<&str>, pick: fn(&Words) -> Option<&str>| {
            let found = question.translations.get(lang, pick).map(|text| (text, lang));
            found.or(ja.map(|ja| (ja, Lang::Ja))).map(said).unwrap_or_default()
        };
        let option = |o: &Choice| (o.code.clone(), label(&o.label, &o.translations), o.free_text);
        let places = question.max_select.and_then(|most| usize::try_from(most).ok()).unwrap_or(question.options.len());
        let place = |place: usize| (place, words.answering.rank.with("place", place).text());
        Asked {
            id: question.id.clone(),
            no: question.no.map(|no| words.answering.question.with("no", no).text()).unwrap_or_default(),
            kind: question.kind.code(),
            text: said(question.text_in(lang)),
            note: question.note_in(lang).map(said).unwrap_or_default(),
            required: question.required,
            limit: limit(question, lang),
            options: question.options.iter().map(option).collect(),
            steps: question.scale.iter().map(|step| (step.value, label(&step.label, &step.translations))).collect(),
            rows: question.rows.iter().map(|row| (row.code.clone(), label(&row.label, &row.translations))).collect(),
            places: if question.kind == Kind::Ranking { (1..=places).map(place).collect() } else { vec![] },
            unit: own(question.unit.as_deref(), |words| words.unit.as_deref()),
            most: question.max_length.unwrap_or(200),
            picture: if question.image.is_some() { urls::survey_picture(code, &question.id) } else { String::new() },
            alt: own(question.alt.as_deref(), |words| words.alt.as_deref()).plain().to_owned(),
            skips: question.skip.iter().map(|skip| way_on(questionnaire, (question, skip), lang)).collect(),
        }
    }
}

/// （3つまで）, unless the question says it itself, as many do.
fn limit(question: &Question, lang: Lang) -> Text {
    let Some(most) = question.max_select else { return Text::default() };
    let said = |lang: Lang| Texts::of(lang).survey_form.limit.with("most", most).text();
    let (text, found) = question.text_in(lang);
    let is_said = Text::of_words((text, found), lang).plain().contains(said(found).plain());
    if is_said { Text::default() } else { said(lang) }
}

/// 「4・5」を選んだ人は、問5へ進んでください。
fn way_on(of: &Questionnaire, (question, skip): (&Question, &Skip), lang: Lang) -> Text {
    let words = Texts::of(lang);
    let form = &words.survey_form;
    let name = |no: u32| words.answering.question.with("no", no).text();
    let codes = skip.when.codes.join("・");
    let asked = of.question(&skip.when.question).filter(|asked| asked.id != question.id).and_then(|asked| asked.no);
    let who = match asked {
        Some(no) => form.who_of.with("question", name(no)).with("codes", codes).text(),
        None => form.who.with("codes", codes).text(),
    };
    // A text or picture has no number: the first question behind it is where one goes on.
    let behind = of.position(&skip.go_to).map(|at| of.questions.iter().skip(at));
    match behind.and_then(|mut behind| behind.find_map(|question| question.no)) {
        Some(no) => form.go_on.with("who", who).with("place", name(no)).text(),
        None => form.end.with("who", who).text(),
    }
}

/// In which language.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    lang: String,
}

/// Languages with their addresses, names, and whether each is shown now.
fn languages(address: &str, spoken: impl Fn(Lang) -> bool, shown: Lang) -> Vec<(String, &'static str, bool)> {
    let name = |lang| match lang {
        Lang::Ja => "日本語",
        Lang::Easy => "やさしい日本語",
        Lang::En => "English",
    };
    let link = |lang: Lang| (format!("{address}?lang={}", lang.code()), name(lang), lang == shown);
    Lang::ALL.into_iter().filter(|lang| spoken(*lang)).map(link).collect()
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
    Ok(Page::ok(SurveyPreviewPage {
        frame: signed.frame(&state),
        back: urls::survey(&code),
        title: Text::of_words(questionnaire.title_in(lang), lang),
        purpose: Text::of_words(questionnaire.purpose_in(lang), lang),
        lang,
        minutes: view.minutes.most,
        asked: Asked::all(&code, questionnaire, lang),
        languages: languages(&urls::survey_preview(&code), |_| true, lang),
    }))
}

pub(super) async fn print(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Page<SurveyPrintPage>, AppError> {
    let cx = signed.cx(&state);
    let view = survey::view(&cx, &code).await?;
    let questionnaire = &view.version.questionnaire;
    // Where nothing is translated there is only the Japanese form.
    let lang = Lang::from_code(&wanted.lang).filter(|lang| questionnaire.speaks(*lang)).unwrap_or_default();
    let city = (&cx.city.rules.city().name, cx.city.rules.panels());
    Ok(Page::ok(SurveyPrintPage::of(signed.frame(&state), questionnaire, city, lang)))
}

impl SurveyPrintPage {
    /// The form of a questionnaire in one language.
    pub(super) fn of(frame: Frame, of: &Questionnaire, (city, rule): (&Localized, &Panels), lang: Lang) -> Self {
        let words = &Texts::of(lang).survey_form;
        let class = |field: &ProfileField| {
            let classes = field.options.iter().map(|class| class_word(class, rule, lang)).collect::<Vec<_>>();
            (field_name(field, lang).0, classes)
        };
        SurveyPrintPage {
            frame,
            back: urls::survey(&of.id),
            lang,
            words,
            languages: languages(&urls::survey_print(&of.id), |lang| of.speaks(lang), lang),
            city: Text::of(city, lang),
            title: Text::of_words(of.title_in(lang), lang),
            purpose: Text::of_words(of.purpose_in(lang), lang),
            section: Text::of_words((&of.section, Lang::Ja), lang),
            until: words.until.with("date", date_in(of.period.end, lang)).text(),
            anonymous: of.anonymous,
            profile: of.profile_fields.iter().map(class).collect(),
            asked: Asked::all(&of.id, of, lang),
        }
    }
}
