//! Mails into memory: what tests read, and a server that can be down.

use std::sync::{Mutex, PoisonError};

use kocho_service::job::Enclosed;

use super::{Letter, SendError, build};

/// A mail that went into memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailed {
    /// Kind: receipt, reply, reply_notice, urgent, notices, test.
    pub kind: &'static str,
    /// To whom.
    pub to: String,
    /// Where an answer goes, when not to the sender.
    pub reply_to: Option<String>,
    /// 件名
    pub subject: String,
    /// The text.
    pub body: String,
    /// Files that go with it.
    pub enclosures: Vec<Enclosed>,
}

/// How the memory answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MemoryAnswer {
    /// It takes every mail.
    #[default]
    Takes,
    /// It is down: later.
    Down,
    /// It refuses every address for good.
    Refuses,
}

/// Mails in memory.
#[derive(Debug, Default)]
pub struct Memory {
    mailed: Mutex<Vec<Mailed>>,
    answer: Mutex<MemoryAnswer>,
}

impl Memory {
    pub(super) fn mailed(&self) -> Vec<Mailed> {
        self.mailed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn answer(&self, answer: MemoryAnswer) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = answer;
    }

    pub(super) fn send(&self, letter: &Letter) -> Result<String, SendError> {
        let from = lettre::message::Mailbox::new(
            None,
            lettre::Address::new("kocho", "city.example.jp").map_err(|e| SendError::Never(e.to_string()))?,
        );
        build::message(letter, &from)?;
        match *self.answer.lock().unwrap_or_else(PoisonError::into_inner) {
            MemoryAnswer::Takes => {}
            MemoryAnswer::Down => return Err(SendError::Later("the mail server said 451".into())),
            MemoryAnswer::Refuses => return Err(SendError::Never("the mail server said 550".into())),
        }
        let mail = Mailed {
            kind: letter.kind,
            to: letter.recipient.reveal().clone(),
            reply_to: letter.reply_to.as_ref().map(|to| to.reveal().clone()),
            subject: letter.subject.clone(),
            body: letter.body.clone(),
            enclosures: letter.enclosures.clone(),
        };
        self.mailed.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
        Ok(build::evidence(letter, &from, "kept in memory"))
    }
}
