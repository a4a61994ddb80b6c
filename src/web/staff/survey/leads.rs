//! Where can answers of a question lead, what can be asked of earlier questions, and who arrives here? What the form offers; a rule
//! that does not fit any more, because questions were moved, stays in sight until somebody changes it.

use kocho_domain::survey::{Question, Questionnaire, question::END};

use super::{builder::no_of, typed::QuestionTyped};
use crate::{staff::view::Choice, urls::staff as urls};

/// A rule about an earlier question.
#[derive(Debug, Clone)]
pub(crate) struct RuleLine {
    /// 1 on.
    pub(crate) position: usize,
    pub(crate) questions: Vec<Choice>,
    /// `1、3`
    pub(crate) codes: String,
    pub(crate) to: Vec<Choice>,
}

/// A questionnaire as it lies around one question.
pub(super) struct Leads<'a> {
    of: &'a Questionnaire,
    code: &'a str,
    id: &'a str,
    /// Questions before this one, and behind it.
    earlier: &'a [Question],
    later: &'a [Question],
}

impl<'a> Leads<'a> {
    /// Around the question with this id; a new one stands at the end.
    pub(super) fn of(of: &'a Questionnaire, (code, id): (&'a str, &'a str)) -> Self {
        let at = of.position(id).unwrap_or(of.questions.len());
        let (earlier, from) = of.questions.split_at(at);
        Leads { of, code, id, earlier, later: from.get(1..).unwrap_or_default() }
    }

    fn no(&self, id: &str) -> String {
        no_of(self.of, id)
    }

    /// Where an answer can lead: to the next question, to a later one, to the end; what it leads to now, too.
    pub(super) fn targets(&self, now: &str) -> Vec<Choice> {
        let further = self.later.iter().map(|question| (question.id.clone(), self.no(&question.id)));
        let mut all: Vec<(String, String)> = std::iter::once((String::new(), "次の設問".to_owned()))
            .chain(further)
            .chain([(END.to_owned(), "終わり".to_owned())])
            .collect();
        if !all.iter().any(|(id, _)| id == now) {
            all.push((now.to_owned(), format!("{}（後ろにないので移れません）", self.no(now))));
        }
        chosen(all, now)
    }

    /// Earlier questions that can decide where one goes on.
    fn can_decide(&self) -> impl Iterator<Item = &'a Question> {
        self.earlier.iter().filter(|question| question.kind.can_decide())
    }

    /// The rules of the form, and a blank one.
    pub(super) fn rules(&self, typed: &QuestionTyped) -> Vec<RuleLine> {
        let is_any = self.can_decide().next().is_some();
        let lines = typed.rule_question.len() + usize::from(is_any);
        let at = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
        let line = |place: usize| RuleLine {
            position: place + 1,
            questions: self.questions(&at(&typed.rule_question, place)),
            codes: at(&typed.rule_codes, place),
            to: self.rule_targets(&at(&typed.rule_to, place)),
        };
        // Rules that were emptied leave room enough.
        let blank = typed.rule_question.last().is_some_and(String::is_empty);
        (0..lines - usize::from(blank && is_any)).map(line).collect()
    }

    fn questions(&self, now: &str) -> Vec<Choice> {
        let mut all = vec![(String::new(), "（使わない）".to_owned())];
        all.extend(self.can_decide().map(|question| (question.id.clone(), self.no(&question.id))));
        if !all.iter().any(|(id, _)| id == now) {
            all.push((now.to_owned(), format!("{}（前にないので聞けません）", self.no(now))));
        }
        chosen(all, now)
    }

    /// A rule leads further than to the next question.
    fn rule_targets(&self, now: &str) -> Vec<Choice> {
        let now = if now.is_empty() { END } else { now };
        self.targets(now).into_iter().filter(|choice| !choice.value.is_empty()).collect()
    }

    /// 問1, and its answers with their numbers.
    pub(super) fn deciders(&self) -> Vec<(String, String)> {
        let answers = |question: &Question| {
            let codes = question.codes();
            codes.iter().map(|(code, label)| format!("{code} {label}")).collect::<Vec<_>>().join("、")
        };
        self.can_decide().map(|question| (self.no(&question.id), answers(question))).collect()
    }

    /// Rules of earlier questions that lead here, each with the form where it is changed.
    pub(super) fn arrivals(&self) -> Vec<(String, String)> {
        let words = |question: &Question| {
            let here = question.skip.iter().filter(|skip| skip.go_to == self.id);
            let lines = here.map(|skip| {
                let codes = skip.when.codes.join("・");
                format!(
                    "{}で「{codes}」を選んだ人が、{}からここへ移ります",
                    self.no(&skip.when.question),
                    self.no(&question.id)
                )
            });
            let href = urls::survey_question(self.code, &question.id);
            lines.map(|line| (line, href.clone())).collect::<Vec<_>>()
        };
        self.of.questions.iter().flat_map(words).collect()
    }
}

fn chosen(all: Vec<(String, String)>, now: &str) -> Vec<Choice> {
    all.into_iter().map(|(id, words)| Choice { chosen: id == now, ..Choice::new(id, words) }).collect()
}

#[cfg(test)]
mod tests {
    use kocho_domain::survey::{Kind, Skip, When};

    use super::*;

    fn questionnaire() -> Questionnaire {
        let mut of = kocho_domain::survey::read(include_str!("../../../../config/demo/section_survey.json")).unwrap();
        of.questions = ["Q1", "Q2", "Q3", "Q4"]
            .map(|id| Question { id: id.into(), kind: Kind::SingleChoice, ..Question::default() })
            .to_vec();
        of.questions[0].skip =
            vec![Skip { when: When { question: "Q1".into(), codes: vec!["2".into()] }, go_to: "Q3".into() }];
        of.renumber();
        of
    }

    #[test]
    fn only_forward_is_offered_and_what_does_not_fit_any_more_stays_in_sight() {
        let of = questionnaire();
        let leads = Leads::of(&of, ("kyodo", "Q3"));
        let values = |choices: Vec<Choice>| choices.into_iter().map(|one| one.value).collect::<Vec<_>>();
        assert_eq!(values(leads.targets("")), ["", "Q4", "END"]);
        let stale = leads.targets("Q1");
        let last = stale.last().unwrap();
        assert!(last.chosen && last.label.contains("移れません"), "{last:?}");
        let typed = QuestionTyped { rule_question: vec!["Q4".into()], ..QuestionTyped::default() };
        let rules = leads.rules(&typed);
        assert_eq!(rules.len(), 2, "the rule, and a blank one");
        assert_eq!(values(rules[0].questions.clone()), ["", "Q1", "Q2", "Q4"]);
        assert!(rules[1].questions[0].chosen && rules[1].codes.is_empty());
        assert_eq!(leads.arrivals().len(), 1);
        assert!(
            Leads::of(&of, ("kyodo", "Q1")).rules(&QuestionTyped::default()).is_empty(),
            "nothing was asked before"
        );
    }
}
