//! 調査の結果: every question with its chart and its table, split and weighed as one likes, and what stands beside the figures. How a question is
//! shown is in `survey_result/view.rs`, doors in `survey_result/door.rs`.

mod door;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(test)]
pub(crate) mod sample;
mod scores;
mod texts;
mod trend;
mod view;
pub(crate) mod voices;

use askama::Template;
use chrono::{DateTime, Utc};
use kocho_domain::{
    era::wareki,
    summary::CONSENTS,
    survey::{Selection, SurveyState},
};
use kocho_service::survey_result::{Shown, Weighing};

pub(crate) use self::{
    door::routes, scores::SurveyScoresPage, texts::SurveyTextsPage, trend::SurveyTrendPage, view::QuestionView,
};
use crate::{
    chart::tenths,
    frame::Frame,
    staff::{
        filters,
        view::{Choice, Errors, Fact},
    },
    urls::survey_result as urls,
};

/// `GET /staff/surveys/{survey}/results`
#[derive(Debug, Template)]
#[template(path = "staff/survey_result/show.html")]
pub(crate) struct SurveyResultPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) title: String,
    /// 目的
    pub(crate) purpose: String,
    pub(crate) facts: Vec<Fact>,
    /// Of whom the figures do not speak.
    pub(crate) caution: &'static str,
    pub(crate) counted_at: DateTime<Utc>,
    /// By what tables can be split.
    pub(crate) banners: Vec<Choice>,
    /// The one that is chosen; empty: none.
    pub(crate) by: String,
    pub(crate) weights: WeightView,
    pub(crate) questions: Vec<QuestionView>,
    pub(crate) has_scores: bool,
    pub(crate) form: NoteForm,
    /// Rows of the population, as they can be pasted.
    pub(crate) population: String,
    /// What somebody else wrote while the form was filled in.
    pub(crate) others: Option<NoteForm>,
    pub(crate) may_write: bool,
    pub(crate) publishing: Option<PublishView>,
    /// 反映状況を知らせる期限 … を過ぎています。; empty: it is not late.
    pub(crate) late: String,
    pub(crate) may_read_texts: bool,
    /// People wrote words of their own.
    pub(crate) has_texts: bool,
    /// The survey is over, and the person may propose values of indicators.
    pub(crate) may_propose: bool,
    /// The results are public.
    pub(crate) is_published: bool,
    /// The same as a file; empty: there is none.
    pub(crate) pdf: String,
    pub(crate) errors: Errors,
}

/// How it stands with weights.
#[derive(Debug, Clone, Default)]
pub(crate) struct WeightView {
    /// There is a population.
    pub(crate) can: bool,
    /// The figures are weighed.
    pub(crate) on: bool,
    /// 有効回答数 …, or why not.
    pub(crate) words: String,
}

/// How it stands with publishing, for those who may agree to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PublishView {
    /// It is public, with words before these.
    pub(crate) again: bool,
    /// Who agreed, by name.
    pub(crate) consents: Vec<String>,
    /// The reader is one of them.
    pub(crate) agreed: bool,
    /// Enough people agreed, and the reader may publish.
    pub(crate) can: bool,
}

impl PublishView {
    /// `None`: nothing can be published now, or it is not the reader's.
    fn of(shown: &Shown) -> Option<Self> {
        let again = shown.survey.state == SurveyState::Reported;
        let is_new = !again || shown.result.written() != shown.result.public;
        let is_over = again || shown.survey.state == SurveyState::Closed;
        (shown.may_write && is_over && is_new).then(|| PublishView {
            again,
            consents: shown.consents.clone(),
            agreed: shown.agreed,
            can: shown.may_publish && shown.consents.len() >= CONSENTS,
        })
    }
}

/// `POST /staff/surveys/{survey}/results/note`
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct NoteForm {
    pub(crate) comment: String,
    pub(crate) reflection: String,
    /// ISO day, or empty.
    pub(crate) due_on: String,
    /// What was seen; empty before the first.
    pub(crate) lock: String,
}

impl SurveyResultPage {
    /// What was typed stands in the form; what is written by now beside it, and is what the next save has seen.
    fn overtaken_by(&mut self, typed: NoteForm) {
        let lock = self.form.lock.clone();
        self.others = Some(std::mem::replace(&mut self.form, NoteForm { lock, ..typed }));
    }

    fn of(frame: Frame, shown: &Shown, by: &str) -> Self {
        let code = shown.survey.about.code.clone();
        let basis = basis(shown.rate, shown.survey.selection);
        let question = |finding| QuestionView::of(finding, shown, &basis);
        let banner =
            |(id, label): &(String, String)| Choice { chosen: id == by, ..Choice::new(id.clone(), label.clone()) };
        SurveyResultPage {
            title: shown.survey.about.title.clone(),
            purpose: shown.survey.about.purpose.clone(),
            facts: facts(shown),
            caution: shown.survey.selection.caution(),
            counted_at: shown.counted_at,
            banners: shown.banners.iter().map(banner).collect(),
            by: by.to_owned(),
            weights: weights(shown),
            questions: shown.findings.questions.iter().map(question).collect(),
            has_scores: shown.findings.questions.iter().any(|finding| finding.rows.len() > 1),
            form: NoteForm {
                comment: shown.result.comment.clone(),
                reflection: shown.result.reflection.clone(),
                due_on: shown.result.reflection_due_on.map(|day| day.to_string()).unwrap_or_default(),
                lock: shown.result.lock.map(|lock| lock.to_string()).unwrap_or_default(),
            },
            others: None,
            population: pasted(&shown.result.population),
            may_write: shown.may_write,
            publishing: PublishView::of(shown),
            late: late(shown),
            may_read_texts: shown.may_read_texts,
            has_texts: !shown.worded.is_empty(),
            may_propose: shown.may_propose,
            is_published: shown.survey.state == SurveyState::Reported,
            pdf: crate::pdf::beside(urls::report(&code, by, matches!(shown.weighing, Weighing::On))),
            errors: Errors::default(),
            frame,
            code,
        }
    }
}

fn late(shown: &Shown) -> String {
    let due = shown.result.public.due_on.or(shown.result.reflection_due_on).filter(|_| shown.late);
    due.map(|due| format!("反映状況を知らせる期限（{}）を過ぎています。", wareki(due))).unwrap_or_default()
}

/// What stands under every chart beside its own numbers: 回答率 72.8%、登録したモニター.
fn basis(rate: Option<f64>, selection: Selection) -> String {
    let rate = rate.map(|rate| format!("回答率{}%、", tenths(rate))).unwrap_or_default();
    format!("{rate}{}", selection.label())
}

fn facts(shown: &Shown) -> Vec<Fact> {
    let responses = shown.findings.responses;
    let rate = match (shown.rate, shown.survey.population) {
        (Some(rate), Some(all)) => format!("{}%（{all}人のうち{}人）", tenths(rate), responses.total),
        _ => "分かりません（対象の人数が入っていません）".to_owned(),
    };
    let ways: Vec<String> = shown.methods.iter().map(|(way, n)| format!("{}{n}人", way.label())).collect();
    let ways = ways.join("、");
    vec![
        Fact::new(
            "回答",
            format!("{}人（最後まで {}人、途中まで {}人）", responses.total, responses.complete, responses.partial),
        ),
        Fact::new("回答の方法", if ways.is_empty() { "－".to_owned() } else { ways }),
        Fact::new("回答率", rate),
        Fact::new("選び方", shown.survey.selection.label()),
        Fact::new("期間", [shown.survey.about.starts_on, shown.survey.about.ends_on].map(wareki).join("～")),
        Fact::new("対象", shown.survey.about.target.clone()),
        Fact::new("方法", shown.survey.about.method.clone()),
    ]
}

fn weights(shown: &Shown) -> WeightView {
    let (can, on, words) = match &shown.weighing {
        Weighing::Without => (false, false, String::new()),
        Weighing::Off => (true, false, "重みのない割合です。".to_owned()),
        Weighing::Impossible(why) => (true, false, why.clone()),
        Weighing::On => {
            let words = shown.findings.weights.map(|weights| {
                let outside = if weights.outside > 0 { format!("人口にない区分の{}人は重み1です。", weights.outside) } else { String::new() };
                let (min, max) = (weights.min, weights.max);
                format!("人口に合わせた割合です。有効回答数 {}人分、重み {min:.2}～{max:.2}。{outside}人数と検定は重みなしです。", tenths(weights.effective_n))
            });
            (true, true, words.unwrap_or_default())
        }
    };
    WeightView { can, on, words }
}

/// Rows as a spreadsheet pastes them.
fn pasted(population: &str) -> String {
    let rows: Vec<Vec<String>> = serde_json::from_str(population).unwrap_or_default();
    rows.iter().map(|row| row.join(",")).collect::<Vec<_>>().join("\n")
}
