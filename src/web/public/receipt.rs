//! `/voice/done/{key}`: it arrived. Number, secret, and what happens next by what date.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

use super::status::{StepState, StepView};
use crate::{
    filters,
    filters::{date_in, moment_in},
    frame::Frame,
    texts::Text,
};

/// What the city promises after this receipt: the channel's policy and the resident's wish decide, never the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promise {
    /// A personal reply, planned by a date.
    Reply { by: NaiveDate },
    /// No personal reply; the reply is published by about a date.
    Published { by: NaiveDate },
    /// It is read and used; no reply.
    Delivered,
}

/// The receipt.
#[derive(Template)]
#[template(path = "public/voice/done.html")]
pub(crate) struct ReceiptPage {
    pub(crate) frame: Frame,
    /// R8-000123-K
    pub(crate) number: String,
    /// In four groups of four; `None` when it may not be shown any more.
    pub(crate) secret: Option<[String; 4]>,
    pub(crate) received_on: NaiveDate,
    /// When the section has it, about.
    pub(crate) routed_by: NaiveDate,
    pub(crate) promise: Promise,
    /// A receipt mail is on its way.
    pub(crate) mailed: bool,
    /// Until when this page can be opened again.
    pub(crate) shown_until: Option<DateTime<Utc>>,
}

impl ReceiptPage {
    fn title(&self) -> &Text {
        &self.frame.texts.done.title
    }

    fn until(&self) -> Option<Text> {
        self.shown_until.map(|at| moment_in(at, self.frame.lang))
    }

    fn steps(&self) -> Vec<StepView> {
        let (lang, words) = (self.frame.lang, &self.frame.texts.done);
        let step = |title: &Text, note: Text, state| StepView { title: title.clone(), note, state };
        let last = match self.promise {
            Promise::Reply { by } => (&words.next_reply, words.next_reply_by.with("date", date_in(by, lang)).text()),
            Promise::Published { by } => {
                (&words.next_published, words.next_published_by.with("date", date_in(by, lang)).text())
            }
            Promise::Delivered => (&words.next_delivered, words.next_delivered_note.clone()),
        };
        let routed = words.next_section_by.with("date", date_in(self.routed_by, lang)).text();
        vec![
            step(&words.next_received, date_in(self.received_on, lang), StepState::Done),
            step(&words.next_section, routed, StepState::Ahead),
            step(last.0, last.1, StepState::Ahead),
        ]
    }
}
