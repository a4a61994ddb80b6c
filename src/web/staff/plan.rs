//! The comprehensive plans: cases in the tree of any of them, when each is in force, and the day on which one begins.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::NaiveDate;
use kocho_domain::access::{Permission, StaffActor};
use kocho_service::{
    Error,
    admin::plan as admin,
    plan::{self, GoalView, InForce, PlanTree, PlanVersion, TreeQuery},
};
use serde::Deserialize;

use super::{
    admin::{day_of, file, found},
    view::{Choice, Errors},
};
use crate::{
    frame::Frame,
    guard::{self, Signed},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::filters,
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/plan`
#[derive(Debug, Template)]
#[template(path = "staff/plan/show.html")]
pub(crate) struct PlanPage {
    pub(crate) frame: Frame,
    /// 小美玉市第2次総合計画（前期基本計画）
    pub(crate) name: String,
    pub(crate) from: NaiveDate,
    pub(crate) until: Option<NaiveDate>,
    /// In force today.
    pub(crate) current: bool,
    /// The printed period is over; tagging goes on.
    pub(crate) ended: bool,
    pub(crate) goals: Vec<GoalView>,
    /// What stands beside the measures: 計画に該当なし 3.
    pub(crate) beside: Vec<(String, u64)>,
    pub(crate) total: u64,
    /// Cases that only few may know are counted.
    pub(crate) counts_restricted: bool,
    /// The value is an address.
    pub(crate) years: Vec<Choice>,
    /// The same cases in other plans; the value is an address.
    pub(crate) others: Vec<Choice>,
    /// All plans, the newest first.
    pub(crate) plans: Vec<PlanRow>,
    /// May take plans in and put them in force.
    pub(crate) manages: bool,
    pub(crate) import: String,
}

/// A plan that was taken in.
#[derive(Debug, Clone)]
pub(crate) struct PlanRow {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) from: NaiveDate,
    pub(crate) until: Option<NaiveDate>,
    /// 今の計画, 令和9年4月1日から使う, 使っていない
    pub(crate) state: String,
    pub(crate) current: bool,
    /// The tree; the crosswalks, each with what is open; the file; the day. The value is an address.
    pub(crate) ways: Vec<Choice>,
}

/// `GET /staff/plan/{plan}/use`
#[derive(Debug, Template)]
#[template(path = "staff/plan/use.html")]
pub(crate) struct PlanUsePage {
    pub(crate) frame: Frame,
    pub(crate) name: String,
    pub(crate) url: String,
    /// The plan in force; empty: none.
    pub(crate) current: String,
    /// Rows of its crosswalks that nobody decided, each with the way to them.
    pub(crate) open: Vec<(usize, String)>,
    /// It is decided already; this is the day, and where that is taken back.
    pub(crate) ahead: Option<(NaiveDate, String)>,
    /// ISO date.
    pub(crate) day: String,
    pub(crate) errors: Errors,
}

/// The address of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PlanQuery {
    /// Code of the plan; empty: the one in force.
    plan: String,
    /// Western year of the fiscal year's April; empty: all.
    year: String,
}

/// What the day's form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct UseForm {
    from: String,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let (read, manage) = (Access::Staff(Permission::PlanRead), Access::Staff(Permission::RuleManage));
    let day = urls::plan_use("{plan}");
    Routes::new(state)
        .get(urls::PLAN, read, show)
        .get(urls::export(urls::PLAN), manage, export)
        .get(day.clone(), manage, edit_use)
        .post(day, manage, post_use)
        .post(urls::plan_take_back("{plan}"), manage, post_take_back)
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<PlanQuery>,
) -> Result<Response, AppError> {
    let asked = TreeQuery { plan: query.plan, year: query.year.parse().ok() };
    let tree = plan::tree(&signed.cx(&state), &asked).await?;
    Ok(Page::ok(PlanPage::of(signed.frame(&state), &signed.actor, tree)).into_response())
}

async fn export(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<PlanQuery>,
) -> Result<Response, AppError> {
    Ok(file(admin::export(&signed.cx(&state), &query.plan).await?))
}

async fn edit_use(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    let page = use_page(&state, &signed, &code, UseForm::default(), Errors::default()).await?;
    Ok(Page::ok(page).into_response())
}

async fn post_use(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(form): Form<UseForm>,
) -> Result<Response, AppError> {
    let mut errors = Errors::default();
    match day_of(&mut errors, "from", &form.from) {
        Some(from) => match admin::use_from(&signed.cx(&state), &code, from).await {
            Ok(()) => {
                let words = format!("{}から、この計画を使います。", kocho_domain::era::wareki(from));
                return Ok(guard::go_with(&state, &urls::plan(&code, ""), "success", &words));
            }
            Err(Error::Invalid(fields)) => errors = found(fields),
            Err(error) => return Err(error.into()),
        },
        None => errors.add("from", "使い始める日を入力してください"),
    }
    let page = use_page(&state, &signed, &code, form, errors).await?;
    Ok(Page::invalid(page).into_response())
}

async fn post_take_back(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    admin::take_back(&signed.cx(&state), &code).await?;
    Ok(guard::go_with(&state, urls::PLAN, "success", "取り消しました。今の計画をそのまま使います。"))
}

async fn use_page(
    state: &AppState,
    signed: &Signed,
    code: &str,
    form: UseForm,
    errors: Errors,
) -> Result<PlanUsePage, AppError> {
    let cx = signed.cx(state);
    let version = admin::show(&cx, code).await?;
    let open = version.older.iter().filter(|(_, open)| *open > 0);
    let ahead = match version.in_force {
        InForce::From(day) => Some((day, urls::plan_take_back(code))),
        InForce::Since(_) | InForce::Beside => None,
    };
    let usual = version.from.max(cx.today()).to_string();
    Ok(PlanUsePage {
        frame: signed.frame(state),
        url: urls::plan_use(code),
        current: cx.city.plans.current().map(|plan| plan.name.clone()).unwrap_or_default(),
        open: open.map(|(older, open)| (*open, urls::crosswalk(older, code))).collect(),
        ahead,
        day: if form.from.is_empty() && errors.is_empty() { usual } else { form.from },
        name: version.name,
        errors,
    })
}

impl PlanPage {
    fn of(frame: Frame, actor: &StaffActor, tree: PlanTree) -> Self {
        let year = tree.year.map(|year| year.year().to_string()).unwrap_or_default();
        let link = |value, label: String, chosen| Choice { chosen, ..Choice::new(value, label) };
        let all = link(urls::plan(&tree.code, ""), "全期間".to_owned(), tree.year.is_none());
        let years = tree
            .years
            .iter()
            .map(|y| link(urls::plan(&tree.code, &y.year().to_string()), y.label(), tree.year == Some(*y)));
        let years = std::iter::once(all).chain(years).collect();
        let others = tree.plans.iter().filter(|plan| plan.code != tree.code);
        let manages = actor.may(Permission::RuleManage);
        PlanPage {
            frame,
            beside: beside(&tree),
            years,
            others: others.map(|plan| link(urls::plan(&plan.code, &year), plan.name.clone(), false)).collect(),
            plans: tree.plans.iter().map(|plan| PlanRow::of(plan, actor)).collect(),
            name: tree.name,
            from: tree.from,
            until: tree.until,
            current: tree.current,
            ended: tree.ended,
            goals: tree.goals,
            total: tree.total,
            counts_restricted: tree.counts_restricted,
            manages,
            import: urls::import(urls::PLAN),
        }
    }
}

/// Lines under the measures; what is usual stands always, the rest when there is some.
fn beside(tree: &PlanTree) -> Vec<(String, u64)> {
    let beside = &tree.beside;
    let mut lines: Vec<(String, u64)> =
        tree.unregistered.iter().map(|(code, n)| (format!("未登録（{code}）"), *n)).collect();
    let rare = [
        ("読替え未定", beside.undecided),
        ("終了した施策", beside.ended),
        ("新しい施策（この計画にはない）", beside.new),
    ];
    lines.extend(rare.into_iter().filter(|(_, n)| *n > 0).map(|(label, n)| (label.to_owned(), n)));
    lines.push(("計画に該当なし".to_owned(), beside.outside));
    lines.push(("まだ決めていない".to_owned(), beside.open));
    lines
}

impl PlanRow {
    fn of(plan: &PlanVersion, actor: &StaffActor) -> Self {
        let (manages, decides) = (actor.may(Permission::RuleManage), actor.may(Permission::CrosswalkDecide));
        let current = matches!(plan.in_force, InForce::Since(_));
        let mut ways = vec![Choice::new(urls::plan(&plan.code, ""), "この計画で見る")];
        for (older, open) in plan.older.iter().filter(|_| decides) {
            let left = if *open > 0 {
                format!("読替え（{older}から、未決定{open}件）")
            } else {
                format!("読替え（{older}から）")
            };
            ways.push(Choice::new(urls::crosswalk(older, &plan.code), left));
        }
        if manages {
            ways.push(Choice::new(urls::plan_export(&plan.code), "書き出す"));
        }
        if manages && !current {
            ways.push(Choice::new(urls::plan_use(&plan.code), "使い始める日を決める"));
        }
        PlanRow {
            name: plan.name.clone(),
            code: plan.code.clone(),
            from: plan.from,
            until: plan.until,
            state: match plan.in_force {
                InForce::Since(None) => "今の計画".to_owned(),
                InForce::Since(Some(day)) => format!("今の計画（{}から）", kocho_domain::era::wareki(day)),
                InForce::From(day) => format!("{}から使う", kocho_domain::era::wareki(day)),
                InForce::Beside => "使っていない".to_owned(),
            },
            current,
            ways,
        }
    }
}

#[cfg(test)]
mod sample {
    use kocho_service::plan::{AgainView, MeasureView, PolicyView};

    use super::*;

    impl PlanPage {
        /// One goal, one policy, in force; a measure lists another again.
        pub(crate) fn sample() -> Self {
            let again = |code: &str, name: Option<&str>, cases| AgainView {
                code: code.into(),
                name: name.map(str::to_owned),
                cases,
            };
            let measure = |code: &str, name: &str, sections: &str, cases, again| MeasureView {
                code: code.into(),
                name: name.into(),
                sections: sections.split('・').map(str::to_owned).collect(),
                cases,
                again,
            };
            let measures = vec![
                measure("1101", "まちづくり組織の支援", "市民協働課", 14, vec![]),
                measure("1102", "市民活動の支援", "市民協働課・社会福祉課", 9, vec![]),
                measure(
                    "1103",
                    "学区コミュニティの組織化",
                    "市民協働課",
                    0,
                    vec![again("1102", Some("市民活動の支援"), 9), again("2101", None, 0)],
                ),
            ];
            let policy =
                PolicyView {
                    code: "11".into(), name: "市民協働・コミュニティ活動の推進".into(), cases: 23, measures
                };
            let goal = GoalView {
                code: "1".into(), name: "みんなの力で磨くまちづくり".into(), policies: vec![policy]
            };
            let row = |name: &str, code: &str, state: &str, current, ways| PlanRow {
                name: name.into(),
                code: code.into(),
                from: "2018-04-01".parse().unwrap(),
                until: "2023-03-31".parse().ok(),
                state: state.into(),
                current,
                ways,
            };
            PlanPage {
                frame: Frame::staff_sample(),
                name: "小美玉市第2次総合計画（前期基本計画）".into(),
                from: "2018-04-01".parse().unwrap(),
                until: "2023-03-31".parse().ok(),
                current: true,
                ended: true,
                goals: vec![goal],
                beside: vec![("計画に該当なし".into(), 4), ("まだ決めていない".into(), 3)],
                total: 30,
                counts_restricted: true,
                years: vec![
                    Choice::new("/staff/plan", "全期間").chosen(),
                    Choice::new("/staff/plan?year=2026", "令和8年度"),
                ],
                others: vec![Choice::new("/staff/plan?plan=demo", "デモ用の仮の後期基本計画")],
                plans: vec![
                    row(
                        "デモ用の仮の後期基本計画",
                        "demo",
                        "使っていない",
                        false,
                        vec![
                            Choice::new("/staff/plan?plan=demo", "この計画で見る"),
                            Choice::new("/staff/crosswalk/omitama-2-1/demo", "読替え（omitama-2-1から、未決定8件）"),
                        ],
                    ),
                    row("小美玉市第2次総合計画（前期基本計画）", "omitama-2-1", "今の計画", true, vec![]),
                ],
                manages: true,
                import: "/staff/plan/import".into(),
            }
        }

        /// The same cases in a plan that is not in force.
        pub(crate) fn sample_other() -> Self {
            PlanPage {
                name: "デモ用の仮の後期基本計画".into(),
                current: false,
                ended: false,
                beside: vec![
                    ("未登録（2101）".into(), 1),
                    ("読替え未定".into(), 2),
                    ("終了した施策".into(), 1),
                    ("計画に該当なし".into(), 4),
                    ("まだ決めていない".into(), 3),
                ],
                manages: false,
                counts_restricted: false,
                ..PlanPage::sample()
            }
        }
    }

    impl PlanUsePage {
        /// It was decided, and is asked again.
        pub(crate) fn sample() -> Self {
            PlanUsePage {
                frame: Frame::staff_sample(),
                name: "デモ用の仮の後期基本計画".into(),
                url: "/staff/plan/demo/use".into(),
                current: "小美玉市第2次総合計画（前期基本計画）".into(),
                open: vec![(8, "/staff/crosswalk/omitama-2-1/demo".into())],
                ahead: Some(("2027-04-01".parse().unwrap(), "/staff/plan/demo/take_back".into())),
                day: "2027-04-01".into(),
                errors: Errors::one("from", "今日以降の日を選んでください"),
            }
        }
    }
}
