//! 要旨 as a PDF.

use axum::{
    extract::{Path, State},
    response::Response,
};
use kocho_domain::era::wareki;
use kocho_pdf::{Block, Paper};

use super::{SummaryPrintPage, door};
use crate::{
    guard::Signed,
    pdf::{dated, download, head},
    problem::AppError,
    state::AppState,
};

/// `GET /staff/summaries/{summary}/summary.pdf`
pub(super) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let page = door::print_page(&state, &signed, &key).await?;
    download(&format!("要旨 {} {}", page.title, page.on), page.paper()).await
}

impl SummaryPrintPage {
    /// The same on paper.
    pub(crate) fn paper(&self) -> Paper {
        let title = format!("{}　要旨", self.title);
        let mark = if self.draft { "案" } else { "" };
        Paper {
            title: format!("{title}　{}{}", self.theme, if self.draft { "（案）" } else { "" }),
            author: self.frame.city.clone(),
            head: head(&self.frame, ""),
            mark: mark.to_owned(),
            dated: dated(self.on),
            blocks: vec![
                Block::heading(1, title),
                Block::paragraph(format!("{}　{}", wareki(self.on), self.party)),
                Block::paragraph(&self.body),
            ],
            ..Paper::default()
        }
    }
}
