//! What an applicant sees and does with number and secret: the receipt, where the application stands, taking it back.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kocho_domain::{
    dialogue::{ApplicationNumber, ApplicationState, DayState},
    id::PublicKey,
    job::APPLICATION_TAKEN_BACK,
    localized::Localized,
    receipt::{ReceiptError, Secret},
    refusal::Refusal,
    story::{AuditEvent, Story, Why},
};
use kocho_store::{
    Source,
    application::{self, Application},
    dialogue_day::{self, Day},
    notice::{self, About},
    slot::{self, Slot},
};

use crate::{Cx, Error, FieldErrors, commitment::remind::people, decision, session::slow::Gate};

/// What the receipt page shows.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// 申込番号
    pub number: ApplicationNumber,
    /// The secret, derived again; it is stored nowhere.
    pub secret: Secret,
    /// 受付日
    pub received_on: NaiveDate,
    /// The day that was wished for.
    pub day: Option<Day>,
    /// Places are drawn.
    pub is_drawn: bool,
    /// Until when this page can be shown again.
    pub again_until: DateTime<Utc>,
}

/// The receipt page's content, while it may be shown again.
///
/// # Errors
/// [`Error::NotFound`] for an unknown key or when the time is over.
pub async fn receipt(cx: &Cx, key: &PublicKey) -> Result<Receipt, Error> {
    let from = cx.reader();
    let one = application::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let again_until = one.received_at + TimeDelta::hours(i64::from(cx.city.rules.limits().receipt_again_hours));
    if cx.now() > again_until {
        return Err(Error::NotFound);
    }
    let series = cx.city.rules.dialogues().series(&one.about.series);
    Ok(Receipt {
        number: one.about.number,
        secret: Secret::derive(&cx.keys().receipt(), key.as_str()),
        received_on: one.about.received_on,
        day: day_of(&from, &one).await?,
        is_drawn: series.is_some_and(|s| s.choice == kocho_domain::rule::dialogue::Choice::Draw),
        again_until,
    })
}

async fn day_of(from: &impl Source, one: &Application) -> Result<Option<Day>, Error> {
    match one.about.day {
        Some(id) => Ok(dialogue_day::by_id(from, id).await?),
        None => Ok(None),
    }
}

/// Opens an application with number and secret as typed; answers its key, for a short signed pass.
///
/// # Errors
/// [`Error::Invalid`] with the codes of `status::open`; [`Error::Slowed`] after too many tries.
pub async fn open(cx: &Cx, number: &str, secret: &str, address: &str) -> Result<PublicKey, Error> {
    let (number, secret) = parse(number, secret)?;
    let gate = Gate::new(cx.keys(), "application", &number.to_string(), address);
    let entered = gate.enter(cx).await;
    let found = application::by_number(&cx.reader(), number).await?;
    if let Err(refused) = entered {
        if matches!(refused, Error::Slowed { .. }) {
            let of = found.as_ref().map(|(one, _)| one.id.0);
            gate.tell(cx, AuditEvent::new("status_slowed", "application", of)).await?;
        }
        return Err(refused);
    }
    let (key, hash) = match found {
        Some((one, hash)) => (Some(one.about.key), hash),
        None => (None, "0".repeat(64)),
    };
    let fits = secret.matches(&cx.keys().receipt(), &hash);
    let mut tx = cx.begin().await?;
    let opened = key.filter(|_| fits);
    match &opened {
        Some(_) => gate.passed(&mut tx).await?,
        None => gate.failed(cx, &mut tx).await?,
    }
    tx.commit(Story::Unrecorded(Why::RateCounter)).await?;
    opened.ok_or_else(|| Error::field("secret", "no_match"))
}

fn parse(number: &str, secret: &str) -> Result<(ApplicationNumber, Secret), Error> {
    let code = |text: &str, needed: &str, shape: &str| if text.trim().is_empty() { needed } else { shape }.to_owned();
    match (ApplicationNumber::parse(number), Secret::parse(secret)) {
        (Ok(number), Ok(secret)) => Ok((number, secret)),
        (typed_number, typed_secret) => {
            let mut errors = FieldErrors::new();
            if typed_number.is_err() {
                errors.insert("number", code(number, "application_number_needed", "application_number_shape"));
            }
            if let Err(why) = typed_secret {
                let wrong = if why == ReceiptError::WrongCheck { "secret_check" } else { "secret_shape" };
                errors.insert("secret", code(secret, "secret_needed", wrong));
            }
            Err(Error::Invalid(errors))
        }
    }
}

/// What an applicant sees.
#[derive(Debug, Clone)]
pub struct OwnView {
    /// 申込番号
    pub number: ApplicationNumber,
    /// Name of the series.
    pub series: Localized,
    /// テーマ
    pub theme: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// How far it is.
    pub state: ApplicationState,
    /// How many stand before it in the waiting list, itself counted.
    pub place: Option<usize>,
    /// Why it was refused.
    pub reason: Option<Localized>,
    /// Its day.
    pub day: Option<Day>,
    /// Its slot.
    pub slot: Option<Slot>,
    /// It may be taken back.
    pub may_cancel: bool,
    /// Places are drawn, and the draw can be read.
    pub is_drawn: bool,
}

/// Where an application stands.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn view(cx: &Cx, key: &PublicKey) -> Result<OwnView, Error> {
    let from = cx.reader();
    let one = application::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let day = day_of(&from, &one).await?;
    let place = match (one.standing.waiting_place, &day) {
        (Some(own), Some(day)) => Some(before(&from, day, own).await?),
        _ => None,
    };
    let dialogues = cx.city.rules.dialogues();
    let series = dialogues.series(&one.about.series);
    let is_over = day.as_ref().is_some_and(|day| is_over(cx, day));
    Ok(OwnView {
        number: one.about.number,
        series: series.map(|series| series.label.clone()).unwrap_or_default(),
        theme: one.about.theme.clone(),
        received_on: one.about.received_on,
        state: one.standing.state,
        place,
        reason: one.standing.reason.as_deref().and_then(|code| Some(dialogues.reason(code)?.public.clone())),
        slot: slot::of_application(&from, one.id).await?,
        may_cancel: one.standing.state.holds_the_day() && !is_over,
        is_drawn: day.is_some() && series.is_some_and(|s| s.choice == kocho_domain::rule::dialogue::Choice::Draw),
        day,
    })
}

/// The day is past, or today and over: nobody takes an application back any more.
pub(crate) fn is_over(cx: &Cx, day: &Day) -> bool {
    day.about.held_on < cx.today() || day.state == DayState::Held
}

/// How many wait up to this place.
async fn before(from: &impl Source, day: &Day, own: u32) -> Result<usize, Error> {
    let others = application::of_days(from, &[day.id]).await?;
    let waits = |one: &&Application| one.standing.state == ApplicationState::Waiting;
    Ok(others.iter().filter(waits).filter(|one| one.standing.waiting_place.is_some_and(|place| place <= own)).count())
}

/// Takes an application back; its slot is free again, and the desk, which hears of it, asks whoever waits.
///
/// # Errors
/// [`Error::NotFound`], [`Refusal::ApplicationNotNow`], [`Refusal::DayPast`].
pub async fn cancel(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let one = application::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    if !one.standing.state.holds_the_day() {
        return Err(Refusal::ApplicationNotNow { state: one.standing.state }.into());
    }
    if day_of(&tx, &one).await?.is_some_and(|day| is_over(cx, &day)) {
        return Err(Refusal::DayPast.into());
    }
    let had = decision::take_off(cx, &mut tx, &one, "").await?;
    // A slot that is free on short notice helps only when the desk hears of it.
    if had.is_some() {
        for person in people(cx, &tx, cx.city.hearing()?.id).await? {
            notice::add_other(&mut tx, person, About::Application(one.id), APPLICATION_TAKEN_BACK).await?;
        }
    }
    let event = AuditEvent::new("application_cancelled", "application", Some(one.id.0)).with("by", "applicant");
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(())
}
