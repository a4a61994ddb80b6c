//! Proposing a value by hand, with where it comes from; it is in force when somebody else has decided it. Who may decide is told.

use kocho_domain::{
    access::{Permission, Role},
    era::FiscalYear,
    id::{ActualId, PublicKey},
    indicator::{FIRST_YEAR, Origin, State},
    job::INDICATOR_PROPOSED,
    plan::Indicator,
    story::{AuditEvent, Story},
};
use kocho_store::{
    StoreError, Tx,
    indicator::{self as stored, NewActual, Which},
    notice::{self, About},
    staff,
};

use super::{Book, Line};
use crate::{Cx, Error, FieldErrors};

/// The longest source, and the longest remark.
const SOURCE: usize = 200;
const NOTE: usize = 1_000;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Typed {
    /// The fiscal year, 西暦; `None`: nothing that is a year.
    pub year: Option<u16>,
    /// The value, as it was typed.
    pub value: String,
    /// Where it comes from.
    pub source: String,
    /// A remark; may be empty.
    pub note: String,
}

/// Proposes a value by hand.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field; [`Error::NotFound`], [`Error::Denied`].
pub async fn by_hand(cx: &Cx, id: &str, typed: &Typed) -> Result<PublicKey, Error> {
    let (line, which) = open(cx, id).await?;
    let mut errors = FieldErrors::new();
    let year = year(cx, &line.indicator, typed.year).map_err(|wrong| errors.insert("year", wrong)).ok();
    let value = kocho_domain::indicator::figure(&typed.value);
    let source = typed.source.trim();
    if value.is_none() {
        errors.insert("value", "数を入れてください（例：18.2）。".to_owned());
    }
    if source.is_empty() || source.chars().count() > SOURCE {
        errors.insert("source", format!("どこの数か、{SOURCE}文字までで書いてください（例：市民協働課調べ）。"));
    }
    if let Err(wrong) = remark(&typed.note) {
        errors.insert("note", wrong);
    }
    let (Some(year), Some(value), true) = (year, value, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    let new = NewActual {
        which,
        year,
        value,
        origin: Origin::Hand,
        source: source.to_owned(),
        note: typed.note.trim().to_owned(),
        basis: None,
    };
    write(cx, &new).await
}

/// The indicator for which somebody proposes.
pub(super) async fn open(cx: &Cx, id: &str) -> Result<(Line, Which), Error> {
    let book = Book::open(cx).await?;
    let line = book.lines.iter().find(|line| line.id == id).ok_or(Error::NotFound)?.clone();
    if !line.may_propose {
        return Err(Error::Denied);
    }
    let which = book.which(&line);
    Ok((line, which))
}

/// A fiscal year of which there can be a value: after the plan's first one, and begun.
pub(super) fn year(cx: &Cx, indicator: &Indicator, year: Option<u16>) -> Result<u16, String> {
    let now = u16::try_from(FiscalYear::of(cx.today()).year()).unwrap_or(u16::MAX);
    let first = indicator.baseline.map_or(FIRST_YEAR, |baseline| baseline.year.saturating_add(1));
    year.filter(|year| (first..=now).contains(year))
        .ok_or_else(|| format!("年度を、{first}から{now}までの西暦で入れてください。"))
}

/// A remark that is not too long.
pub(super) fn remark(note: &str) -> Result<(), String> {
    if note.trim().chars().count() > NOTE {
        Err(format!("{NOTE}文字までで書いてください。"))
    } else {
        Ok(())
    }
}

/// Writes a proposal down, unless one waits for the same year.
pub(super) async fn write(cx: &Cx, new: &NewActual) -> Result<PublicKey, Error> {
    let key = cx.new_key();
    let mut tx = cx.begin().await?;
    let id = match stored::insert(&mut tx, Some(&key), new, State::Proposed).await {
        Err(StoreError::Conflict) => {
            let wrong =
                format!("{}年度の提案が、もう決定を待っています。先にそちらを決めるか、取り下げてください。", new.year);
            return Err(Error::field("year", wrong));
        }
        other => other?,
    };
    tell(cx, &mut tx, id).await?;
    let event = AuditEvent::new("indicator_proposed", "indicator_actual", Some(id.0)).with("policy", &new.which.policy);
    tx.commit(Story::audit(event.with("year", new.year).with("origin", new.origin.code()))).await?;
    cx.house.wake_worker();
    Ok(key)
}

/// Everybody else who may decide hears of it with the next hourly mail.
async fn tell(cx: &Cx, tx: &mut Tx, id: ActualId) -> Result<(), Error> {
    let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| Permission::IndicatorDecide.of(*role)).collect();
    let own = cx.actor.staff()?.id;
    for person in staff::holders_anywhere(tx, &roles, cx.today()).await? {
        if person != own {
            notice::add_other(tx, person, About::Indicator(id), INDICATOR_PROPOSED).await?;
        }
    }
    Ok(())
}
