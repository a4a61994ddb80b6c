//! 回答案・処理結果: what a section writes, version by version, and the hash that is decided.

use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};

use crate::id::{CaseId, ReplyId, SectionId, StaffId};
use crate::memo::Done;
use crate::refusal::Refusal;

/// What the text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 回答案: becomes a point of the letter.
    Reply,
    /// 処理結果: what was done, or why not; no letter goes out.
    Result,
}

impl Form {
    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Form::Reply => "reply",
            Form::Result => "result",
        }
    }

    /// Reads a stored code.
    pub fn parse(code: &str) -> Option<Self> {
        [Form::Reply, Form::Result].into_iter().find(|f| f.code() == code)
    }

    /// The word that staff use.
    pub const fn label(self) -> &'static str {
        match self {
            Form::Reply => "回答案",
            Form::Result => "処理結果",
        }
    }
}

/// What the city's list says an outcome needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutcomeNeeds {
    /// A time or a reason in words.
    pub note: bool,
    /// A re-check date.
    pub follow_up: bool,
}

/// How many files go out with one reply at most.
pub const ENCLOSURES_AT_MOST: usize = 5;
/// What they may weigh together, in bytes: a mail grows by a third, and many mail servers take no more than 10 MB.
pub const ENCLOSURES_BYTES: u64 = 7_000_000;

/// 添付資料: a file that goes out with the reply, decided with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Its name, as the resident sees it.
    pub name: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

/// A draft before it is saved.
#[derive(Debug, Clone)]
pub struct NewReply {
    /// Reply or result.
    pub form: Form,
    /// The text.
    pub body: String,
    /// 対応区分 code
    pub outcome: String,
    /// 時期・理由
    pub outcome_note: String,
    /// 次に確認する日
    pub follow_up_on: Option<NaiveDate>,
    /// 添付資料, in their order.
    pub enclosures: Vec<Enclosure>,
}

impl From<&Reply> for NewReply {
    fn from(saved: &Reply) -> Self {
        NewReply {
            form: saved.form,
            body: saved.body.clone(),
            outcome: saved.outcome.clone(),
            outcome_note: saved.outcome_note.clone(),
            follow_up_on: saved.follow_up_on,
            enclosures: saved.enclosures.clone(),
        }
    }
}

impl From<&Done> for NewReply {
    /// What was done while it was heard: the result itself is the reason, where its outcome asks for one.
    fn from(done: &Done) -> Self {
        NewReply {
            form: Form::Result,
            body: done.result.clone(),
            outcome: done.outcome.clone(),
            outcome_note: if done.gives_reason { done.result.clone() } else { String::new() },
            follow_up_on: None,
            enclosures: Vec::new(),
        }
    }
}

impl NewReply {
    /// Checks a draft that shall go to approval. An unfinished draft may be saved without it.
    ///
    /// # Errors
    /// What is missing.
    pub fn complete(&self, needs: OutcomeNeeds, today: NaiveDate) -> Result<(), Refusal> {
        if self.body.trim().is_empty() {
            return Err(Refusal::TextMissing);
        }
        if self.outcome.is_empty() {
            return Err(Refusal::OutcomeMissing);
        }
        if needs.note && self.outcome_note.trim().is_empty() {
            return Err(Refusal::OutcomeNoteMissing);
        }
        match self.follow_up_on {
            None if needs.follow_up => Err(Refusal::FollowUpMissing),
            Some(day) if day <= today => Err(Refusal::FollowUpPast),
            Some(_) | None => Ok(()),
        }
    }

    /// What goes out with the reply fits into a mail; a 処理結果 goes nowhere, so nothing goes with it.
    ///
    /// # Errors
    /// What does not fit.
    pub fn enclosures_fit(&self) -> Result<(), Refusal> {
        if self.form == Form::Result && !self.enclosures.is_empty() {
            return Err(Refusal::EnclosuresWithoutReply);
        }
        if self.enclosures.len() > ENCLOSURES_AT_MOST {
            return Err(Refusal::EnclosuresMany { most: ENCLOSURES_AT_MOST });
        }
        if self.enclosures.iter().map(|file| file.size).sum::<u64>() > ENCLOSURES_BYTES {
            return Err(Refusal::EnclosuresLarge { megabytes: ENCLOSURES_BYTES / 1_000_000 });
        }
        Ok(())
    }

    /// The hash that is decided: text, outcome, note, date and enclosures together, so that none can change unseen.
    pub fn sha256(&self) -> String {
        let follow_up = self.follow_up_on.map(|d| d.to_string()).unwrap_or_default();
        let mut parts = vec![self.form.code(), &self.body, &self.outcome, &self.outcome_note, &follow_up];
        parts.extend(self.enclosures.iter().flat_map(|file| [file.name.as_str(), file.sha256.as_str()]));
        text_hash(&parts)
    }
}

/// A saved version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Database key.
    pub id: ReplyId,
    /// Its case.
    pub case: CaseId,
    /// The section that wrote it.
    pub section: SectionId,
    /// From 1.
    pub version: u32,
    /// Reply or result.
    pub form: Form,
    /// The text.
    pub body: String,
    /// 対応区分 code
    pub outcome: String,
    /// 時期・理由
    pub outcome_note: String,
    /// 次に確認する日
    pub follow_up_on: Option<NaiveDate>,
    /// 添付資料, in their order.
    pub enclosures: Vec<Enclosure>,
    /// Hash of all of it.
    pub sha256: String,
    /// Who wrote it.
    pub author: StaffId,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// SHA-256 over parts with their lengths, hex.
pub fn text_hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    data_encoding::HEXLOWER.encode(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Form, NewReply, OutcomeNeeds};
    use crate::refusal::Refusal;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// 検討中, with a reason and a day to look again.
    fn considering(follow_up_on: Option<&str>) -> NewReply {
        NewReply {
            form: Form::Reply,
            body: "実施するかどうかを検討しています。".to_owned(),
            outcome: "considering".to_owned(),
            outcome_note: "予算の見通しを確かめています。".to_owned(),
            follow_up_on: follow_up_on.map(day),
            enclosures: Vec::new(),
        }
    }

    const ASKS: OutcomeNeeds = OutcomeNeeds { note: true, follow_up: true };

    #[test]
    fn what_is_being_considered_names_a_day_ahead_on_which_somebody_looks_again() {
        let today = day("2026-04-22");
        let without = considering(None).complete(ASKS, today).unwrap_err();
        assert_eq!(without, Refusal::FollowUpMissing);
        assert_eq!(without.to_string(), "「検討中」には、次に確認する日を入れてください。");
        for past in ["2019-04-01", "2026-04-21", "2026-04-22"] {
            let late = considering(Some(past)).complete(ASKS, today).unwrap_err();
            assert_eq!(late, Refusal::FollowUpPast, "{past}");
            assert_eq!(late.to_string(), "次に確認する日は、今日より後の日にしてください。");
        }
        assert_eq!(considering(Some("2026-04-23")).complete(ASKS, today), Ok(()));
    }

    #[test]
    fn an_outcome_that_asks_for_no_day_still_takes_none_that_is_over() {
        let (none, today) = (OutcomeNeeds::default(), day("2026-04-22"));
        assert_eq!(considering(None).complete(none, today), Ok(()));
        assert_eq!(considering(Some("2026-04-22")).complete(none, today), Err(Refusal::FollowUpPast));
    }

    #[test]
    fn what_is_missing_is_said_one_after_the_other() {
        let today = day("2026-04-22");
        let mut draft = NewReply {
            body: " \n".to_owned(),
            outcome: String::new(),
            outcome_note: "　".to_owned(),
            ..considering(None)
        };
        assert_eq!(draft.complete(ASKS, today), Err(Refusal::TextMissing));
        draft.body = "検討しています。".to_owned();
        assert_eq!(draft.complete(ASKS, today), Err(Refusal::OutcomeMissing));
        draft.outcome = "considering".to_owned();
        assert_eq!(draft.complete(ASKS, today), Err(Refusal::OutcomeNoteMissing));
        draft.outcome_note = "予算による".to_owned();
        assert_eq!(draft.complete(ASKS, today), Err(Refusal::FollowUpMissing));
        draft.follow_up_on = Some(day("2026-10-22"));
        assert_eq!(draft.complete(ASKS, today), Ok(()));
    }
}
