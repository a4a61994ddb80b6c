//! 自由記述: words of one's own in the answers, page by page, with personal details as ●. For the survey's section and the hearing desk.

use kocho_domain::{
    access::Permission,
    survey::{Answer, Answers, question::Kind},
};
use kocho_store::{Source, StoreError, response, survey::Survey, survey_text};

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
    /// Which of them was looked for, from 0 on.
    pub found: Option<usize>,
    /// Which page it is, from 1 on, of how many.
    pub page: (usize, usize),
    /// Questions with words of one's own: id and text.
    pub questions: Vec<(String, String)>,
    /// The person may take these texts in as voices.
    pub may_take: bool,
}

/// Where one begins to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// At a page, from 1 on.
    Page(usize),
    /// At a text that a search found, by its key among those that can be found; at the first page where it is gone.
    Text(i64),
}

/// The texts that people wrote to a question, or beside その他.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn page(cx: &Cx, code: &str, question: &str, at: At) -> Result<Texts, Error> {
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
    let found = match at {
        At::Page(_) => None,
        At::Text(text) => place(&from, &survey, &wanted, text).await?,
    };
    let page = match at {
        At::Page(page) => page.max(1),
        At::Text(_) => found.unwrap_or(0) / SIZE + 1,
    };
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
        found: found.map(|found| found % SIZE).filter(|found| *found < texts.len()),
        texts,
        page: (page, pages),
        questions,
    })
}

/// As which one of all a found text stands there. Nothing leads from it to an answer: it is known by its words.
async fn place(from: &impl Source, survey: &Survey, question: &str, text: i64) -> Result<Option<usize>, Error> {
    let known = survey_text::by_ids(from, &[text]).await?;
    let known = known.into_iter().find(|known| known.survey == survey.id && known.question == question);
    let Some(known) = known else { return Ok(None) };
    let (mut n, mut same, mut like) = (0, None, None);
    response::each(from, survey.id, |response| {
        if let Some(text) = words(&response.answers, question) {
            if same.is_none() && is_masked(&known.body, text) {
                // What is taken for a name may be more or less than when the text was brought.
                if masked(text) == known.body { same = Some(n) } else { like = like.or(Some(n)) }
            }
            n += 1;
        }
        Ok::<(), StoreError>(())
    })
    .await?;
    Ok(same.or(like))
}

/// Whether the one is the other with ● in the place of some signs.
fn is_masked(masked: &str, text: &str) -> bool {
    let mut signs = text.chars();
    masked.chars().all(|c| signs.next().is_some_and(|sign| c == '●' || c == sign)) && signs.next().is_none()
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

#[cfg(test)]
mod tests {
    use super::is_masked;

    #[test]
    fn a_masked_text_is_known_by_its_words_and_its_length() {
        for (masked, text, wanted) in [
            ("●●さんが親切", "甲野さんが親切", true),
            ("字が小さい", "字が小さい", true),
            ("字が小さい", "字が小さいです", false),
            ("字が小さいです", "字が小さい", false),
            ("字が大きい", "字が小さい", false),
        ] {
            assert_eq!(is_masked(masked, text), wanted, "{masked} {text}");
        }
    }
}
