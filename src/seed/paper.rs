//! Which papers does the demo city have? A box that was empty, one that waits to be read, and cards of a newsletter that were
//! read. The sheets under `demo/slips` are drawn for the demo; nobody wrote them.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use kocho_domain::clock::Clock;
use kocho_domain::id::PublicKey;
use kocho_domain::paper::{Field, Grouping, Reading};
use kocho_service::{
    Cx, House,
    collection::{self, NewForm},
    edition, scan, slip,
    stored::slip::Turn,
    upload::Incoming,
};

use super::clock::SteppedClock;
use super::plan::clerk;

/// A sheet's name and its picture.
pub type Sheet = (String, Vec<u8>);

/// The sheets of the box that waits, among the configuration files.
pub const SLIPS: [&str; 6] = [
    "demo/slips/slip-1.png",
    "demo/slips/slip-2.png",
    "demo/slips/slip-3.png",
    "demo/slips/slip-4.png",
    "demo/slips/slip-5.png",
    "demo/slips/slip-6.png",
];
/// The cards that were read.
pub const CARDS: [&str; 3] = ["demo/slips/card-1.png", "demo/slips/card-2.png", "demo/slips/card-3.png"];

/// What stands on the cards: name, address, age, wish, text.
const READ: [[&str; 5]; 3] = [
    ["戊野 三郎", "小美玉市美野里000", "70s", "no", "広報の字が小さくて読みにくいです。\n大きくしてください。"],
    ["", "", "60s", "no", "芋煮会を来年もやってください。\n孫と行くのが楽しみです。"],
    [
        "己川 春江",
        "小美玉市上吉影000",
        "50s",
        "yes",
        "用水路の柵がこわれています。\n田んぼの道を自転車で通る子がいます。",
    ],
];

/// Plays the collections of the last days with the hearing desk's clerk; the clock ends where it began.
pub(crate) async fn collected(house: &Arc<House>, clock: &SteppedClock, sheets: &[Sheet]) -> Result<()> {
    let now = clock.now();
    let (slips, cards) = sheets.split_at(SLIPS.len().min(sheets.len()));
    if cards.len() != CARDS.len() {
        bail!("the demo's sheets are not all there");
    }
    clock.set(now - TimeDelta::days(8));
    let cx = house.cx(clerk(house).await?);
    let issue = editions(&cx).await?;
    read_cards(&cx, &issue, cards).await?;
    clock.set(now - TimeDelta::days(1));
    let cx = house.cx(clerk(house).await?);
    let empty = opened(&cx, "ogawa_branch", "小川総合支所 窓口", 0).await?;
    collection::close(&cx, &empty).await?;
    clock.set(now);
    let cx = house.cx(clerk(house).await?);
    let full = opened(&cx, "main_office", "本庁舎 総合案内", u32::try_from(slips.len())?).await?;
    for sheet in slips {
        add(&cx, &full, sheet).await?;
    }
    Ok(())
}

async fn add(cx: &Cx, to: &PublicKey, (name, bytes): &Sheet) -> Result<()> {
    let file = Incoming { name: name.clone(), bytes: bytes.clone() };
    scan::add(cx, to, file, Grouping::Each).await.with_context(|| format!("the sheet {name}"))?;
    Ok(())
}

async fn opened(cx: &Cx, place: &str, witness: &str, found: u32) -> Result<PublicKey> {
    let form = NewForm {
        channel: cx.city.rules.papers().box_channel.clone(),
        place: place.to_owned(),
        collected_on: Some(cx.today()),
        collected_by: "秘書広聴課 広聴担当A".to_owned(),
        witness: witness.to_owned(),
        found: Some(found),
        kept_at: "簿冊「市政提案箱」".to_owned(),
        ..NewForm::default()
    };
    Ok(collection::open(cx, &form).await?)
}

/// The issues of this month and the one before; the code of the newer one.
async fn editions(cx: &Cx) -> Result<String> {
    let first = cx.today().with_day(1).unwrap_or(cx.today());
    let before = (first - Days::new(1)).with_day(1).unwrap_or(first);
    let code = |on: NaiveDate| format!("{}-{:02}", on.year(), on.month());
    for on in [before, first] {
        edition::add(cx, &code(on), &format!("広報 {}年{}月号", on.year(), on.month()), Some(on)).await?;
    }
    Ok(code(first))
}

async fn read_cards(cx: &Cx, issue: &str, cards: &[Sheet]) -> Result<()> {
    let form = NewForm {
        channel: cx.city.rules.papers().card_channel.clone(),
        edition: issue.to_owned(),
        collected_on: Some(cx.today()),
        collected_by: "秘書広聴課 広聴担当A".to_owned(),
        found: Some(u32::try_from(cards.len())?),
        kept_at: "簿冊「私の提案はがき」".to_owned(),
        ..NewForm::default()
    };
    let batch = collection::open(cx, &form).await?;
    for (card, read) in cards.iter().zip(READ) {
        add(cx, &batch, card).await?;
        let Some(key) = slip::next(cx, Turn::First).await? else { bail!("a card is not there") };
        slip::enter(cx, &key, &reading(issue, read), false).await?;
    }
    Ok(())
}

fn reading(issue: &str, [name, address, age, wish, text]: [&str; 5]) -> Reading {
    let mut reading = Reading::default();
    for (field, value) in [
        (Field::Edition, issue),
        (Field::Name, name),
        (Field::Address, address),
        (Field::AgeGroup, age),
        (Field::ReplyWanted, wish),
        (Field::Body, text),
    ] {
        reading.set(field, value);
    }
    reading
}
