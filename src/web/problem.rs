//! From an error to a page with a way out, in the layout and language of who asked.

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kocho_domain::localized::Lang;
use kocho_service::Error;

use crate::{
    page::Page,
    public::{
        home::OfficeView,
        problem::{Problem, ProblemPage},
    },
    state::AppState,
    texts::Text,
};

/// An error on its way out. The audience's layer turns it into a page.
#[derive(Debug)]
pub(crate) struct AppError(pub(crate) Error);

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        AppError(error)
    }
}

/// What a bare answer tells the layer that dresses it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Undressed {
    /// A rule's own words, for staff.
    words: Option<String>,
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let (status, words) = match &self.0 {
            Error::NotFound => (StatusCode::NOT_FOUND, None),
            Error::Denied => (StatusCode::FORBIDDEN, None),
            Error::Refused(refusal) => (StatusCode::UNPROCESSABLE_ENTITY, Some(refusal.to_string())),
            Error::Invalid(fields) => {
                (StatusCode::UNPROCESSABLE_ENTITY, Some(fields.values().cloned().collect::<Vec<_>>().join("\n")))
            }
            Error::Slowed { .. } => (StatusCode::TOO_MANY_REQUESTS, None),
            Error::Stale => (
                StatusCode::CONFLICT,
                Some("ほかの人が先に保存しました。新しい内容を確かめてから、もう一度お試しください。".into()),
            ),
            Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, None),
            Error::Internal(what) => {
                tracing::error!(%what, "a use case failed");
                (StatusCode::INTERNAL_SERVER_ERROR, None)
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Undressed { words });
        response
    }
}

/// Who asked: decides layout and language of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// A resident, in a language.
    Public(Lang),
    /// Staff and office.
    Staff,
}

/// The same for residents' doors; the language stands in the path. Paths of staff that do not exist get the staff's page.
pub(crate) async fn dress_public(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let staff = ["/staff", "/office"].iter().any(|p| path == *p || path.starts_with(&format!("{p}/")));
    let audience = if staff { Audience::Staff } else { Audience::Public(crate::public::doors::split(path).0) };
    dress(State((state, audience)), request, next).await
}

/// Dresses every bare 4xx and 5xx: ours, and those of extractors and the router itself.
pub(crate) async fn dress(
    State((state, audience)): State<(AppState, Audience)>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let id = request.headers().get("x-request-id").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let response = next.run(request).await;
    let status = response.status();
    let html = response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    if !(status.is_client_error() || status.is_server_error()) || html {
        return response;
    }
    let words = response.extensions().get::<Undressed>().and_then(|u| u.words.clone());
    let retry = response.headers().get(header::RETRY_AFTER).cloned();
    let mut page = page(&state, audience, status, words.as_deref(), &path, id);
    if let Some(retry) = retry {
        page.headers_mut().insert(header::RETRY_AFTER, retry);
    }
    page
}

fn page(
    state: &AppState,
    audience: Audience,
    status: StatusCode,
    words: Option<&str>,
    path: &str,
    id: String,
) -> Response {
    let (lang, home) = match audience {
        Audience::Public(lang) => (lang, format!("{}/", lang.prefix())),
        Audience::Staff => (Lang::Ja, crate::urls::staff::HOME.to_owned()),
    };
    let mut frame = state.public_frame(lang, "/");
    frame.request_id = id;
    if let (Audience::Staff, Some(words)) = (audience, words) {
        return Page(
            status,
            crate::refused::RefusedPage { frame, words: words.to_owned(), back: path_before_act(path) },
        )
        .into_response();
    }
    let office = matches!(audience, Audience::Public(_)).then(|| office(state, lang));
    let word = (audience == Audience::Staff).then(|| Text::verbatim("はじめのページへ"));
    Page(status, ProblemPage { frame, problem: problem(status), way_out: home, way_out_word: word, office })
        .into_response()
}

/// The page from which an act was posted: its address without the act.
fn path_before_act(path: &str) -> String {
    path.rsplit_once('/').map_or("/staff/cases".to_owned(), |(before, _)| before.to_owned())
}

fn problem(status: StatusCode) -> Problem {
    if let Some(same) = Problem::ALL.into_iter().find(|p| p.status() == status) {
        return same;
    }
    match status {
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED | StatusCode::GONE => Problem::NotFound,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Problem::Busy,
        status if status.is_client_error() => Problem::Unreadable,
        _ => Problem::Internal,
    }
}

/// How the city is reached, in a language.
pub(crate) fn office(state: &AppState, lang: Lang) -> OfficeView {
    let city = state.house.city();
    let office = &city.rules.city().office;
    let text = |l: &kocho_domain::localized::Localized| Text::of(l, lang);
    let mut address = office.address.clone();
    address.ja = format!("〒{}　{}", office.postal_code, address.ja);
    OfficeView {
        name: text(&office.name),
        phone: office.phone.clone(),
        mail: office.mail.clone(),
        address: text(&address),
        hours: text(&office.hours),
    }
}
