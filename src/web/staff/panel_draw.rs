//! モニターの抽せん: the sealed rounds of a term, drawing, a further round with its reason, and a register of residents.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::{DateTime, Utc};
use kocho_domain::{
    access::Permission,
    panel::{DrawSource, PanelState},
};
use kocho_service::{
    Error,
    selection::{self, Headings, PanelDrawView},
    stored::panel_draw::PanelDraw,
};
use serde::Deserialize;

use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes, Size},
    sent::WithFiles,
    staff::{
        case::door::{key_of, sentence_of},
        filters,
        view::Errors,
    },
    state::AppState,
    urls::{public, staff as urls},
};

/// `GET /staff/panels/{panel}/draw`
#[derive(Debug, Template)]
#[template(path = "staff/panel_draw/show.html")]
pub(crate) struct PanelDrawPage {
    pub(crate) frame: Frame,
    pub(crate) panel: String,
    pub(crate) places: u32,
    pub(crate) lists: Vec<ListView>,
    pub(crate) rounds: Vec<PanelRound>,
    /// A register may be brought now.
    pub(crate) can_bring: bool,
    pub(crate) headings: HeadingsTyped,
    pub(crate) errors: Errors,
    pub(crate) urls: PanelDrawUrls,
}

/// A list that is drawn from.
#[derive(Debug, Clone)]
pub(crate) struct ListView {
    pub(crate) code: &'static str,
    pub(crate) label: &'static str,
    pub(crate) waiting: usize,
    /// Why nothing can be drawn now.
    pub(crate) wait: String,
    pub(crate) can_draw: bool,
    pub(crate) can_seal: bool,
    /// Its rows can be erased undrawn.
    pub(crate) can_drop: bool,
}

/// A round.
#[derive(Debug, Clone)]
pub(crate) struct PanelRound {
    pub(crate) label: &'static str,
    pub(crate) round: u32,
    pub(crate) seal: String,
    pub(crate) sealed_at: DateTime<Utc>,
    pub(crate) reason: String,
    pub(crate) drawn: Option<PanelDrawnView>,
}

/// What was drawn.
#[derive(Debug, Clone)]
pub(crate) struct PanelDrawnView {
    pub(crate) at: DateTime<Utc>,
    pub(crate) seed: String,
    pub(crate) places: u32,
    pub(crate) listed: usize,
    pub(crate) chosen: Vec<String>,
    /// Rows of a register that were erased.
    pub(crate) erased: Option<u32>,
}

/// Headings as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct HeadingsTyped {
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) birth: String,
    pub(crate) gender: String,
    pub(crate) district: String,
}

/// Where the forms go.
#[derive(Debug, Clone)]
pub(crate) struct PanelDrawUrls {
    pub(crate) draw: String,
    pub(crate) again: String,
    pub(crate) register: String,
    pub(crate) drop: String,
    pub(crate) back: String,
    pub(crate) public: &'static str,
}

/// The doors: of the desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::PanelManage);
    let act = |act: &str| urls::panel_act("{panel}", act);
    Routes::new(state)
        .get(act("draw"), desk, show)
        .post(act("draw"), desk, post_draw)
        .post(act("draw/again"), desk, post_again)
        .post_sized(act("register"), desk, Size::Files, post_register)
        .post(act("register/drop"), desk, post_drop)
}

async fn show(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    let page = draw_page(&state, &signed, &key, HeadingsTyped::default(), Errors::default()).await?;
    Ok(Page::ok(page).into_response())
}

async fn draw_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    headings: HeadingsTyped,
    errors: Errors,
) -> Result<PanelDrawPage, AppError> {
    let view = selection::show_draws(&signed.cx(state), &key_of(key)?).await?;
    let act = |act: &str| urls::panel_act(key, act);
    let lists: Vec<ListView> = DrawSource::ALL.iter().map(|source| list(&view, *source)).collect();
    Ok(PanelDrawPage {
        frame: signed.frame(state),
        panel: view.panel.about.title.clone(),
        places: view.places,
        can_bring: view.open_round(DrawSource::Register).is_some()
            && view.waiting(DrawSource::Register) == 0
            && view.panel.state == PanelState::Called,
        lists,
        rounds: view.rounds.iter().map(|(round, why)| round_view(round, why.as_deref())).collect(),
        headings,
        errors,
        urls: PanelDrawUrls {
            draw: act("draw"),
            again: act("draw/again"),
            register: act("register"),
            drop: act("register/drop"),
            back: urls::panel(key),
            public: public::MONITOR_DRAW,
        },
    })
}

fn list(view: &PanelDrawView, source: DrawSource) -> ListView {
    let waiting = view.waiting(source);
    let open = view.open_round(source).is_some();
    let called = view.panel.state == PanelState::Called;
    let early = source == DrawSource::Call && view.call_open;
    let wait = match (called, early, waiting) {
        (false, _, _) => "選考は終わっています。".to_owned(),
        (true, true, _) => {
            format!("{}まで募集しています。終わってから抽せんします。", filters::day_of(view.panel.about.apply_until))
        }
        (true, false, 0) => "抽せんを待つ方はいません。".to_owned(),
        (true, false, _) => String::new(),
    };
    let is_register = source == DrawSource::Register;
    ListView {
        code: source.code(),
        label: source.label(),
        waiting,
        wait,
        can_draw: called && !early && open && waiting > 0,
        can_seal: called && !early && !open && (waiting > 0 || is_register),
        can_drop: called && is_register && waiting > 0,
    }
}

fn round_view(round: &PanelDraw, why: Option<&str>) -> PanelRound {
    let drawn = round.drawn.as_ref().map(|drawn| PanelDrawnView {
        at: drawn.at,
        seed: round.seed.clone(),
        places: drawn.places,
        listed: drawn.list.len(),
        chosen: drawn.chosen.clone(),
        erased: (round.source == DrawSource::Register).then_some(drawn.erased),
    });
    PanelRound {
        label: round.source.label(),
        round: round.round,
        seal: round.seed_sha256.clone(),
        sealed_at: round.sealed_at,
        reason: why.unwrap_or_default().to_owned(),
        drawn,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    source: String,
    reason: String,
}

/// `POST /staff/panels/{panel}/draw`
async fn post_draw(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let panel = key_of(&key)?;
    let done = match DrawSource::parse(&form.source) {
        Some(source) => selection::run(&signed.cx(&state), &panel, source).await,
        None => Err(Error::field("source", "名簿を選んでください。")),
    };
    after(&state, &signed, &key, done, "抽せんしました。結果を確かめて、委嘱に進んでください。").await
}

/// `POST /staff/panels/{panel}/draw/again`
async fn post_again(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let panel = key_of(&key)?;
    let done = match DrawSource::parse(&form.source) {
        Some(source) => selection::again(&signed.cx(&state), &panel, source, &form.reason).await,
        None => Err(Error::field("source", "名簿を選んでください。")),
    };
    after(&state, &signed, &key, done, "次の回の種を封じました。").await
}

/// `POST /staff/panels/{panel}/register`
async fn post_register(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    WithFiles { form, sent }: WithFiles<HeadingsTyped>,
) -> Result<Response, AppError> {
    let panel = key_of(&key)?;
    let headings = Headings {
        name: form.name.clone(),
        address: form.address.clone(),
        birth: form.birth.clone(),
        gender: form.gender.clone(),
        district: form.district.clone(),
    };
    let brought = match sent.into_files("file").into_iter().next() {
        Some(file) => selection::bring(&signed.cx(&state), &panel, file.bytes, &headings).await,
        None => Err(Error::field("file", "ファイルを選んでください。")),
    };
    match brought {
        Ok(brought) => {
            let young = match brought.young {
                0 => String::new(),
                young => format!("年齢に達しない{young}行は除きました。"),
            };
            let words = format!("名簿の{}行を取り込みました。{young}続けて抽せんしてください。", brought.rows);
            Ok(go_with(&state, &urls::panel_act(&key, "draw"), "success", &words))
        }
        Err(error) => {
            let errors = Errors::one("file", sentence_of(error)?);
            Ok(Page::invalid(draw_page(&state, &signed, &key, form, errors).await?).into_response())
        }
    }
}

/// `POST /staff/panels/{panel}/register/drop`
async fn post_drop(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let done = selection::drop_rows(&signed.cx(&state), &key_of(&key)?).await.map(|_| ());
    after(&state, &signed, &key, done, "名簿を消しました。").await
}

async fn after(
    state: &AppState,
    signed: &Signed,
    key: &str,
    done: Result<(), Error>,
    words: &str,
) -> Result<Response, AppError> {
    match done {
        Ok(()) => Ok(go_with(state, &urls::panel_act(key, "draw"), "success", words)),
        Err(error) => {
            let errors = Errors::one("draw", sentence_of(error)?);
            let page = draw_page(state, signed, key, HeadingsTyped::default(), errors).await?;
            Ok(Page::invalid(page).into_response())
        }
    }
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, desk_frame};

    impl PanelDrawPage {
        /// The call was drawn; a register waits.
        pub(crate) fn sample() -> Self {
            let at: DateTime<Utc> = "2027-02-02T00:30:00Z".parse().unwrap();
            let round = |source: DrawSource, drawn| PanelRound {
                label: source.label(),
                round: 1,
                seal: "8f".repeat(32),
                sealed_at: at,
                reason: String::new(),
                drawn,
            };
            let drawn = PanelDrawnView {
                at,
                seed: "a1".repeat(32),
                places: 40,
                listed: 61,
                chosen: vec!["R8-モニター0012-K".into()],
                erased: None,
            };
            let list = |source: DrawSource, waiting, can_draw| ListView {
                code: source.code(),
                label: source.label(),
                waiting,
                wait: if can_draw { String::new() } else { "抽せんを待つ方はいません。".into() },
                can_draw,
                can_seal: !can_draw,
                can_drop: can_draw,
            };
            let act = |act: &str| urls::panel_act(KEY, act);
            PanelDrawPage {
                frame: desk_frame(),
                panel: "第12期市政モニター".into(),
                places: 12,
                lists: vec![list(DrawSource::Call, 0, false), list(DrawSource::Register, 400, true)],
                rounds: vec![round(DrawSource::Call, Some(drawn)), round(DrawSource::Register, None)],
                can_bring: false,
                headings: HeadingsTyped::default(),
                errors: Errors::one("draw", "理由を書いてください。"),
                urls: PanelDrawUrls {
                    draw: act("draw"),
                    again: act("draw/again"),
                    register: act("register"),
                    drop: act("register/drop"),
                    back: urls::panel(KEY),
                    public: public::MONITOR_DRAW,
                },
            }
        }

        /// Nothing was drawn; a register may be brought.
        pub(crate) fn sample_ready() -> Self {
            let mut page = PanelDrawPage { can_bring: true, ..PanelDrawPage::sample() };
            page.rounds.iter_mut().for_each(|round| round.drawn = None);
            page.lists.iter_mut().for_each(|list| (list.can_draw, list.can_drop) = (false, false));
            PanelDrawPage { errors: Errors::one("file", "「氏名」の列が分かりません。"), ..page }
        }
    }
}
