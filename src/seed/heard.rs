//! What did people of the demo city hear in the last hours, and which paper was brought? Memos of sections and the desk, and
//! a 要望書 with three items, taken in through the use cases.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use chrono::{DateTime, TimeDelta, Utc};
use kocho_domain::access::Actor;
use kocho_domain::body::{Body, Line};
use kocho_domain::clock::civil_date;
use kocho_domain::era::FiscalYear;
use kocho_domain::intake::Proxy;
use kocho_domain::personal::Personal;
use kocho_domain::submission::Contact;
use kocho_service::memo::{self, NewMemo};
use kocho_service::petition::{self, Item, NewPetition};
use kocho_service::submission::Submit;
use kocho_service::{Cx, House};

use super::accounts::clerk_login;
use super::clock::SteppedClock;

/// The section that hears most.
const SECTION: &str = "市民協働課";
/// Longest line.
const LINE: usize = 200;

/// A memo of the demo: who heard it, how it came, what was said.
struct Heard {
    before: TimeDelta,
    by_desk: bool,
    channel: &'static str,
    kind: &'static str,
    text: &'static str,
    /// 対応区分 and 処理結果.
    done: Option<(&'static str, &'static str)>,
    /// Circumstance, and for whom.
    proxy: Option<(&'static str, &'static str)>,
}

fn memos() -> [Heard; 4] {
    [
        Heard {
            before: TimeDelta::hours(30),
            by_desk: false,
            channel: "phone",
            kind: "question",
            text: "引っ越してきたばかりで、どの行政区に入るのか分からないという電話。住んでいる場所を聞いて、行政区の名前と区長会の窓口を案内した。",
            done: Some(("explained", "行政区の名前と、区長会の窓口を案内した。")),
            proxy: None,
        },
        Heard {
            before: TimeDelta::hours(26),
            by_desk: false,
            channel: "counter",
            kind: "request",
            text: "集会所の入口の段差が高く、車いすで入れない。板でもよいので渡せるようにしてほしい。",
            done: None,
            proxy: Some(("hands_or_eyes", "車いすを使う父の声を、息子さんから")),
        },
        Heard {
            before: TimeDelta::hours(5),
            by_desk: true,
            channel: "phone",
            kind: "opinion",
            text: "広報紙の字が小さくて読みにくい。大事なところだけでも大きな字にしてほしいとのこと。",
            done: None,
            proxy: None,
        },
        Heard {
            before: TimeDelta::hours(3),
            by_desk: false,
            channel: "phone",
            kind: "thanks",
            text: "夏祭りの手伝いに市の職員が来てくれて助かったとのお礼。",
            done: Some(("reference", "担当した職員に伝えた。来年も手伝う。")),
            proxy: None,
        },
    ]
}

/// Takes them in; answers how many voices they are.
///
/// # Errors
/// When a use case refuses what the demo wants.
pub(super) async fn take_in(house: &Arc<House>, clock: &SteppedClock, now: DateTime<Utc>) -> Result<usize> {
    let city = house.city();
    let Some(section) = city.section_in_charge(SECTION, civil_date(now)) else { return Ok(0) };
    let clerk = person(house, &clerk_login(section), now).await?;
    let desk = person(house, "kocho-a", now).await?;
    let (Some(clerk), Some(desk)) = (clerk, desk) else { return Ok(0) };
    let memos = memos();
    for (n, heard) in memos.iter().enumerate() {
        clock.set(now - heard.before);
        let (who, holder) = if heard.by_desk { (&desk, city.hearing()?.id) } else { (&clerk, section.id) };
        let cx = house.cx(who.clone());
        memo::register(&cx, &new_memo(n, heard, holder)?).await?;
    }
    clock.set(now - TimeDelta::hours(24));
    let cx = house.cx(desk);
    petition::register(&cx, &paper(&cx)?).await?;
    Ok(memos.len() + 1)
}

async fn person(house: &Arc<House>, login: &str, now: DateTime<Utc>) -> Result<Option<Actor>> {
    let from = house.db().reader();
    let Some(account) = kocho_store::staff::by_login(&from, login).await? else { return Ok(None) };
    Ok(Some(Actor::Staff(kocho_store::staff::actor(&from, &account, civil_date(now)).await?)))
}

fn line(text: &str) -> Result<Line> {
    Line::parse(text, LINE).map_err(|e| anyhow!("{e:?}"))
}

fn new_memo(n: usize, heard: &Heard, section: kocho_domain::id::SectionId) -> Result<NewMemo> {
    let proxy = match heard.proxy {
        Some((code, whom)) => Some(Proxy::confirmed(code.to_owned(), Some(line(whom)?), None, true)?),
        None => None,
    };
    let body = Body::parse(heard.text).map_err(|e| anyhow!("{e:?}"))?;
    let voice = Submit { demo: true, ..Submit::of_text(format!("demo-memo-{n}"), heard.channel, "voice", body) };
    let done = heard.done.map(|(outcome, result)| (outcome.to_owned(), result.to_owned()));
    Ok(NewMemo { voice, section, kind: Some(heard.kind.to_owned()), done, proxy })
}

fn paper(cx: &Cx) -> Result<NewPetition> {
    let item = |title: &str, place: &str, text: &str| {
        let text = Body::parse(text).map_err(|e| anyhow!("{e:?}"))?;
        Ok::<_, anyhow::Error>(Item { title: line(title)?, text: Some(text), place: Some(line(place)?) })
    };
    Ok(NewPetition {
        channel: "letter".into(),
        form_key: "demo-petition".to_owned(),
        received_on: cx.today(),
        organisation: line("見本台行政区")?,
        contact: Personal::new(Contact {
            name: Some(line("区長 竹原 一郎")?),
            address: Some(line("小美玉市見本台1番地")?),
            ..Contact::default()
        }),
        reply_wanted: true,
        resolution: (Some(line("定期総会")?), Some(cx.today() - TimeDelta::days(40))),
        budget_year: Some(FiscalYear::of(cx.today()).year() + 1),
        earlier: String::new(),
        items: vec![
            item("街灯の設置", "集会所から県道まで", "夜は暗く、部活動の帰りの子どもが通ります。2基を希望します。")?,
            item("側溝のふたの取り替え", "見本台12番地先", "ふたが割れて段差になっています。")?,
            item("集会所の机と椅子の買い替え", "見本台集会所", "40年使っていて重く、年を取った人には並べられません。")?,
        ],
        proxy: None,
    })
}
