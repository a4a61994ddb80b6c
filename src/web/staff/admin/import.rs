//! Taking in a plan, sections or a rule from a text: first the differences, then the decision.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use kocho_domain::{access::Permission, rule::RuleKind};
use kocho_service::{
    Cx, Error, FieldErrors,
    admin::{diff::Difference, plan, rule, section},
    trial,
};
use serde::Deserialize;

use super::{day_of, found};
use crate::{
    frame::Frame,
    guard::{self, Signed},
    page::Page,
    problem::AppError,
    routes::{Access, Routes, Size},
    sent::WithFiles,
    staff::view::Errors,
    state::AppState,
    urls::staff as urls,
};

/// `GET` and `POST …/import`: the text, then its differences.
#[derive(Debug, Template)]
#[template(path = "staff/admin/import.html")]
pub(crate) struct ImportPage {
    pub(crate) frame: Frame,
    /// 総合計画, 課, 規則「期限」
    pub(crate) what: String,
    pub(crate) url: String,
    pub(crate) form: ImportForm,
    /// It holds from a day that is asked for.
    pub(crate) dated: bool,
    /// What is wrong with the text, and the remedy; empty: nothing. Then nothing is taken in.
    pub(crate) fault: String,
    /// What would change; `None` before a text was given.
    pub(crate) differences: Option<Vec<DifferenceRow>>,
    /// What taking it in means.
    pub(crate) note: String,
    /// What it would have done with the voices of the last year; empty for everything but key terms.
    pub(crate) tried: String,
    /// Address of what is imported.
    pub(crate) back: String,
    pub(crate) errors: Errors,
}

/// One difference.
#[derive(Debug, Clone)]
pub(crate) struct DifferenceRow {
    /// 追加, 変更, 廃止
    pub(crate) change: &'static str,
    /// 個別施策 1101
    pub(crate) place: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// What the import sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ImportForm {
    /// The document.
    pub(crate) text: String,
    /// ISO date from which it holds; rules only.
    pub(crate) valid_from: String,
    /// `preview` or `apply`.
    pub(crate) step: String,
}

/// What is taken in.
#[derive(Debug, Clone, Copy)]
enum Noun {
    Plan,
    Sections,
    Rule(RuleKind),
}

impl Noun {
    fn label(self) -> String {
        match self {
            Noun::Plan => "総合計画".to_owned(),
            Noun::Sections => "課".to_owned(),
            Noun::Rule(kind) => format!("規則「{}」", kind.title()),
        }
    }

    fn url(self) -> String {
        match self {
            Noun::Plan => urls::PLAN.to_owned(),
            Noun::Sections => urls::SECTIONS.to_owned(),
            Noun::Rule(kind) => urls::rule(kind.code()),
        }
    }

    /// The differences, and what taking the text in means.
    async fn preview(self, cx: &Cx, text: &str) -> Result<(Vec<Difference>, String), Error> {
        let kept = || "今の版は履歴に残ります。案件に付けた施策や期限は変わりません。".to_owned();
        Ok(match self {
            Noun::Plan => {
                let found = plan::preview(cx, text).await?;
                (found.differences, plan_note(found.beside.as_deref()))
            }
            Noun::Sections => (section::preview(cx, text).await?, kept()),
            Noun::Rule(kind) => (rule::preview(cx, kind, text).await?, kept()),
        })
    }

    /// What key terms would have done, in words.
    async fn tried(self, cx: &Cx, text: &str) -> Result<String, Error> {
        let Noun::Rule(RuleKind::Terms) = self else { return Ok(String::new()) };
        let t = trial::try_document(cx, text).await?;
        let (asked, changed, better, worse) = (t.asked, t.changed, t.better, t.worse);
        Ok(format!(
            "過去1年に施策を決めた声 {asked}件で試すと、1番目の候補が変わるのは{changed}件（当たりになる{better}件、外れになる{worse}件）です。"
        ))
    }

    async fn apply(self, cx: &Cx, form: &ImportForm) -> Result<(), Error> {
        match self {
            Noun::Plan => plan::import(cx, &form.text).await,
            Noun::Sections => section::import(cx, &form.text).await,
            Noun::Rule(kind) => {
                let mut errors = Errors::default();
                let from = day_of(&mut errors, "valid_from", &form.valid_from);
                let from = from.ok_or_else(|| Error::field("valid_from", "いつから使うかを入力してください"))?;
                rule::import(cx, kind, &form.text, from).await.map(|_| ())
            }
        }
    }
}

/// What it means to take a plan in: a new one, or what is new in a known one.
fn plan_note(beside: Option<&str>) -> String {
    match beside {
        Some(name) => format!(
            "「{name}」を、今ある計画のとなりに置きます。表は今の計画との違いです。使い始める日は、取り込んだあとに決めます。案件に付けた施策は変わりません。"
        ),
        None => "今ある施策に加え、名前などを改めます。この文にない施策も残ります。案件に付けた施策は変わりません。"
            .to_owned(),
    }
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let manage = Access::Staff(Permission::RuleManage);
    let (plan, sections) = (urls::import(urls::PLAN), urls::import(urls::SECTIONS));
    let rule = urls::import(&urls::rule("{kind}"));
    Routes::new(state)
        .get(plan.clone(), manage, show_plan)
        .post_sized(plan, manage, Size::Document, post_plan)
        .get(sections.clone(), manage, show_sections)
        .post_sized(sections, manage, Size::Document, post_sections)
        .get(rule.clone(), manage, show_rule)
        .post_sized(rule, manage, Size::Document, post_rule)
}

async fn show_plan(State(state): State<AppState>, signed: Signed) -> Response {
    show(&state, &signed, Noun::Plan)
}

async fn show_sections(State(state): State<AppState>, signed: Signed) -> Response {
    show(&state, &signed, Noun::Sections)
}

async fn show_rule(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    Ok(show(&state, &signed, Noun::Rule(super::rule::kind(&code)?)))
}

async fn post_plan(
    State(state): State<AppState>,
    signed: Signed,
    sent: WithFiles<ImportForm>,
) -> Result<Response, AppError> {
    post(&state, &signed, Noun::Plan, sent).await
}

async fn post_sections(
    State(state): State<AppState>,
    signed: Signed,
    sent: WithFiles<ImportForm>,
) -> Result<Response, AppError> {
    post(&state, &signed, Noun::Sections, sent).await
}

async fn post_rule(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    sent: WithFiles<ImportForm>,
) -> Result<Response, AppError> {
    post(&state, &signed, Noun::Rule(super::rule::kind(&code)?), sent).await
}

fn show(state: &AppState, signed: &Signed, noun: Noun) -> Response {
    let form = ImportForm { valid_from: signed.cx(state).today().to_string(), ..ImportForm::default() };
    Page::ok(ImportPage::of(signed.frame(state), noun, form)).into_response()
}

/// The differences of a text, or its taking in. Both show the same page when the text is not right.
async fn post(
    state: &AppState,
    signed: &Signed,
    noun: Noun,
    sent: WithFiles<ImportForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(state);
    let form = match document(sent) {
        Ok(form) => form,
        Err((form, field, sentence)) => {
            let mut page = ImportPage::of(signed.frame(state), noun, form);
            page.errors.add(field, sentence);
            return Ok(Page::invalid(page).into_response());
        }
    };
    if form.step == "apply" {
        return match noun.apply(&cx, &form).await {
            Ok(()) => Ok(guard::go_with(state, &noun.url(), "success", &format!("{}を取り込みました。", noun.label()))),
            Err(Error::Invalid(fields)) => refused(state, signed, noun, form, fields).await,
            Err(error) => Err(error.into()),
        };
    }
    match noun.preview(&cx, &form.text).await {
        Ok(found) => {
            let tried = noun.tried(&cx, &form.text).await?;
            let page = ImportPage { tried, ..ImportPage::of(signed.frame(state), noun, form) };
            Ok(Page::ok(page.with(found)).into_response())
        }
        Err(Error::Invalid(fields)) => refused(state, signed, noun, form, fields).await,
        Err(error) => Err(error.into()),
    }
}

/// The form with its document: the file's text where one was chosen, else what was pasted.
fn document(sent: WithFiles<ImportForm>) -> Result<ImportForm, (ImportForm, &'static str, &'static str)> {
    let WithFiles { mut form, sent } = sent;
    if let Some(file) = sent.into_files("file").pop() {
        let Ok(text) = String::from_utf8(file.bytes) else {
            return Err((form, "file", "文字を読めません。UTF-8 で保存したファイルを選んでください"));
        };
        form.text = text.trim_start_matches('\u{feff}').to_owned();
    }
    // Forms and Windows write line ends as CR LF; documents are kept with LF.
    form.text = form.text.replace("\r\n", "\n");
    if form.text.trim().is_empty() {
        return Err((form, "text", "ファイルを選ぶか、文を貼ってください"));
    }
    Ok(form)
}

/// The page again with what was wrong. A wrong day leaves the differences on the page, a wrong text its form.
async fn refused(
    state: &AppState,
    signed: &Signed,
    noun: Noun,
    form: ImportForm,
    mut fields: FieldErrors,
) -> Result<Response, AppError> {
    let differences = match fields.contains_key("text") {
        true => None,
        false => Some(noun.preview(&signed.cx(state), &form.text).await?),
    };
    let mut page = ImportPage::of(signed.frame(state), noun, form);
    page.fault = fields.remove("text").unwrap_or_default();
    page.errors = found(fields);
    let page = match differences {
        Some(differences) => page.with(differences),
        None => page,
    };
    Ok(Page::invalid(page).into_response())
}

impl ImportPage {
    fn of(frame: Frame, noun: Noun, form: ImportForm) -> Self {
        let back = noun.url();
        ImportPage {
            frame,
            what: noun.label(),
            url: urls::import(&back),
            form,
            dated: matches!(noun, Noun::Rule(_)),
            fault: String::new(),
            differences: None,
            note: String::new(),
            tried: String::new(),
            back,
            errors: Errors::default(),
        }
    }

    fn with(self, (found, note): (Vec<Difference>, String)) -> Self {
        let row = |d: Difference| DifferenceRow {
            change: d.change.label(),
            place: d.place,
            before: d.before,
            after: d.after,
        };
        ImportPage { differences: Some(found.into_iter().map(row).collect()), note, ..self }
    }
}

#[cfg(test)]
impl ImportPage {
    /// Before a text was given.
    pub(crate) fn sample() -> Self {
        let form = ImportForm { valid_from: "2026-11-01".into(), ..ImportForm::default() };
        ImportPage::of(Frame::staff_sample(), Noun::Rule(RuleKind::Deadlines), form)
    }

    /// The differences.
    pub(crate) fn sample_preview() -> Self {
        let row = |change, place: &str, before: &str, after: &str| DifferenceRow {
            change,
            place: place.into(),
            before: before.into(),
            after: after.into(),
        };
        ImportPage {
            form: ImportForm { text: "[plan]\ncode = \"omitama-2-2\"\n".into(), ..ImportPage::sample().form },
            differences: Some(vec![
                row("追加", "個別施策 1104", "", "地域の担い手の育成"),
                row("変更", "個別施策 1101 名称", "まちづくり組織の支援", "まちづくり組織の支援と連携"),
                row("廃止", "個別施策 1103", "学区コミュニティの組織化", ""),
            ]),
            note: plan_note(Some("デモ用の仮の後期基本計画")),
            ..ImportPage::sample()
        }
    }

    /// A text with a fault.
    pub(crate) fn sample_faults() -> Self {
        ImportPage {
            form: ImportForm { text: "[plan\n".into(), ..ImportPage::sample().form },
            fault: "1行目6文字目：「]」がありません。[plan] と書いてください".into(),
            ..ImportPage::sample()
        }
    }
}
