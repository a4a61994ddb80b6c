//! The morning page as a PDF, in the order of the page: urgent first.

use axum::{extract::State, response::Response};
use kocho_pdf::{Align, Block, Column, Paper, Table};

use super::{MorningPage, page};
use crate::{
    guard::Signed,
    office::pdf::{figures, voices},
    pdf::{dated, download, head},
    problem::AppError,
    staff::{
        filters::{day_of, moment_of, short_day_of},
        view::DueView,
    },
    state::AppState,
};

/// How the figures are meant: beside them, so that it never stands alone on a last page.
const NOTE: &str = "通数は声の数、件数は用件の数です。取扱いに注意が必要な声は数えていません。声を寄せた人の数で、世論調査ではありません。";

/// `GET /office/morning.pdf`
pub(super) async fn file(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    let page = page(&state, &signed).await?;
    download(&format!("朝のページ {}", page.today), page.paper()).await
}

impl MorningPage {
    /// The same on paper.
    pub(crate) fn paper(&self) -> Paper {
        let mut blocks = vec![
            Block::heading(1, format!("朝のページ　{}", day_of(self.today))),
            Block::small(format!("{}現在", moment_of(self.read_at))),
            figures(&self.figures),
            Block::small(NOTE),
        ];
        if !self.urgent.is_empty() {
            blocks.push(Block::heading(2, "緊急"));
            blocks.extend(voices(&self.urgent));
        }
        blocks.push(Block::heading(2, format!("届いた声　{}から {}通", day_of(self.since), self.arrived)));
        if !self.reads_content {
            blocks.push(Block::small("この役割では、件数だけを見られます。"));
        } else if self.voices.is_empty() {
            blocks.push(Block::small(format!("{}から今日までに届いた声はありません。", day_of(self.since))));
        }
        blocks.extend(voices(&self.voices));
        if self.reads_content {
            blocks.extend(self.waiting());
        }
        blocks.extend(self.dialogues());
        blocks.extend(self.rising_blocks());
        blocks.extend(self.late_blocks());
        Paper {
            title: format!("朝のページ　{}", day_of(self.today)),
            author: self.frame.city.clone(),
            head: head(&self.frame, "朝のページ"),
            dated: dated(self.today),
            blocks,
            ..Paper::default()
        }
    }

    /// Decisions and promises.
    fn waiting(&self) -> Vec<Block> {
        let mut blocks = vec![Block::heading(2, format!("あなたの決裁待ち　{}件", self.turns_all.0))];
        let turns = self.turns.iter().map(|turn| line(&turn.title, &turn.section, &turn.due)).collect();
        blocks.extend(list(turns, "待っている決裁はありません。"));
        if let Some(orphans) = self.orphans.filter(|n| *n > 0) {
            blocks.push(Block::paragraph(format!("持ち主の決まらない案件 {orphans}件")));
        }
        if self.indicators > 0 {
            blocks.push(Block::paragraph(format!("決定を待つ成果指標の値 {}件", self.indicators)));
        }
        if !self.circulation.is_empty() {
            blocks.push(Block::heading(2, format!("供覧　{}", self.circulation_all.0)));
            let line = |one: &super::CirculatedView| {
                format!("{}　{}　{}から", one.title, one.section, moment_of(one.asked_at))
            };
            blocks.push(Block::List(self.circulation.iter().map(line).collect()));
        }
        blocks.push(Block::heading(2, format!("約束の期限　{}", self.promises_said()).trim_end()));
        let promises = self.promises.iter().map(|one| line(&one.text, &one.section, &one.due)).collect();
        blocks.extend(list(promises, "1週間以内に期限が来る約束はありません。"));
        blocks
    }

    fn dialogues(&self) -> Vec<Block> {
        if self.days.is_empty() && self.reviews == (0, 0) && self.unbegun == 0 {
            return Vec::new();
        }
        let days = self
            .days
            .iter()
            .map(|day| format!("{}　{}　{}", day_of(day.held_on), day.title, day.briefs).trim_end().to_owned());
        let reviews = [
            ("確認を待つ要旨", self.reviews.0),
            ("申出人へ送る期限を過ぎた要旨", self.reviews.1),
            ("期限を過ぎて、まだ書き始めていない要旨", self.unbegun),
        ];
        let reviews = reviews.into_iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!("{what} {n}件"));
        vec![Block::heading(2, "対話の日"), Block::List(days.chain(reviews).collect())]
    }

    fn rising_blocks(&self) -> Vec<Block> {
        let weeks = format!(
            "{}–{}を、その前の4週と去年の同じ週にくらべています。",
            short_day_of(self.week.0),
            short_day_of(self.week.1)
        );
        let mut blocks = vec![Block::heading(2, "増えている声"), Block::small(weeks)];
        let matters = self
            .rising
            .iter()
            .map(|one| format!("{}　{}　{}件（{}人）　{}", one.of, one.name, one.now, one.people, one.compared));
        blocks.extend(list(matters.collect(), "ふだんより目立って多いものはありません。"));
        blocks
    }

    fn late_blocks(&self) -> Vec<Block> {
        let mut blocks = vec![Block::heading(2, "課ごとの期限切れ")];
        if self.late.is_empty() {
            blocks.push(Block::small("期限を過ぎた案件はありません。"));
        } else {
            let number = |name: &str| Column { name: name.to_owned(), share: 1.2, align: Align::End };
            blocks.push(Block::Table(Table {
                about: "課ごとの期限切れ".to_owned(),
                columns: vec![Column::words("課", 3.0), number("期限切れ"), number("処理中"), number("最も古い")],
                rows: self
                    .late
                    .iter()
                    .map(|row| {
                        let oldest = format!("{}日超過", row.oldest_days);
                        vec![row.name.clone(), row.overdue.to_string(), row.open.to_string(), oldest]
                    })
                    .collect(),
            }));
        }
        blocks
    }
}

fn line(title: &str, section: &str, due: &DueView) -> String {
    format!("{title}（{section}　{}　{}）", day_of(due.on), due.words)
}

fn list(lines: Vec<String>, none: &str) -> Vec<Block> {
    vec![if lines.is_empty() { Block::small(none) } else { Block::List(lines) }]
}
