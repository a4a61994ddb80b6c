//! 調査の案内: who is asked, what was sent, who has not answered yet, and the letters to print.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use axum_extra::extract::Form;
use chrono::NaiveDate;
use kocho_document::qr::Drawn;
use kocho_domain::{
    access::Permission,
    id::{InvitationId, PublicKey},
    localized::Lang,
    participant::{Medium, Notice},
    survey::{Answers, Question, Questionnaire, SurveyKind},
};
use kocho_service::{
    Error,
    answering::Taken,
    case::mask_for_sections,
    invitation::{self, Letter, Overview, Sent, panel::AskablePanel},
};
use serde::Deserialize;

use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::{AppError, office},
    questions::said,
    routes::{Access, Routes, Size},
    sent::Sent as SentForm,
    staff::filters,
    state::AppState,
    texts::{Text, Texts},
    urls::{answering as urls, public},
};

/// `GET /staff/surveys/{survey}/invitations`
#[derive(Debug, Template)]
#[template(path = "staff/invitation/show.html")]
pub(crate) struct InvitationsPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) anonymous: bool,
    /// Codes are given out; else anybody answers.
    pub(crate) by_code: bool,
    /// Answers are taken today.
    pub(crate) is_taken: bool,
    pub(crate) until: NaiveDate,
    pub(crate) asked: u64,
    pub(crate) without_code: bool,
    /// Marked as answered, of those who have a code.
    pub(crate) answered: u64,
    pub(crate) people: u64,
    /// Whole and partial answers.
    pub(crate) answers: (u64, u64),
    pub(crate) sent: Vec<SentRow>,
    pub(crate) letters: u64,
    pub(crate) unanswered: Vec<UnansweredRow>,
    /// Those further on, and the way back to the first.
    pub(crate) next: Option<String>,
    pub(crate) first: Option<String>,
    pub(crate) equal: Vec<EqualRow>,
    /// Days after the survey's last one on which names and addresses are erased.
    pub(crate) erase_days: u16,
    /// Terms whose monitors can be asked.
    pub(crate) panels: Vec<PanelRow>,
    /// The address that residents type.
    pub(crate) address: String,
}

/// What was sent.
#[derive(Debug, Clone)]
pub(crate) struct SentRow {
    pub(crate) what: &'static str,
    pub(crate) how: &'static str,
    pub(crate) state: &'static str,
    pub(crate) n: u64,
}

/// Somebody without an answer.
#[derive(Debug, Clone)]
pub(crate) struct UnansweredRow {
    pub(crate) number: i64,
    pub(crate) name: String,
    pub(crate) how: &'static str,
    pub(crate) state: &'static str,
    pub(crate) again: String,
}

/// A term whose monitors can be asked.
#[derive(Debug, Clone)]
pub(crate) struct PanelRow {
    /// Key of the term.
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) monitors: usize,
    /// Combinations of 年代・性別・地区, how many of them have fewer than five monitors, and how many people are in those.
    pub(crate) combinations: (usize, usize, usize),
}

/// Equal answers.
#[derive(Debug, Clone)]
pub(crate) struct EqualRow {
    pub(crate) n: u64,
    pub(crate) answers: String,
}

/// `GET /staff/surveys/{survey}/letters`
#[derive(Debug, Template)]
#[template(path = "print/survey_letter.html")]
pub(crate) struct SurveyLettersPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) sheets: Vec<SheetView>,
    pub(crate) up_to: i64,
    pub(crate) dated_on: NaiveDate,
}

/// A letter.
#[derive(Debug, Clone)]
pub(crate) struct SheetView {
    pub(crate) number: i64,
    pub(crate) lang: Lang,
    pub(crate) postal_code: String,
    pub(crate) address: String,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) until: Text,
    pub(crate) anonymous: bool,
    pub(crate) notice: Notice,
    /// In three groups.
    pub(crate) code: Option<String>,
    pub(crate) url: String,
    pub(crate) drawn: Option<Drawn>,
    pub(crate) office: String,
    pub(crate) phone: String,
}

/// Up to which letter they were printed.
#[derive(Deserialize)]
pub(crate) struct PrintedForm {
    up_to: i64,
}

/// The doors: of who runs surveys.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::SurveyManage);
    Routes::new(state)
        .get(urls::INVITATIONS, desk, show)
        .post_sized(urls::INVITATION_TABLE, desk, Size::Document, post_table)
        .post(urls::INVITATION_PANEL, desk, post_panel)
        .post(urls::INVITATION_SEND, desk, post_send)
        .post(urls::INVITATION_REMIND, desk, post_remind)
        .post(urls::INVITATION_AGAIN, desk, post_again)
        .get(urls::SURVEY_LETTERS, desk, letters)
        .post(urls::SURVEY_LETTERS, desk, post_printed)
}

/// From which number on those without an answer are shown.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct After {
    after: i64,
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(survey): Path<String>,
    Query(from): Query<After>,
) -> Result<Page<InvitationsPage>, AppError> {
    let cx = signed.cx(&state);
    let overview = invitation::overview(&cx, &survey, from.after).await?;
    let panels = invitation::panel::askable(&cx, &survey).await?;
    let first = (from.after > 0).then(|| urls::unanswered_after(&survey, 0));
    Ok(Page::ok(InvitationsPage { first, ..page(&state, &signed, &overview, panels) }))
}

fn page(state: &AppState, signed: &Signed, of: &Overview, panels: Vec<AskablePanel>) -> InvitationsPage {
    let code = of.survey.about.code.clone();
    let letters = of.sent.iter().filter(|row| row.medium == Medium::Letter && row.state == "waiting");
    let unanswered = of.unanswered.iter().map(|(person, last)| UnansweredRow {
        number: person.number,
        name: match person.addressee.reveal().name.as_str() {
            "" => "（消去済み）".to_owned(),
            name => name.to_owned(),
        },
        how: last.as_ref().map_or("－", |last| last.medium.label()),
        state: last.as_ref().map_or("未送付", |last| state_word(&last.state)),
        again: urls::of_number(urls::INVITATION_AGAIN, &code, person.number),
    });
    InvitationsPage {
        frame: signed.frame(state),
        title: of.survey.about.title.clone(),
        anonymous: of.survey.about.anonymous,
        by_code: of.survey.kind == SurveyKind::Panel,
        is_taken: of.taken == Taken::Now,
        until: of.survey.about.ends_on,
        asked: of.asked,
        without_code: of.without_code,
        answered: of.codes.answered,
        people: of.codes.people,
        answers: (of.answers.complete, of.answers.partial),
        letters: letters.map(|row| row.n).sum(),
        sent: of.sent.iter().map(sent_row).collect(),
        unanswered: unanswered.collect(),
        next: of.next.map(|number| urls::unanswered_after(&code, number)),
        first: None,
        equal: of.equal.iter().map(|(answers, n)| equal_row(of.questions.as_ref(), answers, *n)).collect(),
        erase_days: signed.cx(state).city.rules.panels().erase_invitees_days,
        panels: panels.into_iter().map(panel_row).collect(),
        address: format!("{}{}", state.house.public_url, public::of_survey(public::SURVEY, &code)),
        code,
    }
}

/// 問1：読まない　問4：3回; personal details in words of one's own are masked, as on the page of free texts.
fn equal_row(of: Option<&Questionnaire>, answers: &Answers, n: u64) -> EqualRow {
    let asked = of.into_iter().flat_map(Questionnaire::asked);
    let line = |question: &Question| {
        let said = said::answered(Texts::of(Lang::Ja), Lang::Ja, question, answers.get(&question.id)?);
        let is_worded = question.kind.is_text() || question.other().is_some();
        let word = |text: &Text| if is_worded { mask_for_sections(text.plain()) } else { text.plain().to_owned() };
        let words: Vec<String> = said.iter().map(word).collect();
        let no = question.no.map_or_else(|| question.id.clone(), |no| format!("問{no}"));
        Some(format!("{no}：{}", words.join("、")))
    };
    EqualRow { n, answers: asked.filter_map(line).collect::<Vec<_>>().join("　") }
}

fn panel_row(panel: AskablePanel) -> PanelRow {
    let small = &panel.small;
    PanelRow {
        combinations: (small.combinations, small.small.len(), small.people),
        key: panel.key.as_str().to_owned(),
        title: panel.title,
        monitors: panel.monitors,
    }
}

fn sent_row(row: &kocho_service::stored::invitation::Count) -> SentRow {
    SentRow { what: row.notice.label(), how: row.medium.label(), state: state_word(&row.state), n: row.n }
}

fn state_word(code: &str) -> &'static str {
    match code {
        "waiting" => "発送待ち",
        "sent" => "発送済み",
        "failed" => "届かない（宛先が違う）",
        "returned" => "届かない（戻ってきた）",
        "taken_back" => "取りやめ",
        _ => "－",
    }
}

async fn post_table(
    State(state): State<AppState>,
    signed: Signed,
    Path(survey): Path<String>,
    sent: SentForm,
) -> Result<Response, AppError> {
    let Some(file) = sent.into_files("file").into_iter().next() else {
        return Ok(back(&state, &survey, "warning", "ファイルを選んでください。"));
    };
    let done = invitation::bring::table(&signed.cx(&state), &survey, file.bytes).await;
    told(&state, &survey, done.map(|count| format!("{count}人を加えました。")))
}

/// Which term.
#[derive(Deserialize)]
pub(crate) struct PanelForm {
    #[serde(default)]
    panel: String,
}

async fn post_panel(
    State(state): State<AppState>,
    signed: Signed,
    Path(survey): Path<String>,
    Form(form): Form<PanelForm>,
) -> Result<Response, AppError> {
    let Some(panel) = PublicKey::parse(&form.panel) else {
        return Ok(back(&state, &survey, "warning", "モニターの期を選んでください。"));
    };
    let done = invitation::panel::monitors(&signed.cx(&state), &survey, &panel).await;
    told(&state, &survey, done.map(|count| format!("モニター{count}人を加えました。")))
}

async fn post_send(
    State(state): State<AppState>,
    signed: Signed,
    Path(survey): Path<String>,
) -> Result<Response, AppError> {
    let done = invitation::invite(&signed.cx(&state), &survey).await;
    told(&state, &survey, done.map(in_words))
}

async fn post_remind(
    State(state): State<AppState>,
    signed: Signed,
    Path(survey): Path<String>,
) -> Result<Response, AppError> {
    let done = invitation::remind(&signed.cx(&state), &survey).await;
    told(&state, &survey, done.map(in_words))
}

async fn post_again(
    State(state): State<AppState>,
    signed: Signed,
    Path((survey, number)): Path<(String, i64)>,
) -> Result<Response, AppError> {
    let done = invitation::again(&signed.cx(&state), &survey, number).await;
    told(&state, &survey, done.map(|_| "新しい番号を出しました。前の番号は使えません。".to_owned()))
}

fn in_words(sent: Sent) -> String {
    match (sent.mails, sent.letters) {
        (0, 0) => "送る人はいませんでした。".to_owned(),
        (mails, 0) => format!("メール{mails}通を送ります。"),
        (0, letters) => format!("手紙{letters}通を印刷できます。"),
        (mails, letters) => format!("メール{mails}通を送ります。手紙{letters}通を印刷できます。"),
    }
}

/// Back to the page with what was done, or with what a rule said.
fn told(state: &AppState, survey: &str, done: Result<String, Error>) -> Result<Response, AppError> {
    match done {
        Ok(said) => Ok(back(state, survey, "success", &said)),
        Err(Error::Invalid(fields)) => {
            let said = fields.into_values().next().unwrap_or_default();
            Ok(back(state, survey, "warning", &said))
        }
        Err(other) => Err(other.into()),
    }
}

fn back(state: &AppState, survey: &str, tone: &'static str, said: &str) -> Response {
    go_with(state, &urls::of(urls::INVITATIONS, survey), tone, said)
}

async fn letters(
    State(state): State<AppState>,
    signed: Signed,
    Path(survey): Path<String>,
) -> Result<Page<SurveyLettersPage>, AppError> {
    let cx = signed.cx(&state);
    let found = invitation::letters(&cx, &survey).await?;
    let (of, about) = (&found.version.questionnaire, &found.survey.about);
    let sheet = |letter: Letter| {
        let office = office(&state, letter.lang);
        let addressee = letter.person.addressee.reveal().clone();
        SheetView {
            number: letter.person.number,
            lang: letter.lang,
            postal_code: addressee.postal_code,
            address: addressee.address,
            name: addressee.name,
            title: Text::of_words(of.title_in(letter.lang), letter.lang).plain().to_owned(),
            until: crate::filters::date_in(about.ends_on, letter.lang),
            anonymous: about.anonymous,
            notice: letter.notice,
            code: letter.code.map(|code| code.to_string()),
            url: letter.url,
            drawn: letter.drawn,
            office: office.name.plain().to_owned(),
            phone: office.phone,
        }
    };
    Ok(Page::ok(SurveyLettersPage {
        frame: signed.frame(&state),
        code: about.code.clone(),
        sheets: found.letters.into_iter().map(sheet).collect(),
        up_to: found.up_to.map_or(0, |id| id.0),
        dated_on: cx.today(),
    }))
}

async fn post_printed(
    State(state): State<AppState>,
    signed: Signed,
    Path(survey): Path<String>,
    Form(form): Form<PrintedForm>,
) -> Result<Response, AppError> {
    let done = invitation::printed(&signed.cx(&state), &survey, InvitationId(form.up_to)).await;
    told(&state, &survey, done.map(|()| "印刷済みにしました。手紙の番号は、市の記録から消えました。".to_owned()))
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::desk_frame;

    impl InvitationsPage {
        /// Sent to some, returned from one, printed for none yet.
        pub(crate) fn sample() -> Self {
            let row = |what, how, state, n| SentRow { what, how, state, n };
            let person = |number, name: &str, how, state| UnansweredRow {
                number,
                name: name.into(),
                how,
                state,
                again: urls::of_number(urls::INVITATION_AGAIN, "monitor-2026-02", number),
            };
            InvitationsPage {
                frame: desk_frame(),
                code: "monitor-2026-02".into(),
                title: "市からのお知らせと、市民の声の届け方".into(),
                anonymous: true,
                by_code: true,
                is_taken: true,
                until: "2026-09-24".parse().unwrap(),
                asked: 412,
                without_code: true,
                answered: 143,
                people: 410,
                answers: (140, 6),
                sent: vec![
                    row("案内", "メール", "発送済み", 251),
                    row("案内", "メール", "届かない（戻ってきた）", 1),
                    row("案内", "手紙", "発送待ち", 158),
                ],
                letters: 158,
                unanswered: vec![
                    person(12, "見本 花子", "メール", "届かない（戻ってきた）"),
                    person(15, "例田 昇", "手紙", "発送待ち"),
                ],
                next: Some(urls::unanswered_after("monitor-2026-02", 15)),
                first: Some(urls::unanswered_after("monitor-2026-02", 0)),
                equal: vec![],
                erase_days: 90,
                panels: vec![PanelRow {
                    key: "aaaabbbbccccddddeeeeffff22".into(),
                    title: "第12期市政モニター".into(),
                    monitors: 43,
                    combinations: (28, 26, 35),
                }],
                address: "https://kocho.example.jp/survey/monitor-2026-02".into(),
            }
        }

        /// Anybody answers, and some answered alike.
        pub(crate) fn sample_open() -> Self {
            InvitationsPage {
                by_code: false,
                equal: vec![EqualRow { n: 14, answers: "問1：読む".into() }],
                unanswered: vec![],
                next: None,
                first: None,
                sent: vec![],
                asked: 0,
                people: 0,
                answered: 0,
                letters: 0,
                without_code: false,
                ..InvitationsPage::sample()
            }
        }
    }

    impl SurveyLettersPage {
        /// A letter with a code, a reminder without, and one in English.
        pub(crate) fn sample() -> Self {
            let sheet = |number, lang, notice, code: Option<&str>| SheetView {
                number,
                lang,
                postal_code: "319-0123".into(),
                address: "小美玉市見本1-2-3".into(),
                name: "見本 花子".into(),
                title: "市からのお知らせと、市民の声の届け方".into(),
                until: crate::filters::date_in("2026-09-24".parse().unwrap(), lang),
                anonymous: true,
                notice,
                code: code.map(str::to_owned),
                url: "https://kocho.example.jp/survey".into(),
                drawn: kocho_document::qr::draw("https://kocho.example.jp/survey"),
                office: "秘書広聴課".into(),
                phone: "0299-00-0000".into(),
            };
            SurveyLettersPage {
                frame: desk_frame(),
                code: "monitor-2026-02".into(),
                sheets: vec![
                    sheet(1, Lang::Ja, Notice::First, Some("AAAAA-AAAAA-AAAAA")),
                    sheet(2, Lang::Easy, Notice::Reminder, None),
                    sheet(3, Lang::En, Notice::Again, Some("AAAAA-AAAAA-AAAAA")),
                ],
                up_to: 3,
                dated_on: "2026-09-01".parse().unwrap(),
            }
        }

        /// Nothing waits.
        pub(crate) fn sample_empty() -> Self {
            SurveyLettersPage { sheets: vec![], ..SurveyLettersPage::sample() }
        }
    }
}
