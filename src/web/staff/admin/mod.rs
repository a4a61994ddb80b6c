//! Administration: staff, sections, calendar, plan, rules, texts.

use askama::Template;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use kocho_domain::{access::Permission, era::wareki};
use kocho_service::{
    FieldErrors,
    admin::{self, Overview},
};

use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::view::Errors,
    state::AppState,
    urls::staff as urls,
};

pub(crate) mod calendar;
pub(crate) mod import;
pub(crate) mod mail;
pub(crate) mod model;
pub(crate) mod rule;
pub(crate) mod section;
pub(crate) mod staff;
pub(crate) mod template;

/// `GET /staff/admin`
#[derive(Debug, Template)]
#[template(path = "staff/admin/show.html")]
pub(crate) struct AdminPage {
    pub(crate) frame: Frame,
    /// What an administrator should know today, each a sentence: the plan's printed period has ended.
    pub(crate) notices: Vec<String>,
    pub(crate) doors: Vec<AdminDoor>,
}

/// A part of the administration.
#[derive(Debug, Clone)]
pub(crate) struct AdminDoor {
    /// 職員
    pub(crate) label: &'static str,
    pub(crate) href: &'static str,
    /// What it is for.
    pub(crate) about: &'static str,
    /// 24人
    pub(crate) figure: String,
}

/// All doors of the administration.
pub(crate) fn routes(state: &AppState) -> Routes {
    Routes::new(state)
        .get(urls::ADMIN, Access::Staff(Permission::RuleManage), show)
        .and(staff::act::routes(state))
        .and(section::routes(state))
        .and(calendar::routes(state))
        .and(rule::routes(state))
        .and(template::routes(state))
        .and(mail::routes(state))
        .and(model::routes(state))
        .and(import::routes(state))
}

async fn show(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    let overview = admin::overview(&signed.cx(&state)).await?;
    Ok(Page::ok(AdminPage::of(signed.frame(&state), &overview)).into_response())
}

impl AdminPage {
    fn of(frame: Frame, overview: &Overview) -> Self {
        let door = |label, href, about, figure| AdminDoor { label, href, about, figure };
        let staff =
            || door("職員", urls::STAFF, "職員の登録、役割、パスワードの再設定", format!("{}人", overview.staff));
        let mut doors: Vec<AdminDoor> = overview.manages_staff.then(staff).into_iter().collect();
        if overview.manages_rules {
            let ahead = format!("これから {}件", overview.exceptions);
            doors.extend([
                door("課", urls::SECTIONS, "課の名前、部、事務分掌、改編", format!("{}課", overview.sections)),
                door("暦", urls::CALENDAR, "休庁日と臨時の開庁日", ahead),
                door(
                    "総合計画",
                    urls::PLAN,
                    "施策ごとの件数、読替え、取込みと書出し",
                    format!("施策 {}件", overview.measures),
                ),
                door("規則", urls::RULES, "期限、決裁の順序、理由の一覧など", format!("{}種類", overview.rules)),
                door("文面", urls::TEMPLATES, "回答書と受付の文面", String::new()),
                door("候補の版", urls::MODEL, "分類の候補を出すしくみの版を、試してから使う", String::new()),
            ]);
        }
        let ended = |until| format!("計画の期間（{}まで）が過ぎています。分類はこのまま続けられます。", wareki(until));
        let notices = overview.plan_ended_on.map(ended).into_iter().chain(unverified(overview.unverified)).collect();
        AdminPage { frame, notices, doors }
    }
}

/// That residents may be told to call a number that nobody has checked.
fn unverified((calls, agencies): (usize, usize)) -> Option<String> {
    let words = format!(
        "まだ確かめていない電話番号があります（緊急の連絡先 {calls}件、市以外の窓口 {agencies}件）。\
         「規則」で確かめ、確かめた行を verified = true にしてください。"
    );
    (calls + agencies > 0).then_some(words)
}

/// Mistakes that a use case found, for a form. Sentences beside fields carry no full stop at their end.
pub(crate) fn found(fields: FieldErrors) -> Errors {
    let mut errors = Errors::default();
    for (field, sentence) in fields {
        errors.add(field, sentence.trim_end_matches('。'));
    }
    errors
}

/// A day as a date field sends it; empty: none.
///
/// # Errors
/// What to type instead.
fn day(typed: &str) -> Result<Option<NaiveDate>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| "日付を確かめてください（例：2026-04-01）"),
    }
}

/// A day of a form; a mistake is noted beside its field.
pub(super) fn day_of(errors: &mut Errors, field: &str, typed: &str) -> Option<NaiveDate> {
    day(typed).unwrap_or_else(|sentence| {
        errors.add(field, sentence);
        None
    })
}

/// A document to be kept as a file.
pub(super) fn file((name, text): (String, String)) -> Response {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let name: String = name.chars().map(plain).collect();
    let headers = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, text).into_response()
}

#[cfg(test)]
impl AdminPage {
    /// All doors.
    pub(crate) fn sample() -> Self {
        let overview = Overview {
            staff: 24,
            sections: 32,
            exceptions: 3,
            measures: 81,
            rules: 13,
            plan_ended_on: NaiveDate::from_ymd_opt(2023, 3, 31),
            unverified: (11, 9),
            manages_staff: true,
            manages_rules: true,
        };
        AdminPage::of(Frame::staff_sample(), &overview)
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn a_day_is_empty_or_a_date() {
        assert_eq!(day(" "), Ok(None));
        assert_eq!(day("2026-04-01"), Ok("2026-04-01".parse().ok()));
        assert!(day("4月1日").is_err());
    }
}
