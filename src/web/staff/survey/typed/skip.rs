//! Where do answers lead, as the form of a question has it: its own answers, and rules about earlier questions? Whether that is
//! sound is asked of the whole questionnaire (`kocho_domain::survey::check::jumps`).

use kocho_domain::{
    import::fold::narrow,
    survey::{Choice, Kind, Question, Skip, Step, When},
};

use super::QuestionTyped;

impl QuestionTyped {
    /// With the rules about other questions, and room for one more.
    pub(super) fn with_rules_of(mut self, question: &Question) -> Self {
        for skip in question.skip.iter().filter(|skip| skip.when.question != question.id) {
            self.rule_question.push(skip.when.question.clone());
            self.rule_codes.push(skip.when.codes.join("、"));
            self.rule_to.push(skip.go_to.clone());
        }
        self
    }

    /// Rules about the question itself as the form has them, then those about earlier questions.
    pub(super) fn skips(&self, old: &Question, kind: Kind, options: &[Choice], scale: &[Step]) -> Vec<Skip> {
        let mut own: Vec<Skip> = Vec::new();
        let codes = self.codes();
        let of_options = (0..self.label.len()).map(|at| (codes[at].clone(), self.to.get(at)));
        let of_steps = self.value.iter().enumerate().map(|(at, value)| (value.trim().to_owned(), self.step_to.get(at)));
        let pairs: Vec<(String, Option<&String>)> = match kind {
            Kind::SingleChoice | Kind::MultipleChoice => of_options.collect(),
            Kind::Scale => of_steps.collect(),
            _ => vec![],
        };
        let exists = |code: &String| {
            options.iter().any(|option| option.code == *code)
                || scale.iter().any(|step| step.value.to_string() == *code)
        };
        for (code, to) in pairs.into_iter().filter(|(code, _)| exists(code)) {
            let Some(to) = to.filter(|to| !to.is_empty()) else { continue };
            match own.iter_mut().find(|skip| skip.go_to == *to) {
                Some(skip) => skip.when.codes.push(code),
                None => {
                    own.push(Skip { when: When { question: old.id.clone(), codes: vec![code] }, go_to: to.clone() });
                }
            }
        }
        own.into_iter().chain(self.rules()).collect()
    }

    /// Rules about earlier questions; a rule without a question goes away.
    fn rules(&self) -> impl Iterator<Item = Skip> {
        let at = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
        let all = self.rule_question.iter().enumerate().filter(|(_, question)| !question.is_empty());
        all.map(move |(place, question)| Skip {
            when: When { question: question.clone(), codes: codes(&at(&self.rule_codes, place)) },
            go_to: at(&self.rule_to, place),
        })
    }
}

/// `1、3` as codes, in any width.
fn codes(typed: &str) -> Vec<String> {
    let narrow = narrow(typed);
    let parts = narrow.split([',', '、', '・', ';', ' ', '　']).map(str::trim);
    parts.filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

/// Where an option of the question itself leads; empty: to the next question.
pub(super) fn target(question: &Question, code: &str) -> String {
    let own = question.skip.iter().filter(|skip| skip.when.question == question.id);
    let mut leads = own.filter(|skip| skip.when.codes.iter().any(|known| known == code));
    leads.next().map(|skip| skip.go_to.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_about_earlier_questions_are_shown_changed_and_taken_away() {
        let rule = |question: &str, codes: &[&str], go_to: &str| Skip {
            when: When { question: question.into(), codes: codes.iter().map(|code| (*code).to_owned()).collect() },
            go_to: go_to.into(),
        };
        let question = Question {
            id: "Q3".into(),
            skip: vec![rule("Q3", &["1"], "END"), rule("Q1", &["2", "3"], "Q5"), rule("Q2", &["1"], "END")],
            ..Question::default()
        };
        let mut typed = QuestionTyped::of(&question, 0);
        assert_eq!(
            (typed.rule_question.as_slice(), typed.rule_codes[0].as_str()),
            (["Q1".into(), "Q2".into()].as_slice(), "2、3")
        );
        typed.rule_codes[0] = "２, ４".into();
        typed.rule_question[1] = String::new();
        typed.rule_question.push("Q2".into());
        typed.rule_codes.push("9".into());
        typed.rule_to.extend(["END".into()]);
        let skips = typed.skips(&question, Kind::Number, &[], &[]);
        assert_eq!(skips, [rule("Q1", &["2", "4"], "Q5"), rule("Q2", &["9"], "END")]);
    }
}
