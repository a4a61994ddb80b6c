//! The city as the program knows it at this moment: rules, sections, plan. Read once, exchanged whole after a change.

use kocho_domain::{
    id::SectionId,
    rule::{RuleKind, Rules},
};
use kocho_store::{Source, plan::Measure, section::Section};
use kocho_text::classify::{Classifier, Example, MeasureText, PlanText, SectionText};

use crate::{Error, publication::Answers};

/// Rules, sections and measures in force.
pub struct City {
    /// The city's rules.
    pub rules: Rules,
    /// All sections, ended ones too.
    pub sections: Vec<Section>,
    /// Measures of the plan in force.
    pub measures: Vec<Measure>,
    /// What people decided, when this city was read.
    past: Vec<Example>,
    classifier: std::sync::OnceLock<Classifier>,
    /// What was published.
    pub(crate) answers: Answers,
}

impl std::fmt::Debug for City {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("City").field("sections", &self.sections.len()).field("measures", &self.measures.len()).finish()
    }
}

impl City {
    /// Reads the city from the database.
    ///
    /// # Errors
    /// [`Error::Internal`] when a stored rule cannot be read; it says which and why.
    pub async fn read(from: &impl Source, today: chrono::NaiveDate) -> Result<Self, Error> {
        let versions = kocho_store::rule::in_force(from, today).await?;
        let documents =
            versions.iter().filter_map(|v| RuleKind::from_code(&v.kind).map(|kind| (kind, v.body.as_str())));
        let rules = Rules::from_documents(documents).map_err(|e| Error::Internal(e.to_string()))?;
        Ok(City {
            rules,
            sections: kocho_store::section::all(from).await?,
            measures: kocho_store::plan::measures(from).await?,
            past: crate::learning::past(from).await?,
            classifier: std::sync::OnceLock::new(),
            answers: Answers::read(from).await?,
        })
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

    /// The classifier over this plan and these sections, built when first asked.
    pub fn classifier(&self) -> &Classifier {
        self.classifier.get_or_init(|| {
            let plan = PlanText { measures: self.measures.iter().map(|m| self.measure_text(m)).collect() };
            let sections: Vec<SectionText> =
                self.sections.iter().map(|s| SectionText { name: s.name.clone(), duties: s.duties.clone() }).collect();
            Classifier::new(&plan, &sections, &self.past)
        })
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
