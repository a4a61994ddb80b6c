//! Which questions does a given set of answers ask? What is not on the way is 非該当: not asked, not unanswered.

use super::{
    Answer, Answers, Question, Questionnaire,
    question::{END, When},
};

/// The questions, texts and pictures on the way of these answers, in their order. Answers to questions off the way decide
/// nothing.
#[must_use]
pub fn way<'a>(of: &'a Questionnaire, answers: &Answers) -> Vec<&'a Question> {
    let mut on_the_way: Vec<&Question> = Vec::with_capacity(of.questions.len());
    let mut at = 0;
    while let Some(question) = of.questions.get(at) {
        on_the_way.push(question);
        let holds = |when: &When| on_the_way.iter().any(|q| q.id == when.question) && is_met(when, answers);
        let target = question.skip.iter().find(|skip| holds(&skip.when)).map(|skip| skip.go_to.as_str());
        at = match target {
            None => at + 1,
            Some(END) => of.questions.len(),
            // A jump that leads nowhere or back is refused by the check; here it must only never go round in a circle.
            Some(id) => of.position(id).filter(|to| *to > at).unwrap_or(at + 1),
        };
    }
    on_the_way
}

/// The questions that these answers ask: the way without texts and pictures.
#[must_use]
pub fn asked<'a>(of: &'a Questionnaire, answers: &Answers) -> Vec<&'a Question> {
    let mut way = way(of, answers);
    way.retain(|question| question.kind.is_answered());
    way
}

/// Whether each question of the questionnaire is asked, in the order of its questions; texts and pictures too.
#[must_use]
pub fn mask(of: &Questionnaire, answers: &Answers) -> Vec<bool> {
    let mut way = way(of, answers).into_iter().peekable();
    // Both are in the same order.
    of.questions.iter().map(|question| way.next_if(|on_it| std::ptr::eq(*on_it, question)).is_some()).collect()
}

/// Answers without those to questions that they do not ask.
#[must_use]
pub fn prune(of: &Questionnaire, answers: &Answers) -> Answers {
    let asked = asked(of, answers);
    answers.filtered(|id| asked.iter().any(|question| question.id == id))
}

/// True when what was answered is one of the codes.
fn is_met(when: &When, answers: &Answers) -> bool {
    let has = |code: &str| when.codes.iter().any(|wanted| wanted == code);
    match answers.get(&when.question) {
        Some(Answer::Codes { codes, .. }) => codes.iter().any(|code| has(code)),
        Some(Answer::Scale(value)) => has(&value.to_string()),
        Some(Answer::Rows(_) | Answer::Ranking(_) | Answer::Number(_) | Answer::Date(_) | Answer::Text(_)) | None => {
            false
        }
    }
}
