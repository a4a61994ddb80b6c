//! Who works here, in which role, in which section, from when until when?

pub(crate) mod act;

use askama::Template;
use chrono::NaiveDate;
use kocho_service::admin::staff::{RoleView, StaffView};
use serde::Deserialize;
use validator::Validate;

use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Choice, Errors},
    },
    urls::staff as urls,
};

/// `GET /staff/admin/staff`
#[derive(Debug, Template)]
#[template(path = "staff/admin/staff/list.html")]
pub(crate) struct StaffListPage {
    pub(crate) frame: Frame,
    /// Name or login that is looked for.
    pub(crate) q: String,
    pub(crate) sections: Vec<Choice>,
    pub(crate) rows: Vec<StaffRow>,
}

/// A member of staff.
#[derive(Debug, Clone)]
pub(crate) struct StaffRow {
    pub(crate) href: String,
    /// 市民協働課 担当A
    pub(crate) name: String,
    pub(crate) login: String,
    /// Roles held today: 課担当（市民協働課）.
    pub(crate) roles: Vec<String>,
    pub(crate) active: bool,
}

/// `GET /staff/admin/staff/new` and `GET /staff/admin/staff/{id}`
#[derive(Debug, Template)]
#[template(path = "staff/admin/staff/edit.html")]
pub(crate) struct StaffEditPage {
    pub(crate) frame: Frame,
    /// Where the form posts to.
    pub(crate) url: String,
    /// A new member of staff: the first role is asked for too.
    pub(crate) new: bool,
    pub(crate) form: StaffForm,
    /// Roles, with their periods.
    pub(crate) roles: Vec<RoleRow>,
    /// Where a role is added; empty on the page for a new one.
    pub(crate) role_url: String,
    pub(crate) role_form: RoleForm,
    pub(crate) role_choices: Vec<Choice>,
    pub(crate) section_choices: Vec<Choice>,
    /// Where a new password is drawn; empty on the page for a new one.
    pub(crate) password_url: String,
    pub(crate) errors: Errors,
    pub(crate) role_errors: Errors,
    /// Why a role was not ended, or empty.
    pub(crate) end_error: String,
}

/// A role in a section.
#[derive(Debug, Clone)]
pub(crate) struct RoleRow {
    pub(crate) role: String,
    pub(crate) section: String,
    pub(crate) from: NaiveDate,
    pub(crate) until: Option<NaiveDate>,
    /// Holds today.
    pub(crate) current: bool,
    /// Where it is ended; empty when it has ended.
    pub(crate) end_url: String,
}

impl StaffRow {
    fn of(person: &StaffView) -> Self {
        let held = |role: &&RoleView| role.current;
        let word = |role: &RoleView| format!("{}（{}）", role.role.label(), role.section_name);
        StaffRow {
            href: urls::staff(person.id.0),
            name: person.name.clone(),
            login: person.login.clone(),
            roles: person.roles.iter().filter(held).map(word).collect(),
            active: person.active,
        }
    }
}

impl RoleRow {
    /// A role; `ends_at` is where it is ended, when the reader may end it.
    pub(crate) fn of(role: RoleView, ends_at: Option<String>) -> Self {
        RoleRow {
            role: role.role.label().to_owned(),
            section: role.section_name,
            from: role.from,
            until: role.until,
            current: role.current,
            end_url: ends_at.unwrap_or_default(),
        }
    }
}

/// `POST /staff/admin/staff`, `POST /staff/admin/staff/{id}`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct StaffForm {
    #[validate(length(min = 1, max = 64, message = "表示する名前を入力してください"))]
    pub(crate) name: String,
    #[validate(length(min = 3, max = 64, message = "ログインIDは3文字から64文字までにしてください"))]
    pub(crate) login: String,
    /// Where notices go; may be empty.
    #[validate(length(max = 254, message = "メールアドレスが長すぎます"))]
    pub(crate) mail: String,
    /// `on` while the person may log in.
    pub(crate) active: String,
    pub(crate) role: String,
    pub(crate) section: String,
}

/// `POST /staff/admin/staff/{id}/roles`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct RoleForm {
    /// Code of the role.
    #[validate(length(min = 1, message = "役割を選んでください"))]
    pub(crate) role: String,
    /// Section id.
    #[validate(length(min = 1, message = "課を選んでください"))]
    pub(crate) section: String,
    /// ISO date.
    #[validate(length(min = 1, message = "いつからかを入力してください"))]
    pub(crate) from: String,
    /// ISO date; empty: no end.
    pub(crate) until: String,
}

/// `POST /staff/admin/staff/{id}/roles/{role}/end`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RoleEndForm {
    /// ISO date: the last day.
    pub(crate) until: String,
}

/// `GET` and `POST /staff/admin/staff/{id}/password`
#[derive(Debug, Template)]
#[template(path = "staff/admin/staff/password.html")]
pub(crate) struct StaffPasswordPage {
    pub(crate) frame: Frame,
    pub(crate) name: String,
    pub(crate) login: String,
    pub(crate) url: String,
    /// The new password, shown once after the POST.
    pub(crate) password: Option<String>,
    /// Address of the member of staff.
    pub(crate) back: String,
}

#[cfg(test)]
mod sample {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    impl RoleRow {
        /// One that holds and one that ended.
        pub(crate) fn samples() -> Vec<RoleRow> {
            vec![
                RoleRow {
                    role: "課担当".into(),
                    section: "市民協働課".into(),
                    from: day("2026-04-01"),
                    until: None,
                    current: true,
                    end_url: "/staff/admin/staff/7/roles/12/end".into(),
                },
                RoleRow {
                    role: "課担当".into(),
                    section: "環境課".into(),
                    from: day("2023-04-01"),
                    until: Some(day("2026-03-31")),
                    current: false,
                    end_url: String::new(),
                },
            ]
        }
    }

    impl StaffListPage {
        /// Two clerks and one who left.
        pub(crate) fn sample() -> Self {
            let row = |name: &str, login: &str, roles: &[&str], active| StaffRow {
                href: "/staff/admin/staff/7".into(),
                name: name.into(),
                login: login.into(),
                roles: roles.iter().map(|role| (*role).to_owned()).collect(),
                active,
            };
            StaffListPage {
                frame: Frame::staff_sample(),
                q: String::new(),
                sections: vec![Choice::new("4", "市民協働課"), Choice::new("5", "環境課")],
                rows: vec![
                    row("広聴担当A", "kocho-a", &["広聴担当（秘書広聴課）"], true),
                    row("市民協働課 担当A", "kyodo-a", &["課担当（市民協働課）"], true),
                    row("市民協働課長", "kyodo-k", &["課長（市民協働課）", "係長（市民協働課）"], true),
                    row("環境課 担当B", "kankyo-b", &[], false),
                ],
            }
        }
    }

    impl StaffEditPage {
        /// One who is there.
        pub(crate) fn sample() -> Self {
            StaffEditPage {
                frame: Frame::staff_sample(),
                url: "/staff/admin/staff/7".into(),
                new: false,
                form: StaffForm {
                    name: "市民協働課 担当A".into(),
                    login: "kyodo-a".into(),
                    mail: "kyodo-a@example.jp".into(),
                    active: "on".into(),
                    ..StaffForm::default()
                },
                roles: RoleRow::samples(),
                role_url: "/staff/admin/staff/7/roles".into(),
                role_form: RoleForm { from: "2026-10-14".into(), ..RoleForm::default() },
                role_choices: vec![Choice::new("section_clerk", "課担当"), Choice::new("section_head", "課長")],
                section_choices: vec![Choice::new("4", "市民協働課"), Choice::new("5", "環境課")],
                password_url: "/staff/admin/staff/7/password".into(),
                errors: Errors::default(),
                role_errors: Errors::default(),
                end_error: String::new(),
            }
        }

        /// A new one, with a mistake.
        pub(crate) fn sample_new() -> Self {
            let mut errors = Errors::default();
            errors.add("login", "このログインIDは使われています");
            StaffEditPage {
                url: "/staff/admin/staff".into(),
                new: true,
                roles: Vec::new(),
                role_url: String::new(),
                password_url: String::new(),
                errors,
                ..StaffEditPage::sample()
            }
        }
    }

    impl StaffPasswordPage {
        /// Before the press.
        pub(crate) fn sample() -> Self {
            StaffPasswordPage {
                frame: Frame::staff_sample(),
                name: "市民協働課 担当A".into(),
                login: "kyodo-a".into(),
                url: "/staff/admin/staff/7/password".into(),
                password: None,
                back: "/staff/admin/staff/7".into(),
            }
        }

        /// After it.
        pub(crate) fn sample_done() -> Self {
            StaffPasswordPage { password: Some("mizu-tori-8412-hashi".into()), ..StaffPasswordPage::sample() }
        }
    }
}
