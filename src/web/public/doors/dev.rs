//! Development only: all components on one page, and the mail that would have gone out.

use std::path::Path as FilePath;

use axum::extract::{Path, State};
use kocho_domain::localized::Lang;
use kocho_service::Error;
use mail_parser::MessageParser;

use crate::{
    page::Page,
    problem::AppError,
    public::dev::{ComponentsPage, MailListPage, MailPage, MailView},
    state::AppState,
};

/// How many mails the list shows, newest first.
const LISTED: usize = 200;

/// `GET /dev/components`
pub(super) async fn components(State(state): State<AppState>) -> Page<ComponentsPage> {
    Page::ok(ComponentsPage::new(state.public_frame(Lang::Ja, "/dev/components")))
}

/// `GET /dev/mail`
pub(super) async fn mail_list(State(state): State<AppState>) -> Result<Page<MailListPage>, AppError> {
    let folder = state.dev_mail.clone().ok_or(Error::NotFound)?;
    let mails = blocking(move || list(&folder)).await?;
    Ok(Page::ok(MailListPage { frame: state.public_frame(Lang::Ja, "/dev/mail"), mails }))
}

/// `GET /dev/mail/{id}`
pub(super) async fn mail(State(state): State<AppState>, Path(id): Path<String>) -> Result<Page<MailPage>, AppError> {
    let folder = state.dev_mail.clone().ok_or(Error::NotFound)?;
    let plain =
        !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c)) && !id.contains("..");
    if !plain {
        return Err(Error::NotFound.into());
    }
    let (mail, from, body) = blocking(move || read(&folder, &id)).await?.ok_or(Error::NotFound)?;
    Ok(Page::ok(MailPage { frame: state.public_frame(Lang::Ja, "/dev/mail"), mail, from, body }))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Internal(e.to_string()))
}

fn list(folder: &FilePath) -> Vec<MailView> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|e| e.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".eml").map(str::to_owned))
        .collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.iter().take(LISTED).filter_map(|name| read(folder, name)).map(|(view, ..)| view).collect()
}

fn read(folder: &FilePath, id: &str) -> Option<(MailView, String, String)> {
    let bytes = std::fs::read(folder.join(format!("{id}.eml"))).ok()?;
    let message = MessageParser::default().parse(&bytes)?;
    let address = |a: Option<&mail_parser::Address<'_>>| {
        a.and_then(|a| a.first()).and_then(|a| a.address()).unwrap_or_default().to_owned()
    };
    let view = MailView {
        id: id.to_owned(),
        at: message.date().map(|d| d.to_rfc3339()).unwrap_or_default(),
        to: address(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
    };
    let body = message.body_text(0).map(std::borrow::Cow::into_owned).unwrap_or_default();
    Some((view, address(message.from()), body))
}
