//! Home and the two statements.

use axum::extract::State;

use super::Asked;
use crate::{
    page::Page,
    problem::office,
    public::{
        about::{AccessibilityPage, PrivacyPage},
        home::{AgencyView, HomePage},
    },
    state::AppState,
    texts::Text,
};

/// `GET /`
pub(super) async fn home(State(state): State<AppState>, asked: Asked) -> Page<HomePage> {
    let city = state.house.city();
    let agencies = city.rules.agencies().iter().map(|a| AgencyView {
        handles: Text::of(&a.handles, asked.lang),
        name: Text::of(&a.name, asked.lang),
        phone: a.phone.clone().unwrap_or_default(),
    });
    Page::ok(HomePage {
        frame: asked.frame(&state),
        expected: Text::of(&city.rules.city().expected_days, asked.lang),
        agencies: agencies.collect(),
        office: office(&state, asked.lang),
    })
}

/// `GET /privacy`
pub(super) async fn privacy(State(state): State<AppState>, asked: Asked) -> Page<PrivacyPage> {
    Page::ok(PrivacyPage { frame: asked.frame(&state), office: office(&state, asked.lang) })
}

/// `GET /accessibility`
pub(super) async fn accessibility(State(state): State<AppState>, asked: Asked) -> Page<AccessibilityPage> {
    Page::ok(AccessibilityPage { frame: asked.frame(&state), office: office(&state, asked.lang) })
}
