//! What happens after a commit: mails and jobs, one at a time; and where mails come in. Says how a mail looks and travels,
//! not what may happen.

mod mail_in;
mod mailer;
mod render;
mod run;
mod settings;

pub use mail_in::{AfterTaking, Kind as MailInKind, MailInSettings, Mailbox, MailboxError, Trouble, watch_mail};
pub use mailer::{Mailed, Mailer, MailerError, MemoryAnswer, SendError};
pub use render::mail_samples;
pub use run::{run, run_due, send_test};
pub use settings::{MailSettings, Tls, Transport};
