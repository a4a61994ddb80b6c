//! Do these answers fit the questions? Each fault names its question; pages for residents put it into their own words.

use super::{Answer, Answers, Kind, Question, Questionnaire, path};

/// The most characters of a text whose question says nothing.
pub const SHORT: u32 = 200;
/// The same for 自由記述.
pub const LONG: u32 = 2_000;
/// The most characters of the words beside その他.
pub const OTHER: u32 = 200;

/// How much must be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent<'a> {
    /// Every required question that is asked.
    Whole,
    /// Required questions of this page only (ids); answers elsewhere are not looked at.
    Page(&'a [String]),
    /// Nothing must be answered; what is answered must fit (途中まで).
    Partial,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Id of the question.
    pub question: String,
    /// What it is.
    pub what: What,
}

/// Kinds of faults. The words are for staff.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// A required question without an answer.
    #[error("答えがありません")]
    Missing,
    /// No question of this id, or one that is not answered.
    #[error("この設問は調査票にありません")]
    NoQuestion,
    /// Answered though it is not asked.
    #[error("前の答えによると、この設問は聞かれません。空にしてください")]
    NotAsked,
    /// An answer of another shape.
    #[error("この設問の答え方ではありません")]
    Shape,
    /// No such option.
    #[error("「{0}」という選択肢はありません")]
    NoOption(String),
    /// An option twice.
    #[error("「{0}」が2回あります")]
    Twice(String),
    /// More than one option of a single choice, or more than allowed.
    #[error("選べるのは{most}つまでです。{given}つあります")]
    TooMany {
        /// So many are allowed.
        most: usize,
        /// So many were given.
        given: usize,
    },
    /// 特にない together with others.
    #[error("「{label}」は、ほかの選択肢と一緒に選べません")]
    Exclusive {
        /// Its label.
        label: String,
    },
    /// Words beside その他, but その他 was not chosen.
    #[error("「その他」の文がありますが、その選択肢を選んでいません")]
    OtherWithoutChoice,
    /// No such row.
    #[error("「{0}」という項目はありません")]
    NoRow(String),
    /// A row without an answer.
    #[error("「{label}」の答えがありません")]
    RowMissing {
        /// Code of the row.
        code: String,
        /// Its label.
        label: String,
    },
    /// No such step.
    #[error("「{0}」という段階はありません")]
    NoStep(i64),
    /// A number below or above what is allowed.
    #[error("数は{}にしてください", range(*min, *max))]
    Range {
        /// The least.
        min: Option<i64>,
        /// The greatest.
        max: Option<i64>,
    },
    /// A text that is too long.
    #[error("{most}字までです。{given}字あります")]
    TooLong {
        /// So many characters are allowed.
        most: u32,
        /// So many were given.
        given: usize,
    },
}

fn range(min: Option<i64>, max: Option<i64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{min}から{max}まで"),
        (Some(min), None) => format!("{min}以上"),
        (None, Some(max)) => format!("{max}以下"),
        (None, None) => "整数".to_owned(),
    }
}

/// What is wrong with answers, in the order of the questions; nothing when they can be kept.
#[must_use]
pub fn validate(of: &Questionnaire, answers: &Answers, extent: Extent<'_>) -> Vec<Fault> {
    let asked = path::asked(of, answers);
    let is_here = |id: &str| !matches!(extent, Extent::Page(page) if !page.iter().any(|on| on == id));
    let mut faults = Vec::new();
    for question in of.asked().filter(|question| is_here(&question.id)) {
        let is_asked = asked.iter().any(|q| q.id == question.id);
        let mut found = Vec::new();
        match answers.get(&question.id) {
            Some(_) if !is_asked => found.push(What::NotAsked),
            Some(answer) => one(question, answer, extent != Extent::Partial, &mut found),
            None if is_asked && question.required && extent != Extent::Partial => missing(question, &mut found),
            None => {}
        }
        faults.extend(found.into_iter().map(|what| Fault { question: question.id.clone(), what }));
    }
    let strange = answers.iter().map(|(id, _)| id).filter(|id| is_here(id));
    let strange = strange.filter(|id| of.question(id).is_none_or(|question| !question.kind.is_answered()));
    faults.extend(strange.map(|id| Fault { question: id.to_owned(), what: What::NoQuestion }));
    faults
}

fn missing(question: &Question, found: &mut Vec<What>) {
    if question.kind == Kind::ScaleMatrix {
        found.extend(question.rows.iter().map(row_missing));
    } else {
        found.push(What::Missing);
    }
}

fn row_missing(row: &super::Row) -> What {
    What::RowMissing { code: row.code.clone(), label: row.label.clone() }
}

/// What is wrong with one answer; with `whole`, every row of a required matrix needs its step.
fn one(question: &Question, answer: &Answer, whole: bool, found: &mut Vec<What>) {
    match (question.kind, answer) {
        (Kind::SingleChoice, Answer::Codes { codes, other }) => {
            chosen(question, codes, 1, found);
            other_words(question, codes, other.as_deref(), found);
        }
        (Kind::MultipleChoice, Answer::Codes { codes, other }) => {
            chosen(question, codes, most(question), found);
            other_words(question, codes, other.as_deref(), found);
        }
        (Kind::Ranking, Answer::Ranking(codes)) => chosen(question, codes, most(question), found),
        (Kind::Scale, Answer::Scale(value)) => step(question, *value, found),
        (Kind::ScaleMatrix, Answer::Rows(rows)) => {
            found.extend(rows.keys().filter(|code| question.row(code).is_none()).map(|c| What::NoRow(c.clone())));
            rows.values().for_each(|value| step(question, *value, found));
            if whole && question.required {
                let open = question.rows.iter().filter(|row| !rows.contains_key(&row.code));
                found.extend(open.map(row_missing));
            }
        }
        (Kind::Number, Answer::Number(number)) => {
            let fits = question.min.is_none_or(|min| *number >= min) && question.max.is_none_or(|max| *number <= max);
            if !fits {
                found.push(What::Range { min: question.min, max: question.max });
            }
        }
        (Kind::Date, Answer::Date(_)) => {}
        (Kind::ShortText, Answer::Text(text)) => length(text, question.max_length.unwrap_or(SHORT), found),
        (Kind::FreeText, Answer::Text(text)) => length(text, question.max_length.unwrap_or(LONG), found),
        _ => found.push(What::Shape),
    }
}

/// How many options can be chosen, or ranked.
#[must_use]
pub fn most(question: &Question) -> usize {
    question.max_select.map_or(question.options.len(), |most| usize::try_from(most).unwrap_or(usize::MAX))
}

fn chosen(question: &Question, codes: &[String], most: usize, found: &mut Vec<What>) {
    for (at, code) in codes.iter().enumerate() {
        if question.option(code).is_none() {
            found.push(What::NoOption(code.clone()));
        } else if codes[..at].contains(code) {
            found.push(What::Twice(code.clone()));
        }
    }
    if codes.len() > most {
        found.push(What::TooMany { most, given: codes.len() });
    }
    let alone = codes.iter().filter_map(|code| question.option(code)).find(|option| option.exclusive);
    if let Some(option) = alone.filter(|_| codes.len() > 1) {
        found.push(What::Exclusive { label: option.label.clone() });
    }
}

fn other_words(question: &Question, codes: &[String], other: Option<&str>, found: &mut Vec<What>) {
    let Some(words) = other else { return };
    if question.other().is_none_or(|option| !codes.contains(&option.code)) {
        found.push(What::OtherWithoutChoice);
    }
    length(words, OTHER, found);
}

fn step(question: &Question, value: i64, found: &mut Vec<What>) {
    if question.step(value).is_none() {
        found.push(What::NoStep(value));
    }
}

/// Line ends count once, as in every browser's own counter.
fn length(text: &str, most: u32, found: &mut Vec<What>) {
    let given = text.replace("\r\n", "\n").chars().count();
    if u32::try_from(given).is_ok_and(|given| given <= most) {
        return;
    }
    found.push(What::TooLong { most, given });
}
