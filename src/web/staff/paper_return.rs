//! 返送された調査票: the list, keying one in, its second reading, and deciding where the two differ.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use kocho_domain::{
    access::Permission,
    localized::Lang,
    participant::ReturnState,
    survey::{Answers, ProfileField, Questionnaire, validate::Fault},
};
use kocho_service::{
    Error,
    paper_return::{self, Keyed, Late, Read, Reading, Which},
    reward::Rewarded,
};
use serde::Deserialize;

use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    public::form::{Choice, FieldErrors},
    questions::{
        Typed, read, said,
        view::{QuestionView, Reader},
    },
    routes::{Access, Routes},
    sent::Sent,
    state::AppState,
    texts::{Text, Texts},
    urls::{answering as urls, public},
};

/// `GET /staff/surveys/{survey}/papers`
#[derive(Debug, Template)]
#[template(path = "staff/paper_return/list.html")]
pub(crate) struct PaperReturnsPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) next: i64,
    pub(crate) rows: Vec<PaperRow>,
    /// Papers that somebody has to read again or decide.
    pub(crate) open: u64,
    /// Only those are shown.
    pub(crate) is_open_only: bool,
    /// Those further on, and the way back to the newest.
    pub(crate) older: Option<String>,
    pub(crate) newest: Option<String>,
    /// The survey is over, and its rewards were entered: how those who come now get theirs.
    pub(crate) late: Option<Late>,
}

impl PaperReturnsPage {
    fn is_by_hand(&self) -> bool {
        self.late == Some(Late::ByHand)
    }

    fn is_with_paper(&self) -> bool {
        self.late == Some(Late::WithPaper)
    }

    /// All papers, or those only with which somebody has to go on.
    fn of(&self, open: bool) -> String {
        urls::papers(&self.code, None, open)
    }
}

/// A paper.
#[derive(Debug, Clone)]
pub(crate) struct PaperRow {
    pub(crate) number: i64,
    pub(crate) state: ReturnState,
    pub(crate) differences: u32,
    /// Where somebody goes on with it.
    pub(crate) href: Option<String>,
}

/// `GET /staff/surveys/{survey}/papers/new`, and a paper that is read again.
#[derive(Debug, Template)]
#[template(path = "staff/paper_return/form.html")]
pub(crate) struct PaperReturnPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) number: i64,
    pub(crate) work: Work,
    /// Where the form goes.
    pub(crate) url: String,
    pub(crate) typed_code: String,
    pub(crate) classes: Vec<ClassField>,
    pub(crate) questions: Vec<QuestionView>,
    /// What the two readings say, where they differ.
    pub(crate) different: Vec<DifferentRow>,
    pub(crate) errors: FieldErrors,
}

impl PaperReturnPage {
    fn is_first(&self) -> bool {
        self.work == Work::First
    }
}

/// What is done with a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// It is keyed in.
    First,
    /// A second person keys it in.
    Second,
    /// Somebody decides.
    Decide,
}

/// A class that may stand on a paper.
#[derive(Debug, Clone)]
pub(crate) struct ClassField {
    pub(crate) field: String,
    pub(crate) label: String,
    pub(crate) choices: Vec<Choice>,
    pub(crate) chosen: String,
}

/// Two readings of one question.
#[derive(Debug, Clone)]
pub(crate) struct DifferentRow {
    pub(crate) question: String,
    pub(crate) first: String,
    pub(crate) second: String,
}

/// The doors: of who runs surveys.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::SurveyManage);
    Routes::new(state)
        .get(urls::PAPERS, desk, list)
        .get(urls::PAPER_NEW, desk, new)
        .post(urls::PAPER_NEW, desk, post_new)
        .get(urls::PAPER, desk, show)
        .post(urls::PAPER, desk, post)
}

/// Which papers are asked for.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    before: Option<i64>,
    open: bool,
}

async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path(survey): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Page<PaperReturnsPage>, AppError> {
    let Wanted { before, open } = wanted;
    let papers = paper_return::list(&signed.cx(&state), &survey, Which { before, open }).await?;
    let code = papers.survey.about.code;
    let row = |paper: kocho_service::stored::paper_return::PaperReturn| {
        let goes_on = match paper.state {
            ReturnState::Waiting => paper.first_by != signed.actor.id,
            ReturnState::Different => true,
            ReturnState::Single | ReturnState::Same | ReturnState::Decided => false,
        };
        PaperRow {
            number: paper.number,
            state: paper.state,
            differences: paper.differences,
            href: goes_on.then(|| urls::of_number(urls::PAPER, &code, paper.number)),
        }
    };
    Ok(Page::ok(PaperReturnsPage {
        frame: signed.frame(&state),
        title: papers.survey.about.title,
        next: papers.next,
        rows: papers.papers.into_iter().map(row).collect(),
        open: papers.open,
        is_open_only: open,
        older: papers.older.map(|number| urls::papers(&code, Some(number), open)),
        newest: before.map(|_| urls::papers(&code, None, open)),
        late: papers.late,
        code,
    }))
}

/// What a page of questions is made of.
struct Sheet<'a> {
    of: &'a Questionnaire,
    number: i64,
    work: Work,
    typed: &'a Typed,
    errors: FieldErrors,
}

fn form(state: &AppState, signed: &Signed, sheet: Sheet<'_>) -> PaperReturnPage {
    let Sheet { of, number, work, typed, errors } = sheet;
    let texts = Texts::of(Lang::Ja);
    let reader = Reader {
        lang: Lang::Ja,
        texts,
        typed,
        errors: &errors,
        anonymous: false,
        pictures: &public::of_survey(public::SURVEY_PICTURES, &of.id),
    };
    // What must be answered on the web may be missing on paper.
    let show = |question| QuestionView { required: false, ..reader.show(question) };
    let class = |field: &ProfileField| ClassField {
        field: format!("_{}", field.id),
        label: field.label.clone(),
        choices: field.options.iter().map(|o| Choice { value: o.clone(), label: Text::verbatim(o) }).collect(),
        chosen: typed.value(&format!("_{}", field.id)).to_owned(),
    };
    PaperReturnPage {
        frame: signed.frame(state),
        code: of.id.clone(),
        title: of.title.clone(),
        number,
        work,
        url: match work {
            Work::First => urls::of(urls::PAPER_NEW, &of.id),
            Work::Second | Work::Decide => urls::of_number(urls::PAPER, &of.id, number),
        },
        typed_code: typed.value("code").to_owned(),
        classes: if work == Work::First { of.profile_fields.iter().map(class).collect() } else { Vec::new() },
        questions: of.questions.iter().map(show).collect(),
        different: Vec::new(),
        errors,
    }
}

async fn new(
    State(state): State<AppState>,
    signed: Signed,
    Path(survey): Path<String>,
) -> Result<Page<PaperReturnPage>, AppError> {
    let papers = paper_return::list(&signed.cx(&state), &survey, Which::default()).await?;
    let sheet = Sheet {
        of: &papers.version.questionnaire,
        number: papers.next,
        work: Work::First,
        typed: &Typed::default(),
        errors: FieldErrors::default(),
    };
    Ok(Page::ok(form(&state, &signed, sheet)))
}

/// Answers as keyed in, and what could not be read.
fn keyed(of: &Questionnaire, typed: &Typed) -> (Answers, Vec<(String, Text)>) {
    let (mut answers, mut wrong) = (Answers::default(), Vec::new());
    for question in of.asked() {
        match read(question, typed) {
            Ok(Some(answer)) => answers.set(&question.id, answer),
            Ok(None) => {}
            Err(what) => wrong.push(said::unread(Texts::of(Lang::Ja), question, what)),
        }
    }
    (answers, wrong)
}

fn in_words(of: &Questionnaire, faults: &[Fault]) -> Vec<(String, Text)> {
    let texts = Texts::of(Lang::Ja);
    let asked = |fault: &Fault| (fault.question.clone(), Text::verbatim(&fault.what.to_string()));
    let said = |fault: &Fault| match (of.question(&fault.question), &fault.what) {
        (Some(question), what) if !matches!(what, kocho_domain::survey::validate::What::NotAsked) => {
            said::wrong(texts, question, what)
        }
        _ => asked(fault),
    };
    faults.iter().map(said).collect()
}

async fn post_new(
    State(state): State<AppState>,
    signed: Signed,
    Path(survey): Path<String>,
    sent: Sent,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let papers = paper_return::list(&cx, &survey, Which::default()).await?;
    let of = &papers.version.questionnaire;
    let typed = Typed::sent(sent.fields);
    let (answers, mut wrong) = keyed(of, &typed);
    let profile: BTreeMap<String, String> = of
        .profile_fields
        .iter()
        .map(|field| (field.id.clone(), typed.value(&format!("_{}", field.id)).to_owned()))
        .collect();
    if wrong.is_empty() {
        let read = Read { code: typed.value("code").to_owned(), answers, profile };
        match paper_return::key_in(&cx, &survey, read).await {
            Ok(Keyed::Kept { number, twice, rewarded }) => {
                let twice = if twice { "この紙は、もう1人も入力します。" } else { "" };
                let reward = brought(&rewarded);
                let said = format!("{number}番として入力しました。紙に「{number}」と書いてください。{twice}{reward}");
                return Ok(go_with(&state, &urls::of(urls::PAPER_NEW, &survey), "success", &said));
            }
            Ok(Keyed::Faults(faults)) => wrong = in_words(of, &faults),
            Err(Error::Invalid(fields)) => {
                wrong = fields.into_iter().map(|(field, said)| (field.to_owned(), Text::verbatim(&said))).collect();
            }
            Err(other) => return Err(other.into()),
        }
    }
    let errors = FieldErrors::said(wrong);
    let sheet = Sheet { of, number: papers.next, work: Work::First, typed: &typed, errors };
    Ok(Page::invalid(form(&state, &signed, sheet)).into_response())
}

/// What a paper brought that came after the end, and what it could not.
fn brought(rewarded: &Rewarded) -> String {
    match (&rewarded.closed_year, rewarded.monitors, rewarded.total) {
        (Some(year), _, _) => format!(
            "{year}の謝礼は締めてあるため、この方の謝礼は記録していません。次の年度になったら、謝礼のページの「番号で謝礼を記録する」で、同じ調査の名前で記録してください。"
        ),
        (None, 0, _) => String::new(),
        (None, _, 0) => "この方の謝礼は、年度の上限に達しているため0円です。".to_owned(),
        (None, _, yen) => format!("この方の謝礼（{yen}円）を記録しました。"),
    }
}

/// What is still to be done with a paper.
fn work_of(reading: &Reading) -> Result<Work, AppError> {
    match reading.paper.state {
        ReturnState::Waiting => Ok(Work::Second),
        ReturnState::Different => Ok(Work::Decide),
        ReturnState::Single | ReturnState::Same | ReturnState::Decided => Err(Error::NotFound.into()),
    }
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path((survey, number)): Path<(String, i64)>,
) -> Result<Page<PaperReturnPage>, AppError> {
    let reading = paper_return::show(&signed.cx(&state), &survey, number).await?;
    let of = &reading.version.questionnaire;
    let work = work_of(&reading)?;
    // The second person does not see what the first one read.
    let typed = if work == Work::Decide { Typed::of(of, &reading.answers) } else { Typed::default() };
    let sheet = Sheet { of, number, work, typed: &typed, errors: FieldErrors::default() };
    let page = form(&state, &signed, sheet);
    Ok(Page::ok(PaperReturnPage { different: rows(&reading), ..page }))
}

fn rows(reading: &Reading) -> Vec<DifferentRow> {
    let of = &reading.version.questionnaire;
    let said = |answers: &Answers, id: &str| match (of.question(id), answers.get(id)) {
        (Some(question), Some(answer)) => {
            let lines = said::answered(Texts::of(Lang::Ja), Lang::Ja, question, answer);
            lines.iter().map(Text::plain).collect::<Vec<_>>().join("、")
        }
        _ => "（なし）".to_owned(),
    };
    let second = reading.paper.second.clone().unwrap_or_default();
    let row = |id: &String| DifferentRow {
        question: of.question(id).map(|q| q.text.clone()).unwrap_or_default(),
        first: said(&reading.answers, id),
        second: said(&second, id),
    };
    reading.different.iter().map(row).collect()
}

async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Path((survey, number)): Path<(String, i64)>,
    sent: Sent,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let reading = paper_return::show(&cx, &survey, number).await?;
    let of = &reading.version.questionnaire;
    let typed = Typed::sent(sent.fields);
    let (answers, mut wrong) = keyed(of, &typed);
    let work = work_of(&reading)?;
    if wrong.is_empty() {
        let done = match work {
            Work::Decide => paper_return::decide(&cx, &survey, number, &answers)
                .await
                .map(|faults| if faults.is_empty() { Ok("違いを確認しました。".to_owned()) } else { Err(faults) }),
            Work::First | Work::Second => {
                paper_return::read_again(&cx, &survey, number, &answers).await.map(|done| done.map(compared))
            }
        };
        match done {
            Ok(Ok(said)) => return Ok(go_with(&state, &urls::of(urls::PAPERS, &survey), "success", &said)),
            Ok(Err(faults)) => wrong = in_words(of, &faults),
            Err(Error::Invalid(fields)) => {
                wrong = fields.into_iter().map(|(field, said)| (field.to_owned(), Text::verbatim(&said))).collect();
            }
            Err(other) => return Err(other.into()),
        }
    }
    let sheet = Sheet { of, number, work, typed: &typed, errors: FieldErrors::said(wrong) };
    let page = form(&state, &signed, sheet);
    Ok(Page::invalid(PaperReturnPage { different: rows(&reading), ..page }).into_response())
}

fn compared(differences: u32) -> String {
    match differences {
        0 => "2人の入力は同じでした。".to_owned(),
        some => format!("2人の入力に、{some}問の違いがあります。紙を見て確かめてください。"),
    }
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::{questions::view::sample_views, staff::case::sample::desk_frame};

    impl PaperReturnsPage {
        /// One of each state.
        pub(crate) fn sample() -> Self {
            let row = |(number, state): (i64, ReturnState)| PaperRow {
                number,
                state,
                differences: if state == ReturnState::Different { 2 } else { 0 },
                href: matches!(state, ReturnState::Waiting | ReturnState::Different)
                    .then(|| urls::of_number(urls::PAPER, "monitor-2026-02", number)),
            };
            PaperReturnsPage {
                frame: desk_frame(),
                code: "monitor-2026-02".into(),
                title: "市からのお知らせと、市民の声の届け方".into(),
                next: 6,
                rows: (1..).zip(ReturnState::ALL).map(row).collect(),
                open: 2,
                is_open_only: false,
                older: Some(urls::papers("monitor-2026-02", Some(1), false)),
                newest: None,
                late: Some(Late::ByHand),
            }
        }

        /// None yet.
        pub(crate) fn sample_empty() -> Self {
            PaperReturnsPage {
                rows: vec![],
                next: 1,
                open: 0,
                is_open_only: true,
                older: None,
                newest: Some(urls::papers("monitor-2026-02", None, true)),
                late: None,
                ..PaperReturnsPage::sample()
            }
        }

        /// A survey with names that is over.
        pub(crate) fn sample_named() -> Self {
            PaperReturnsPage { late: Some(Late::WithPaper), ..PaperReturnsPage::sample() }
        }
    }

    impl PaperReturnPage {
        /// Keying in, with a mistake in the code.
        pub(crate) fn sample() -> Self {
            PaperReturnPage {
                frame: desk_frame(),
                code: "monitor-2026-02".into(),
                title: "市からのお知らせと、市民の声の届け方".into(),
                number: 6,
                work: Work::First,
                url: urls::of(urls::PAPER_NEW, "monitor-2026-02"),
                typed_code: "AAAAA".into(),
                classes: vec![ClassField {
                    field: "_age_group".into(),
                    label: "年代".into(),
                    choices: vec![Choice { value: "60代".into(), label: Text::verbatim("60代") }],
                    chosen: "60代".into(),
                }],
                questions: sample_views(Lang::Ja, false),
                different: vec![],
                errors: FieldErrors::said(vec![("code".into(), Text::verbatim("回答番号は15文字の英数字です。"))]),
            }
        }

        /// Two readings differ.
        pub(crate) fn sample_different() -> Self {
            PaperReturnPage {
                work: Work::Decide,
                number: 4,
                url: urls::of_number(urls::PAPER, "monitor-2026-02", 4),
                classes: vec![],
                different: vec![DifferentRow {
                    question: "広報紙をどの程度読んでいますか。".into(),
                    first: "ときどき読む".into(),
                    second: "ほとんど読まない".into(),
                }],
                errors: FieldErrors::default(),
                ..PaperReturnPage::sample()
            }
        }
    }
}
