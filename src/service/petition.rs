//! 要望書: a paper of a 行政区 or a group with several items is one voice with a case for each.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use kocho_domain::{
    body::{Body, Line},
    case::Begin,
    id::{PublicKey, SubmissionId},
    intake::{ITEMS_AT_MOST, Intake, Petition, Proxy},
    personal::Personal,
    receipt::ReceiptNumber,
    refusal::Refusal,
    rule::{
        channel::{Base, Channel},
        kind::KindBase,
    },
    story::Story,
    submission::{Contact, ReplyWay},
};
use kocho_store::Tx;

use crate::{
    Cx, Error,
    submission::{Opening, Submit, check_codes, open_case, write_voice},
};

/// The usual ways of such papers.
const WAYS: [&str; 3] = ["letter", "counter", "other"];
/// Noon in Japan, in UTC: a paper's hour is not known.
const NOON: TimeDelta = TimeDelta::hours(3);
/// The longest subject.
const SUBJECT_LIMIT: usize = 450;

/// A paper as it is handed in.
#[derive(Debug, Clone)]
pub struct NewPetition {
    /// The form's own key; files wait under it.
    pub form_key: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// 受付方法 code, one of [`channels`].
    pub channel: String,
    /// 行政区・団体
    pub organisation: Line,
    /// 代表者
    pub contact: Personal<Contact>,
    /// A written answer is wanted.
    pub reply_wanted: bool,
    /// 議決した会議 and its day.
    pub resolution: (Option<Line>, Option<NaiveDate>),
    /// 要望の年度
    pub budget_year: Option<i32>,
    /// Receipt number of the earlier 要望書, as typed; empty: a new matter.
    pub earlier: String,
    /// The items, in their order.
    pub items: Vec<Item>,
    /// 代筆・代理
    pub proxy: Option<Proxy>,
}

/// An item of it.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its heading.
    pub title: Line,
    /// What is asked, and why; may be missing.
    pub text: Option<Body>,
    /// 場所
    pub place: Option<Line>,
}

impl Item {
    /// As it stands in the letter and in its case.
    fn written(&self) -> String {
        let place = self.place.as_ref().map(|place| format!("場所：{}", place.as_str()));
        let parts = [Some(self.title.as_str().to_owned()), place, self.text.as_ref().map(|t| t.as_str().to_owned())];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }
}

/// Takes the paper in: one voice, a case for each item, how it was taken in, in one transaction. The cases wait at the desk.
/// Answers the key of the first case.
///
/// # Errors
/// [`Refusal::PetitionEmpty`], [`Error::Denied`] outside the hearing desk, [`Error::Invalid`] by field.
pub async fn register(cx: &Cx, new: &NewPetition) -> Result<PublicKey, Error> {
    let staff = cx.actor.staff()?;
    if !staff.is_hearing() {
        return Err(Error::Denied);
    }
    if new.items.is_empty() || new.items.len() > ITEMS_AT_MOST {
        return Err(Refusal::PetitionEmpty.into());
    }
    let voice = submit_of(cx, new)?;
    check_codes(cx, &voice)?;
    match write(cx, new, &voice).await {
        Err(Error::Stale) => match kocho_store::submission::key_of_form(&cx.reader(), &new.form_key).await? {
            Some(first) => first_case(cx, &first).await,
            None => Err(Error::Busy),
        },
        other => other,
    }
}

async fn first_case(cx: &Cx, voice: &PublicKey) -> Result<PublicKey, Error> {
    let from = cx.reader();
    let voice = kocho_store::submission::by_key(&from, voice).await?.ok_or(Error::NotFound)?;
    let cases = kocho_store::case::of_submission(&from, voice.id).await?;
    cases.into_iter().next().map(|case| case.key).ok_or(Error::NotFound)
}

async fn write(cx: &Cx, new: &NewPetition, submit: &Submit) -> Result<PublicKey, Error> {
    let desk = cx.city.hearing()?.id;
    let mut tx = cx.begin().await?;
    let earlier = earlier(&tx, &new.earlier).await?;
    let voice = write_voice(cx, &mut tx, submit).await?;
    let mut events = Vec::new();
    let kind = cx.city.rules.kinds_on(cx.today()).find(|k| k.base == KindBase::Request).map(|k| k.code.clone());
    for (branch, item) in (1..).zip(&new.items) {
        let point = (new.items.len() > 1).then(|| (item.title.as_str().to_owned(), item.written()));
        let how = Opening { branch, point, kind: kind.clone(), section: desk, begin: Begin::Desk };
        events.push(open_case(cx, &mut tx, &voice, how).await?.event);
    }
    let (resolution, resolved_on) = new.resolution.clone();
    let petition = Petition {
        organisation: new.organisation.clone(),
        resolution,
        resolved_on,
        budget_year: new.budget_year,
        earlier,
    };
    let intake = Intake {
        staff: Some(cx.actor.staff()?.id),
        section: Some(desk),
        proxy: new.proxy.clone(),
        petition: Some(petition),
    };
    kocho_store::intake::insert(&mut tx, voice.id, &intake).await?;
    let first = kocho_store::case::of_submission(&tx, voice.id).await?.into_iter().next().ok_or(Error::NotFound)?;
    tx.commit(Story::all(events)).await?;
    cx.house.wake_worker();
    Ok(first.key)
}

/// The earlier 要望書, by its number.
async fn earlier(tx: &Tx, typed: &str) -> Result<Option<SubmissionId>, Error> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let number = ReceiptNumber::parse(typed).map_err(|_| Error::field("earlier", "number_shape"))?;
    let found = kocho_store::submission::by_number(tx, number.fiscal_year.year(), number.sequence).await?;
    found.map(|(id, ..)| Some(id)).ok_or_else(|| Error::field("earlier", "この受付番号の声はありません。"))
}

fn submit_of(cx: &Cx, new: &NewPetition) -> Result<Submit, Error> {
    if new.received_on > cx.today() {
        return Err(Error::field("received_on", "受付日には、今日までの日を入れてください。"));
    }
    let written: Vec<String> = match new.items.as_slice() {
        [only] => vec![only.written()],
        items => (1..).zip(items).map(|(n, item): (u8, _)| format!("【項目{n}】{}", item.written())).collect(),
    };
    if !channels(cx).iter().any(|channel| channel.code == new.channel) {
        return Err(Error::field("channel", "受付方法を選んでください。"));
    }
    let body = Body::parse(&written.join("\n\n")).map_err(|_| Error::field("items", "text_long"))?;
    let about = match new.items.as_slice() {
        [only] => format!("：{}", only.title.as_str()),
        items => format!("（{}項目）", items.len()),
    };
    let subject = format!("{}の要望書{about}", new.organisation.as_str());
    Ok(Submit {
        form_key: new.form_key.clone(),
        channel: new.channel.clone(),
        medium: "paper".into(),
        language: "ja".into(),
        received_at: moment(cx, new.received_on),
        body,
        subject: Line::parse(&subject, SUBJECT_LIMIT).ok(),
        kind_guess: None,
        place: if let [only] = new.items.as_slice() { only.place.clone() } else { None },
        age_group: None,
        district: None,
        relation: cx.city.rules.city().relations.iter().find(|r| r.code == "organization").map(|r| r.code.clone()),
        reply_wanted: Some(new.reply_wanted),
        publish_ok: None,
        reply_way: new.reply_wanted.then_some(ReplyWay::Letter),
        receipt_mail: false,
        contact: new.contact.clone(),
        source: None,
        demo: false,
    })
}

/// Today's paper came now, an older one at noon of its day.
fn moment(cx: &Cx, on: NaiveDate) -> Option<DateTime<Utc>> {
    (on < cx.today()).then(|| on.and_time(NaiveTime::MIN).and_utc() + NOON)
}

/// How such a paper can come in, the usual way first: 手紙, 窓口, その他. A city that calls them otherwise chooses among its ways of
/// paper.
#[must_use]
pub fn channels(cx: &Cx) -> Vec<Channel> {
    let all: Vec<&Channel> = cx.city.rules.channels_on(cx.today()).collect();
    let usual = WAYS.iter().filter_map(|code| all.iter().find(|channel| channel.code == *code));
    let usual: Vec<Channel> = usual.map(|channel| (*channel).clone()).collect();
    if usual.is_empty() {
        all.into_iter().filter(|channel| channel.base == Base::Paper).cloned().collect()
    } else {
        usual
    }
}
