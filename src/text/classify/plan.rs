//! What does the classifier need to know of the city: its plan, its sections and its past letters? Plain structs, and
//! readers for the files of `config/`. It knows nothing of databases.

use serde::Deserialize;

/// A plan's measures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanText {
    /// The measures in the plan's order.
    pub measures: Vec<MeasureText>,
}

/// One measure in the plan's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeasureText {
    /// The code, such as `1101`.
    pub code: String,
    /// The measure's name.
    pub name: String,
    /// The name of the policy it belongs to.
    pub policy: String,
    /// What is to be done.
    pub items: Vec<String>,
    /// Names of the sections in charge, the lead first.
    pub sections: Vec<String>,
}

/// A section and its duties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SectionText {
    /// The section's name.
    pub name: String,
    /// Words of its duties (事務分掌).
    pub duties: Vec<String>,
}

/// A letter of the past that staff have tagged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Example {
    /// The case's name, shown as a reason.
    pub id: String,
    /// What was written.
    pub text: String,
    /// Codes of acceptable measures, best first; none when the plan has nothing for it.
    #[serde(default)]
    pub measures: Vec<String>,
    /// Names of acceptable sections, best first.
    #[serde(default)]
    pub sections: Vec<String>,
    /// The kind's code.
    #[serde(default)]
    pub kind: String,
}

impl Example {
    /// Reads one line of JSON. Fields that are not needed are passed over.
    ///
    /// # Errors
    /// What the JSON reader says.
    pub fn from_json(line: &str) -> Result<Self, String> {
        serde_json::from_str(line).map_err(|error| error.to_string())
    }
}

#[derive(Deserialize)]
struct PlanFile {
    #[serde(default)]
    policies: Vec<PolicyFile>,
}

#[derive(Deserialize)]
struct PolicyFile {
    name: String,
    #[serde(default)]
    measures: Vec<MeasureFile>,
}

#[derive(Deserialize)]
struct MeasureFile {
    code: String,
    name: String,
    #[serde(default)]
    sections: Vec<String>,
    #[serde(default)]
    items: Vec<String>,
}

impl PlanText {
    /// Reads a plan file (`config/plans/*.toml`); only what classification needs.
    ///
    /// # Errors
    /// What the TOML reader says.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        let file: PlanFile = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut plan = Self::default();
        for policy in file.policies {
            for m in policy.measures {
                let (policy, sections) = (policy.name.clone(), m.sections);
                plan.measures.push(MeasureText { code: m.code, name: m.name, policy, items: m.items, sections });
            }
        }
        Ok(plan)
    }
}
