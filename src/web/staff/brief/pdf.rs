//! Briefs as a PDF: one visitor's, or those of a day, each on a page of its own.

use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::NaiveDate;
use kocho_domain::era::{wareki, wareki_short};
use kocho_pdf::{Block, Paper};

use super::{BriefPage, BriefPrintPage, BriefView, MeasureView, MemoView, door};
use crate::{
    guard::Signed,
    pdf::{dated, download, head, pairs},
    problem::AppError,
    staff::{dialogue_day::number, filters::day_of},
    state::AppState,
};

/// `GET /staff/dialogues/slots/{slot}/brief.pdf`
pub(super) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let page = door::show_page(&state, &signed, &key).await?;
    download(&format!("準備書 {} {}", page.brief.number, page.brief.period.replace(':', "")), page.paper()).await
}

/// `GET /staff/dialogues/{day}/briefs.pdf`
pub(super) async fn of_day(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let (day, page) = door::print_page(&state, &signed, &key).await?;
    download(&format!("準備書 {}", number(&signed.cx(&state), &day)), page.paper(day.about.held_on)).await
}

impl BriefPage {
    /// The same on paper.
    pub(crate) fn paper(&self) -> Paper {
        let brief = &self.brief;
        let title = format!("準備書　{}　{}", brief.number, wareki(brief.on));
        let mut blocks = vec![Block::heading(1, &title)];
        blocks.extend(blocks_of(brief));
        Paper {
            head: head(&self.frame, "準備書"),
            author: self.frame.city.clone(),
            dated: dated(brief.on),
            title,
            blocks,
            ..Paper::default()
        }
    }
}

impl BriefPrintPage {
    /// The same on paper, for a day.
    pub(crate) fn paper(&self, on: NaiveDate) -> Paper {
        let mut blocks = vec![
            Block::heading(1, format!("準備書　{}", self.title)),
            Block::small(format!("出席者　{}", self.attendees)),
        ];
        if self.briefs.is_empty() {
            blocks.push(Block::paragraph("来る人はまだ決まっていません。"));
        }
        for (at, brief) in self.briefs.iter().enumerate() {
            if at > 0 {
                blocks.push(Block::NewPage);
            }
            blocks.extend(blocks_of(brief));
        }
        Paper {
            title: format!("準備書　{}", self.title),
            author: self.frame.city.clone(),
            head: head(&self.frame, &format!("準備書　{}", self.title)),
            dated: dated(on),
            blocks,
            ..Paper::default()
        }
    }
}

fn blocks_of(brief: &BriefView) -> Vec<Block> {
    let mut blocks = vec![
        Block::heading(2, format!("{}　{}　{}", brief.period, brief.theme, brief.party)),
        Block::quote(&brief.detail),
        pairs(&brief.facts),
    ];
    let guess = if !brief.chosen && !brief.measures.is_empty() { "（内容からの候補）" } else { "" };
    blocks.push(Block::heading(3, format!("関係する施策{guess}")));
    if brief.measures.is_empty() {
        blocks.push(Block::small("計画に当てはまる施策は見つかっていません。"));
    }
    blocks.push(Block::List(brief.measures.iter().map(measure).collect()));
    blocks.push(Block::heading(3, "同じ人・団体のこれまでの声"));
    let met = brief.meetings.iter().map(|(on, theme)| format!("{} 対話：{theme}", wareki_short(*on)));
    let letters = brief.letters.iter().map(|letter| {
        let (on, number) = (wareki_short(letter.on), &letter.number);
        format!("{on} {number} {}（{}・{}）", letter.title, letter.section, letter.status)
    });
    let before: Vec<String> = met.chain(letters).collect();
    if before.is_empty() {
        blocks.push(Block::small("見つかっていません。"));
    }
    blocks.push(Block::List(before));
    blocks.push(Block::heading(3, "課のメモ"));
    if brief.memos.is_empty() {
        blocks.push(Block::small("まだ頼んでいません。"));
    }
    blocks.extend(brief.memos.iter().flat_map(memo));
    blocks
}

/// A measure, and below it where its indicators began and should go.
fn measure(measure: &MeasureView) -> String {
    let head = format!("{}　{}　{}", measure.name, measure.policy, measure.sections);
    let indicators = measure.indicators.iter().map(|(name, from, to)| format!("{name}：{from}、目標 {to}"));
    std::iter::once(head).chain(indicators).collect::<Vec<_>>().join("\n")
}

fn memo(memo: &MemoView) -> Vec<Block> {
    if memo.body.is_empty() {
        let late = if memo.late { "（期限超過）" } else { "" };
        return vec![Block::paragraph(format!("{}　{}まで{late}", memo.section, day_of(memo.due_on)))];
    }
    vec![Block::heading(4, &memo.section), Block::paragraph(&memo.body)]
}
