//! The comprehensive plan in force: its tree, its period, its history.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use kocho_domain::access::Permission;
use kocho_service::admin::plan::{self, GoalView, MeasureView, PlanVersion, PlanView, PolicyView};

use super::file;
use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::filters,
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/admin/plan`
#[derive(Debug, Template)]
#[template(path = "staff/admin/plan/show.html")]
pub(crate) struct PlanPage {
    pub(crate) frame: Frame,
    /// 小美玉市第2次総合計画（前期基本計画）
    pub(crate) name: String,
    pub(crate) from: NaiveDate,
    pub(crate) until: Option<NaiveDate>,
    /// The printed period is over; tagging goes on.
    pub(crate) ended: bool,
    pub(crate) goals: Vec<GoalRow>,
    /// Plans that were taken in, newest first.
    pub(crate) history: Vec<PlanVersion>,
    pub(crate) import: String,
    pub(crate) export: String,
}

/// A 基本目標.
#[derive(Debug, Clone)]
pub(crate) struct GoalRow {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) policies: Vec<PolicyRow>,
}

/// A 基本施策.
#[derive(Debug, Clone)]
pub(crate) struct PolicyRow {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) measures: Vec<MeasureRow>,
}

/// A 個別施策.
#[derive(Debug, Clone)]
pub(crate) struct MeasureRow {
    pub(crate) code: String,
    pub(crate) name: String,
    /// 主管課 first.
    pub(crate) sections: String,
    /// Cases tagged to it.
    pub(crate) cases: u64,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let manage = Access::Staff(Permission::RuleManage);
    Routes::new(state).get(urls::PLAN, manage, show).get(urls::export(urls::PLAN), manage, export)
}

async fn show(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    let view = plan::show(&signed.cx(&state)).await?;
    Ok(Page::ok(PlanPage::of(signed.frame(&state), view)).into_response())
}

async fn export(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    Ok(file(plan::export(&signed.cx(&state)).await?))
}

impl PlanPage {
    fn of(frame: Frame, view: PlanView) -> Self {
        PlanPage {
            frame,
            name: view.name,
            from: view.from,
            until: view.until,
            ended: view.ended,
            goals: view.goals.into_iter().map(GoalRow::of).collect(),
            history: view.versions,
            import: urls::import(urls::PLAN),
            export: urls::export(urls::PLAN),
        }
    }
}

impl GoalRow {
    fn of(goal: GoalView) -> Self {
        let measure =
            |m: MeasureView| MeasureRow {
                code: m.code, name: m.name, sections: m.sections.join("・"), cases: m.cases
            };
        let policy = |p: PolicyView| PolicyRow {
            code: p.code,
            name: p.name,
            measures: p.measures.into_iter().map(measure).collect(),
        };
        GoalRow { code: goal.code, name: goal.name, policies: goal.policies.into_iter().map(policy).collect() }
    }
}

#[cfg(test)]
impl PlanPage {
    /// One goal, one policy.
    pub(crate) fn sample() -> Self {
        let measure = |code: &str, name: &str, sections: &str, cases| MeasureRow {
            code: code.into(),
            name: name.into(),
            sections: sections.into(),
            cases,
        };
        let measures = vec![
            measure("1101", "まちづくり組織の支援", "市民協働課", 14),
            measure("1102", "市民活動の支援", "市民協働課・社会福祉課", 9),
            measure("1103", "学区コミュニティの組織化", "市民協働課", 0),
        ];
        let policy =
            PolicyRow { code: "11".into(), name: "市民協働・コミュニティ活動の推進".into(), measures };
        let goal = GoalRow {
            code: "1".into(), name: "みんなの力で磨くまちづくり".into(), policies: vec![policy]
        };
        PlanPage {
            frame: Frame::staff_sample(),
            name: "小美玉市第2次総合計画（前期基本計画）".into(),
            from: "2018-04-01".parse().unwrap(),
            until: "2023-03-31".parse().ok(),
            ended: true,
            goals: vec![goal],
            history: vec![PlanVersion {
                code: "omitama-2-1".into(),
                name: "小美玉市第2次総合計画（前期基本計画）".into(),
                at: "2026-03-27T09:10:00Z".parse().unwrap(),
                current: true,
            }],
            import: "/staff/admin/plan/import".into(),
            export: "/staff/admin/plan/export".into(),
        }
    }
}
