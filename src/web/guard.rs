//! The guard at staff doors: a session, the permission on the door, and on every act the session's own form token.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use kocho_domain::{
    access::{Actor, Permission, StaffActor},
    localized::Lang,
};
use kocho_service::Cx;

use crate::{
    frame::{Flash, Frame, Person},
    nav,
    page::Page,
    problem::AppError,
    routes::Size,
    sent::{Sent, has_files},
    signed::Purpose,
    staff::session::LoginPage,
    state::AppState,
};

/// Name of the session cookie. `__Host-` would need TLS, which a reverse proxy ends in front of us.
pub(crate) const SESSION_COOKIE: &str = "kocho_session";
/// Name of the cookie that carries a message to the next page.
pub(crate) const FLASH_COOKIE: &str = "kocho_flash";
/// The most that a waiting form may weigh to be carried through a login.
const RESUME_LIMIT: usize = 1_000_000;

/// Who is signed in; an extractor for handlers behind a staff door.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) actor: StaffActor,
    pub(crate) token: String,
    pub(crate) shortcuts: bool,
    pub(crate) csrf: String,
    path: String,
    flash: Option<Flash>,
    request_id: String,
}

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        // Only a door without a guard gets here without one; the access test would show it.
        parts.extensions.get::<Signed>().cloned().ok_or(StatusCode::NOT_FOUND)
    }
}

impl Signed {
    /// The context of what this person does.
    pub(crate) fn cx(&self, state: &AppState) -> Cx {
        state.house.cx(Actor::Staff(self.actor.clone()))
    }

    /// The frame of a staff or office page.
    pub(crate) fn frame(&self, state: &AppState) -> Frame {
        let mut roles: Vec<&str> = self.actor.offices.iter().map(|o| o.role.label()).collect();
        roles.dedup();
        Frame {
            csrf: self.csrf.clone(),
            person: Some(Person { name: self.actor.name.clone(), roles: roles.join("・"), shortcuts: self.shortcuts }),
            flash: self.flash.clone(),
            nav: nav::of(&self.actor, &self.path, state.house.mail_address.is_some()),
            office: nav::of_office(&self.actor, &self.path),
            request_id: self.request_id.clone(),
            ..state.public_frame(Lang::Ja, &self.path)
        }
    }
}

/// Lets a request through that may pass.
pub(crate) async fn staff(
    State((state, permission, size)): State<(AppState, Permission, Size)>,
    request: Request,
    next: Next,
) -> Response {
    let token = cookie(request.headers(), SESSION_COOKIE).unwrap_or_default();
    let found = match kocho_service::session::current(&state.house, &token).await {
        Ok(found) => found,
        Err(error) => return AppError(error).into_response(),
    };
    // Files do not wait for a login, so those of a long row are not even read.
    let waits = if size.is_streamed() { 0 } else { size.bytes() };
    let Some((actor, shortcuts)) = found else { return to_login(&state, request, waits).await };
    if !actor.may(permission) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let csrf = state.signer.csrf(&token);
    let (parts, body) = request.into_parts();
    // A streamed body's first field is the token; its reader compares it before anything else.
    let (body, sent) = if parts.method == Method::GET || size.is_streamed() {
        (body, None)
    } else {
        match checked_body(&parts, body, size.bytes(), &csrf).await {
            Ok((bytes, sent)) => (Body::from(bytes), Some(sent)),
            Err(response) => return *response,
        }
    };
    let flash = cookie(&parts.headers, FLASH_COOKIE).and_then(|t| open_flash(&state, &t));
    let clears_flash = flash.is_some();
    let request_id = parts.headers.get("x-request-id").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let path = parts.uri.path().to_owned();
    let mut request = Request::from_parts(parts, body);
    request.extensions_mut().insert(Signed { actor, token, shortcuts, csrf, path, flash, request_id });
    if let Some(sent) = sent {
        request.extensions_mut().insert(sent);
    }
    let mut response = next.run(request).await;
    if clears_flash && !response.headers().contains_key(header::SET_COOKIE) {
        set_cookie(&mut response, &format!("{FLASH_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"));
    }
    response
}

/// Refuses a body that says itself to be longer than its door takes.
pub(crate) async fn announced(State(limit): State<usize>, request: Request, next: Next) -> Response {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > limit as u64) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    next.run(request).await
}

/// Reads an act's body and compares its form token. What came with files is not handed on as bytes a second time.
async fn checked_body(parts: &Parts, body: Body, limit: usize, csrf: &str) -> Result<(Bytes, Sent), Box<Response>> {
    let bytes =
        axum::body::to_bytes(body, limit).await.map_err(|_| Box::new(StatusCode::PAYLOAD_TOO_LARGE.into_response()))?;
    let of_text = parts
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if !of_text && !has_files(&parts.headers) {
        return Err(Box::new(StatusCode::BAD_REQUEST.into_response()));
    }
    let sent = Sent::from_body(&parts.headers, bytes.clone()).await.map_err(Box::new)?;
    // No browser types a NUL, and PostgreSQL keeps none.
    let is_hostile = sent.fields.iter().any(|(_, value)| value.contains('\0'));
    if is_hostile || sent.value("csrf") != Some(csrf) {
        return Err(Box::new(StatusCode::BAD_REQUEST.into_response()));
    }
    Ok((if of_text { bytes } else { Bytes::new() }, sent))
}

/// All fields of a form body, in order.
pub(crate) fn fields(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).map(|(k, v)| (k.into_owned(), v.into_owned())).collect()
}

/// Nobody is signed in: a page is asked for again after the login, an act waits with everything that was typed.
async fn to_login(state: &AppState, request: Request, limit: usize) -> Response {
    let target = request.uri().path_and_query().map_or("/staff/cases", |p| p.as_str()).to_owned();
    if request.method() == Method::GET {
        return Redirect::to(&format!("/staff/login?next={}", encode(&target))).into_response();
    }
    let resume = match typed(request, limit).await {
        Some(typed) => state.signer.sign(Purpose::Resume, &format!("{target}\n{typed}"), state.resident().now()),
        None => String::new(),
    };
    let page = LoginPage {
        frame: state.public_frame(Lang::Ja, "/staff/login"),
        name: String::new(),
        next: String::new(),
        resume,
        refused: false,
        wait_seconds: 0,
        errors: crate::staff::view::Errors::default(),
    };
    Page(StatusCode::UNAUTHORIZED, page).into_response()
}

/// What was typed into a form, as a form of text sends it; files have to be chosen again.
async fn typed(request: Request, limit: usize) -> Option<String> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, limit).await.ok()?;
    let typed = Sent::from_body(&parts.headers, bytes).await.ok()?.urlencoded();
    (typed.len() <= RESUME_LIMIT).then_some(typed)
}

/// Percent-encodes a value for a query.
pub(crate) fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A cookie's value.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(k, _)| *k == name)
        .map(|(_, v)| v.to_owned())
}

/// Adds a cookie to an answer; a value that no header can carry is left out.
pub(crate) fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// On to a page with a message on it.
pub(crate) fn go_with(state: &AppState, to: &str, tone: &'static str, text: &str) -> Response {
    let token = state.signer.sign(Purpose::Flash, &format!("{tone}\n{text}"), state.resident().now());
    let mut response = Redirect::to(to).into_response();
    set_cookie(&mut response, &format!("{FLASH_COOKIE}={token}; Path=/; Max-Age=60; HttpOnly; SameSite=Strict"));
    response
}

fn open_flash(state: &AppState, token: &str) -> Option<Flash> {
    let payload = state.signer.open(Purpose::Flash, token, state.resident().now())?;
    let (tone, text) = payload.split_once('\n')?;
    let tone = ["success", "notice", "warning"].into_iter().find(|t| *t == tone)?;
    Some(Flash { tone, text: text.to_owned() })
}

impl Signed {
    /// A person who has signed in with this very request.
    pub(crate) fn just_now(state: &AppState, actor: StaffActor, token: &str, shortcuts: bool) -> Self {
        let csrf = state.signer.csrf(token);
        let (path, request_id) = (String::new(), String::new());
        Signed { actor, token: token.to_owned(), shortcuts, csrf, path, flash: None, request_id }
    }
}

/// Whether an act without a session comes from a page of our own. Browsers say from where they post; a request without
/// `Origin` carries nobody's trust that could be abused.
pub(crate) fn same_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    authority.zip(host).is_some_and(|(authority, host)| authority.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::same_origin;

    #[test]
    fn an_act_without_a_session_comes_from_a_page_of_our_own() {
        let headers = |origin: Option<&'static str>| {
            let mut headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("kocho.example.jp:8080"))]);
            headers.extend(origin.map(|origin| (header::ORIGIN, HeaderValue::from_static(origin))));
            headers
        };
        assert!(same_origin(&headers(None)));
        assert!(same_origin(&headers(Some("http://Kocho.example.jp:8080"))));
        for strange in
            ["https://kocho.example.jp", "https://evil.example", "null", "http://kocho.example.jp:8080.evil.example"]
        {
            assert!(!same_origin(&headers(Some(strange))), "{strange}");
        }
    }
}
