//! Pages and forms: axum handlers, askama pages, validator forms. Asks the service floor; knows no SQL.

mod assets;
mod chart;
mod files;
mod filters;
mod frame;
mod guard;
mod headers;
mod nav;
mod office;
mod page;
mod pdf;
mod problem;
mod proxy;
mod public;
mod questions;
mod refused;
mod routes;
mod sent;
mod signed;
mod staff;
mod state;
mod texts;
mod urls;

use std::time::Duration;

use axum::{Router, extract::MatchedPath, http::StatusCode, middleware, routing::get};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::{DefaultOnResponse, TraceLayer},
};

pub use routes::{Access, Door};
pub use state::AppState;
pub use texts::TextsError;

use crate::{
    problem::{Audience, dress},
    routes::Routes,
};

/// Longer than any page takes; an upload over a slow line has its own patience in the proxy.
const PATIENCE: Duration = Duration::from_secs(60);

/// Reads the texts for residents; called once before the first request.
///
/// # Errors
/// Which text is missing, in which language.
pub fn load_texts() -> Result<(), TextsError> {
    texts::Texts::load()
}

/// The whole service as a router.
pub fn router(state: AppState) -> Router {
    let (staff, _) = staff_routes(&state).build();
    let (public, _) = public::doors::routes(&state).build();
    let staff = guarded(staff).layer(middleware::from_fn_with_state((state.clone(), Audience::Staff), dress));
    let public = public
        .route("/assets/{*name}", get(assets::asset))
        .route("/healthz", get(healthy))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .method_not_allowed_fallback(|| async { StatusCode::METHOD_NOT_ALLOWED });
    let public = guarded(public).layer(middleware::from_fn_with_state(state.clone(), problem::dress_public));
    Router::new()
        .merge(staff)
        .merge(public)
        .layer(middleware::from_fn(headers::secure))
        .layer(CompressionLayer::new())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_response(DefaultOnResponse::new().level(tracing::Level::DEBUG)),
        )
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(state)
}

/// A fault and a page that takes too long end in a status, which is dressed like any other.
fn guarded<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
}

/// Lets these proxies say for whom they speak (`X-Forwarded-For`); without any the router is as it was.
pub fn behind(router: Router, proxies: &[std::net::IpAddr]) -> Router {
    if proxies.is_empty() {
        return router;
    }
    let trusted: std::sync::Arc<[std::net::IpAddr]> = proxies.into();
    router.layer(middleware::from_fn_with_state(trusted, proxy::speaks_for))
}

/// Every door with its access: what the access snapshot and the browser tests read.
pub fn doors(state: &AppState) -> Vec<Door> {
    let (_, mut doors) = staff_routes(state).and(public::doors::routes(state)).build();
    doors.sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
    doors
}

fn staff_routes(state: &AppState) -> Routes {
    staff::session::routes(state)
        .and(staff::account::routes(state))
        .and(staff::help::routes(state))
        .and(staff::case::routes(state))
        .and(staff::similar::routes(state))
        .and(staff::flood::routes(state))
        .and(staff::search::routes(state))
        .and(staff::import::routes(state))
        .and(staff::memo::routes(state))
        .and(staff::petition::routes(state))
        .and(staff::letter::routes(state))
        .and(staff::mail_in::routes(state))
        .and(staff::print::routes(state))
        .and(staff::audit::routes(state))
        .and(staff::plan::routes(state))
        .and(staff::crosswalk::routes(state))
        .and(staff::term::routes(state))
        .and(staff::publication::routes(state))
        .and(staff::accuracy::routes(state))
        .and(staff::collection::routes(state))
        .and(staff::slip::routes(state))
        .and(staff::edition::routes(state))
        .and(staff::commitment::routes(state))
        .and(staff::record::routes(state))
        .and(staff::summary::routes(state))
        .and(staff::survey::routes(state))
        .and(staff::survey_result::routes(state))
        .and(staff::indicator::routes(state))
        .and(staff::dialogue_day::routes(state))
        .and(staff::application::routes(state))
        .and(staff::draw::routes(state))
        .and(staff::panel::routes(state))
        .and(staff::candidate::routes(state))
        .and(staff::panel_draw::routes(state))
        .and(staff::monitor::routes(state))
        .and(staff::reward::routes(state))
        .and(staff::brief::routes(state))
        .and(staff::invitation::routes(state))
        .and(staff::paper_return::routes(state))
        .and(staff::admin::routes(state))
        .and(office::routes(state))
}

async fn healthy() -> &'static str {
    "ok"
}

/// What a log line says of a request: method and door, never what stood in its address (the key of a receipt opens number
/// and secret), a body or a header of a person.
fn span(request: &axum::extract::Request) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let door = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    tracing::info_span!("request", method = %request.method(), door, id)
}
