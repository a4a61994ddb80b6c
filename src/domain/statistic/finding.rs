//! What does each question of a survey say, in all and group by group? Counts, shares and the tests that belong to them, as
//! they are shown, exported and printed as JSON.

use serde::Serialize;

use super::{
    banner::Banner,
    chi_square::{self, ChiSquare},
    layout::{About, Layout, ranks},
    sheet::Sheet,
    tally::{Group, Tally},
    weight::Weights,
};
use crate::survey::{Question, Questionnaire, question::Kind};

/// All that is asked for at once.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The questions.
    pub questionnaire: &'a Questionnaire,
    /// Their columns.
    pub layout: &'a Layout,
    /// The answers.
    pub sheet: &'a Sheet,
    /// By what to split.
    pub by: Option<About>,
    /// A weight a person.
    pub weights: Option<&'a Weights>,
    /// How many could have been asked, where it is known.
    pub population: Option<u64>,
}

/// What a survey says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Findings {
    /// The survey's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many answered.
    pub responses: Responses,
    /// How many could have been asked, where they are all that the figures speak of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<u64>,
    /// The weights in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<WeightFacts>,
    /// By what it is split.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
    /// The questions in their order.
    pub questions: Vec<Finding>,
}

/// What is told of weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WeightFacts {
    /// What the answers are worth after weighing (Kish).
    pub effective_n: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// People whom the population's figures do not name; they weigh 1.
    pub outside: u64,
    /// Rounds of raking.
    pub rounds: u32,
}

impl From<&Weights> for WeightFacts {
    fn from(weights: &Weights) -> Self {
        let (min, max) = weights.range().unwrap_or((1.0, 1.0));
        WeightFacts { effective_n: weights.effective(), min, max, outside: weights.outside, rounds: weights.rounds }
    }
}

/// How many answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Responses {
    /// Whole or in part.
    pub total: u64,
    /// To the end.
    pub complete: u64,
    /// In part; they count in the questions that they answered.
    pub partial: u64,
}

/// What splits the tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct By {
    /// age_group, Q1
    pub id: String,
    /// 年代, or the question's text.
    pub label: String,
    /// A person can be in more than one group.
    pub overlapping: bool,
    /// Its groups in their order, with the people in them.
    pub groups: Vec<GroupName>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupName {
    /// The class, or the option's code.
    pub code: String,
    /// As it is read.
    pub label: String,
    /// People in it.
    pub n: u64,
}

/// What one question says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Q1
    pub id: String,
    /// Its number as it is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no: Option<u32>,
    /// Its id in the question bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// What kind it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What was asked.
    pub text: String,
    /// Of everybody.
    #[serde(flatten)]
    pub whole: Said,
    /// Rows of a matrix, options of a ranking.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowFinding>,
    /// The same a group, in the order of the groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Said>,
    /// Whether groups differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chi_square: Option<Tested>,
    /// What suppression reads; not part of what is printed.
    #[serde(skip)]
    pub tally: Option<(Group, Tally)>,
}

/// A row of a matrix, an option of a ranking.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowFinding {
    /// Its code.
    pub code: String,
    /// As it is read.
    pub label: String,
    /// The measure that it asks about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// Of everybody.
    #[serde(flatten)]
    pub whole: Said,
    /// The same a group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Said>,
    /// Whether groups differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chi_square: Option<Tested>,
    /// What suppression reads; not part of what is printed.
    #[serde(skip)]
    pub tally: Option<(Group, Tally)>,
}

/// What a group of people said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// To whom it was put.
    pub asked: u64,
    /// Who answered: the basis of the percentages.
    pub n: u64,
    /// 無回答
    pub unanswered: u64,
    /// 非該当
    pub not_asked: u64,
    /// After weighing.
    pub effective_n: f64,
    /// 標本誤差 of a share of half, in points, at 95 %.
    pub margin: Option<f64>,
    /// Counts and shares.
    pub options: Vec<OptionCount>,
    /// Answers in numbers, or the values of a scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
}

/// How many chose it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OptionCount {
    /// Its code.
    pub code: String,
    /// As it is read.
    pub label: String,
    /// People, never weighted.
    pub n: u64,
    /// Of those who answered.
    pub percent: Option<f64>,
    /// Of all that was ticked, where several may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent_of_answers: Option<f64>,
    /// 標本誤差 of this share, in points.
    pub margin: Option<f64>,
}

/// Numbers in few words.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Number {
    /// How many.
    pub n: u64,
    /// Weighted where there are weights.
    pub mean: f64,
    /// Standard deviation of the sample; `None` of one.
    pub sd: Option<f64>,
    /// The smallest.
    pub min: f64,
    /// First quartile.
    pub q1: f64,
    /// The middle.
    pub median: f64,
    /// Third quartile.
    pub q3: f64,
    /// The largest.
    pub max: f64,
}

/// Whether groups differ, by people and never by weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tested {
    /// Pearson's chi-square.
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: u64,
    /// How often chance alone would do it.
    pub p: f64,
    /// The smallest number of people to be expected in a cell.
    pub min_expected: f64,
    /// Cells with fewer than five to be expected.
    pub small_cells: u64,
    /// All cells.
    pub cells: u64,
}

impl From<ChiSquare> for Tested {
    fn from(found: ChiSquare) -> Self {
        let (small_cells, cells) = found.small_cells;
        Tested {
            statistic: found.statistic,
            df: found.degrees,
            p: found.p,
            min_expected: found.least_expected,
            small_cells,
            cells,
        }
    }
}

/// Code and label of each option.
type Names = Vec<(String, String)>;

impl Ask<'_> {
    /// What the whole survey says.
    #[must_use]
    pub fn all(&self) -> Findings {
        let split = self.split();
        let asked = 0..self.questionnaire.questions.len();
        Findings {
            id: self.questionnaire.id.clone(),
            title: self.questionnaire.title.clone(),
            responses: self.responses(),
            population: self.population,
            weights: self.weights.map(WeightFacts::from),
            questions: asked.filter_map(|place| self.question(place, split.as_ref())).collect(),
            by: split,
        }
    }

    /// How many answered.
    #[must_use]
    pub fn responses(&self) -> Responses {
        let (total, complete) = (self.sheet.people() as u64, self.sheet.complete());
        Responses { total, complete, partial: total.saturating_sub(complete) }
    }

    /// What one question says, by its place in the questionnaire; `None` where nothing is answered. `split`: what [`Ask::split`]
    /// gave.
    #[must_use]
    pub fn question(&self, place: usize, split: Option<&By>) -> Option<Finding> {
        let question = self.questionnaire.questions.get(place)?;
        let own = if question.kind == Kind::ScaleMatrix { vec![] } else { names(question) };
        let counted = self.counted(About::Question(place), &own, question, split)?;
        let parts = part_names(question);
        let row = |(part, (code, label, measure)): (usize, (String, String, Option<String>))| {
            let steps = if question.kind == Kind::Ranking { rank_names(question) } else { names(question) };
            let counted = self.counted(About::Part(place, part), &steps, question, split)?;
            let Counted { whole, groups, chi_square, tally } = counted;
            Some(RowFinding { code, label, measure, whole, groups, chi_square, tally: Some(tally) })
        };
        Some(Finding {
            id: question.id.clone(),
            no: question.no,
            bank: question.bank.clone(),
            kind: question.kind,
            text: question.text.clone(),
            whole: counted.whole,
            rows: parts.into_iter().enumerate().filter_map(row).collect(),
            groups: counted.groups,
            chi_square: counted.chi_square,
            tally: Some(counted.tally),
        })
    }

    fn each(&self) -> Option<&[f64]> {
        self.weights.map(|weights| weights.of.as_slice())
    }

    fn banner(&self) -> Option<Banner<'_>> {
        Banner::by(self.sheet.column(self.layout.place(self.by?)?)?)
    }

    /// What splits the tables, where something does that can.
    #[must_use]
    pub fn split(&self) -> Option<By> {
        let (by, banner) = (self.by?, self.banner()?);
        let column = self.sheet.column(self.layout.place(by)?)?;
        let all = Tally::of(self.sheet, column, &Banner::EVERYBODY, None);
        let (id, label, names) = self.named(by)?;
        let sizes = all.groups.first().map(|group| group.counts.clone()).unwrap_or_default();
        let group = |((code, label), n): ((String, String), u64)| GroupName { code, label, n };
        let groups = names.into_iter().zip(sizes).map(group).collect();
        Some(By { id, label, overlapping: banner.overlaps(), groups })
    }

    fn named(&self, about: About) -> Option<(String, String, Names)> {
        Some(match about {
            About::Profile(place) => {
                let field = self.questionnaire.profile_fields.get(place)?;
                let names = field.options.iter().map(|class| (class.clone(), class.clone())).collect();
                (field.id.clone(), field.label.clone(), names)
            }
            About::Question(place) => {
                let question = self.questionnaire.questions.get(place)?;
                (question.id.clone(), question.text.clone(), names(question))
            }
            About::Part(place, part) => {
                let question = self.questionnaire.questions.get(place)?;
                let row = question.rows.get(part)?;
                (format!("{}_{}", question.id, row.code), row.label.clone(), names(question))
            }
        })
    }

    fn counted(&self, about: About, names: &Names, question: &Question, split: Option<&By>) -> Option<Counted> {
        let column = self.sheet.column(self.layout.place(about)?)?;
        let is_several = about_several(about, question);
        let values = (question.kind.has_scale()).then(|| scale(question));
        let mut all = Tally::of(self.sheet, column, &Banner::EVERYBODY, self.each());
        let everybody = all.groups.pop()?;
        let people = self.sheet.people() as u64;
        let said = |group: &Group, people: u64| self.said(group, people, names, is_several, values.as_deref());
        let whole = said(&everybody, people);
        let Some((banner, by)) = self.banner().zip(split) else {
            return Some(Counted {
                whole,
                groups: vec![],
                chi_square: None,
                tally: (everybody, Tally { groups: vec![] }),
            });
        };
        let tally = Tally::of(self.sheet, column, &banner, self.each());
        let groups = tally.groups.iter().zip(&by.groups).map(|(group, name)| said(group, name.n)).collect();
        let is_comparable = !is_several && !banner.overlaps() && !names.is_empty();
        let chi_square = is_comparable.then(|| chi_square::test(&tally.table())).flatten().map(Tested::from);
        Some(Counted { whole, groups, chi_square, tally: (everybody, tally) })
    }

    fn said(&self, group: &Group, people: u64, names: &Names, is_several: bool, values: Option<&[f64]>) -> Said {
        let basis = group.basis(self.population);
        let points = |share: Option<f64>| share.map(|share| 100.0 * share);
        let option = |(place, (code, label)): (usize, &(String, String))| {
            let percent = group.percent(place);
            OptionCount {
                code: code.clone(),
                label: label.clone(),
                n: group.counts.get(place).copied().unwrap_or(0),
                percent,
                percent_of_answers: is_several.then(|| group.percent_of_answers(place)).flatten(),
                margin: points(percent.and_then(|percent| basis.margin(percent / 100.0))),
            }
        };
        Said {
            asked: group.asked,
            n: group.answered,
            unanswered: group.unanswered(),
            not_asked: people.saturating_sub(group.asked),
            effective_n: group.effective(),
            margin: points(basis.widest()),
            options: names.iter().enumerate().map(option).collect(),
            number: number(group, values),
        }
    }
}

struct Counted {
    whole: Said,
    groups: Vec<Said>,
    chi_square: Option<Tested>,
    tally: (Group, Tally),
}

/// Several options may be ticked: percentages have two bases, and options do not sum up to people.
fn about_several(about: About, question: &Question) -> bool {
    matches!(about, About::Question(_)) && question.kind == Kind::MultipleChoice
}

fn number(group: &Group, values: Option<&[f64]>) -> Option<Number> {
    let described = group.described(values)?;
    Some(Number {
        n: described.n,
        mean: described.mean,
        sd: described.sd,
        min: described.min,
        q1: described.q1,
        median: described.median,
        q3: described.q3,
        max: described.max,
    })
}

/// The values of a scale, in the order of its steps.
#[must_use]
pub fn scale(question: &Question) -> Vec<f64> {
    question.scale.iter().map(|step| step.value as f64).collect()
}

fn names(question: &Question) -> Names {
    match question.kind {
        Kind::SingleChoice | Kind::MultipleChoice => {
            question.options.iter().map(|option| (option.code.clone(), option.label.clone())).collect()
        }
        Kind::Scale | Kind::ScaleMatrix => {
            question.scale.iter().map(|step| (step.value.to_string(), step.label.clone())).collect()
        }
        Kind::Ranking
        | Kind::Number
        | Kind::Date
        | Kind::ShortText
        | Kind::FreeText
        | Kind::SectionText
        | Kind::Image => vec![],
    }
}

fn rank_names(question: &Question) -> Names {
    (1..=ranks(question)).map(|rank| (rank.to_string(), format!("{rank}位"))).collect()
}

fn part_names(question: &Question) -> Vec<(String, String, Option<String>)> {
    match question.kind {
        Kind::ScaleMatrix => {
            question.rows.iter().map(|row| (row.code.clone(), row.label.clone(), row.measure.clone())).collect()
        }
        Kind::Ranking => question.options.iter().map(|o| (o.code.clone(), o.label.clone(), None)).collect(),
        Kind::SingleChoice
        | Kind::MultipleChoice
        | Kind::Scale
        | Kind::Number
        | Kind::Date
        | Kind::ShortText
        | Kind::FreeText
        | Kind::SectionText
        | Kind::Image => vec![],
    }
}
