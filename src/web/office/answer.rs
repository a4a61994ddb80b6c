//! What may be answered to the council and the press about what a search finds: figures in which nobody can be told, and the
//! city's own published words, on A4.

use askama::Template;
use axum::extract::State;
use axum_extra::extract::Query;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{access::Permission, anonymity::FEWEST, anonymity::Shown};
use kocho_service::office::{self, AnswerFigures, PublishedAnswer, PublishedPromise};

use crate::{
    chart::{Around, BarChart},
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        filters,
        search::{SearchQuery, door},
    },
    state::AppState,
    urls::staff as urls,
};

/// `GET /office/answer`
#[derive(Debug, Template)]
#[template(path = "office/answer.html")]
pub(crate) struct AnswerPage {
    pub(crate) frame: Frame,
    /// The search.
    pub(crate) back: String,
    /// The words, and what they were narrowed to.
    pub(crate) q: String,
    pub(crate) narrowed: Vec<String>,
    /// Why nothing was looked for, or empty.
    pub(crate) fault: String,
    pub(crate) figures: Option<FiguresView>,
    pub(crate) published: Vec<PublishedAnswer>,
    /// Promises that residents read.
    pub(crate) promises: Vec<PublishedPromise>,
    /// Fewer people than this are never shown.
    pub(crate) fewest: u64,
    pub(crate) read_at: DateTime<Utc>,
}

/// Figures of at least five people.
#[derive(Debug, Clone)]
pub(crate) struct FiguresView {
    pub(crate) people: u64,
    pub(crate) cases: u64,
    /// More cases have the words; these are the newest.
    pub(crate) is_cut: bool,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    /// What became of them.
    pub(crate) outcomes: BarChart,
    /// 年度, 施策, 種別, 受付方法
    pub(crate) tables: Vec<TableView>,
}

/// People by something.
#[derive(Debug, Clone)]
pub(crate) struct TableView {
    pub(crate) title: &'static str,
    pub(crate) rows: Vec<(String, u64)>,
}

/// The door.
pub(crate) fn routes(state: &AppState) -> Routes {
    Routes::new(state).get(urls::ANSWER, Access::Staff(Permission::OfficeRead), show)
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<SearchQuery>,
) -> Result<Page<AnswerPage>, AppError> {
    let cx = signed.cx(&state);
    let found = office::answer(&cx, &door::asked(&query)).await?;
    Ok(Page::ok(AnswerPage {
        frame: signed.frame(&state),
        back: door::address(&query, &[]),
        q: found.q,
        narrowed: found.narrowed,
        fault: found.refused.unwrap_or_default(),
        figures: found.figures.map(figures),
        published: found.published,
        promises: found.promises,
        fewest: FEWEST,
        read_at: cx.now(),
    }))
}

fn figures(found: AnswerFigures) -> FiguresView {
    let outcomes = rows(found.outcomes);
    let channels = rows(found.channels);
    let mix: Vec<String> = channels.iter().map(|(name, n)| format!("{name} {n}人")).collect();
    let around = Around {
        id: "chart-outcomes".to_owned(),
        title: "対応の結果".to_owned(),
        desc: "棒の長さは人数です。数は下の表で読めます。".to_owned(),
        basis: format!("{}人（{}）", found.people, mix.join("、")),
    };
    FiguresView {
        people: found.people,
        cases: found.cases,
        is_cut: found.is_cut,
        from: found.days.0,
        until: found.days.1,
        outcomes: BarChart::of(around, "対応", "人", &outcomes),
        tables: vec![
            TableView { title: "年度", rows: rows(found.years) },
            TableView { title: "施策", rows: rows(found.measures) },
            TableView { title: "種別", rows: rows(found.kinds) },
            TableView { title: "受付方法", rows: channels },
        ],
    }
}

/// What may be shown, the rest behind it; where nothing but a rest is left it says nothing.
fn rows(shown: Shown<String>) -> Vec<(String, u64)> {
    let rest = (shown.rest > 0 && !shown.counts.is_empty()).then(|| ("そのほか".to_owned(), shown.rest));
    shown.counts.into_iter().chain(rest).collect()
}

#[cfg(test)]
impl AnswerPage {
    /// Figures and a published answer.
    pub(crate) fn sample() -> Self {
        let shown = |counts: &[(&str, u64)], rest| Shown {
            counts: counts.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect(),
            rest,
        };
        let found = AnswerFigures {
            people: 28,
            cases: 30,
            is_cut: false,
            days: ("2025-12-04".parse().unwrap(), "2026-11-27".parse().unwrap()),
            years: shown(&[("令和7年度", 9), ("令和8年度", 20)], 0),
            measures: shown(&[("1602 広報紙", 18)], 10),
            kinds: shown(&[("要望", 20)], 8),
            channels: shown(&[("ウェブ", 20)], 8),
            outcomes: shown(&[("実施済", 12), ("対応中", 8)], 8),
        };
        AnswerPage {
            frame: Frame::office_sample(),
            back: "/staff/search?q=広報紙".into(),
            q: "広報紙".into(),
            narrowed: vec!["課：秘書広聴課".into()],
            fault: String::new(),
            figures: Some(figures(found)),
            published: vec![PublishedAnswer {
                title: "広報紙の文字の大きさ".into(),
                opinion: "文字が小さくて読めません。".into(),
                reply: "来年4月号から大きくします。".into(),
                section: "秘書広聴課".into(),
                outcome: "実施予定".into(),
                published_on: "2026-06-01".parse().unwrap(),
            }],
            promises: vec![PublishedPromise {
                text: "広報紙の文字を大きくします。".into(),
                outcome: "来年4月号の見本を市民と確かめました。".into(),
                section: "秘書広聴課".into(),
                standing: "令和9年4月1日まで".into(),
            }],
            fewest: FEWEST,
            read_at: "2026-11-30T00:05:00Z".parse().unwrap(),
        }
    }

    /// So few people spoke that nothing is told of them.
    pub(crate) fn sample_few() -> Self {
        AnswerPage {
            figures: None,
            published: Vec::new(),
            promises: Vec::new(),
            narrowed: Vec::new(),
            ..Self::sample()
        }
    }
}
