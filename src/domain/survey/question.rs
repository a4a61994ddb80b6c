//! One question of a questionnaire: its kind, its words, what can be answered, and where it leads.

use serde::Serialize;

use super::{
    choice::{Choice, Row, Step},
    words::Translations,
};
use crate::localized::Lang;

/// Where a skip leads that ends the questionnaire.
pub const END: &str = "END";

/// What kind of question it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 1つ選ぶ
    #[default]
    SingleChoice,
    /// いくつか選ぶ
    MultipleChoice,
    /// 段階
    Scale,
    /// 項目ごとの段階
    ScaleMatrix,
    /// 順位
    Ranking,
    /// 数
    Number,
    /// 日付
    Date,
    /// 短い文
    ShortText,
    /// 自由記述
    FreeText,
    /// 説明文: nothing is answered.
    SectionText,
    /// 画像: nothing is answered.
    Image,
}

impl Kind {
    /// Every kind, in the order in which the builder offers them.
    pub const ALL: [Kind; 11] = [
        Kind::SingleChoice,
        Kind::MultipleChoice,
        Kind::Scale,
        Kind::ScaleMatrix,
        Kind::Ranking,
        Kind::Number,
        Kind::Date,
        Kind::ShortText,
        Kind::FreeText,
        Kind::SectionText,
        Kind::Image,
    ];

    /// The word in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Kind::SingleChoice => "single_choice",
            Kind::MultipleChoice => "multiple_choice",
            Kind::Scale => "scale",
            Kind::ScaleMatrix => "scale_matrix",
            Kind::Ranking => "ranking",
            Kind::Number => "number",
            Kind::Date => "date",
            Kind::ShortText => "short_text",
            Kind::FreeText => "free_text",
            Kind::SectionText => "section_text",
            Kind::Image => "image",
        }
    }

    /// Reads the word in files.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Kind::SingleChoice => "1つ選ぶ",
            Kind::MultipleChoice => "いくつか選ぶ",
            Kind::Scale => "段階で答える",
            Kind::ScaleMatrix => "項目ごとに段階で答える（表）",
            Kind::Ranking => "順位を付ける",
            Kind::Number => "数を書く",
            Kind::Date => "日付を書く",
            Kind::ShortText => "短い文を書く",
            Kind::FreeText => "自由に書く",
            Kind::SectionText => "見出し・説明の文",
            Kind::Image => "画像",
        }
    }

    /// True when somebody answers it.
    #[must_use]
    pub const fn is_answered(self) -> bool {
        !matches!(self, Kind::SectionText | Kind::Image)
    }

    /// True when it has options.
    #[must_use]
    pub const fn has_options(self) -> bool {
        matches!(self, Kind::SingleChoice | Kind::MultipleChoice | Kind::Ranking)
    }

    /// True when it has the steps of a scale.
    #[must_use]
    pub const fn has_scale(self) -> bool {
        matches!(self, Kind::Scale | Kind::ScaleMatrix)
    }

    /// True when a skip can ask what was answered here.
    #[must_use]
    pub const fn can_decide(self) -> bool {
        matches!(self, Kind::SingleChoice | Kind::MultipleChoice | Kind::Scale)
    }

    /// True when it is answered in words.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Kind::ShortText | Kind::FreeText)
    }
}

/// A question, or a text or picture between questions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Question {
    /// ASCII name, unique in the questionnaire; also the header of its columns.
    pub id: String,
    /// The number that is read; texts and pictures have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no: Option<u32>,
    /// Its id in the question bank, equal in every year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// What kind it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Whoever is asked must answer.
    pub required: bool,
    /// The most options that can be chosen, or ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_select: Option<u32>,
    /// The least number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The greatest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// What a number counts: 回, 人.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The most characters of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// What is asked.
    pub text: String,
    /// What helps to answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Address of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The picture in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// What can be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// The steps, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scale: Vec<Step>,
    /// The rows of a matrix.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// Where it leads; the first rule that holds counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip: Vec<Skip>,
    /// Codes of the measures that it asks about.
    pub measures: Vec<String>,
    /// Its words in other languages.
    #[serde(skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations,
}

/// Whoever answered so, goes on there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Skip {
    /// Who.
    #[serde(rename = "if")]
    pub when: When,
    /// Id of the question to go on with, or [`END`].
    pub go_to: String,
}

/// Whoever answered this question with one of these codes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct When {
    /// Id of the question itself or an earlier one.
    pub question: String,
    /// Codes of options, or values of a scale as text.
    #[serde(rename = "in")]
    pub codes: Vec<String>,
}

impl Question {
    /// An option by its code.
    #[must_use]
    pub fn option(&self, code: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.code == code)
    }

    /// A row by its code.
    #[must_use]
    pub fn row(&self, code: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.code == code)
    }

    /// A step of the scale by its value.
    #[must_use]
    pub fn step(&self, value: i64) -> Option<&Step> {
        self.scale.iter().find(|step| step.value == value)
    }

    /// The option with words of one's own.
    #[must_use]
    pub fn other(&self) -> Option<&Choice> {
        self.options.iter().find(|option| option.free_text)
    }

    /// What a skip can ask about: code and label of each option or step.
    #[must_use]
    pub fn codes(&self) -> Vec<(String, &str)> {
        match self.kind {
            Kind::SingleChoice | Kind::MultipleChoice | Kind::Ranking => {
                self.options.iter().map(|option| (option.code.clone(), option.label.as_str())).collect()
            }
            Kind::Scale | Kind::ScaleMatrix => {
                self.scale.iter().map(|step| (step.value.to_string(), step.label.as_str())).collect()
            }
            Kind::Number | Kind::Date | Kind::ShortText | Kind::FreeText | Kind::SectionText | Kind::Image => vec![],
        }
    }

    /// All measures of the question and its rows, each once.
    #[must_use]
    pub fn all_measures(&self) -> Vec<&str> {
        let own = self.measures.iter().map(String::as_str);
        let mut all: Vec<&str> = own.chain(self.rows.iter().filter_map(|row| row.measure.as_deref())).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What is asked, for a reader of `lang`, and the language that it is really in.
    #[must_use]
    pub fn text_in(&self, lang: Lang) -> (&str, Lang) {
        self.translations.get(lang, |words| words.text.as_deref()).map_or((&self.text, Lang::Ja), |text| (text, lang))
    }

    /// Its own words in other languages, and those of all that can be answered.
    pub fn all_translations(&self) -> impl Iterator<Item = &Translations> {
        let options = self.options.iter().map(|option| &option.translations);
        let steps = self.scale.iter().map(|step| &step.translations);
        let rows = self.rows.iter().map(|row| &row.translations);
        std::iter::once(&self.translations).chain(options).chain(steps).chain(rows)
    }

    /// The note, for a reader of `lang`, and the language that it is really in.
    #[must_use]
    pub fn note_in(&self, lang: Lang) -> Option<(&str, Lang)> {
        let found = self.translations.get(lang, |words| words.note.as_deref());
        found.map(|text| (text, lang)).or(self.note.as_deref().map(|note| (note, Lang::Ja)))
    }
}
