//! The week as a PDF: figures, originals, then counts by policy and section.

use axum::{
    extract::{Query, State},
    response::Response,
};
use kocho_domain::era::wareki;
use kocho_pdf::{Block, Column, Figure, Paper, Table};

use super::{OfficePage, WeekQuery, page};
use crate::{
    guard::Signed,
    office::pdf::{figures, voices},
    pdf::{dated, download, head, pairs},
    problem::AppError,
    staff::filters::moment_of,
    state::AppState,
};

/// `GET /office/week.pdf`
pub(super) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<WeekQuery>,
) -> Result<Response, AppError> {
    let page = page(&state, &signed, &query).await?;
    download(&format!("週の声 {}", page.from), page.paper()).await
}

impl OfficePage {
    /// The same on paper.
    pub(crate) fn paper(&self) -> Paper {
        let days = format!("{}–{}", wareki(self.from), wareki(self.until));
        let mut blocks =
            vec![Block::heading(1, "週の声"), Block::small(format!("{days}　{}現在", moment_of(self.read_at)))];
        blocks.push(figures(&self.figures));
        if !self.urgent.is_empty() {
            blocks.push(Block::heading(2, "緊急"));
            blocks.extend(voices(&self.urgent));
        }
        blocks.push(Block::heading(2, format!("届いた声　{}通", self.total)));
        if !self.reads_content {
            blocks.push(Block::small("この役割では、件数だけを見られます。"));
        } else if self.voices.is_empty() {
            blocks.push(Block::small("この週に届いた声はありません。"));
        }
        blocks.extend(voices(&self.voices));
        blocks.push(Block::heading(2, "施策ごとの件数"));
        blocks.extend([Block::Figure(self.policy_bars()), Block::Table(self.measure_table())]);
        blocks.extend([Block::heading(2, "課ごとの期限切れ"), Block::Table(self.section_table())]);
        blocks.extend([Block::heading(2, "受付方法"), pairs(&self.channels)]);
        blocks.push(Block::small("件数は用件の数、通数は声の数です。"));
        Paper {
            title: format!("週の声　{days}"),
            author: self.frame.city.clone(),
            head: head(&self.frame, "週の声"),
            dated: dated(self.until),
            blocks,
            ..Paper::default()
        }
    }

    /// The sums of the table's policies, and what belongs to none.
    fn policy_bars(&self) -> Figure {
        let rest = [("計画に該当なし", self.outside), ("まだ決めていない", self.undecided)];
        let channels: Vec<String> = self.channels.iter().map(|one| format!("{} {}", one.label, one.value)).collect();
        Figure {
            title: "基本施策ごとの件数".to_owned(),
            basis: format!("{}通（{}）。世論調査ではありません。", self.total, channels.join("、")),
            unit: "件".to_owned(),
            bars: self
                .policies
                .iter()
                .map(|policy| (policy.name.clone(), policy.count))
                .chain(rest.map(|(name, n)| (name.to_owned(), n)))
                .collect(),
        }
    }

    fn measure_table(&self) -> Table {
        let measures = self.policies.iter().flat_map(|policy| {
            policy.measures.iter().map(|one| vec![format!("{} {}", one.code, one.name), one.count.to_string()])
        });
        let elsewhere = (self.elsewhere > 0).then(|| vec!["ほかの計画の施策".to_owned(), self.elsewhere.to_string()]);
        Table {
            about: "個別施策ごとの件数".to_owned(),
            columns: vec![Column::words("個別施策", 5.0), Column::numbers("件", 1.0)],
            rows: measures.chain(elsewhere).collect(),
        }
    }

    fn section_table(&self) -> Table {
        let oldest = |days: u64| if days > 0 { format!("{days}日超過") } else { "－".to_owned() };
        let row = |row: &super::SectionLoad| {
            vec![row.name.clone(), row.open.to_string(), row.overdue.to_string(), oldest(row.oldest_days)]
        };
        let numbers = |name| Column::numbers(name, 1.2);
        Table {
            about: "課ごとの処理中と期限切れの件数".to_owned(),
            columns: vec![Column::words("課", 3.0), numbers("処理中"), numbers("期限切れ"), numbers("最も古い")],
            rows: self.sections.iter().map(row).collect(),
        }
    }
}
