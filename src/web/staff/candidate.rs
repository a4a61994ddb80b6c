//! モニターの候補: the list of a term, writing one down, and the page of one with what is decided.

mod act;
mod door;
mod new;
#[cfg(test)]
mod sample;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    dialogue::NoticeBy,
    panel::{CandidateState, Person},
    personal::Personal,
};

pub(crate) use self::door::routes;
use crate::{
    frame::Frame,
    public::monitor::{OfferChoices, OfferForm},
    staff::{
        filters,
        view::{Choice, Errors, Fact, Tone},
    },
};

/// `GET /staff/panels/{panel}/candidates`
#[derive(Debug, Template)]
#[template(path = "staff/candidate/list.html")]
pub(crate) struct CandidateListPage {
    pub(crate) frame: Frame,
    pub(crate) panel: String,
    pub(crate) back: String,
    /// States that can be looked at: words, address, is it shown now.
    pub(crate) states: Vec<(&'static str, String, bool)>,
    pub(crate) rows: Vec<CandidateRow>,
    pub(crate) next: Option<String>,
    /// Address of the form for a further one.
    pub(crate) take_in: Option<String>,
}

/// A candidate in the list.
#[derive(Debug, Clone)]
pub(crate) struct CandidateRow {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) received_on: NaiveDate,
    pub(crate) way: &'static str,
    pub(crate) classes: String,
    pub(crate) state: String,
    pub(crate) tone: Tone,
    pub(crate) reason: String,
}

/// `GET /staff/panels/{panel}/candidates/new`
#[derive(Template)]
#[template(path = "staff/candidate/new.html")]
pub(crate) struct CandidateNewPage {
    pub(crate) frame: Frame,
    pub(crate) panel: String,
    pub(crate) form: OfferForm,
    pub(crate) errors: Errors,
    pub(crate) choices: OfferChoices,
    pub(crate) ways: Vec<Choice>,
    pub(crate) languages: Vec<Choice>,
    pub(crate) who: Vec<String>,
    pub(crate) action: String,
    pub(crate) back: String,
}

/// `GET /staff/panels/candidates/{candidate}`
#[derive(Debug, Template)]
#[template(path = "staff/candidate/show.html")]
pub(crate) struct CandidatePage {
    pub(crate) frame: Frame,
    pub(crate) number: String,
    pub(crate) panel: String,
    pub(crate) back: String,
    pub(crate) list: String,
    pub(crate) state: String,
    pub(crate) tone: Tone,
    /// Why, and further words.
    pub(crate) because: String,
    pub(crate) facts: Vec<Fact>,
    /// How its cell is filled, in words.
    pub(crate) cell: String,
    pub(crate) motive: String,
    /// What the rule says against it.
    pub(crate) against: Vec<String>,
    /// Masked until a reason was given.
    pub(crate) contact: Vec<Fact>,
    pub(crate) revealed: bool,
    pub(crate) reveal_reasons: Vec<Choice>,
    pub(crate) reasons: Vec<Choice>,
    pub(crate) notices: Vec<ToldRow>,
    pub(crate) may: CandidateMay,
    pub(crate) version: i64,
    pub(crate) errors: Errors,
    pub(crate) urls: CandidateUrls,
}

/// What may be done with a candidate now.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CandidateMay {
    pub(crate) choose: bool,
    pub(crate) pass: bool,
    pub(crate) decline: bool,
    pub(crate) ask: bool,
}

/// What was told.
#[derive(Debug, Clone)]
pub(crate) struct ToldRow {
    pub(crate) what: &'static str,
    pub(crate) medium: &'static str,
    pub(crate) at: DateTime<Utc>,
    pub(crate) sent_at: Option<DateTime<Utc>>,
    /// It waits or went by post because its mail reached nobody.
    pub(crate) came_back: bool,
    pub(crate) body: String,
}

/// Where the forms of a candidate go.
#[derive(Debug, Clone)]
pub(crate) struct CandidateUrls {
    pub(crate) choose: String,
    pub(crate) pass: String,
    pub(crate) decline: String,
    pub(crate) ask: String,
    pub(crate) contact: String,
}

/// The tone of a candidate's state.
pub(crate) fn tone(state: CandidateState) -> Tone {
    match state {
        CandidateState::Received => Tone::Warning,
        CandidateState::Chosen | CandidateState::Reserve => Tone::Info,
        CandidateState::Appointed => Tone::Success,
        CandidateState::NotChosen | CandidateState::Declined => Tone::Calm,
    }
}

/// A notice as a row of a page, to somebody who wishes to be told in this way.
pub(crate) fn told_row(
    notice: &kocho_service::stored::panel_notice::PanelNotice,
    (way, person): (NoticeBy, &Personal<Person>),
) -> ToldRow {
    ToldRow {
        what: kocho_domain::rule::panel::PanelNoticeKind::label(&notice.told.code),
        medium: notice.told.medium.label(),
        at: notice.created_at,
        sent_at: notice.sent_at,
        came_back: kocho_service::panel_notice::came_back(notice, way, person),
        body: notice.told.body.clone(),
    }
}

/// Name and contact; dots until a reason was given.
pub(crate) fn contact(person: &Person, revealed: bool) -> Vec<Fact> {
    let shown = |value: &str| if revealed { value.to_owned() } else { "●●●●".to_owned() };
    [
        ("氏名", Some(person.name.as_str())),
        ("ふりがな", Some(person.kana.as_str())),
        ("電話", person.phone.as_deref()),
        ("メール", person.email.as_deref()),
        ("住所", person.address.as_deref()),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(Fact::new(label, shown(value.filter(|value| !value.is_empty())?))))
    .collect()
}
