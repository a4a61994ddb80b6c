//! The mayor's office: this week's voices in their own words, what is urgent, where they fall in the plan, what is late.
//! The other pages have a file each: the morning, the plan, the sections, what nobody owns, what may be answered to the
//! council and the press, and the digest by mail.

mod answer;
pub mod digest;
mod kept;
mod masks;
mod morning;
mod named;
mod orphan;
mod plan;
mod plan_table;
mod public;
mod section;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kocho_domain::{
    access::{Permission, figure_scope},
    clock::civil_date,
    deadline::days_left,
    era::FiscalYear,
    figure::Week,
    id::{PublicKey, SectionId},
    rule::city::Choice,
    workflow::Status,
};
use kocho_store::{
    figure,
    report::{self, Count, MeasureCount, WeekVoice},
};
use kocho_text::danger::{Group, Screen};

pub(crate) use masks::KeptMasks;

pub use answer::{Answer, AnswerFigures, PublishedAnswer, PublishedPromise, answer};
pub use morning::{DayAhead, Morning, Shared, morning};
pub use orphan::{Orphan, Orphans, PATIENCE, Said, decide, orphans};
pub use plan::{Figures, GoalFigures, MeasureFigures, OfficePlan, PolicyFigures, plan};
pub use plan_table::plan_csv;
pub use public::{PublicFigures, public_figures};
pub use section::{OfficeSections, SectionFigures, sections};

use crate::{Cx, Error};

/// Figures, and masked originals, that the office's pages keep for a while.
#[derive(Default)]
pub(crate) struct KeptOffice {
    plan: plan::KeptPlans,
    sections: section::KeptSections,
    rising: morning::KeptRising,
    shared: morning::KeptMornings,
    pub(crate) masks: KeptMasks,
}

/// Voices that the page shows.
const VOICES: u64 = 60;
/// Urgent ones that the page shows.
const URGENT: u64 = 20;

/// What the office reads.
#[derive(Debug, Clone)]
pub struct OfficeWeek {
    /// First of the seven days.
    pub from: NaiveDate,
    /// Last of the seven days.
    pub until: NaiveDate,
    /// Letters received in them; what only few may know is not counted.
    pub total: u64,
    /// Letters received in the seven days before.
    pub total_before: u64,
    /// Waiting for a human now, and those of the week that were taken.
    pub urgent: Vec<VoiceView>,
    /// Originals, newest first, personal details masked; empty for people who read statistics only.
    pub voices: Vec<VoiceView>,
    /// By 受付方法: name and number.
    pub channels: Vec<(String, u64)>,
    /// Cases of the week by policy and measure.
    pub week: PlanCounts,
    /// Cases of the fiscal year so far by policy and measure.
    pub year: PlanCounts,
    /// 令和8年度
    pub year_label: String,
    /// What sections have before them, the latest first.
    pub sections: Vec<SectionView>,
}

/// A voice in its own words.
#[derive(Debug, Clone)]
pub struct VoiceView {
    /// Its first case.
    pub case: PublicKey,
    /// R8-000123-K
    pub number: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// Name of the 受付方法.
    pub channel: String,
    /// Name of the 種別; empty while undecided.
    pub kind: String,
    /// 地区 and 年代 as far as given.
    pub person: Vec<String>,
    /// 件名, masked.
    pub subject: String,
    /// The original, masked.
    pub text: String,
    /// Who holds it.
    pub section: String,
    /// 処理状態 of its first case.
    pub status: Status,
    /// 回答希望
    pub reply_wanted: bool,
    /// It is the first of so many letters of one text: the key of their group and how many there are.
    pub flood: Option<(String, u64)>,
    /// Groups of danger words; empty when not urgent.
    pub danger: Vec<Group>,
    /// Minutes waited while nobody took it.
    pub waiting_minutes: Option<u64>,
    /// When it became urgent, where that was on a later day than it came, and nobody took it.
    pub urgent_on: Option<NaiveDate>,
}

/// Cases by policy and measure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanCounts {
    /// Policies that have some, in the plan's order.
    pub policies: Vec<PolicyCount>,
    /// No decision yet.
    pub undecided: u64,
    /// 計画に該当なし
    pub outside: u64,
    /// Of another plan, and not in this one: not decided where they go on, ended, or new there.
    pub elsewhere: u64,
}

/// Cases of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyCount {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// How many.
    pub n: u64,
    /// Its measures that have some.
    pub measures: Vec<Count>,
}

/// What a section has before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionView {
    /// Database key.
    pub section: SectionId,
    /// Name.
    pub name: String,
    /// Open cases.
    pub open: u64,
    /// Of these, past their deadline.
    pub overdue: u64,
    /// Days by which the oldest is late; 0 when none is.
    pub oldest_days: u64,
}

/// The seven days up to a day (today when none is given).
///
/// # Errors
/// [`Error::Denied`] without the right to read the office's pages.
pub async fn week(cx: &Cx, until: Option<NaiveDate>) -> Result<OfficeWeek, Error> {
    let staff = cx.actor.staff()?;
    if !staff.may(Permission::OfficeRead) {
        return Err(Error::Denied);
    }
    let week = Week::ending(until.unwrap_or_else(|| cx.today()), cx.today());
    let Week { from, until } = week;
    let reads_content = staff.may(Permission::CaseRead);
    let db = cx.reader();
    let channels = figure::letters(&db, from, until).await?;
    let year = FiscalYear::of(until);
    let scope = figure_scope(&cx.actor);
    let year_counts = report::by_measure(&db, &scope, *year.range().start(), until).await?;
    let voices =
        if reads_content { report::voices_between(&db, from, until, false, VOICES).await? } else { Vec::new() };
    Ok(OfficeWeek {
        from,
        until,
        total: channels.iter().map(|c| c.n).sum(),
        total_before: morning::letters(cx, week.before().from, week.before().until).await?,
        urgent: if reads_content { urgent(cx, from, until).await? } else { Vec::new() },
        voices: voices.into_iter().map(|voice| view(cx, voice)).collect(),
        channels: channels.into_iter().map(|c| (named::channel(cx, &c.code), c.n)).collect(),
        week: by_policy(cx, &report::by_measure(&db, &scope, from, until).await?),
        year: by_policy(cx, &year_counts),
        year_label: year.label(),
        sections: loads(cx).await?,
    })
}

async fn urgent(cx: &Cx, from: NaiveDate, until: NaiveDate) -> Result<Vec<VoiceView>, Error> {
    let mut voices = report::urgent_waiting(&cx.reader(), URGENT).await?;
    let waiting: BTreeSet<String> = voices.iter().map(|v| v.case.as_str().to_owned()).collect();
    let week = report::voices_between(&cx.reader(), from, until, true, URGENT).await?;
    voices.extend(week.into_iter().filter(|v| !waiting.contains(v.case.as_str())));
    Ok(voices.into_iter().map(|voice| view(cx, voice)).collect())
}

fn view(cx: &Cx, week: WeekVoice) -> VoiceView {
    let (rules, masks) = (&cx.city.rules, &cx.house.office.masks);
    let voice = week.voice;
    let urgent_at = week.urgent_at.filter(|_| voice.status == Status::Urgent);
    let waiting = urgent_at.map(|at| (cx.now() - at).num_minutes());
    let label = |choices: &[Choice], code: &Option<String>| {
        choices.iter().find(|choice| Some(&choice.code) == code.as_ref()).map(|choice| choice.label.ja.clone())
    };
    let person = [label(&rules.city().districts, &voice.district), label(&rules.city().age_groups, &voice.age_group)];
    VoiceView {
        case: week.case,
        number: voice.number.to_string(),
        received_on: voice.received_on,
        channel: named::channel(cx, &voice.channel),
        kind: week.kind.as_deref().and_then(|code| rules.kind(code)).map(|k| k.label.ja.clone()).unwrap_or_default(),
        person: person.into_iter().flatten().collect(),
        danger: if voice.urgent { danger(&voice.subject, &voice.body) } else { Vec::new() },
        subject: masks.of(&voice.subject).to_string(),
        text: masks.of(&voice.body).to_string(),
        section: voice.holder,
        status: voice.status,
        reply_wanted: week.reply_wanted == Some(true),
        flood: week.flood,
        waiting_minutes: waiting.map(|minutes| u64::try_from(minutes).unwrap_or(0)),
        urgent_on: urgent_at.map(civil_date).filter(|on| *on > voice.received_on),
    }
}

fn danger(subject: &str, body: &str) -> Vec<Group> {
    let hits = Screen::built_in().screen(&format!("{subject}\n{body}"));
    hits.into_iter().map(|hit| hit.group).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Cases in the tree of the plan in force, gathered under its policies.
fn by_policy(cx: &Cx, counts: &[MeasureCount]) -> PlanCounts {
    let plans = &cx.city.plans;
    let tally = crate::plan::tally(counts, plans.current_code(), &plans.crosswalks);
    let mut found = PlanCounts { undecided: tally.open, outside: tally.outside, ..PlanCounts::default() };
    for measure in &cx.city.measures {
        let count = Count { code: measure.code.clone(), name: measure.name.clone(), n: tally.under(&measure.code) };
        if count.n == 0 {
            continue;
        }
        match found.policies.iter_mut().find(|policy| policy.code == measure.policy_code) {
            Some(policy) => {
                policy.n += count.n;
                policy.measures.push(count);
            }
            None => found.policies.push(PolicyCount {
                code: measure.policy_code.clone(),
                name: measure.policy_name.clone(),
                n: count.n,
                measures: vec![count],
            }),
        }
    }
    let shown: u64 = found.policies.iter().map(|policy| policy.n).sum();
    found.elsewhere = tally.total() - shown - found.undecided - found.outside;
    found
}

async fn loads(cx: &Cx) -> Result<Vec<SectionView>, Error> {
    let loads = report::load_by_section(&cx.reader(), cx.today()).await?;
    let view = |load: report::SectionLoad| SectionView {
        section: load.section,
        name: load.name,
        open: load.open,
        overdue: load.overdue,
        oldest_days: u64::try_from(-days_left(load.oldest_due, cx.today())).unwrap_or(0),
    };
    Ok(loads.into_iter().map(view).collect())
}
