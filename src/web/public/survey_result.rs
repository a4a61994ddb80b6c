//! `/surveys`: what surveys of the city said, once it is published, and what came of it. What a questionnaire says in Japanese only
//! is shown in Japanese, and marked as such.

#[cfg(feature = "pdf")]
pub(crate) mod pdf;

use askama::Template;

use crate::{chart::ShareChart, frame::Frame, texts::Text};

/// `GET /surveys`
#[derive(Template)]
#[template(path = "public/survey_result/list.html")]
pub(crate) struct SurveysPage {
    pub(crate) frame: Frame,
    /// Address, title, until when it was answered.
    pub(crate) surveys: Vec<(String, String, Text)>,
}

impl SurveysPage {
    fn title(&self) -> Text {
        self.frame.texts.result.list_title.clone()
    }
}

/// `GET /surveys/{survey}/results`
#[derive(Template)]
#[template(path = "public/survey_result/show.html")]
pub(crate) struct SurveyResultsPage {
    pub(crate) frame: Frame,
    pub(crate) name: Text,
    pub(crate) purpose: Text,
    pub(crate) facts: Vec<FactView>,
    pub(crate) caution: Text,
    /// Where the form sends.
    pub(crate) here: String,
    /// By what it can be split.
    pub(crate) banners: Vec<BannerView>,
    pub(crate) questions: Vec<QuestionView>,
    pub(crate) comment: String,
    pub(crate) reflection: String,
    pub(crate) reflection_due: Option<Text>,
    /// On which day this was read; the file says it of itself.
    #[cfg(feature = "pdf")]
    pub(crate) read_on: chrono::NaiveDate,
    /// The same as a file; empty: there is none.
    pub(crate) pdf: String,
}

impl SurveyResultsPage {
    fn title(&self) -> Text {
        self.frame.texts.result.title.with("title", self.name.clone()).text()
    }
}

/// A label and what is known; what the city wrote is Japanese.
pub(crate) struct FactView {
    pub(crate) label: Text,
    pub(crate) value: Text,
    pub(crate) is_japanese: bool,
}

/// What can split the tables.
pub(crate) struct BannerView {
    pub(crate) id: String,
    pub(crate) label: String,
    /// There are no words for it in the reader's language.
    pub(crate) is_japanese: bool,
    pub(crate) is_chosen: bool,
}

/// A question.
pub(crate) struct QuestionView {
    pub(crate) id: String,
    pub(crate) text: Text,
    pub(crate) tables: Vec<TableView>,
    /// It is answered in words only.
    pub(crate) in_words: bool,
}

/// The question itself, or a row of it.
pub(crate) struct TableView {
    /// The row; empty for the question itself.
    pub(crate) label: Text,
    pub(crate) chart: Option<ShareChart>,
    pub(crate) numbers: Vec<(Text, String)>,
    pub(crate) basis: Text,
    pub(crate) split: Option<SplitView>,
}

/// The same by groups.
pub(crate) struct SplitView {
    /// What the names are, and of what the percentages are: 選択肢（答えた人の%）.
    pub(crate) heading: Text,
    pub(crate) columns: Vec<Text>,
    pub(crate) rows: Vec<(Text, Vec<String>)>,
    pub(crate) sizes: Vec<String>,
}
