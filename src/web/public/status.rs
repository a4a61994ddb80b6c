//! `/status`: where does my voice stand? Number and secret open it; nothing stands in an address.

use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::{
    form::{FieldErrors, Mistakes, shape},
    submission::DangerView,
};
use crate::{
    filters,
    frame::Frame,
    texts::{Text, Texts},
};

/// Number and secret, as typed.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct StatusForm {
    #[validate(length(min = 1, code = "number_needed"))]
    pub(crate) number: String,
    #[validate(length(min = 1, code = "secret_needed"))]
    pub(crate) secret: String,
    /// What was to be added when the pass had ended; it waits for the numbers.
    pub(crate) add: String,
    /// The same of what the reply did not answer.
    pub(crate) reopen: String,
}

impl StatusForm {
    /// A text waits for the numbers.
    pub(crate) fn waits(&self) -> bool {
        !self.add.trim().is_empty() || !self.reopen.trim().is_empty()
    }

    /// Whether both were typed; whether they fit together is the service's to say.
    ///
    /// # Errors
    /// The mistakes, topmost first.
    pub(crate) fn check(&self) -> Result<(), Mistakes> {
        let found = self.validate().err().map_or_else(Mistakes::default, |errors| Mistakes::of(&errors));
        found.in_order(&["number", "secret"]).into_result()
    }
}

/// Something that is added to a voice.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct AddForm {
    /// Signed, short-lived: number and secret were right.
    pub(crate) pass: String,
    #[validate(custom(function = "shape::body"))]
    pub(crate) add: String,
}

/// What the reply did not answer.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct ReopenForm {
    /// See [`AddForm::pass`].
    pub(crate) pass: String,
    #[validate(custom(function = "shape::body"))]
    pub(crate) reopen: String,
}

/// Withdrawing: the first POST comes without `confirm` and shows the question.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct WithdrawForm {
    /// See [`AddForm::pass`].
    pub(crate) pass: String,
    /// `yes`
    pub(crate) confirm: String,
}

/// `/status`
#[derive(Template)]
#[template(path = "public/status/ask.html")]
pub(crate) struct AskStatusPage {
    pub(crate) frame: Frame,
    pub(crate) form: StatusForm,
    pub(crate) errors: FieldErrors,
    /// Whom to ask who lost the numbers.
    pub(crate) office: Text,
    pub(crate) phone: String,
    /// Whom to call now, when what waits speaks of danger.
    pub(crate) danger: Vec<DangerView>,
}

impl AskStatusPage {
    fn title(&self) -> &Text {
        &self.frame.texts.ask.title
    }
}

/// Where a step stands against the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepState {
    /// Behind us.
    Done,
    /// Here.
    Now,
    /// To come.
    Ahead,
}

impl StepState {
    pub(crate) fn css(self) -> &'static str {
        match self {
            StepState::Done => "step-done",
            StepState::Now => "step-now",
            StepState::Ahead => "step-ahead",
        }
    }

    pub(crate) fn is_now(self) -> bool {
        self == StepState::Now
    }

    pub(crate) fn is_done(self) -> bool {
        self == StepState::Done
    }
}

/// One step with its words.
#[derive(Debug, Clone)]
pub(crate) struct StepView {
    pub(crate) title: Text,
    /// May be empty.
    pub(crate) note: Text,
    pub(crate) state: StepState,
}

/// Where a point stands, in the residents' five words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// 受け付けました
    Received,
    /// 担当課で確認しています
    Checking,
    /// 回答を準備しています
    Preparing,
    /// 回答しました: a letter went out.
    Replied,
    /// 担当課と市長に届けました
    Delivered,
    /// ○○に伝えました
    PassedOn {
        /// To whom.
        to: Text,
    },
    /// お答えできません
    NotAnswered {
        /// From the no-reply list.
        reason: Text,
    },
    /// 取り下げを受け付けました
    Withdrawn,
}

impl Standing {
    /// How far it is, from 0; everything that ended is 3.
    pub(crate) fn step(&self) -> usize {
        match self {
            Standing::Received => 0,
            Standing::Checking => 1,
            Standing::Preparing => 2,
            Standing::Replied
            | Standing::Delivered
            | Standing::PassedOn { .. }
            | Standing::NotAnswered { .. }
            | Standing::Withdrawn => 3,
        }
    }

    /// Nothing more happens to this point, except what follows from it.
    pub(crate) fn has_ended(&self) -> bool {
        self.step() == 3
    }

    pub(crate) fn word(&self, words: &crate::texts::StatusTexts) -> Text {
        match self {
            Standing::Received => words.received.clone(),
            Standing::Checking => words.checking.clone(),
            Standing::Preparing => words.preparing.clone(),
            Standing::Replied => words.replied.clone(),
            Standing::Delivered => words.delivered.clone(),
            Standing::PassedOn { to } => words.passed_on.with("to", to).text(),
            Standing::NotAnswered { .. } => words.not_answered.clone(),
            Standing::Withdrawn => words.withdrawn.clone(),
        }
    }

    pub(crate) fn tone(&self) -> &'static str {
        match self {
            Standing::Received | Standing::Withdrawn | Standing::NotAnswered { .. } => "quiet",
            Standing::Checking | Standing::Preparing => "info",
            Standing::Replied | Standing::Delivered | Standing::PassedOn { .. } => "success",
        }
    }

    pub(crate) fn reason(&self) -> Option<&Text> {
        if let Standing::NotAnswered { reason } = self { Some(reason) } else { None }
    }
}

/// One case, as the resident sees it.
#[derive(Debug, Clone)]
pub(crate) struct PointView {
    /// Its first words.
    pub(crate) title: String,
    pub(crate) standing: Standing,
    /// The section in charge, once known.
    pub(crate) section: Option<Text>,
    /// Only when a reply is owed and not yet given.
    pub(crate) due: Option<DueView>,
}

/// When a reply is planned.
#[derive(Debug, Clone)]
pub(crate) struct DueView {
    pub(crate) on: NaiveDate,
    pub(crate) changed: Option<ChangedDue>,
}

/// The date was another one before.
#[derive(Debug, Clone)]
pub(crate) struct ChangedDue {
    pub(crate) before: NaiveDate,
    pub(crate) reason: Text,
}

/// A letter that went out.
#[derive(Debug, Clone)]
pub(crate) struct LetterView {
    pub(crate) sent_on: NaiveDate,
    /// 名義
    pub(crate) signature: String,
    /// As it was decided and sent.
    pub(crate) text: String,
    /// 添付資料
    pub(crate) enclosures: Vec<EnclosureView>,
    /// 中間回答
    pub(crate) interim: bool,
}

/// A file that came with the letter.
#[derive(Debug, Clone)]
pub(crate) struct EnclosureView {
    pub(crate) name: String,
    /// Bytes.
    pub(crate) size: u64,
    /// Where it is opened.
    pub(crate) href: String,
}

/// What came after the reply.
#[derive(Debug, Clone)]
pub(crate) struct AfterView {
    pub(crate) on: NaiveDate,
    pub(crate) text: Text,
    /// 再確認日: when the city looks at it again.
    pub(crate) again_on: Option<NaiveDate>,
}

/// `/status/view`
#[derive(Template)]
#[template(path = "public/status/show.html")]
pub(crate) struct StatusPage {
    pub(crate) frame: Frame,
    /// See [`AddForm::pass`].
    pub(crate) pass: String,
    pub(crate) number: String,
    pub(crate) received_on: NaiveDate,
    /// Days on which something was added, oldest first. The texts themselves are not repeated.
    pub(crate) added_on: Vec<NaiveDate>,
    /// A reply was wanted and the channel gives one: decides the third and fourth step's words.
    pub(crate) reply_owed: bool,
    /// The least advanced first; never empty.
    pub(crate) points: Vec<PointView>,
    /// Newest first.
    pub(crate) letters: Vec<LetterView>,
    /// Newest first.
    pub(crate) afterwards: Vec<AfterView>,
    pub(crate) may_add: bool,
    /// Until when one may say that the reply did not answer.
    pub(crate) reopen_until: Option<NaiveDate>,
    pub(crate) may_withdraw: bool,
    pub(crate) errors: FieldErrors,
    pub(crate) typed_add: String,
    pub(crate) typed_reopen: String,
    /// Whom to call now, when what was typed speaks of danger.
    pub(crate) danger: Vec<DangerView>,
}

impl StatusPage {
    fn title(&self) -> &Text {
        &self.frame.texts.status.title
    }

    fn day(&self, on: &NaiveDate) -> Text {
        filters::date_in(*on, self.frame.lang)
    }

    /// What was typed and has no form to stand in any more.
    fn without_form(&self) -> Vec<&str> {
        let texts = [(&self.typed_add, self.may_add), (&self.typed_reopen, self.reopen_until.is_some())];
        texts.into_iter().filter(|(text, form)| !text.is_empty() && !form).map(|(text, _)| text.as_str()).collect()
    }

    fn can_do_something(&self) -> bool {
        self.may_add || self.may_withdraw || self.reopen_until.is_some()
    }

    /// The five steps of the least advanced point; four when no reply is owed.
    fn steps(&self) -> Vec<StepView> {
        let words: &Texts = self.frame.texts;
        let words = &words.status;
        let standing = self.points.first().map_or(&Standing::Received, |point| &point.standing);
        let ahead = if self.reply_owed { &words.answer } else { &words.deliver };
        let ended = standing.has_ended();
        let fourth = if ended { standing.word(words) } else { ahead.clone() };
        let now = if ended && !self.afterwards.is_empty() { 4 } else { standing.step() };
        // What lies behind us is said as done.
        let checking = if now > 1 { &words.checked } else { &words.checking };
        let preparing = if now > 2 { &words.prepared } else { &words.preparing };
        let titles = [words.received.clone(), checking.clone(), preparing.clone(), fourth, words.follow_up.clone()];
        // Nobody prepared an answer to what was passed on, taken back or not answered, and maybe no section looked at it.
        let prepared =
            *standing == Standing::Preparing || (self.reply_owed && (!ended || *standing == Standing::Replied));
        let checked = !ended || matches!(standing, Standing::Replied | Standing::Delivered);
        let shown = |at: &usize| (*at != 1 || checked) && (*at != 2 || prepared);
        let state = |at: usize| match at.cmp(&now) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Now,
            std::cmp::Ordering::Greater => StepState::Ahead,
        };
        let steps = titles.into_iter().enumerate().filter(|(at, _)| shown(at));
        steps.map(|(at, title)| StepView { title, note: Text::default(), state: state(at) }).collect()
    }
}

/// Withdrawing asks once.
#[derive(Template)]
#[template(path = "public/status/withdraw.html")]
pub(crate) struct WithdrawPage {
    pub(crate) frame: Frame,
    /// See [`AddForm::pass`].
    pub(crate) pass: String,
    pub(crate) number: String,
    pub(crate) errors: FieldErrors,
}

impl WithdrawPage {
    fn title(&self) -> &Text {
        &self.frame.texts.withdraw.title
    }
}

/// Too many wrong numbers: answered with 429 and `Retry-After`.
#[derive(Template)]
#[template(path = "public/status/slowed.html")]
pub(crate) struct SlowedPage {
    pub(crate) frame: Frame,
    /// Minutes to wait, rounded up.
    pub(crate) minutes: u32,
    /// What waits for number and secret, to be taken along; empty elsewhere.
    pub(crate) form: StatusForm,
    /// The page that asks for them.
    pub(crate) ask: &'static str,
}

impl SlowedPage {
    fn title(&self) -> &Text {
        &self.frame.texts.slowed.title
    }
}
