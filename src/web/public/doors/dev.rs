//! Development only: all components on one page, and the mail that would have gone out.

use std::path::Path as FilePath;

use axum::extract::{Path, Query, State};
use chrono::{DateTime, Utc};
use kocho_domain::{
    clock::{civil_date, civil_time},
    localized::Lang,
};
use kocho_service::Error;
use mail_parser::MessageParser;

use crate::{
    page::Page,
    problem::AppError,
    public::dev::{ComponentsPage, MailListPage, MailPage, MailView},
    state::AppState,
};

/// How many mails the list shows, newest first.
const LISTED: usize = 50;
/// How many it shows to who wants older ones too.
const LISTED_WITH_OLDER: usize = 200;

/// What of the list is wanted.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// Anything: older ones too.
    older: String,
}

/// `GET /dev/components`
pub(super) async fn components(State(state): State<AppState>) -> Page<ComponentsPage> {
    Page::ok(ComponentsPage::new(state.public_frame(Lang::Ja, "/dev/components")))
}

/// `GET /dev/mail`
pub(super) async fn mail_list(
    State(state): State<AppState>,
    Query(wanted): Query<Wanted>,
) -> Result<Page<MailListPage>, AppError> {
    let folder = state.dev_mail.clone().ok_or(Error::NotFound)?;
    let most = if wanted.older.is_empty() { LISTED } else { LISTED_WITH_OLDER };
    let (mails, more) = blocking(move || list(&folder, most)).await?;
    let older = more && most == LISTED;
    Ok(Page::ok(MailListPage { frame: state.public_frame(Lang::Ja, "/dev/mail"), mails, older }))
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

/// The newest mails, and whether there are more.
fn list(folder: &FilePath, most: usize) -> (Vec<MailView>, bool) {
    let Ok(entries) = std::fs::read_dir(folder) else { return (Vec::new(), false) };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|e| e.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".eml").map(str::to_owned))
        .collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    let mails = names.iter().take(most).filter_map(|name| read(folder, name)).map(|(view, ..)| view);
    (mails.collect(), names.len() > most)
}

fn read(folder: &FilePath, id: &str) -> Option<(MailView, String, String)> {
    let bytes = std::fs::read(folder.join(format!("{id}.eml"))).ok()?;
    let message = MessageParser::default().parse(&bytes)?;
    let address = |a: Option<&mail_parser::Address<'_>>| {
        a.and_then(|a| a.first()).and_then(|a| a.address()).unwrap_or_default().to_owned()
    };
    let view = MailView {
        id: id.to_owned(),
        at: message.date().and_then(|d| DateTime::from_timestamp(d.to_timestamp(), 0)).map(written).unwrap_or_default(),
        to: address(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
    };
    let body = message.body_text(0).map(std::borrow::Cow::into_owned).unwrap_or_default();
    Some((view, address(message.from()), body))
}

/// 2026-12-01 05:16, as it is in Japan.
fn written(at: DateTime<Utc>) -> String {
    format!("{} {}", civil_date(at), civil_time(at).format("%H:%M"))
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn the_newest_mails_come_first_with_the_time_in_japan_and_the_list_says_that_there_are_more() {
        let folder = std::env::temp_dir().join(format!("kocho-dev-mails-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for day in [28, 29, 30] {
            let mail =
                format!("Date: {day} Nov 2026 20:16:00 +0000\r\nTo: a@example.jp\r\nSubject: {day}\r\n\r\nbody\r\n");
            std::fs::write(folder.join(format!("202611{day}-201600000-receipt-1.eml")), mail).unwrap();
        }
        let (mails, more) = list(&folder, 2);
        let seen: Vec<_> = mails.iter().map(|mail| (mail.subject.as_str(), mail.at.as_str())).collect();
        assert_eq!(seen, [("30", "2026-12-01 05:16"), ("29", "2026-11-30 05:16")]);
        assert!(more && !list(&folder, 3).1);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
