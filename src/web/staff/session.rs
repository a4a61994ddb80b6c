//! Logging in to the staff desk and out again.

use askama::Template;
use serde::Deserialize;
use validator::Validate;

use crate::{frame::Frame, staff::view::Errors};

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
pub(crate) struct LoginForm {
    #[validate(length(min = 1, max = 64, message = "職員の名前（ID）を入力してください"))]
    pub(crate) name: String,
    #[validate(length(min = 1, max = 256, message = "パスワードを入力してください"))]
    pub(crate) password: String,
    #[serde(default)]
    pub(crate) next: String,
    #[serde(default)]
    pub(crate) resume: String,
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
