//! Mails as files: for networks that no mailbox reaches. Whoever puts files there may write them slowly: a file is taken
//! when it looks the same at two looks one behind the other.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use kocho_service::{House, mail_in::Arrived};
use tokio::{fs, io::AsyncReadExt, sync::watch};

use super::{AfterTaking, BEGINNING, MailInSettings, MailboxError, Trouble, take_one};

/// A folder of `.eml` files.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    after: AfterTaking,
    largest: u64,
    /// How each file looked the last time.
    seen: Mutex<HashMap<PathBuf, Look>>,
}

/// Size and time of a file.
type Look = (u64, Option<SystemTime>);

impl Folder {
    pub(super) fn new(settings: &MailInSettings, data_dir: &Path) -> Result<Self, MailboxError> {
        let own = settings.dir.as_os_str().is_empty();
        let dir = if own { data_dir.join("mail-in") } else { settings.dir.clone() };
        let made = std::fs::create_dir_all(dir.join("taken"));
        made.map_err(|e| MailboxError::Folder(format!("{}: {e}", dir.display())))?;
        Ok(Folder { dir, after: settings.after, largest: settings.largest(), seen: Mutex::default() })
    }

    pub(super) async fn count(&self) -> Result<usize, Trouble> {
        Ok(self.files().await?.len())
    }

    pub(super) async fn take_new(&self, house: &Arc<House>, stop: &watch::Receiver<bool>) -> Result<usize, Trouble> {
        let (mut new, mut trouble) = (0, None);
        for (path, (size, _)) in self.unchanged(self.files().await?) {
            if *stop.borrow() {
                break;
            }
            // One bad file must not stand in the way of the others.
            match self.take_file(house, &path, size).await {
                Ok(taken) => new += usize::from(taken),
                Err(why) => trouble = trouble.or(Some(why)),
            }
        }
        trouble.map_or(Ok(new), Err)
    }

    async fn take_file(&self, house: &Arc<House>, path: &Path, size: u64) -> Result<bool, Trouble> {
        let arrived = Arrived { raw: self.read(path, size).await?, size, at: None };
        let new = take_one(house, &arrived).await?;
        self.put_away(path).await?;
        Ok(new)
    }

    /// The files in the order of their names.
    async fn files(&self) -> Result<Vec<(PathBuf, Look)>, Trouble> {
        let mut entries = fs::read_dir(&self.dir).await.map_err(|e| trouble("read", &e))?;
        let mut files = Vec::new();
        while let Some(entry) = entries.next_entry().await.map_err(|e| trouble("read", &e))? {
            let path = entry.path();
            let is_mail = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("eml"));
            // A file that vanishes meanwhile was not for us.
            if let Some(data) = entry.metadata().await.ok().filter(|data| is_mail && data.is_file()) {
                files.push((path, (data.len(), data.modified().ok())));
            }
        }
        files.sort();
        Ok(files)
    }

    fn unchanged(&self, files: Vec<(PathBuf, Look)>) -> Vec<(PathBuf, Look)> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *seen, files.iter().cloned().collect());
        files.into_iter().filter(|(path, look)| before.get(path) == Some(look)).collect()
    }

    async fn read(&self, path: &Path, size: u64) -> Result<Vec<u8>, Trouble> {
        let most = if size > self.largest { BEGINNING } else { size };
        let file = fs::File::open(path).await.map_err(|e| trouble("read", &e))?;
        let mut raw = Vec::new();
        file.take(most).read_to_end(&mut raw).await.map_err(|e| trouble("read", &e))?;
        Ok(raw)
    }

    async fn put_away(&self, path: &Path) -> Result<(), Trouble> {
        let done = match (self.after, path.file_name()) {
            (AfterTaking::Keep, Some(name)) => fs::rename(path, self.dir.join("taken").join(name)).await,
            (AfterTaking::Keep | AfterTaking::Delete, _) => fs::remove_file(path).await,
        };
        done.map_err(|e| trouble("put away", &e))
    }
}

/// Names of files may be names of people.
fn trouble(what: &str, error: &std::io::Error) -> Trouble {
    Trouble::Mailbox(format!("a file of the folder for mails cannot be {what}: {}", error.kind()))
}
