//! What the buttons beside a slip do: keep the draft, turn, enlarge, save, decide, say that it is no voice, put back.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kocho_domain::{
    id::{PublicKey, SlipPageId},
    paper::{Field, SlipState},
};
use kocho_service::{
    Cx, Error,
    ocr::Writing,
    slip::{self, Entered, SlipView},
    stored::slip::Turn,
};

use super::form::{Shown, ZOOM, decided, page, reading};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    sent::Sent,
    staff::{admin::found, case::door::key_of, view::Errors},
    state::AppState,
    urls::staff as urls,
};

/// `POST /staff/slips/{slip}/draft`: what the page keeps by itself while somebody types.
pub(super) async fn post_draft(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    sent: Sent,
) -> Result<StatusCode, AppError> {
    slip::keep_draft(&signed.cx(&state), &key_of(&key)?, &reading(&sent)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /staff/slips/{slip}`: the button's name says what to do.
pub(super) async fn post_save(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    sent: Sent,
) -> Result<Response, AppError> {
    let call = Call { cx: signed.cx(&state), public: key_of(&key)?, state, signed, sent };
    let zoom: u8 = call.sent.value("zoom").and_then(|zoom| zoom.parse().ok()).unwrap_or(1);
    let act = call.sent.value("do").unwrap_or("draft").to_owned();
    match act.as_str() {
        "save" => call.save().await,
        "decide" => call.decide().await,
        "void" => call.void().await,
        "back" => call.put_back().await,
        "larger" => call.kept(None, zoom.saturating_add(1).min(ZOOM)).await,
        "smaller" => call.kept(None, zoom.saturating_sub(1).max(1)).await,
        "fit" => call.kept(None, 1).await,
        "guess-across" => call.guess(Writing::Across, zoom).await,
        "guess-down" => call.guess(Writing::Down, zoom).await,
        "guess-use" => call.use_guess(zoom).await,
        _ => call.kept(act.strip_prefix("turn-").and_then(|page| page.parse().ok()), zoom).await,
    }
}

struct Call {
    cx: Cx,
    public: PublicKey,
    state: AppState,
    signed: Signed,
    sent: Sent,
}

type Answer = Result<Response, AppError>;

impl Call {
    /// Keeps the draft, turns a page, and comes back to where the reader was.
    async fn kept(&self, turned: Option<i64>, zoom: u8) -> Answer {
        let mut done = match slip::show(&self.cx, &self.public).await?.slip.state {
            // What is chosen between two readings is no draft of a reading.
            SlipState::Differing => Ok(()),
            _ => slip::keep_draft(&self.cx, &self.public, &reading(&self.sent)).await,
        };
        if let (Ok(()), Some(page)) = (&done, turned) {
            done = slip::turn(&self.cx, &self.public, SlipPageId(page)).await;
        }
        match done {
            Ok(()) => {
                let address = format!("{}?zoom={zoom}", urls::slip(self.public.as_str()));
                Ok(Redirect::to(&address).into_response())
            }
            Err(error) => self.again(error, Shown { zoom, ..Shown::default() }).await,
        }
    }

    /// Has the pictures read by a machine.
    async fn guess(&self, writing: Writing, zoom: u8) -> Answer {
        let typed = reading(&self.sent);
        match slip::guess(&self.cx, &self.public, &typed, writing).await {
            Ok(()) => {
                let address = format!("{}?zoom={zoom}#guess", urls::slip(self.public.as_str()));
                Ok(Redirect::to(&address).into_response())
            }
            Err(error) => self.again(error, Shown { typed: Some(typed), ..Shown::default() }).await,
        }
    }

    /// Puts what the machine read into the text, behind what stands there.
    async fn use_guess(&self, zoom: u8) -> Answer {
        let view = slip::show(&self.cx, &self.public).await?;
        let mut typed = reading(&self.sent);
        let texts = [typed.get(Field::Body), view.slip.guess.get(Field::Body)].map(str::trim_end);
        let both = texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
        typed.set(Field::Body, &both);
        match slip::keep_draft(&self.cx, &self.public, &typed).await {
            Ok(()) => {
                let address = format!("{}?zoom={zoom}#read-body", urls::slip(self.public.as_str()));
                Ok(Redirect::to(&address).into_response())
            }
            Err(error) => self.again(error, Shown { typed: Some(typed), ..Shown::default() }).await,
        }
    }

    async fn save(&self) -> Answer {
        let before = slip::show(&self.cx, &self.public).await?;
        let typed = reading(&self.sent);
        match slip::enter(&self.cx, &self.public, &typed, self.sent.value("compared") == Some("yes")).await {
            Ok(entered) => self.onwards(turn_of(&before), entered).await,
            // The button was pressed twice: the first press has done it.
            Err(_) if before.slip.state == SlipState::Received => self.next(Turn::First, None, "").await,
            Err(error) => self.again(error, Shown { typed: Some(typed), ..Shown::default() }).await,
        }
    }

    async fn decide(&self) -> Answer {
        let view = slip::show(&self.cx, &self.public).await?;
        let Some((first, second)) = &view.readings else {
            return self.next(Turn::Second, None, "").await;
        };
        let (decision, chosen, errors) = decided(&self.sent, first, second);
        let shown = Shown { typed: Some(decision.clone()), chosen, errors, ..Shown::default() };
        if !shown.errors.is_empty() {
            return self.page(&view, shown);
        }
        match slip::decide(&self.cx, &self.public, &decision).await {
            Ok(entered) => self.onwards(Turn::Second, entered).await,
            Err(error) => self.again(error, shown).await,
        }
    }

    async fn void(&self) -> Answer {
        match slip::void(&self.cx, &self.public, self.sent.value("void_reason").unwrap_or_default()).await {
            Ok(()) => self.next(Turn::First, None, "声ではない用紙として記録しました。").await,
            Err(error) => {
                let typed = Some(reading(&self.sent));
                self.again(error, Shown { typed, ..Shown::default() }).await
            }
        }
    }

    async fn put_back(&self) -> Answer {
        slip::keep_draft(&self.cx, &self.public, &reading(&self.sent)).await?;
        slip::put_back(&self.cx, &self.public).await?;
        Ok(go_with(&self.state, urls::SLIPS, "notice", "用紙を戻しました。入力は残っています。"))
    }

    async fn onwards(&self, turn: Turn, entered: Entered) -> Answer {
        match entered {
            Entered::Received { number, submission } => {
                self.next(turn, Some(&submission), &format!("{number} で受け付けました。")).await
            }
            Entered::ForSecond => self.next(turn, None, "保存しました。この用紙は、ほかの人も読んで照合します。").await,
            Entered::Differs => {
                let words = "1人目と違う読みがあります。紙を見て決めてください。";
                Ok(go_with(&self.state, &urls::slip(self.public.as_str()), "warning", words))
            }
        }
    }

    /// On to the next slip with a word about this one.
    async fn next(&self, turn: Turn, done: Option<&PublicKey>, words: &str) -> Answer {
        let address = match slip::next(&self.cx, turn).await? {
            Some(key) => urls::slip(key.as_str()),
            None => urls::SLIPS.to_owned(),
        };
        let zoom = self.sent.value("zoom").unwrap_or_default();
        let done = done.map(PublicKey::as_str).unwrap_or_default();
        let address = urls::case_list(&address, &[("zoom", zoom), ("done", done)]);
        if words.is_empty() {
            return Ok(Redirect::to(&address).into_response());
        }
        Ok(go_with(&self.state, &address, "success", words))
    }

    /// The same page with what was wrong and everything that was typed.
    async fn again(&self, error: Error, mut shown: Shown) -> Answer {
        match error {
            Error::Invalid(fields) => shown.errors = found(fields),
            Error::Refused(refusal) => shown.errors = Errors::one("slip", refusal.to_string()),
            Error::Stale => {
                let words = "この用紙は、ほかの人が先に保存しました。";
                return Ok(go_with(&self.state, &urls::slip(self.public.as_str()), "warning", words));
            }
            other => return Err(other.into()),
        }
        let view = slip::show(&self.cx, &self.public).await?;
        self.page(&view, shown)
    }

    fn page(&self, view: &SlipView, mut shown: Shown) -> Answer {
        shown.zoom = self.sent.value("zoom").and_then(|zoom| zoom.parse().ok()).unwrap_or(1);
        Ok(Page::invalid(page(self.signed.frame(&self.state), &self.cx, view, &shown)).into_response())
    }
}

/// Which row of slips this one came from.
const fn turn_of(view: &SlipView) -> Turn {
    match view.slip.state {
        SlipState::Waiting | SlipState::Received | SlipState::Void => Turn::First,
        SlipState::Second | SlipState::Differing => Turn::Second,
    }
}
