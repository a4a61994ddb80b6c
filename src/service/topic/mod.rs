//! Groups of opinions (意見グループ): asking for a map of chosen voices, the maps that there are, and taking one away.
//!
//! A map is made by the worker (`make.rs`), of voices that are not restricted or of what people wrote to a question of a survey that is
//! over (`asked.rs`), and kept as cases and places, never as texts.
//! Everything that is shown is counted anew from the voices that the reader may know (`show.rs`, `public.rs`).

mod asked;
pub(crate) mod make;
mod public;
mod show;
mod tally;

use kocho_domain::{
    access::{Permission, StaffActor, case_scope},
    id::{MeasureId, PublicKey},
    job::Job,
    rule::city::Choice,
    story::{AuditEvent, Story},
};
use kocho_store::{topic, topic_voice};

use crate::{Cx, Error};

pub use asked::{Question, question, questions};
pub use kocho_store::topic::{Asked, Chosen, State, TopicMap};
pub use public::{PublicGroup, PublicMap, public};
pub use show::{GroupPage, GroupView, MapView, Original, group, show};
pub use tally::{By, Comparison, Summary};

/// The fewest voices of one map.
const FEWEST: u64 = kocho_text::topic::FEWEST as u64;
/// The most voices of one map.
pub const MOST: u64 = 30_000;
/// The maps that the list shows.
const LISTED: u64 = 50;

/// A map in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The map.
    pub map: TopicMap,
    /// Which voices, in words.
    pub words: Vec<String>,
}

/// Asks for a map; answers its key.
///
/// # Errors
/// [`Error::Denied`] for those who read figures only, [`Error::Invalid`] when there are too few or too many voices.
pub async fn ask(cx: &Cx, chosen: &Chosen) -> Result<PublicKey, Error> {
    let staff = maker(cx)?;
    if chosen.until < chosen.from {
        return Err(Error::field("until", "「いつから」より後の日にしてください。"));
    }
    if chosen.asked.is_some() && !reads_answers(staff) {
        return Err(Error::Denied);
    }
    let found = topic_voice::count(&cx.reader(), chosen, &measures(cx, chosen), MOST + 1).await?;
    if chosen.asked.is_some() && found < FEWEST {
        let words = format!("この問に書かれた記述が{found}件です。{FEWEST}件以上ある問を選んでください。");
        return Err(Error::field("asked", words));
    }
    if found < FEWEST {
        let words = format!("当てはまる声が{found}件です。{FEWEST}件以上になるように、期間や条件を広げてください。");
        return Err(Error::field("from", words));
    }
    if found > MOST {
        return Err(Error::field("from", "当てはまる声が30,000件を超えます。期間を短くしてください。"));
    }
    let key = cx.new_key();
    let mut tx = cx.begin().await?;
    let id = topic::insert(&mut tx, &key, chosen, staff.id).await?;
    kocho_store::job::push(&mut tx, &Job::Topic { map: id }).await?;
    tx.commit(Story::audit(AuditEvent::new("topic_asked", "topic_map", Some(id)).with("voices", found))).await?;
    cx.house.wake_worker();
    Ok(key)
}

/// The newest maps.
///
/// # Errors
/// [`Error::Denied`] without the right to read them.
pub async fn list(cx: &Cx) -> Result<Vec<Listed>, Error> {
    reader(cx)?;
    let maps = topic::newest(&cx.reader(), LISTED).await?;
    Ok(maps.into_iter().map(|map| Listed { words: words(cx, &map.chosen), map }).collect())
}

/// Takes a map away. The voices stay where they are.
///
/// # Errors
/// [`Error::Denied`], [`Error::NotFound`].
pub async fn remove(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    maker(cx)?;
    let mut tx = cx.begin().await?;
    let map = topic::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    topic::remove(&mut tx, map.id).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("topic_removed", "topic_map", Some(map.id)))).await?)
}

/// May this person ask for maps and take them away: who reads voices of all sections.
pub fn may_make(cx: &Cx) -> bool {
    maker(cx).is_ok()
}

fn reader(cx: &Cx) -> Result<&StaffActor, Error> {
    let staff = cx.actor.staff()?;
    if staff.may(Permission::TopicRead) { Ok(staff) } else { Err(Error::Denied) }
}

fn maker(cx: &Cx) -> Result<&StaffActor, Error> {
    let staff = reader(cx)?;
    if case_scope(&cx.actor).reads_all_sections() { Ok(staff) } else { Err(Error::Denied) }
}

/// May read what people wrote in surveys of every section.
fn reads_answers(staff: &StaffActor) -> bool {
    staff.may(Permission::SurveyManage)
}

/// Sees every group of this map and the way to each voice; else figures of larger groups only.
fn sees_all(cx: &Cx, map: &TopicMap) -> bool {
    case_scope(&cx.actor).reads_all_sections()
        && (map.chosen.asked.is_none() || cx.actor.staff().is_ok_and(reads_answers))
}

/// The measures of all plans whose cases stand under the chosen code in the plan in force.
fn measures(cx: &Cx, chosen: &Chosen) -> Vec<MeasureId> {
    let code = chosen.measure.as_deref().unwrap_or_default();
    let Some(measure) = cx.city.measure_named(code) else { return Vec::new() };
    let current = Some(measure.plan) == cx.city.plans.in_force;
    let mut all = if current { cx.city.plans.read_as(code) } else { Vec::new() };
    all.push(measure.id);
    all
}

/// Which voices, in words: 施策, 地区, 受付方法.
fn words(cx: &Cx, chosen: &Chosen) -> Vec<String> {
    if let Some(asked) = &chosen.asked {
        return vec![asked.words.clone()];
    }
    let rules = &cx.city.rules;
    let measure = chosen.measure.as_ref().map(|code| match code.as_str() {
        "none" => "計画に該当なし".to_owned(),
        "undecided" => "施策をまだ決めていない声".to_owned(),
        code => cx.city.measure_named(code).map_or(code, |m| m.name.as_str()).to_owned(),
    });
    let district = chosen.district.as_ref().map(|code| label(&rules.city().districts, code));
    let channel = chosen.channel.as_ref().map(|code| channel(cx, code));
    [measure, district, channel].into_iter().flatten().collect()
}

fn channel(cx: &Cx, code: &str) -> String {
    cx.city.rules.channel(code).map_or_else(|| code.to_owned(), |channel| channel.label.ja.clone())
}

fn label(choices: &[Choice], code: &str) -> String {
    let choice = choices.iter().find(|choice| choice.code == code);
    choice.map_or_else(|| code.to_owned(), |choice| kocho_domain::localized::ruby::strip(&choice.label.ja))
}
