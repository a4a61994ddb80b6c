//! The doors of a group of letters of one text.

use std::ops::Range;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Query;
use kocho_domain::{access::Permission, flood::BatchAct, id::CaseId, workflow::Status};
use kocho_service::{
    Cx,
    flood::{self, Compared, FloodView},
    stored::batch::Batch,
};
use serde::Deserialize;

use super::{ActView, BatchRow, FloodPage, LeadView, LetterRow};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        case::{
            door::{key_of, sentence_of},
            words::{thousands, tone_of},
        },
        filters::moment_of,
        view::Fact,
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors of a group. Which of its cases are behind them is the scope's question.
pub(crate) fn routes(state: &AppState) -> Routes {
    Routes::new(state)
        .get("/staff/floods/{flood}", Access::Staff(Permission::CaseRead), show)
        .post("/staff/floods/{flood}/follow", Access::Staff(Permission::CaseTriage), post_follow)
        .post("/staff/floods/{flood}/answer", Access::Staff(Permission::LetterDispatch), post_answer)
}

/// Where the page of letters begins.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Behind {
    after: i64,
}

/// `GET /staff/floods/{flood}`
async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Query(behind): Query<Behind>,
) -> Result<Page<FloodPage>, AppError> {
    Ok(Page::ok(page(&state, &signed, &key, behind.after, String::new()).await?))
}

/// `POST /staff/floods/{flood}/follow`
async fn post_follow(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    begin(&state, &signed, &key, BatchAct::Follow, "先頭と同じ扱いにしています。このページを離れても続きます。").await
}

/// `POST /staff/floods/{flood}/answer`
async fn post_answer(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    begin(&state, &signed, &key, BatchAct::Answer, "先頭の回答を送っています。このページを離れても続きます。").await
}

async fn begin(state: &AppState, signed: &Signed, key: &str, act: BatchAct, done: &str) -> Result<Response, AppError> {
    match flood::begin(&signed.cx(state), &key_of(key)?, act).await {
        Ok(()) => Ok(go_with(state, &urls::flood(key), "success", done)),
        Err(error) => {
            let sentence = sentence_of(error)?;
            Ok(Page::invalid(page(state, signed, key, 0, sentence).await?).into_response())
        }
    }
}

async fn page(state: &AppState, signed: &Signed, key: &str, after: i64, error: String) -> Result<FloodPage, AppError> {
    let cx = signed.cx(state);
    let public = key_of(key)?;
    let view = flood::view(&cx, &public, CaseId(after)).await?;
    let all: u64 = view.flood.standing.iter().map(|s| s.cases).sum();
    Ok(FloodPage {
        frame: signed.frame(state),
        letters: thousands(all),
        facts: facts(&view),
        acts: acts(&cx, key, &view),
        hint: hint(&cx, &view),
        error,
        batches: view.batches.iter().map(batch).collect(),
        apart: view.apart.iter().map(|letter| row(letter, &view.flood.lead.body)).collect(),
        rows: view.letters.iter().map(|letter| row(letter, &view.flood.lead.body)).collect(),
        further: after > 0,
        next: view.next.map(|last| format!("{}?after={last}", urls::flood(key))),
        start: urls::flood(key),
        back: urls::DESK,
        lead: LeadView {
            number: view.flood.lead.number.to_string(),
            href: urls::case(view.flood.lead.key.as_str()),
            status: view.lead.status.label(),
            tone: tone_of(view.lead.status),
            section: cx.city.section_name(view.lead.holder).to_owned(),
            text: view.flood.lead.body.clone(),
        },
    })
}

fn facts(view: &FloodView) -> Vec<Fact> {
    let flood = &view.flood;
    let unknown = match flood.unknown {
        0 => String::new(),
        letters => format!("（連絡先がなく分からないもの {}通）", thousands(letters)),
    };
    let standing = |status: Status| flood.standing.iter().filter(|s| s.status == status).map(|s| s.cases).sum::<u64>();
    let statuses = Status::ALL.into_iter().map(|status| (status, standing(status))).filter(|(_, cases)| *cases > 0);
    let words: Vec<String> =
        statuses.map(|(status, cases)| format!("{} {}通", status.label(), thousands(cases))).collect();
    vec![
        Fact::new("届いた時期", format!("{} から {} まで", moment_of(flood.started_at), moment_of(flood.last_at))),
        Fact::new("書いた人", format!("{}人{unknown}", thousands(flood.writers))),
        Fact::new("状態", words.join("、")),
    ]
}

fn acts(cx: &Cx, key: &str, view: &FloodView) -> Vec<ActView> {
    if view.batches.iter().any(|batch| batch.ended_at.is_none()) {
        return Vec::new();
    }
    let act = |(place, (act, cases)): (usize, &(BatchAct, u64))| {
        let (what, support) = match act {
            BatchAct::Follow => (
                "先頭と同じ分類・回付にする",
                format!(
                    "種別・施策を先頭の案件に合わせ、{}へ回付します。どの通も受付番号と状況のページは残り、回答もそれぞれに届きます。",
                    cx.city.section_name(view.lead.holder)
                ),
            ),
            BatchAct::Answer => (
                "先頭の回答をそれぞれに送る",
                "決裁を受けた先頭の文章を、1通ずつ、その人の選んだ方法で送ります。回答を望んでいない通は、同じ処理結果で終わります。"
                    .to_owned(),
            ),
        };
        ActView {
            url: urls::flood_act(key, act.code()),
            label: format!("{what}（{}通）", thousands(*cases)),
            support,
            primary: place == 0,
        }
    };
    view.acts.iter().enumerate().map(act).collect()
}

fn hint(cx: &Cx, view: &FloodView) -> &'static str {
    let is_hearing = cx.actor.staff().is_ok_and(kocho_domain::access::StaffActor::is_hearing);
    match view.lead.status {
        Status::Received | Status::Urgent if is_hearing => {
            "先頭の案件を分類して回付すると、残りをまとめて同じ扱いにできます。"
        }
        Status::Routed | Status::Accepted | Status::Drafting | Status::Deciding | Status::Ready
            if view.acts.is_empty() =>
        {
            "先頭の案件に回答すると、その文章をそれぞれの人に送れます。課が書くのは先頭の案件だけです。"
        }
        _ => "",
    }
}

fn batch(batch: &Batch) -> BatchRow {
    let skipped = match batch.skipped {
        0 => String::new(),
        cases => format!("、見送り {}通", thousands(cases)),
    };
    BatchRow {
        at: batch.created_at,
        what: match batch.act {
            BatchAct::Follow => "分類・回付",
            BatchAct::Answer => "回答の送付",
        },
        words: format!("{}通 済み{skipped}", thousands(batch.done)),
        running: batch.ended_at.is_none(),
    }
}

fn row(compared: &Compared, lead: &str) -> LetterRow {
    let letter = &compared.letter;
    LetterRow {
        number: letter.number.to_string(),
        href: urls::case(letter.key.as_str()),
        received_at: letter.received_at,
        status: letter.status.label(),
        tone: tone_of(letter.status),
        same: compared.found.same,
        pieces: pieces(&letter.body, &compared.found.added),
        missing: pieces(lead, &compared.found.missing).into_iter().filter(|(cut, _)| *cut).map(|(_, t)| t).collect(),
    }
}

/// A text cut at passages; true inside them.
fn pieces(text: &str, passages: &[Range<usize>]) -> Vec<(bool, String)> {
    let chars: Vec<char> = text.chars().collect();
    let cut = |range: Range<usize>| chars.get(range).unwrap_or_default().iter().collect::<String>();
    let mut pieces = Vec::new();
    let mut told = 0;
    for passage in passages {
        pieces.push((false, cut(told..passage.start.max(told))));
        pieces.push((true, cut(passage.start.max(told)..passage.end)));
        told = passage.end.max(told);
    }
    pieces.push((false, cut(told..chars.len())));
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn pieces_make_the_text_again() {
        let text = "一つ目。二つ目。三つ目。";
        let cut = pieces(text, std::slice::from_ref(&(4..8)));
        assert_eq!(cut.iter().map(|(_, text)| text.as_str()).collect::<String>(), text);
        assert_eq!(cut.get(1), Some(&(true, "二つ目。".to_owned())));
        assert!(pieces("", &[]).is_empty());
    }
}
