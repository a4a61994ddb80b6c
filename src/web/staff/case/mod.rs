//! The pages of a case: the desk's list, the case itself, a draft's versions, two savings that met.

pub(crate) mod act;
mod buttons;
pub(crate) mod circulation;
pub(crate) mod clean;
pub(crate) mod conflict;
pub(crate) mod desk;
pub(crate) mod door;
pub(crate) mod form;
mod forms;
mod intake;
pub(crate) mod list;
pub(crate) mod page;
pub(crate) mod seen;
pub(crate) mod show;
pub(crate) mod stage;
mod steps;
mod text;
pub(crate) mod version;
pub(crate) mod words;

#[cfg(test)]
pub(crate) mod sample;

use kocho_domain::access::Permission;

use crate::{
    routes::{Access, Routes, Size},
    state::AppState,
    urls::staff as urls,
};

/// The doors of the case desk. Which cases are behind them is the scope's question, which acts the workflow's.
pub(crate) fn routes(state: &AppState) -> Routes {
    let to = Access::Staff;
    Routes::new(state)
        .get(urls::HOME, to(Permission::Account), desk::home)
        .get(urls::DESK, to(Permission::CaseRead), desk::list)
        .get(urls::CASES_CSV, to(Permission::CaseExport), desk::csv)
        .get("/staff/cases/{key}", to(Permission::CaseRead), door::show)
        .get("/staff/cases/{key}/versions/{version}", to(Permission::CaseRead), door::version)
        .get("/staff/cases/{key}/files/{file}", to(Permission::PersonalReveal), door::file)
        .post("/staff/cases/{key}/reveal", to(Permission::PersonalReveal), door::post_reveal)
        .get("/staff/cases/{key}/clean", to(Permission::CaseTriage), clean::show)
        .post("/staff/cases/{key}/clean", to(Permission::CaseTriage), clean::post)
        .post("/staff/cases/{key}/circulate", to(Permission::CaseTriage), circulation::post_ask)
        .post("/staff/cases/{key}/circulation_read", to(Permission::CirculationRead), circulation::post_read)
        .post("/staff/cases/{key}/erase_number", to(Permission::CaseTriage), door::post_erase_number)
        .post("/staff/cases/{key}/note", to(Permission::CaseNote), door::post_note)
        .post("/staff/cases/{key}/take_urgent", to(Permission::CaseRead), act::post_take_urgent)
        .post("/staff/cases/{key}/triage", to(Permission::CaseTriage), act::post_triage)
        .post("/staff/cases/{key}/split", to(Permission::CaseTriage), act::post_split)
        .post("/staff/cases/{key}/route", to(Permission::CaseTriage), act::post_route)
        .post("/staff/cases/{key}/extend", to(Permission::CaseRead), act::post_extend)
        .post("/staff/cases/{key}/withdraw", to(Permission::CaseTriage), act::post_withdraw)
        .post("/staff/cases/{key}/reopen", to(Permission::CaseTriage), act::post_reopen)
        .post("/staff/cases/{key}/bounced", to(Permission::LetterDispatch), act::post_bounced)
        .post("/staff/cases/{key}/accept", to(Permission::CaseAnswer), act::post_accept)
        .post("/staff/cases/{key}/return", to(Permission::CaseAnswer), act::post_return)
        .post("/staff/cases/{key}/rule", to(Permission::CaseRule), act::post_rule)
        .post("/staff/cases/{key}/propose_ending", to(Permission::CaseTriage), act::post_propose_ending)
        .post("/staff/cases/{key}/confirm_ending", to(Permission::CaseRule), act::post_confirm_ending)
        .post("/staff/cases/{key}/refuse_ending", to(Permission::CaseRule), act::post_refuse_ending)
        .post_sized("/staff/cases/{key}/draft", to(Permission::CaseAnswer), Size::Files, act::post_draft)
        .get("/staff/cases/{key}/enclosures/{enclosure}", to(Permission::CaseRead), door::enclosure)
        .post("/staff/cases/{key}/request_approval", to(Permission::CaseAnswer), act::post_request_approval)
        .post("/staff/cases/{key}/approve", to(Permission::CaseApprove), act::post_approve)
        .post("/staff/cases/{key}/send_back", to(Permission::CaseApprove), act::post_send_back)
        .post("/staff/cases/{key}/withdraw_request", to(Permission::CaseAnswer), act::post_withdraw_request)
        .post("/staff/cases/{key}/recall", to(Permission::CaseRead), act::post_recall)
}
