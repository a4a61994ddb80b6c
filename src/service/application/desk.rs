//! An application as the desk sees it: beside it those of the same people; the contact opens with a reason, and that is noted.

use chrono::TimeDelta;
use kocho_domain::{
    access::Permission,
    dialogue::{Applicant, ApplicationNumber},
    id::PublicKey,
    personal::Personal,
    receipt::Secret,
    rule::Use,
    story::{AuditEvent, Story},
};
use kocho_store::{
    application::{self, Application},
    decision_notice::{self, Notice},
    dialogue_day::{self, Day},
    slot::{self, Slot},
};

use super::{Same, same};
use crate::{Cx, Error, dialogue_day::desk as of_desk, route::reason_given};

/// An application with what is needed to decide on it.
#[derive(Debug, Clone)]
pub struct ApplicationView {
    /// The application.
    pub application: Application,
    /// The day it is for.
    pub day: Option<Day>,
    /// The slot it has.
    pub slot: Option<Slot>,
    /// Days that are ahead and not called off, each with its free slots.
    pub free: Vec<(Day, Vec<Slot>)>,
    /// Others by the same people.
    pub same: Vec<Same>,
    /// What was told, the newest first.
    pub notices: Vec<Notice>,
    /// Further words to a refusal or cancellation.
    pub words: Option<String>,
    /// How many applications of one applicant are allowed in a fiscal year; 0 = as many as they like.
    pub limit: u8,
}

impl ApplicationView {
    /// The application that makes this one the second of the fiscal year.
    #[must_use]
    pub fn second_to(&self) -> Option<&Same> {
        let counting: Vec<&Same> = self.same.iter().filter(|same| same.counts).collect();
        if self.limit > 0 && counting.len() >= usize::from(self.limit) { counting.last().copied() } else { None }
    }
}

/// An application by its key.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<ApplicationView, Error> {
    of_desk(cx)?;
    let from = cx.reader();
    let one = application::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let days: Vec<Day> = dialogue_day::from_day(&from, cx.today(), 60)
        .await?
        .into_iter()
        .filter(|day| !matches!(day.state, kocho_domain::dialogue::DayState::Cancelled))
        .filter(|day| day.about.series == one.about.series || Some(day.id) == one.about.day)
        .collect();
    let ids: Vec<_> = days.iter().map(|day| day.id).collect();
    let slots = slot::of_days(&from, &ids).await?;
    let free = |day: Day| {
        let own = slots.iter().filter(|slot| slot.day == day.id && slot.party.is_none()).cloned().collect();
        (day, own)
    };
    let day = match one.about.day {
        Some(id) => dialogue_day::by_id(&from, id).await?,
        None => None,
    };
    Ok(ApplicationView {
        day,
        slot: slot::of_application(&from, one.id).await?,
        free: days.into_iter().map(free).collect(),
        same: same::of(cx, &from, &one).await?,
        notices: decision_notice::of(&from, one.id).await?,
        words: dialogue_day::words(&from, one.standing.reason_text).await?,
        limit: cx.city.rules.dialogues().series(&one.about.series).map_or(0, |series| series.per_fiscal_year),
        application: one,
    })
}

/// Who applied and how they are reached.
#[derive(Debug, Clone)]
pub struct Revealed {
    /// 申込者
    pub applicant: Personal<Applicant>,
}

/// Shows the contact of an application to a person who says why.
///
/// # Errors
/// [`kocho_domain::refusal::Refusal::ReasonMissing`], [`Error::NotFound`], [`Error::Denied`].
pub async fn reveal(cx: &Cx, key: &PublicKey, reason_code: &str, reason: &str) -> Result<Revealed, Error> {
    of_desk(cx)?;
    if !cx.actor.staff()?.may(Permission::PersonalReveal) {
        return Err(Error::Denied);
    }
    reason_given(cx, Use::Reveal, reason_code, reason)?;
    let tx = cx.begin().await?;
    let one = application::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let event = AuditEvent::new("revealed", "application", Some(one.id.0)).with("reason", reason_code).saying(reason);
    tx.commit(Story::audit(event)).await?;
    Ok(Revealed { applicant: one.about.applicant })
}

/// What is read out on the telephone or handed over at the counter.
#[derive(Debug, Clone)]
pub struct Handed {
    /// 申込番号
    pub number: ApplicationNumber,
    /// The secret, while it may be shown again.
    pub secret: Option<Secret>,
    /// The language it is handed over in.
    pub language: String,
}

/// Number and secret of an application that the desk has just entered. That they were shown stands in the audit.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn handed(cx: &Cx, key: &PublicKey) -> Result<Handed, Error> {
    of_desk(cx)?;
    let tx = cx.begin().await?;
    let one = application::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let hours = TimeDelta::hours(i64::from(cx.city.rules.limits().receipt_again_hours));
    let shown = cx.now() <= one.received_at + hours;
    let event = AuditEvent::new("receipt_shown", "application", Some(one.id.0)).with("secret", shown);
    tx.commit(Story::audit(event)).await?;
    Ok(Handed {
        number: one.about.number,
        secret: shown.then(|| Secret::derive(&cx.keys().receipt(), key.as_str())),
        language: one.about.language,
    })
}
