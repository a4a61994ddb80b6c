//! Help: the keys, and the way of a case in words.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use kocho_domain::{
    access::{Permission, Role},
    workflow::{Act, Status, next},
};

use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    routes::{Access, Routes},
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/help`
#[derive(Debug, Template)]
#[template(path = "staff/help/show.html")]
pub(crate) struct HelpPage {
    pub(crate) frame: Frame,
    /// Shortcuts act for this person.
    pub(crate) shortcuts: bool,
    /// The workflow table in words, made from the table itself.
    pub(crate) steps: Vec<WorkflowRow>,
}

/// One row of the workflow.
#[derive(Debug, Clone)]
pub(crate) struct WorkflowRow {
    /// 回付済
    pub(crate) status: &'static str,
    /// 受諾する
    pub(crate) act: &'static str,
    /// 課担当・係長・課長
    pub(crate) who: String,
    /// 受諾
    pub(crate) to: &'static str,
    /// The first row of its status: the word is shown once for all its rows.
    pub(crate) span: Option<usize>,
}

/// The door.
pub(crate) fn routes(state: &AppState) -> Routes {
    Routes::new(state).get(urls::HELP, Access::Staff(Permission::Account), show)
}

async fn show(State(state): State<AppState>, signed: Signed) -> Response {
    let page = HelpPage { frame: signed.frame(&state), shortcuts: signed.shortcuts, steps: steps() };
    Page::ok(page).into_response()
}

/// Every way of the workflow table, by status.
fn steps() -> Vec<WorkflowRow> {
    let rows_of = |status: Status| {
        let ways: Vec<(Act, Status)> = Act::ALL.into_iter().filter_map(|act| Some((act, next(status, act)?))).collect();
        let count = ways.len();
        ways.into_iter().enumerate().map(move |(place, (act, to))| WorkflowRow {
            status: status.label(),
            act: act.label(),
            who: who(act),
            to: to.label(),
            span: (place == 0).then_some(count),
        })
    };
    Status::ALL.into_iter().flat_map(rows_of).collect()
}

/// Who does it, in words.
fn who(act: Act) -> String {
    let roles = |permissions: &[Permission]| {
        let may = |role: &Role| permissions.iter().any(|permission| permission.of(*role));
        Role::ALL.into_iter().filter(may).map(Role::label).collect::<Vec<_>>().join("・")
    };
    match act {
        Act::TakeUrgent => roles(&[Permission::CaseTriage, Permission::CaseAnswer]),
        Act::Triage | Act::Split | Act::Route | Act::ProposeEnding => roles(&[Permission::CaseTriage]),
        Act::Rule | Act::ConfirmEnding | Act::ConfirmTransfer | Act::RefuseEnding => roles(&[Permission::CaseRule]),
        Act::Accept | Act::Return | Act::ReturnToHead | Act::Draft | Act::RequestApproval | Act::WithdrawRequest => {
            roles(&[Permission::CaseAnswer])
        }
        Act::ApproveStep | Act::ApproveReply | Act::ApproveResult | Act::SendBack => "決裁の順番の人".to_owned(),
        Act::DispatchMail | Act::DispatchOther => roles(&[Permission::LetterDispatch]),
        Act::Recall => roles(&[Permission::LetterDispatch, Permission::CaseAnswer]),
        Act::Extend => format!("{}、担当課の係長以上", roles(&[Permission::CaseTriage])),
        Act::MailSent => "自動".to_owned(),
        Act::AdoptReply | Act::AdoptResult => "同じ文面の声のページで、広聴担当".to_owned(),
        Act::Excuse => "回答書を送るときに、広聴担当".to_owned(),
        Act::Bounced => format!("自動・{}", roles(&[Permission::LetterDispatch])),
        Act::Withdraw | Act::Reopen => format!("申出人・{}", roles(&[Permission::CaseTriage])),
    }
}

#[cfg(test)]
impl HelpPage {
    /// The whole table.
    pub(crate) fn sample() -> Self {
        HelpPage { frame: Frame::staff_sample(), shortcuts: true, steps: steps() }
    }
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn every_way_of_a_case_is_told_with_who_goes_it() {
        let steps = steps();
        assert!(
            steps.iter().any(|row| row.status == "回付済" && row.act == "受諾する" && row.who == "課担当・係長・課長")
        );
        assert!(steps.iter().all(|row| !row.who.is_empty()));
        let spans: usize = steps.iter().filter_map(|row| row.span).sum();
        assert_eq!(spans, steps.len());
    }
}
