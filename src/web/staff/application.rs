//! 対話の申込み: writing one down that came by telephone or at the counter, and one with what is decided on it.

mod act;
pub(crate) mod door;
mod new;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(test)]
mod sample;

use askama::Template;
use chrono::NaiveDate;

pub(crate) use self::door::routes;
use crate::{
    frame::Frame,
    public::application::ApplicationForm,
    staff::{
        filters,
        view::{Choice, Errors, Fact, Tone},
    },
};

/// `GET /staff/dialogues/applications/new`
#[derive(Template)]
#[template(path = "staff/application/new.html")]
pub(crate) struct ApplicationNewPage {
    pub(crate) frame: Frame,
    pub(crate) form: ApplicationForm,
    pub(crate) errors: Errors,
    pub(crate) channels: Vec<Choice>,
    pub(crate) series: Vec<Choice>,
    pub(crate) days: Vec<Choice>,
    pub(crate) parties: Vec<Choice>,
    pub(crate) relations: Vec<Choice>,
    pub(crate) needs: Vec<Choice>,
    pub(crate) ways: Vec<Choice>,
    pub(crate) languages: Vec<Choice>,
    /// What the by-law does not let in, to be said on the telephone.
    pub(crate) excluded: Vec<String>,
}

impl ApplicationNewPage {
    /// What is wrong, in the order in which the fields stand on the page.
    fn mistakes(&self) -> Vec<(&String, &String)> {
        let place = |field: &str| new::ORDER.iter().position(|name| *name == field).unwrap_or(new::ORDER.len());
        let mut found: Vec<_> = self.errors.list().collect();
        found.sort_by_key(|(field, _)| place(field));
        found
    }
}

/// `GET /staff/dialogues/applications/{application}/receipt`: number and secret to read out or hand over.
#[derive(Debug, Template)]
#[template(path = "staff/application/receipt.html")]
pub(crate) struct ApplicationHandedPage {
    pub(crate) frame: Frame,
    pub(crate) number: String,
    pub(crate) secret: Option<String>,
    /// Where it is looked up.
    pub(crate) status_url: String,
    pub(crate) href: String,
}

/// `GET /staff/dialogues/applications/{application}`
#[derive(Debug, Template)]
#[template(path = "staff/application/show.html")]
pub(crate) struct ApplicationShowPage {
    pub(crate) frame: Frame,
    pub(crate) number: String,
    pub(crate) state: String,
    pub(crate) tone: Tone,
    pub(crate) theme: String,
    pub(crate) detail: String,
    pub(crate) facts: Vec<Fact>,
    /// Masked until a reason was given.
    pub(crate) contact: Vec<Fact>,
    pub(crate) revealed: bool,
    /// When name and contact were erased.
    pub(crate) erased_at: Option<chrono::DateTime<chrono::Utc>>,
    pub(crate) reveal_reasons: Vec<Choice>,
    /// The day it is for: its words and its address.
    pub(crate) day: Option<(String, String)>,
    /// Others by the same people.
    pub(crate) same: Vec<SameRow>,
    /// This one is the second of the fiscal year: the number of the other one.
    pub(crate) second: Option<String>,
    /// Free slots of the days ahead.
    pub(crate) slots: Vec<Choice>,
    /// Days onto which it can be put, while nothing is decided.
    pub(crate) days: Vec<Choice>,
    pub(crate) reasons: Vec<Choice>,
    /// Why it was refused or taken back.
    pub(crate) because: String,
    pub(crate) notices: Vec<NoticeRow>,
    pub(crate) may: ApplicationMay,
    pub(crate) version: i64,
    pub(crate) typed: ActTyped,
    pub(crate) errors: Errors,
    pub(crate) urls: ApplicationUrls,
}

/// What may be done with an application now.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ApplicationMay {
    pub(crate) accept: bool,
    /// It has a slot, and gets another one.
    pub(crate) moves: bool,
    pub(crate) wait: bool,
    pub(crate) decline: bool,
    pub(crate) cancel: bool,
}

/// Another application by the same people.
#[derive(Debug, Clone)]
pub(crate) struct SameRow {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) received_on: NaiveDate,
    pub(crate) theme: String,
    /// 氏名・電話が同じ
    pub(crate) shared: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    /// It counts towards the limit.
    pub(crate) counts: bool,
}

/// What was told.
#[derive(Debug, Clone)]
pub(crate) struct NoticeRow {
    pub(crate) what: &'static str,
    pub(crate) medium: &'static str,
    pub(crate) at: chrono::DateTime<chrono::Utc>,
    pub(crate) sent_at: Option<chrono::DateTime<chrono::Utc>>,
    pub(crate) body: String,
    /// A mail was wished for, and reached nobody.
    pub(crate) came_back: bool,
    /// Address of the letter, where it goes by post.
    pub(crate) letter: Option<String>,
}

/// Where the forms of an application go.
#[derive(Debug, Clone)]
pub(crate) struct ApplicationUrls {
    pub(crate) accept: String,
    pub(crate) decline: String,
    pub(crate) wait: String,
    pub(crate) day: String,
    pub(crate) cancel: String,
    pub(crate) contact: String,
    pub(crate) receipt: String,
    pub(crate) sheet: String,
}

/// What an act on an application sends.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct ActTyped {
    pub(crate) version: i64,
    pub(crate) slot: String,
    /// Key of a day.
    pub(crate) day: String,
    /// other_person, special
    pub(crate) second: String,
    pub(crate) reason: String,
    pub(crate) words: String,
}

/// `POST /staff/dialogues/applications/{application}/sheet`: what was heard at reception, on A4 (受付票).
#[derive(Debug, Template)]
#[template(path = "print/application.html")]
pub(crate) struct ApplicationSheetPage {
    pub(crate) frame: Frame,
    pub(crate) printed_on: NaiveDate,
    /// 市長との「対話の日」受付票
    pub(crate) title: String,
    /// 様式第1号; may be empty.
    pub(crate) form: String,
    pub(crate) number: String,
    pub(crate) contact: Vec<Fact>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) theme: String,
    pub(crate) detail: String,
    /// 可否 with its reason; empty until it is decided.
    pub(crate) decision: String,
    /// Day and time; may be empty.
    pub(crate) day: String,
    pub(crate) back: String,
}

/// `GET /staff/dialogues/notices/{decision}`: a decision on A4.
#[derive(Debug, Template)]
#[template(path = "print/decision.html")]
pub(crate) struct DecisionLetterPage {
    pub(crate) frame: Frame,
    pub(crate) dated_on: NaiveDate,
    pub(crate) addressee: Vec<String>,
    pub(crate) signature: String,
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) inquiry: Vec<String>,
    pub(crate) lang: &'static str,
    /// The same as a file.
    pub(crate) pdf: String,
    pub(crate) back: String,
}
