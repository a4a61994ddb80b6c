//! Where do many varied cases for a load run come from? Sentences of the demo's voices put together anew, over five
//! years, nineteen of twenty ended. The same seed gives the same cases.

use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use kocho_domain::{
    clock::civil_date,
    deadline::due_on,
    era::FiscalYear,
    id::{PublicKey, StaffId},
    receipt::{ReceiptNumber, Secret},
    story::{AuditEvent, Story},
    workflow::Status,
};
use kocho_service::{City, Cx};
use kocho_store::demo::{self, Answer, Voice};
use kocho_store::staff::NewAccount;

use super::opinion::{self, Opinion};
use super::words::{Matter, draft};

/// Cases of one transaction.
const CHUNK: usize = 500;
/// How far back they go, in days.
const DAYS: u64 = 5 * 365;
/// How many receipts are told afterwards.
const SAMPLES: usize = 5;

/// A made-up city has each of its few texts so many times as no real one has: beyond this many cases nobody waits until
/// they are gathered into groups.
const GATHERED: u32 = 200_000;

/// Adds cases; answers some receipts to look at: number and secret.
///
/// # Errors
/// When the demo's voices cannot be read or the database fails; chunks that were written stay.
pub async fn fill(cx: &Cx, opinions: &str, count: u32, seed: u64) -> Result<Vec<(String, String)>> {
    let mut maker = Maker {
        cx,
        city: Arc::clone(&cx.city),
        opinions: opinion::read(opinions)?,
        author: author(cx).await?,
        dice: Dice(seed),
        numbers: Numbers::default(),
        samples: Vec::new(),
    };
    let mut moments: Vec<DateTime<Utc>> = (0..count).map(|_| maker.moment()).collect();
    moments.sort_unstable();
    for chunk in moments.chunks(CHUNK) {
        let mut voices = Vec::with_capacity(chunk.len());
        for at in chunk {
            voices.push(maker.voice(*at).await?);
        }
        let mut tx = cx.house.db().begin(&cx.actor, cx.now()).await?;
        demo::add(&mut tx, &voices).await?;
        tx.commit(Story::audit(AuditEvent::new("demo_filled", "submission", None).with("count", voices.len()))).await?;
    }
    while count <= GATHERED && kocho_service::similar::place_waiting(cx).await? > 0 {}
    cx.house.db().look_again().await?;
    Ok(maker.samples)
}

/// Replies need somebody who wrote them: a demo account that cannot sign in.
async fn author(cx: &Cx) -> Result<StaffId> {
    const LOGIN: &str = "demo-load";
    if let Some(account) = kocho_store::staff::by_login(&cx.house.db().reader(), LOGIN).await? {
        return Ok(account.id);
    }
    let mut tx = cx.house.db().begin(&cx.actor, cx.now()).await?;
    let new = NewAccount {
        login: LOGIN.to_owned(),
        name: "負荷試験 担当".to_owned(),
        mail: String::new(),
        password_hash: "none".to_owned(),
        demo: true,
    };
    let id = kocho_store::staff::insert(&mut tx, new).await?;
    kocho_store::staff::update(&mut tx, id, "負荷試験 担当", "", false).await?;
    tx.commit(Story::audit(AuditEvent::new("staff_added", "staff", Some(id.0)))).await?;
    Ok(id)
}

/// The last number given in the year that is at work.
#[derive(Default)]
struct Numbers {
    year: i32,
    last: u32,
}

struct Maker<'a> {
    cx: &'a Cx,
    city: Arc<City>,
    opinions: Vec<Opinion>,
    author: StaffId,
    dice: Dice,
    numbers: Numbers,
    samples: Vec<(String, String)>,
}

impl Maker<'_> {
    /// A moment of the last five years, to the minute.
    fn moment(&mut self) -> DateTime<Utc> {
        let minutes = i64::try_from(self.dice.below(DAYS * 24 * 60)).unwrap_or_default();
        self.cx.now() - TimeDelta::minutes(minutes)
    }

    async fn number(&mut self, at: DateTime<Utc>) -> Result<ReceiptNumber> {
        let fiscal_year = FiscalYear::of(civil_date(at));
        if self.numbers.year != fiscal_year.year() {
            let last = demo::last_number(&self.cx.house.db().reader(), fiscal_year.year()).await?;
            self.numbers = Numbers { year: fiscal_year.year(), last };
        }
        self.numbers.last += 1;
        Ok(ReceiptNumber { fiscal_year, sequence: self.numbers.last })
    }

    fn key(&mut self) -> PublicKey {
        let mut bytes = [0; 17];
        for byte in &mut bytes {
            *byte = u8::try_from(self.dice.below(256)).unwrap_or_default();
        }
        PublicKey::from_random(bytes)
    }

    async fn voice(&mut self, at: DateTime<Utc>) -> Result<Voice> {
        let number = self.number(at).await?;
        let (key, case_key) = (self.key(), self.key());
        let secrets = self.cx.house.keys().receipt();
        let secret = Secret::derive(&secrets, key.as_str());
        if self.samples.len() < SAMPLES {
            self.samples.push((number.to_string(), secret.to_string()));
        }
        let opinion = self.opinions[self.dice.index(self.opinions.len())].clone();
        let (status, status_at) = self.fate(at);
        let today = civil_date(at);
        let section = opinion.sections.iter().find_map(|name| self.city.section_in_charge(name, today));
        let desk = self.city.hearing().context("the sections have no hearing desk")?;
        let measure = opinion.measures.first().and_then(|code| self.city.measures.iter().find(|m| m.code == *code));
        let holder = section.filter(|_| status != Status::Received).unwrap_or(desk);
        let matter = Matter {
            section: &holder.name,
            measure: measure.map(|m| m.name.as_str()),
            kind: &opinion.kind,
            letter: status == Status::Replied,
            variant: usize::try_from(number.sequence).unwrap_or_default(),
            today,
        };
        let answered = matches!(status, Status::Replied | Status::Settled).then(|| draft(&matter));
        let rules = &self.city.rules;
        let (holder, measure) = (holder.id, measure.map(|m| m.id));
        let due_on = due_on(rules.calendar(), today, rules.reply_deadline(&opinion.channel));
        let body = self.text(&opinion);
        let suggestion = match status.is_open() {
            true => Some(kocho_service::suggestion::stored(self.cx, &opinion.subject, &body)?),
            false => None,
        };
        Ok(Voice {
            secret_hash: secret.keyed_hash(&secrets),
            key: key.as_str().to_owned(),
            case_key: case_key.as_str().to_owned(),
            number,
            received_at: at,
            received_on: today,
            due_on,
            body,
            suggestion,
            subject: opinion.subject,
            channel: opinion.channel,
            district: None,
            age_group: None,
            kind: opinion.kind,
            measure,
            holder,
            status,
            status_at,
            answer: answered.map(|d| Answer { body: d.body, outcome: d.outcome, author: self.author }),
        })
    }

    /// Old cases have ended; of the newest, some are at every stage.
    fn fate(&mut self, at: DateTime<Utc>) -> (Status, DateTime<Utc>) {
        let age = (self.cx.now() - at).num_days();
        let open = age < 14 || self.dice.below(40) == 0;
        let choices: &[Status] = if open {
            &[Status::Received, Status::Routed, Status::Accepted, Status::Drafting]
        } else {
            &[
                Status::Settled,
                Status::Replied,
                Status::Settled,
                Status::Replied,
                Status::Settled,
                Status::Transferred,
                Status::Withdrawn,
            ]
        };
        let status = choices[self.dice.index(choices.len())];
        let hours =
            if open { age.clamp(0, 2) * 12 } else { 72 + i64::try_from(self.dice.below(200)).unwrap_or_default() };
        (status, at + TimeDelta::hours(hours))
    }

    /// The voice's own first sentence, then sentences of others.
    fn text(&mut self, opinion: &Opinion) -> String {
        let sentences = |text: &str| text.split_inclusive('。').map(str::to_owned).collect::<Vec<_>>();
        let mut text = sentences(&opinion.text).first().cloned().unwrap_or_default();
        for _ in 0..2 + self.dice.index(4) {
            let other = self.dice.index(self.opinions.len());
            let choices = sentences(&self.opinions[other].text);
            text.push_str(&choices[self.dice.index(choices.len())]);
        }
        text
    }
}

/// SplitMix64: small, fast, the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit.max(1)
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap_or(1))).unwrap_or_default()
    }
}
