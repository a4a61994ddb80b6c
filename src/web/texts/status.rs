//! Which words tell a resident where a voice stands?

use serde::Deserialize;

use super::rich::{Phrase, Text};

/// The slip of paper that is handed over at the counter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slip {
    pub(crate) title: Text,
    pub(crate) lead: Text,
    /// The same for a 要望書.
    pub(crate) petition_title: Text,
    pub(crate) petition_lead: Text,
    pub(crate) organisation: Text,
    pub(crate) items: Text,
    pub(crate) items_count: Phrase,
    pub(crate) number: Text,
    pub(crate) secret: Text,
    /// In the place of a secret that may no more be shown.
    pub(crate) secret_given: Text,
    pub(crate) received_on: Text,
    pub(crate) channel: Text,
    pub(crate) expected_on: Text,
    pub(crate) expected: Phrase,
    pub(crate) status: Text,
    pub(crate) code: Text,
    pub(crate) keep: Text,
    pub(crate) phone: Text,
}

/// `/status`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ask {
    pub(crate) title: Text,
    pub(crate) lead: Text,
    pub(crate) number: Text,
    pub(crate) number_support: Text,
    pub(crate) secret: Text,
    pub(crate) secret_support: Text,
    pub(crate) open: Text,
    /// The pass ended while somebody wrote.
    pub(crate) kept: Text,
    pub(crate) lost_title: Text,
    pub(crate) lost: Phrase,
}

/// `/status/view`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Status {
    pub(crate) title: Text,
    pub(crate) number: Text,
    pub(crate) received_on: Text,
    pub(crate) added_on: Text,
    pub(crate) section: Text,
    pub(crate) section_open: Text,
    pub(crate) due: Text,
    pub(crate) due_changed: Phrase,
    pub(crate) due_reason: Phrase,
    pub(crate) received: Text,
    pub(crate) checking: Text,
    pub(crate) preparing: Text,
    /// The same two when they lie behind.
    pub(crate) checked: Text,
    pub(crate) prepared: Text,
    pub(crate) answer: Text,
    pub(crate) replied: Text,
    pub(crate) deliver: Text,
    pub(crate) delivered: Text,
    pub(crate) passed_on: Phrase,
    pub(crate) not_answered: Text,
    pub(crate) not_answered_reason: Phrase,
    pub(crate) withdrawn: Text,
    /// After something was added.
    pub(crate) added: Text,
    /// After the resident asked again.
    pub(crate) reopened: Text,
    /// The same while too many write at once.
    pub(crate) busy: Text,
    /// Under the numbers to call, for what was added or waits.
    pub(crate) danger_note: Text,
    /// What was sent could not be taken, because something changed meanwhile.
    pub(crate) not_now: Text,
    /// Above a text that could not be sent.
    pub(crate) kept_title: Text,
    pub(crate) follow_up: Text,
    pub(crate) points_title: Text,
    pub(crate) points_note: Phrase,
    pub(crate) letter_title: Text,
    pub(crate) letter_interim: Text,
    pub(crate) letter_on: Phrase,
    /// Beside a letter, for who reads another language.
    pub(crate) letter_language: Text,
    pub(crate) letter_files: Text,
    pub(crate) after_title: Text,
    pub(crate) again_on: Phrase,
    pub(crate) more_title: Text,
    pub(crate) add_title: Text,
    pub(crate) add: Text,
    pub(crate) add_support: Text,
    pub(crate) add_send: Text,
    pub(crate) reopen_title: Text,
    pub(crate) reopen: Text,
    pub(crate) reopen_support: Phrase,
    pub(crate) reopen_send: Text,
    pub(crate) withdraw_title: Text,
    pub(crate) withdraw_note: Text,
    pub(crate) withdraw_go: Text,
    pub(crate) close: Text,
}

/// `/status/withdraw`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdraw {
    pub(crate) title: Text,
    pub(crate) lead: Phrase,
    pub(crate) note: Text,
    pub(crate) confirm: Text,
    pub(crate) send: Text,
    pub(crate) back: Text,
}
