//! An invented question of every kind, answered and with a mistake, as `/dev/components` shows them. The mistakes are found the
//! way those of residents are, so the page shows no words that nobody would read elsewhere.

use chrono::NaiveDate;
use kocho_domain::{
    localized::Lang,
    survey::{
        Answers, Choice, Kind, Period, Question, Questionnaire, Row, Step, Translations,
        validate::{Extent, Fault, validate},
    },
};

use super::{
    Typed, read, said,
    view::{QuestionView, Reader, Shape},
};
use crate::{
    public::form::FieldErrors,
    texts::{Text, Texts},
};

/// A kind of question.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    /// What staff call it.
    pub(crate) kind: &'static str,
    /// Answered as it should be.
    pub(crate) answered: QuestionView,
    /// With a mistake; texts and pictures have none.
    pub(crate) wrong: Option<QuestionView>,
}

/// What stands in fields: the part of the field's name behind the question's id, and the value.
type Sent = &'static [(&'static str, &'static str)];

/// One of every kind.
pub(crate) fn examples(texts: &Texts) -> Vec<Example> {
    let (answered, wrong) = (views(texts, "answered", answered), views(texts, "wrong", wrong));
    let example = |(kind, (answered, wrong)): (Kind, (QuestionView, QuestionView))| Example {
        kind: kind.label(),
        answered,
        wrong: kind.is_answered().then_some(wrong),
    };
    Kind::ALL.into_iter().zip(answered.into_iter().zip(wrong)).map(example).collect()
}

fn views(texts: &Texts, state: &str, sent: fn(Kind) -> Sent) -> Vec<QuestionView> {
    let of = questionnaire(state);
    let field = |question: &Question, (part, value): &(&str, &str)| (format!("{}{part}", question.id), (*value).into());
    let fields =
        of.questions.iter().flat_map(|question| sent(question.kind).iter().map(move |one| field(question, one)));
    let typed = Typed::sent(fields.collect());
    let errors = FieldErrors::said(mistakes(texts, &of, &typed));
    let reader = Reader { lang: Lang::Ja, texts, typed: &typed, errors: &errors, anonymous: true, pictures: "" };
    let view = |question: &Question| {
        let mut view = reader.show(question);
        if let Shape::Picture { src, .. } = &mut view.shape {
            crate::assets::url("mark.svg").clone_into(src);
        }
        view
    };
    of.questions.iter().map(view).collect()
}

/// As a page with all questions finds them: what cannot be read, then what does not fit.
fn mistakes(texts: &Texts, of: &Questionnaire, typed: &Typed) -> Vec<(String, Text)> {
    let (mut answers, mut found) = (Answers::default(), Vec::new());
    for question in of.asked() {
        match read(question, typed) {
            Ok(Some(answer)) => answers.set(&question.id, answer),
            Ok(None) => {}
            Err(what) => found.push(said::unread(texts, question, what)),
        }
    }
    let faults = validate(of, &answers, Extent::Whole);
    let fault = |fault: &Fault| of.question(&fault.question).map(|question| said::wrong(texts, question, &fault.what));
    found.extend(faults.iter().filter_map(fault));
    found
}

fn answered(kind: Kind) -> Sent {
    match kind {
        Kind::SingleChoice => &[("", "1")],
        Kind::MultipleChoice => &[("", "1"), ("", "8"), (".other", "駅の掲示板")],
        Kind::Scale => &[("", "2")],
        Kind::ScaleMatrix => &[(".a", "3"), (".b", "1")],
        Kind::Ranking => &[(".1", "8"), (".2", "1")],
        Kind::Number => &[("", "12")],
        Kind::Date => &[(".y", "2026"), (".m", "9"), (".d", "1")],
        Kind::ShortText => &[("", "羽鳥")],
        Kind::FreeText => &[("", "字が大きくなって読みやすいです。\n写真も増やしてください。")],
        Kind::SectionText | Kind::Image => &[],
    }
}

fn wrong(kind: Kind) -> Sent {
    match kind {
        // Nothing is chosen or written though it is required.
        Kind::SingleChoice | Kind::Scale | Kind::FreeText | Kind::SectionText | Kind::Image => &[],
        // An option that stands alone is not alone, and words stand beside an option that was not chosen.
        Kind::MultipleChoice => &[("", "1"), ("", "9"), (".other", "駅の掲示板")],
        Kind::ScaleMatrix => &[(".a", "3")],
        Kind::Ranking => &[(".1", "1"), (".2", "1")],
        Kind::Number => &[("", "十二回")],
        Kind::Date => &[(".y", "2026"), (".m", "2"), (".d", "30")],
        Kind::ShortText => &[("", "市役所の前の大きな通りの向かい")],
    }
}

fn questionnaire(state: &str) -> Questionnaire {
    Questionnaire {
        id: state.to_owned(),
        title: String::new(),
        purpose: String::new(),
        policy: String::new(),
        period: Period { start: NaiveDate::default(), end: NaiveDate::default() },
        target: String::new(),
        method: String::new(),
        section: String::new(),
        anonymous: true,
        profile_fields: Vec::new(),
        questions: Kind::ALL.into_iter().zip(1..).map(|(kind, no)| question(state, kind, no)).collect(),
        translations: Translations::default(),
    }
}

fn question(state: &str, kind: Kind, no: u32) -> Question {
    let choice = |code: &str, label: &str| Choice { code: code.into(), label: label.into(), ..Choice::default() };
    let step = |value: i64, label: &str| Step { value, label: label.into(), ..Step::default() };
    let row = |code: &str, label: &str| Row { code: code.into(), label: label.into(), ..Row::default() };
    let mut question = Question {
        id: format!("{state}-{}", kind.code()),
        no: kind.is_answered().then_some(no),
        kind,
        required: kind.is_answered(),
        text: words(kind).to_owned(),
        note: (kind == Kind::MultipleChoice).then(|| "紙で読む人も、画面で読む人も。".to_owned()),
        unit: (kind == Kind::Number).then(|| "回".to_owned()),
        max_length: (kind == Kind::ShortText).then_some(10),
        alt: (kind == Kind::Image).then(|| "このサービスのしるし".to_owned()),
        ..Question::default()
    };
    if kind.has_options() {
        question.options = vec![choice("1", "広報紙"), Choice { free_text: true, ..choice("8", "その他") }];
        question.options.push(Choice { exclusive: true, ..choice("9", "どれも見ない") });
    }
    if kind.has_scale() {
        question.scale = vec![step(3, "満足"), step(2, "ふつう"), step(1, "不満")];
    }
    if kind == Kind::ScaleMatrix {
        question.rows = vec![row("a", "字の大きさ"), row("b", "文の分かりやすさ")];
    }
    question
}

fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::SingleChoice => "市のお知らせを、いちばん多く何で知りますか。",
        Kind::MultipleChoice => "市のお知らせを、何で知りますか。",
        Kind::Scale => "広報紙に満足していますか。",
        Kind::ScaleMatrix => "広報紙の次の点に満足していますか。",
        Kind::Ranking => "役に立つ順に選んでください。",
        Kind::Number => "広報紙を1年に何回読みますか。",
        Kind::Date => "最後に読んだのはいつですか。",
        Kind::ShortText => "広報紙をどこで受け取りますか。",
        Kind::FreeText => "広報紙について、思うことをお書きください。",
        Kind::SectionText => "ここからは、広報紙について伺います。",
        Kind::Image => "表紙のしるし",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_there_as_it_should_be_and_with_a_mistake() {
        let examples = examples(Texts::of(Lang::Ja));
        let kinds: Vec<&str> = examples.iter().map(|example| example.kind).collect();
        assert_eq!(kinds, Kind::ALL.map(Kind::label));
        for (kind, example) in Kind::ALL.into_iter().zip(&examples) {
            assert!(!is_wrong(&example.answered), "{kind:?}");
            assert_eq!(example.wrong.as_ref().is_some_and(is_wrong), kind.is_answered(), "{kind:?}");
        }
    }

    fn is_wrong(view: &QuestionView) -> bool {
        let within = match &view.shape {
            Shape::Choices { other, .. } => other.iter().any(|part| part.error.is_some()),
            Shape::Rows { rows } => rows.iter().any(|row| row.error.is_some()),
            _ => false,
        };
        view.error.is_some() || within
    }

    #[test]
    fn a_mistake_beside_words_of_ones_own_is_shown_too() {
        let examples = examples(Texts::of(Lang::Ja));
        let many = examples.iter().filter_map(|example| example.wrong.as_ref());
        let beside = |view: &QuestionView| matches!(&view.shape, Shape::Choices { other: Some(part), .. } if part.error.is_some());
        assert!(many.into_iter().any(beside));
    }
}
