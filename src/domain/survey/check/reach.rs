//! Which questions can nobody reach? A question is reached by falling through from the one before it or by a jump; nobody
//! falls through where the answers of a required question are all taken by jumps.

use crate::survey::{
    Questionnaire,
    question::{END, Question},
};

/// Positions of the questions that no answers lead to, of a questionnaire whose jumps lead somewhere.
#[must_use]
pub fn unreachable(of: &Questionnaire) -> Vec<usize> {
    let mut is_reached = vec![false; of.questions.len()];
    if let Some(first) = is_reached.first_mut() {
        *first = true;
    }
    for (at, question) in of.questions.iter().enumerate() {
        if !is_reached[at] {
            continue;
        }
        let (targets, falls) = ways_on(of, at, question);
        let next = falls.then_some(at + 1);
        for to in targets.into_iter().chain(next) {
            if let Some(reached) = is_reached.get_mut(to) {
                *reached = true;
            }
        }
    }
    let reached = is_reached.iter().enumerate();
    reached.filter(|(_, is_reached)| !**is_reached).map(|(at, _)| at).collect()
}

/// Where one goes on from a question: jumps that somebody can take, and whether somebody falls through.
fn ways_on(of: &Questionnaire, at: usize, question: &Question) -> (Vec<usize>, bool) {
    // Codes that no earlier rule has taken; only of the question itself is it known that those rules have failed.
    let mut left: Vec<String> = question.codes().into_iter().map(|(code, _)| code).collect();
    let mut targets = Vec::new();
    for skip in &question.skip {
        let is_own = skip.when.question == question.id;
        if is_own && !skip.when.codes.iter().any(|code| left.contains(code)) {
            continue;
        }
        if is_own {
            left.retain(|code| !skip.when.codes.contains(code));
        }
        let target = if skip.go_to == END { Some(of.questions.len()) } else { of.position(&skip.go_to) };
        // A jump back is a mistake of its own; here it goes nowhere.
        targets.extend(target.filter(|to| *to > at));
    }
    let all_taken = question.kind.can_decide() && left.is_empty() && !question.skip.is_empty();
    (targets, !(all_taken && question.required))
}
