//! How good are the suggestions: by month and version, by measure, and the cases behind what was wrong.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use kocho_domain::access::Permission;
use kocho_service::{
    Cx,
    accuracy::{self, Accuracy, Figures, percent},
    stored::accuracy::{Miss, MissQuery},
};
use serde::Deserialize;

use super::trial::named;
use crate::{
    files::csv_table,
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::filters,
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/accuracy`
#[derive(Debug, Template)]
#[template(path = "staff/accuracy/show.html")]
pub(crate) struct AccuracyPage {
    pub(crate) frame: Frame,
    /// 2024-05
    pub(crate) since: String,
    pub(crate) all: FigureRow,
    pub(crate) months: Vec<FigureRow>,
    pub(crate) measures: Vec<FigureRow>,
    /// What the table by measure is narrowed to: 2026-04 learned-1; empty: everything.
    pub(crate) narrowed: String,
    pub(crate) csv: &'static str,
}

/// Figures in words: a share with its counts.
#[derive(Debug, Clone)]
pub(crate) struct FigureRow {
    /// 2026-04, 1101 まちづくり組織の支援
    pub(crate) name: String,
    /// Version of the classifier, where the row has one.
    pub(crate) version: String,
    /// Leads to the measures of this month and version; empty: nowhere.
    pub(crate) href: String,
    /// Leads to the misses; empty when there are none.
    pub(crate) misses: String,
    pub(crate) n: u64,
    /// How many were not right.
    pub(crate) missed: u64,
    pub(crate) first: Share,
    pub(crate) three: Share,
    pub(crate) sure: Share,
    pub(crate) unsure: Share,
    pub(crate) section: Share,
    pub(crate) outside_found: Share,
    pub(crate) outside_false: Share,
}

/// 87.5 % of 8.
#[derive(Debug, Clone, Default)]
pub(crate) struct Share {
    /// 87.5; empty when there is nothing to share.
    pub(crate) percent: String,
    pub(crate) part: u64,
    pub(crate) of: u64,
}

/// `GET /staff/accuracy/misses`
#[derive(Debug, Template)]
#[template(path = "staff/accuracy/misses.html")]
pub(crate) struct MissesPage {
    pub(crate) frame: Frame,
    /// 1101 まちづくり組織の支援　2026-04
    pub(crate) about: String,
    pub(crate) rows: Vec<MissRow>,
    pub(crate) next: Option<String>,
}

/// A case whose first suggestion was wrong.
#[derive(Debug, Clone)]
pub(crate) struct MissRow {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) wanted: String,
    pub(crate) said: String,
    /// 2番目, 候補になし
    pub(crate) place: String,
    pub(crate) unsure: bool,
    pub(crate) decided_on: NaiveDate,
}

/// The address of both pages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AccuracyQuery {
    month: String,
    version: String,
    measure: String,
    after: String,
}

/// The doors: of the hearing desk, which decides and knows all cases.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::CaseTriage);
    Routes::new(state).get(urls::ACCURACY, desk, show).get(urls::ACCURACY_MISSES, desk, misses).get(
        urls::ACCURACY_CSV,
        desk,
        csv,
    )
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<AccuracyQuery>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let found = accuracy::show(&cx, &query.month, &query.version).await?;
    Ok(Page::ok(AccuracyPage::of(signed.frame(&state), &cx, &found, &query)).into_response())
}

async fn misses(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<AccuracyQuery>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let asked = MissQuery {
        wanted: query.measure.clone(),
        month: query.month.clone(),
        version: query.version.clone(),
        after: query.after.parse().ok(),
    };
    let found = accuracy::misses(&cx, &asked).await?;
    let about = [if query.measure.is_empty() { String::new() } else { named(&cx, &query.measure) }, query.narrowed()];
    let page = MissesPage {
        frame: signed.frame(&state),
        about: about.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　"),
        rows: found.rows.iter().map(|miss| MissRow::of(&cx, miss)).collect(),
        next: found.next.map(|after| query.address(urls::ACCURACY_MISSES, &query.measure, &after.to_string())),
    };
    Ok(Page::ok(page).into_response())
}

async fn csv(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    let (name, bytes) = accuracy::csv(&signed.cx(&state)).await?;
    Ok(csv_table(&name, bytes.into()))
}

impl AccuracyQuery {
    fn narrowed(&self) -> String {
        [self.month.as_str(), &self.version].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn address(&self, page: &str, measure: &str, after: &str) -> String {
        let parts = [("measure", measure), ("month", &self.month), ("version", &self.version), ("after", after)];
        urls::case_list(page, &parts)
    }
}

impl AccuracyPage {
    fn of(frame: Frame, cx: &Cx, found: &Accuracy, query: &AccuracyQuery) -> Self {
        let month = |row: &accuracy::MonthRow| {
            let query =
                AccuracyQuery { month: row.month.clone(), version: row.version.clone(), ..AccuracyQuery::default() };
            FigureRow {
                version: row.version.clone(),
                href: query.address(urls::ACCURACY, "", ""),
                ..FigureRow::of(row.month.clone(), &row.figures, query.address(urls::ACCURACY_MISSES, "", ""))
            }
        };
        let measure = |row: &accuracy::MeasureRow| {
            let misses = query.address(urls::ACCURACY_MISSES, &row.code, "");
            FigureRow::of(named(cx, &row.code), &row.figures, misses)
        };
        AccuracyPage {
            frame,
            since: found.since.clone(),
            all: FigureRow::of("合計".into(), &found.all, query.address(urls::ACCURACY_MISSES, "", "")),
            months: found.months.iter().map(month).collect(),
            measures: found.measures.iter().map(measure).collect(),
            narrowed: query.narrowed(),
            csv: urls::ACCURACY_CSV,
        }
    }
}

impl FigureRow {
    fn of(name: String, f: &Figures, misses: String) -> Self {
        let share = |part, of| Share { percent: percent(part, of), part, of };
        let missed = f.n - f.first;
        FigureRow {
            name,
            version: String::new(),
            href: String::new(),
            misses: if missed == 0 { String::new() } else { misses },
            n: f.n,
            missed,
            first: share(f.first, f.n),
            three: share(f.three, f.n),
            sure: share(f.sure_first, f.sure()),
            unsure: share(f.unsure, f.n),
            section: share(f.section_first, f.routed),
            outside_found: share(f.outside_found, f.outside),
            outside_false: share(f.outside_false, f.inside()),
        }
    }
}

impl MissRow {
    fn of(cx: &Cx, miss: &Miss) -> Self {
        let verdict = &miss.verdict;
        MissRow {
            href: urls::case(miss.key.as_str()),
            number: miss.number.to_string(),
            title: miss.title.clone(),
            wanted: named(cx, &verdict.wanted),
            said: named(cx, &verdict.said),
            place: if verdict.place == 0 { "候補になし".into() } else { format!("{}番目", verdict.place) },
            unsure: verdict.unsure,
            decided_on: verdict.decided_on,
        }
    }
}

#[cfg(test)]
mod sample {
    use super::*;

    fn figures() -> Figures {
        Figures {
            n: 40,
            first: 33,
            three: 38,
            unsure: 9,
            sure_first: 29,
            outside: 8,
            outside_found: 7,
            outside_false: 2,
            routed: 35,
            section_first: 30,
        }
    }

    impl AccuracyPage {
        /// Two months and two measures.
        pub(crate) fn sample() -> Self {
            let row = |name: &str, version: &str| FigureRow {
                version: version.into(),
                href: if version.is_empty() { String::new() } else { format!("{}?month={name}", urls::ACCURACY) },
                ..FigureRow::of(name.into(), &figures(), urls::ACCURACY_MISSES.into())
            };
            AccuracyPage {
                frame: Frame::staff_sample(),
                since: "2024-11".into(),
                all: row("合計", ""),
                months: vec![row("2026-10", "learned-2026.11.1"), row("2026-09", "learned-2026.11.1")],
                measures: vec![row("1204 相談体制の充実", ""), row("計画の外", "")],
                narrowed: String::new(),
                csv: urls::ACCURACY_CSV,
            }
        }

        /// Nothing was decided yet.
        pub(crate) fn sample_empty() -> Self {
            let none = FigureRow::of("合計".into(), &Figures::default(), String::new());
            AccuracyPage { all: none, months: Vec::new(), measures: Vec::new(), ..AccuracyPage::sample() }
        }
    }

    impl MissesPage {
        /// One miss.
        pub(crate) fn sample() -> Self {
            MissesPage {
                frame: Frame::staff_sample(),
                about: "1204 相談体制の充実　2026-10".into(),
                rows: vec![MissRow {
                    href: urls::case("aaaabbbbccccddddeeeeffff22"),
                    number: "R8-000118-T".into(),
                    title: "回覧板が回ってきません".into(),
                    wanted: "1204 相談体制の充実".into(),
                    said: "1101 まちづくり組織の支援".into(),
                    place: "2番目".into(),
                    unsure: true,
                    decided_on: "2026-10-14".parse().unwrap(),
                }],
                next: Some(format!("{}?after=3", urls::ACCURACY_MISSES)),
            }
        }
    }
}
