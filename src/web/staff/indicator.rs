//! 成果指標: the list with what waits, one with its chart and its history, and the form that proposes a value. Doors stand in
//! `indicator/door.rs`, the page that makes a survey's result a value in `indicator/of_survey.rs`.

mod door;
pub(crate) mod of_survey;
#[cfg(test)]
mod sample;

use askama::Template;
use chrono::{DateTime, Utc};
use kocho_domain::{
    indicator::{State, written},
    plan::{Indicator, YearValue},
};
use kocho_service::indicator::{Entry, Line, List, OfSurvey, View};

pub(crate) use self::door::routes;
use crate::{
    chart::{Around, LineChart},
    frame::Frame,
    staff::{
        filters,
        view::{Errors, Fact, Tone},
    },
    urls::staff as urls,
};

/// `GET /staff/indicators`
#[derive(Debug, Template)]
#[template(path = "staff/indicator/list.html")]
pub(crate) struct IndicatorListPage {
    pub(crate) frame: Frame,
    pub(crate) plan: String,
    pub(crate) waiting: Vec<EntryView>,
    pub(crate) policies: Vec<PolicyIndicators>,
    /// Values of indicators that the plan does not name any more.
    pub(crate) left: Vec<EntryView>,
}

/// The indicators of a policy.
#[derive(Debug, Clone)]
pub(crate) struct PolicyIndicators {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) rows: Vec<IndicatorRow>,
}

/// An indicator in the list.
#[derive(Debug, Clone)]
pub(crate) struct IndicatorRow {
    pub(crate) href: String,
    pub(crate) name: String,
    /// 14.8%（2016年度）
    pub(crate) baseline: String,
    pub(crate) newest: String,
    pub(crate) target: String,
    pub(crate) waiting: usize,
}

/// `GET /staff/indicators/{indicator}`
#[derive(Debug, Template)]
#[template(path = "staff/indicator/show.html")]
pub(crate) struct IndicatorPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) chart: LineChart,
    /// What waits for a decision.
    pub(crate) waiting: Vec<EntryView>,
    pub(crate) history: Vec<EntryView>,
    pub(crate) may_propose: bool,
    /// The unit is a share: a survey's result can become a value.
    pub(crate) of_surveys: bool,
    pub(crate) form: ActualForm,
    pub(crate) errors: Errors,
    /// What was wrong with a decision; empty: nothing was tried.
    pub(crate) refused: String,
    /// Key of the value on which it was tried to decide.
    pub(crate) decided: String,
}

/// A value as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct EntryView {
    /// Empty for values of a plan's file.
    pub(crate) key: String,
    /// The page and the name of its indicator; empty where the plan does not name it any more.
    pub(crate) href: String,
    pub(crate) name: String,
    /// 2026年度 18.2%
    pub(crate) value: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) origin: &'static str,
    pub(crate) source: String,
    pub(crate) note: String,
    pub(crate) survey: Option<SurveyView>,
    pub(crate) proposed_by: String,
    pub(crate) proposed_at: DateTime<Utc>,
    pub(crate) decided: Option<(String, DateTime<Utc>)>,
    /// 決定, 差し戻し, 取り下げ
    pub(crate) decision: &'static str,
    pub(crate) reason: String,
    pub(crate) is_own: bool,
    pub(crate) may_decide: bool,
}

/// The answers behind a value.
#[derive(Debug, Clone)]
pub(crate) struct SurveyView {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) words: String,
    /// 287人のうち52人、調査票の第1版
    pub(crate) people: String,
}

/// `POST /staff/indicators/{indicator}/propose`
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct ActualForm {
    pub(crate) year: String,
    pub(crate) value: String,
    pub(crate) source: String,
    pub(crate) note: String,
    /// send-back
    pub(crate) reason: String,
}

impl IndicatorListPage {
    fn of(frame: Frame, list: &List) -> Self {
        let mut policies: Vec<PolicyIndicators> = Vec::new();
        for line in &list.lines {
            if policies.last().is_none_or(|policy| policy.code != line.policy) {
                let (code, name) = (line.policy.clone(), line.policy_name.clone());
                policies.push(PolicyIndicators { code, name, rows: Vec::new() });
            }
            if let Some(policy) = policies.last_mut() {
                policy.rows.push(row(line));
            }
        }
        IndicatorListPage {
            frame,
            plan: list.plan.clone(),
            waiting: list.waiting.iter().map(EntryView::of).collect(),
            policies,
            left: list.left.iter().map(EntryView::of).collect(),
        }
    }
}

fn row(line: &Line) -> IndicatorRow {
    let indicator = &line.indicator;
    let none = || "－".to_owned();
    let said = |year: u16, value: f64| format!("{}{}（{year}年度）", written(value), indicator.unit);
    let of = |value: Option<YearValue>| value.map_or_else(none, |value| said(value.year, value.value));
    IndicatorRow {
        href: urls::indicator(&line.id),
        name: indicator.name.clone(),
        baseline: of(indicator.baseline),
        newest: indicator.newest().map_or_else(none, |actual| said(actual.year, actual.value)),
        target: of(indicator.target),
        waiting: line.waiting,
    }
}

impl IndicatorPage {
    fn of(frame: Frame, view: &View) -> Self {
        let line = &view.line;
        let (waiting, history) = view.entries.iter().partition::<Vec<&Entry>, _>(|e| e.state == State::Proposed);
        IndicatorPage {
            frame,
            id: line.id.clone(),
            name: line.indicator.name.clone(),
            unit: line.indicator.unit.clone(),
            facts: facts(line),
            chart: chart_of(&format!("indicator-{}", line.id), &line.indicator),
            waiting: waiting.into_iter().map(EntryView::of).collect(),
            history: history.into_iter().map(EntryView::of).collect(),
            may_propose: line.may_propose,
            of_surveys: line.may_propose && line.indicator.unit.contains(['%', '％']),
            form: ActualForm::default(),
            errors: Errors::default(),
            refused: String::new(),
            decided: String::new(),
        }
    }

    /// The reason that was typed for sending this value back, when that could not be done.
    fn reason(&self, entry: &EntryView) -> &str {
        if self.decided == entry.key { &self.form.reason } else { "" }
    }

    /// The same where the value does not wait any more: somebody else was first.
    fn reason_left(&self) -> &str {
        if self.waiting.iter().any(|entry| entry.key == self.decided) { "" } else { &self.form.reason }
    }

    /// 値（%）
    fn value_label(&self) -> String {
        format!("値（{}）", self.unit)
    }

    fn act(&self, entry: &EntryView, act: &str) -> String {
        urls::indicator_act(&self.id, &entry.key, act)
    }
}

fn facts(line: &Line) -> Vec<Fact> {
    let row = row(line);
    let mut facts = vec![
        Fact::new("基本施策", format!("{} {}", line.policy, line.policy_name)),
        Fact::new("計画の始まり", row.baseline),
        Fact::new("目標", format!("{}　{}", row.target, line.indicator.direction.label())),
    ];
    if let Some(source) = &line.indicator.source {
        facts.push(Fact::new("計画の注記", source.clone()));
    }
    facts
}

impl EntryView {
    pub(crate) fn of(entry: &Entry) -> Self {
        let (id, name) = entry.line.clone().unwrap_or_default();
        EntryView {
            key: entry.key.as_ref().map(ToString::to_string).unwrap_or_default(),
            href: if id.is_empty() { String::new() } else { urls::indicator(&id) },
            name,
            value: format!("{}年度　{}{}", entry.year, written(entry.value), entry.unit),
            state: entry.state.label(),
            tone: tone(entry.state),
            origin: entry.origin.label(),
            source: entry.source.clone(),
            note: entry.note.clone(),
            survey: entry.survey.as_ref().map(SurveyView::of),
            proposed_by: if entry.proposed.0.is_empty() { "取込み".to_owned() } else { entry.proposed.0.clone() },
            proposed_at: entry.proposed.1,
            decided: entry.decided.clone(),
            decision: decision(entry.state),
            reason: entry.reason.clone(),
            is_own: entry.is_own,
            may_decide: entry.may_decide,
        }
    }
}

impl SurveyView {
    fn of(survey: &OfSurvey) -> Self {
        let (chosen, n) = survey.people;
        SurveyView {
            href: crate::urls::survey_result::of(crate::urls::survey_result::RESULTS, &survey.code),
            title: survey.title.clone(),
            words: survey.words.clone(),
            people: format!("{n}人のうち{chosen}人、調査票の第{}版", survey.version),
        }
    }
}

/// How a state looks.
const fn tone(state: State) -> Tone {
    match state {
        State::Proposed => Tone::Warning,
        State::InForce => Tone::Success,
        State::Replaced | State::Withdrawn => Tone::Calm,
        State::SentBack => Tone::Danger,
    }
}

/// What was done with a proposal.
const fn decision(state: State) -> &'static str {
    match state {
        State::Proposed => "",
        State::InForce | State::Replaced => "決定",
        State::SentBack => "差し戻し",
        State::Withdrawn => "取り下げ",
    }
}

/// First value, 実績 and target of an indicator as a line over the years.
pub(crate) fn chart_of(id: &str, indicator: &Indicator) -> LineChart {
    let point = |year: u16, value: f64| (format!("{year}年度"), f64::from(year), value);
    let first = indicator.baseline.iter().map(|value| (value.year, value.value));
    let mut known: Vec<(u16, f64)> = first.chain(indicator.actuals.iter().map(|a| (a.year, a.value))).collect();
    known.sort_by_key(|(year, _)| *year);
    let values: Vec<(String, f64, f64)> = known.into_iter().map(|(year, value)| point(year, value)).collect();
    let around = Around {
        id: id.to_owned(),
        title: indicator.name.clone(),
        desc: "計画の始まりの値、年度ごとの実績、目標を線で表しています。数は下の表で読めます。".to_owned(),
        basis: String::new(),
    };
    let target = indicator.target.map(|target| point(target.year, target.value));
    LineChart::of(around, ("年度", &indicator.unit), &values, target.as_ref())
}
