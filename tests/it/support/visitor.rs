//! Somebody with a browser: keeps cookies, follows redirects.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use tower::ServiceExt;

use super::{Page, TestApp};

/// A person with a browser of their own.
#[derive(Clone)]
pub(crate) struct Visitor<'a> {
    pub(crate) app: &'a TestApp,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl<'a> Visitor<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        Visitor { app, cookies: Arc::default() }
    }

    /// Opens a page.
    pub(crate) async fn open(&self, path: &str) -> Page<'a> {
        self.send(Method::GET, path, None, Vec::new()).await
    }

    /// Posts a form.
    pub(crate) async fn post(&self, path: &str, fields: &[(String, String)]) -> Page<'a> {
        let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, Some("application/x-www-form-urlencoded".into()), body.into_bytes()).await
    }

    /// Posts a form with files.
    pub(crate) async fn post_multipart(
        &self,
        path: &str,
        fields: &[(String, String)],
        files: &[(String, String, Vec<u8>)],
    ) -> Page<'a> {
        let boundary = "story-boundary-7f3a";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, file, bytes) in files {
            body.extend(
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .bytes(),
            );
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{boundary}--\r\n").bytes());
        self.send(Method::POST, path, Some(format!("multipart/form-data; boundary={boundary}")), body).await
    }

    /// Sends any request, as it is; redirects are followed with GET.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        content_type: Option<String>,
        body: Vec<u8>,
    ) -> Page<'a> {
        let (mut method, mut path, mut content_type, mut body) = (method, path.to_owned(), content_type, body);
        for _ in 0..5 {
            let response = self.once(method.clone(), &path, content_type.take(), std::mem::take(&mut body)).await;
            if !response.status().is_redirection() {
                return self.page(path, response).await;
            }
            assert_eq!(response.status().as_u16(), 303, "every redirect is a 303");
            path = response.headers()[header::LOCATION].to_str().unwrap().to_owned();
            method = Method::GET;
        }
        panic!("redirects in a circle at {path}");
    }

    /// Sends a request and follows nothing.
    pub(crate) async fn once(
        &self,
        method: Method,
        path: &str,
        content_type: Option<String>,
        body: Vec<u8>,
    ) -> axum::response::Response {
        let cookies: Vec<String> = self.cookies.lock().unwrap().iter().map(|(k, v)| format!("{k}={v}")).collect();
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "kocho.test");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(kind) = content_type {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let response = self.app.router().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let mut jar = self.cookies.lock().unwrap();
            if value.is_empty() {
                jar.remove(name)
            } else {
                jar.insert(name.to_owned(), value.to_owned())
            };
        }
        response
    }

    /// The cookies as a browser sends them, for requests that are put together by hand.
    pub(crate) fn cookies(&self) -> String {
        let pairs: Vec<String> = self.cookies.lock().unwrap().iter().map(|(k, v)| format!("{k}={v}")).collect();
        pairs.join("; ")
    }

    async fn page(&self, path: String, response: axum::response::Response) -> Page<'a> {
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Page { visitor: self.clone(), status, path, headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}
