//! How does a new demo city get its voices? All of `demo/opinions.jsonl` go through the same use cases as real ones, with
//! a clock that is set to each step's moment.

pub mod accounts;
mod answering;
pub mod bulk;
mod campaign;
mod clock;
mod dialogue;
mod evidence;
mod fate;
mod heard;
mod mails;
pub mod minutes;
mod opinion;
mod panel;
pub mod paper;
pub mod plan;
mod play;
mod result_use;
mod story;
mod survey;
mod words;

use std::sync::Arc;

use anyhow::{Result, bail};
use chrono::{DateTime, Months, Utc};
use kocho_domain::access::Actor;
use kocho_domain::job::Pace;
use kocho_domain::story::{AuditEvent, Story};
use kocho_domain::submission::whole;
use kocho_service::{
    Error, House, import,
    publication::{Words, desk},
    term::{self, NewTerm},
    topic::{self, Chosen},
    upload::Incoming,
};
use kocho_store::Db;
use kocho_worker::Mailer;

pub use clock::SteppedClock;

use crate::config::Shift;
use crate::embedded::ConfigFiles;

/// The file with the demo's voices, among the configuration files.
pub const OPINIONS: &str = "demo/opinions.jsonl";
/// The file with the demo's published answers, among the configuration files.
pub const ANSWERS: &str = "demo/public_qa.json";
/// The file with the demo's dialogue days, among the configuration files.
const DIALOGUES: &str = "demo/dialogue_days.json";
/// The file with a month of slips as a table, among the configuration files.
const SLIPS: &str = "demo/box_batch.csv";
/// The fact by which a loaded demo is known.
const LOADED: &str = "demo.loaded";

/// True when the demo city was loaded before.
///
/// # Errors
/// When it was loaded by half: the program was stopped in the middle.
pub async fn is_loaded(db: &Db) -> Result<bool> {
    if kocho_store::setting::get(&db.reader(), LOADED).await?.is_some() {
        return Ok(true);
    }
    let demo = kocho_store::origin::of(&db.reader()).await?.demo_voices;
    if demo {
        bail!(
            "the demo city was loaded only by half, because the program was stopped; delete the data folder and start again"
        );
    }
    Ok(false)
}

/// Reads the voices on a thread beside the story: what a letter means is the dearest thing that the story asks, and it is
/// remembered. Nothing waits for it, nothing depends on it.
fn read_ahead(house: &House, opinions: &[opinion::Opinion]) {
    let city = house.city();
    let texts: Vec<String> = opinions.iter().map(|opinion| whole(&opinion.subject, &opinion.text)).collect();
    drop(tokio::task::spawn_blocking(move || {
        for text in texts {
            drop(city.classifier().classify(&text));
        }
    }));
}

/// Key terms as a desk would have entered them in its first months, and one that it has only tried.
async fn words_of_the_city(house: &Arc<House>) -> Result<()> {
    let terms =
        [("区長会", "1101", "normal", true), ("文化祭", "1306", "weak", true), ("公民館", "1104", "strong", false)];
    for (word, measure, weight, used) in terms {
        let new = NewTerm {
            word: word.to_owned(),
            measure: measure.to_owned(),
            weight: weight.to_owned(),
            ..NewTerm::default()
        };
        let trial = term::try_new(&house.cx(Actor::Import), &new).await?;
        if used {
            term::use_trial(&house.cx(Actor::Import), trial).await?;
        }
    }
    Ok(())
}

/// The hearing desk asks for a map of the last twelve months; the worker makes it when the city opens.
async fn groups_of_opinions(house: &Arc<House>) -> Result<()> {
    let cx = house.cx(plan::clerk(house).await?);
    let (from, until) = (cx.today() - Months::new(12), cx.today());
    topic::ask(&cx, &Chosen { from, until, ..Chosen::default() }).await?;
    Ok(())
}

/// A month of slips that the desk has typed into a table and brought: its rows wait to be looked at.
async fn table_of_slips(house: &Arc<House>) -> Result<()> {
    let Some(text) = ConfigFiles::inside(SLIPS) else { return Ok(()) };
    let file = Incoming { name: "提案箱_5月.csv".to_owned(), bytes: text.into_bytes() };
    import::read::bring(&house.cx(plan::clerk(house).await?), file, "proposal_box").await?;
    Ok(())
}

/// An answer that a clerk of the desk wrote for everybody: it waits for a second person.
async fn answer_that_waits(house: &Arc<House>) -> Result<()> {
    let cx = house.cx(plan::clerk(house).await?);
    let Some(section) = cx.city.sections.first().filter(|_| matches!(&cx.actor, Actor::Staff(_))) else {
        return Ok(());
    };
    let words = Words {
        title: "夜道の明かりについて".to_owned(),
        opinion: "街灯が少なく、夜道が暗いので、増やしてほしい。".to_owned(),
        reply: "ご意見をありがとうございます。\n街灯は、地区の皆さんと場所を確かめながら、順に付けています。"
            .to_owned(),
        section: section.name.clone(),
        measure: None,
        outcome: "explained".to_owned(),
        language: "ja".to_owned(),
    };
    match desk::write(&cx, None, &words, false).await {
        // A city of its own may call its outcomes otherwise.
        Ok(_) | Err(Error::Invalid(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The mayor's secretary gets the office's digest every open morning.
async fn morning_mail(house: &Arc<House>) -> Result<()> {
    let from = house.db().reader();
    let Some(account) = kocho_store::staff::by_login(&from, "hisho").await? else { return Ok(()) };
    let actor = kocho_store::staff::actor(&from, &account, house.cx(Actor::Import).today()).await?;
    kocho_service::office::digest::choose(&house.cx(Actor::Staff(actor)), Pace::Daily).await?;
    Ok(())
}

/// Loads the demo city into a house whose clock is `clock`; answers how many voices came in. Steps that would lie after
/// `now` are not taken, so the newest voices are still at work.
///
/// # Errors
/// When a use case refuses what the story wants.
pub async fn load(
    house: &Arc<House>,
    clock: &SteppedClock,
    mailer: &Mailer,
    (opinions, sheets): (&str, &[paper::Sheet]),
    (how, now): (Shift, DateTime<Utc>),
) -> Result<usize> {
    let opinions = opinion::read(opinions)?;
    read_ahead(house, &opinions);
    let by = opinion::shift(&opinions, how, now);
    let story = story::Story::of(&opinions, by, house.city().rules.calendar());
    let voices = play::play(house, clock, mailer, (&opinions, &story), now).await?;
    let voices = voices + heard::take_in(house, clock, now).await?;
    clock.set(now);
    paper::collected(house, clock, sheets).await?;
    if let Some(days) = ConfigFiles::inside(DIALOGUES) {
        minutes::hold(house, &|at| clock.set(at), &days, (by, how == Shift::Auto, now)).await?;
        clock.set(now);
    }
    dialogue::come(house, clock).await?;
    survey::hold(house).await?;
    result_use::of_survey(house).await?;
    answering::open(house).await?;
    panel::serve(house, clock).await?;
    kocho_worker::run_due(house, mailer).await?;
    mails::come_in(house).await?;
    words_of_the_city(house).await?;
    groups_of_opinions(house).await?;
    table_of_slips(house).await?;
    answer_that_waits(house).await?;
    morning_mail(house).await?;
    note_loaded(house.db(), now, voices).await?;
    Ok(voices)
}

/// Notes that the database holds a whole demo: the city's story, or the many cases of a load run.
///
/// # Errors
/// What the database says.
pub async fn note_loaded(db: &Db, now: DateTime<Utc>, voices: usize) -> Result<()> {
    let mut tx = db.begin(&Actor::Import, now).await?;
    kocho_store::setting::set(&mut tx, LOADED, &voices.to_string()).await?;
    tx.commit(Story::audit(AuditEvent::new("demo_loaded", "submission", None).with("count", voices))).await?;
    Ok(())
}
