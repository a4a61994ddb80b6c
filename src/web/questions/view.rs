//! How does a question look on a page: its words in the reader's language, its fields with what stands in them, what is wrong.

use kocho_domain::{
    localized::Lang,
    survey::{Choice, Kind, Question, validate},
};

use super::{Typed, other_field, part_field};
use crate::{
    public::form::FieldErrors,
    texts::{Text, Texts},
};

/// A question with its fields.
#[derive(Debug, Clone)]
pub(crate) struct QuestionView {
    /// Id; also the name of its first field.
    pub(crate) field: String,
    /// 問3
    pub(crate) number: Option<Text>,
    pub(crate) text: Text,
    pub(crate) required: bool,
    /// What helps to answer, line by line.
    pub(crate) support: Vec<Text>,
    pub(crate) error: Option<Text>,
    pub(crate) shape: Shape,
}

/// Which fields it has.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// Options, one or many.
    Choices { many: bool, inline: bool, options: Vec<OptionView>, other: Option<PartView> },
    /// A scale a row.
    Rows { rows: Vec<RowView> },
    /// One option a rank.
    Ranks { ranks: Vec<PartView>, options: Vec<OptionView> },
    /// A number and what it counts.
    Number { value: String, unit: Text },
    /// Year, month, day.
    Date { parts: Vec<PartView> },
    /// One line.
    Line { value: String },
    /// Several lines.
    Area { value: String },
    /// Nothing is answered.
    Words,
    /// A picture with its words.
    Picture { src: String, alt: String },
}

/// What can be chosen.
#[derive(Debug, Clone)]
pub(crate) struct OptionView {
    pub(crate) value: String,
    pub(crate) label: Text,
    pub(crate) support: Text,
    pub(crate) chosen: bool,
}

/// A field within a question.
#[derive(Debug, Clone)]
pub(crate) struct PartView {
    pub(crate) field: String,
    pub(crate) label: Text,
    pub(crate) value: String,
    pub(crate) error: Option<Text>,
}

/// A row of a matrix.
#[derive(Debug, Clone)]
pub(crate) struct RowView {
    pub(crate) field: String,
    pub(crate) label: Text,
    pub(crate) options: Vec<OptionView>,
    pub(crate) error: Option<Text>,
}

impl QuestionView {
    /// Which texts describe the question's field or group.
    pub(crate) fn described(&self) -> String {
        let support = (0..self.support.len()).map(|at| format!("support-{}-{at}", self.field));
        support.chain(self.error.iter().map(|_| format!("error-{}", self.field))).collect::<Vec<_>>().join(" ")
    }
}

/// For whom questions are shown, with what in their fields.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) lang: Lang,
    pub(crate) texts: &'a Texts,
    pub(crate) typed: &'a Typed,
    pub(crate) errors: &'a FieldErrors,
    /// Who writes words of their own is asked not to say who they are.
    pub(crate) anonymous: bool,
    /// Where the survey's pictures lie.
    pub(crate) pictures: &'a str,
}

impl Reader<'_> {
    /// A question as this reader sees it.
    pub(crate) fn show(&self, question: &Question) -> QuestionView {
        let t = &self.texts.answering;
        let text = question.text_in(self.lang);
        let mut support: Vec<Text> =
            question.note_in(self.lang).map(|note| Text::of_words(note, self.lang)).into_iter().collect();
        support.extend(self.how(question));
        if text.1 != self.lang {
            support.push(t.fallback.clone());
        }
        QuestionView {
            field: question.id.clone(),
            number: question.no.map(|no| t.question.with("no", no).text()),
            text: Text::of_words(text, self.lang),
            required: question.required,
            support,
            error: self.errors.get(&question.id).cloned(),
            shape: self.shape(question),
        }
    }

    /// How it is answered, where its fields do not say so.
    fn how(&self, question: &Question) -> Vec<Text> {
        let t = &self.texts.answering;
        let mut how = Vec::new();
        match question.kind {
            Kind::SingleChoice => how.push(t.choose_one.clone()),
            Kind::MultipleChoice => how.push(match question.max_select {
                Some(most) => t.choose_most.with("most", most).text(),
                None => t.choose_any.clone(),
            }),
            Kind::Ranking => how.push(t.rank_support.clone()),
            Kind::FreeText | Kind::ShortText => {
                let usual = if question.kind == Kind::FreeText { validate::LONG } else { validate::SHORT };
                how.push(t.most.with("most", question.max_length.unwrap_or(usual)).text());
                how.extend(self.anonymous.then(|| t.no_names.clone()));
            }
            Kind::Scale | Kind::ScaleMatrix | Kind::Number | Kind::Date | Kind::SectionText | Kind::Image => {}
        }
        how
    }

    fn shape(&self, question: &Question) -> Shape {
        let id = &question.id;
        let value = || self.typed.value(id).to_owned();
        match question.kind {
            Kind::SingleChoice | Kind::MultipleChoice => Shape::Choices {
                many: question.kind == Kind::MultipleChoice,
                inline: false,
                options: question.options.iter().map(|option| self.option(question, id, option)).collect(),
                other: question.other().map(|_| self.part(other_field(id), self.texts.answering.other.clone())),
            },
            Kind::Scale => Shape::Choices { many: false, inline: true, options: self.steps(question, id), other: None },
            Kind::ScaleMatrix => {
                Shape::Rows { rows: question.rows.iter().map(|row| self.row(question, row)).collect() }
            }
            Kind::Ranking => Shape::Ranks {
                ranks: (1..=validate::most(question)).map(|at| self.rank(id, at)).collect(),
                options: question.options.iter().map(|option| self.option(question, id, option)).collect(),
            },
            Kind::Number => Shape::Number { value: value(), unit: self.unit(question) },
            Kind::Date => Shape::Date { parts: self.date(id) },
            Kind::ShortText => Shape::Line { value: value() },
            Kind::FreeText => Shape::Area { value: value() },
            Kind::SectionText => Shape::Words,
            Kind::Image => {
                Shape::Picture { src: format!("{}/{}", self.pictures, question.id), alt: self.alt(question) }
            }
        }
    }

    fn option(&self, question: &Question, field: &str, option: &Choice) -> OptionView {
        let alone = option.exclusive && question.kind == Kind::MultipleChoice;
        OptionView {
            value: option.code.clone(),
            label: Text::of_words(option.translations.label(&option.label, self.lang), self.lang),
            support: if alone { self.texts.answering.alone.clone() } else { Text::default() },
            chosen: self.typed.has(field, &option.code),
        }
    }

    fn steps(&self, question: &Question, field: &str) -> Vec<OptionView> {
        let step = |step: &kocho_domain::survey::Step| OptionView {
            value: step.value.to_string(),
            label: Text::of_words(step.translations.label(&step.label, self.lang), self.lang),
            support: Text::default(),
            chosen: self.typed.has(field, &step.value.to_string()),
        };
        question.scale.iter().map(step).collect()
    }

    fn row(&self, question: &Question, row: &kocho_domain::survey::Row) -> RowView {
        let field = part_field(&question.id, &row.code);
        RowView {
            label: Text::of_words(row.translations.label(&row.label, self.lang), self.lang),
            options: self.steps(question, &field),
            error: self.errors.get(&field).cloned(),
            field,
        }
    }

    fn rank(&self, id: &str, at: usize) -> PartView {
        self.part(part_field(id, &at.to_string()), self.texts.answering.rank.with("place", at).text())
    }

    fn date(&self, id: &str) -> Vec<PartView> {
        let t = &self.texts.answering;
        let parts = [("y", &t.year), ("m", &t.month), ("d", &t.day)];
        parts.into_iter().map(|(part, label)| self.part(part_field(id, part), label.clone())).collect()
    }

    fn part(&self, field: String, label: Text) -> PartView {
        let (value, error) = (self.typed.value(&field).to_owned(), self.errors.get(&field).cloned());
        PartView { field, label, value, error }
    }

    fn unit(&self, question: &Question) -> Text {
        let found = question.translations.get(self.lang, |words| words.unit.as_deref()).map(|unit| (unit, self.lang));
        let said = found.or(question.unit.as_deref().map(|unit| (unit, Lang::Ja)));
        said.map(|said| Text::of_words(said, self.lang)).unwrap_or_default()
    }

    fn alt(&self, question: &Question) -> String {
        let found = question.translations.get(self.lang, |words| words.alt.as_deref());
        found.or(question.alt.as_deref()).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
pub(crate) use sample::{of as sample_of, views as sample_views};

/// A question of every kind, for samples of pages.
#[cfg(test)]
mod sample {
    use kocho_domain::survey::{Period, Questionnaire, Row, Step, Translations, Words};

    use super::*;

    /// A questionnaire with a question of every kind; the first one is translated.
    pub(crate) fn of() -> Questionnaire {
        let day = |text: &str| text.parse().unwrap();
        Questionnaire {
            id: "monitor-2026-02".into(),
            title: "市からのお知らせと、市民の声の届け方".into(),
            purpose: "広報紙やホームページを見直すため。".into(),
            policy: String::new(),
            period: Period { start: day("2026-09-01"), end: day("2026-09-24") },
            target: "市政モニター".into(),
            method: "ウェブと郵送".into(),
            section: "秘書広聴課".into(),
            anonymous: true,
            profile_fields: vec![],
            questions: Kind::ALL.iter().zip(1..).map(|(kind, no)| question(*kind, no)).collect(),
            translations: Translations::default(),
        }
    }

    fn question(kind: Kind, no: u32) -> Question {
        let choice = |code: &str, label: &str| Choice { code: code.into(), label: label.into(), ..Choice::default() };
        let step = |value: i64, label: &str| Step { value, label: label.into(), ..Step::default() };
        let words = |text: &str| Some(Words { text: Some(text.into()), ..Words::default() });
        Question {
            id: format!("Q{no}"),
            no: kind.is_answered().then_some(no),
            kind,
            required: no < 3,
            text: "広報紙をどの程度読んでいますか。".into(),
            note: (no == 2).then(|| "紙でもホームページでも。".into()),
            unit: (kind == Kind::Number).then(|| "回".into()),
            image: (kind == Kind::Image).then(|| "/assets/mark.svg".into()),
            alt: (kind == Kind::Image).then(|| "しるし".into()),
            options: vec![
                choice("1", "毎号、必要なところだけ読む"),
                Choice { free_text: true, ..choice("8", "その他") },
                Choice { exclusive: true, ..choice("9", "読まない") },
            ],
            scale: vec![step(3, "満足"), step(2, "ふつう"), step(1, "不満")],
            rows: ["字の大きさ", "文章の分かりやすさ"]
                .iter()
                .zip(["a", "b"])
                .map(|(label, code)| Row { code: code.into(), label: (*label).into(), ..Row::default() })
                .collect(),
            translations: Translations {
                easy: words("{広報|こうほう}を{読|よ}みますか。").filter(|_| no == 1),
                en: words("How much of the newsletter do you read?").filter(|_| no == 1),
            },
            ..Question::default()
        }
    }

    /// Every kind as a reader sees it, the first two with a mistake.
    pub(crate) fn views(lang: Lang, anonymous: bool) -> Vec<QuestionView> {
        let texts = Texts::of(lang);
        let typed = Typed::sent(vec![("Q1".into(), "1".into()), ("Q2.other".into(), "回覧".into())]);
        let errors = FieldErrors::said(vec![
            ("Q2".into(), texts.answering.need_answer.clone()),
            ("Q4.a".into(), texts.answering.need_row.with("row", "字の大きさ").text()),
        ]);
        let reader = Reader { lang, texts, typed: &typed, errors: &errors, anonymous, pictures: "/survey/a/pictures" };
        of().questions.iter().map(|question| reader.show(question)).collect()
    }
}
