//! Administration: staff, sections, calendar, plan, rules. Each change asks for its right and is told to the audit.

pub mod calendar;
pub mod diff;
pub mod plan;
pub mod rule;
pub mod section;
pub mod staff;

use chrono::NaiveDate;
use kocho_domain::access::{Actor, Permission};

use crate::{Cx, Error};

/// What the start of the administration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Active accounts.
    pub staff: usize,
    /// Sections in force today.
    pub sections: usize,
    /// Exceptions of the calendar that lie ahead.
    pub exceptions: usize,
    /// Measures of the plan in force.
    pub measures: usize,
    /// Kinds of rules.
    pub rules: usize,
    /// The last day of the plan's printed period, when it is over: a notice; tagging goes on.
    pub plan_ended_on: Option<NaiveDate>,
    /// Numbers that residents are shown and nobody has checked: of whom to call now, and of agencies.
    pub unverified: (usize, usize),
    /// May manage staff.
    pub manages_staff: bool,
    /// May manage sections, calendar, plan and rules.
    pub manages_rules: bool,
}

/// Figures and notices for administrators.
///
/// # Errors
/// [`Error::Denied`] without a right to administrate anything.
pub async fn overview(cx: &Cx) -> Result<Overview, Error> {
    let (manages_staff, manages_rules) = (may(cx, Permission::StaffManage), may(cx, Permission::RuleManage));
    if !manages_staff && !manages_rules {
        return Err(Error::Denied);
    }
    let people = kocho_store::staff::all(&cx.reader()).await?;
    let plan = plan::in_force(cx)?;
    let calendar = calendar::exceptions(cx);
    Ok(Overview {
        staff: people.iter().filter(|(account, _)| account.active).count(),
        sections: cx.city.sections.iter().filter(|section| section.in_force(cx.today())).count(),
        exceptions: calendar.iter().filter(|exception| exception.to >= cx.today()).count(),
        measures: cx.city.measures.len(),
        rules: kocho_domain::rule::RuleKind::ALL.len(),
        plan_ended_on: plan.and_then(|plan| plan.head.valid_until).filter(|until| *until < cx.today()),
        unverified: cx.city.rules.unverified(),
        manages_staff,
        manages_rules,
    })
}

/// Whether the actor may do this: a person with the right, or the command line of the installation itself.
fn may(cx: &Cx, permission: Permission) -> bool {
    match &cx.actor {
        Actor::Staff(staff) => staff.may(permission),
        Actor::Import => true,
        Actor::Resident | Actor::Worker => false,
    }
}

pub(crate) fn allow(cx: &Cx, permission: Permission) -> Result<(), Error> {
    if may(cx, permission) { Ok(()) } else { Err(Error::Denied) }
}

/// A text of one line as it is stored: no control characters, no white space around it.
fn line(field: &'static str, typed: &str, limit: usize) -> Result<String, Error> {
    let text = typed.trim();
    if text.chars().any(char::is_control) {
        return Err(Error::field(field, "改行などの制御文字は使えません。"));
    }
    if text.chars().count() > limit {
        return Err(Error::field(field, format!("{limit}文字以内にしてください。")));
    }
    Ok(text.to_owned())
}

/// A line that must be there.
fn filled(field: &'static str, typed: &str, limit: usize) -> Result<String, Error> {
    let text = line(field, typed, limit)?;
    if text.is_empty() { Err(Error::field(field, "入力してください。")) } else { Ok(text) }
}

/// A mail address, or nothing. Its shape only: whether it exists shows when a mail is sent.
fn mail(field: &'static str, typed: &str) -> Result<String, Error> {
    let text = line(field, typed, 254)?;
    let fits =
        text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    if text.is_empty() || (fits && !text.contains(char::is_whitespace)) {
        Ok(text)
    } else {
        Err(Error::field(field, "メールアドレスの形を確かめてください（例：kocho@example.jp）。"))
    }
}

/// The days that may be typed: what both databases and people can mean.
fn sensible(field: &'static str, day: NaiveDate) -> Result<NaiveDate, Error> {
    use chrono::Datelike;
    if (1950..=2200).contains(&day.year()) {
        Ok(day)
    } else {
        Err(Error::field(field, "日付を確かめてください。"))
    }
}

#[cfg(test)]
mod tests {
    use super::{filled, mail};

    #[test]
    fn a_mail_address_has_a_name_and_a_host_or_is_left_out() {
        for right in ["", "kocho@example.jp", " ka.1@city.example.lg.jp "] {
            assert!(mail("mail", right).is_ok(), "{right}");
        }
        for wrong in
            ["kocho", "@example.jp", "a@b", "a b@example.jp", "a@b@example.jp", "a@example.jp\r\nBcc: x@example.jp"]
        {
            assert!(mail("mail", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_must_be_there_is_more_than_white_space() {
        assert!(filled("name", "　 ", 64).is_err());
        assert_eq!(filled("name", " 環境課 担当A ", 64).unwrap(), "環境課 担当A");
    }
}
