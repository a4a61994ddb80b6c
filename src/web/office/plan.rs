//! The plan as the office reads it: voices, their kinds and months, how long answers took, what became of them, beside the
//! plan's indicators; and what the plan has no place for.

use askama::Template;
use axum::{extract::State, response::Response};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kocho_domain::{access::Permission, indicator::written};
use kocho_service::{
    indicator::{self, Line},
    office::{self, Figures, OfficePlan, PolicyFigures},
};

use crate::{
    chart::{Around, BarChart, LineChart, Spark, StackedChart},
    files::csv_table,
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{filters, indicator::chart_of},
    state::AppState,
    urls::staff as urls,
};

/// `GET /office/plan`
#[derive(Debug, Template)]
#[template(path = "office/plan.html")]
pub(crate) struct OfficePlanPage {
    pub(crate) frame: Frame,
    /// 小美玉市第2次総合計画（前期基本計画）
    pub(crate) name: String,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    pub(crate) read_at: DateTime<Utc>,
    /// All cases, and the share of proposals: 12%.
    pub(crate) whole: PlanRow,
    pub(crate) rate: String,
    /// 11日, and of how many that ended.
    pub(crate) days: String,
    pub(crate) ended: u64,
    /// Kinds by policy.
    pub(crate) kinds: StackedChart,
    /// All cases by month.
    pub(crate) trend: LineChart,
    pub(crate) goals: Vec<GoalView>,
    /// 計画に該当なし
    pub(crate) outside: PlanRow,
    /// Who has or had them.
    pub(crate) outside_sections: BarChart,
    /// No decision yet, and of another plan.
    pub(crate) beside: Vec<PlanRow>,
    /// 12月, 1月 …
    pub(crate) months: Vec<String>,
}

/// 基本目標
#[derive(Debug, Clone)]
pub(crate) struct GoalView {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) policies: Vec<PolicyView>,
}

/// 基本施策
#[derive(Debug, Clone)]
pub(crate) struct PolicyView {
    pub(crate) row: PlanRow,
    pub(crate) measures: Vec<PlanRow>,
    /// 成果指標
    pub(crate) indicators: Vec<IndicatorView>,
}

/// An indicator: its chart, and where its figures come from.
#[derive(Debug, Clone)]
pub(crate) struct IndicatorView {
    pub(crate) href: String,
    pub(crate) chart: LineChart,
    /// 2026年度 18.2%：市民満足度調査 …
    pub(crate) sources: Vec<String>,
    /// Proposals that wait.
    pub(crate) waiting: usize,
}

/// A line of the tree.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlanRow {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Its cases; empty: there are none, or the reader may not go there.
    pub(crate) href: String,
    pub(crate) n: u64,
    /// 要望 12・意見 3
    pub(crate) kinds: String,
    /// 8%
    pub(crate) rate: String,
    pub(crate) spark: Spark,
    pub(crate) months: Vec<u64>,
    /// 12日（40件）
    pub(crate) days: String,
    /// 実施済 3・検討中 2
    pub(crate) outcomes: String,
    /// 約束 3件（果たした 1件）
    pub(crate) promises: String,
}

/// The door.
pub(crate) fn routes(state: &AppState) -> Routes {
    let read = Access::Staff(Permission::OfficeRead);
    Routes::new(state).get(urls::OFFICE_PLAN, read, show).get(urls::OFFICE_PLAN_CSV, read, csv)
}

/// `GET /office/plan.csv`
async fn csv(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    let (name, bytes) = office::plan_csv(&signed.cx(&state)).await?;
    Ok(csv_table(&name, bytes.into()))
}

async fn show(State(state): State<AppState>, signed: Signed) -> Result<Page<OfficePlanPage>, AppError> {
    let cx = signed.cx(&state);
    let plan = office::plan(&cx).await?;
    let lines = indicator::list(&cx).await?.lines;
    Ok(Page::ok(page(signed.frame(&state), &plan, &lines, signed.actor.may(Permission::CaseRead))))
}

/// Makes rows; knows the kinds, the days and whether the reader may go to the cases.
struct Rows<'a> {
    plan: &'a OfficePlan,
    lines: &'a [Line],
    open: bool,
}

impl Rows<'_> {
    /// A line; `measure` is how a list of its cases names it, empty where there is no such list.
    fn row(&self, code: &str, name: &str, measure: &str, figures: &Figures) -> PlanRow {
        let (from, until) = (self.plan.year.from.to_string(), self.plan.year.until.to_string());
        let cases = [("queue", "all"), ("measure", measure), ("from", from.as_str()), ("until", until.as_str())];
        let leads = self.open && figures.n > 0 && !measure.is_empty();
        PlanRow {
            code: code.to_owned(),
            name: name.to_owned(),
            href: if leads { urls::case_list(urls::DESK, &cases) } else { String::new() },
            n: figures.n,
            kinds: listed(self.plan.kinds.iter().zip(&figures.kinds)),
            rate: figures.proposal_rate.map(|rate| format!("{rate}%")).unwrap_or_default(),
            spark: Spark::of(&figures.months),
            months: figures.months.clone(),
            days: figures.median_days.map(|days| format!("{days}日（{}件）", figures.ended)).unwrap_or_default(),
            outcomes: listed(figures.outcomes.iter().map(|(name, n)| (name, n))),
            promises: promised(figures.promises),
        }
    }
}

/// How many promises stand here, and how many of them are kept; nothing where there are none.
fn promised((all, kept): (u64, u64)) -> String {
    if all == 0 { String::new() } else { format!("約束 {all}件（果たした {kept}件）") }
}

/// 要望 12・意見 3; what there is none of is left out.
fn listed<'a>(counted: impl Iterator<Item = (&'a String, &'a u64)>) -> String {
    let some = counted.filter(|(_, n)| **n > 0).map(|(name, n)| format!("{name} {n}"));
    some.collect::<Vec<_>>().join("・")
}

fn page(frame: Frame, plan: &OfficePlan, lines: &[Line], open: bool) -> OfficePlanPage {
    let rows = Rows { plan, lines, open };
    let goals = plan.goals.iter().map(|goal| GoalView {
        code: goal.code.clone(),
        name: goal.name.clone(),
        policies: goal.policies.iter().map(|policy| policy_view(&rows, policy)).collect(),
    });
    let beside = [
        rows.row("", "まだ決めていない", "undecided", &plan.undecided),
        rows.row("", "ほかの計画の施策", "", &plan.elsewhere),
    ];
    OfficePlanPage {
        frame,
        name: plan.name.clone(),
        from: plan.year.from,
        until: plan.year.until,
        read_at: plan.read_at,
        whole: rows.row("", "すべて", "", &plan.whole),
        rate: plan.whole.proposal_rate.map_or_else(|| "－".to_owned(), |rate| format!("{rate}%")),
        days: plan.whole.median_days.map_or_else(|| "－".to_owned(), |days| format!("{days}日")),
        ended: plan.whole.ended,
        kinds: kinds(plan),
        trend: trend(plan),
        goals: goals.collect(),
        outside: rows.row("", "計画にない声", "outside", &plan.outside),
        outside_sections: outside(plan),
        beside: beside.into_iter().filter(|row| row.n > 0).collect(),
        months: plan.year.months.iter().map(|first| format!("{}月", first.month())).collect(),
    }
}

fn policy_view(rows: &Rows<'_>, policy: &PolicyFigures) -> PolicyView {
    let measures =
        policy.measures.iter().map(|measure| rows.row(&measure.code, &measure.name, &measure.code, &measure.figures));
    let indicators = rows.lines.iter().filter(|line| line.policy == policy.code).map(indicator_view);
    PolicyView {
        row: rows.row(&policy.code, &policy.name, "", &policy.figures),
        measures: measures.collect(),
        indicators: indicators.collect(),
    }
}

fn indicator_view(line: &Line) -> IndicatorView {
    let indicator = &line.indicator;
    let actual = |actual: &kocho_domain::plan::Actual| {
        let source = actual.source.as_ref().map(|source| format!("：{source}")).unwrap_or_default();
        format!("{}年度 {}{}{source}", actual.year, written(actual.value), indicator.unit)
    };
    let actuals = indicator.actuals.iter().rev().map(actual);
    IndicatorView {
        href: urls::indicator(&line.id),
        chart: chart_of(&format!("indicator-{}", line.id), indicator),
        sources: actuals.chain(indicator.source.clone()).collect(),
        waiting: line.waiting,
    }
}

/// Of which kinds are the voices under each policy, and of those outside the plan?
fn kinds(plan: &OfficePlan) -> StackedChart {
    let policies = plan.goals.iter().flat_map(|goal| &goal.policies);
    let mut counted: Vec<(String, Vec<u64>)> =
        policies.map(|policy| (format!("{} {}", policy.code, policy.name), policy.figures.kinds.clone())).collect();
    counted.push(("計画にない声".to_owned(), plan.outside.kinds.clone()));
    counted.push(("まだ決めていない".to_owned(), plan.undecided.kinds.clone()));
    let around = Around {
        id: "chart-kinds".to_owned(),
        title: "基本施策ごとの件数と種別".to_owned(),
        desc: "棒の長さは件数、模様は種別です。数は下の表で読めます。".to_owned(),
        basis: Around::basis(&plan.channels),
    };
    StackedChart::of(around, "基本施策", "件", &plan.kinds, &counted)
}

fn trend(plan: &OfficePlan) -> LineChart {
    let months = plan.year.months.iter().zip(&plan.whole.months).zip(0_u8..);
    let values: Vec<(String, f64, f64)> =
        months.map(|((first, n), place)| (format!("{}月", first.month()), f64::from(place), *n as f64)).collect();
    let around = Around {
        id: "chart-trend".to_owned(),
        title: "月ごとの件数".to_owned(),
        desc: "12か月の件数を線で表しています。数は下の表で読めます。".to_owned(),
        basis: Around::basis(&plan.channels),
    };
    LineChart::of(around, ("月", "件"), &values, None)
}

fn outside(plan: &OfficePlan) -> BarChart {
    let around = Around {
        id: "chart-outside".to_owned(),
        title: "計画にない声を受け持つ課".to_owned(),
        desc: "棒の長さは件数です。数は下の表で読めます。".to_owned(),
        basis: format!("計画にない声 {}件、すべての声 {}", plan.outside.n, Around::basis(&plan.channels)),
    };
    BarChart::of(around, "課", "件", &plan.outside_sections)
}

#[cfg(test)]
impl OfficePlanPage {
    /// A policy with an indicator, and voices outside the plan.
    pub(crate) fn sample() -> Self {
        use kocho_domain::figure::Year;
        use kocho_domain::plan::{Actual, Direction, Indicator, YearValue};
        use kocho_service::office::{GoalFigures, MeasureFigures};
        let today: NaiveDate = "2026-11-30".parse().unwrap();
        let figures = |n: u64| Figures {
            n,
            kinds: vec![n / 2, n - n / 2, 0],
            months: vec![0, 0, 1, 0, 2, 0, 0, 0, 3, 1, 0, n],
            ended: n / 2,
            median_days: Some(12),
            outcomes: vec![("実施済".into(), n / 3), ("検討中".into(), 1)],
            proposal_rate: Some(8),
            promises: (n / 4, n / 8),
        };
        let indicator = Indicator {
            name: "まちづくり組織認定団体数".into(),
            unit: "団体".into(),
            baseline: Some(YearValue { year: 2016, value: 58.0 }),
            actuals: vec![Actual { year: 2019, value: 71.0, source: Some("市民協働課調べ".into()) }],
            target: Some(YearValue { year: 2022, value: 84.0 }),
            direction: Direction::Up,
            source: Some("認定の要綱による".into()),
        };
        let line = |place: usize, indicator: Indicator| Line {
            id: format!("11-{place}"),
            policy: "11".into(),
            policy_name: "市民協働・コミュニティ活動の推進".into(),
            indicator,
            waiting: place - 1,
            may_propose: false,
        };
        let lines =
            [line(1, indicator.clone()), line(2, Indicator { baseline: None, actuals: Vec::new(), ..indicator })];
        let measure =
            |code: &str, name: &str, n| MeasureFigures { code: code.into(), name: name.into(), figures: figures(n) };
        let policy = PolicyFigures {
            code: "11".into(),
            name: "市民協働・コミュニティ活動の推進".into(),
            figures: figures(23),
            measures: vec![
                measure("1101", "市民協働推進のための環境づくり", 14),
                MeasureFigures { figures: Figures::default(), ..measure("1102", "人材育成", 0) },
            ],
        };
        let plan = OfficePlan {
            name: "小美玉市第2次総合計画（前期基本計画）".into(),
            year: Year::ending(today),
            read_at: "2026-11-30T00:05:00Z".parse().unwrap(),
            kinds: ["意見", "要望", "未定"].map(str::to_owned).to_vec(),
            channels: vec![("ウェブ".into(), 18), ("提案箱".into(), 7)],
            whole: figures(40),
            goals: vec![GoalFigures {
                code: "1".into(),
                name: "みんなの力で磨くまちづくり".into(),
                policies: vec![policy],
            }],
            outside: figures(11),
            outside_sections: vec![("建設課".into(), 8), ("環境課".into(), 3)],
            undecided: figures(6),
            elsewhere: Figures::default(),
        };
        page(Frame::office_sample(), &plan, &lines, true)
    }
}
