//! The own account: password, roles, keyboard shortcuts.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{access::Permission, job::Pace};
use kocho_service::{Error, account, office::digest};
use serde::Deserialize;
use validator::Validate;

use crate::{
    frame::Frame,
    guard::{self, Signed},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        admin::{found, staff::RoleRow},
        filters,
        view::{Choice, Errors},
    },
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/account`
#[derive(Debug, Template)]
#[template(path = "staff/account/show.html")]
pub(crate) struct AccountPage {
    pub(crate) frame: Frame,
    /// The name one logs in with.
    pub(crate) login: String,
    /// Roles, past ones too.
    pub(crate) roles: Vec<RoleRow>,
    /// Shortcuts act for this person.
    pub(crate) shortcuts: bool,
    /// How often the office's digest comes; empty for people who do not read the office's pages.
    pub(crate) digest: Vec<Choice>,
    pub(crate) errors: Errors,
}

/// `POST /staff/account/password`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct PasswordForm {
    #[validate(length(min = 1, message = "今のパスワードを入力してください"))]
    pub(crate) current: String,
    #[validate(length(min = 12, max = 256, message = "新しいパスワードは12文字以上にしてください"))]
    pub(crate) password: String,
    #[validate(must_match(other = "password", message = "新しいパスワードと同じものを入力してください"))]
    pub(crate) again: String,
}

/// `POST /staff/account/shortcuts`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ShortcutsForm {
    /// `on` or `off`
    pub(crate) shortcuts: String,
}

/// `POST /staff/account/digest`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DigestForm {
    /// Code of a pace.
    pub(crate) pace: String,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let own = Access::Staff(Permission::Account);
    Routes::new(state)
        .get(urls::ACCOUNT, own, show)
        .post(urls::ACCOUNT_PASSWORD, own, post_password)
        .post(urls::ACCOUNT_SHORTCUTS, own, post_shortcuts)
        .post(urls::ACCOUNT_DIGEST, Access::Staff(Permission::OfficeRead), post_digest)
}

async fn show(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    Ok(Page::ok(page(&state, &signed, Errors::default()).await?).into_response())
}

async fn post_password(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<PasswordForm>,
) -> Result<Response, AppError> {
    if let Err(mistakes) = form.validate() {
        return Ok(Page::invalid(page(&state, &signed, mistakes.into()).await?).into_response());
    }
    match account::change_password(&signed.cx(&state), &signed.token, &form.current, &form.password).await {
        Ok(()) => Ok(guard::go_with(
            &state,
            urls::ACCOUNT,
            "success",
            "パスワードを変えました。ほかの端末からはログアウトしました。",
        )),
        Err(Error::Invalid(fields)) => Ok(Page::invalid(page(&state, &signed, found(fields)).await?).into_response()),
        Err(Error::Slowed { seconds }) => {
            let mut errors = Errors::default();
            errors.add("current", format!("続けて間違えたため、あと{seconds}秒は変えられません。"));
            Ok(Page(StatusCode::TOO_MANY_REQUESTS, page(&state, &signed, errors).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn post_shortcuts(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<ShortcutsForm>,
) -> Result<Response, AppError> {
    let on = form.shortcuts == "on";
    account::set_shortcuts(&signed.cx(&state), on).await?;
    let words = if on {
        "キー操作を使う設定にしました。"
    } else {
        "キー操作を使わない設定にしました。"
    };
    Ok(guard::go_with(&state, urls::ACCOUNT, "success", words))
}

async fn post_digest(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<DigestForm>,
) -> Result<Response, AppError> {
    let pace = Pace::parse(&form.pace).ok_or_else(|| Error::field("pace", "一覧から選んでください。"))?;
    digest::choose(&signed.cx(&state), pace).await?;
    let words = format!("朝のまとめを「{}」にしました。", pace.label());
    Ok(guard::go_with(&state, urls::ACCOUNT, "success", &words))
}

async fn page(state: &AppState, signed: &Signed, errors: Errors) -> Result<AccountPage, AppError> {
    let cx = signed.cx(state);
    let view = account::view(&cx).await?;
    let chosen = digest::chosen(&cx).await?;
    let paces = Pace::ALL
        .iter()
        .filter(|_| chosen.is_some())
        .map(|pace| Choice { chosen: Some(*pace) == chosen, ..Choice::new(pace.code(), pace.label()) });
    Ok(AccountPage {
        frame: signed.frame(state),
        login: view.login,
        roles: view.roles.into_iter().map(|role| RoleRow::of(role, None)).collect(),
        shortcuts: view.shortcuts,
        digest: paces.collect(),
        errors,
    })
}

#[cfg(test)]
impl AccountPage {
    /// A section's clerk.
    pub(crate) fn sample() -> Self {
        let mut errors = Errors::default();
        errors.add("again", "新しいパスワードと同じものを入力してください");
        AccountPage {
            frame: Frame::staff_sample(),
            login: "kyodo-a".into(),
            roles: RoleRow::samples(),
            shortcuts: true,
            digest: vec![Choice::new("never", "なし").chosen(), Choice::new("daily", "毎日（開庁日の朝）")],
            errors,
        }
    }
}
