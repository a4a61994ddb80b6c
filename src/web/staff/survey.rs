//! 調査: the list, one survey with its way from a draft to its end, and beginning one. The builder is in `survey/builder.rs`, one
//! question's form in `survey/question.rs`, what is read and printed in `survey/paper.rs`.

mod builder;
mod door;
mod head;
mod leads;
mod paper;
mod question;
#[cfg(test)]
mod sample;
mod typed;

use std::collections::BTreeMap;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    clock::civil_date,
    era::{FiscalYear, wareki},
    id::SurveyId,
    survey::{Mistake, SurveyKind, SurveyState, state::Act},
};
use kocho_service::{
    Cx,
    invitation::panel::Few,
    stored::{response::Counts, survey::Survey},
    survey::SurveyView,
};

pub(crate) use self::door::routes;
#[cfg(test)]
pub(crate) use self::{
    builder::SurveyBuilderPage,
    head::SurveyHeadPage,
    paper::{SurveyPreviewPage, SurveyPrintPage},
    question::SurveyQuestionPage,
};
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Errors, Fact, Tone},
    },
    urls::{answering, staff as urls, survey_result as results},
};

/// `GET /staff/surveys`
#[derive(Debug, Template)]
#[template(path = "staff/survey/list.html")]
pub(crate) struct SurveyListPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<SurveyRow>,
    /// Only what waits for the desk is shown.
    pub(crate) waiting_only: bool,
    pub(crate) may_write: bool,
    /// What was wrong with a file, each mistake a line.
    pub(crate) mistakes: Vec<String>,
    pub(crate) next: Option<String>,
}

/// A survey in the list.
#[derive(Debug, Clone)]
pub(crate) struct SurveyRow {
    pub(crate) href: String,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) section: String,
    pub(crate) starts_on: NaiveDate,
    pub(crate) ends_on: NaiveDate,
    /// 300件（途中まで 24件）
    pub(crate) answers: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    /// 反映状況 6日超過; empty: nothing is late.
    pub(crate) late: String,
}

impl SurveyRow {
    fn of(cx: &Cx, (survey, counts): (&Survey, Counts), late: &BTreeMap<SurveyId, NaiveDate>) -> Self {
        let days = late.get(&survey.id).map(|due_on| (cx.today() - *due_on).num_days());
        SurveyRow {
            href: urls::survey(&survey.about.code),
            code: survey.about.code.clone(),
            title: survey.about.title.clone(),
            section: cx.city.section_name(survey.about.section).to_owned(),
            starts_on: survey.about.starts_on,
            ends_on: survey.about.ends_on,
            answers: answers(survey.state, counts),
            state: survey.state.label(),
            tone: tone(survey.state),
            late: days.map(|days| format!("反映状況 {days}日超過")).unwrap_or_default(),
        }
    }
}

/// 300件（途中まで 24件）; a dash before a survey begins.
fn answers(state: SurveyState, counts: Counts) -> String {
    match (state.is_answered(), counts.partial) {
        (false, _) => "－".to_owned(),
        (true, 0) => format!("{}件", counts.total()),
        (true, partial) => format!("{}件（途中まで {partial}件）", counts.total()),
    }
}

const fn tone(state: SurveyState) -> Tone {
    match state {
        SurveyState::Draft | SurveyState::Closed => Tone::Calm,
        SurveyState::Review => Tone::Warning,
        SurveyState::Open => Tone::Info,
        SurveyState::Reported => Tone::Success,
    }
}

/// `GET /staff/surveys/{survey}`
#[derive(Debug, Template)]
#[template(path = "staff/survey/show.html")]
pub(crate) struct SurveyShowPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) purpose: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) facts: Vec<Fact>,
    /// What comes next, in words.
    pub(crate) hint: &'static str,
    pub(crate) acts: Vec<SurveyAct>,
    /// The person can change its questions now.
    pub(crate) may_write: bool,
    pub(crate) may_manage: bool,
    /// Its questions are still being written.
    pub(crate) is_written: bool,
    /// What does not fit together, each a line.
    pub(crate) mistakes: Vec<String>,
    pub(crate) hints: Vec<HintRow>,
    /// Further pages of this survey.
    pub(crate) links: Vec<SurveyLink>,
    pub(crate) steps: Vec<StepRow>,
    pub(crate) version: i64,
    /// How many were asked, as typed; empty: it is not known.
    pub(crate) population: String,
    /// That can still be said.
    pub(crate) may_count: bool,
    /// A code for a copy.
    pub(crate) copy_code: String,
    /// What was wrong with the last act, or with a table of answers.
    pub(crate) faults: Vec<String>,
    pub(crate) errors: Errors,
    /// What was typed and could not be done.
    pub(crate) typed: Typed,
    /// Before an anonymous survey is opened: combinations of classes with few people, each list of people a line.
    pub(crate) few: Vec<String>,
}

/// What was typed on the page and could not be done: it stands there again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    /// Code of the act; empty: none was tried.
    pub(crate) act: String,
    /// Its words.
    pub(crate) remark: String,
    /// A table of answers was brought.
    pub(crate) is_table: bool,
    /// How many were asked, beside a table of answers.
    pub(crate) asked: String,
}

/// What can be done with a survey.
#[derive(Debug, Clone)]
pub(crate) struct SurveyAct {
    /// submit, send_back, open, close.
    pub(crate) code: &'static str,
    pub(crate) label: &'static str,
    /// The label of the words it asks; empty when it asks none.
    pub(crate) asks: &'static str,
    /// The next sensible act.
    pub(crate) primary: bool,
    /// What happens then.
    pub(crate) support: &'static str,
}

/// Something to ask oneself before a survey is opened.
#[derive(Debug, Clone)]
pub(crate) struct HintRow {
    /// 問3; empty for the whole.
    pub(crate) no: String,
    pub(crate) what: String,
    pub(crate) ask: &'static str,
}

/// A further page of a survey. Other parts of the program add theirs in `links`.
#[derive(Debug, Clone)]
pub(crate) struct SurveyLink {
    pub(crate) href: String,
    pub(crate) label: &'static str,
    /// What one finds there.
    pub(crate) about: String,
}

/// A step of its way.
#[derive(Debug, Clone)]
pub(crate) struct StepRow {
    pub(crate) at: DateTime<Utc>,
    pub(crate) what: &'static str,
    pub(crate) by: String,
    pub(crate) text: String,
}

impl SurveyShowPage {
    /// The words that were typed beside an act which could not be done.
    fn said(&self, act: &SurveyAct) -> &str {
        if self.typed.act == act.code { &self.typed.remark } else { "" }
    }

    fn of(frame: Frame, cx: &Cx, view: &SurveyView) -> Self {
        let survey = &view.survey;
        let questionnaire = &view.version.questionnaire;
        let is_written = survey.state.is_written();
        let no = |id: &Option<String>| match id.as_deref().and_then(|id| questionnaire.question(id)) {
            Some(question) => question.no.map_or_else(|| question.id.clone(), |no| format!("問{no}")),
            None => String::new(),
        };
        let hints = view.hints.iter().filter(|_| is_written);
        SurveyShowPage {
            frame,
            code: survey.about.code.clone(),
            title: survey.about.title.clone(),
            purpose: survey.about.purpose.clone(),
            state: survey.state.label(),
            tone: tone(survey.state),
            facts: facts(cx, view),
            hint: hint(view),
            acts: acts(view),
            may_write: view.may_write,
            may_manage: view.may_manage,
            is_written,
            mistakes: view.mistakes.iter().filter(|_| is_written).map(Mistake::to_string).collect(),
            hints: hints.map(|h| HintRow { no: no(&h.question), what: h.what.clone(), ask: h.ask }).collect(),
            links: links(view),
            steps: view.steps.iter().map(StepRow::of).collect(),
            version: survey.lock,
            population: survey.population.map(|n| n.to_string()).unwrap_or_default(),
            may_count: view.may_manage && matches!(survey.state, SurveyState::Open | SurveyState::Closed),
            copy_code: String::new(),
            faults: vec![],
            errors: Errors::default(),
            typed: Typed::default(),
            few: vec![],
        }
    }
}

/// 第12期市政モニター（43人）：区分の組合せ28通りのうち、26通り（35人）
fn few_words(few: &Few) -> Option<String> {
    let (all, small, people) = few.combinations;
    let who = few.term.as_deref().unwrap_or("宛先に加えた人");
    let total = few.people;
    (small > 0).then(|| format!("{who}（{total}人）：区分の組合せ{all}通りのうち、{small}通り（{people}人）"))
}

/// Further pages of a survey, in the order in which it is worked on.
fn links(view: &SurveyView) -> Vec<SurveyLink> {
    let code = &view.survey.about.code;
    let link = |href: String, label, about: &str| SurveyLink { href, label, about: about.to_owned() };
    let mut links = Vec::new();
    if view.may_write {
        links.push(link(urls::survey_edit(code), "調査票を作る・直す", "設問を加え、並べ替え、分岐を決めます"));
    }
    links.push(link(urls::survey_preview(code), "画面で見る", "スマートフォンの幅で、答える人に見える形"));
    links.push(link(urls::survey_print(code), "印刷する", "紙で配る調査票（A4）。訳のある言葉でも印刷できます"));
    links.push(link(urls::survey_json(code), "ファイルに書き出す", "JSON。ほかの調査のもとにもできます"));
    if view.survey.state.is_answered() {
        links.push(link(results::of(results::RESULTS, code), "結果を見る", "集計、グラフ、考察と公表"));
    }
    if view.may_manage && view.survey.kind != SurveyKind::Coded {
        let sending = answering::of(answering::INVITATIONS, code);
        links.push(link(sending, "案内・督促・返送された紙", "宛先、番号の手紙とメール、まだ答えていない人、紙の入力"));
    }
    links
}

fn facts(cx: &Cx, view: &SurveyView) -> Vec<Fact> {
    let (survey, minutes) = (&view.survey, view.minutes);
    let about = &survey.about;
    let asked = view.version.questionnaire.asked().count();
    let period = [about.starts_on, about.ends_on].map(wareki).join("～");
    let time = if minutes.least == minutes.most {
        format!("{}分", minutes.most)
    } else {
        format!("{}～{}分", minutes.least, minutes.most)
    };
    let mut facts = vec![
        Fact::new("実施課", cx.city.section_name(about.section)),
        Fact::new("期間", period),
        Fact::new("対象", about.target.clone()),
        Fact::new("方法", about.method.clone()),
        Fact::new("答える人", format!("{}（{}）", survey.kind.label(), survey.selection.label())),
        Fact::new("記名", if about.anonymous { "無記名（だれの回答か分からない）" } else { "記名" }),
        Fact::new("調査票", format!("第{}版　{asked}問　およそ{time}", view.version.no)),
    ];
    if let Some(asked) = survey.population {
        facts.push(Fact::new("対象の人数", format!("{asked}人")));
    }
    if survey.state.is_answered() {
        facts.push(Fact::new("回答", answers(survey.state, view.counts)));
    }
    facts
}

fn hint(view: &SurveyView) -> &'static str {
    match (view.survey.state, view.may_manage, view.mistakes.is_empty()) {
        (SurveyState::Draft, _, false) => "調査票に直すところがあります。直すと、確認に出せます。",
        (SurveyState::Draft, false, true) => "できたら、広聴担当の確認に出してください。",
        (SurveyState::Draft, true, true) => "確認に出すか、そのまま実施を始められます。",
        (SurveyState::Review, true, _) => "確認の手がかりを見て、始めるか、理由を書いて差し戻してください。",
        (SurveyState::Review, false, _) => "広聴担当が確認しています。",
        (SurveyState::Open, _, _) => "回答を受け付けています。調査票はもう変えられません。",
        (SurveyState::Closed, _, _) => "回答の受付は終わりました。",
        (SurveyState::Reported, _, _) => "結果を公表しました。",
    }
}

fn acts(view: &SurveyView) -> Vec<SurveyAct> {
    let fits = view.mistakes.is_empty();
    let usable = view.acts.iter().filter(|act| fits || !matches!(act, Act::Submit | Act::Open));
    let words = |act: &Act| match act {
        Act::Submit => ("submit", "広聴担当へ伝えること（任意）", "この版が固定され、広聴担当が読みます。"),
        Act::SendBack => ("send_back", "直してほしいこと", "実施課がもう一度直せるようになります。"),
        Act::Open => ("open", "", "調査票が固定され、回答を受け付けます。"),
        Act::Close if view.survey.kind == SurveyKind::Panel => (
            "close",
            "",
            "これより後の回答は受け付けません。答えたモニターの謝礼を記録します。返送された紙は、先に入力してください。",
        ),
        Act::Close => ("close", "", "これより後の回答は受け付けません。"),
        Act::Report => ("report", "", ""),
    };
    let is_next = |act: &Act| match view.survey.state {
        SurveyState::Draft => *act == Act::Submit,
        SurveyState::Review => *act == Act::Open,
        SurveyState::Open | SurveyState::Closed | SurveyState::Reported => false,
    };
    let act = |act: &Act| {
        let (code, asks, support) = words(act);
        let label = if view.survey.state == SurveyState::Closed { "もう一度始める" } else { act.label() };
        SurveyAct { code, label, asks, primary: is_next(act), support }
    };
    let mut acts: Vec<SurveyAct> = usable.map(act).collect();
    acts.sort_by_key(|act| !act.primary);
    acts
}

impl StepRow {
    fn of(step: &kocho_service::stored::survey::Step) -> Self {
        let what = match step.code.as_str() {
            "survey_created" => "作り始めました",
            "survey_imported" => "ファイルから読み込みました",
            "survey_copied" => "前の調査から写しました",
            "survey_submitted" => "確認に出しました",
            "survey_sent_back" => "差し戻しました",
            "survey_opened" => "実施を始めました",
            "survey_closed" => "終えました",
            "survey_reported" => "結果を公表しました",
            "survey_answers_taken" => "回答の表を取り込みました",
            _ => "変えました",
        };
        StepRow { at: step.at, what, by: step.by.clone(), text: step.text.clone() }
    }
}

/// A code for the copy of a survey: the same with this fiscal year's number.
fn next_code(cx: &Cx, code: &str) -> String {
    let year = FiscalYear::of(civil_date(cx.now())).year();
    let stem = code.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    format!("{}-{year}-", if stem.is_empty() { "survey" } else { stem })
}
