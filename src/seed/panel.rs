//! Which city monitors does the demo city have? A term with some forty people, drawn and recommended, with a ledger; and the
//! next one, whose call is open. People are invented, and all goes through the use cases.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use kocho_domain::access::Actor;
use kocho_domain::body::{Body, Line};
use kocho_domain::clock::{Clock, civil_date};
use kocho_domain::dialogue::NoticeBy;
use kocho_domain::era::FiscalYear;
use kocho_domain::id::PublicKey;
use kocho_domain::panel::{CandidateState, CandidateWay, DrawSource, Leaving, Person};
use kocho_domain::personal::Personal;
use kocho_service::{
    Cx, House,
    candidate::{self, Offer},
    monitor,
    panel::{self, PanelForm},
    reward,
    selection::{self, Headings},
};

use super::clock::SteppedClock;
use super::plan::clerk;

/// Family and given names; together they name nobody.
const FAMILIES: [&str; 8] = ["例田", "仮山", "見本", "試田", "仮野", "例川", "試山", "雛形"];
const GIVENS: [&str; 6] = ["いちろう", "ふたば", "みつき", "よしの", "いつき", "むつみ"];
/// 地区 as the rule has them, about as people live.
const DISTRICTS: [&str; 6] = ["minori", "ogawa", "minori", "tamari", "minori", "ogawa"];
const PLACES: [(&str, &str); 3] = [("minori", "美野里"), ("ogawa", "小川"), ("tamari", "玉里")];
const OCCUPATIONS: [&str; 6] = ["company", "part_time", "homemaker", "self_employed", "none", "student"];
const MOTIVES: [&str; 3] = ["市の仕事をもっと知りたい。", "子育ての立場から意見を出したい。", ""];

/// Monitors of the term that serves, those who applied, rows of its register.
const SIZE: u32 = 50;
const APPLIED: usize = 33;
const REGISTER: usize = 30;
/// Of those who were drawn from the register so many said no.
const DECLINED: usize = 7;

/// Plays both terms; the clock ends where it began.
///
/// # Errors
/// When a use case refuses what the demo wants.
pub(super) async fn serve(house: &Arc<House>, clock: &SteppedClock) -> Result<()> {
    let now = clock.now();
    let today = civil_date(now);
    let actor = clerk(house).await?;
    let year = FiscalYear::of(today).year();
    let begins = *FiscalYear::starting(year).range().start();
    let ends = *FiscalYear::starting(year).range().end();
    let at = |on: NaiveDate| now - TimeDelta::days((today - on).num_days());
    let first = *FiscalYear::starting(year - 1).range().start();
    let term = Play { house, clock, actor: &actor };
    let key = term.chosen(first, ends, &at).await?;
    term.rewarded(&key, (first, begins, today), &at).await?;
    clock.set(now - TimeDelta::days(9));
    term.next_call((ends.succ_opt().unwrap_or(ends), today)).await?;
    clock.set(now);
    Ok(())
}

struct Play<'a> {
    house: &'a Arc<House>,
    clock: &'a SteppedClock,
    actor: &'a Actor,
}

impl Play<'_> {
    fn cx(&self) -> Cx {
        self.house.cx(self.actor.clone())
    }

    /// Makes a term and opens its call.
    async fn called(
        &self,
        title: &str,
        (starts_on, ends_on): (NaiveDate, NaiveDate),
        (from, until): (NaiveDate, NaiveDate),
        size: u32,
    ) -> Result<PublicKey> {
        let form = PanelForm {
            title: title.to_owned(),
            starts_on: Some(starts_on),
            ends_on: Some(ends_on),
            size: Some(size),
            apply_from: Some(from),
            apply_until: Some(until),
        };
        let key = panel::create(&self.cx(), &form).await?;
        let lock = panel::show(&self.cx(), &key).await?.panel.lock;
        panel::call(&self.cx(), &key, lock).await?;
        Ok(key)
    }

    /// The term that serves: its call, the draws, the appointments.
    async fn chosen(
        &self,
        starts_on: NaiveDate,
        ends_on: NaiveDate,
        at: &impl Fn(NaiveDate) -> DateTime<Utc>,
    ) -> Result<PublicKey> {
        let before = |days: u64| starts_on - Days::new(days);
        self.clock.set(at(before(80)));
        let title = "第11期市政モニター（見本）";
        let key = self.called(title, (starts_on, ends_on), (before(80), before(50)), SIZE).await?;
        self.clock.set(at(before(60)));
        for who in 0..APPLIED {
            self.offer(&key, who).await?;
        }
        self.recommended(&key).await?;
        self.clock.set(at(before(45)));
        selection::run(&self.cx(), &key, DrawSource::Call).await?;
        let list = register(ends_on.year());
        selection::bring(&self.cx(), &key, list.into_bytes(), &Headings::default()).await?;
        selection::run(&self.cx(), &key, DrawSource::Register).await?;
        self.clock.set(at(before(30)));
        let (_, drawn, _) = candidate::list(&self.cx(), &key, Some(CandidateState::Chosen), "").await?;
        let asked = drawn.iter().filter(|one| one.about.way == CandidateWay::Register);
        for one in asked.take(DECLINED) {
            selection::decline(&self.cx(), &one.about.key, one.lock, "電話で、本人から").await?;
        }
        monitor::appoint(&self.cx(), &key).await?;
        panel::settle(&self.cx(), &key).await?;
        Ok(key)
    }

    /// Somebody applies: by the form, on every third by telephone.
    async fn offer(&self, panel: &PublicKey, who: usize) -> Result<()> {
        let by_mail = !who.is_multiple_of(3);
        let way = if by_mail { CandidateWay::Web } else { CandidateWay::Phone };
        let actor = if by_mail { Actor::Resident } else { self.actor.clone() };
        let cx = self.house.cx(actor);
        candidate::offer(&cx, offer(&cx, panel, (who, way))?).await?;
        Ok(())
    }

    /// A district recommends somebody, and the desk chooses them.
    async fn recommended(&self, panel: &PublicKey) -> Result<()> {
        let cx = self.cx();
        let mut new = offer(&cx, panel, (APPLIED + 1, CandidateWay::Recommended))?;
        new.recommender = Line::parse("見本台区", 100).ok();
        let key = candidate::offer(&cx, new).await?;
        let lock = candidate::show(&cx, &key).await?.candidate.lock;
        Ok(selection::choose(&cx, &key, lock).await?)
    }

    /// Surveys of both fiscal years; the first one is closed. One monitor has moved away.
    async fn rewarded(
        &self,
        panel: &PublicKey,
        (first, second, today): (NaiveDate, NaiveDate, NaiveDate),
        at: &impl Fn(NaiveDate) -> DateTime<Utc>,
    ) -> Result<()> {
        let surveys = [(150, "第1回", "1-30"), (240, "第2回", "1-25, 31-38"), (330, "第3回", "3-38")];
        for (days, title, numbers) in surveys {
            self.clock.set(at(first + Days::new(days)));
            reward::enter(&self.cx(), panel, &format!("昨年度{title}市政モニターアンケート"), numbers).await?;
        }
        self.clock.set(at(first + Days::new(360)));
        reward::close(&self.cx(), panel, FiscalYear::of(first).year()).await?;
        let spring = second + Days::new(20);
        if spring < today {
            self.clock.set(at(spring));
            reward::enter(&self.cx(), panel, "今年度第1回市政モニターアンケート", "1-34").await?;
            let monitors = monitor::list(&self.cx(), panel).await?.monitors;
            if let Some(one) = monitors.get(6) {
                let how = (spring, Leaving::Moved.code());
                monitor::leave(&self.cx(), &one.about.key, one.lock, how, "").await?;
            }
        }
        Ok(())
    }

    /// The call of the next term is open, and some have applied.
    async fn next_call(&self, (starts_on, today): (NaiveDate, NaiveDate)) -> Result<()> {
        let ends_on = *FiscalYear::starting(FiscalYear::of(starts_on).year() + 1).range().end();
        let period = (today - Days::new(9), today + Days::new(30));
        let key = self.called("第12期市政モニター（見本）", (starts_on, ends_on), period, SIZE).await?;
        for who in 60..72 {
            self.offer(&key, who).await?;
        }
        Ok(())
    }
}

/// What the so-manieth invented person applies with.
fn offer(cx: &Cx, panel: &PublicKey, (who, way): (usize, CandidateWay)) -> Result<Offer> {
    let district = DISTRICTS[who % DISTRICTS.len()];
    let place = PLACES.iter().find(|(code, _)| *code == district).map_or("見本台", |(_, label)| label);
    let by_mail = way == CandidateWay::Web;
    let motive = MOTIVES[who % MOTIVES.len()];
    Ok(Offer {
        form_key: format!("demo-{}", cx.new_token()),
        panel: panel.clone(),
        way,
        language: if who == 4 { "en" } else { "ja" }.to_owned(),
        person: Personal::new(Person {
            name: format!("{} {}", FAMILIES[who % FAMILIES.len()], GIVENS[(who / 3) % GIVENS.len()]),
            kana: String::new(),
            // Two of them live in one house.
            address: Some(format!("小美玉市{place}見本台{}番地", if who == 14 { 8 } else { who })),
            phone: Some(format!("0299-00-{:04}", 200 + who)),
            email: by_mail.then(|| format!("monitor{who}@example.jp")),
        }),
        age: u16::try_from(19 + (who * 13) % 66)?,
        gender: if who.is_multiple_of(2) { "female" } else { "male" }.to_owned(),
        district: district.to_owned(),
        relation: Some("resident".to_owned()),
        occupation: Some(OCCUPATIONS[who % OCCUPATIONS.len()].to_owned()),
        motive: if motive.is_empty() { None } else { Some(Body::parse(motive).map_err(|e| anyhow!("{e:?}"))?) },
        recommender: None,
        notice_by: if by_mail { NoticeBy::Mail } else { NoticeBy::Letter },
    })
}

/// A register of invented residents as a table.
fn register(year: i32) -> String {
    let row = |at: usize| {
        let (_, label) = PLACES[at % PLACES.len()];
        let born = year - 22 - i32::try_from((at * 7) % 60).unwrap_or_default();
        let name = format!("{} {}", FAMILIES[(at + 3) % FAMILIES.len()], GIVENS[at % GIVENS.len()]);
        let gender = if at.is_multiple_of(2) { "男" } else { "女" };
        format!("{name},{born}-06-15,{gender},小美玉市{label}台帳台{at}番地,{label}\n")
    };
    format!("氏名,生年月日,性別,住所,地区\n{}", (0..REGISTER).map(row).collect::<String>())
}
