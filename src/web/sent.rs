//! What did a form send, fields and files? One reader for forms of text and forms with files, one for many files.

use axum::{
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::MultipartError},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use kocho_service::upload::Incoming;
use serde::de::DeserializeOwned;

use crate::guard::Signed;

/// A form as it came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    /// Names and values in the form's order.
    pub(crate) fields: Vec<(String, String)>,
    /// Files that were chosen, with the name of their field.
    pub(crate) files: Vec<(String, Incoming)>,
}

impl Sent {
    /// Reads a multipart body.
    ///
    /// # Errors
    /// What is wrong with the body, as a status.
    pub(crate) async fn read(mut multipart: Multipart) -> Result<Self, MultipartError> {
        let mut sent = Sent::default();
        while let Some(field) = multipart.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                // A browser sends one empty file where none was chosen.
                Some(file_name) => {
                    let bytes = field.bytes().await?;
                    if !(file_name.is_empty() && bytes.is_empty()) {
                        sent.files.push((name, Incoming { name: file_name, bytes: bytes.to_vec() }));
                    }
                }
                None => sent.fields.push((name, field.text().await?)),
            }
        }
        Ok(sent)
    }

    /// Reads a body that was taken from its request already: fields of a form of text, or fields and files.
    ///
    /// # Errors
    /// What is wrong with the body, as an answer.
    pub(crate) async fn from_body(headers: &HeaderMap, bytes: Bytes) -> Result<Self, Response> {
        if !has_files(headers) {
            return Ok(Sent { fields: crate::guard::fields(&bytes), files: Vec::new() });
        }
        let mut request = Request::new(Body::from(bytes));
        request
            .headers_mut()
            .extend(headers.get(header::CONTENT_TYPE).map(|kind| (header::CONTENT_TYPE, kind.clone())));
        // The body was measured when it was taken.
        DefaultBodyLimit::disable().apply(&mut request);
        let multipart = Multipart::from_request(request, &()).await.map_err(IntoResponse::into_response)?;
        Self::read(multipart).await.map_err(|error| error.status().into_response())
    }

    /// The first value of a field.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    /// All values of a field.
    pub(crate) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    /// The fields as a form of text sends them.
    pub(crate) fn urlencoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }

    /// The fields as a form; `None` when a value has another shape.
    pub(crate) fn form<F: DeserializeOwned>(&self) -> Option<F> {
        serde_html_form::from_str(&self.urlencoded()).ok()
    }

    /// All values of a field that have this shape.
    pub(crate) fn parsed<T: std::str::FromStr>(&self, name: &str) -> Vec<T> {
        self.values(name).filter_map(|value| value.parse().ok()).collect()
    }

    /// The files of a field.
    pub(crate) fn into_files(self, name: &str) -> Vec<Incoming> {
        self.files.into_iter().filter(|(field, _)| field == name).map(|(_, file)| file).collect()
    }
}

/// A form with many files, behind a staff door whose guard has not read it. The files come one by one, so that no more than
/// one is in memory. The form's first field is its token, and nothing is handed out before that was compared.
pub(crate) struct Streamed(Multipart);

/// A piece of such a form.
pub(crate) enum Piece {
    /// A field.
    Field(String, String),
    /// A file.
    File(Incoming),
    /// A file that is larger than allowed; it was not kept.
    TooLarge(String),
}

impl<S: Send + Sync> FromRequest<S> for Streamed {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let refused = || StatusCode::BAD_REQUEST.into_response();
        let csrf = request.extensions().get::<Signed>().map(|signed| signed.csrf.clone()).ok_or_else(refused)?;
        let mut multipart = Multipart::from_request(request, state).await.map_err(|_| refused())?;
        let first = multipart.next_field().await.map_err(|error| error.status().into_response())?;
        let token = first.filter(|field| field.name() == Some("csrf") && field.file_name().is_none());
        let token = token.ok_or_else(refused)?.text().await.map_err(|error| error.status().into_response())?;
        if token == csrf { Ok(Streamed(multipart)) } else { Err(refused()) }
    }
}

impl Streamed {
    /// The next piece; no file of it is longer than `most` bytes.
    ///
    /// # Errors
    /// What is wrong with the body, as an answer.
    pub(crate) async fn next(&mut self, most: usize) -> Result<Option<Piece>, Response> {
        let wrong = |error: MultipartError| error.status().into_response();
        let Some(mut field) = self.0.next_field().await.map_err(wrong)? else { return Ok(None) };
        let Some(name) = field.file_name().map(str::to_owned) else {
            let name = field.name().unwrap_or_default().to_owned();
            return Ok(Some(Piece::Field(name, field.text().await.map_err(wrong)?)));
        };
        let mut bytes = Vec::new();
        let mut fits = true;
        while let Some(chunk) = field.chunk().await.map_err(wrong)? {
            fits = fits && bytes.len() + chunk.len() <= most;
            if fits {
                bytes.extend_from_slice(&chunk);
            } else {
                bytes = Vec::new();
            }
        }
        Ok(Some(if fits { Piece::File(Incoming { name, bytes }) } else { Piece::TooLarge(name) }))
    }
}

/// Does the body hold files?
pub(crate) fn has_files(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

impl<S: Sync> FromRequest<S> for Sent {
    type Rejection = StatusCode;

    async fn from_request(mut request: Request, _: &S) -> Result<Self, StatusCode> {
        // Only a door without a guard gets here without it; the access test would show it.
        request.extensions_mut().remove::<Sent>().ok_or(StatusCode::NOT_FOUND)
    }
}

/// A form and what was sent with it, behind a staff door: the guard has read the body for the form's token.
pub(crate) struct WithFiles<F> {
    pub(crate) form: F,
    pub(crate) sent: Sent,
}

impl<F: DeserializeOwned, S: Sync> FromRequest<S> for WithFiles<F> {
    type Rejection = StatusCode;

    async fn from_request(mut request: Request, _: &S) -> Result<Self, StatusCode> {
        // Only a door without a guard gets here without it; the access test would show it.
        let sent = request.extensions_mut().remove::<Sent>().ok_or(StatusCode::NOT_FOUND)?;
        let form = sent.form().ok_or(StatusCode::UNPROCESSABLE_ENTITY)?;
        Ok(WithFiles { form, sent })
    }
}
