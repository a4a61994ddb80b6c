//! A decision about an application as a PDF: the same letter as on its A4 page.

use axum::{
    extract::{Path, State},
    response::Response,
};
use kocho_domain::era::wareki;
use kocho_pdf::{Block, Letter, Paper};

use super::{DecisionLetterPage, door};
use crate::{
    guard::Signed,
    pdf::{dated, download, head},
    problem::AppError,
    state::AppState,
};

/// `GET /staff/dialogues/notices/{decision}/letter.pdf`
pub(super) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, AppError> {
    let page = door::letter_page(&state, &signed, id).await?;
    download("対話の申込みの通知", page.paper()).await
}

impl DecisionLetterPage {
    /// The same on paper.
    pub(crate) fn paper(&self) -> Paper {
        let mut addressee = self.addressee.clone();
        if let Some(name) = addressee.last_mut() {
            name.push_str(" 様");
        }
        let letter = Letter {
            dated: wareki(self.dated_on),
            addressee,
            sender: vec![self.signature.clone()],
            title: self.title.clone(),
            paragraphs: self.paragraphs.clone(),
            inquiry: self.inquiry.clone(),
            ..Letter::default()
        };
        Paper {
            title: self.title.clone(),
            author: self.frame.city.clone(),
            head: head(&self.frame, ""),
            lang: self.lang.to_owned(),
            dated: dated(self.dated_on),
            blocks: vec![Block::Letter(letter)],
            ..Paper::default()
        }
    }
}
