//! 供覧 on a case page: whether the mayor's office has read it, putting it there, saying that it was read.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::{DateTime, Utc};
use kocho_domain::access::Permission;
use kocho_service::{
    Error,
    circulation::{self, ASKED, READ},
};

use super::{
    door::{key_of, sentence_of},
    form::NoteForm,
    page,
    seen::{Seen, Tried},
};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    state::AppState,
    urls::staff as urls,
};

/// What the page says of it, and what this person can do.
#[derive(Debug, Clone)]
pub(crate) struct CirculationBox {
    /// It waits to be read since then; `None`: it does not.
    pub(crate) waits_since: Option<DateTime<Utc>>,
    /// When it was read last.
    pub(crate) read_at: Option<DateTime<Utc>>,
    /// What can be done now: address, the button's words, the field's words; `None` when nothing can.
    pub(crate) act: Option<(String, &'static str, &'static str)>,
    /// What was typed before.
    pub(crate) typed: String,
    /// What was wrong with the last try, or empty.
    pub(crate) error: String,
}

/// From the case's history: the last word says whether it waits.
pub(super) fn of(seen: &Seen) -> Option<CirculationBox> {
    let last = |code: &str| seen.view.timeline.iter().rfind(|line| line.code == code).map(|line| line.at);
    let is_theirs = |code: &str| code == ASKED || code == READ;
    let waits = seen.view.timeline.iter().rfind(|line| is_theirs(&line.code)).is_some_and(|line| line.code == ASKED);
    let may = |permission| seen.cx.actor.staff().is_ok_and(|staff| staff.may(permission));
    let act = if waits {
        may(Permission::CirculationRead)
            .then(|| (urls::case_act(seen.key(), "circulation_read"), "読みました", "ひとこと（任意）"))
    } else {
        (may(Permission::CaseTriage) && !seen.view.case.restricted)
            .then(|| (urls::case_act(seen.key(), "circulate"), "市長室へ供覧する", "市長室へのひとこと（任意）"))
    };
    let (typed, error) = match &seen.tried {
        Tried::Circulation(form, error) => (form.text.clone(), error.clone()),
        _ => Default::default(),
    };
    let read_at = last(READ);
    let shown = waits || read_at.is_some() || act.is_some();
    let waits_since = if waits { last(ASKED) } else { None };
    shown.then_some(CirculationBox { waits_since, read_at, act, typed, error })
}

/// `POST /staff/cases/{key}/circulate`
pub(super) async fn post_ask(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<NoteForm>,
) -> Result<Response, AppError> {
    let asked = circulation::ask(&signed.cx(&state), &key_of(&key)?, &form.text).await;
    done(&state, &signed, &key, form, asked, "市長室への供覧に出しました。").await
}

/// `POST /staff/cases/{key}/circulation_read`
pub(super) async fn post_read(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<NoteForm>,
) -> Result<Response, AppError> {
    let read = circulation::read(&signed.cx(&state), &key_of(&key)?, &form.text).await;
    done(&state, &signed, &key, form, read, "読んだことを記録しました。").await
}

async fn done(
    state: &AppState,
    signed: &Signed,
    key: &str,
    form: NoteForm,
    outcome: Result<(), Error>,
    message: &'static str,
) -> Result<Response, AppError> {
    let Err(error) = outcome else { return Ok(go_with(state, &urls::case(key), "success", message)) };
    let sentence = sentence_of(error)?;
    let mut seen = Seen::load(signed.cx(state), &key_of(key)?).await?;
    seen.tried = Tried::Circulation(form, sentence);
    Ok(Page::invalid(page::page(signed.frame(state), &seen)).into_response())
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, at};

    impl CirculationBox {
        /// It was read once and can be put there again.
        pub(crate) fn sample() -> Self {
            CirculationBox {
                waits_since: None,
                read_at: Some(at("2026-10-12T09:10")),
                act: Some((urls::case_act(KEY, "circulate"), "市長室へ供覧する", "市長室へのひとこと（任意）")),
                typed: String::new(),
                error: String::new(),
            }
        }
    }
}
