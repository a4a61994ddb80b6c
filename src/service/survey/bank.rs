//! 設問集: questions that come back every year under one code, so that years can be compared.

use kocho_domain::{
    access::Permission,
    story::{AuditEvent, Story},
    survey::{Question, Skip},
};
use kocho_store::question_bank::{self, Banked};

use super::{find, may, newest};
use crate::{Cx, Error};

/// The questions of the bank, by code.
///
/// # Errors
/// [`Error::Denied`].
pub async fn list(cx: &Cx) -> Result<Vec<Banked>, Error> {
    may(cx, Permission::SurveyRead)?;
    Ok(question_bank::all(&cx.reader()).await?)
}

/// A question of the bank.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn get(cx: &Cx, code: &str) -> Result<Question, Error> {
    may(cx, Permission::SurveyRead)?;
    let banked = question_bank::by_code(&cx.reader(), code).await?.ok_or(Error::NotFound)?;
    Ok(Question { bank: Some(banked.code), ..banked.question })
}

/// Puts a question of a survey into the bank under its bank code; where it leads stays with the survey.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`]; [`Error::Invalid`] for the field `bank` when it has no code.
pub async fn put(cx: &Cx, survey: &str, question: &str) -> Result<bool, Error> {
    may(cx, Permission::SurveyManage)?;
    let from = cx.reader();
    let survey = find(cx, &from, survey).await?;
    let found = newest(&from, &survey).await?.questionnaire.question(question).cloned().ok_or(Error::NotFound)?;
    let Some(code) = found.bank.clone() else {
        return Err(Error::field("bank", "先に、設問集での記号を決めて保存してください。"));
    };
    let question = Question { skip: Vec::<Skip>::new(), no: None, ..found };
    let mut tx = cx.begin().await?;
    let is_new = question_bank::put(&mut tx, &code, &question).await?;
    tx.commit(Story::audit(AuditEvent::new("question_banked", "survey", Some(survey.id.0)).with("code", code))).await?;
    Ok(is_new)
}
