//! The comprehensive plan in force: its tree, its period, its history.

use askama::Template;
use chrono::NaiveDate;

use super::rule::HistoryRow;
use crate::{frame::Frame, staff::filters};

/// `GET /staff/admin/plan`
#[derive(Debug, Template)]
#[template(path = "staff/admin/plan/show.html")]
pub(crate) struct PlanPage {
    pub(crate) frame: Frame,
    /// 小美玉市第2次総合計画（前期基本計画）
    pub(crate) name: String,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    /// The printed period is over; tagging goes on.
    pub(crate) ended: bool,
    pub(crate) goals: Vec<GoalRow>,
    pub(crate) history: Vec<HistoryRow>,
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
            until: "2023-03-31".parse().unwrap(),
            ended: true,
            goals: vec![goal],
            history: HistoryRow::samples(),
            import: "/staff/admin/plan/import".into(),
            export: "/staff/admin/plan/export".into(),
        }
    }
}
