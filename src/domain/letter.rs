//! 回答書: one per submission, put together from the points' decided replies; what goes out is what was decided.

use crate::id::{CaseId, ReplyId};
use crate::refusal::Refusal;
use crate::reply::{Reply, text_hash};

/// What a point of the letter rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A decided reply.
    Reply {
        /// The version.
        reply: ReplyId,
        /// Its text.
        body: String,
        /// The hash that was decided.
        sha256: String,
    },
    /// No answer, with the reason from the city's list and its public wording.
    Unanswered {
        /// Reason code.
        reason: String,
        /// What the resident reads.
        wording: String,
    },
    /// Nothing yet.
    Missing,
}

/// One point of the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its case.
    pub case: CaseId,
    /// 枝番
    pub branch: u16,
    /// Heading: what was asked, in a few words.
    pub title: String,
    /// The section that answers.
    pub section: String,
    /// The answer.
    pub answer: Answer,
}

/// The answer of a decided reply.
///
/// # Errors
/// [`Refusal::TextChanged`] when the version's hash is not the one that was decided.
pub fn decided(reply: &Reply, decided_sha256: &str) -> Result<Answer, Refusal> {
    let fields = crate::reply::NewReply {
        form: reply.form,
        body: reply.body.clone(),
        outcome: reply.outcome.clone(),
        outcome_note: reply.outcome_note.clone(),
        follow_up_on: reply.follow_up_on,
    };
    if fields.sha256() != decided_sha256 || reply.sha256 != decided_sha256 {
        return Err(Refusal::TextChanged);
    }
    Ok(Answer::Reply { reply: reply.id, body: reply.body.clone(), sha256: reply.sha256.clone() })
}

/// The frozen body of a letter: one point stands alone, several are numbered in the order of the resident's letter.
///
/// # Errors
/// [`Refusal::PointUnanswered`] while a point has neither a reply nor a reason.
pub fn assemble(points: &[Point]) -> Result<String, Refusal> {
    let count = points.iter().filter(|p| p.answer == Answer::Missing).count();
    if count > 0 || points.is_empty() {
        return Err(Refusal::PointUnanswered { count: count.max(1) });
    }
    let text = |point: &Point| match &point.answer {
        Answer::Reply { body, .. } => format!("{}\n（{}）", body.trim_end(), point.section),
        Answer::Unanswered { wording, .. } => wording.clone(),
        Answer::Missing => String::new(),
    };
    Ok(match points {
        [only] => text(only),
        many => many
            .iter()
            .enumerate()
            .map(|(i, p)| format!("{}　{}について\n{}", i + 1, p.title, text(p)))
            .collect::<Vec<_>>()
            .join("\n\n"),
    })
}

/// The hash of a frozen letter.
pub fn letter_hash(body: &str, signature: &str) -> String {
    text_hash(&[body, signature])
}
