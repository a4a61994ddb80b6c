//! Results as files: all answers as CSV while they are read (`file/row.rs` says which columns), the code book beside them, and a
//! workbook of tables and answers (`file/book.rs`), which goes out while it is packed. For the survey's section and the hearing
//! desk; that it was taken along stands in the audit.

mod book;
mod row;

use std::sync::Arc;

use kocho_document::{table, workbook::Workbook};
use kocho_domain::{
    story::{AuditEvent, Story},
    survey::Questionnaire,
};
use kocho_store::{response, survey::Survey};

use super::{Asked, kept};
use crate::{
    Cx, Error,
    survey::{find, writes_for},
};

/// All answers on their way out. Ask for [`Answers::next`] until it gives nothing.
pub struct Answers {
    cx: Cx,
    survey: Survey,
    questionnaire: Questionnaire,
    at: Place,
    /// A name for the file.
    pub file_name: String,
}

enum Place {
    Top,
    Behind(String),
    End,
}

/// All answers as CSV, in the columns in which `kocho survey answers` takes them in. Words of one's own have ● for personal details.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn answers(cx: &Cx, code: &str) -> Result<Answers, Error> {
    let (survey, questionnaire) = taken_along(cx, code, "answers").await?;
    let file_name = format!("{}-answers.csv", survey.about.code);
    Ok(Answers { cx: cx.clone(), survey, questionnaire, at: Place::Top, file_name })
}

impl Answers {
    /// The next bytes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let after = match std::mem::replace(&mut self.at, Place::End) {
            Place::Top => {
                self.at = Place::Behind(String::new());
                return Ok(Some([table::BOM.to_vec(), csv(&row::head(&self.questionnaire))?].concat()));
            }
            Place::Behind(key) => key,
            Place::End => return Ok(None),
        };
        let some = response::chunk(&self.cx.reader(), self.survey.id, &after).await?;
        let Some(last) = some.last() else { return Ok(None) };
        self.at = Place::Behind(last.key.clone());
        let mut bytes = Vec::new();
        for response in &some {
            bytes.extend(csv(&row::cells(&self.questionnaire, response))?);
        }
        Ok(Some(bytes))
    }
}

/// What the columns and codes of the answers mean, as CSV. Returns a name for the file and its bytes.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn code_book(cx: &Cx, code: &str) -> Result<(String, Vec<u8>), Error> {
    let survey = find(cx, &cx.reader(), code).await?;
    let questionnaire = kept::questions(cx, &survey).await?;
    let mut bytes = table::BOM.to_vec();
    for line in row::code_book(&questionnaire) {
        bytes.extend(csv(&line)?);
    }
    Ok((format!("{}-codes.csv", survey.about.code), bytes))
}

/// Tables, answers and code book as one workbook on its way out. Ask for [`Book::next`] until it gives nothing: a piece is
/// some answers, and nothing that went out is kept.
pub struct Book {
    cx: Cx,
    survey: Survey,
    questionnaire: Arc<Questionnaire>,
    /// What is being written; gone once it is whole.
    book: Option<Workbook>,
    after: String,
    /// A name for the file.
    pub file_name: String,
}

/// Begins a workbook.
///
/// # Errors
/// As [`answers`]; [`Error::NotFound`] for a banner that there is not.
pub async fn workbook(cx: &Cx, code: &str, asked: &Asked) -> Result<Book, Error> {
    let shown = super::show(cx, code, asked).await?;
    let (survey, questionnaire) = taken_along(cx, code, "workbook").await?;
    let book = book::begin(&shown, &questionnaire).map_err(unwritten)?;
    let file_name = format!("{}-results.xlsx", survey.about.code);
    let questionnaire = Arc::new(questionnaire);
    Ok(Book { cx: cx.clone(), survey, questionnaire, book: Some(book), after: String::new(), file_name })
}

impl Book {
    /// The next bytes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let Some(mut book) = self.book.take() else { return Ok(None) };
        let some = response::chunk(&self.cx.reader(), self.survey.id, &self.after).await?;
        if let Some(last) = some.last() {
            self.after.clone_from(&last.key);
        }
        let questionnaire = self.questionnaire.clone();
        // Packing takes a while for some thousand answers; other requests do not wait for it.
        let packed = tokio::task::spawn_blocking(move || {
            if some.is_empty() {
                return Ok((book::end(book, &questionnaire).map_err(unwritten)?, None));
            }
            book::answers(&mut book, &questionnaire, &some).map_err(unwritten)?;
            Ok::<_, Error>((book.ready(), Some(book)))
        });
        let (bytes, book) = packed.await.map_err(unwritten)??;
        self.book = book;
        Ok(Some(bytes))
    }
}

async fn taken_along(cx: &Cx, code: &str, what: &'static str) -> Result<(Survey, Questionnaire), Error> {
    let survey = find(cx, &cx.reader(), code).await?;
    if !writes_for(cx, survey.about.section) {
        return Err(Error::Denied);
    }
    let questionnaire = kept::questions(cx, &survey).await?;
    let tx = cx.begin().await?;
    let event = AuditEvent::new("survey_answers_taken", "survey", Some(survey.id.0)).with("what", what);
    tx.commit(Story::audit(event)).await?;
    Ok((survey, questionnaire))
}

fn csv(cells: &[String]) -> Result<Vec<u8>, Error> {
    table::row(cells).map_err(|error| Error::Internal(error.to_string()))
}

fn unwritten(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("the workbook could not be written: {error}"))
}
