//! Mails into a folder: a demo city's post, readable with any mail program.

use std::path::PathBuf;

use lettre::message::Mailbox;

use super::{Letter, MailerError, SendError, build};

/// A folder of `.eml` files.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    from: Mailbox,
}

impl Folder {
    pub(super) fn new(path: PathBuf, from: Mailbox) -> Result<Self, MailerError> {
        std::fs::create_dir_all(&path).map_err(|e| MailerError::Folder(format!("{}: {e}", path.display())))?;
        Ok(Folder { path, from })
    }

    /// Writes beside the name first, so that nobody reads half a mail.
    pub(super) async fn send(&self, letter: &Letter) -> Result<String, SendError> {
        let message = build::message(letter, &self.from)?;
        let later = |e: std::io::Error| SendError::Later(format!("the mail could not be written: {e}"));
        let name = file_name(letter);
        let half = self.path.join(format!("{name}.part"));
        tokio::fs::write(&half, message.formatted()).await.map_err(later)?;
        tokio::fs::rename(&half, self.path.join(&name)).await.map_err(later)?;
        Ok(build::evidence(letter, &self.from, &name))
    }
}

/// `20261122-143216123-receipt-1f2e3d4c.eml`: sorts by time (UTC).
fn file_name(letter: &Letter) -> String {
    let key: String = letter.message_key.chars().take(8).collect();
    format!("{}-{}-{key}.eml", letter.at.format("%Y%m%d-%H%M%S%3f"), letter.kind)
}
