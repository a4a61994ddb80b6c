//! Which meetings with the mayor does the demo city have ahead? One that was drawn and is being prepared, one that takes
//! applications. People and groups are invented; all goes through the use cases.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use kocho_domain::access::Actor;
use kocho_domain::body::{Body, Line};
use kocho_domain::clock::{Clock, civil_date};
use kocho_domain::dialogue::{Applicant, ApplicationState, AppliedBy, Need, NoticeBy, PartyKind};
use kocho_domain::id::PublicKey;
use kocho_domain::personal::Personal;
use kocho_service::{
    Cx, House,
    application::{self, Apply},
    brief,
    decision::{self, Second},
    dialogue_day::{self, DayForm},
    draw,
};

use super::accounts::clerk_login;
use super::clock::SteppedClock;
use super::plan::clerk;

/// The series of the by-law.
const SERIES: &str = "dialogue_day";
/// Longest line.
const LINE: usize = 200;
/// The section that is asked for memos.
const SECTION: &str = "市民協働課";

/// An application: theme, content, group (empty for a person), people, name, telephone's last digit, by mail.
struct Wish {
    theme: &'static str,
    detail: &'static str,
    group: &'static str,
    people: u32,
    name: &'static str,
    digit: u8,
    by_mail: bool,
}

const NEAR: [Wish; 6] = [
    Wish {
        theme: "区の役員のなり手について",
        detail: "三つの区で役員が一巡し、八十代の方が会計をしている区もあります。合併の話合いの進め方と、配布物の回数を減らせないかを聞きたいです。",
        group: "見本台区ほか2区",
        people: 3,
        name: "例田 昇",
        digit: 1,
        by_mail: false,
    },
    Wish {
        theme: "通学のバスと駅の待合について",
        detail: "雨の日は満員で乗れないことがあります。生徒会で集めた312人のアンケートを持っていきます。",
        group: "見本高校 生徒会",
        people: 4,
        name: "仮山 みお",
        digit: 2,
        by_mail: true,
    },
    Wish {
        theme: "外国から来た家族と地域の行事",
        detail: "回覧板や行事の知らせが読めず、参加できない家族がいます。やさしい日本語の知らせを地区で始めたいです。",
        group: "",
        people: 1,
        name: "ダミー マリア",
        digit: 3,
        by_mail: true,
    },
    Wish {
        theme: "集会所の名義と建てかえ",
        detail: "集会所の登記が亡くなった区長の名のままです。ほかの区がどうしたかを知りたいです。",
        group: "試田行政区",
        people: 2,
        name: "試田 稔",
        digit: 4,
        by_mail: false,
    },
    Wish {
        theme: "録音図書を続けるために",
        detail: "広報を読み上げて録音しています。会員が減り、機器も古くなりました。",
        group: "こだま声の会",
        people: 3,
        name: "仮野 ちえ",
        digit: 5,
        by_mail: true,
    },
    Wish {
        theme: "駅前の空き店舗で子どもが集まれる場所を",
        detail: "放課後に行く場所がありません。空き店舗を週2回借りて、見守りをする計画があります。",
        group: "",
        people: 2,
        name: "見本 さとる",
        digit: 6,
        by_mail: true,
    },
];

const LATER: [Wish; 2] = [
    Wish {
        theme: "文化祭を地区の持ち回りに",
        detail: "文化祭がいつも同じ会場です。三つの地区で順に開く案を持っていきます。",
        group: "見本文化協会",
        people: 3,
        name: "試山 ゆう",
        digit: 7,
        by_mail: true,
    },
    Wish {
        theme: "区の役員の負担を減らす",
        detail: "前回の続きを話したいです。役員の仕事の一覧を作ってきます。",
        group: "見本台区",
        people: 2,
        name: "例田 昇",
        digit: 1,
        by_mail: false,
    },
];

/// Plays both days; the clock ends where it began.
///
/// # Errors
/// When a use case refuses what the demo wants.
pub(super) async fn come(house: &Arc<House>, clock: &SteppedClock) -> Result<()> {
    let now = clock.now();
    let today = civil_date(now);
    let calendar = house.city().rules.calendar().clone();
    let near = calendar.add_open_days(today, 6);
    let later = calendar.next_open(today + Days::new(25));
    clock.set(now - TimeDelta::days(30));
    let day = announced(house, near, (today - Days::new(29), today - Days::new(5))).await?;
    for (at, wish) in NEAR.iter().enumerate() {
        clock.set(now - TimeDelta::days(28 - 3 * i64::try_from(at)?));
        apply(house, &day, wish).await?;
    }
    clock.set(now - TimeDelta::days(4));
    drawn(house, &day).await?;
    clock.set(now - TimeDelta::days(3));
    prepared(house, &day, today).await?;
    let next = announced(house, later, (today - Days::new(3), today + Days::new(11))).await?;
    clock.set(now - TimeDelta::days(1));
    for wish in &LATER {
        apply(house, &next, wish).await?;
    }
    elsewhere(house, &next).await?;
    clock.set(now);
    Ok(())
}

async fn announced(house: &Arc<House>, on: NaiveDate, period: (NaiveDate, NaiveDate)) -> Result<PublicKey> {
    let cx = house.cx(clerk(house).await?);
    let mut form = dialogue_day::proposal(&cx, SERIES, Some(on))?;
    (form.apply_from, form.apply_until) = (Some(period.0), Some(period.1));
    form.title = format!("市長との「対話の日」（{}月）", on.month());
    let key = dialogue_day::create(&cx, &form, true).await?;
    let lock = dialogue_day::show(&cx, &key).await?.day.lock;
    dialogue_day::announce(&cx, &key, lock).await?;
    Ok(key)
}

/// The room is not free: whoever applied is told of another one.
async fn elsewhere(house: &Arc<House>, day: &PublicKey) -> Result<()> {
    let cx = house.cx(clerk(house).await?);
    let seen = dialogue_day::show(&cx, day).await?.day;
    let form = DayForm { venue: "小川文化センター 会議室".to_owned(), ..DayForm::of(&seen) };
    dialogue_day::save(&cx, day, seen.lock, &form, "第1会議室の工事が長引いているため。").await?;
    Ok(())
}

async fn apply(house: &Arc<House>, day: &PublicKey, wish: &Wish) -> Result<()> {
    let (actor, channel) =
        if wish.by_mail { (Actor::Resident, AppliedBy::Web) } else { (clerk(house).await?, AppliedBy::Phone) };
    let cx = house.cx(actor);
    let line = |text: &str| Line::parse(text, LINE).map_err(|e| anyhow!("{e:?}"));
    let new = Apply {
        form_key: format!("demo-{}", cx.new_token()),
        series: SERIES.to_owned(),
        day: Some(day.clone()),
        channel,
        language: "ja".to_owned(),
        theme: line(wish.theme)?,
        detail: Body::parse(wish.detail).map_err(|e| anyhow!("{e:?}"))?,
        party_kind: if wish.group.is_empty() { PartyKind::Person } else { PartyKind::Group },
        group_name: if wish.group.is_empty() { None } else { Some(line(wish.group)?) },
        people: wish.people,
        relation: Some("resident".to_owned()),
        wishes: None,
        needs: if wish.digit == 5 { vec![Need::Wheelchair] } else { Vec::new() },
        needs_note: None,
        applicant: Personal::new(Applicant {
            name: wish.name.to_owned(),
            address: Some(format!("小美玉市見本台{}番地", wish.digit)),
            phone: Some(format!("0299-00-010{}", wish.digit)),
            email: wish.by_mail.then(|| format!("taiwa{}@example.jp", wish.digit)),
            reach_note: None,
        }),
        notice_by: if wish.by_mail { NoticeBy::Mail } else { NoticeBy::Letter },
    };
    application::apply(&cx, new).await?;
    Ok(())
}

/// Draws, and gives the slots to those who were drawn.
async fn drawn(house: &Arc<House>, day: &PublicKey) -> Result<()> {
    let cx = house.cx(clerk(house).await?);
    draw::run(&cx, day).await?;
    let seen = dialogue_day::show(&cx, day).await?;
    let chosen = seen.applications.iter().filter(|one| one.standing.state == ApplicationState::Chosen);
    for (one, slot) in chosen.zip(seen.free()) {
        decision::accept(&cx, &one.about.key, one.lock, &slot.key, (Second::Unsaid, "")).await?;
    }
    Ok(())
}

/// Asks a section for two memos; it has written one.
async fn prepared(house: &Arc<House>, day: &PublicKey, today: NaiveDate) -> Result<()> {
    let cx: Cx = house.cx(clerk(house).await?);
    let Some(section) = cx.city.section_in_charge(SECTION, today) else { return Ok(()) };
    let seen = dialogue_day::show(&cx, day).await?;
    for slot in seen.slots.iter().filter(|slot| slot.party.is_some()).take(2) {
        brief::ask(&cx, &slot.key, section.id, None).await?;
    }
    let from = house.db().reader();
    let Some(account) = kocho_store::staff::by_login(&from, &clerk_login(section)).await? else { return Ok(()) };
    let writer = house.cx(Actor::Staff(kocho_store::staff::actor(&from, &account, today).await?));
    if let Some(memo) = brief::asked(&writer).await?.into_iter().next() {
        let text = "今年度は二つの地区で話合いに職員が出ています。\n配布物は月2回で、来年度から月1回にできないかを関係課と調べています。";
        brief::answer(&writer, memo.memo.id, memo.memo.lock, text).await?;
    }
    Ok(())
}
