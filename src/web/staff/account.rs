//! The own account: password, roles, keyboard shortcuts.

use askama::Template;
use serde::Deserialize;
use validator::Validate;

use crate::{
    frame::Frame,
    staff::{admin::staff::RoleRow, filters, view::Errors},
};

/// `GET /staff/account`
#[derive(Debug, Template)]
#[template(path = "staff/account/show.html")]
pub(crate) struct AccountPage {
    pub(crate) frame: Frame,
    /// The name one logs in with.
    pub(crate) login: String,
    /// Roles held today.
    pub(crate) roles: Vec<RoleRow>,
    /// Shortcuts act for this person.
    pub(crate) shortcuts: bool,
    /// The password was given by an administrator and must be changed first.
    pub(crate) must_change: bool,
    pub(crate) errors: Errors,
}

/// `POST /staff/account/password`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
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
pub(crate) struct ShortcutsForm {
    /// `on` or `off`
    pub(crate) shortcuts: String,
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
            must_change: true,
            errors,
        }
    }
}
