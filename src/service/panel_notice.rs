//! What candidates and monitors are told: the city's text in their language, filled and frozen. A mail is queued; a letter waits
//! to be printed and sent. The text names nobody, so that it can stay when people are erased.

use kocho_domain::{
    dialogue::NoticeBy,
    id::{CandidateId, PanelId, PanelNoticeId, PublicKey},
    job::Mail,
    localized::Lang,
    panel::Person,
    personal::Personal,
    rule::panel::PanelNoticeKind,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Source, Tx,
    candidate::{self, Candidate},
    monitor::{self, Monitor},
    outbox,
    panel::{self, Panel},
    panel_notice::{self, NewPanelNotice, PanelNotice, To},
};

use crate::{
    Cx, Error,
    decision::{calm, filled, long_day},
    job::plain_words,
    keys::sha256,
    panel::desk,
};

/// Letters on one page.
const LETTERS: u64 = 200;

/// To whom something is told.
pub(crate) struct Target {
    to: To,
    number: String,
    language: String,
    email: Option<String>,
}

impl Target {
    /// A candidate.
    pub(crate) fn of_candidate(one: &Candidate) -> Self {
        let by_mail = one.about.notice_by == NoticeBy::Mail;
        Target {
            to: To::Candidate(one.id),
            number: one.about.number.clone(),
            language: one.about.language.clone(),
            email: one.about.person.reveal().email.clone().filter(|_| by_mail),
        }
    }

    /// A monitor.
    pub(crate) fn of_monitor(one: &Monitor) -> Self {
        let by_mail = one.about.way == NoticeBy::Mail;
        Target {
            to: To::Monitor(one.id),
            number: one.about.number.to_string(),
            language: one.about.language.clone(),
            email: one.about.person.reveal().email.clone().filter(|_| by_mail),
        }
    }

    /// True when it goes by mail.
    pub(crate) const fn is_by_mail(&self) -> bool {
        self.email.is_some()
    }
}

/// Freezes a notice; by mail it is queued, by letter it waits for the desk. `reason` is a code of the rule, `words` is added.
pub(crate) async fn tell(
    cx: &Cx,
    tx: &mut Tx,
    panel: &Panel,
    target: &Target,
    (kind, reason, words): (PanelNoticeKind, &str, &str),
) -> Result<(), Error> {
    let body = text(cx, panel, target, (kind, reason, words));
    let medium = if target.is_by_mail() { NoticeBy::Mail } else { NoticeBy::Letter };
    let new = NewPanelNotice { code: kind.code().to_owned(), medium, sha256: sha256(body.as_bytes()), body };
    let id = panel_notice::insert(tx, target.to, &new).await?;
    if let Some(email) = &target.email {
        outbox::push(tx, &Personal::new(email.clone()), &Mail::Panel { notice: id.0 }, None, None).await?;
    }
    Ok(())
}

/// Title, an empty line, text.
fn text(cx: &Cx, panel: &Panel, target: &Target, (kind, reason, words): (PanelNoticeKind, &str, &str)) -> String {
    let lang = Lang::from_code(&target.language).unwrap_or_default();
    let rule = cx.city.rules.panels();
    let notice = rule.notices.of(kind);
    let term = format!("{}～{}", long_day(panel.about.starts_on, lang), long_day(panel.about.ends_on, lang));
    let values = [
        ("panel", panel.about.title.clone()),
        ("number", target.number.clone()),
        ("term", term),
        ("reason", rule.reason(reason).map(|reason| plain_words(&reason.public, lang)).unwrap_or_default()),
        ("words", words.trim().to_owned()),
    ];
    let title = filled(&plain_words(&notice.title, lang), &values);
    let body = filled(&plain_words(&notice.body, lang), &values);
    format!("{title}\n\n{}", calm(&body))
}

/// A notice on paper.
#[derive(Debug, Clone)]
pub struct PanelLetter {
    /// The frozen notice.
    pub notice: PanelNotice,
    /// To whom: address and name, one line each.
    pub addressee: Vec<String>,
    /// Its title and text.
    pub title: String,
    /// Paragraphs; line breaks inside are kept.
    pub paragraphs: Vec<String>,
    /// ja, easy or en.
    pub language: String,
}

/// The letters of a term that wait to be sent, with names and addresses, each for an envelope. That they were printed stands in
/// the audit.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn letters(cx: &Cx, key: &PublicKey) -> Result<(Panel, Vec<PanelLetter>), Error> {
    desk(cx)?;
    let tx = cx.begin().await?;
    let panel = panel::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let waiting = panel_notice::letters_waiting(&tx, panel.id, LETTERS).await?;
    let people = People::of(&tx, panel.id, &waiting).await?;
    let mut letters = Vec::new();
    for notice in waiting {
        let (person, language, _) = people.find(notice.to).ok_or(Error::NotFound)?;
        let person = person.reveal();
        let (title, body) = notice.told.body.split_once("\n\n").unwrap_or((notice.told.body.as_str(), ""));
        let lines = [person.address.clone().unwrap_or_default(), person.name.clone()];
        letters.push(PanelLetter {
            addressee: lines.into_iter().filter(|line| !line.trim().is_empty()).collect(),
            title: title.to_owned(),
            paragraphs: body.split("\n\n").map(str::to_owned).collect(),
            language: language.to_owned(),
            notice,
        });
    }
    let event = AuditEvent::new("letter_printed", "panel", Some(panel.id.0)).with("letters", letters.len());
    tx.commit(Story::audit(event)).await?;
    Ok((panel, letters))
}

/// The letters were put into the post: those that the page showed. Answers how many. A mail may come back meanwhile, and older
/// notices wait as letters then: what was not shown was not posted.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn mark_sent(cx: &Cx, key: &PublicKey, shown: &[PanelNoticeId]) -> Result<u64, Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let panel = panel::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let waiting = panel_notice::letters_waiting(&tx, panel.id, LETTERS).await?;
    let ids: Vec<PanelNoticeId> = waiting.into_iter().map(|notice| notice.id).filter(|id| shown.contains(id)).collect();
    let sent = panel_notice::mark_sent(&mut tx, &ids).await?;
    let event = AuditEvent::new("notice_sent", "panel", Some(panel.id.0)).with("letters", sent);
    tx.commit(Story::audit(event)).await?;
    Ok(sent)
}

/// How many letters of a term wait, and how many of them because their mail reached nobody.
pub(crate) async fn waiting(cx: &Cx, panel: &Panel) -> Result<(usize, usize), Error> {
    let from = cx.reader();
    let waiting = panel_notice::letters_waiting(&from, panel.id, LETTERS).await?;
    let people = People::of(&from, panel.id, &waiting).await?;
    let back =
        |notice: &&PanelNotice| people.find(notice.to).is_some_and(|(person, _, way)| came_back(notice, way, person));
    Ok((waiting.len(), waiting.iter().filter(back).count()))
}

/// This notice is a letter although the person wished for mails and has an address: its mail reached nobody.
#[must_use]
pub fn came_back(notice: &PanelNotice, way: NoticeBy, person: &Personal<Person>) -> bool {
    let by_mail = way == NoticeBy::Mail && person.reveal().email.is_some();
    by_mail && notice.told.medium == NoticeBy::Letter
}

/// To whom letters go.
struct People {
    candidates: Vec<Candidate>,
    monitors: Vec<Monitor>,
}

impl People {
    async fn of(from: &impl Source, panel: PanelId, letters: &[PanelNotice]) -> Result<Self, Error> {
        let candidates: Vec<CandidateId> = letters.iter().filter_map(|notice| candidate_of(notice.to)).collect();
        let has_monitors = candidates.len() < letters.len();
        Ok(People {
            candidates: candidate::by_ids(from, &candidates).await?,
            monitors: if has_monitors { monitor::of_panel(from, panel).await? } else { Vec::new() },
        })
    }

    /// The person with their language, and how they wish to be told.
    fn find(&self, to: To) -> Option<(&Personal<Person>, &str, NoticeBy)> {
        match to {
            To::Candidate(id) => {
                let about = &self.candidates.iter().find(|one| one.id == id)?.about;
                Some((&about.person, about.language.as_str(), about.notice_by))
            }
            To::Monitor(id) => {
                let about = &self.monitors.iter().find(|one| one.id == id)?.about;
                Some((&about.person, about.language.as_str(), about.way))
            }
        }
    }
}

const fn candidate_of(to: To) -> Option<CandidateId> {
    match to {
        To::Candidate(id) => Some(id),
        To::Monitor(_) => None,
    }
}
