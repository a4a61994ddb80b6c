//! 広報の号: which issues carried a card, what each one drew, and adding the next one.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::NaiveDate;
use kocho_domain::access::Permission;
use kocho_service::{Error, edition};
use serde::Deserialize;

use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{admin::found, filters, view::Errors},
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/editions`
#[derive(Debug, Template)]
#[template(path = "staff/edition/list.html")]
pub(crate) struct EditionListPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<EditionRow>,
    pub(crate) form: EditionForm,
    pub(crate) errors: Errors,
    /// What the desk is told about open cards.
    pub(crate) open_card: String,
}

/// An issue.
#[derive(Debug, Clone)]
pub(crate) struct EditionRow {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) published_on: NaiveDate,
    pub(crate) cards: u64,
    /// In the first two weeks.
    pub(crate) soon: u64,
    /// The day with the most, and how many.
    pub(crate) peak: Option<(NaiveDate, u64)>,
    /// Hundredths of the issue that drew the most, in steps of ten.
    pub(crate) bar: u64,
}

/// `POST /staff/editions`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct EditionForm {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) published_on: String,
}

/// The doors: of the hearing desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::PaperEntry);
    Routes::new(state).get(urls::EDITIONS, desk, list).post(urls::EDITIONS, desk, post_new)
}

async fn list(State(state): State<AppState>, signed: Signed) -> Result<Page<EditionListPage>, AppError> {
    Ok(Page::ok(page(&state, &signed, EditionForm::default(), Errors::default()).await?))
}

async fn post_new(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<EditionForm>,
) -> Result<Response, AppError> {
    let day = form.published_on.trim().parse().ok();
    match edition::add(&signed.cx(&state), &form.code, &form.name, day).await {
        Ok(()) => Ok(go_with(&state, urls::EDITIONS, "success", "号を加えました。")),
        Err(Error::Invalid(fields)) => {
            Ok(Page::invalid(page(&state, &signed, form, found(fields)).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    state: &AppState,
    signed: &Signed,
    form: EditionForm,
    errors: Errors,
) -> Result<EditionListPage, AppError> {
    let cx = signed.cx(state);
    let drawn = edition::list(&cx).await?;
    let most = drawn.iter().map(|row| row.cards).max().unwrap_or(0).max(1);
    let rows = drawn.into_iter().map(|row| EditionRow {
        code: row.edition.code,
        name: row.edition.name,
        published_on: row.edition.published_on,
        cards: row.cards,
        soon: row.soon,
        peak: row.peak,
        bar: (row.cards * 10).div_ceil(most) * 10,
    });
    Ok(EditionListPage {
        frame: signed.frame(state),
        rows: rows.collect(),
        form,
        errors,
        open_card: cx.city.rules.papers().open_card.clone(),
    })
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::desk_frame;

    impl EditionListPage {
        /// Two issues, one of which drew cards, and a mistake.
        pub(crate) fn sample() -> Self {
            let day = |text: &str| text.parse::<NaiveDate>().unwrap();
            let row = |code: &str, cards, peak| EditionRow {
                code: code.into(),
                name: format!("広報おみたま {code}"),
                published_on: day("2026-11-01"),
                cards,
                soon: cards,
                peak,
                bar: if cards > 0 { 100 } else { 0 },
            };
            EditionListPage {
                frame: desk_frame(),
                rows: vec![row("2026-11", 12, Some((day("2026-11-05"), 7))), row("2026-10", 0, None)],
                form: EditionForm { code: "2026 12".into(), ..EditionForm::default() },
                errors: Errors::one("code", "半角の英数字とハイフンで入れてください"),
                open_card: "はがきの裏は、運ぶ人も読めます。".into(),
            }
        }

        /// None yet.
        pub(crate) fn sample_empty() -> Self {
            EditionListPage { rows: vec![], errors: Errors::default(), ..EditionListPage::sample() }
        }
    }
}
