//! Something went wrong: what it is in plain words, and the way out. In the audience's language, for any audience.

use askama::Template;
use axum::http::StatusCode;

use super::home::OfficeView;
use crate::{frame::Frame, texts::Text};

/// What a person can be told about a request that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    /// 404
    NotFound,
    /// 405
    Method,
    /// 413
    TooLarge,
    /// 415
    Media,
    /// 400 and 422 for what no form can show: cut off, wrongly encoded, hostile.
    Unreadable,
    /// 429
    TooMany,
    /// 500
    Internal,
    /// 503
    Busy,
}

impl Problem {
    /// Every problem.
    pub(crate) const ALL: [Problem; 8] = [
        Problem::NotFound,
        Problem::Method,
        Problem::TooLarge,
        Problem::Media,
        Problem::Unreadable,
        Problem::TooMany,
        Problem::Internal,
        Problem::Busy,
    ];

    /// The status of the answer.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::Method => StatusCode::METHOD_NOT_ALLOWED,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Media => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::Unreadable => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Problem::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Problem::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The browser's back button may still have what was typed.
    fn came_from_form(self) -> bool {
        match self {
            Problem::TooLarge | Problem::Media | Problem::Unreadable | Problem::Internal | Problem::Busy => true,
            Problem::NotFound | Problem::Method | Problem::TooMany => false,
        }
    }
}

/// An error page.
#[derive(Template)]
#[template(path = "error/show.html")]
pub(crate) struct ProblemPage {
    pub(crate) frame: Frame,
    pub(crate) problem: Problem,
    /// Where to go from here.
    pub(crate) way_out: String,
    /// The words on that link; `None` says 「はじめのページへ」.
    pub(crate) way_out_word: Option<Text>,
    /// Whom to call; `None` for staff.
    pub(crate) office: Option<OfficeView>,
}

impl ProblemPage {
    fn title(&self) -> &Text {
        let words = &self.frame.texts.problem;
        match self.problem {
            Problem::NotFound => &words.not_found_title,
            Problem::Method => &words.method_title,
            Problem::TooLarge => &words.too_large_title,
            Problem::Media => &words.media_title,
            Problem::Unreadable => &words.unreadable_title,
            Problem::TooMany => &words.too_many_title,
            Problem::Internal => &words.internal_title,
            Problem::Busy => &words.busy_title,
        }
    }

    fn explanation(&self) -> &Text {
        let words = &self.frame.texts.problem;
        match self.problem {
            Problem::NotFound => &words.not_found,
            Problem::Method => &words.method,
            Problem::TooLarge => &words.too_large,
            Problem::Media => &words.media,
            Problem::Unreadable => &words.unreadable,
            Problem::TooMany => &words.too_many,
            Problem::Internal => &words.internal,
            Problem::Busy => &words.busy,
        }
    }

    fn way_out_word(&self) -> &Text {
        self.way_out_word.as_ref().unwrap_or(&self.frame.texts.problem.home)
    }
}
