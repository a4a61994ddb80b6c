//! 抽せん: the sealed rounds of a day, drawing, and a further round with its reason.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{access::Permission, dialogue::Reception};
use kocho_service::draw;
use serde::Deserialize;

use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        case::door::{key_of, sentence_of},
        dialogue_day::number,
        filters,
        view::Errors,
    },
    state::AppState,
    urls::{public, staff as urls},
};

/// `GET /staff/dialogues/{day}/draw`
#[derive(Debug, Template)]
#[template(path = "staff/draw/show.html")]
pub(crate) struct StaffDrawPage {
    pub(crate) frame: Frame,
    pub(crate) on: NaiveDate,
    pub(crate) number: String,
    pub(crate) rounds: Vec<StaffRound>,
    /// Numbers that wait for the draw, in the list's order.
    pub(crate) list: Vec<String>,
    pub(crate) places: usize,
    /// The button is there.
    pub(crate) can_draw: bool,
    /// A further round may be sealed.
    pub(crate) can_seal: bool,
    /// Why nothing can be drawn now.
    pub(crate) wait: String,
    pub(crate) reason: String,
    pub(crate) errors: Errors,
    pub(crate) action: String,
    pub(crate) again: String,
    pub(crate) back: String,
    /// What residents read.
    pub(crate) public: String,
}

/// What was drawn: when, the seed, how many places there were, and the numbers in their order with who was chosen.
pub(crate) type Drawn = (DateTime<Utc>, String, u32, Vec<(String, bool)>);

/// A round.
#[derive(Debug, Clone)]
pub(crate) struct StaffRound {
    pub(crate) round: u32,
    pub(crate) seal: String,
    pub(crate) sealed_at: DateTime<Utc>,
    pub(crate) reason: String,
    /// Once it was drawn.
    pub(crate) drawn: Option<Drawn>,
}

/// The doors: the office reads, the desk draws.
pub(crate) fn routes(state: &AppState) -> Routes {
    let (read, desk) = (Access::Staff(Permission::DialogueRead), Access::Staff(Permission::DialogueManage));
    let day = |act: &str| urls::dialogue_day_act("{day}", act);
    Routes::new(state).get(day("draw"), read, show).post(day("draw"), desk, post_draw).post(
        day("draw/again"),
        desk,
        post_again,
    )
}

async fn show(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    Ok(Page::ok(draw_page(&state, &signed, &key, String::new(), Errors::default()).await?).into_response())
}

async fn draw_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    reason: String,
    errors: Errors,
) -> Result<StaffDrawPage, AppError> {
    let cx = signed.cx(state);
    let view = draw::show(&cx, &key_of(key)?).await?;
    let manages = signed.actor.may(Permission::DialogueManage);
    let is_over = view.reception == Reception::Over;
    let open = view.open_round().is_some();
    let wait = match view.reception {
        Reception::Now(until) => {
            format!("{}まで申込みを受け付けています。終わってから抽せんします。", filters::day_of(until))
        }
        Reception::Later(from) => format!("申込みは{}から受け付けます。", filters::day_of(from)),
        Reception::Over if view.list.is_empty() => "抽せんを待っている申込みはありません。".into(),
        Reception::Over | Reception::None => String::new(),
    };
    Ok(StaffDrawPage {
        frame: signed.frame(state),
        on: view.day.about.held_on,
        number: number(&cx, &view.day),
        can_draw: manages && is_over && open && !view.list.is_empty(),
        can_seal: manages && is_over && !open && !view.list.is_empty(),
        rounds: view.rounds.iter().map(round).collect(),
        list: view.list.clone(),
        places: view.places,
        wait,
        reason,
        errors,
        action: urls::dialogue_day_act(key, "draw"),
        again: urls::dialogue_day_act(key, "draw/again"),
        back: urls::dialogue_day(key),
        public: public::dialogue_draw(key),
    })
}

fn round((round, why): &(kocho_service::stored::draw::Draw, Option<String>)) -> StaffRound {
    let drawn = round.drawn.as_ref().map(|drawn| {
        let chosen = drawn.places as usize;
        let result = drawn.result.iter().enumerate().map(|(at, number)| (number.clone(), at < chosen)).collect();
        (drawn.at, round.seed.clone(), drawn.places, result)
    });
    StaffRound {
        round: round.round,
        seal: round.seed_sha256.clone(),
        sealed_at: round.sealed_at,
        reason: why.clone().unwrap_or_default(),
        drawn,
    }
}

/// `POST /staff/dialogues/{day}/draw`
async fn post_draw(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    match draw::run(&signed.cx(&state), &key_of(&key)?).await {
        Ok(()) => {
            let to = urls::dialogue_day_act(&key, "draw");
            Ok(go_with(&state, &to, "success", "抽せんしました。当選した申込みに枠を決めてください。"))
        }
        Err(error) => {
            let errors = Errors::one("draw", sentence_of(error)?);
            Ok(Page::invalid(draw_page(&state, &signed, &key, String::new(), errors).await?).into_response())
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Why {
    reason: String,
}

/// `POST /staff/dialogues/{day}/draw/again`
async fn post_again(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(why): Form<Why>,
) -> Result<Response, AppError> {
    match draw::again(&signed.cx(&state), &key_of(&key)?, &why.reason).await {
        Ok(()) => {
            let to = urls::dialogue_day_act(&key, "draw");
            Ok(go_with(&state, &to, "success", "次の回の種を封じました。続けて抽せんできます。"))
        }
        Err(error) => {
            let errors = Errors::one("reason", sentence_of(error)?);
            Ok(Page::invalid(draw_page(&state, &signed, &key, why.reason, errors).await?).into_response())
        }
    }
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, desk_frame};

    impl StaffDrawPage {
        /// Drawn once; two came later.
        pub(crate) fn sample() -> Self {
            let at: DateTime<Utc> = "2026-06-04T00:30:00Z".parse().unwrap();
            let numbers = vec![("R8-対話申込-0012-K".to_owned(), true), ("R8-対話申込-0009-T".to_owned(), false)];
            StaffDrawPage {
                frame: desk_frame(),
                on: "2026-06-17".parse().unwrap(),
                number: "R8-対話02".into(),
                rounds: vec![StaffRound {
                    round: 1,
                    seal: "8f".repeat(32),
                    sealed_at: at,
                    reason: String::new(),
                    drawn: Some((at, "a1".repeat(32), 1, numbers)),
                }],
                list: vec!["R8-対話申込-0014-C".into()],
                places: 0,
                can_draw: false,
                can_seal: true,
                wait: String::new(),
                reason: String::new(),
                errors: Errors::one("reason", "理由を書いてください。"),
                action: urls::dialogue_day_act(KEY, "draw"),
                again: urls::dialogue_day_act(KEY, "draw/again"),
                back: urls::dialogue_day(KEY),
                public: public::dialogue_draw(KEY),
            }
        }

        /// Sealed, and the applications are closed.
        pub(crate) fn sample_ready() -> Self {
            let mut page = StaffDrawPage { can_draw: true, can_seal: false, places: 5, ..StaffDrawPage::sample() };
            page.rounds[0].drawn = None;
            StaffDrawPage { errors: Errors::default(), ..page }
        }
    }
}
