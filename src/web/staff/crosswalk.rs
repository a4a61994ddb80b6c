//! 読替え between two plans: old and new side by side; proposals are taken as they are, changed or ended.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::{DateTime, Utc};
use kocho_domain::{access::Permission, crosswalk::Relation, id::CrosswalkId, refusal::Refusal};
use kocho_service::{
    Error,
    crosswalk::{self, CrosswalkView, Decision, MeasureName, RowView},
};
use serde::Deserialize;

use super::{
    admin::found,
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

/// `GET /staff/crosswalk/{older}/{newer}`
#[derive(Debug, Template)]
#[template(path = "staff/crosswalk/list.html")]
pub(crate) struct CrosswalkPage {
    pub(crate) frame: Frame,
    pub(crate) url: String,
    /// Names of the plans.
    pub(crate) older: String,
    pub(crate) newer: String,
    /// Rows that nobody decided.
    pub(crate) open: usize,
    pub(crate) total: usize,
    /// Rows by the policy of the older plan; those of new measures last.
    pub(crate) groups: Vec<CrosswalkGroup>,
    /// What was wrong with the last try, or empty.
    pub(crate) fault: String,
}

/// Rows of one policy.
#[derive(Debug, Clone)]
pub(crate) struct CrosswalkGroup {
    /// 13 開かれた行政・多様な交流の推進, 新しい施策
    pub(crate) name: String,
    pub(crate) rows: Vec<CrosswalkRow>,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct CrosswalkRow {
    /// What the tick sends: key and lock.
    pub(crate) tick: String,
    /// Ticked when the page opens: the name is the same.
    pub(crate) clear: bool,
    pub(crate) href: String,
    /// 1301 情報提供の充実
    pub(crate) subject: String,
    /// The list of its cases.
    pub(crate) cases: u64,
    pub(crate) cases_href: String,
    /// 分割
    pub(crate) relation: &'static str,
    /// Where it goes on; the primary one first.
    pub(crate) targets: Vec<String>,
    /// 広報紙・情報公開
    pub(crate) words: String,
    /// Decided by whom and when; `None`: proposed.
    pub(crate) decided: Option<(String, DateTime<Utc>)>,
    pub(crate) note: String,
}

/// `GET /staff/crosswalk/{older}/{newer}/{row}`
#[derive(Debug, Template)]
#[template(path = "staff/crosswalk/edit.html")]
pub(crate) struct CrosswalkRowPage {
    pub(crate) frame: Frame,
    pub(crate) url: String,
    pub(crate) back: String,
    /// Name of the plan of the subject, and of the other one.
    pub(crate) plan: String,
    pub(crate) newer: String,
    pub(crate) subject: MeasureName,
    /// A measure of the newer plan that nothing leads to.
    pub(crate) is_new: bool,
    pub(crate) targets: Vec<MeasureName>,
    pub(crate) words: String,
    pub(crate) lock: i64,
    pub(crate) relations: Vec<Choice>,
    pub(crate) primaries: Vec<Choice>,
    pub(crate) further: Vec<Choice>,
    pub(crate) code: String,
    /// Others lead to the same measures: one of them counts those cases in the older tree.
    pub(crate) shared: bool,
    pub(crate) home: bool,
    pub(crate) note: String,
    pub(crate) errors: Errors,
}

impl CrosswalkRowPage {
    /// Further measures are chosen: their list is open.
    fn opens_further(&self) -> bool {
        self.further.iter().any(|choice| choice.chosen)
    }
}

/// What the list sends: ticked rows, each key and lock.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AcceptForm {
    row: Vec<String>,
}

/// What the form of a row sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RowForm {
    lock: i64,
    relation: String,
    /// Code of the primary measure.
    primary: String,
    /// Codes of further ones.
    further: Vec<String>,
    /// A code that stands in no list yet.
    code: String,
    home: String,
    note: String,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let decide = Access::Staff(Permission::CrosswalkDecide);
    let (all, one) = (
        format!("{}/{{older}}/{{newer}}", urls::CROSSWALK),
        format!("{}/{{older}}/{{newer}}/{{row}}", urls::CROSSWALK),
    );
    Routes::new(state)
        .get(all.clone(), decide, list)
        .post(all, decide, post_accept)
        .get(one.clone(), decide, edit)
        .post(one, decide, post_row)
}

async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path((older, newer)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let view = crosswalk::show(&signed.cx(&state), &older, &newer).await?;
    Ok(Page::ok(CrosswalkPage::of(signed.frame(&state), view, String::new())).into_response())
}

async fn post_accept(
    State(state): State<AppState>,
    signed: Signed,
    Path((older, newer)): Path<(String, String)>,
    Form(form): Form<AcceptForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let tick = |tick: &String| {
        let (id, lock) = tick.split_once(':')?;
        Some((CrosswalkId(id.parse().ok()?), lock.parse().ok()?))
    };
    let seen: Vec<_> = form.row.iter().filter_map(tick).collect();
    let fault = if seen.is_empty() {
        "決める行にチェックを付けてください。".to_owned()
    } else {
        match crosswalk::accept(&cx, (&older, &newer), &seen).await {
            Ok(count) => {
                let words = format!("{count}件の読替えを決めました。");
                return Ok(guard::go_with(&state, &urls::crosswalk(&older, &newer), "success", &words));
            }
            Err(Error::Refused(refusal)) => refusal.to_string(),
            Err(error) => return Err(error.into()),
        }
    };
    let view = crosswalk::show(&cx, &older, &newer).await?;
    Ok(Page::invalid(CrosswalkPage::of(signed.frame(&state), view, fault)).into_response())
}

async fn edit(
    State(state): State<AppState>,
    signed: Signed,
    Path((older, newer, row)): Path<(String, String, i64)>,
) -> Result<Response, AppError> {
    let page = row_page(&state, &signed, (&older, &newer, row), None, Errors::default()).await?;
    Ok(Page::ok(page).into_response())
}

async fn post_row(
    State(state): State<AppState>,
    signed: Signed,
    Path((older, newer, row)): Path<(String, String, i64)>,
    Form(form): Form<RowForm>,
) -> Result<Response, AppError> {
    let errors = match form.decision() {
        Some(decision) => {
            let pair = (older.as_str(), newer.as_str());
            match crosswalk::decide(&signed.cx(&state), pair, CrosswalkId(row), &decision).await {
                Ok(()) => {
                    let to = urls::crosswalk(&older, &newer);
                    return Ok(guard::go_with(&state, &to, "success", "読替えを決めました。"));
                }
                Err(Error::Invalid(fields)) => found(fields),
                Err(Error::Refused(refusal)) => {
                    let field = if matches!(refusal, Refusal::UnknownCode(_)) { "code" } else { "primary" };
                    Errors::one(field, refusal.to_string().trim_end_matches('。'))
                }
                Err(error) => return Err(error.into()),
            }
        }
        None => Errors::one("relation", "どう続くかを選んでください"),
    };
    let page = row_page(&state, &signed, (&older, &newer, row), Some(form), errors).await?;
    Ok(Page::invalid(page).into_response())
}

impl RowForm {
    /// What was chosen. Of what goes on as one, the primary measure counts; of what ends, none.
    fn decision(&self) -> Option<Decision> {
        let relation = Relation::parse(&self.relation)?;
        let chosen = std::iter::once(&self.primary).chain(&self.further).chain([&self.code]);
        let mut targets: Vec<String> = Vec::new();
        for code in chosen.map(|code| code.trim()).filter(|code| !code.is_empty()) {
            if !targets.iter().any(|known| known == code) {
                targets.push(code.to_owned());
            }
        }
        targets.truncate(match relation {
            Relation::Same | Relation::Moved | Relation::Merged => 1,
            Relation::Split => targets.len(),
            Relation::Ended | Relation::New => 0,
        });
        Some(Decision { relation, targets, home: !self.home.is_empty(), note: self.note.clone(), lock: self.lock })
    }

    fn of(row: &RowView) -> Self {
        let mut codes = row.targets.iter().filter(|target| target.name.is_some()).map(|target| target.code.clone());
        let unknown = row.targets.iter().find(|target| target.name.is_none());
        RowForm {
            lock: row.lock,
            relation: row.relation.code().to_owned(),
            primary: codes.next().unwrap_or_default(),
            further: codes.collect(),
            code: unknown.map(|target| target.code.clone()).unwrap_or_default(),
            home: if row.home { "yes".to_owned() } else { String::new() },
            note: row.note.clone(),
        }
    }
}

/// The page of a row: as it is, or as it was typed with what was wrong.
async fn row_page(
    state: &AppState,
    signed: &Signed,
    (older, newer, id): (&str, &str, i64),
    typed: Option<RowForm>,
    errors: Errors,
) -> Result<CrosswalkRowPage, AppError> {
    let cx = signed.cx(state);
    let view = crosswalk::show(&cx, older, newer).await?;
    let row = view.rows.into_iter().find(|row| row.id.0 == id).ok_or(Error::NotFound)?;
    let form = typed.unwrap_or_else(|| RowForm::of(&row));
    let is_new = row.relation == Relation::New;
    let plan = cx.city.plans.named(newer).ok_or(Error::NotFound)?.id;
    let measures: Vec<_> =
        crosswalk::measures(&cx, plan).map(|m| (&m.code, format!("{} {}", m.code, m.name))).collect();
    let choices = |chosen: &dyn Fn(&str) -> bool| {
        let choice = |(code, label): &(&String, String)| Choice { chosen: chosen(code), ..Choice::new(*code, label) };
        measures.iter().map(choice).collect::<Vec<_>>()
    };
    Ok(CrosswalkRowPage {
        frame: signed.frame(state),
        url: urls::crosswalk_row(older, newer, id),
        back: urls::crosswalk(older, newer),
        plan: if is_new { view.newer.name.clone() } else { view.older.name },
        newer: view.newer.name,
        is_new,
        relations: relations(&form.relation),
        primaries: choices(&|code| code == form.primary),
        further: choices(&|code| form.further.iter().any(|further| further == code)),
        subject: row.subject,
        targets: row.targets,
        words: row.words.join("・"),
        lock: row.lock,
        code: form.code,
        shared: row.shared,
        home: !form.home.is_empty(),
        note: form.note,
        errors,
    })
}

fn relations(chosen: &str) -> Vec<Choice> {
    let about = |relation| match relation {
        Relation::Same => "名前や番号が変わっても、内容が続く",
        Relation::Moved => "内容が続き、ほかの基本施策に移る",
        Relation::Merged => "ほかの施策といっしょに1つになる",
        Relation::Split => "2つ以上に分かれる。件数は主な施策に数える",
        Relation::Ended | Relation::New => "新しい計画には続かない",
    };
    let usual = Relation::ALL.into_iter().filter(|relation| *relation != Relation::New);
    let choice = |relation: Relation| Choice {
        chosen: relation.code() == chosen,
        support: about(relation).to_owned(),
        ..Choice::new(relation.code(), relation.label())
    };
    usual.map(choice).collect()
}

impl CrosswalkPage {
    fn of(frame: Frame, view: CrosswalkView, fault: String) -> Self {
        let (older, newer) = (view.older.code.as_str(), view.newer.code.as_str());
        let mut groups: Vec<CrosswalkGroup> = Vec::new();
        for row in &view.rows {
            let name = if row.relation == Relation::New { "新しい施策" } else { row.subject.policy.as_str() };
            let shown = CrosswalkRow::of(row, (older, newer));
            match groups.last_mut().filter(|group| group.name == name) {
                Some(group) => group.rows.push(shown),
                None => groups.push(CrosswalkGroup { name: name.to_owned(), rows: vec![shown] }),
            }
        }
        CrosswalkPage {
            frame,
            url: urls::crosswalk(older, newer),
            open: view.rows.iter().filter(|row| !row.decided).count(),
            total: view.rows.len(),
            groups,
            older: view.older.name,
            newer: view.newer.name,
            fault,
        }
    }
}

impl CrosswalkRow {
    fn of(row: &RowView, (older, newer): (&str, &str)) -> Self {
        let target = |target: &MeasureName| words(target);
        let same_name = row.targets.first().is_some_and(|target| target.name == row.subject.name);
        let measure = format!("{older}/{}", row.subject.code);
        let is_new = row.relation == Relation::New;
        CrosswalkRow {
            tick: format!("{}:{}", row.id, row.lock),
            clear: same_name && matches!(row.relation, Relation::Same | Relation::Moved),
            href: urls::crosswalk_row(older, newer, row.id.0),
            subject: words(&row.subject),
            cases: row.cases,
            cases_href: if is_new || row.cases == 0 {
                String::new()
            } else {
                urls::case_list(urls::DESK, &[("queue", "all"), ("measure", &measure)])
            },
            relation: row.relation.label(),
            targets: row.targets.iter().map(target).collect(),
            words: row.words.join("・"),
            decided: row.at.filter(|_| row.decided).map(|at| (row.by.clone(), at)),
            note: row.note.clone(),
        }
    }
}

/// 1301 情報提供の充実, 未登録（2101）
fn words(measure: &MeasureName) -> String {
    match &measure.name {
        Some(name) => format!("{} {name}", measure.code),
        None => format!("未登録（{}）", measure.code),
    }
}

#[cfg(test)]
mod sample {
    use super::*;

    fn row(subject: &str, relation: Relation, targets: &[&str], words: &str) -> CrosswalkRow {
        CrosswalkRow {
            tick: "1:1".into(),
            clear: relation == Relation::Same,
            href: "/staff/crosswalk/omitama-2-1/demo/1".into(),
            subject: subject.into(),
            cases: 6,
            cases_href: "/staff/cases?queue=all&measure=omitama-2-1/1301".into(),
            relation: relation.label(),
            targets: targets.iter().map(|target| (*target).to_owned()).collect(),
            words: words.into(),
            decided: None,
            note: String::new(),
        }
    }

    fn measure(code: &str, name: &str, items: &[&str]) -> MeasureName {
        MeasureName {
            code: code.into(),
            name: Some(name.into()),
            policy: "13 開かれた行政・多様な交流の推進".into(),
            items: items.iter().map(|item| (*item).to_owned()).collect(),
        }
    }

    impl CrosswalkPage {
        /// A split, one decided, one that ended, a new one; the last try was refused.
        pub(crate) fn sample() -> Self {
            let decided = Some(("広聴担当A".to_owned(), "2026-10-14T01:20:00Z".parse().unwrap()));
            let first = vec![
                row(
                    "1301 情報提供の充実",
                    Relation::Split,
                    &["1301 広報紙・ホームページによる情報提供", "1302 情報公開と個人情報の保護"],
                    "市ホームページ・情報公開・個人情報",
                ),
                CrosswalkRow {
                    decided,
                    note: "名前も取組も同じ。".into(),
                    ..row("1302 広聴の充実", Relation::Same, &["1303 広聴の充実"], "市政モニター制度・提案箱")
                },
                row("1304 情報化の推進", Relation::Moved, &["未登録（2103）"], ""),
            ];
            let ended = vec![row("1502 出会いの場の創出", Relation::Ended, &[], "")];
            let new = CrosswalkRow {
                cases_href: String::new(),
                ..row("1306 スマートフォン教室と窓口の手助け", Relation::New, &[], "")
            };
            let group = |name: &str, rows| CrosswalkGroup { name: name.into(), rows };
            CrosswalkPage {
                frame: Frame::staff_sample(),
                url: "/staff/crosswalk/omitama-2-1/demo".into(),
                older: "小美玉市第2次総合計画（前期基本計画）".into(),
                newer: "デモ用の仮の後期基本計画".into(),
                open: 4,
                total: 5,
                groups: vec![
                    group("13 開かれた行政・多様な交流の推進", first),
                    group("15 戦略的な定住・人口対策の推進", ended),
                    group("新しい施策", vec![new]),
                ],
                fault: "決める行にチェックを付けてください。".into(),
            }
        }
    }

    impl CrosswalkRowPage {
        /// A split with a mistake.
        pub(crate) fn sample() -> Self {
            let choices = || {
                vec![
                    Choice::new("1301", "1301 広報紙・ホームページによる情報提供").chosen(),
                    Choice::new("1302", "1302 情報公開と個人情報の保護"),
                ]
            };
            CrosswalkRowPage {
                frame: Frame::staff_sample(),
                url: "/staff/crosswalk/omitama-2-1/demo/1".into(),
                back: "/staff/crosswalk/omitama-2-1/demo".into(),
                plan: "小美玉市第2次総合計画（前期基本計画）".into(),
                newer: "デモ用の仮の後期基本計画".into(),
                subject: measure("1301", "情報提供の充実", &["広報紙・市ホームページの見やすさ", "情報公開"]),
                is_new: false,
                targets: vec![measure("1301", "広報紙・ホームページによる情報提供", &["SNSでの発信"])],
                words: "市ホームページ・情報公開".into(),
                lock: 1,
                relations: relations("split"),
                primaries: choices(),
                further: choices(),
                code: "2101".into(),
                shared: true,
                home: true,
                note: String::new(),
                errors: Errors::one("primary", "「分割」では、新しい施策を2つ以上（主なものを1つ）を選んでください"),
            }
        }

        /// A measure that nothing leads to.
        pub(crate) fn sample_new() -> Self {
            CrosswalkRowPage {
                plan: "デモ用の仮の後期基本計画".into(),
                subject: measure("1306", "スマートフォン教室と窓口の手助け", &["高齢者の教室"]),
                is_new: true,
                targets: Vec::new(),
                words: String::new(),
                errors: Errors::default(),
                ..CrosswalkRowPage::sample()
            }
        }
    }
}
