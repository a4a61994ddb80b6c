//! What do sections have before them, how old is it, and how did they fare? Sections, never clerks.

use askama::Template;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::access::Permission;
use kocho_service::office::{self, OfficeSections, SectionFigures};

use crate::{
    chart::{Around, StackedChart},
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::filters,
    state::AppState,
    urls::staff as urls,
};

/// Sections that the chart shows; the table has them all.
const DRAWN: usize = 15;

/// `GET /office/sections`
#[derive(Debug, Template)]
#[template(path = "office/sections.html")]
pub(crate) struct OfficeSectionsPage {
    pub(crate) frame: Frame,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    pub(crate) read_at: DateTime<Utc>,
    /// Open cases of the sections that have most, those past their day apart.
    pub(crate) open: StackedChart,
    pub(crate) sections: Vec<SectionRow>,
    pub(crate) whole: SectionRow,
}

/// A section.
#[derive(Debug, Clone)]
pub(crate) struct SectionRow {
    pub(crate) name: String,
    /// Its open cases, and those past their day; empty for people who see figures only.
    pub(crate) href: String,
    pub(crate) late: String,
    pub(crate) open: u64,
    /// 29日
    pub(crate) oldest: String,
    pub(crate) median_age: String,
    pub(crate) overdue: u64,
    pub(crate) returned: u64,
    pub(crate) ended: u64,
    pub(crate) on_time: u64,
    /// 12日
    pub(crate) median_days: String,
    /// 86%
    pub(crate) rate: String,
}

/// The door.
pub(crate) fn routes(state: &AppState) -> Routes {
    Routes::new(state).get(urls::OFFICE_SECTIONS, Access::Staff(Permission::OfficeRead), show)
}

async fn show(State(state): State<AppState>, signed: Signed) -> Result<Page<OfficeSectionsPage>, AppError> {
    let found = office::sections(&signed.cx(&state)).await?;
    Ok(Page::ok(page(signed.frame(&state), &found, signed.actor.may(Permission::CaseRead))))
}

fn page(frame: Frame, found: &OfficeSections, open: bool) -> OfficeSectionsPage {
    OfficeSectionsPage {
        frame,
        from: found.year.from,
        until: found.year.until,
        read_at: found.read_at,
        open: chart(&found.sections),
        sections: found.sections.iter().map(|section| row(section, open)).collect(),
        whole: row(&found.whole, open),
    }
}

fn row(section: &SectionFigures, open: bool) -> SectionRow {
    let id = section.section.map(|id| id.to_string()).unwrap_or_default();
    let cases = |due: &str| match open {
        true => urls::case_list(urls::DESK, &[("queue", "all"), ("section", &id), ("due", due)]),
        false => String::new(),
    };
    let days = |days: Option<u64>| days.map(|days| format!("{days}日")).unwrap_or_default();
    SectionRow {
        name: section.name.clone(),
        href: cases(""),
        late: if section.overdue > 0 { cases("overdue") } else { String::new() },
        open: section.open,
        oldest: days((section.open > 0).then_some(section.oldest_days)),
        median_age: days(section.median_age),
        overdue: section.overdue,
        returned: section.returned,
        ended: section.ended,
        on_time: section.on_time,
        median_days: days(section.median_days),
        rate: section.rate.map(|rate| format!("{rate}%")).unwrap_or_default(),
    }
}

fn chart(sections: &[SectionFigures]) -> StackedChart {
    let mut most: Vec<&SectionFigures> = sections.iter().filter(|section| section.open > 0).collect();
    most.sort_by_key(|section| u64::MAX - section.open);
    let counted: Vec<(String, Vec<u64>)> = most
        .into_iter()
        .take(DRAWN)
        .map(|section| (section.name.clone(), vec![section.overdue, section.open - section.overdue]))
        .collect();
    let around = Around {
        id: "chart-open".to_owned(),
        title: format!(
            "課ごとの処理中の件数{}",
            if sections.iter().filter(|section| section.open > 0).count() > DRAWN {
                "（多い順に15課）"
            } else {
                ""
            }
        ),
        desc: "棒の長さは処理中の件数、模様は期限を過ぎたものとまだのものです。数は下の表で読めます。".to_owned(),
        basis: String::new(),
    };
    let series = ["期限を過ぎた", "期限前"].map(str::to_owned);
    StackedChart::of(around, "課", "件", &series, &counted)
}

#[cfg(test)]
impl OfficeSectionsPage {
    /// Two sections.
    pub(crate) fn sample() -> Self {
        use kocho_domain::{figure::Year, id::SectionId};
        let section = |id, name: &str, open, overdue| SectionFigures {
            section: Some(SectionId(id)),
            name: name.into(),
            open,
            oldest_days: 29,
            median_age: Some(6),
            overdue,
            latest_days: 4,
            returned: 1,
            ended: 40,
            on_time: 36,
            median_days: Some(9),
            rate: Some(86),
        };
        let found = OfficeSections {
            year: Year::ending("2026-11-30".parse().unwrap()),
            read_at: "2026-11-30T00:05:00Z".parse().unwrap(),
            whole: SectionFigures { section: None, ..section(0, "全体", 21, 2) },
            sections: vec![section(4, "建設課", 12, 2), section(5, "市民協働課", 9, 0)],
        };
        page(Frame::office_sample(), &found, true)
    }
}
