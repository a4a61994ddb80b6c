//! 広報の号: adding an issue that carries a card, and which issue drew how many cards, and when.

use chrono::NaiveDate;
use kocho_domain::story::{AuditEvent, Story};
use kocho_store::{edition, edition::Edition};

use crate::{Cx, Error, FieldErrors, collection::clerk};

/// The first days after an issue in which most of its cards come.
const BURST_DAYS: i64 = 14;

/// An issue and what it drew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The issue.
    pub edition: Edition,
    /// Cards so far.
    pub cards: u64,
    /// Of these in the two weeks after it came out.
    pub soon: u64,
    /// The day with the most cards, and how many.
    pub peak: Option<(NaiveDate, u64)>,
}

/// Every issue, newest first, with the cards it drew.
///
/// # Errors
/// [`Error::Denied`].
pub async fn list(cx: &Cx) -> Result<Vec<Drawn>, Error> {
    clerk(cx)?;
    let from = cx.reader();
    let days = edition::days(&from).await?;
    let drawn = |edition: Edition| {
        let of: Vec<_> = days.iter().filter(|day| day.edition == edition.id).collect();
        let soon = |on: NaiveDate| (0..=BURST_DAYS).contains(&(on - edition.published_on).num_days());
        Drawn {
            cards: of.iter().map(|day| day.cards).sum(),
            soon: of.iter().filter(|day| soon(day.on)).map(|day| day.cards).sum(),
            // The first of the days with the most.
            peak: of.iter().rev().max_by_key(|day| day.cards).map(|day| (day.on, day.cards)),
            edition,
        }
    };
    Ok(edition::all(&from).await?.into_iter().map(drawn).collect())
}

/// Every issue, newest first.
///
/// # Errors
/// What the database says.
pub async fn all(cx: &Cx) -> Result<Vec<Edition>, Error> {
    Ok(edition::all(&cx.reader()).await?)
}

/// Adds an issue.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field; [`Error::Denied`].
pub async fn add(cx: &Cx, code: &str, name: &str, published_on: Option<NaiveDate>) -> Result<(), Error> {
    let by = clerk(cx)?.id;
    let (code, name) = (code.trim(), name.trim());
    let mut errors = FieldErrors::new();
    let fits = (1..=40).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !fits {
        errors.insert("code", "符号は、はがきに印刷した半角の英数字とハイフンで、40字までです。".into());
    } else if edition::by_code(&cx.reader(), code).await?.is_some() {
        errors.insert("code", "この符号の号はもうあります。".into());
    }
    if name.is_empty() || name.chars().count() > 100 {
        errors.insert("name", "号の名前を100文字までで入れてください。".into());
    }
    let Some(published_on) = published_on.filter(|_| errors.is_empty()) else {
        if published_on.is_none() {
            errors.insert("published_on", "発行日を入れてください。".into());
        }
        return Err(Error::Invalid(errors));
    };
    let mut tx = cx.begin().await?;
    let id = edition::insert(&mut tx, code, name, published_on, by).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("edition_added", "edition", Some(id.0)))).await?)
}
