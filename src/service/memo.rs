//! 聞き取り: writing down what somebody heard by telephone or at the counter, and keeping it while it is being written.

use chrono::{DateTime, Utc};
use kocho_domain::{
    access::Permission,
    case::Begin,
    id::{PublicKey, SectionId, StaffId},
    intake::{Intake, Proxy},
    memo::{self, Done},
    personal::Personal,
    refusal::Refusal,
    rule::{
        channel::{Base, Channel},
        outcome::Need,
    },
    story::{CaseEvent, Story, Why},
};
use kocho_store::intake::Written;

use crate::{
    Cx, Error,
    submission::{Opening, Submit, check_codes, open_case, write_voice},
};

/// How many of a person's own memos are listed.
const LAST: u8 = 5;

/// A memo as it is handed in.
#[derive(Debug, Clone)]
pub struct NewMemo {
    /// What was said, by whom, and how it came.
    pub voice: Submit,
    /// Where it begins: a section of the writer, or the desk.
    pub section: SectionId,
    /// 種別 that the writer chose.
    pub kind: Option<String>,
    /// 対応済: outcome and 処理結果.
    pub done: Option<(String, String)>,
    /// 代筆・代理
    pub proxy: Option<Proxy>,
}

/// 登録する: voice, case and how it was taken in, in one transaction; what was kept while it was written goes away.
///
/// # Errors
/// [`Error::Denied`], [`Error::Refused`] by the rules of [`memo::begin`], [`Error::Invalid`] for unknown codes.
pub async fn register(cx: &Cx, new: &NewMemo) -> Result<PublicKey, Error> {
    check_codes(cx, &new.voice)?;
    check_kind(cx, new.kind.as_deref())?;
    match write(cx, new).await {
        // Sent twice, it meets itself at the form's key: the second finds the first one's receipt.
        Err(Error::Stale) => {
            let first = kocho_store::submission::key_of_form(&cx.reader(), &new.voice.form_key).await?;
            first.ok_or(Error::Busy)
        }
        other => other,
    }
}

fn check_kind(cx: &Cx, kind: Option<&str>) -> Result<(), Error> {
    if kind.is_some_and(|kind| cx.city.rules.kind(kind).is_none()) {
        return Err(Error::field("kind", "choice_unknown"));
    }
    Ok(())
}

async fn write(cx: &Cx, new: &NewMemo) -> Result<PublicKey, Error> {
    let (staff, begin) = allowed(cx, new)?;
    let mut tx = cx.begin().await?;
    let voice = write_voice(cx, &mut tx, &new.voice).await?;
    let how = Opening { branch: 1, point: None, kind: new.kind.clone(), section: new.section, begin };
    let opened = open_case(cx, &mut tx, &voice, how).await?;
    let intake = Intake { staff: Some(staff), section: Some(new.section), proxy: new.proxy.clone(), petition: None };
    kocho_store::intake::insert(&mut tx, voice.id, &intake).await?;
    let mut events = vec![opened.event];
    // What was done stays with a case that the desk has to read first; it does not end it.
    if let Some((_, result)) = new.done.as_ref().filter(|_| opened.urgent) {
        kocho_store::note::insert(&mut tx, opened.case, staff, result).await?;
        events.push(CaseEvent::new(opened.case, voice.id, "note"));
    }
    kocho_store::memo_draft::remove(&mut tx, staff).await?;
    tx.commit(Story::all(events)).await?;
    cx.house.wake_worker();
    Ok(voice.row.key)
}

/// Who writes, and how the memo begins by the rules.
fn allowed(cx: &Cx, new: &NewMemo) -> Result<(StaffId, Begin), Error> {
    let staff = cx.actor.staff()?;
    if !staff.may(Permission::MemoWrite) {
        return Err(Error::Denied);
    }
    let channel = cx.city.rules.channel(&new.voice.channel).ok_or(Refusal::MemoNotSpoken)?;
    let done = new.done.as_ref().map(|(outcome, result)| done(cx, outcome, result)).transpose()?;
    let desk = cx.city.hearing()?.id;
    let promised = new.voice.reply_wanted == Some(true);
    let begin = memo::begin(staff, channel.base, (new.section, desk), done, promised)?;
    Ok((staff.id, begin))
}

fn done(cx: &Cx, outcome: &str, result: &str) -> Result<Done, Refusal> {
    if result.trim().is_empty() {
        return Err(Refusal::TextMissing);
    }
    if outcome.is_empty() {
        return Err(Refusal::OutcomeMissing);
    }
    let known = cx.city.rules.outcome(outcome).filter(|known| known.is_at_once());
    let known = known.ok_or_else(|| Refusal::UnknownCode(outcome.to_owned()))?;
    Ok(Done { outcome: outcome.to_owned(), result: result.to_owned(), gives_reason: known.asks(Need::Reason) })
}

/// The ways by which something is spoken, in use today.
pub fn channels(cx: &Cx) -> impl Iterator<Item = &Channel> {
    cx.city.rules.channels_on(cx.today()).filter(|channel| channel.base == Base::Voice)
}

/// The sections in which this person may write a memo down, the own ones first.
///
/// # Errors
/// [`Error::Denied`] for nobody; the city without a desk.
pub fn sections(cx: &Cx) -> Result<Vec<SectionId>, Error> {
    Ok(memo::sections_of(cx.actor.staff()?, cx.city.hearing()?.id))
}

/// What this person is writing, as it was kept last, and when.
///
/// # Errors
/// What the database says.
pub async fn draft(cx: &Cx) -> Result<Option<(Personal<String>, DateTime<Utc>)>, Error> {
    Ok(kocho_store::memo_draft::get(&cx.reader(), cx.actor.staff()?.id).await?)
}

/// 下書きを保存する. A memo that was registered meanwhile is not kept again.
///
/// # Errors
/// What the database says.
pub async fn keep_draft(cx: &Cx, form_key: &str, typed: &Personal<String>) -> Result<(), Error> {
    let staff = cx.actor.staff()?.id;
    let mut tx = cx.begin().await?;
    if kocho_store::submission::key_of_form(&tx, form_key).await?.is_none() {
        kocho_store::memo_draft::put(&mut tx, staff, typed).await?;
    }
    Ok(tx.commit(Story::Unrecorded(Why::Draft)).await?)
}

/// 下書きを捨てる.
///
/// # Errors
/// What the database says.
pub async fn drop_draft(cx: &Cx) -> Result<(), Error> {
    let staff = cx.actor.staff()?.id;
    let mut tx = cx.begin().await?;
    kocho_store::memo_draft::remove(&mut tx, staff).await?;
    Ok(tx.commit(Story::Unrecorded(Why::Draft)).await?)
}

/// What this person wrote down last.
///
/// # Errors
/// What the database says.
pub async fn last(cx: &Cx) -> Result<Vec<Written>, Error> {
    Ok(kocho_store::intake::last_of(&cx.reader(), cx.actor.staff()?.id, LAST).await?)
}
