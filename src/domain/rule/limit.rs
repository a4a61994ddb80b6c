//! How much, how often and how long (制限値)?

use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;

/// `limits.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Files that one submission may carry.
    pub attachment_files: u8,
    /// Size of one file, in MB (1,000,000 bytes).
    pub attachment_megabytes: u16,
    /// Hours that a file of an unfinished form is kept.
    pub upload_hours: u16,
    /// Hours in which the receipt page can be opened again.
    pub receipt_again_hours: u16,
    /// Wrong secrets in a row before waiting begins.
    pub secret_tries: u8,
    /// First wait in seconds; each further wrong secret doubles it.
    pub secret_wait_seconds: u32,
    /// Longest wait in seconds.
    pub secret_wait_max_seconds: u32,
    /// Days after which the bytes of a mail that came in are erased, once its cases have ended; its text stays as the voice.
    #[serde(default = "usual_mail_raw_days")]
    pub mail_raw_days: u16,
    /// Minutes after which an idle staff session ends.
    pub session_idle_minutes: u16,
    /// Hours after which a staff session ends in any case.
    pub session_total_hours: u16,
}

const fn usual_mail_raw_days() -> u16 {
    400
}

impl Limits {
    /// Size of one file in bytes.
    #[must_use]
    pub fn attachment_bytes(&self) -> u64 {
        u64::from(self.attachment_megabytes) * 1_000_000
    }

    /// How long to wait after so many wrong secrets in a row, in seconds; 0 below the limit.
    #[must_use]
    pub fn secret_wait(&self, wrong: u32) -> u32 {
        let Some(over) = wrong.checked_sub(u32::from(self.secret_tries)) else {
            return 0;
        };
        let factor = 1_u32.checked_shl(over).unwrap_or(u32::MAX);
        self.secret_wait_seconds.saturating_mul(factor).min(self.secret_wait_max_seconds)
    }
}

impl Document for Limits {
    const TITLE: &'static str = "制限値";

    fn validate(&self) -> Result<(), RuleError> {
        check::within("attachment_files", self.attachment_files.into(), 0, 20)?;
        check::within("attachment_megabytes", self.attachment_megabytes.into(), 1, 100)?;
        check::within("upload_hours", self.upload_hours.into(), 1, 168)?;
        check::within("receipt_again_hours", self.receipt_again_hours.into(), 1, 168)?;
        check::within("secret_tries", self.secret_tries.into(), 3, 20)?;
        check::within("secret_wait_seconds", self.secret_wait_seconds.into(), 1, 3600)?;
        check::within(
            "secret_wait_max_seconds",
            self.secret_wait_max_seconds.into(),
            self.secret_wait_seconds.into(),
            86_400,
        )?;
        check::within("mail_raw_days", self.mail_raw_days.into(), 30, 36_500)?;
        check::within("session_idle_minutes", self.session_idle_minutes.into(), 5, 240)?;
        check::within("session_total_hours", self.session_total_hours.into(), 1, 24)
    }
}
