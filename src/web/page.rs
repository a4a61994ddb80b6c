//! A page is a struct: how a template becomes an answer, with its status.

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};

/// A rendered page with its status. A template that fails to render is a fault of ours, logged, never half a page.
#[derive(Debug)]
pub(crate) struct Page<T>(pub(crate) StatusCode, pub(crate) T);

impl<T> Page<T> {
    /// A page answered with 200.
    pub(crate) fn ok(template: T) -> Self {
        Page(StatusCode::OK, template)
    }

    /// The same form again with its mistakes: 422, values kept.
    pub(crate) fn invalid(template: T) -> Self {
        Page(StatusCode::UNPROCESSABLE_ENTITY, template)
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.1.render() {
            Ok(html) => (self.0, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response(),
            Err(error) => {
                tracing::error!(%error, template = std::any::type_name::<T>(), "a page could not be rendered");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}
