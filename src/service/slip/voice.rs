//! From what was read off a slip to the voice that is handed in: each field is looked at, and mistakes get a sentence.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use kocho_domain::{
    body::{Body, BodyError, Line},
    clock::civil_date,
    id::EditionId,
    paper::{Field, Reading, WrongDay, posted_on, received_on},
    personal::Personal,
    submission::{Contact, ReplyWay, SourceRef},
};
use kocho_store::{Source, collection::Collection, slip::Slip};

use crate::{Cx, Error, FieldErrors, collection::edition_of, submission::Submit};

/// The longest line of a slip.
const LINE: usize = 200;
/// Noon in Japan, in UTC: a day without an hour stands there.
const NOON: NaiveTime = match NaiveTime::from_hms_opt(3, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// What was read off a slip.
pub(super) struct Read {
    /// The voice.
    pub(super) submit: Submit,
    /// The newsletter that it was cut from.
    pub(super) edition: Option<EditionId>,
    /// The day that stands on it.
    pub(super) posted_on: Option<NaiveDate>,
}

/// The voice of a slip, and what it says of itself.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field.
pub(super) async fn voice(
    cx: &Cx,
    from: &impl Source,
    (collection, slip): (&Collection, &Slip),
    reading: &Reading,
) -> Result<Read, Error> {
    let edition = match edition_of(from, reading.get(Field::Edition)).await {
        Ok(edition) => Ok(edition.map(|edition| edition.id)),
        Err(Error::Invalid(fields)) => Err(fields),
        Err(other) => return Err(other),
    };
    let collected_on = collection.about.collected_on;
    let (parts, edition) = match (parts(reading, collected_on), edition) {
        (Ok(parts), Ok(edition)) => (parts, edition),
        (parts, edition) => {
            let mut errors = parts.err().unwrap_or_default();
            errors.extend(edition.err().unwrap_or_default());
            return Err(Error::Invalid(errors));
        }
    };
    let code = |field: Field| Some(reading.get(field).to_owned()).filter(|code| !code.is_empty());
    let reply_wanted = match reading.get(Field::ReplyWanted) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let submit = Submit {
        // A slip becomes one voice, however often the button is pressed.
        form_key: format!("slip-{}", slip.key),
        channel: collection.about.channel.clone(),
        medium: "paper".into(),
        language: "ja".into(),
        received_at: Some(moment_of(
            received_on(cx.city.rules.papers().received_on, parts.posted_on, collected_on),
            cx.now(),
        )),
        body: parts.body,
        subject: parts.subject,
        kind_guess: None,
        place: None,
        age_group: code(Field::AgeGroup),
        district: code(Field::District),
        relation: None,
        reply_wanted,
        publish_ok: None,
        reply_way: reply_way(reply_wanted, &parts.contact),
        receipt_mail: false,
        contact: Personal::new(parts.contact),
        source: Some(SourceRef { noun: "slip", id: slip.id.0 }),
        demo: false,
    };
    crate::submission::check_codes(cx, &submit)?;
    Ok(Read { submit, edition, posted_on: parts.posted_on })
}

/// The texts of a slip, each of which can be taken.
struct Parts {
    body: Body,
    subject: Option<Line>,
    contact: Contact,
    posted_on: Option<NaiveDate>,
}

fn parts(reading: &Reading, collected_on: NaiveDate) -> Result<Parts, FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut line = |field: Field| {
        one_line(reading.get(field)).unwrap_or_else(|sentence| {
            errors.insert(field.code(), sentence);
            None
        })
    };
    let subject = line(Field::Subject);
    let (name, address, phone) = (line(Field::Name), line(Field::Address), line(Field::Phone));
    let posted_on = day_of(reading, collected_on).unwrap_or_else(|sentence| {
        errors.insert(Field::PostedOn.code(), sentence);
        None
    });
    match Body::parse(reading.get(Field::Body)) {
        Ok(body) if errors.is_empty() => {
            Ok(Parts { body, subject, contact: Contact { name, address, phone, ..Contact::default() }, posted_on })
        }
        Ok(_) => Err(errors),
        Err(error) => {
            errors.insert(Field::Body.code(), body_sentence(error));
            Err(errors)
        }
    }
}

/// A reply to paper goes where the paper says: by letter, else by telephone, else it is read with the number.
fn reply_way(wanted: Option<bool>, contact: &Contact) -> Option<ReplyWay> {
    let way = match (&contact.address, &contact.phone) {
        (Some(_), _) => ReplyWay::Letter,
        (None, Some(_)) => ReplyWay::Phone,
        (None, None) => ReplyWay::Online,
    };
    (wanted == Some(true)).then_some(way)
}

/// Today is now; another day is noon of that day.
fn moment_of(day: NaiveDate, now: DateTime<Utc>) -> DateTime<Utc> {
    if day == civil_date(now) { now } else { day.and_time(NOON).and_utc() }
}

fn day_of(reading: &Reading, collected_on: NaiveDate) -> Result<Option<NaiveDate>, String> {
    match posted_on(reading.get(Field::PostedOn), collected_on) {
        Ok(day) => Ok(day),
        Err(WrongDay::Unreadable) => Err("日付として読めません。11/5 や R8.11.5 のように入れてください。".into()),
        Err(WrongDay::Unlikely) => {
            Err("投函日は、回収日までの1年の間の日付にしてください。分からなければ空けておきます。".into())
        }
    }
}

fn one_line(text: &str) -> Result<Option<Line>, String> {
    match Line::parse(text.trim_matches(['\n', '\r']), LINE) {
        Ok(line) => Ok(Some(line)),
        Err(BodyError::Empty) => Ok(None),
        Err(BodyError::LineBreak { .. }) => Err("1行で入れてください。".into()),
        Err(BodyError::Control { position, .. }) => Err(control(position)),
        Err(BodyError::TooLong { .. } | BodyError::TooManyBytes { .. }) => {
            Err(format!("{LINE}文字までで入れてください。"))
        }
    }
}

fn body_sentence(error: BodyError) -> String {
    match error {
        BodyError::Empty => "本文を入れてください。読めない字は □ にします。声でない用紙は「声ではない」へ。".into(),
        BodyError::Control { position, .. } | BodyError::LineBreak { position } => control(position),
        BodyError::TooLong { limit, .. } => format!("{limit}文字までで入れてください。"),
        BodyError::TooManyBytes { .. } => "本文が長すぎます。".into(),
    }
}

fn control(position: usize) -> String {
    format!("{position}文字目に、画面に出ない文字があります。消してください。")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_today_is_received_now_and_an_older_one_at_noon_of_its_day() {
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        assert_eq!(moment_of(civil_date(now), now), now);
        let day: NaiveDate = "2026-09-01".parse().unwrap();
        let at = moment_of(day, now);
        assert_eq!((civil_date(at), at.to_rfc3339().as_str()), (day, "2026-09-01T03:00:00+00:00"));
    }
}
