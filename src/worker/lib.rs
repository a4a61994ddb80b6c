//! What happens after a commit: mails and jobs, one at a time. Says how a mail looks and travels, not what may happen.

mod mailer;
mod render;
mod run;
mod settings;

pub use mailer::{Mailed, Mailer, MailerError, MemoryAnswer, SendError};
pub use render::mail_samples;
pub use run::{run, run_due, send_test};
pub use settings::{MailSettings, Tls, Transport};
