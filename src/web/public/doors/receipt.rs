//! The receipt page.

use axum::extract::{Path, State};
use kocho_domain::{deadline::due_on, id::PublicKey, rule::channel::ReplyPolicy};
use kocho_service::{Error, submission};

use super::Asked;
use crate::{
    page::Page,
    problem::AppError,
    public::receipt::{Promise, ReceiptPage},
    state::AppState,
};

/// `GET /voice/done/{key}`, for a day.
pub(super) async fn show(
    State(state): State<AppState>,
    asked: Asked,
    Path(key): Path<String>,
) -> Result<Page<ReceiptPage>, AppError> {
    let key = PublicKey::parse(&key).ok_or(Error::NotFound)?;
    let cx = state.resident();
    let receipt = submission::receipt(&cx, &key).await?;
    let rules = &cx.city.rules;
    let policy = rules.channel("web").map(|c| c.reply_policy);
    let promise = match policy {
        _ if receipt.reply_due => Promise::Reply { by: receipt.due_on },
        Some(ReplyPolicy::PublishOnly) => Promise::Published { by: receipt.due_on },
        Some(ReplyPolicy::Individual | ReplyPolicy::CirculateOnly) | None => Promise::Delivered,
    };
    Ok(Page::ok(ReceiptPage {
        frame: asked.frame(&state),
        number: receipt.number.to_string(),
        secret: groups(&receipt.secret.to_string()),
        received_on: receipt.received_on,
        routed_by: due_on(rules.calendar(), receipt.received_on, rules.deadlines().route),
        promise,
        mailed: receipt.mailed,
        shown_until: Some(receipt.again_until),
    }))
}

fn groups(secret: &str) -> Option<[String; 4]> {
    secret.split('-').map(str::to_owned).collect::<Vec<_>>().try_into().ok()
}
