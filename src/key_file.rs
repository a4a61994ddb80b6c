//! Where do the installation's secrets come from? From 32 random bytes in a file that only the program's user may read.
//!
//! Receipt secrets are derived from them: with the database alone nobody can open a receipt, and without the file
//! nobody can either. So the file belongs into the backup, apart from the database's.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use kocho_domain::clock::Ids;
use kocho_service::{Keys, SystemIds};

/// Others than the owner may do nothing.
const OWNER_ONLY: u32 = 0o600;
const OTHERS: u32 = 0o077;

/// The key file of a data folder.
fn path(dir: &Path) -> PathBuf {
    dir.join("receipt.key")
}

/// Reads the keys; makes them where the database is still empty.
///
/// # Errors
/// In words, when the file is missing although there are voices, cannot be read, or is not a key file.
pub(crate) fn open(dir: &Path, database_has_voices: bool) -> Result<Keys> {
    let path = path(dir);
    match File::open(&path) {
        Ok(file) => read(file, &path),
        Err(error) if error.kind() == ErrorKind::NotFound && database_has_voices => bail!(
            "the key file {} is missing, but the database already holds voices: their receipts can only be read with it. \
             Put it back from the backup",
            path.display()
        ),
        Err(error) if error.kind() == ErrorKind::NotFound => make(dir, &path),
        Err(error) => bail!(
            "the key file {} cannot be read ({error}); give it to the user who runs the program, mode 600",
            path.display()
        ),
    }
}

fn read(mut file: File, path: &Path) -> Result<Keys> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).with_context(|| format!("the key file {} cannot be read", path.display()))?;
    let Ok(bytes) = <[u8; 32]>::try_from(bytes.as_slice()) else {
        bail!(
            "{} is not a key file: it has {} bytes and not 32. Put it back from the backup",
            path.display(),
            bytes.len()
        );
    };
    let mode = file.metadata().map(|m| m.permissions().mode()).unwrap_or_default();
    if mode & OTHERS != 0 {
        tracing::warn!(file = %path.display(), "others than the owner can read the key file; do: chmod 600");
    }
    Ok(Keys::new(bytes))
}

fn make(dir: &Path, path: &Path) -> Result<Keys> {
    let mut bytes = [0; 32];
    SystemIds.fill(&mut bytes);
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(path)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        File::open(dir)?.sync_all()
    };
    write().with_context(|| format!("the key file {} cannot be written", path.display()))?;
    tracing::info!(file = %path.display(), "a new key file was made; keep a copy of it apart from the database's backup");
    Ok(Keys::new(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let dir = std::env::temp_dir().join(format!("kocho-key-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&dir).unwrap();
            Folder(dir)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_key_is_made_once_and_read_again_and_only_its_owner_may_read_it() {
        let dir = Folder::new("once");
        let first = open(&dir.0, false).unwrap();
        let second = open(&dir.0, true).unwrap();
        assert_eq!(first.receipt(), second.receipt());
        let mode = std::fs::metadata(path(&dir.0)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, OWNER_ONLY);
    }

    #[test]
    fn a_lost_key_is_never_replaced_while_there_are_voices() {
        let dir = Folder::new("lost");
        assert!(open(&dir.0, true).unwrap_err().to_string().contains("backup"));
        assert!(!path(&dir.0).exists());
    }

    #[test]
    fn a_file_of_another_length_is_refused() {
        let dir = Folder::new("short");
        std::fs::write(path(&dir.0), b"short").unwrap();
        assert!(open(&dir.0, false).unwrap_err().to_string().contains("5 bytes"));
    }
}
