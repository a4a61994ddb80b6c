//! 供覧: the hearing desk puts a case before the mayor's office, and the office says that it has read it. Nobody's work waits
//! for it. A channel whose voices are read and not answered (供覧のみ) puts them there by itself.

use kocho_domain::{
    access::Permission,
    id::PublicKey,
    refusal::Refusal,
    story::{CaseEvent, Story},
};
use kocho_store::{Tx, circulation::Waiting};

use crate::{Cx, Error, case::known};

/// The code of the event that a case was put before the office.
pub const ASKED: &str = "circulated";
/// The code of the event that the office has read it.
pub const READ: &str = "circulation_read";
/// The longest word with it, in characters.
const WORDS: usize = 1_000;

/// Puts a case before the mayor's office, with a word if wished.
///
/// # Errors
/// [`Error::Denied`] for everybody but the desk; [`Refusal::CirculationWaits`], [`Refusal::CirculationRestricted`].
pub async fn ask(cx: &Cx, key: &PublicKey, words: &str) -> Result<(), Error> {
    allowed(cx, Permission::CaseTriage)?;
    check(words)?;
    let mut tx = cx.begin().await?;
    let (case, _) = known(cx, &tx, key).await?;
    if case.restricted {
        return Err(Refusal::CirculationRestricted.into());
    }
    if !kocho_store::circulation::ask(&mut tx, case.id).await? {
        return Err(Refusal::CirculationWaits.into());
    }
    Ok(tx.commit(Story::of(CaseEvent::new(case.id, case.submission, ASKED).saying(words.trim()))).await?)
}

/// A voice of a channel that is read and not answered is put before the office when it comes in.
pub(crate) async fn by_rule(tx: &mut Tx, event: &CaseEvent) -> Result<CaseEvent, Error> {
    kocho_store::circulation::ask(tx, event.case).await?;
    Ok(CaseEvent::new(event.case, event.submission, ASKED).with("by", "rule"))
}

/// The office has read it, and may leave a word.
///
/// # Errors
/// [`Error::Denied`] outside the mayor's office; [`Refusal::CirculationOver`] when a colleague has read it already.
pub async fn read(cx: &Cx, key: &PublicKey, words: &str) -> Result<(), Error> {
    allowed(cx, Permission::CirculationRead)?;
    check(words)?;
    let mut tx = cx.begin().await?;
    let (case, _) = known(cx, &tx, key).await?;
    if !kocho_store::circulation::read(&mut tx, case.id, cx.actor.staff()?.id).await? {
        return Err(Refusal::CirculationOver.into());
    }
    Ok(tx.commit(Story::of(CaseEvent::new(case.id, case.submission, READ).saying(words.trim()))).await?)
}

/// How far what waits is counted: beyond that one only knows that it is as many at least.
pub const COUNTED: u64 = 1_000;

/// What waits to be read by this person, at most so many, and how many wait, counted up to [`COUNTED`].
///
/// # Errors
/// What the database says.
pub async fn waiting(cx: &Cx, size: u64) -> Result<(Vec<Waiting>, u64), Error> {
    if allowed(cx, Permission::CirculationRead).is_err() {
        return Ok((Vec::new(), 0));
    }
    let from = cx.reader();
    let shown = kocho_store::circulation::waiting(&from, size).await?;
    let all = match shown.len() as u64 {
        some if some < size => some,
        _ => kocho_store::circulation::count_to(&from, COUNTED).await?,
    };
    Ok((shown, all))
}

fn allowed(cx: &Cx, permission: Permission) -> Result<(), Error> {
    if cx.actor.staff()?.may(permission) { Ok(()) } else { Err(Error::Denied) }
}

fn check(words: &str) -> Result<(), Error> {
    match words.chars().count() {
        n if n > WORDS => Err(Error::field("text", format!("ひとことは{WORDS}文字までにしてください。"))),
        _ => Ok(()),
    }
}
