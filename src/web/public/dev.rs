//! `/dev`: the components in one place, and the mail that was sent. In `kocho dev` only, in Japanese only.

use askama::Template;

use super::{
    form::{Choice, FieldErrors, Mistakes},
    status::{StepState, StepView},
};
use crate::{
    chart::{BarChart, LineChart, Spark, StackedChart, example},
    frame::Frame,
    texts::Text,
};

/// `/dev/components`
#[derive(Template)]
#[template(path = "public/dev/components.html")]
pub(crate) struct ComponentsPage {
    frame: Frame,
    errors: FieldErrors,
    choices: Vec<Choice>,
    steps: Vec<StepView>,
    bars: BarChart,
    stacked: StackedChart,
    line: LineChart,
    spark: Spark,
}

impl ComponentsPage {
    /// Every component with an example.
    pub(crate) fn new(frame: Frame) -> Self {
        let mut mistakes = Mistakes::default();
        mistakes.add("wrong", "general");
        let words = &frame.texts.status;
        let titles = [&words.received, &words.checking, &words.preparing, &words.answer, &words.follow_up];
        let states = [StepState::Done, StepState::Done, StepState::Now, StepState::Ahead, StepState::Ahead];
        let step = |(title, state): (&Text, StepState)| StepView { title: title.clone(), note: Text::default(), state };
        let choice = |value: &str| Choice { value: value.to_owned(), label: Text::verbatim(value) };
        ComponentsPage {
            errors: mistakes.in_words(frame.texts),
            choices: ["a", "b"].map(choice).to_vec(),
            steps: titles.into_iter().zip(states).map(step).collect(),
            bars: example::bars(),
            stacked: example::stacked(),
            line: example::line(),
            spark: Spark::of(&[1, 0, 2, 4, 3, 3, 6, 5, 7, 4, 8, 9]),
            frame,
        }
    }

    fn title(&self) -> Text {
        Text::verbatim("components")
    }
}

/// One mail in the list.
#[derive(Debug, Clone)]
pub(crate) struct MailView {
    /// Its file name without `.eml`.
    pub(crate) id: String,
    /// Date and time, written.
    pub(crate) at: String,
    pub(crate) to: String,
    pub(crate) subject: String,
}

/// `/dev/mail`
#[derive(Template)]
#[template(path = "public/dev/mail_list.html")]
pub(crate) struct MailListPage {
    pub(crate) frame: Frame,
    /// Newest first.
    pub(crate) mails: Vec<MailView>,
}

impl MailListPage {
    fn title(&self) -> Text {
        Text::verbatim("mail")
    }
}

/// `/dev/mail/{id}`
#[derive(Template)]
#[template(path = "public/dev/mail.html")]
pub(crate) struct MailPage {
    pub(crate) frame: Frame,
    pub(crate) mail: MailView,
    pub(crate) from: String,
    /// The decoded text part.
    pub(crate) body: String,
}

impl MailPage {
    fn title(&self) -> Text {
        Text::verbatim(&self.mail.subject)
    }
}
