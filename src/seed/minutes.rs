//! Which dialogue days has the demo city held? Three days with fifteen parties and twenty-nine promises, played through the use
//! cases: announced, held and written down, summed up, reviewed, published; promises kept, late, moved and open.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use kocho_domain::access::{Actor, Permission};
use kocho_domain::clock::{civil_date, day_begins};
use kocho_domain::id::PublicKey;
use kocho_domain::remark::Outcome;
use kocho_domain::summary::Audience;
use kocho_service::commitment::{self, Evidence};
use kocho_service::dialogue_day::{self, DayForm};
use kocho_service::record::{self, Seat, Typed, Written};
use kocho_service::{Cx, House, slot, summary};
use serde::Deserialize;

use super::evidence;

/// The file.
#[derive(Debug, Deserialize)]
struct File {
    dialogue_days: Vec<SampleDay>,
}

#[derive(Debug, Deserialize)]
struct SampleDay {
    title: String,
    date: NaiveDate,
    venue: String,
    attendees: Vec<String>,
    slots: Vec<SampleSlot>,
}

#[derive(Debug, Deserialize)]
struct SampleSlot {
    start: String,
    end: String,
    party: String,
    party_kind: String,
    people: u32,
    topic: String,
    summary: String,
    commitments: Vec<SamplePromise>,
    measures: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct SamplePromise {
    text: String,
    section: String,
    due: NaiveDate,
}

/// Sets the clock of the house.
type SetClock<'a> = &'a (dyn Fn(DateTime<Utc>) + Sync);

/// Who plays: a clerk of the desk, and somebody of the office who reviews.
struct Players {
    clerk: Actor,
    reviewer: Actor,
}

/// So many of the promises that were kept have a paper that shows it.
const WITH_PAPER: usize = 2;

/// The days are made so long before they are held.
const MADE_BEFORE: Days = Days::new(45);

/// Plays all days that lie before `now`, moved by `shift` (`recent`: the last one to the last weeks before `now`); steps that would lie after `now` are not taken. The clock ends
/// anywhere.
///
/// # Errors
/// When the file cannot be read or a use case refuses what it says.
pub async fn hold(
    house: &Arc<House>,
    set: SetClock<'_>,
    json: &str,
    (shift, recent, now): (TimeDelta, bool, DateTime<Utc>),
) -> Result<()> {
    let file: File = serde_json::from_str(json).context("demo/dialogue_days.json")?;
    let Some(players) = players(house, now).await? else { return Ok(()) };
    let mut promised = Vec::new();
    let last = file.dialogue_days.len().saturating_sub(1);
    for (place, day) in file.dialogue_days.iter().enumerate() {
        let shift = if recent && place == last { shift + lately(day_begins(day.date) + shift, now) } else { shift };
        let moved = move |on: NaiveDate| civil_date(day_begins(on) + shift);
        let on = moved(day.date);
        if day_begins(on) + TimeDelta::days(1) > now {
            continue;
        }
        let stage = Stage { house, set, players: &players, on };
        let parties = stage.record(day, &moved, &mut promised).await.with_context(|| day.title.clone())?;
        stage.sum_up(&parties, place == last).await.with_context(|| format!("the summaries of {}", day.title))?;
    }
    follow(house, set, &players.clerk, (&promised, now)).await
}

/// By how many whole weeks a day is moved on, so that it was held ten to sixteen days ago.
fn lately(held: DateTime<Utc>, now: DateTime<Utc>) -> TimeDelta {
    TimeDelta::weeks((now - TimeDelta::days(10) - held).num_days().div_euclid(7).max(0))
}

async fn players(house: &Arc<House>, now: DateTime<Utc>) -> Result<Option<Players>> {
    let from = house.db().reader();
    let (mut clerk, mut reviewer) = (None, None);
    for (account, _) in kocho_store::staff::all(&from).await? {
        let actor = kocho_store::staff::actor(&from, &account, civil_date(now)).await?;
        if actor.may(Permission::SummaryReview) {
            reviewer = reviewer.or(Some(Actor::Staff(actor)));
        } else if actor.may(Permission::DialogueManage) {
            clerk = clerk.or(Some(Actor::Staff(actor)));
        }
    }
    Ok(clerk.zip(reviewer).map(|(clerk, reviewer)| Players { clerk, reviewer }))
}

/// One day being played.
struct Stage<'a> {
    house: &'a Arc<House>,
    set: SetClock<'a>,
    players: &'a Players,
    on: NaiveDate,
}

/// A promise that was made, with its deadline.
struct Promised {
    key: PublicKey,
    text: String,
    due: NaiveDate,
}

impl Stage<'_> {
    /// So many days after the day (before it: negative), at an hour in Japan.
    fn at(&self, days: i64, hour: i64) -> DateTime<Utc> {
        day_begins(self.on) + TimeDelta::days(days) + TimeDelta::hours(hour)
    }

    fn clerk(&self, at: DateTime<Utc>) -> Cx {
        (self.set)(at);
        self.house.cx(self.players.clerk.clone())
    }

    fn reviewer(&self, at: DateTime<Utc>) -> Cx {
        (self.set)(at);
        self.house.cx(self.players.reviewer.clone())
    }

    /// Makes the day, holds it and writes it down; answers the keys of its slots.
    async fn record(
        &self,
        day: &SampleDay,
        moved: &(dyn Fn(NaiveDate) -> NaiveDate + Sync),
        promised: &mut Vec<Promised>,
    ) -> Result<Vec<PublicKey>> {
        let made = self.on.checked_sub_days(MADE_BEFORE).unwrap_or(self.on);
        let cx = self.clerk(day_begins(made) + TimeDelta::hours(9));
        let form = DayForm {
            series: "dialogue_day".to_owned(),
            title: day.title.replacen(&month(day.date), &month(self.on), 1),
            held_on: Some(self.on),
            venue: day.venue.clone(),
            attendees: day.attendees.join("\n"),
            capacity: Some(10),
            apply_from: Some(made),
            apply_until: self.on.checked_sub_days(Days::new(14)),
        };
        let key = dialogue_day::create(&cx, &form, false).await?;
        let mut slots = Vec::new();
        for party in &day.slots {
            slots.push(slot::add(&cx, &key, &party.start, &party.end).await?);
        }
        let lock = kocho_store::dialogue_day::by_key(&self.house.db().reader(), &key).await?.map_or(0, |day| day.lock);
        dialogue_day::announce(&cx, &key, lock).await?;
        for (place, (slot, party)) in slots.iter().zip(&day.slots).enumerate() {
            let cx = self.clerk(self.at(0, 9) + TimeDelta::minutes(i64::try_from(place)? * 30));
            self.hear(&cx, slot, party, moved, promised).await?;
        }
        record::hold(&self.clerk(self.at(0, 21)), &key).await?;
        Ok(slots)
    }

    async fn hear(
        &self,
        cx: &Cx,
        slot: &PublicKey,
        party: &SampleSlot,
        moved: &(dyn Fn(NaiveDate) -> NaiveDate + Sync),
        promised: &mut Vec<Promised>,
    ) -> Result<()> {
        let seat = Seat {
            name: party.party.clone(),
            is_group: party.party_kind == "団体",
            people: Some(party.people),
            theme: party.topic.clone(),
            measures: party.measures.clone(),
        };
        record::seat(cx, slot, &seat).await?;
        record::arrive(cx, slot, Some(party.people)).await?;
        let (said, answered) = split(&party.summary);
        let outcome = if party.commitments.is_empty() { Outcome::Answered } else { Outcome::Promised };
        let typed = Typed {
            device_key: format!("demo-{slot}"),
            said: said.to_owned(),
            outcome: Some(outcome),
            ..Typed::default()
        };
        record::write(cx, slot, &typed).await?;
        let typed = Typed { seen: 1, answered: answered.to_owned(), ..typed };
        let Written::Kept { key, .. } = record::write(cx, slot, &typed).await? else { bail!("a point is there twice") };
        for promise in &party.commitments {
            let section = cx.city.section_in_charge(&promise.section, cx.today());
            let due = moved(promise.due);
            let typed = commitment::Typed {
                text: promise.text.clone(),
                public_text: promise.text.clone(),
                section: Some(section.with_context(|| format!("no section {}", promise.section))?.id),
                due_on: Some(due),
                ..commitment::Typed::default()
            };
            promised.push(Promised { key: record::promise(cx, &key, &typed).await?, text: promise.text.clone(), due });
        }
        Ok(())
    }

    /// Summaries: of earlier days all were sent and published, of the last one they stand at different desks.
    async fn sum_up(&self, slots: &[PublicKey], is_last: bool) -> Result<()> {
        for (place, slot) in slots.iter().enumerate() {
            let clerk = self.clerk(self.at(2, 10));
            let key = summary::begin(&clerk, slot, Audience::Applicant).await?;
            if is_last && place == 0 {
                continue;
            }
            summary::ask(&clerk, &key, self.lock(&key).await?).await?;
            let office = self.reviewer(self.at(3, 14));
            if is_last && place == 1 {
                let quote = "今年度は";
                summary::comment(&office, &key, (quote, "いつまでの話か分かるように、年度を書いてください。")).await?;
                summary::send_back(&office, &key, "話した順ではなく、要点から書いてください。", self.lock(&key).await?)
                    .await?;
                continue;
            }
            if is_last && place < 4 {
                continue;
            }
            summary::approve(&office, &key, self.lock(&key).await?).await?;
            if is_last && place == 4 {
                continue;
            }
            summary::send(&self.clerk(self.at(5, 11)), &key, self.lock(&key).await?).await?;
            self.publish(slot).await?;
        }
        Ok(())
    }

    async fn publish(&self, slot: &PublicKey) -> Result<()> {
        let clerk = self.clerk(self.at(8, 10));
        let key = summary::begin(&clerk, slot, Audience::Public).await?;
        summary::consent(&clerk, &key, self.lock(&key).await?).await?;
        summary::consent(&self.reviewer(self.at(9, 10)), &key, self.lock(&key).await?).await?;
        summary::publish(&self.clerk(self.at(9, 15)), &key, self.lock(&key).await?).await?;
        Ok(())
    }

    async fn lock(&self, key: &PublicKey) -> Result<i64> {
        let found = kocho_store::summary::by_key(&self.house.db().reader(), key).await?;
        Ok(found.context("a summary is gone")?.lock)
    }
}

fn month(on: NaiveDate) -> String {
    format!("{}月", on.month())
}

/// What was said, and what the city answered: the record goes over at the city's first word.
fn split(text: &str) -> (&str, &str) {
    let starts = ["市長から", "課長から", "管財検査課から", "室長から"];
    let first = starts.iter().filter_map(|word| text.find(word)).min();
    // The speaker's office stands before the word: the sentence begins behind the full stop.
    let cut = first.and_then(|at| text[..at].rfind('。')).map(|at| at + '。'.len_utf8());
    cut.map_or((text, ""), |at| text.split_at(at))
}

/// What became of the promises until `now`: most were kept in time, some late, some are late, one was moved.
async fn follow(
    house: &Arc<House>,
    set: SetClock<'_>,
    clerk: &Actor,
    (promised, now): (&[Promised], DateTime<Utc>),
) -> Result<()> {
    let today = civil_date(now);
    let mut papers = 0;
    for (place, one) in promised.iter().enumerate() {
        let on = |days: i64| one.due + TimeDelta::days(days);
        let at = |day: NaiveDate| {
            set(day_begins(day) + TimeDelta::hours(15));
            house.cx(clerk.clone())
        };
        let shown = |day: NaiveDate| Evidence {
            on: Some(day),
            words:
                "予定どおり行い、資料と写真を課の簿冊につづりました。内容は市のホームページの「対話の日」で見られます。"
                    .to_owned(),
            address: "https://www.city.example.jp/taiwa/kekka".to_owned(),
        };
        match place % 7 {
            2 if on(-10) < today => {
                commitment::report(&at(on(-10)), &one.key, "関係する団体と日程を調整しています。").await?;
            }
            4 if on(-5) < today => {
                let cx = at(on(-5));
                let reason = "相手の都合で、話合いの日が延びたため。";
                commitment::move_to(&cx, &one.key, Some(on(45)), reason).await?;
                if on(40) < today {
                    commitment::keep(&at(on(40)), &one.key, &shown(on(40))).await?;
                }
            }
            5 if on(6) < today => commitment::keep(&at(on(6)), &one.key, &shown(on(6))).await?,
            0 | 1 | 3 | 6 if on(-3) < today => {
                let cx = at(on(-3));
                if papers < WITH_PAPER {
                    papers += 1;
                    let file = evidence::paper(&one.text, on(-3))?;
                    commitment::evidence::offer(&cx, &one.key, file.into_iter().collect(), &[]).await?;
                }
                commitment::keep(&cx, &one.key, &shown(on(-3))).await?;
                let kept = commitment::show(&cx, &one.key).await?.one;
                let told = "行いました。内容は市のホームページで見られます。";
                commitment::publish(&cx, &one.key, (&kept.public_text, told), kept.lock).await?;
            }
            _ => {}
        }
    }
    Ok(())
}
