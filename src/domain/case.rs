//! 案件: one matter that staff handle, and the rules of what may happen to it.

use chrono::{DateTime, NaiveDate, Utc};

use crate::access::{Actor, has_right};
use crate::id::{CaseId, MeasureId, PublicKey, SectionId, StaffId, SubmissionId};
use crate::memo::Done;
use crate::refusal::Refusal;
use crate::workflow::{Act, Start, Status, first, next};

/// The decision about the plan: not made, nothing fits, or tagged with one primary measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeasureDecision {
    /// 未定
    Undecided,
    /// 該当施策なし
    None,
    /// Tagged; further measures beside the primary.
    Tagged {
        /// 主な施策
        primary: MeasureId,
        /// その他の施策
        others: Vec<MeasureId>,
    },
}

/// A case as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Database key.
    pub id: CaseId,
    /// Key in addresses.
    pub key: PublicKey,
    /// The voice it came from.
    pub submission: SubmissionId,
    /// 枝番, from 1.
    pub branch: u16,
    /// 処理状態
    pub status: Status,
    /// Since when it has this status.
    pub status_at: DateTime<Utc>,
    /// The one section that holds it; the hearing section until it is routed.
    pub holder: SectionId,
    /// The person in that section, when somebody took it.
    pub holder_staff: Option<StaffId>,
    /// Since when this section holds it; never reset by an edit.
    pub holder_at: DateTime<Utc>,
    /// True: known only to the hearing desk and to 係長, 課長, 部長 of the holding section.
    pub restricted: bool,
    /// 種別 code
    pub kind: Option<String>,
    /// 分野 code
    pub category: Option<String>,
    /// 施策
    pub measure: MeasureDecision,
    /// 対応区分 code, set with the reply or result.
    pub outcome: Option<String>,
    /// Does the resident want a letter or other reply (and does the channel's policy give one)?
    pub reply_due: bool,
    /// 受付日
    pub received_on: NaiveDate,
    /// 回答期限; the clock never resets when the holder changes.
    pub due_on: NaiveDate,
    /// Re-check date of 検討中.
    pub follow_up_on: Option<NaiveDate>,
    /// How often sections returned it.
    pub returns: u16,
    /// A ruling was made: it cannot be returned again.
    pub ruled: bool,
    /// When danger words put it before a human; stays for the record.
    pub urgent_at: Option<DateTime<Utc>>,
    /// When a human took it.
    pub urgent_taken_at: Option<DateTime<Utc>>,
    /// Reason code of the ending that is proposed or was confirmed.
    pub ending: Option<String>,
    /// When it ended.
    pub closed_on: Option<NaiveDate>,
    /// Grows by one with each save; two clerks saving the same case do not overwrite each other.
    pub lock: i64,
}

impl Case {
    /// Moves the case along the table.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] when the act does not fit the status.
    pub fn step(mut self, act: Act, at: DateTime<Utc>) -> Result<Self, Refusal> {
        let to = next(self.status, act).ok_or(Refusal::NotNow { from: self.status, act })?;
        // While it stands before everybody, nobody has it: what leaves it there does not stop the minutes.
        if self.status == Status::Urgent && to != Status::Urgent && self.urgent_taken_at.is_none() {
            self.urgent_taken_at = Some(at);
        }
        if to != self.status {
            self.status = to;
            self.status_at = at;
            self.closed_on = (!to.is_open()).then(|| crate::clock::civil_date(at));
        }
        Ok(self)
    }

    /// 回付: the section becomes the holder; the deadline stays.
    ///
    /// # Errors
    /// [`Refusal::NotNow`].
    pub fn route(self, to: SectionId, at: DateTime<Utc>) -> Result<Self, Refusal> {
        Ok(self.step(Act::Route, at)?.hold(to, at))
    }

    /// 受諾 by a person of the holding section.
    ///
    /// # Errors
    /// [`Refusal::NotNow`].
    pub fn accept(self, by: StaffId, at: DateTime<Utc>) -> Result<Self, Refusal> {
        let mut case = self.step(Act::Accept, at)?;
        case.holder_staff = Some(by);
        Ok(case)
    }

    /// Which act a return is: the one with which `until_ruling` returns are reached goes to 広聴課長.
    pub fn return_act(&self, until_ruling: u8) -> Act {
        if self.returns + 1 >= u16::from(until_ruling) { Act::ReturnToHead } else { Act::Return }
    }

    /// 返却 to the hearing desk, naming the section believed right; `until_ruling` as in [`Case::return_act`].
    ///
    /// # Errors
    /// [`Refusal::SameSection`] when it names itself, [`Refusal::NotNow`] when it was ruled or does not fit.
    pub fn give_back(
        self,
        right: SectionId,
        desk: SectionId,
        until_ruling: u8,
        at: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        let act = self.return_act(until_ruling);
        if self.ruled {
            return Err(Refusal::NotNow { from: self.status, act });
        }
        if right == self.holder {
            return Err(Refusal::SameSection);
        }
        let mut case = self.step(act, at)?.hold(desk, at);
        case.returns += 1;
        Ok(case)
    }

    /// 期限を変える: a day from today on, other than the one in force. The day in force before stays in the history.
    ///
    /// # Errors
    /// [`Refusal::DueDay`] for a day that has passed or is in force already, [`Refusal::NotNow`].
    pub fn extend(self, due_on: NaiveDate, at: DateTime<Utc>) -> Result<Self, Refusal> {
        if due_on < crate::clock::civil_date(at) || due_on == self.due_on {
            return Err(Refusal::DueDay);
        }
        let mut case = self.step(Act::Extend, at)?;
        case.due_on = due_on;
        Ok(case)
    }

    /// 裁定: the section that has to do it; it sticks.
    ///
    /// # Errors
    /// [`Refusal::NotNow`].
    pub fn rule(self, to: SectionId, at: DateTime<Utc>) -> Result<Self, Refusal> {
        let mut case = self.step(Act::Rule, at)?.hold(to, at);
        case.ruled = true;
        Ok(case)
    }

    fn hold(mut self, section: SectionId, at: DateTime<Utc>) -> Self {
        if self.holder != section {
            self.holder = section;
            self.holder_at = at;
        }
        self.holder_staff = None;
        self
    }

    /// The acts that this actor can do now, in the order of work: what the page shows as buttons. `until_ruling` as in
    /// [`Case::return_act`].
    pub fn acts_for(&self, actor: &Actor, until_ruling: u8) -> Vec<Act> {
        Act::ALL
            .into_iter()
            .filter(|act| next(self.status, *act).is_some() && has_right(actor, *act, self))
            .filter(|act| {
                let returns = matches!(act, Act::Return | Act::ReturnToHead);
                !returns || (!self.ruled && *act == self.return_act(until_ruling))
            })
            .collect()
    }
}

/// How a case begins, and through whom ([`Start`] says what that means).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Begin {
    /// At the hearing desk.
    #[default]
    Desk,
    /// In the section that heard it; this person has taken it.
    Section {
        /// Who wrote it down.
        staff: StaffId,
    },
    /// Dealt with while it was heard.
    Done {
        /// Who dealt with it.
        staff: StaffId,
        /// What was done.
        done: Done,
    },
}

impl Begin {
    /// Its row of the table.
    #[must_use]
    pub const fn start(&self) -> Start {
        match self {
            Begin::Desk => Start::Desk,
            Begin::Section { .. } => Start::Section,
            Begin::Done { .. } => Start::Done,
        }
    }

    /// Who has it from the first moment on.
    #[must_use]
    pub const fn staff(&self) -> Option<StaffId> {
        match self {
            Begin::Desk => None,
            Begin::Section { staff } | Begin::Done { staff, .. } => Some(*staff),
        }
    }
}

/// What a new case starts with.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// Key in addresses.
    pub key: PublicKey,
    /// 枝番
    pub branch: u16,
    /// The point's own text when a letter was split; the whole letter otherwise.
    pub point: Option<String>,
    /// 件名 or first words, for lists; masked like the text.
    pub title: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// 回答期限
    pub due_on: NaiveDate,
    /// A reply is owed.
    pub reply_due: bool,
    /// 種別 guessed by the resident.
    pub kind: Option<String>,
    /// Danger words were found.
    pub urgent: bool,
    /// Only for those who must know.
    pub restricted: bool,
    /// How it begins, unless danger words put it before the desk.
    pub begin: Begin,
}

impl NewCase {
    /// The status in which it begins.
    #[must_use]
    pub const fn status(&self) -> Status {
        first(self.begin.start(), self.urgent)
    }

    /// How it begins in truth: danger words win.
    #[must_use]
    pub const fn begins(&self) -> &Begin {
        if self.urgent { &Begin::Desk } else { &self.begin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urgent() -> Case {
        Case {
            id: CaseId(1),
            key: PublicKey::from_random([7; 17]),
            submission: SubmissionId(1),
            branch: 1,
            status: Status::Urgent,
            status_at: DateTime::UNIX_EPOCH,
            holder: SectionId(1),
            holder_staff: None,
            holder_at: DateTime::UNIX_EPOCH,
            restricted: false,
            kind: None,
            category: None,
            measure: MeasureDecision::Undecided,
            outcome: None,
            reply_due: true,
            received_on: NaiveDate::default(),
            due_on: NaiveDate::default(),
            follow_up_on: None,
            returns: 0,
            ruled: false,
            urgent_at: Some(DateTime::UNIX_EPOCH),
            urgent_taken_at: None,
            ending: None,
            closed_on: None,
            lock: 1,
        }
    }

    #[test]
    fn the_minutes_of_an_urgent_case_stop_when_it_leaves_that_status_and_at_nothing_else() {
        let at = DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(20);
        for act in Act::ALL.into_iter().filter(|act| next(Status::Urgent, *act).is_some()) {
            let after = urgent().step(act, at).unwrap();
            let waits = after.status == Status::Urgent;
            assert_eq!(after.urgent_taken_at, (!waits).then_some(at), "{act:?}");
        }
        assert_eq!(urgent().step(Act::Split, at).unwrap().status, Status::Urgent);
        let later = at + chrono::TimeDelta::minutes(5);
        let taken = urgent().step(Act::Split, at).unwrap().step(Act::TakeUrgent, later).unwrap();
        assert_eq!(taken.urgent_taken_at, Some(later));
    }
}
