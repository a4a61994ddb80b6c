//! 似た声: what a clerk looks for beside a letter: earlier answers, the same text, the same writer. A page of its own; the
//! case page fetches it when it is asked for.

use askama::Template;
use axum::extract::{Path, State};
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::access::Permission;
use kocho_service::similar::{self, Beside};

use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        case::{door::key_of, words::tone_of},
        filters,
        view::Tone,
    },
    state::AppState,
    urls::staff as urls,
};

/// Characters of another letter that are shown before one opens it.
const FIRST_WORDS: usize = 140;

/// `GET /staff/cases/{key}/similar`
#[derive(Debug, Template)]
#[template(path = "staff/similar/show.html")]
pub(crate) struct SimilarPage {
    pub(crate) frame: Frame,
    /// Heading of the case.
    pub(crate) title: String,
    /// On the same matter, nearest first.
    pub(crate) near: Vec<BesideRow>,
    /// Of the same text.
    pub(crate) copies: Vec<BesideRow>,
    /// Address of their group.
    pub(crate) flood: Option<String>,
    /// From the same mail address or phone number.
    pub(crate) writer: Vec<BesideRow>,
    /// Under the same name.
    pub(crate) namesakes: Vec<BesideRow>,
    /// Address of the case.
    pub(crate) back: String,
}

/// A letter beside the letter.
#[derive(Debug, Clone)]
pub(crate) struct BesideRow {
    pub(crate) number: String,
    pub(crate) href: String,
    pub(crate) title: String,
    /// First words of the text.
    pub(crate) words: String,
    pub(crate) received_on: NaiveDate,
    pub(crate) section: String,
    pub(crate) status: &'static str,
    pub(crate) tone: Tone,
    pub(crate) outcome: String,
    pub(crate) answer: Option<String>,
    pub(crate) answered_at: Option<DateTime<Utc>>,
    /// For letters of the same text: ほぼ同じ文面 93％.
    pub(crate) same: Option<u8>,
}

/// The door.
pub(crate) fn routes(state: &AppState) -> Routes {
    Routes::new(state).get("/staff/cases/{key}/similar", Access::Staff(Permission::CaseRead), show)
}

/// `GET /staff/cases/{key}/similar`
async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<SimilarPage>, AppError> {
    let view = similar::beside(&signed.cx(&state), &key_of(&key)?).await?;
    let rows = |list: &[Beside]| list.iter().map(|beside| row(beside, None)).collect();
    Ok(Page::ok(SimilarPage {
        frame: signed.frame(&state),
        near: rows(&view.near),
        copies: view.copies.iter().map(|beside| row(beside, Some(beside.same))).collect(),
        flood: view.flood.as_ref().map(|key| urls::flood(key.as_str())),
        writer: rows(&view.writer),
        namesakes: rows(&view.namesakes),
        back: urls::case(&key),
        title: view.title,
    }))
}

fn row(beside: &Beside, same: Option<u8>) -> BesideRow {
    BesideRow {
        number: beside.number.clone(),
        href: urls::case(beside.key.as_str()),
        title: beside.title.clone(),
        words: kocho_domain::submission::first_words(&beside.body, FIRST_WORDS),
        received_on: beside.received_on,
        section: beside.section.clone(),
        status: beside.status.label(),
        tone: tone_of(beside.status),
        outcome: beside.outcome.clone(),
        answer: beside.answer.clone(),
        answered_at: beside.answered_at,
        same,
    }
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, at, desk_frame};

    impl SimilarPage {
        /// With an answer, a copy and the same writer.
        pub(crate) fn sample() -> Self {
            let row = |number: &str, title: &str, answer: Option<&str>| BesideRow {
                number: number.into(),
                href: urls::case(KEY),
                title: title.into(),
                words: "広報紙が家に届きません。自治会に入っていないと、もらえないのでしょうか。".into(),
                received_on: "2026-05-11".parse().unwrap(),
                section: "秘書広聴課".into(),
                status: "回答済",
                tone: Tone::Success,
                outcome: "説明".into(),
                answer: answer.map(str::to_owned),
                answered_at: Some(at("2026-05-20T15:10")),
                same: None,
            };
            SimilarPage {
                frame: desk_frame(),
                title: "回覧板が回ってきません".into(),
                near: vec![row(
                    "R8-000031-M",
                    "広報紙が届かない",
                    Some("広報紙は、郵便局と公民館でもお渡ししています。\nお申し出があれば郵送もできます。"),
                )],
                copies: vec![BesideRow {
                    same: Some(93), ..row("R8-000119-A", "回覧板が回ってきません", None)
                }],
                flood: Some(urls::flood(KEY)),
                writer: vec![row("R8-000012-C", "公園の街灯", Some("3月までに取り替えます。"))],
                namesakes: vec![row("R8-000077-E", "ごみの日", None)],
                back: urls::case(KEY),
            }
        }

        /// Nothing like it.
        pub(crate) fn sample_empty() -> Self {
            let (near, copies, flood, writer, namesakes) = Default::default();
            SimilarPage { near, copies, flood, writer, namesakes, ..SimilarPage::sample() }
        }
    }
}
