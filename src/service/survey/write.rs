//! Writing a survey: a new one, a file, last year's again, and every change of its questions. Whoever saves names the state
//! that they saw, so nothing is overwritten unseen.

use chrono::NaiveDate;
use kocho_domain::{
    id::SectionId,
    refusal::Refusal,
    rule::panel::Class,
    story::{AuditEvent, Story},
    survey::{self as rules, Mistake, Period, ProfileField, Questionnaire, Selection, SurveyKind, SurveyState},
};
use kocho_store::{
    StoreError, Tx, questionnaire, response,
    survey::{self, About, Survey},
};

use super::{find, is_measure, may_write, newest, writes_for};
use crate::{Cx, Error, FieldErrors};

/// What became of a file.
#[derive(Debug, Clone)]
pub enum Imported {
    /// A new survey, as a draft.
    New(Box<Survey>),
    /// The very same file is there already.
    Same,
    /// It was refused.
    Mistakes(Vec<Mistake>),
}

/// What is typed to begin a survey.
#[derive(Debug, Clone, Default)]
pub struct NewForm {
    /// Its code.
    pub code: String,
    /// 件名
    pub title: String,
    /// 実施課 (database key); 0 for none.
    pub section: i64,
    /// 目的
    pub purpose: String,
    /// First day.
    pub start: Option<NaiveDate>,
    /// Last day.
    pub end: Option<NaiveDate>,
    /// 無記名
    pub anonymous: bool,
}

/// Begins a survey with no question yet.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field; [`Error::Denied`]; [`Refusal::SurveyCodeTaken`].
pub async fn create(cx: &Cx, form: &NewForm) -> Result<Survey, Error> {
    let section = cx.city.section(SectionId(form.section)).filter(|section| writes_for(cx, section.id));
    let mut errors = FieldErrors::new();
    let code = form.code.trim();
    if !rules::read::is_code(code) {
        errors.insert("code", "半角の英数字とハイフンで60字までにしてください（例：monitor-2026-03）。".into());
    }
    if form.title.trim().is_empty() || form.title.chars().count() > 200 {
        errors.insert("title", "件名を200字までで書いてください。".into());
    }
    if form.purpose.trim().is_empty() || form.purpose.chars().count() > 1_000 {
        errors.insert("purpose", "何のために聞くのかを1000字までで書いてください。".into());
    }
    if form.start.zip(form.end).is_none_or(|(start, end)| end < start) {
        errors.insert("end", "始まりの日と、それより後の終わりの日を入れてください。".into());
    }
    let (Some(section), Some(start), Some(end)) = (section, form.start, form.end.filter(|_| errors.is_empty())) else {
        if section.is_none() {
            errors.insert("section", "実施する課を選んでください。".into());
        }
        return Err(Error::Invalid(errors));
    };
    let blank = Questionnaire {
        id: code.to_owned(),
        title: form.title.trim().to_owned(),
        purpose: form.purpose.trim().to_owned(),
        policy: String::new(),
        period: Period { start, end },
        target: "市政モニター".to_owned(),
        method: "ウェブ回答及び郵送（紙の調査票）".to_owned(),
        section: section.name.clone(),
        anonymous: form.anonymous,
        profile_fields: usual_profile(cx),
        questions: vec![],
        translations: rules::Translations::default(),
    };
    begin(cx, &blank, section.id, "survey_created").await
}

/// 年代, 性別 and 地区, as coarse as anonymity needs them: the classes of the city's monitors, whose own are copied.
#[must_use]
pub fn usual_profile(cx: &Cx) -> Vec<ProfileField> {
    let field = |id: &str, label: &str, options: Vec<String>| ProfileField {
        id: id.to_owned(),
        label: label.to_owned(),
        options,
        translations: rules::Translations::default(),
    };
    let rule = cx.city.rules.panels();
    let ages = rule.ages.iter().map(|class| class.label.ja.clone()).collect();
    let words = |classes: &[Class]| classes.iter().map(|class| class.label.ja.clone()).collect::<Vec<_>>();
    let districts = words(&rule.districts);
    let mut fields = vec![field("age_group", "年代", ages), field("gender", "性別", words(&rule.genders))];
    if districts.len() > 1 {
        fields.push(field("district", "お住まいの地区", districts));
    }
    fields
}

/// Takes a file in, whole or not at all; the new survey is a draft.
///
/// # Errors
/// [`Error::Denied`]; [`Refusal::SurveyCodeTaken`] when another survey has its code.
pub async fn import(cx: &Cx, json: &str) -> Result<Imported, Error> {
    super::may(cx, kocho_domain::access::Permission::SurveyWrite)?;
    let (questionnaire, section) = match checked(cx, json) {
        Ok(found) => found,
        Err(mistakes) => return Ok(Imported::Mistakes(mistakes)),
    };
    if !writes_for(cx, section) {
        return Err(Error::Denied);
    }
    let from = cx.reader();
    if let Some(known) = survey::by_code(&from, &questionnaire.id).await? {
        let is_same = newest(&from, &known).await?.questionnaire == questionnaire;
        return if is_same { Ok(Imported::Same) } else { Err(Refusal::SurveyCodeTaken(questionnaire.id).into()) };
    }
    let survey = begin(cx, &questionnaire, section, "survey_imported").await?;
    Ok(Imported::New(Box::new(survey)))
}

/// A file's questionnaire and its section.
fn checked(cx: &Cx, json: &str) -> Result<(Questionnaire, SectionId), Vec<Mistake>> {
    let questionnaire = rules::read::read_whole(json, &|code| is_measure(cx, code))?;
    match cx.city.section_in_charge(&questionnaire.section, cx.today()) {
        Some(section) => Ok((questionnaire, section.id)),
        None => {
            let problem = format!("「{}」という課はありません", questionnaire.section);
            Err(vec![Mistake::new("実施課（section）", problem, "課の一覧にある名前にしてください")])
        }
    }
}

/// Last year's questions again under a new code, a year later; they keep their ids, so that years can be compared.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`], [`Error::Invalid`] for the field `code`, [`Refusal::SurveyCodeTaken`].
pub async fn copy(cx: &Cx, from: &str, code: &str) -> Result<Survey, Error> {
    let reader = cx.reader();
    let old = find(cx, &reader, from).await?;
    if !writes_for(cx, old.about.section) {
        return Err(Error::Denied);
    }
    let code = code.trim();
    if !rules::read::is_code(code) {
        return Err(Error::field("code", "半角の英数字とハイフンで60字までにしてください。"));
    }
    let mut questionnaire = newest(&reader, &old).await?.questionnaire;
    code.clone_into(&mut questionnaire.id);
    let later = |day: NaiveDate| day.checked_add_months(chrono::Months::new(12)).unwrap_or(day);
    questionnaire.period = Period { start: later(questionnaire.period.start), end: later(questionnaire.period.end) };
    begin(cx, &questionnaire, old.about.section, "survey_copied").await
}

async fn begin(
    cx: &Cx,
    questionnaire: &Questionnaire,
    section: SectionId,
    code: &'static str,
) -> Result<Survey, Error> {
    let mut tx = cx.begin().await?;
    let taken = |error| match error {
        StoreError::Conflict => Refusal::SurveyCodeTaken(questionnaire.id.clone()).into(),
        other => Error::from(other),
    };
    let survey = survey::insert(&mut tx, &about(questionnaire, section), cx.house.demo).await.map_err(taken)?;
    questionnaire::write(&mut tx, survey.id, questionnaire).await?;
    survey::add_step(&mut tx, survey.id, code, "").await?;
    tx.commit(Story::audit(AuditEvent::new(code, "survey", Some(survey.id.0)))).await?;
    Ok(survey)
}

fn about(questionnaire: &Questionnaire, section: SectionId) -> About {
    About {
        code: questionnaire.id.clone(),
        title: questionnaire.title.clone(),
        section,
        anonymous: questionnaire.anonymous,
        starts_on: questionnaire.period.start,
        ends_on: questionnaire.period.end,
        target: questionnaire.target.clone(),
        method: questionnaire.method.clone(),
        purpose: questionnaire.purpose.clone(),
    }
}

/// Changes the questions of a draft by a rule; `seen` is the lock of the survey that the person saw. Answers the new lock.
///
/// # Errors
/// [`Error::Stale`] when somebody changed it meanwhile; [`Refusal::SurveyFixed`] when it is no draft any more; what the rule
/// refuses; [`Error::NotFound`], [`Error::Denied`].
pub async fn change(
    cx: &Cx,
    code: &str,
    seen: i64,
    rule: impl FnOnce(&mut Questionnaire) -> Result<(), Error> + Send,
) -> Result<i64, Error> {
    change_with(cx, code, seen, None, rule).await
}

/// Who answers, how they were chosen, and how many they are.
pub type Asked = (SurveyKind, Selection, Option<u32>);

/// The same, and who is asked.
///
/// # Errors
/// As [`change`].
pub async fn change_with(
    cx: &Cx,
    code: &str,
    seen: i64,
    asked: Option<Asked>,
    rule: impl FnOnce(&mut Questionnaire) -> Result<(), Error> + Send,
) -> Result<i64, Error> {
    let mut tx = cx.begin().await?;
    let mut survey = writable(cx, &tx, code, seen).await?;
    let mut questionnaire = newest(&tx, &survey).await?.questionnaire;
    rule(&mut questionnaire)?;
    // The code is the survey's name everywhere, and the section decides who may write.
    code.clone_into(&mut questionnaire.id);
    let section = section_of(cx, &questionnaire)?;
    // What is kept can be read again: a document that its own reader refuses is never written.
    if let Err(mistakes) = rules::read(&questionnaire.to_json()) {
        let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
        return Err(Refusal::SurveyMistakes { count: mistakes.len(), first }.into());
    }
    survey.about = about(&questionnaire, section);
    if let Some(asked) = asked {
        (survey.kind, survey.selection, survey.population) = asked;
    }
    questionnaire::write(&mut tx, survey.id, &questionnaire).await?;
    save(tx, &survey, "survey_changed").await
}

/// How many were asked, which may be known only when the letters are out or the answers are in: from the desk, until the results
/// are published. `None`: it is not known.
///
/// # Errors
/// [`Error::Invalid`] in `population` when fewer were asked than answered; [`Refusal::SurveyFixed`] once published;
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn set_asked(cx: &Cx, code: &str, asked: Option<u32>) -> Result<(), Error> {
    super::may(cx, kocho_domain::access::Permission::SurveyManage)?;
    let tx = cx.begin().await?;
    let mut survey = find(cx, &tx, code).await?;
    if survey.state == SurveyState::Reported {
        return Err(Refusal::SurveyFixed { state: survey.state }.into());
    }
    asked_enough(&tx, &survey, asked).await?;
    survey.population = asked;
    save(tx, &survey, "survey_asked_set").await?;
    Ok(())
}

/// Nobody answers who was not asked.
pub(super) async fn asked_enough(tx: &Tx, survey: &Survey, asked: Option<u32>) -> Result<(), Error> {
    let Some(asked) = asked else { return Ok(()) };
    let answered = response::counts(tx, survey.id).await?.total();
    if u64::from(asked) >= answered {
        return Ok(());
    }
    Err(Error::field("population", format!("回答が{answered}件あるので、それより小さい数にはできません。")))
}

fn section_of(cx: &Cx, questionnaire: &Questionnaire) -> Result<SectionId, Error> {
    let found = cx.city.section_in_charge(&questionnaire.section, cx.today());
    let found = found.map(|section| section.id).filter(|section| writes_for(cx, *section));
    found.ok_or_else(|| Error::field("section", "実施する課を選んでください。"))
}

async fn writable(cx: &Cx, tx: &Tx, code: &str, seen: i64) -> Result<Survey, Error> {
    let survey = find(cx, tx, code).await?;
    if !survey.state.is_written() {
        return Err(Refusal::SurveyFixed { state: survey.state }.into());
    }
    if !may_write(cx, &survey) {
        return Err(Error::Denied);
    }
    if survey.lock == seen { Ok(survey) } else { Err(Error::Stale) }
}

async fn save(mut tx: Tx, survey: &Survey, code: &'static str) -> Result<i64, Error> {
    survey::save(&mut tx, survey).await?;
    tx.commit(Story::audit(AuditEvent::new(code, "survey", Some(survey.id.0)))).await?;
    Ok(survey.lock + 1)
}
