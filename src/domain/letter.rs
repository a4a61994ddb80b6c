//! 回答書: one per submission, put together from the points' decided replies; what goes out is what was decided.

use crate::id::{CaseId, ReplyId};
use crate::refusal::Refusal;
use crate::reply::{NewReply, Reply, text_hash};

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
    if NewReply::from(reply).sha256() != decided_sha256 || reply.sha256 != decided_sha256 {
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
            .map(|(i, p)| format!("{}　{}について\n{}", i + 1, matter(&p.title), text(p)))
            .collect::<Vec<_>>()
            .join("\n\n"),
    })
}

/// A heading as it stands before 「について」: without the resident's own numbering and the full stop at its end.
pub fn matter(title: &str) -> &str {
    let bare = title.trim().trim_end_matches(['。', '．', '.', '、']);
    unnumbered(bare).filter(|words| !words.is_empty()).unwrap_or(bare)
}

/// What follows a numbering (1. （2） ① ・); `None` when the number belongs to the matter: 3か月, 1.5キロ, 10月の行事.
fn unnumbered(heading: &str) -> Option<&str> {
    if let Some(words) = heading.strip_prefix(['・', '･']) {
        return Some(words.trim_start());
    }
    let number = heading.strip_prefix(['(', '（']).unwrap_or(heading);
    let behind = number.trim_start_matches(char::is_numeric);
    let words = behind.trim_start_matches(['.', '．', '、', ')', '）', ' ', '　']);
    let circled = number.starts_with(|c: char| matches!(c, '①'..='⑳'));
    let counts = behind.len() < number.len() && (words.len() < behind.len() || circled);
    (counts && !words.starts_with(char::is_numeric)).then_some(words)
}

/// The hash of a frozen letter.
pub fn letter_hash(body: &str, signature: &str) -> String {
    text_hash(&[body, signature])
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use proptest::prelude::*;

    use super::{Answer, Point, assemble, decided, matter};
    use crate::id::{CaseId, ReplyId, SectionId, StaffId};
    use crate::refusal::Refusal;
    use crate::reply::{Enclosure, Form, NewReply, Reply};

    /// A version as the store keeps it, with the hash that was decided.
    fn saved(body: &str, outcome: &str, outcome_note: &str, follow_up_on: Option<NaiveDate>) -> Reply {
        let new = NewReply {
            form: Form::Reply,
            body: body.to_owned(),
            outcome: outcome.to_owned(),
            outcome_note: outcome_note.to_owned(),
            follow_up_on,
            enclosures: vec![enclosure("案内図.pdf", "ab12")],
        };
        Reply {
            id: ReplyId(1),
            case: CaseId(1),
            section: SectionId(1),
            version: 1,
            form: new.form,
            sha256: new.sha256(),
            body: new.body,
            outcome: new.outcome,
            outcome_note: new.outcome_note,
            follow_up_on,
            enclosures: new.enclosures,
            author: StaffId(1),
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    fn enclosure(name: &str, sha256: &str) -> Enclosure {
        Enclosure { name: name.to_owned(), sha256: sha256.to_owned(), size: 1000 }
    }

    #[test]
    fn a_heading_loses_its_numbering_and_its_full_stop_and_nothing_else() {
        let headings = [
            ("1. 回覧板が回ってこない。", "回覧板が回ってこない"),
            ("（2）街灯のこと", "街灯のこと"),
            ("①空き家の塀。", "空き家の塀"),
            ("・バスの時刻", "バスの時刻"),
            ("3か月たっても返事がない", "3か月たっても返事がない"),
            ("1.5キロ先の踏切", "1.5キロ先の踏切"),
            ("2、3年前からの騒音", "2、3年前からの騒音"),
            ("10月の行事", "10月の行事"),
            ("１０月の行事。", "１０月の行事"),
            ("1.", "1"),
            ("", ""),
        ];
        for (given, stands) in headings {
            assert_eq!(matter(given), stands, "{given}");
        }
    }

    fn point(answer: Answer) -> Point {
        Point { case: CaseId(1), branch: 1, title: "回覧板".into(), section: "市民協働課".into(), answer }
    }

    proptest! {
        #[test]
        fn the_text_that_was_decided_is_the_text_that_goes_out(body in "\\PC{1,80}", outcome in "[a-z]{1,9}", note in "\\PC{0,20}") {
            let reply = saved(&body, &outcome, &note, None);
            let hash = reply.sha256.clone();
            let answer = decided(&reply, &hash).unwrap();
            prop_assert_eq!(&answer, &Answer::Reply { reply: reply.id, body: body.clone(), sha256: hash });
            prop_assert!(assemble(&[point(answer)]).unwrap().starts_with(body.trim_end()));
        }

        #[test]
        fn any_change_after_the_decision_stops_the_letter(body in "\\PC{1,80}", note in "\\PC{0,20}", added in "\\PC{1,5}", which in 0..8_u8) {
            let original = saved(&body, "explained", &note, None);
            let decided_hash = original.sha256.clone();
            let mut changed = original;
            match which {
                0 => changed.body.push_str(&added),
                1 => changed.outcome.push_str(&added),
                2 => changed.outcome_note.push_str(&added),
                3 => changed.follow_up_on = NaiveDate::from_ymd_opt(2026, 5, 7),
                4 => changed.enclosures.clear(),
                5 => changed.enclosures.push(enclosure(&added, "cd34")),
                6 => changed.enclosures[0].name.push_str(&added),
                _ => changed.enclosures[0].sha256.push_str(&added),
            }
            // The row's own hash was left as it was: the text itself is looked at.
            prop_assert_eq!(decided(&changed, &decided_hash), Err(Refusal::TextChanged));
            // And with its hash made anew it is not the one that was decided.
            let honest = Reply { sha256: NewReply::from(&changed).sha256(), ..changed };
            prop_assert_eq!(decided(&honest, &decided_hash), Err(Refusal::TextChanged));
        }

        #[test]
        fn words_moved_from_one_field_to_the_next_are_a_change(text in "\\PC{2,40}", at in 1..40_usize) {
            let chars: Vec<char> = text.chars().collect();
            let at = at.min(chars.len() - 1);
            let (head, tail): (String, String) = (chars[..at].iter().collect(), chars[at..].iter().collect());
            prop_assert_ne!(saved(&text, "x", "", None).sha256, saved(&head, &tail, "", None).sha256);
        }
    }

    #[test]
    fn a_letter_waits_for_every_point() {
        let missing = assemble(&[point(Answer::Missing), point(Answer::Missing)]);
        assert_eq!(missing, Err(Refusal::PointUnanswered { count: 2 }));
    }
}
