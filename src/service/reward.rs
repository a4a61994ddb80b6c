//! 謝礼: an answer is paid once, within what a fiscal year brings at most; the year is closed, signed for, and goes to
//! accounting as a table. The ledger knows that somebody answered a survey, never which answer was theirs.

use std::collections::{BTreeMap, BTreeSet};

use kocho_document::table;
use kocho_domain::{
    access::Permission,
    era::FiscalYear,
    id::{InviteeId, MonitorId, PanelId, PublicKey},
    panel::reward::grant,
    refusal::Refusal,
    rule::Use,
    story::{AuditEvent, Story},
    survey::SurveyKind,
};
use kocho_store::{
    Source, Tx, invitee,
    monitor::{self, Monitor},
    panel::{self, Panel},
    participant,
    reward::{self, ClosedYear, Reward},
    survey::Survey,
};

use crate::{Cx, Error, panel::desk, route::reason_given};

/// What one monitor got in a fiscal year.
#[derive(Debug, Clone)]
pub struct LedgerRow {
    /// The monitor.
    pub monitor: Monitor,
    /// Surveys answered.
    pub answers: usize,
    /// Yen.
    pub amount: u32,
    /// The cap took something away.
    pub capped: bool,
    /// On which day they signed.
    pub received_on: Option<chrono::NaiveDate>,
}

/// The ledger of a fiscal year.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The term.
    pub panel: Panel,
    /// The fiscal year.
    pub year: FiscalYear,
    /// Who got something, by number.
    pub rows: Vec<LedgerRow>,
    /// The surveys that were entered: name, day, answers, yen.
    pub surveys: Vec<(String, chrono::NaiveDate, usize, u32)>,
    /// Once it is closed.
    pub closed: Option<ClosedYear>,
}

impl Ledger {
    /// Yen of the year.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.rows.iter().map(|row| row.amount).sum()
    }
}

/// The ledger of a term in a fiscal year; without one, of this.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn ledger(cx: &Cx, key: &PublicKey, year: Option<i32>) -> Result<Ledger, Error> {
    desk(cx)?;
    let from = cx.reader();
    let panel = panel::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let year = year.map_or_else(|| FiscalYear::of(cx.today()), FiscalYear::starting);
    read(&from, panel, year).await
}

async fn read(from: &impl Source, panel: Panel, year: FiscalYear) -> Result<Ledger, Error> {
    let entries = reward::of_year(from, panel.id, year).await?;
    let monitors = monitor::of_panel(from, panel.id).await?;
    let ids: Vec<MonitorId> = monitors.iter().map(|one| one.id).collect();
    let receipts: BTreeMap<MonitorId, _> = reward::receipts(from, &ids, year).await?.into_iter().collect();
    let row = |one: Monitor| {
        let own: Vec<&Reward> = entries.iter().filter(|entry| entry.monitor == one.id).collect();
        (!own.is_empty()).then(|| LedgerRow {
            answers: own.len(),
            amount: own.iter().map(|entry| entry.amount).sum(),
            capped: own.iter().any(|entry| entry.capped),
            received_on: receipts.get(&one.id).copied(),
            monitor: one,
        })
    };
    let mut surveys: BTreeMap<&str, (String, chrono::NaiveDate, usize, u32)> = BTreeMap::new();
    for entry in &entries {
        let new = || (entry.title.clone(), entry.entered_on, 0, 0);
        let survey = surveys.entry(entry.survey.as_str()).or_insert_with(new);
        survey.2 += 1;
        survey.3 += entry.amount;
    }
    Ok(Ledger {
        rows: monitors.into_iter().filter_map(row).collect(),
        surveys: surveys.into_values().collect(),
        closed: reward::closed(from, panel.id, year).await?,
        panel,
        year,
    })
}

/// Enters what a survey brings to these monitors: who answered, nothing else. The rows go in by the monitors' numbers, so that
/// their order tells nothing of when somebody answered.
///
/// # Errors
/// [`Refusal::NoRewards`], [`Refusal::RewardsClosed`], [`Refusal::RewardsTwice`].
async fn enter_in(
    cx: &Cx,
    tx: &mut Tx,
    panel: &Panel,
    (survey, title): (&str, &str),
    answered: &BTreeSet<MonitorId>,
) -> Result<AuditEvent, Error> {
    let year = FiscalYear::of(cx.today());
    panel::hold(tx, panel.id).await?;
    if reward::closed(tx, panel.id, year).await?.is_some() {
        return Err(Refusal::RewardsClosed { year: year.label() }.into());
    }
    let before = reward::entered_as(tx, panel.id, title).await?;
    let monitors = monitor::of_panel(tx, panel.id).await?;
    let twice = monitors.iter().filter(|one| answered.contains(&one.id) && before.contains(&one.id));
    let numbers: Vec<String> = twice.map(|one| one.about.number.to_string()).collect();
    if !numbers.is_empty() {
        return Err(Refusal::RewardsTwice { numbers: numbers.join("、") }.into());
    }
    let rows = granted(cx, tx, panel.id, (survey, title), answered).await?;
    if rows.is_empty() {
        return Err(Refusal::NoRewards.into());
    }
    reward::insert(tx, panel.id, year, &rows).await?;
    Ok(told(panel.id, year, &rows))
}

/// What each of these monitors gets for a survey, within the year's cap, in the order of their numbers.
async fn granted(
    cx: &Cx,
    tx: &mut Tx,
    panel: PanelId,
    (survey, title): (&str, &str),
    answered: &BTreeSet<MonitorId>,
) -> Result<Vec<Reward>, Error> {
    let before = reward::of_year(tx, panel, FiscalYear::of(cx.today())).await?;
    let rule = cx.city.rules.panels();
    let had = |id: MonitorId| before.iter().filter(|entry| entry.monitor == id).map(|entry| entry.amount).sum();
    let row = |one: Monitor| {
        let granted = grant(rule.reward_per_answer, rule.reward_cap, had(one.id));
        Reward {
            monitor: one.id,
            survey: survey.to_owned(),
            title: title.to_owned(),
            amount: granted.amount,
            capped: granted.capped,
            entered_on: cx.today(),
        }
    };
    let monitors = monitor::of_panel(tx, panel).await?;
    Ok(monitors.into_iter().filter(|one| answered.contains(&one.id)).map(row).collect())
}

fn told(panel: PanelId, year: FiscalYear, rows: &[Reward]) -> AuditEvent {
    AuditEvent::new("rewards_entered", "panel", Some(panel.0))
        .with("year", year.year())
        .with("answers", rows.len())
        .with("total", yen(rows))
}

fn yen(rows: &[Reward]) -> u32 {
    rows.iter().map(|row| row.amount).sum()
}

/// What the end of a survey brought to those who answered, or a paper that came after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rewarded {
    /// Monitors whose reward was entered.
    pub monitors: usize,
    /// Yen together.
    pub total: u32,
    /// The fiscal year that takes no more entries, where somebody's reward was left out for it.
    pub closed_year: Option<String>,
}

/// Enters the rewards of those who answered a survey, in the transaction that ends it. A survey that was opened again and
/// ends a second time enters only those who were not entered yet. A closed year keeps nobody from ending a survey: what could not
/// be entered is told.
///
/// # Errors
/// What the database says.
pub(crate) async fn enter_ended(cx: &Cx, tx: &mut Tx, survey: &Survey) -> Result<(Rewarded, Vec<AuditEvent>), Error> {
    if !brings_rewards(cx, survey) {
        return Ok((Rewarded::default(), Vec::new()));
    }
    let answered = participant::answered_monitors(tx, survey.id).await?;
    enter_answered(cx, tx, survey, answered).await
}

/// Enters the reward of one person whose paper came after the end of a survey with names, in the transaction that keeps the
/// answer. Never of an anonymous one: a line of the ledger that is written with one answer would say whose it is.
///
/// # Errors
/// What the database says.
pub(crate) async fn enter_late(
    cx: &Cx,
    tx: &mut Tx,
    survey: &Survey,
    person: InviteeId,
) -> Result<(Rewarded, Vec<AuditEvent>), Error> {
    if survey.about.anonymous || !brings_rewards(cx, survey) {
        return Ok((Rewarded::default(), Vec::new()));
    }
    let person = invitee::by_id(tx, person).await?.and_then(|person| person.monitor);
    let monitor = match person {
        Some(id) => monitor::by_id(tx, MonitorId(id)).await?,
        None => None,
    };
    let answered = monitor.map(|one| (one.about.panel, one.id)).into_iter().collect();
    enter_answered(cx, tx, survey, answered).await
}

/// Whether answers to a survey bring anything to whoever gives them.
pub(crate) fn brings_rewards(cx: &Cx, survey: &Survey) -> bool {
    survey.kind == SurveyKind::Panel && cx.city.rules.panels().reward_per_answer > 0
}

/// Enters those of these monitors who have no entry for the survey yet, term by term.
async fn enter_answered(
    cx: &Cx,
    tx: &mut Tx,
    survey: &Survey,
    answered: Vec<(PanelId, MonitorId)>,
) -> Result<(Rewarded, Vec<AuditEvent>), Error> {
    let (mut rewarded, mut events) = (Rewarded::default(), Vec::new());
    let year = FiscalYear::of(cx.today());
    let (code, title) = (survey.about.code.as_str(), survey.about.title.as_str());
    let mut terms: BTreeMap<PanelId, BTreeSet<MonitorId>> = BTreeMap::new();
    for (panel, monitor) in answered {
        terms.entry(panel).or_default().insert(monitor);
    }
    for (panel, answered) in terms {
        panel::hold(tx, panel).await?;
        // By hand a survey is entered under its title.
        let entered = reward::entered(tx, panel, &[code, title]).await?;
        let new: BTreeSet<MonitorId> = answered.difference(&entered).copied().collect();
        if new.is_empty() {
            continue;
        }
        if reward::closed(tx, panel, year).await?.is_some() {
            rewarded.closed_year = Some(year.label());
            continue;
        }
        let rows = granted(cx, tx, panel, (code, title), &new).await?;
        reward::insert(tx, panel, year, &rows).await?;
        rewarded.monitors += rows.len();
        rewarded.total += yen(&rows);
        events.push(told(panel, year, &rows));
    }
    Ok((rewarded, events))
}

/// Enters a survey that was not answered here, by the monitors' numbers as typed: `1, 3, 5-9`. Answers how many.
///
/// # Errors
/// [`Error::Invalid`] for `title` and `numbers`; see [`enter_in`].
pub async fn enter(cx: &Cx, key: &PublicKey, title: &str, numbers: &str) -> Result<usize, Error> {
    desk(cx)?;
    let title = title.trim();
    if title.is_empty() || title.chars().count() > 200 {
        return Err(Error::field("title", "調査の名前を200文字までで入れてください。"));
    }
    let wanted =
        parse(numbers).ok_or_else(|| Error::field("numbers", "番号を「1, 3, 5-9」のように入れてください。"))?;
    let mut tx = cx.begin().await?;
    let panel = panel::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let monitors = monitor::of_panel(&tx, panel.id).await?;
    let stranger = wanted.iter().find(|number| !monitors.iter().any(|one| one.about.number == **number));
    if let Some(number) = stranger {
        return Err(Error::field("numbers", format!("{number}番のモニターはいません。")));
    }
    let answered = monitors.iter().filter(|one| wanted.contains(&one.about.number)).map(|one| one.id).collect();
    let event = enter_in(cx, &mut tx, &panel, (title, title), &answered).await?;
    tx.commit(Story::audit(event)).await?;
    Ok(answered.len())
}

/// `1, 3, 5-9`, half or full width.
fn parse(typed: &str) -> Option<BTreeSet<u32>> {
    let narrow = kocho_domain::import::fold::narrow(typed);
    let mut numbers = BTreeSet::new();
    for part in narrow.split([',', '、', ' ', '\n', '\r']).map(str::trim).filter(|part| !part.is_empty()) {
        let ends = part.split_once(['-', '~', '～']).unwrap_or((part, part));
        let (from, to) = (ends.0.trim().parse::<u32>().ok()?, ends.1.trim().parse::<u32>().ok()?);
        if to < from || to - from > 10_000 {
            return None;
        }
        numbers.extend(from..=to);
    }
    (!numbers.is_empty()).then_some(numbers)
}

/// Closes a fiscal year: nothing is added to it any more.
///
/// # Errors
/// [`Refusal::RewardsClosed`], [`Refusal::NoRewards`].
pub async fn close(cx: &Cx, key: &PublicKey, year: i32) -> Result<(), Error> {
    let by = desk(cx)?.id;
    let year = FiscalYear::starting(year);
    let mut tx = cx.begin().await?;
    let panel = panel::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    panel::hold(&mut tx, panel.id).await?;
    let ledger = read(&tx, panel, year).await?;
    if ledger.closed.is_some() {
        return Err(Refusal::RewardsClosed { year: year.label() }.into());
    }
    let answers: usize = ledger.rows.iter().map(|row| row.answers).sum();
    if answers == 0 {
        return Err(Refusal::NoRewards.into());
    }
    let total = ledger.total();
    reward::close(&mut tx, ledger.panel.id, year, (u32::try_from(answers).unwrap_or(u32::MAX), total), by).await?;
    let event = AuditEvent::new("rewards_closed", "panel", Some(ledger.panel.id.0))
        .with("year", year.year())
        .with("answers", answers)
        .with("total", total);
    Ok(tx.commit(Story::audit(event)).await?)
}

/// Notes that a monitor signed for a closed year.
///
/// # Errors
/// [`Refusal::RewardsOpen`], [`Refusal::NoRewards`]; [`Error::Stale`] when it was noted before.
pub async fn note_receipt(cx: &Cx, key: &PublicKey, number: u32, year: i32) -> Result<(), Error> {
    let by = desk(cx)?.id;
    let year = FiscalYear::starting(year);
    let mut tx = cx.begin().await?;
    let panel = panel::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let ledger = read(&tx, panel, year).await?;
    if ledger.closed.is_none() {
        return Err(Refusal::RewardsOpen { year: year.label() }.into());
    }
    let row = ledger.rows.iter().find(|row| row.monitor.about.number == number).ok_or(Refusal::NoRewards)?;
    reward::note_receipt(&mut tx, row.monitor.id, year, cx.today(), by).await?;
    let event = AuditEvent::new("reward_received", "monitor", Some(row.monitor.id.0)).with("year", year.year());
    Ok(tx.commit(Story::audit(event)).await?)
}

const HEADER: [&str; 7] = ["番号", "氏名", "住所", "回答数", "金額（円）", "上限による調整", "受領の日"];

/// A closed year for accounting, with names, for a person who says why.
///
/// # Errors
/// [`Refusal::RewardsOpen`], [`Refusal::ReasonMissing`], [`Error::Denied`].
pub async fn csv(cx: &Cx, key: &PublicKey, year: i32, (code, reason): (&str, &str)) -> Result<Vec<u8>, Error> {
    let ledger = opened(cx, key, year, (code, reason)).await?;
    let mut bytes = table::BOM.to_vec();
    bytes.extend(table::row(&HEADER).map_err(|e| Error::Internal(e.to_string()))?);
    for row in &ledger.rows {
        let person = row.monitor.about.person.reveal();
        let cells = [
            row.monitor.about.number.to_string(),
            person.name.clone(),
            person.address.clone().unwrap_or_default(),
            row.answers.to_string(),
            row.amount.to_string(),
            if row.capped { "あり".to_owned() } else { String::new() },
            row.received_on.map(|on| on.to_string()).unwrap_or_default(),
        ];
        bytes.extend(table::row(&cells).map_err(|e| Error::Internal(e.to_string()))?);
    }
    Ok(bytes)
}

/// A closed year with names, for receipts on A4. That they were printed stands in the audit.
///
/// # Errors
/// [`Refusal::RewardsOpen`], [`Error::NotFound`], [`Error::Denied`].
pub async fn receipts(cx: &Cx, key: &PublicKey, year: i32) -> Result<Ledger, Error> {
    let ledger = ledger(cx, key, Some(year)).await?;
    if ledger.closed.is_none() {
        return Err(Refusal::RewardsOpen { year: ledger.year.label() }.into());
    }
    let tx = cx.begin().await?;
    let event = AuditEvent::new("letter_printed", "panel", Some(ledger.panel.id.0))
        .with("receipts", ledger.rows.len())
        .with("year", ledger.year.year());
    tx.commit(Story::audit(event)).await?;
    Ok(ledger)
}

/// A closed year with names; that it was opened stands in the audit.
///
/// # Errors
/// See [`csv`].
async fn opened(cx: &Cx, key: &PublicKey, year: i32, (code, reason): (&str, &str)) -> Result<Ledger, Error> {
    desk(cx)?;
    if !cx.actor.staff()?.may(Permission::PersonalReveal) {
        return Err(Error::Denied);
    }
    reason_given(cx, Use::Reveal, code, reason)?;
    let ledger = ledger(cx, key, Some(year)).await?;
    if ledger.closed.is_none() {
        return Err(Refusal::RewardsOpen { year: ledger.year.label() }.into());
    }
    let tx = cx.begin().await?;
    let event = AuditEvent::new("exported", "panel", Some(ledger.panel.id.0))
        .with("rewards", ledger.year.year())
        .with("monitors", ledger.rows.len())
        .with("reason", code)
        .saying(reason);
    tx.commit(Story::audit(event)).await?;
    Ok(ledger)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let read = |typed: &str| parse(typed).map(|numbers| numbers.into_iter().collect::<Vec<_>>());
        assert_eq!(read("1, 3、5-7"), Some(vec![1, 3, 5, 6, 7]));
        assert_eq!(read("１　２\n3"), Some(vec![1, 2, 3]));
        for wrong in ["", "七番", "9-5", "1-99999999"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
