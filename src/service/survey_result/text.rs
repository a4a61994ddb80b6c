//! 自由記述: words of one's own in the answers, page by page, with personal details as ●. For the survey's section and the hearing desk.

use kocho_domain::{
    access::Permission,
    survey::{Answer, Answers, question::Kind},
};
use kocho_store::{StoreError, response};

use super::{kept, worded};
use crate::{
    Cx, Error,
    desk::masked,
    survey::{find, may, writes_for},
};

/// Texts of a page.
const SIZE: usize = 50;

/// Texts of one question.
#[derive(Debug, Clone)]
pub struct Texts {
    /// The survey's title.
    pub title: String,
    /// Q12
    pub question: String,
    /// What was asked.
    pub asked: String,
    /// How many wrote something.
    pub n: usize,
    /// The texts of this page, in no order that says when they came.
    pub texts: Vec<String>,
    /// Which page it is, from 1 on, of how many.
    pub page: (usize, usize),
    /// Questions with words of one's own: id and text.
    pub questions: Vec<(String, String)>,
    /// The person may take these texts in as voices.
    pub may_take: bool,
}

/// The texts that people wrote to a question, or beside その他.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn page(cx: &Cx, code: &str, question: &str, page: usize) -> Result<Texts, Error> {
    let from = cx.reader();
    let survey = find(cx, &from, code).await?;
    if !writes_for(cx, survey.about.section) {
        return Err(Error::Denied);
    }
    let questionnaire = kept::questions(cx, &survey).await?;
    let questions: Vec<(String, String)> = worded(&questionnaire).map(|q| (q.id.clone(), q.text.clone())).collect();
    // Free texts first: they are what most come for.
    let free = questionnaire.questions.iter().find(|q| q.kind == Kind::FreeText).map(|q| q.id.clone());
    let wanted = if question.is_empty() {
        free.or_else(|| questions.first().map(|q| q.0.clone()))
    } else {
        Some(question.to_owned())
    };
    let wanted = wanted.filter(|id| questions.iter().any(|q| q.0 == *id)).ok_or(Error::NotFound)?;
    let page = page.max(1);
    let here = (page - 1).saturating_mul(SIZE)..page.saturating_mul(SIZE);
    let (mut n, mut texts) = (0, Vec::new());
    response::each(&from, survey.id, |response| {
        if let Some(text) = words(&response.answers, &wanted) {
            if here.contains(&n) {
                texts.push(masked(text));
            }
            n += 1;
        }
        Ok::<(), StoreError>(())
    })
    .await?;
    let asked = questionnaire.question(&wanted).map(|q| q.text.clone()).unwrap_or_default();
    let pages = n.div_ceil(SIZE).max(1);
    if page > pages {
        return Err(Error::NotFound);
    }
    let is_free = questionnaire.question(&wanted).is_some_and(|q| q.kind.is_text());
    Ok(Texts {
        may_take: is_free && survey.state.is_over() && may(cx, Permission::SurveyManage).is_ok(),
        title: survey.about.title,
        question: wanted,
        asked,
        n,
        texts,
        page: (page, pages),
        questions,
    })
}

/// What an answer says to a question in words of one's own, or beside その他; nothing where it says nothing.
pub(super) fn words<'a>(answers: &'a Answers, question: &str) -> Option<&'a str> {
    let text = match answers.get(question) {
        Some(Answer::Text(text)) => Some(text),
        Some(Answer::Codes { other, .. }) => other.as_ref(),
        Some(Answer::Rows(_) | Answer::Scale(_) | Answer::Ranking(_) | Answer::Number(_) | Answer::Date(_)) | None => {
            None
        }
    };
    text.map(String::as_str).filter(|text| !text.trim().is_empty())
}
