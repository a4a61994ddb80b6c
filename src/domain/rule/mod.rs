//! Which rules has the city given itself, and how does the program ask for them?
//!
//! Rules are documents, not code. Each kind has a module with its types and tests; [`Rules`] is all of them together,
//! complete and tested, and is what the rest of the program asks. Dates and versions of documents are kept elsewhere.

pub mod agency;
pub mod approval;
pub mod channel;
pub mod check;
pub mod city;
pub mod danger;
pub mod deadlines;
pub mod dialogue;
pub mod document;
pub mod error;
pub mod hours;
pub mod import;
pub mod kind;
pub mod letter;
pub mod limit;
pub mod outcome;
pub mod panel;
pub mod paper;
pub mod reason;
pub mod role;
pub mod term;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};

use self::agency::{Agencies, Agency};
use self::approval::{Approval, Route};
use self::channel::{Channel, Channels};
use self::check::read;
use self::city::City;
use self::danger::{DangerContact, DangerGroup, DangerResponse, DangerResponses};
use self::deadlines::Deadlines;
use self::dialogue::Dialogues;
pub use self::document::{Rule, RuleKind, parse};
pub use self::error::RuleError;
use self::hours::OfficeCalendar;
use self::import::Imports;
use self::kind::{Categories, Category, Kind, Kinds};
use self::letter::{LetterTemplate, Letters};
use self::limit::Limits;
use self::outcome::{Outcome, Outcomes};
use self::panel::Panels;
use self::paper::Papers;
pub use self::reason::Use;
use self::reason::{Reason, Reasons};
use self::term::{Term, Terms};
use crate::calendar::Calendar;
use crate::clock::{civil_date, civil_time};
use crate::deadline::DayCount;
use crate::localized::Localized;

/// All rules of the city, complete and tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    agencies: Agencies,
    approval: Approval,
    calendar: OfficeCalendar,
    categories: Categories,
    channels: Channels,
    city: City,
    danger: DangerResponses,
    deadlines: Deadlines,
    dialogues: Dialogues,
    imports: Imports,
    kinds: Kinds,
    letters: Letters,
    limits: Limits,
    outcomes: Outcomes,
    panels: Panels,
    papers: Papers,
    reasons: Reasons,
    terms: Terms,
}

impl Rules {
    /// Reads a complete set of documents, one of each kind.
    ///
    /// # Errors
    /// When a document is refused, or a kind is missing or comes twice.
    pub fn from_documents<B: AsRef<str>>(
        documents: impl IntoIterator<Item = (RuleKind, B)>,
    ) -> Result<Self, RuleError> {
        let mut bodies: Vec<(RuleKind, B)> = documents.into_iter().collect();
        bodies.sort_by_key(|(kind, _)| *kind);
        if let Some((kind, _)) = bodies.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| &pair[0]) {
            return Err(RuleError::new(kind.title(), "同じ規則が2つあります", "片方を外してください"));
        }
        let body = |kind: RuleKind| {
            bodies.iter().find(|(found, _)| *found == kind).map(|(_, body)| body.as_ref()).ok_or_else(|| {
                RuleError::new(kind.title(), "規則がありません", format!("{} を加えてください", kind.file_name()))
            })
        };
        Ok(Self {
            agencies: read(body(RuleKind::Agencies)?)?,
            approval: read(body(RuleKind::Approval)?)?,
            calendar: read(body(RuleKind::Calendar)?)?,
            categories: read(body(RuleKind::Categories)?)?,
            channels: read(body(RuleKind::Channels)?)?,
            city: read(body(RuleKind::City)?)?,
            danger: read(body(RuleKind::Danger)?)?,
            deadlines: read(body(RuleKind::Deadlines)?)?,
            dialogues: read(body(RuleKind::Dialogue)?)?,
            imports: read(body(RuleKind::Imports)?)?,
            kinds: read(body(RuleKind::Kinds)?)?,
            letters: read(body(RuleKind::Letter)?)?,
            limits: read(body(RuleKind::Limits)?)?,
            outcomes: read(body(RuleKind::Outcomes)?)?,
            panels: read(body(RuleKind::Panel)?)?,
            papers: read(body(RuleKind::Paper)?)?,
            reasons: read(body(RuleKind::Reasons)?)?,
            terms: read(body(RuleKind::Terms)?)?,
        })
    }

    /// Open and closed days.
    #[must_use]
    pub const fn calendar(&self) -> &Calendar {
        &self.calendar.calendar
    }

    /// Open hours of an open day.
    #[must_use]
    pub const fn office_hours(&self) -> hours::OfficeHours {
        self.calendar.office_hours
    }

    /// The city itself.
    #[must_use]
    pub const fn city(&self) -> &City {
        &self.city
    }

    /// 受付日 of what comes in by itself at this moment: the same day, or by the city's rule the next open day when the
    /// doors are closed already.
    #[must_use]
    pub fn received_on(&self, at: DateTime<Utc>) -> NaiveDate {
        let today = civil_date(at);
        let open = self.calendar().is_open(today) && civil_time(at) < self.office_hours().closes;
        match today.succ_opt() {
            Some(tomorrow) if !open && !self.deadlines().after_hours_same_day => self.calendar().next_open(tomorrow),
            _ => today,
        }
    }

    /// Times of the stages and reminders.
    #[must_use]
    pub const fn deadlines(&self) -> &Deadlines {
        &self.deadlines
    }

    /// Meetings with the mayor.
    #[must_use]
    pub const fn dialogues(&self) -> &Dialogues {
        &self.dialogues
    }

    /// Sizes, counts and times.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Letter templates, document numbers and receipt texts.
    #[must_use]
    pub const fn letters(&self) -> &Letters {
        &self.letters
    }

    /// How tables that others fill in speak.
    #[must_use]
    pub const fn imports(&self) -> &Imports {
        &self.imports
    }

    /// Every channel, also those out of use.
    #[must_use]
    pub fn channels(&self) -> &[Channel] {
        &self.channels.channels
    }

    /// The channels in use on this day.
    pub fn channels_on(&self, on: NaiveDate) -> impl Iterator<Item = &Channel> {
        self.channels().iter().filter(move |channel| channel.is_used_on(on))
    }

    /// The channel of this code.
    #[must_use]
    pub fn channel(&self, code: &str) -> Option<&Channel> {
        self.channels().iter().find(|channel| channel.code == code)
    }

    /// Time to the reply for what comes by this channel.
    #[must_use]
    pub fn reply_deadline(&self, channel: &str) -> DayCount {
        self.channel(channel).and_then(|channel| channel.deadline).unwrap_or(self.deadlines.reply)
    }

    /// How long a closed matter that came by this channel may be taken up again.
    #[must_use]
    pub fn reopen_period(&self, channel: &str) -> DayCount {
        self.channel(channel).and_then(|channel| channel.reopen).unwrap_or(self.deadlines.reopen)
    }

    /// What the receipt says for this channel and wish; an unknown channel promises nothing.
    #[must_use]
    pub fn receipt_text(&self, channel: &str, reply_wanted: bool) -> &Localized {
        let texts = &self.letters.receipt;
        self.channel(channel).map_or(&texts.not_wanted, |channel| texts.choose(channel.reply_policy, reply_wanted))
    }

    /// The kinds in use on this day, in the order of the statistics.
    pub fn kinds_on(&self, on: NaiveDate) -> impl Iterator<Item = &Kind> {
        self.kinds.kinds.iter().filter(move |kind| check::holds(kind.valid_from, kind.valid_until, on))
    }

    /// Every kind, also those out of use.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds.kinds
    }

    /// The kind of this code.
    #[must_use]
    pub fn kind(&self, code: &str) -> Option<&Kind> {
        self.kinds().iter().find(|kind| kind.code == code)
    }

    /// Every category, also those out of use.
    #[must_use]
    pub fn categories(&self) -> &[Category] {
        &self.categories.categories
    }

    /// The categories in use on this day, in the order of the statistics.
    pub fn categories_on(&self, on: NaiveDate) -> impl Iterator<Item = &Category> {
        self.categories().iter().filter(move |row| check::holds(row.valid_from, row.valid_until, on))
    }

    /// The category of this code.
    #[must_use]
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories().iter().find(|category| category.code == code)
    }

    /// Every approval route.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.approval.routes
    }

    /// The approval route of this code; without a code the usual one.
    #[must_use]
    pub fn route(&self, code: Option<&str>) -> Option<&Route> {
        let code = code.unwrap_or(&self.approval.default);
        self.routes().iter().find(|route| route.code == code)
    }

    /// The letter template of this code; without a code the usual one.
    #[must_use]
    pub fn letter(&self, code: Option<&str>) -> Option<&LetterTemplate> {
        let code = code.unwrap_or(&self.letters.default);
        self.letters.templates.iter().find(|template| template.code == code)
    }

    /// The template of this code; the usual one when the code is empty or is not in the rules any more.
    #[must_use]
    pub fn letter_or_usual(&self, code: &str) -> Option<&LetterTemplate> {
        self.letter(Some(code)).or_else(|| self.letter(None))
    }

    /// The matter of a letter to somebody who gave no 件名.
    #[must_use]
    pub fn letter_matter(&self) -> &Localized {
        &self.letters.matter
    }

    /// The templates under which an answer may go out; an interim one answers nothing.
    pub fn letters_to_choose(&self) -> impl Iterator<Item = &LetterTemplate> {
        self.letters.templates.iter().filter(|template| !template.interim)
    }

    /// The reasons that may be given for this, in the order of the list.
    pub fn reasons_for(&self, usage: Use) -> impl Iterator<Item = &Reason> {
        self.reasons.reasons.iter().filter(move |reason| reason.uses.contains(&usage))
    }

    /// What gets no reply, as residents read it before they write, in the order of the list. A city whose rule has no short
    /// names shows the sentences of all its reasons.
    #[must_use]
    pub fn no_reply_list(&self) -> Vec<&Localized> {
        let short: Vec<&Localized> =
            self.reasons_for(Use::NoReply).filter_map(|reason| reason.in_list.as_ref()).collect();
        if short.is_empty() {
            return self.reasons_for(Use::NoReply).filter_map(|reason| reason.public.as_ref()).collect();
        }
        short
    }

    /// The reason of this code.
    #[must_use]
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.reasons.reasons.iter().find(|reason| reason.code == code)
    }

    /// Every outcome, in the order of the statistics.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes.outcomes
    }

    /// The outcome of this code.
    #[must_use]
    pub fn outcome(&self, code: &str) -> Option<&Outcome> {
        self.outcomes().iter().find(|outcome| outcome.code == code)
    }

    /// Terms of monitors.
    #[must_use]
    pub const fn panels(&self) -> &Panels {
        &self.panels
    }

    /// Boxes, forms on paper and how they are read.
    #[must_use]
    pub const fn papers(&self) -> &Papers {
        &self.papers
    }

    /// The city's own key terms.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms.terms
    }

    /// Who handles what the city does not.
    #[must_use]
    pub fn agencies(&self) -> &[Agency] {
        &self.agencies.agencies
    }

    /// The agency of this code.
    #[must_use]
    pub fn agency(&self, code: &str) -> Option<&Agency> {
        self.agencies().iter().find(|agency| agency.code == code)
    }

    /// What to show and whom to tell for a group of danger words.
    #[must_use]
    pub fn danger(&self, group: DangerGroup) -> Option<&DangerResponse> {
        self.danger.response(group)
    }

    /// Numbers that residents are shown and nobody has checked against their source: of whom to call now, and of agencies.
    #[must_use]
    pub fn unverified(&self) -> (usize, usize) {
        let calls = self.danger.contacts.iter().filter(|contact| !contact.verified).count();
        (calls, self.agencies().iter().filter(|agency| !agency.verified).count())
    }

    /// Whom to call for a group of danger words, the first one first.
    pub fn danger_calls(&self, group: DangerGroup) -> impl Iterator<Item = &DangerContact> {
        self.danger.calls(group)
    }
}
