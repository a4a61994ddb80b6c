//! How does a question become fields of a form, and what was sent an answer? One place for residents' pages and for staff who
//! key paper in. How the fields look is in `questions/view.rs`, what is wrong with an answer in words in `questions/said.rs`, what
//! the classes beside an answer are called in `questions/class.rs`, one of every kind in `questions/example.rs`.

pub(crate) mod class;
pub(crate) mod example;
pub(crate) mod said;
pub(crate) mod view;

use chrono::{Datelike, NaiveDate};
use kocho_domain::survey::{Answer, Answers, Kind, Question, Questionnaire, validate};

/// What stands in the fields of questions, by name; a question's fields begin with its id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Typed(Vec<(String, String)>);

/// What could not even be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// A number with something else in it.
    Number,
    /// No such day.
    Date,
    /// An invisible sign that no keyboard gives.
    Control,
}

/// The field of one's own words beside その他.
pub(crate) fn other_field(question: &str) -> String {
    format!("{question}.other")
}

/// The field of a matrix' row, a rank, or a part of a date.
pub(crate) fn part_field(question: &str, part: &str) -> String {
    format!("{question}.{part}")
}

impl Typed {
    /// What a form sent.
    pub(crate) fn sent(pairs: Vec<(String, String)>) -> Self {
        Typed(pairs)
    }

    /// What was answered before, as a form would send it.
    pub(crate) fn of(questionnaire: &Questionnaire, answers: &Answers) -> Self {
        let mut typed = Typed::default();
        for question in questionnaire.asked() {
            if let Some(answer) = answers.get(&question.id) {
                typed.put(&question.id, answer);
            }
        }
        typed
    }

    fn put(&mut self, id: &str, answer: &Answer) {
        let mut add = |name: String, value: String| self.0.push((name, value));
        match answer {
            Answer::Codes { codes, other } => {
                codes.iter().for_each(|code| add(id.to_owned(), code.clone()));
                if let Some(other) = other {
                    add(other_field(id), other.clone());
                }
            }
            Answer::Rows(rows) => {
                rows.iter().for_each(|(row, step)| add(part_field(id, row), step.to_string()));
            }
            Answer::Ranking(codes) => {
                codes.iter().zip(1..).for_each(|(code, at)| add(part_field(id, &at.to_string()), code.clone()));
            }
            Answer::Date(on) => {
                add(part_field(id, "y"), on.year().to_string());
                add(part_field(id, "m"), on.month().to_string());
                add(part_field(id, "d"), on.day().to_string());
            }
            Answer::Scale(number) | Answer::Number(number) => add(id.to_owned(), number.to_string()),
            Answer::Text(text) => add(id.to_owned(), text.clone()),
        }
    }

    /// The first value of a field.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Whether a field has this value among its own.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(known, chosen)| known == name && chosen == value)
    }

    /// Every field with its value, to be sent again.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

/// Reads the answer to a question; nothing when its fields are empty.
///
/// # Errors
/// What could not be read.
pub(crate) fn read(question: &Question, typed: &Typed) -> Result<Option<Answer>, Unread> {
    let answer = match question.kind {
        Kind::SingleChoice | Kind::MultipleChoice => codes(question, typed)?,
        Kind::Ranking => ranking(question, typed),
        Kind::Scale => number(typed.value(&question.id))?.map(Answer::Scale),
        Kind::ScaleMatrix => rows(question, typed)?,
        Kind::Number => number(typed.value(&question.id))?.map(Answer::Number),
        Kind::Date => date(question, typed)?.map(Answer::Date),
        Kind::ShortText => words(&typed.value(&question.id).replace(['\r', '\n'], " "))?.map(Answer::Text),
        Kind::FreeText => words(typed.value(&question.id))?.map(Answer::Text),
        Kind::SectionText | Kind::Image => None,
    };
    Ok(answer.filter(|answer| !answer.is_empty()))
}

/// Chosen options in the order of the questionnaire; those that it does not have behind them, so that they are refused.
fn codes(question: &Question, typed: &Typed) -> Result<Option<Answer>, Unread> {
    let chosen: Vec<String> = typed
        .0
        .iter()
        .filter(|(name, value)| *name == question.id && !value.is_empty())
        .map(|(_, v)| v.clone())
        .collect();
    let known = question.options.iter().map(|option| &option.code).filter(|code| chosen.contains(code)).cloned();
    let strange = chosen.iter().filter(|code| question.option(code).is_none()).cloned();
    let codes: Vec<String> = known.chain(strange).collect();
    let other = words(&typed.value(&other_field(&question.id)).replace(['\r', '\n'], " "))?;
    Ok(Some(Answer::Codes { codes, other }))
}

fn ranking(question: &Question, typed: &Typed) -> Option<Answer> {
    let ranks = (1..=validate::most(question)).map(|at| typed.value(&part_field(&question.id, &at.to_string())));
    Some(Answer::Ranking(ranks.filter(|code| !code.is_empty()).map(str::to_owned).collect()))
}

fn rows(question: &Question, typed: &Typed) -> Result<Option<Answer>, Unread> {
    let mut rows = std::collections::BTreeMap::new();
    for row in &question.rows {
        if let Some(step) = number(typed.value(&part_field(&question.id, &row.code)))? {
            rows.insert(row.code.clone(), step);
        }
    }
    Ok(Some(Answer::Rows(rows)))
}

/// A whole number as people type it: full-width digits, separators between thousands, spaces.
fn number(typed: &str) -> Result<Option<i64>, Unread> {
    let plain: String =
        typed.chars().filter(|sign| !sign.is_whitespace() && !",，、".contains(*sign)).map(half).collect();
    if plain.is_empty() { Ok(None) } else { plain.parse().map(Some).map_err(|_| Unread::Number) }
}

fn half(sign: char) -> char {
    match sign {
        '０'..='９' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        '−' | '－' | '‐' | 'ー' => '-',
        sign => sign,
    }
}

fn date(question: &Question, typed: &Typed) -> Result<Option<NaiveDate>, Unread> {
    let part = |part: &str| number(typed.value(&part_field(&question.id, part))).map_err(|_| Unread::Date);
    let (year, month, day) = match (part("y")?, part("m")?, part("d")?) {
        (None, None, None) => return Ok(None),
        (Some(year), Some(month), Some(day)) => (year, month, day),
        _ => return Err(Unread::Date),
    };
    let on = i32::try_from(year)
        .ok()
        .filter(|year| (1..=9999).contains(year))
        .and_then(|year| NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?));
    on.map(Some).ok_or(Unread::Date)
}

/// Words without the space around them; line ends are one sign.
fn words(typed: &str) -> Result<Option<String>, Unread> {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    if text.chars().any(|sign| sign.is_control() && sign != '\n' && sign != '\t') {
        return Err(Unread::Control);
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use kocho_domain::survey::{Choice, Row, Step};

    use super::*;

    fn question(kind: Kind) -> Question {
        let choice = |code: &str| Choice { code: code.into(), label: code.into(), ..Choice::default() };
        let other = Choice { free_text: true, ..choice("9") };
        Question {
            id: "Q1".into(),
            kind,
            text: "?".into(),
            options: vec![choice("1"), choice("2"), choice("3"), other],
            scale: (1..=5).map(|value| Step { value, label: value.to_string(), ..Step::default() }).collect(),
            rows: ["a", "b"].map(|code| Row { code: code.into(), label: code.into(), ..Row::default() }).into(),
            ..Question::default()
        }
    }

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::sent(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_is_sent_becomes_an_answer_of_its_kind() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let other = Answer::Codes { codes: vec!["1".into(), "9".into()], other: Some("回覧".into()) };
        for (kind, sent, wanted) in [
            (Kind::SingleChoice, vec![("Q1", "2")], Some(Answer::one("2"))),
            (Kind::MultipleChoice, vec![("Q1", "3"), ("Q1", "1")], Some(Answer::some(&["1", "3"]))),
            (Kind::MultipleChoice, vec![("Q1", "9"), ("Q1", "1"), ("Q1.other", " 回覧\r\n")], Some(other)),
            (Kind::MultipleChoice, vec![("Q1", "77")], Some(Answer::some(&["77"]))),
            (Kind::Scale, vec![("Q1", "4")], Some(Answer::Scale(4))),
            (Kind::ScaleMatrix, vec![("Q1.b", "5")], Some(Answer::Rows([("b".into(), 5)].into()))),
            (Kind::Ranking, vec![("Q1.2", "1"), ("Q1.1", "3")], Some(Answer::Ranking(vec!["3".into(), "1".into()]))),
            (Kind::Number, vec![("Q1", " １，２００ ")], Some(Answer::Number(1200))),
            (Kind::Date, vec![("Q1.y", "2026"), ("Q1.m", "９"), ("Q1.d", "1")], Some(Answer::Date(day))),
            (Kind::ShortText, vec![("Q1", " 駅の\r\n前 ")], Some(Answer::Text("駅の  前".into()))),
            (Kind::FreeText, vec![("Q1", "一行\r\n二行\r\n")], Some(Answer::Text("一行\n二行".into()))),
            (Kind::Number, vec![("Q1", "  ")], None),
            (Kind::MultipleChoice, vec![], None),
            (Kind::ScaleMatrix, vec![], None),
            (Kind::SectionText, vec![("Q1", "x")], None),
        ] {
            assert_eq!(read(&question(kind), &typed(&sent)), Ok(wanted), "{kind:?} {sent:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_it_is() {
        for (kind, sent, wanted) in [
            (Kind::Number, vec![("Q1", "三回")], Unread::Number),
            (Kind::Number, vec![("Q1", "1.5")], Unread::Number),
            (Kind::Date, vec![("Q1.y", "2026"), ("Q1.m", "2"), ("Q1.d", "30")], Unread::Date),
            (Kind::Date, vec![("Q1.y", "2026")], Unread::Date),
            (Kind::FreeText, vec![("Q1", "a\u{0}b")], Unread::Control),
        ] {
            assert_eq!(read(&question(kind), &typed(&sent)), Err(wanted), "{kind:?} {sent:?}");
        }
    }

    #[test]
    fn an_answer_stands_in_its_fields_again() {
        for kind in Kind::ALL {
            let questionnaire =
                Questionnaire { questions: vec![question(kind)], ..crate::questions::view::sample_of() };
            let answers = [
                Answer::some(&["1", "9"]),
                Answer::Scale(2),
                Answer::Rows([("a".into(), 1)].into()),
                Answer::Ranking(vec!["2".into(), "1".into()]),
                Answer::Number(7),
                Answer::Date(NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()),
                Answer::Text("x".into()),
            ];
            let fits = |answer: &Answer| {
                let one: Answers = [("Q1".to_owned(), answer.clone())].into_iter().collect();
                read(&questionnaire.questions[0], &Typed::of(&questionnaire, &one)) == Ok(Some(answer.clone()))
            };
            assert!(!kind.is_answered() || answers.iter().any(fits), "{kind:?}");
        }
    }
}
