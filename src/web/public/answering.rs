//! `/survey`: surveys, the questions of one, and what somebody has answered so far.

use askama::Template;

use super::form::{Choice, FieldErrors};
use crate::{frame::Frame, questions::view::QuestionView, texts::Text, urls::public as urls};

/// `/survey`
#[derive(Template)]
#[template(path = "public/answering/list.html")]
pub(crate) struct SurveysPage {
    pub(crate) frame: Frame,
    /// Typed by hand only; empty when it comes back.
    pub(crate) code: String,
    pub(crate) errors: FieldErrors,
    pub(crate) open: Vec<OpenSurvey>,
    pub(crate) office: Text,
    pub(crate) phone: String,
}

impl SurveysPage {
    fn title(&self) -> &Text {
        &self.frame.texts.answering.title
    }
}

/// A survey that anybody may answer.
#[derive(Debug, Clone)]
pub(crate) struct OpenSurvey {
    pub(crate) title: Text,
    pub(crate) purpose: Text,
    pub(crate) href: String,
    pub(crate) until: Text,
    pub(crate) minutes: u32,
}

/// `/survey/{survey}`
#[derive(Template)]
#[template(path = "public/answering/show.html")]
pub(crate) struct SurveyPage {
    pub(crate) frame: Frame,
    pub(crate) about: AboutView,
    pub(crate) standing: StandingView,
    /// Whoever has no pass yet types a code here, or begins at once.
    pub(crate) code: String,
    pub(crate) errors: FieldErrors,
    pub(crate) office: Text,
    pub(crate) phone: String,
}

impl SurveyPage {
    fn title(&self) -> &Text {
        &self.about.title
    }
}

/// What a survey is about.
#[derive(Debug, Clone)]
pub(crate) struct AboutView {
    pub(crate) code: String,
    pub(crate) title: Text,
    pub(crate) purpose: Text,
    pub(crate) target: Text,
    pub(crate) section: Text,
    pub(crate) until: Text,
    pub(crate) minutes: u32,
    pub(crate) count: usize,
    pub(crate) anonymous: bool,
    /// Labels of the classes that stand beside an answer.
    pub(crate) fields: String,
    /// Anybody may answer.
    pub(crate) open: bool,
}

impl AboutView {
    /// A page of this survey, in the reader's language.
    fn link(&self, frame: &Frame, at: &str) -> String {
        frame.link(&urls::of_survey(at, &self.code))
    }
}

/// What can be done on the page of a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StandingView {
    /// A code is wanted.
    Code,
    /// It can be begun.
    Begin,
    /// The code was right; something was answered before.
    GoOn(bool),
    /// It was sent.
    Sent,
    /// Not yet.
    From(Text),
    /// No more.
    Over(Text),
    /// It came on paper.
    OnPaper,
}

/// `/survey/{survey}/answer`
#[derive(Template)]
#[template(path = "public/answering/answer.html")]
pub(crate) struct AnswerPage {
    pub(crate) frame: Frame,
    pub(crate) about: AboutView,
    /// Sent with the answers, so that no other site can answer for somebody.
    pub(crate) token: String,
    /// Id of the question that the page begins with; empty for all of them.
    pub(crate) at: String,
    /// Where it stands among the questions that are asked; nothing on the page of all.
    pub(crate) progress: Option<(usize, usize)>,
    pub(crate) questions: Vec<QuestionView>,
    pub(crate) errors: FieldErrors,
    /// The field that only programs fill is shown, because it was filled.
    pub(crate) trapped: bool,
    /// There is a question before this one.
    pub(crate) has_before: bool,
}

impl AnswerPage {
    fn title(&self) -> &Text {
        &self.about.title
    }

    fn is_all(&self) -> bool {
        self.at.is_empty()
    }
}

/// `/survey/{survey}/check`
#[derive(Template)]
#[template(path = "public/answering/check.html")]
pub(crate) struct CheckAnswersPage {
    pub(crate) frame: Frame,
    pub(crate) about: AboutView,
    pub(crate) token: String,
    pub(crate) lines: Vec<AnswerLine>,
    pub(crate) classes: Vec<ClassView>,
    pub(crate) errors: FieldErrors,
}

impl CheckAnswersPage {
    fn title(&self) -> &Text {
        let words = &self.frame.texts.answering;
        &words.check_title
    }
}

/// A question with its answer in words.
#[derive(Debug, Clone)]
pub(crate) struct AnswerLine {
    pub(crate) id: String,
    pub(crate) number: Text,
    pub(crate) text: Text,
    /// Empty when nothing was answered.
    pub(crate) said: Vec<Text>,
    pub(crate) href: String,
}

/// A class that nobody knows yet.
#[derive(Debug, Clone)]
pub(crate) struct ClassView {
    pub(crate) field: String,
    pub(crate) label: Text,
    pub(crate) choices: Vec<Choice>,
    pub(crate) chosen: String,
}

/// `/survey/{survey}/done`
#[derive(Template)]
#[template(path = "public/answering/done.html")]
pub(crate) struct AnsweredPage {
    pub(crate) frame: Frame,
    pub(crate) about: AboutView,
    /// It was left before its end: the pass is gone from this device.
    pub(crate) left: bool,
}

impl AnsweredPage {
    fn title(&self) -> &Text {
        let words = &self.frame.texts.answering;
        if self.left { &words.left_title } else { &words.done_title }
    }
}

/// Answers that could not be kept, so that nothing typed is lost.
#[derive(Template)]
#[template(path = "public/answering/kept_out.html")]
pub(crate) struct KeptOutPage {
    pub(crate) frame: Frame,
    pub(crate) about: AboutView,
    pub(crate) why: KeptOut,
    /// What was just typed: question and answer.
    pub(crate) lines: Vec<AnswerLine>,
    /// The same as fields, to be sent again with the code.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) errors: FieldErrors,
    pub(crate) office: Text,
    pub(crate) phone: String,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeptOut {
    /// The survey has ended.
    Over,
    /// The answer came on paper.
    OnPaper,
    /// The code was replaced.
    Void,
    /// The pass is too old: the code is asked for again.
    Again,
}

impl KeptOutPage {
    /// It goes on with a code.
    fn wants_code(&self) -> bool {
        matches!(self.why, KeptOut::Void | KeptOut::Again)
    }

    fn is_over(&self) -> bool {
        self.why == KeptOut::Over
    }

    fn title(&self) -> &Text {
        let words = &self.frame.texts.answering;
        match self.why {
            KeptOut::Over => &words.over_title,
            KeptOut::OnPaper => &words.paper_title,
            KeptOut::Void | KeptOut::Again => &words.again_title,
        }
    }
}

/// Too many wrong codes, or too many answers from one place: answered with 429 and `Retry-After`.
#[derive(Template)]
#[template(path = "public/answering/wait.html")]
pub(crate) struct WaitPage {
    pub(crate) frame: Frame,
    /// Minutes to wait, rounded up.
    pub(crate) minutes: u32,
    /// Codes were wrong.
    pub(crate) codes: bool,
}

impl WaitPage {
    fn title(&self) -> &Text {
        let words = &self.frame.texts.answering;
        &words.wait_title
    }
}
