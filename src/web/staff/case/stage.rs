//! The right column of a case: one stage of the work after the other, each done, now or ahead.

use chrono::{DateTime, Utc};

use crate::staff::view::{ActButton, Choice, Errors, Fact};

/// One step of the work on a case.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    /// Anchor on the page: urgent, split, triage, route, accept, ruling, reply, approval, dispatch, ending.
    pub(crate) code: &'static str,
    /// 分類
    pub(crate) title: &'static str,
    pub(crate) state: StageState,
    /// What was done, in a line: 要望・市民協働・1101. Empty while nothing was.
    pub(crate) summary: String,
    pub(crate) body: StageBody,
    /// Acts that belong to this stage and may be done now.
    pub(crate) acts: Vec<ActButton>,
}

/// Where a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StageState {
    /// Done; folded, can be opened.
    Done,
    /// To be done now; open.
    Now,
    /// Possible, not the next thing; folded.
    Open,
    /// Comes later; a line only.
    Ahead,
}

impl Stage {
    /// The class of the mark.
    pub(crate) const fn css(&self) -> &'static str {
        match self.state {
            StageState::Done => "stage-done",
            StageState::Now => "stage-now",
            StageState::Open => "stage-open",
            StageState::Ahead => "stage-ahead",
        }
    }

    /// The word of the mark, for those who do not see it.
    pub(crate) const fn word(&self) -> &'static str {
        match self.state {
            StageState::Done => "済",
            StageState::Now => "今ここ",
            StageState::Open => "できます",
            StageState::Ahead => "これから",
        }
    }

    /// Is to be done now.
    pub(crate) fn is_now(&self) -> bool {
        self.state == StageState::Now
    }

    /// Its own form carries the filled button: it is to be done now, and no act is the next thing.
    pub(crate) fn fills(&self) -> bool {
        self.is_now() && !self.acts.iter().any(|act| act.primary)
    }

    /// There is something to open.
    pub(crate) fn has_content(&self) -> bool {
        !self.acts.is_empty() || !matches!(self.body, StageBody::None)
    }
}

/// What a stage shows besides its acts.
#[derive(Debug, Clone)]
pub(crate) enum StageBody {
    /// Nothing but acts.
    None,
    /// 緊急
    Urgent(UrgentView),
    /// 件分け
    Split(SplitView),
    /// 種別・分野・施策
    Triage(Box<TriageView>),
    /// 回付
    Route(RouteView),
    /// 返却・裁定: who said what.
    Returned(ReturnView),
    /// 回答案・処理結果
    Reply(Box<ReplyView>),
    /// 決裁
    Approval(ApprovalView),
    /// 発送・終了: facts and a way on.
    Facts(FactsView),
}

/// Danger words were found.
#[derive(Debug, Clone)]
pub(crate) struct UrgentView {
    /// 自殺・自傷, 危険（道路・建物） …
    pub(crate) groups: Vec<&'static str>,
    /// Minutes since it came in, while nobody took it.
    pub(crate) waiting_minutes: Option<u64>,
    /// Who took it, and when.
    pub(crate) taken: Option<(String, DateTime<Utc>)>,
    /// Numbers to call, by group: label, number, where it is from.
    pub(crate) phones: Vec<Fact>,
}

/// One submission, several points.
#[derive(Debug, Clone)]
pub(crate) struct SplitView {
    /// Where the split is saved; empty when it may no more.
    pub(crate) url: String,
    pub(crate) version: i64,
    pub(crate) points: Vec<PointView>,
    pub(crate) errors: Errors,
}

/// A point that was found or written.
#[derive(Debug, Clone)]
pub(crate) struct PointView {
    /// 1, 2, 3 …
    pub(crate) number: usize,
    /// The part of the original that it is about.
    pub(crate) text: String,
    /// Becomes, or is, a case of its own.
    pub(crate) chosen: bool,
}

/// 種別・分野・施策.
#[derive(Debug, Clone)]
pub(crate) struct TriageView {
    /// Where it is saved; empty when only shown.
    pub(crate) url: String,
    pub(crate) version: i64,
    pub(crate) kinds: Vec<Choice>,
    /// The suggested kind with the words that speak for it; empty when there are none.
    pub(crate) kind_suggested: String,
    pub(crate) categories: Vec<Choice>,
    /// undecided, outside or tagged.
    pub(crate) decision: &'static str,
    /// All measures of the plan in force; the chosen one is the primary.
    pub(crate) measures: Vec<Choice>,
    /// All measures again; the chosen ones are the further ones.
    pub(crate) further: Vec<Choice>,
    /// The best three, best first.
    pub(crate) suggestions: Vec<SuggestionView>,
    /// Nothing in the plan seems to fit.
    pub(crate) suggests_outside: bool,
    /// Words that speak for that, marked in the original.
    pub(crate) outside_because: Vec<String>,
    /// It is not sure of any: nothing stands chosen.
    pub(crate) unsure: bool,
    /// Its version was not taken into use yet: nothing stands chosen.
    pub(crate) untried: bool,
    /// The first suggestion stands chosen and is not saved yet.
    pub(crate) preselected: bool,
    /// Which version of the classifier said so.
    pub(crate) suggested_by: String,
    pub(crate) errors: Errors,
}

/// A measure that may fit.
#[derive(Debug, Clone)]
pub(crate) struct SuggestionView {
    /// 1, 2, 3: also the key.
    pub(crate) rank: usize,
    pub(crate) code: String,
    pub(crate) name: String,
    /// The policy above it.
    pub(crate) policy: String,
    /// The section that comes with it.
    pub(crate) section: String,
    /// Words that made it think so; marked in the original.
    pub(crate) because: Vec<String>,
    /// Past voices written alike and decided so: receipt number and, where it may be opened, the address.
    pub(crate) alike: Vec<(String, Option<String>)>,
    pub(crate) chosen: bool,
}

/// 回付.
#[derive(Debug, Clone)]
pub(crate) struct RouteView {
    /// Where it is saved; empty when only shown.
    pub(crate) url: String,
    pub(crate) version: i64,
    /// The best few, each with why (`support`).
    pub(crate) suggested: Vec<Choice>,
    /// All sections, by 部.
    pub(crate) leads: Vec<Choice>,
    pub(crate) supports: Vec<Choice>,
    /// ISO date, or what was typed.
    pub(crate) due_on: String,
    /// 受付の翌日から10開庁日
    pub(crate) due_rule: String,
    pub(crate) note: String,
    pub(crate) errors: Errors,
}

/// What a section said when it returned the case.
#[derive(Debug, Clone)]
pub(crate) struct ReturnView {
    pub(crate) rows: Vec<ReturnRow>,
}

/// One return.
#[derive(Debug, Clone)]
pub(crate) struct ReturnRow {
    /// 1 or 2.
    pub(crate) number: usize,
    /// The section that returned it.
    pub(crate) from: String,
    /// The section that it believes right.
    pub(crate) believes: String,
    pub(crate) reason: String,
    pub(crate) at: DateTime<Utc>,
}

/// 回答案, or 処理結果 when no letter is wanted.
#[derive(Debug, Clone)]
pub(crate) struct ReplyView {
    /// Where it is saved; empty when only shown.
    pub(crate) url: String,
    pub(crate) version: i64,
    /// A letter will go out; else a result is written down.
    pub(crate) letter: bool,
    pub(crate) text: String,
    pub(crate) outcomes: Vec<Choice>,
    /// 時期・理由
    pub(crate) note: String,
    /// ISO date, or what was typed.
    pub(crate) follow_up_on: String,
    /// What the city's rule says of that day.
    pub(crate) follow_rule: String,
    /// 添付資料 of the newest version.
    pub(crate) enclosures: Vec<EnclosureView>,
    /// Files that were chosen and are not saved with a version yet.
    pub(crate) waiting: Vec<EnclosureView>,
    /// Earlier versions, newest first.
    pub(crate) versions: Vec<VersionRow>,
    /// What residents may miss in it; nothing is refused for it.
    pub(crate) hints: Vec<String>,
    pub(crate) errors: Errors,
}

impl ReplyView {
    /// The day on which the city looks again, in words; what was typed where it is no day.
    pub(crate) fn follow_day(&self) -> String {
        let day = self.follow_up_on.parse::<chrono::NaiveDate>();
        day.map_or_else(|_| self.follow_up_on.clone(), kocho_domain::era::wareki)
    }
}

/// A file that goes out with the reply.
#[derive(Debug, Clone)]
pub(crate) struct EnclosureView {
    pub(crate) name: String,
    /// PDF 120 KB
    pub(crate) about: String,
    /// Where it is opened; empty while it waits.
    pub(crate) href: String,
    /// What crosses it out of the form.
    pub(crate) value: String,
}

#[cfg(test)]
impl EnclosureView {
    pub(crate) fn sample() -> Self {
        let (name, about) = ("広報紙を置いている所の一覧.pdf".into(), "PDF 183 KB".into());
        EnclosureView { name, about, href: "/staff/cases/k/enclosures/f".into(), value: "f".into() }
    }
}

/// A saved version.
#[derive(Debug, Clone)]
pub(crate) struct VersionRow {
    pub(crate) number: u32,
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) href: String,
}

/// A file with its door: `href` is `None` while it is closed.
#[derive(Debug, Clone)]
pub(crate) struct FileView {
    /// 写真1, PDF: names given by residents are shown only when revealed.
    pub(crate) label: String,
    /// JPEG 1.2 MB・検査済
    pub(crate) about: String,
    pub(crate) href: Option<String>,
    /// Address of the small picture, while the file is open.
    pub(crate) small: Option<String>,
}

/// 決裁: the route's steps and what is being decided.
#[derive(Debug, Clone)]
pub(crate) struct ApprovalView {
    pub(crate) steps: Vec<ApprovalRow>,
    /// The text that is being decided; empty before the request.
    pub(crate) text: String,
    /// 対応区分 of that text.
    pub(crate) outcome: String,
    /// 時期・理由 and 再確認日 of that text, as far as they are given: they are decided with it.
    pub(crate) facts: Vec<Fact>,
    /// 添付資料 of that text.
    pub(crate) enclosures: Vec<EnclosureView>,
}

/// One step of the route.
#[derive(Debug, Clone)]
pub(crate) struct ApprovalRow {
    /// 起案, 承認, 決裁, 合議, 発送
    pub(crate) act: &'static str,
    /// 市民協働課長
    pub(crate) who: String,
    pub(crate) state: StageState,
    /// Who did it, and when.
    pub(crate) done: Option<(String, DateTime<Utc>)>,
    /// For whom, when somebody stood in.
    pub(crate) stood_in_for: String,
    /// 差戻し, with its reason.
    pub(crate) sent_back: Option<String>,
}

impl ApprovalRow {
    /// Waits for this one.
    pub(crate) fn is_now(&self) -> bool {
        self.state == StageState::Now
    }

    /// The class of the mark.
    pub(crate) const fn css(&self) -> &'static str {
        match self.state {
            StageState::Done => "stage-done",
            StageState::Now | StageState::Open => "stage-now",
            StageState::Ahead => "stage-ahead",
        }
    }
}

/// Facts with a link.
#[derive(Debug, Clone)]
pub(crate) struct FactsView {
    pub(crate) facts: Vec<Fact>,
    /// One sentence, or empty.
    pub(crate) text: String,
    /// 回答書を見る
    pub(crate) link: Option<(&'static str, String)>,
}
