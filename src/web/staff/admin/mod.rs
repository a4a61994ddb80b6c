//! Administration: staff, sections, calendar, plan, rules, texts.

use askama::Template;

use crate::frame::Frame;

pub(crate) mod calendar;
pub(crate) mod import;
pub(crate) mod plan;
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

#[cfg(test)]
impl AdminPage {
    /// All doors.
    pub(crate) fn sample() -> Self {
        use crate::urls::staff as urls;
        let door = |label, href, about, figure: &str| AdminDoor { label, href, about, figure: figure.into() };
        AdminPage {
            frame: Frame::staff_sample(),
            notices: vec!["計画の期間（令和5年3月31日まで）が過ぎています。分類はこのまま続けられます。".into()],
            doors: vec![
                door("職員", urls::STAFF, "職員の登録、役割、パスワードの再設定", "24人"),
                door("課", urls::SECTIONS, "課の名前、部、事務分掌、改編", "32課"),
                door("暦", urls::CALENDAR, "休庁日と臨時の開庁日", "今年度 3件"),
                door("総合計画", urls::PLAN, "施策の一覧、取込みと書出し", "施策 21件"),
                door("規則", urls::RULES, "期限、決裁の順序、回答しない理由など", "11種類"),
                door("文面", urls::TEMPLATES, "メールと回答書の文面", "9種類"),
            ],
        }
    }
}
