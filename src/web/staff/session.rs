//! Logging in to the staff desk and out again.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{access::Permission, localized::Lang};
use kocho_service::{Error, session};
use serde::Deserialize;
use validator::Validate;

use crate::{
    frame::Frame,
    guard::{self, SESSION_COOKIE, Signed},
    nav,
    page::Page,
    problem::AppError,
    public::doors::Asked,
    refused::{ResumePage, WaitingField},
    routes::{Access, Routes, Size},
    signed::Purpose,
    staff::view::Errors,
    state::AppState,
    urls::staff as urls,
};

/// Acts that are not taken up again after a login: their page asks anew, and passwords are never shown.
const NEVER_RESUMED: [&str; 2] = [urls::LOGOUT, urls::ACCOUNT_PASSWORD];

/// `GET /staff/login`
#[derive(Debug, Template)]
#[template(path = "staff/session/login.html")]
pub(crate) struct LoginPage {
    pub(crate) frame: Frame,
    /// What was typed as the name.
    pub(crate) name: String,
    /// A path of our own to go to afterwards.
    pub(crate) next: String,
    /// Key of a form that was being saved when the session ended; empty when none waits.
    pub(crate) resume: String,
    /// Name or password did not fit; says never which.
    pub(crate) refused: bool,
    /// Seconds until the next try is taken; 0 when one may try now.
    pub(crate) wait_seconds: u64,
    pub(crate) errors: Errors,
}

/// `POST /staff/login`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct LoginForm {
    #[validate(length(min = 1, max = 64, message = "ログインIDを入力してください"))]
    pub(crate) name: String,
    #[validate(length(min = 1, max = 256, message = "パスワードを入力してください"))]
    pub(crate) password: String,
    pub(crate) next: String,
    pub(crate) resume: String,
}

/// The address of the login page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LoginQuery {
    /// A path of our own to go to afterwards.
    next: String,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    Routes::new(state)
        .get(urls::LOGIN, Access::Login, show)
        .post_sized(urls::LOGIN, Access::Login, Size::Document, post_login)
        .post(urls::LOGOUT, Access::Staff(Permission::Account), post_logout)
}

/// The form; who is signed in already goes on.
async fn show(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(query): Query<LoginQuery>,
) -> Result<Response, AppError> {
    let token = guard::cookie(&headers, SESSION_COOKIE).unwrap_or_default();
    if let Some((actor, _)) = session::current(&state.house, &token).await? {
        return Ok(Redirect::to(local(&query.next).unwrap_or(nav::home_of(&actor))).into_response());
    }
    let form = LoginForm { next: query.next, ..LoginForm::default() };
    Ok(Page::ok(LoginPage::again(&state, &form)).into_response())
}

async fn post_login(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Result<Response, AppError> {
    if !guard::same_origin(&headers) {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    }
    let page = LoginPage::again(&state, &form);
    if let Err(found) = form.validate() {
        return Ok(Page::invalid(LoginPage { errors: found.into(), ..page }).into_response());
    }
    match session::sign_in(&state.resident(), &form.name, &form.password, &asked.address).await {
        Ok(begun) => welcome(&state, &form, &begun.token).await,
        Err(Error::Denied) => Ok(Page::invalid(LoginPage { refused: true, ..page }).into_response()),
        Err(Error::Slowed { seconds }) => Ok(slowed(page, seconds)),
        Err(error) => Err(error.into()),
    }
}

fn slowed(page: LoginPage, seconds: i64) -> Response {
    let wait_seconds = u64::try_from(seconds).unwrap_or(1);
    let retry = [(header::RETRY_AFTER, wait_seconds.to_string())];
    (retry, Page(StatusCode::TOO_MANY_REQUESTS, LoginPage { refused: true, wait_seconds, ..page })).into_response()
}

/// On to where the person wanted to go, or to the form that waits with everything that was typed.
async fn welcome(state: &AppState, form: &LoginForm, token: &str) -> Result<Response, AppError> {
    let (actor, shortcuts) = session::current(&state.house, token).await?.ok_or(Error::Denied)?;
    let home = local(&form.next).unwrap_or(nav::home_of(&actor));
    let waiting = state.signer.open(Purpose::Resume, &form.resume, state.resident().now());
    let mut response = match waiting.as_deref().and_then(resumed) {
        Some((action, fields)) => {
            let frame = Signed::just_now(state, actor, token, shortcuts).frame(state);
            let (back, fields) = (page_of(&action), WaitingField::all(fields));
            Page::ok(ResumePage { frame, action, fields, back }).into_response()
        }
        None if form.resume.is_empty() => Redirect::to(home).into_response(),
        None => guard::go_with(state, home, "warning", "途中だった操作は保存していません。もう一度お願いします。"),
    };
    guard::set_cookie(&mut response, &session_cookie(state, token));
    Ok(response)
}

/// Where a waiting form goes and what it holds, without its old token.
fn resumed(payload: &str) -> Option<(String, Vec<(String, String)>)> {
    let (action, body) = payload.split_once('\n')?;
    let action = local(action).filter(|action| !NEVER_RESUMED.contains(action))?;
    let mut fields = guard::fields(body.as_bytes());
    fields.retain(|(name, _)| name != "csrf");
    Some((action.to_owned(), fields))
}

/// The page from which an act was posted: its address without the act.
fn page_of(action: &str) -> String {
    action.rsplit_once('/').map_or(urls::DESK, |(page, _)| page).to_owned()
}

/// A path of our own: nothing that a browser could read as another site, nothing that a header cannot carry.
fn local(path: &str) -> Option<&str> {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (plain && path.starts_with('/') && !path.starts_with("//")).then_some(path)
}

/// The cookie that carries a session. A service that residents reach over TLS never sends it over anything else.
fn session_cookie(state: &AppState, token: &str) -> String {
    let secure = if state.house.public_url.starts_with("https") { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict{secure}")
}

async fn post_logout(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    session::sign_out(&signed.cx(&state), &signed.token).await?;
    let mut response = Redirect::to(urls::LOGIN).into_response();
    guard::set_cookie(&mut response, &format!("{}; Max-Age=0", session_cookie(&state, "")));
    // What a tablet kept of the record of a dialogue day goes with the person.
    response.headers_mut().insert("clear-site-data", header::HeaderValue::from_static("\"storage\""));
    Ok(response)
}

impl LoginPage {
    /// The page with what was typed; the password never comes back.
    fn again(state: &AppState, form: &LoginForm) -> Self {
        LoginPage {
            frame: state.public_frame(Lang::Ja, urls::LOGIN),
            name: form.name.clone(),
            next: form.next.clone(),
            resume: form.resume.clone(),
            refused: false,
            wait_seconds: 0,
            errors: Errors::default(),
        }
    }
}

#[cfg(test)]
impl LoginPage {
    /// The page as one first meets it.
    pub(crate) fn sample() -> Self {
        let frame = Frame { person: None, flash: None, nav: Vec::new(), ..Frame::staff_sample() };
        LoginPage {
            frame,
            name: String::new(),
            next: "/staff/cases/123".into(),
            resume: String::new(),
            refused: false,
            wait_seconds: 0,
            errors: Errors::default(),
        }
    }

    /// Too many tries, with a form waiting.
    pub(crate) fn sample_wait() -> Self {
        LoginPage {
            name: "kyodo-a".into(),
            resume: "form-1".into(),
            refused: true,
            wait_seconds: 40,
            ..LoginPage::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{local, page_of, resumed};

    #[test]
    fn after_the_login_nobody_is_led_to_another_site() {
        assert_eq!(local("/staff/cases?q=a%20b"), Some("/staff/cases?q=a%20b"));
        for strange in ["", "staff", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "/あ"] {
            assert_eq!(local(strange), None, "{strange}");
        }
    }

    #[test]
    fn a_waiting_form_keeps_all_its_fields_but_the_old_token() {
        let (action, fields) = resumed("/staff/cases/k1/note\ncsrf=x&text=%E3%81%82&text=b").unwrap();
        assert_eq!(fields, [("text".to_owned(), "あ".to_owned()), ("text".to_owned(), "b".to_owned())]);
        assert_eq!(page_of(&action), "/staff/cases/k1");
    }

    #[test]
    fn passwords_do_not_wait_in_a_form() {
        assert_eq!(resumed("/staff/account/password\ncurrent=secret"), None);
    }
}
