//! Does the city keep its word? Promises as the office reads them: what is late, what is due this week, by section.

use askama::Template;
use axum::extract::State;
use kocho_domain::{access::Permission, commitment::Tally, id::SectionId};
use kocho_service::{
    Cx,
    commitment::list::{self, OfficeView},
};

use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        commitment::{
            CommitmentRow, Rate,
            door::{rate, row},
        },
        filters,
    },
    state::AppState,
    urls::staff as urls,
};

/// `GET /office/commitments`
#[derive(Debug, Template)]
#[template(path = "office/commitments.html")]
pub(crate) struct OfficeCommitmentsPage {
    pub(crate) frame: Frame,
    pub(crate) rate: Rate,
    pub(crate) tally: Tally,
    pub(crate) lists: Vec<PromiseList>,
    pub(crate) sections: Vec<SectionRow>,
    /// This role reads figures only.
    pub(crate) figures_only: bool,
}

/// Promises under one heading.
#[derive(Debug, Clone)]
pub(crate) struct PromiseList {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// What is said when there are none.
    pub(crate) none: &'static str,
    pub(crate) rows: Vec<CommitmentRow>,
}

/// A section with its figures.
#[derive(Debug, Clone)]
pub(crate) struct SectionRow {
    pub(crate) name: String,
    /// Its promises; empty for those who read figures only.
    pub(crate) href: String,
    pub(crate) tally: Tally,
    /// 88%, －
    pub(crate) percent: String,
}

/// The door.
pub(crate) fn routes(state: &AppState) -> Routes {
    Routes::new(state).get(urls::OFFICE_COMMITMENTS, Access::Staff(Permission::OfficeRead), show)
}

async fn show(State(state): State<AppState>, signed: Signed) -> Result<Page<OfficeCommitmentsPage>, AppError> {
    let cx = signed.cx(&state);
    let found = list::office(&cx).await?;
    Ok(Page::ok(page(signed.frame(&state), &cx, found)))
}

fn page(frame: Frame, cx: &Cx, found: OfficeView) -> OfficeCommitmentsPage {
    let section = |(id, tally): &(SectionId, Tally)| SectionRow {
        name: cx.city.section_name(*id).to_owned(),
        href: if found.reads_content {
            urls::case_list(urls::COMMITMENTS, &[("section", &id.to_string())])
        } else {
            String::new()
        },
        tally: *tally,
        percent: tally.percent().map_or_else(|| "－".to_owned(), |percent| format!("{percent}%")),
    };
    let sections = found.sections.iter().map(section).collect();
    let rows = |listed: Vec<list::Listed>| listed.into_iter().map(|one| row(cx, one)).collect();
    let list = |id, title, none, listed| PromiseList { id, title, none, rows: rows(listed) };
    OfficeCommitmentsPage {
        frame,
        rate: rate(found.tally),
        tally: found.tally,
        lists: vec![
            list("late", "期限を過ぎた約束", "期限を過ぎた約束はありません。", found.late),
            list("soon", "7日以内に期限が来る約束", "7日以内に期限が来る約束はありません。", found.soon),
            list("kept", "果たした約束", "果たした約束はまだありません。", found.kept),
        ],
        sections,
        figures_only: !found.reads_content,
    }
}

#[cfg(test)]
impl OfficeCommitmentsPage {
    /// A late one and a section.
    pub(crate) fn sample() -> Self {
        use crate::staff::commitment::CommitmentListPage;
        let list = CommitmentListPage::sample();
        let tally = Tally { open: 9, late: 2, past: 2, soon: 1, kept: 19, on_time: 18, dropped: 0 };
        OfficeCommitmentsPage {
            frame: Frame { flash: None, ..Frame::staff_sample() },
            rate: list.rate,
            tally,
            lists: vec![
                PromiseList { id: "late", title: "期限を過ぎた約束", none: "", rows: list.rows },
                PromiseList {
                    id: "soon", title: "7日以内に期限が来る約束", none: "ありません。", rows: vec![]
                },
            ],
            sections: vec![SectionRow {
                name: "管財検査課".into(),
                href: urls::COMMITMENTS.into(),
                tally,
                percent: "85%".into(),
            }],
            figures_only: false,
        }
    }

    /// For a role that reads figures only.
    pub(crate) fn sample_figures() -> Self {
        OfficeCommitmentsPage { figures_only: true, lists: vec![], ..OfficeCommitmentsPage::sample() }
    }
}
