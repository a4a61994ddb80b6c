//! The city as the program knows it at this moment: rules, sections, plan. Read once, exchanged whole after a change.

mod plans;

use std::sync::Arc;

use kocho_domain::{
    id::{MeasureId, SectionId},
    rule::{
        RuleKind, Rules,
        term::{OUTSIDE, Term, TermWeight},
    },
};
use kocho_store::{Source, plan::Measure, section::Section};
use kocho_text::classify::{self, Classifier, Example, MeasureText, PlanText, SectionText, TermTarget};

pub use plans::Plans;

use crate::{Error, learning::Learner, publication::Answers};

/// Rules, sections and measures in force.
pub struct City {
    /// The city's rules.
    pub rules: Rules,
    /// All sections, ended ones too.
    pub sections: Vec<Section>,
    /// Measures of the plan in force.
    pub measures: Vec<Measure>,
    /// All plans.
    pub plans: Plans,
    /// The version of the classifier whose suggestions may stand chosen in a form; another one's are only listed.
    pub model: String,
    /// Suggestions also ask what a letter means.
    pub(crate) encoder: bool,
    /// What was published.
    pub(crate) answers: Answers,
    learner: Arc<Learner>,
}

impl std::fmt::Debug for City {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("City").field("sections", &self.sections.len()).field("measures", &self.measures.len()).finish()
    }
}

impl City {
    /// Reads the city from the database. What `before` remembers is kept while plan and sections are the same.
    ///
    /// # Errors
    /// [`Error::Internal`] when a stored rule cannot be read; it says which and why.
    pub async fn read(
        from: &impl Source,
        today: chrono::NaiveDate,
        encoder: bool,
        before: Option<&City>,
    ) -> Result<Self, Error> {
        let versions = kocho_store::rule::in_force(from, today).await?;
        let documents =
            versions.iter().filter_map(|v| RuleKind::from_code(&v.kind).map(|kind| (kind, v.body.as_str())));
        let rules = Rules::from_documents(documents).map_err(|e| Error::Internal(e.to_string()))?;
        let sections = kocho_store::section::all(from).await?;
        let (plans, measures) = Plans::read(from, today).await?;
        let is_same = |city: &&City| city.sections == sections && city.measures == measures && city.plans == plans;
        let learner = match before.filter(is_same) {
            Some(city) => Arc::clone(&city.learner),
            None => Arc::new(Learner::read(from, &plans, &measures).await?),
        };
        let model = kocho_store::setting::get(from, MODEL).await?.unwrap_or_default();
        let answers = Answers::read(from).await?;
        let city = City { rules, sections, measures, plans, model, encoder, answers, learner };
        if before.is_some_and(|before| before.rules.terms() != city.rules.terms()) {
            city.classifier().use_terms(&terms(city.rules.terms()));
        }
        Ok(city)
    }

    /// A measure of any plan by key.
    pub fn measure(&self, id: MeasureId) -> Option<&Measure> {
        self.measures.iter().chain(&self.plans.others).find(|measure| measure.id == id)
    }

    /// A measure by the word with which it is chosen: its code in the plan in force, or `plan/code`.
    pub fn measure_named(&self, word: &str) -> Option<&Measure> {
        let Some((plan, code)) = word.split_once('/') else {
            return self.measures.iter().find(|measure| measure.code == word);
        };
        let plan = self.plans.named(plan)?;
        self.plans.others.iter().find(|measure| measure.plan == plan.id && measure.code == code)
    }

    /// The word with which a measure is chosen.
    pub fn measure_word(&self, measure: &Measure) -> String {
        let current = Some(measure.plan) == self.plans.in_force;
        if current { measure.code.clone() } else { format!("{}/{}", self.plans.code(measure.plan), measure.code) }
    }

    /// The code of a measure, marked when it is not of the plan in force: 1101, 旧1101.
    pub fn measure_code(&self, measure: &Measure) -> String {
        format!("{}{}", self.plans.mark(measure.plan), measure.code)
    }

    /// Code and name of a measure: 1101 広聴の充実, 旧1302 広聴の充実.
    pub fn measure_words(&self, id: MeasureId) -> String {
        self.measure(id).map_or_else(|| "－".to_owned(), |m| format!("{} {}", self.measure_code(m), m.name))
    }

    /// Suggestions of this version may stand chosen in a form: the program's own only when it was taken into use, those
    /// of versions before it as they could then.
    pub fn trusts(&self, version: &str) -> bool {
        !self.model.is_empty() && (version != classify::VERSION || self.model == version)
    }

    pub(crate) fn learner(&self) -> &Learner {
        &self.learner
    }

    /// A section by key.
    pub fn section(&self, id: SectionId) -> Option<&Section> {
        self.sections.iter().find(|s| s.id == id)
    }

    /// The name of a section, or a dash.
    pub fn section_name(&self, id: SectionId) -> &str {
        self.section(id).map_or("－", |s| s.name.as_str())
    }

    /// A section by its name; one that has ended leads to its successor.
    pub fn section_in_charge(&self, name: &str, today: chrono::NaiveDate) -> Option<&Section> {
        let mut section = self.sections.iter().find(|s| s.name == name)?;
        for _ in 0..self.sections.len() {
            match section.successor {
                Some(next) => section = self.section(next)?,
                None => break,
            }
        }
        section.in_force(today).then_some(section)
    }

    /// The hearing desk.
    ///
    /// # Errors
    /// [`Error::Internal`] when the city has none: sections were not imported.
    pub fn hearing(&self) -> Result<&Section, Error> {
        self.sections.iter().find(|s| s.hearing).ok_or_else(|| Error::Internal("no hearing section".into()))
    }

    /// The classifier over this plan, these sections and key terms, built when first asked.
    pub fn classifier(&self) -> &Classifier {
        self.learner.classifier(|past| self.build(past))
    }

    fn build(&self, past: &[Example]) -> Classifier {
        let plan = PlanText { measures: self.measures.iter().map(|m| self.measure_text(m)).collect() };
        let sections: Vec<SectionText> =
            self.sections.iter().map(|s| SectionText { name: s.name.clone(), duties: s.duties.clone() }).collect();
        let classifier = Classifier::new(&plan, &sections, past).with_terms(&terms(self.rules.terms()));
        if self.encoder { classifier } else { classifier.without_meaning() }
    }

    fn measure_text(&self, measure: &Measure) -> MeasureText {
        MeasureText {
            code: measure.code.clone(),
            name: measure.name.clone(),
            policy: measure.policy_name.clone(),
            items: measure.items.clone(),
            sections: measure.sections.iter().map(|s| self.section_name(*s).to_owned()).collect(),
        }
    }
}

/// The setting that holds [`City::model`].
pub(crate) const MODEL: &str = "classifier";

/// The city's key terms as the classifier takes them.
pub(crate) fn terms(terms: &[Term]) -> Vec<classify::Term> {
    let term = |term: &Term| classify::Term {
        word: term.word.clone(),
        target: term.measure.as_ref().map(|code| match code.as_str() {
            OUTSIDE => TermTarget::Outside,
            code => TermTarget::Measure(code.to_owned()),
        }),
        section: term.section.clone(),
        weight: match term.weight {
            TermWeight::Weak => classify::TermWeight::Weak,
            TermWeight::Normal => classify::TermWeight::Normal,
            TermWeight::Strong => classify::TermWeight::Strong,
        },
        unless: term.unless.clone(),
    };
    terms.iter().map(term).collect()
}
