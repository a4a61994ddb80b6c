//! What is typed in the form of a question, and what question it makes. Where its answers lead is in `typed/skip.rs`, its words in
//! other languages in `typed/words.rs`.

mod skip;
mod words;

use kocho_domain::survey::{Choice as Option_, Kind, Question, Row, Step, question::END};
use kocho_service::FieldErrors;
use serde::Deserialize;

pub(super) use self::words::of_whole;

/// Empty lines that a form shows for further options.
const BLANK: usize = 2;

/// The form of a question. Lists are parallel: the third label belongs to the third code.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct QuestionTyped {
    pub(crate) version: i64,
    /// `save`, `more`, `up-3`.
    pub(crate) r#do: String,
    pub(crate) kind: String,
    /// A question of the bank to begin with.
    pub(crate) from: String,
    pub(crate) bank: String,
    pub(crate) required: String,
    pub(crate) text: String,
    pub(crate) note: String,
    pub(crate) easy: String,
    pub(crate) english: String,
    pub(crate) note_easy: String,
    pub(crate) note_english: String,
    pub(crate) unit_easy: String,
    pub(crate) unit_english: String,
    pub(crate) alt_easy: String,
    pub(crate) alt_english: String,
    pub(crate) max_select: String,
    pub(crate) min: String,
    pub(crate) max: String,
    pub(crate) unit: String,
    pub(crate) max_length: String,
    pub(crate) alt: String,
    /// Options, or rows of a matrix: code, label, and where they lead or which measure they ask about.
    pub(crate) code: Vec<String>,
    pub(crate) label: Vec<String>,
    pub(crate) to: Vec<String>,
    /// The same labels in easy Japanese and English.
    pub(crate) label_easy: Vec<String>,
    pub(crate) label_english: Vec<String>,
    /// The position of the option with words of one's own.
    pub(crate) other: String,
    /// Positions of options that stand alone.
    pub(crate) alone: Vec<String>,
    /// Steps of a scale.
    pub(crate) value: Vec<String>,
    pub(crate) step: Vec<String>,
    pub(crate) step_to: Vec<String>,
    pub(crate) step_easy: Vec<String>,
    pub(crate) step_english: Vec<String>,
    /// Codes of measures.
    pub(crate) measure: Vec<String>,
    /// Rules about earlier questions: which one (empty: the rule goes away), which answers, where they lead.
    pub(crate) rule_question: Vec<String>,
    pub(crate) rule_codes: Vec<String>,
    pub(crate) rule_to: Vec<String>,
}

impl QuestionTyped {
    /// What the form shows of a question.
    pub(crate) fn of(question: &Question, version: i64) -> Self {
        let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        let count = |count: Option<u32>| count.map(|n| n.to_string()).unwrap_or_default();
        let is_matrix = question.kind == Kind::ScaleMatrix;
        let rows = question.rows.iter();
        let position = |at: Option<usize>| at.map(|at| at.to_string()).unwrap_or_default();
        let alone = question.options.iter().enumerate().filter(|(_, option)| option.exclusive);
        QuestionTyped {
            version,
            kind: question.kind.code().to_owned(),
            bank: question.bank.clone().unwrap_or_default(),
            required: if question.required { "yes".to_owned() } else { String::new() },
            text: question.text.clone(),
            note: question.note.clone().unwrap_or_default(),
            max_select: count(question.max_select),
            min: number(question.min),
            max: number(question.max),
            unit: question.unit.clone().unwrap_or_default(),
            max_length: count(question.max_length),
            alt: question.alt.clone().unwrap_or_default(),
            code: if is_matrix {
                rows.clone().map(|row| row.code.clone()).collect()
            } else {
                question.options.iter().map(|option| option.code.clone()).collect()
            },
            label: if is_matrix {
                rows.clone().map(|row| row.label.clone()).collect()
            } else {
                question.options.iter().map(|option| option.label.clone()).collect()
            },
            to: if is_matrix {
                rows.map(|row| row.measure.clone().unwrap_or_default()).collect()
            } else {
                question.options.iter().map(|option| skip::target(question, &option.code)).collect()
            },
            other: position(question.options.iter().position(|option| option.free_text)),
            alone: alone.map(|(at, _)| at.to_string()).collect(),
            value: question.scale.iter().map(|step| step.value.to_string()).collect(),
            step: question.scale.iter().map(|step| step.label.clone()).collect(),
            step_to: question.scale.iter().map(|step| skip::target(question, &step.value.to_string())).collect(),
            measure: question.measures.clone(),
            ..QuestionTyped::default()
        }
        .with_words_of(question)
        .with_rules_of(question)
    }

    /// What a new question of a kind begins with.
    pub(crate) fn blank(kind: Kind, version: i64) -> Self {
        let scale = ["満足", "やや満足", "ふつう", "やや不満", "不満"];
        let steps = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let scale: &[&str] = if kind.has_scale() { &scale } else { &[] };
        let most = if kind == Kind::Ranking { "3" } else { "" };
        QuestionTyped {
            version,
            kind: kind.code().to_owned(),
            required: if kind.is_answered() && !kind.is_text() { "yes".to_owned() } else { String::new() },
            max_select: most.to_owned(),
            value: (1..=scale.len()).rev().map(|value| value.to_string()).collect(),
            step: steps(scale),
            ..QuestionTyped::default()
        }
    }

    /// Adds empty lines: at least two, four where there is nothing yet.
    pub(crate) fn with_blank_lines(mut self) -> Self {
        let kind = self.kind();
        if kind.has_options() || kind == Kind::ScaleMatrix {
            let lines = (self.label.len() + BLANK).max(4);
            self.label.resize(lines, String::new());
            for list in [&mut self.code, &mut self.to, &mut self.label_easy, &mut self.label_english] {
                list.resize(lines, String::new());
            }
        }
        if kind.has_scale() {
            for list in [&mut self.step_to, &mut self.step_easy, &mut self.step_english] {
                list.resize(self.step.len(), String::new());
            }
        }
        self
    }

    /// Moves an option or row one up.
    pub(crate) fn up(&mut self, at: usize) {
        if at == 0 || at >= self.label.len() {
            return;
        }
        let lists = [&mut self.code, &mut self.label, &mut self.to, &mut self.label_easy, &mut self.label_english];
        for list in lists {
            list.resize(list.len().max(at + 1), String::new());
            list.swap(at, at - 1);
        }
        let moved = |position: &str| match position.parse::<usize>() {
            Ok(n) if n == at => (at - 1).to_string(),
            Ok(n) if n == at - 1 => at.to_string(),
            _ => position.to_owned(),
        };
        self.other = moved(&self.other);
        self.alone = self.alone.iter().map(|position| moved(position)).collect();
    }

    pub(crate) fn kind(&self) -> Kind {
        Kind::parse(&self.kind).unwrap_or_default()
    }

    /// The question that the form makes of `old` (a blank one for a new question).
    ///
    /// # Errors
    /// A sentence a field.
    pub(crate) fn question(&self, old: &Question) -> Result<Question, FieldErrors> {
        let mut errors = FieldErrors::new();
        let kind = self.kind();
        if self.text.trim().is_empty() || self.text.chars().count() > 1_000 {
            errors.insert("text", "文を1000字までで書いてください。".into());
        }
        let mut number = |field: &'static str, typed: &str, fits: bool| -> Option<i64> {
            let typed = Some(typed.trim()).filter(|typed| !typed.is_empty() && fits)?;
            let number = typed.parse().ok();
            if number.is_none() {
                errors.insert(field, "半角の整数で入れるか、空にしてください。".into());
            }
            number
        };
        let is_number = kind == Kind::Number;
        let many = matches!(kind, Kind::MultipleChoice | Kind::Ranking);
        let (min, max) = (number("min", &self.min, is_number), number("max", &self.max, is_number));
        let max_select = number("max_select", &self.max_select, many);
        let max_length = number("max_length", &self.max_length, kind.is_text());
        let count = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok());
        let bank = self.bank.trim();
        if !bank.is_empty() && !kocho_domain::survey::read::is_code(bank) {
            errors.insert("bank", "半角の英数字とハイフンで書いてください。".into());
        }
        let scale = self.steps(old, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        let options = if kind.has_options() { self.options(old) } else { vec![] };
        let words = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Question {
            kind,
            required: kind.is_answered() && self.required == "yes",
            bank: words(bank),
            text: self.text.trim().to_owned(),
            note: words(&self.note),
            max_select: count(max_select),
            min,
            max,
            unit: words(&self.unit).filter(|_| is_number),
            max_length: count(max_length),
            alt: words(&self.alt).filter(|_| kind == Kind::Image),
            rows: if kind == Kind::ScaleMatrix { self.rows(old) } else { vec![] },
            skip: self.skips(old, kind, &options, &scale),
            options,
            scale,
            measures: self.measure.clone(),
            translations: self.words_of_question(&old.translations),
            ..old.clone()
        })
    }

    fn options(&self, old: &Question) -> Vec<Option_> {
        let codes = self.codes();
        let lines = self.lines().map(|(at, label)| {
            let known = old.option(&codes[at]).cloned().unwrap_or_default();
            Option_ {
                code: codes[at].clone(),
                label: label.to_owned(),
                free_text: self.other == at.to_string(),
                exclusive: self.kind() == Kind::MultipleChoice && self.alone.contains(&at.to_string()),
                translations: words::label(&known.translations, &self.label_easy, &self.label_english, at),
            }
        });
        lines.collect()
    }

    fn rows(&self, old: &Question) -> Vec<Row> {
        let codes = self.codes();
        let lines = self.lines().map(|(at, label)| {
            let known = old.row(&codes[at]).cloned().unwrap_or_default();
            let measure = self.to.get(at).filter(|measure| !measure.is_empty()).cloned();
            let translations = words::label(&known.translations, &self.label_easy, &self.label_english, at);
            Row { code: codes[at].clone(), label: label.to_owned(), measure, translations }
        });
        lines.collect()
    }

    /// Lines with a label, with their positions.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.label.iter().enumerate().map(|(at, label)| (at, label.trim())).filter(|(_, label)| !label.is_empty())
    }

    /// The codes of all lines; a new line gets the next free number.
    pub(super) fn codes(&self) -> Vec<String> {
        let highest = self.code.iter().filter_map(|code| code.parse::<u32>().ok()).max().unwrap_or(0);
        let mut next = highest;
        let code = |at: usize| match self.code.get(at).filter(|code| !code.is_empty()) {
            Some(code) => code.clone(),
            None if self.label[at].trim().is_empty() => String::new(),
            None => {
                next += 1;
                next.to_string()
            }
        };
        (0..self.label.len()).map(code).collect()
    }

    fn steps(&self, old: &Question, errors: &mut FieldErrors) -> Vec<Step> {
        if !self.kind().has_scale() {
            return vec![];
        }
        let lines = self.step.iter().zip(&self.value).enumerate().filter(|(_, (label, _))| !label.trim().is_empty());
        let steps = lines.filter_map(|(at, (label, value))| {
            let value = value.trim().parse().ok()?;
            let known = old.step(value).cloned().unwrap_or_default();
            let translations = words::label(&known.translations, &self.step_easy, &self.step_english, at);
            Some(Step { value, label: label.trim().to_owned(), translations })
        });
        let steps: Vec<Step> = steps.collect();
        if steps.len() < 2 {
            errors.insert("step", "段階を2つ以上、数と言葉で書いてください。".into());
        }
        steps
    }
}

/// The word of a place where a skip leads.
pub(super) fn place_words(go_to: &str, no: impl Fn(&str) -> String) -> String {
    if go_to == END { "終わり".to_owned() } else { no(go_to) }
}
