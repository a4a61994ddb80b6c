//! No door without a name on it: routes are added here only, each with who may use it; the table is what the access snapshot reads.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    middleware,
    routing::{MethodFilter, MethodRouter, on},
};
use kocho_domain::access::Permission;

use crate::{guard, state::AppState};

/// Who may use a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody: residents' pages. The list of these may only shrink.
    Public,
    /// Everybody, in development only.
    Dev,
    /// Whoever is not signed in yet.
    Login,
    /// Signed-in staff with this permission in any section; what they see there is the scope's question.
    Staff(Permission),
}

/// A door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// GET or POST.
    pub method: &'static str,
    /// The path as the router knows it.
    pub path: String,
    /// Who may use it.
    pub access: Access,
}

/// What a door takes at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// A form of text.
    Form,
    /// A form with files.
    Files,
    /// A plan or rule as text.
    Document,
    /// Many files, read one by one as they come.
    Scans,
}

impl Size {
    /// Bytes at most.
    pub(crate) const fn bytes(self) -> usize {
        match self {
            // 200 kB of text is up to 600 kB when percent-encoded; the rest of the form beside it.
            Size::Form => 1_000_000,
            Size::Files => 60_000_000,
            Size::Document => 4_000_000,
            Size::Scans => 400_000_000,
        }
    }

    /// The guard leaves the body to the handler, which reads it piece by piece ([`crate::sent::Streamed`]).
    pub(crate) const fn is_streamed(self) -> bool {
        matches!(self, Size::Scans)
    }
}

/// Collects doors.
pub(crate) struct Routes {
    state: AppState,
    router: Router<AppState>,
    doors: Vec<Door>,
}

impl Routes {
    pub(crate) fn new(state: &AppState) -> Self {
        Routes { state: state.clone(), router: Router::new(), doors: Vec::new() }
    }

    /// A page.
    pub(crate) fn get<H, T>(self, path: impl Into<String>, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.door("GET", path.into(), access, Size::Form, on(MethodFilter::GET, handler))
    }

    /// An act.
    pub(crate) fn post<H, T>(self, path: impl Into<String>, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.door("POST", path.into(), access, Size::Form, on(MethodFilter::POST, handler))
    }

    /// An act that takes more than a form of text.
    pub(crate) fn post_sized<H, T>(self, path: impl Into<String>, access: Access, size: Size, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.door("POST", path.into(), access, size, on(MethodFilter::POST, handler))
    }

    fn door(
        mut self,
        method: &'static str,
        path: String,
        access: Access,
        size: Size,
        handler: MethodRouter<AppState>,
    ) -> Self {
        let handler = match access {
            Access::Public | Access::Dev | Access::Login => handler,
            Access::Staff(permission) => handler
                .route_layer(middleware::from_fn_with_state((self.state.clone(), permission, size), guard::staff)),
        };
        // Whoever says beforehand that more is coming is stopped before anything is read.
        let handler = handler
            .layer(DefaultBodyLimit::max(size.bytes()))
            .layer(middleware::from_fn_with_state(size.bytes(), guard::announced));
        self.router = self.router.route(&path, handler);
        self.doors.push(Door { method, path, access });
        self
    }

    /// Adds another group of doors under this one.
    pub(crate) fn and(mut self, other: Routes) -> Self {
        self.router = self.router.merge(other.router);
        self.doors.extend(other.doors);
        self
    }

    /// The router and the list of its doors.
    pub(crate) fn build(self) -> (Router<AppState>, Vec<Door>) {
        (self.router, self.doors)
    }
}
