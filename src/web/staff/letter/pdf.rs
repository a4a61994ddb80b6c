//! The letter as a PDF: what its A4 page says, set as an official letter is.

use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::Query;
use kocho_domain::era::wareki;
use kocho_pdf::{Block, Letter, Paper};

use super::door::Under;
use crate::{
    guard::Signed,
    pdf::{dated, download, head},
    problem::AppError,
    staff::{letter::LetterText, print::LetterPrintPage},
    state::AppState,
};

/// `GET /staff/letters/{key}/letter.pdf`: with name and address; the audit keeps who took it, as of the print.
pub(super) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Query(under): Query<Under>,
) -> Result<Response, AppError> {
    let page = super::door::print_page(&state, &signed, &key, &under).await?;
    download(&page.file_name(), page.paper()).await
}

impl LetterPrintPage {
    /// 回答書 秘広第123号
    fn file_name(&self) -> String {
        format!("回答書 {}", if self.draft { "案" } else { &self.letter.document_number })
    }

    /// The same on paper.
    pub(crate) fn paper(&self) -> Paper {
        let mark = if self.draft { "案" } else { "" };
        Paper {
            title: format!("{}{}", self.letter.title, if self.draft { "（案）" } else { "" }),
            author: self.frame.city.clone(),
            head: head(&self.frame, ""),
            mark: mark.to_owned(),
            dated: dated(self.letter.dated_on),
            blocks: vec![Block::Letter(of(&self.letter))],
            ..Paper::default()
        }
    }
}

fn of(text: &LetterText) -> Letter {
    let seal = (!text.seal_note.is_empty()).then(|| format!("（{}）", text.seal_note));
    let interim = if text.interim { "（途中経過のお知らせ）" } else { "" };
    Letter {
        number: if text.document_number.is_empty() {
            "（文書番号）".to_owned()
        } else {
            text.document_number.clone()
        },
        dated: wareki(text.dated_on),
        addressee: text.addressee.clone(),
        sender: std::iter::once(text.signature.clone()).chain(seal).collect(),
        title: format!("{}{interim}", text.title),
        paragraphs: text.paragraphs.clone(),
        enclosures: text.enclosures.clone(),
        inquiry: text.inquiry.clone(),
    }
}
