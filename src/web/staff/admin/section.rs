//! Sections: names, 部, duties in words, validity, who follows.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::NaiveDate;
use kocho_domain::{access::Permission, id::SectionId};
use kocho_service::{
    Cx, Error,
    admin::section::{self, EditSection},
    stored::section::Section,
};
use serde::Deserialize;
use validator::Validate;

use super::{day_of, file, found};
use crate::{
    frame::Frame,
    guard::{self, Signed},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        filters,
        view::{Choice, Errors},
    },
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/admin/sections`
#[derive(Debug, Template)]
#[template(path = "staff/admin/section/list.html")]
pub(crate) struct SectionListPage {
    pub(crate) frame: Frame,
    /// 部 with their sections, in the city's order.
    pub(crate) groups: Vec<SectionGroup>,
    pub(crate) import: String,
    pub(crate) export: String,
}

/// A 部.
#[derive(Debug, Clone)]
pub(crate) struct SectionGroup {
    pub(crate) name: String,
    pub(crate) rows: Vec<SectionRow>,
}

/// A section.
#[derive(Debug, Clone)]
pub(crate) struct SectionRow {
    pub(crate) href: String,
    pub(crate) name: String,
    /// First words of its duties.
    pub(crate) duties: String,
    pub(crate) mail: String,
    pub(crate) staff: usize,
    pub(crate) open_cases: u64,
    /// Ended on, and who follows; `None` while it exists.
    pub(crate) ended: Option<(NaiveDate, String)>,
    /// デモ用の仮の課 and the like, or empty.
    pub(crate) note: String,
}

/// `GET /staff/admin/sections/new`, `GET /staff/admin/sections/{id}`
#[derive(Debug, Template)]
#[template(path = "staff/admin/section/edit.html")]
pub(crate) struct SectionEditPage {
    pub(crate) frame: Frame,
    pub(crate) url: String,
    pub(crate) new: bool,
    pub(crate) form: SectionForm,
    /// 部 that exist: 今ある部：企画財政部、市民生活部
    pub(crate) departments: String,
    /// Sections that can follow.
    pub(crate) successors: Vec<Choice>,
    pub(crate) errors: Errors,
}

/// `POST /staff/admin/sections`, `POST /staff/admin/sections/{id}`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct SectionForm {
    #[validate(length(min = 1, max = 40, message = "課の名前を入力してください"))]
    pub(crate) name: String,
    #[validate(length(min = 1, max = 80, message = "読みを入力してください"))]
    pub(crate) reading: String,
    #[validate(length(min = 1, max = 120, message = "英語の名前を入力してください"))]
    pub(crate) english: String,
    /// 部
    #[validate(length(min = 1, max = 40, message = "部を入力してください"))]
    pub(crate) department: String,
    /// 事務分掌, one duty a line.
    #[validate(length(max = 8000, message = "事務分掌は8000文字までにしてください"))]
    pub(crate) duties: String,
    #[validate(length(max = 254, message = "メールアドレスが長すぎます"))]
    pub(crate) mail: String,
    /// 文書記号; empty: as it was, or the name.
    #[validate(length(max = 10, message = "文書記号は10文字以内にしてください"))]
    pub(crate) mark: String,
    /// ISO dates; `until` empty: no end.
    pub(crate) from: String,
    pub(crate) until: String,
    /// Id of the section that follows; empty: none.
    pub(crate) successor: String,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let manage = Access::Staff(Permission::RuleManage);
    let one = format!("{}/{{id}}", urls::SECTIONS);
    Routes::new(state)
        .get(urls::SECTIONS, manage, list)
        .post(urls::SECTIONS, manage, post_new)
        .get(urls::SECTION_NEW, manage, new)
        .get(urls::export(urls::SECTIONS), manage, export)
        .get(one.clone(), manage, edit)
        .post(one, manage, post_edit)
}

async fn list(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    let rows = section::list(&signed.cx(&state)).await?;
    Ok(Page::ok(SectionListPage::of(signed.frame(&state), rows)).into_response())
}

async fn new(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    let form = SectionForm { from: signed.cx(&state).today().to_string(), ..SectionForm::default() };
    Ok(Page::ok(page(&state, &signed, None, form, Errors::default())).into_response())
}

async fn edit(State(state): State<AppState>, signed: Signed, Path(id): Path<i64>) -> Result<Response, AppError> {
    let form = SectionForm::of(section::show(&signed.cx(&state), SectionId(id)).await?);
    Ok(Page::ok(page(&state, &signed, Some(SectionId(id)), form, Errors::default())).into_response())
}

async fn post_new(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<SectionForm>,
) -> Result<Response, AppError> {
    save(&state, &signed, None, form).await
}

async fn post_edit(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(form): Form<SectionForm>,
) -> Result<Response, AppError> {
    save(&state, &signed, Some(SectionId(id)), form).await
}

async fn export(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    Ok(file(section::export(&signed.cx(&state)).await?))
}

async fn save(
    state: &AppState,
    signed: &Signed,
    id: Option<SectionId>,
    form: SectionForm,
) -> Result<Response, AppError> {
    let mut errors = form.validate().err().map(Errors::from).unwrap_or_default();
    let asked = form.read(&mut errors);
    if errors.is_empty() {
        match section::save(&signed.cx(state), id, &asked).await {
            Ok(_) => {
                let words = format!("{}を保存しました。", asked.name.trim());
                return Ok(guard::go_with(state, urls::SECTIONS, "success", &words));
            }
            Err(Error::Invalid(fields)) => errors = found(fields),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Page::invalid(page(state, signed, id, form, errors)).into_response())
}

fn page(
    state: &AppState,
    signed: &Signed,
    id: Option<SectionId>,
    form: SectionForm,
    errors: Errors,
) -> SectionEditPage {
    let cx = signed.cx(state);
    SectionEditPage {
        frame: signed.frame(state),
        url: id.map_or(urls::SECTIONS.to_owned(), |id| urls::section(id.0)),
        new: id.is_none(),
        departments: format!("今ある部：{}", departments(&cx).join("、")),
        successors: choices(&cx, &form.successor, |section| Some(section.id) != id),
        form,
        errors,
    }
}

/// 部 in the city's order.
fn departments(cx: &Cx) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for section in &cx.city.sections {
        if !names.contains(&section.department.as_str()) {
            names.push(&section.department);
        }
    }
    names
}

/// Sections to choose from.
pub(super) fn choices(cx: &Cx, chosen: &str, fits: impl Fn(&Section) -> bool) -> Vec<Choice> {
    let choice = |section: &Section| Choice {
        chosen: section.id.to_string() == chosen,
        ..Choice::new(section.id.to_string(), section.name.clone())
    };
    cx.city.sections.iter().filter(|section| fits(section)).map(choice).collect()
}

impl SectionForm {
    fn of(section: Section) -> Self {
        SectionForm {
            name: section.name,
            reading: section.reading,
            english: section.name_en,
            department: section.department,
            duties: section.duties.join("\n"),
            mail: section.mail,
            mark: section.mark,
            from: section.valid_from.to_string(),
            until: section.valid_until.map(|day| day.to_string()).unwrap_or_default(),
            successor: section.successor.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    fn read(&self, errors: &mut Errors) -> EditSection {
        let successor = self.successor.parse().ok().map(SectionId);
        if successor.is_none() && !self.successor.is_empty() {
            errors.add("successor", "課を選んでください");
        }
        EditSection {
            name: self.name.clone(),
            reading: self.reading.clone(),
            name_en: self.english.clone(),
            department: self.department.clone(),
            duties: self.duties.clone(),
            mail: self.mail.clone(),
            mark: self.mark.clone(),
            valid_from: day_of(errors, "from", &self.from),
            valid_until: day_of(errors, "until", &self.until),
            successor,
        }
    }
}

impl SectionListPage {
    fn of(frame: Frame, rows: Vec<section::SectionRow>) -> Self {
        let mut groups: Vec<SectionGroup> = Vec::new();
        for row in rows {
            let department = row.section.department.clone();
            let row = SectionRow::of(row);
            match groups.iter_mut().find(|group| group.name == department) {
                Some(group) => group.rows.push(row),
                None => groups.push(SectionGroup { name: department, rows: vec![row] }),
            }
        }
        SectionListPage { frame, groups, import: urls::import(urls::SECTIONS), export: urls::export(urls::SECTIONS) }
    }
}

impl SectionRow {
    fn of(row: section::SectionRow) -> Self {
        let section = row.section;
        let ended = section.valid_until.filter(|_| !row.current).map(|on| (on, row.successor.unwrap_or_default()));
        SectionRow {
            href: urls::section(section.id.0),
            duties: section.duties.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("、"),
            name: section.name,
            mail: section.mail,
            staff: row.staff,
            open_cases: row.open_cases,
            ended,
            note: section.demo_note.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod sample {
    use super::*;

    impl SectionListPage {
        /// Two 部, one section that ended.
        pub(crate) fn sample() -> Self {
            let row = |name: &str, duties: &str, note: &str| SectionRow {
                href: "/staff/admin/sections/4".into(),
                name: name.into(),
                duties: duties.into(),
                mail: "ka@example.jp".into(),
                staff: 3,
                open_cases: 5,
                ended: None,
                note: note.into(),
            };
            let ended = Some(("2025-03-31".parse().unwrap(), "企画調整課".to_owned()));
            let first = vec![
                row("企画調整課", "総合計画、行政改革", ""),
                SectionRow { ended, open_cases: 0, ..row("政策調整課", "総合計画", "") },
            ];
            let second = vec![
                row("市民協働課", "市民活動、自治会、男女共同参画", ""),
                row("下水道課", "下水道、浄化槽", "デモ用の仮の課"),
            ];
            SectionListPage {
                frame: Frame::staff_sample(),
                groups: vec![
                    SectionGroup { name: "企画財政部".into(), rows: first },
                    SectionGroup { name: "市民生活部".into(), rows: second },
                ],
                import: "/staff/admin/sections/import".into(),
                export: "/staff/admin/sections/export".into(),
            }
        }
    }

    impl SectionEditPage {
        /// 市民協働課.
        pub(crate) fn sample() -> Self {
            SectionEditPage {
                frame: Frame::staff_sample(),
                url: "/staff/admin/sections/4".into(),
                new: false,
                form: SectionForm {
                    name: "市民協働課".into(),
                    reading: "しみんきょうどうか".into(),
                    english: "Civic Cooperation Section".into(),
                    department: "市民生活部".into(),
                    duties: "市民活動の支援に関すること\n自治会に関すること".into(),
                    mail: "kyodo@example.jp".into(),
                    mark: "市協".into(),
                    from: "2018-04-01".into(),
                    ..SectionForm::default()
                },
                departments: "今ある部：企画財政部、市民生活部".into(),
                successors: vec![Choice::new("9", "企画調整課")],
                errors: Errors::default(),
            }
        }
    }
}
