//! How fast is a search in a city with many cases, from the question to the rows with their marked words?

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use kocho_domain::{
    access::{Actor, Office, Role, StaffActor},
    id::{SectionId, StaffId},
};
use kocho_service::{
    Cx, House,
    desk::ListQuery,
    search::{SearchQuery, Total, find},
};
use sqlx::{Connection as _, Row as _, SqliteConnection};

use crate::{city, say};

/// Searches of a kind.
const TIMES: usize = 200;
/// In letters of every sort.
const COMMON: [&str; 6] = ["道路", "学校", "給食", "公園", "地域", "お願"];
/// In few.
const RARE: [&str; 6] = ["水素", "太鼓", "霞ヶ浦", "手話", "百里", "鹿"];
const PAIRS: [&str; 6] = ["道路 学校", "給食 公園", "バス 病院", "公園 トイレ", "図書館 駐車場", "子ども 夜間"];
const PHRASES: [&str; 6] = ["通学路", "よろしくお願いします", "市役所", "駐車場", "小学校の前", "ごみステーション"];
const SINGLE: [&str; 6] = ["火", "水", "犬", "木", "病", "の"];
const WITHOUT: [&str; 3] = ["道路 -学校", "公園 -トイレ -犬", "給食 -「お願いします」"];

/// Runs it.
///
/// # Errors
/// When the city cannot be made or a search fails.
pub(crate) async fn run(cases: &str) -> Result<()> {
    let place = city::searched(cases).await?;
    let house = city::house_of_settings(&place).await?;
    let desk = cx(&house, Role::HearingClerk, house.city().hearing()?.id);
    let section = busiest(&house, &desk).await?;
    let clerk = cx(&house, Role::SectionClerk, section);
    let narrow =
        |status: &str| ListQuery { section: section.to_string(), status: status.into(), ..ListQuery::default() };
    say!(
        "search: {cases} cases, one client, {TIMES} searches a line, rows with marked words (asked: p99 < 20 ms, with filters < 40 ms)"
    );
    let all = ListQuery::default();
    for (name, words, narrow, order) in [
        ("common, 2 characters", &COMMON[..], &all, ""),
        ("rare", &RARE, &all, ""),
        ("two words", &PAIRS, &all, ""),
        ("1 character", &SINGLE, &all, ""),
        ("longer words", &PHRASES, &all, ""),
        ("with exclusion", &WITHOUT, &all, ""),
        ("common, section, replied", &COMMON, &narrow("replied"), ""),
        ("rare, section, replied", &RARE, &narrow("replied"), ""),
        ("longer, section, settled", &PHRASES, &narrow("settled"), ""),
        ("common, section, routed", &COMMON, &narrow("routed"), ""),
        ("common, best first", &COMMON, &all, "best"),
    ] {
        measured(&desk, name, words, narrow, order).await?;
    }
    measured(&clerk, "common, a section's clerk", &COMMON, &all, "").await?;
    measured(&clerk, "two words, a clerk", &PAIRS, &all, "").await?;
    house.db().clone().close().await?;
    if let Some(dir) = place.dir.as_deref().filter(|_| !place.is_postgres()) {
        sizes(&dir.join("kocho.sqlite3")).await?;
    }
    Ok(())
}

/// The section that has most of a thing of which there is much.
async fn busiest(house: &Arc<House>, desk: &Cx) -> Result<SectionId> {
    let hearing = desk.city.hearing()?.id;
    let mut most = (0, hearing);
    for section in house.city().sections.iter().filter(|section| section.id != hearing) {
        let narrow = ListQuery { section: section.id.0.to_string(), status: "replied".into(), ..ListQuery::default() };
        let query = SearchQuery { q: COMMON[0].into(), narrow, ..SearchQuery::default() };
        let hits = match find(desk, &query).await?.total {
            Some(Total::Many) => return Ok(section.id),
            Some(Total::Exactly(hits)) => hits,
            None => 0,
        };
        if hits > most.0 {
            most = (hits, section.id);
        }
    }
    Ok(most.1)
}

fn cx(house: &Arc<House>, role: Role, section: SectionId) -> Cx {
    house.cx(Actor::Staff(StaffActor { id: StaffId(1), name: String::new(), offices: vec![Office { role, section }] }))
}

async fn measured(cx: &Cx, name: &str, words: &[&str], narrow: &ListQuery, order: &str) -> Result<()> {
    let (mut times, mut hits) = (Vec::with_capacity(TIMES), Vec::new());
    for n in 0..TIMES + words.len() {
        let q = words[n % words.len()].to_owned();
        let query = SearchQuery { q, narrow: narrow.clone(), order: order.to_owned(), ..SearchQuery::default() };
        let begin = Instant::now();
        let found = find(cx, &query).await?;
        // The first round warms the caches and tells how much there is.
        if n < words.len() {
            hits.push(match found.total {
                Some(Total::Exactly(n)) => n.to_string(),
                Some(Total::Many) => "1000+".to_owned(),
                None => "-".to_owned(),
            });
        } else {
            times.push(begin.elapsed());
        }
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let worst = times.last().copied().context("nothing was asked")?;
    say!(
        "  {name:<28} p50 {:>7.2}  p99 {:>7.2}  worst {:>7.2} ms   hits {}",
        ms(at(50)),
        ms(at(99)),
        ms(worst),
        hits.join(" ")
    );
    Ok(())
}

/// How large the index is beside the rest.
async fn sizes(file: &Path) -> Result<()> {
    let mut database = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await?;
    let sql = "select case when name like 'findable_gram%' then 'tokens' when name like '%findable%' then 'keys' else 'the rest' end as what, \
               sum(pgsize) / 1000000 as mb from dbstat where aggregate = true group by 1 order by 1";
    for row in sqlx::query(sql).fetch_all(&mut database).await? {
        say!("  {:<10} {:>6} MB", row.get::<String, _>("what"), row.get::<i64, _>("mb"));
    }
    database.close().await?;
    Ok(())
}
