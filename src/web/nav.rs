//! Main navigation of signed-in people: what their roles open.

use kocho_domain::access::{Permission, StaffActor};

use crate::{frame::NavItem, urls::staff as urls};

/// The entries for this person; that of mails only where mails come in.
pub(crate) fn of(actor: &StaffActor, path: &str, mails: bool) -> Vec<NavItem> {
    [
        (Permission::CaseRead, "案件", "/staff/cases"),
        (Permission::CaseRead, "検索", "/staff/search"),
        (Permission::ImportDo, "取込み", "/staff/imports"),
        (Permission::PaperEntry, "紙の声", "/staff/collections"),
        (Permission::MemoWrite, "聞き取り", "/staff/memos/new"),
        (Permission::CaseTriage, "受信メール", "/staff/mails"),
        (Permission::DialogueRead, "対話の日", "/staff/dialogues"),
        (Permission::DialogueRead, "約束", "/staff/commitments"),
        (Permission::SurveyRead, "調査", "/staff/surveys"),
        (Permission::PanelManage, "モニター", "/staff/panels"),
        (Permission::OfficeRead, "朝のページ", "/office"),
        (Permission::PlanRead, "計画", "/staff/plan"),
        (Permission::IndicatorRead, "指標", "/staff/indicators"),
        (Permission::CaseTriage, "公表", urls::PUBLICATIONS),
        (Permission::CaseTriage, "候補", "/staff/terms"),
        (Permission::RuleManage, "管理", "/staff/admin"),
        (Permission::StaffManage, "職員", "/staff/admin/staff"),
        (Permission::AuditRead, "記録", "/staff/audit"),
    ]
    .into_iter()
    .filter(|(permission, _, href)| actor.may(*permission) && (mails || *href != "/staff/mails"))
    // Who has the plan in the menu comes to its indicators from there.
    .filter(|(_, _, href)| *href != urls::INDICATORS || !actor.may(Permission::PlanRead))
    .map(|(_, label, href)| NavItem { label, href: href.to_owned(), count: None, current: is_current(path, href) })
    .collect()
}

fn is_current(path: &str, href: &str) -> bool {
    // Key terms and the figures of suggestions are two pages of one entry.
    let of_suggestions = href == "/staff/terms" && path.starts_with("/staff/accuracy");
    // A memo, what follows it, and the papers that are taken in beside it.
    let of_intake =
        href == "/staff/memos/new" && ["/staff/memos", "/staff/petitions"].iter().any(|p| path.starts_with(p));
    let of_promises = href == "/staff/commitments" && path.starts_with("/staff/follow-ups");
    // What was said on a dialogue day, and its summaries.
    let of_days =
        href == "/staff/dialogues" && ["/staff/summaries", "/staff/remarks"].iter().any(|page| path.starts_with(page));
    path == href
        || of_promises
        || of_days
        || of_intake
        || of_suggestions
        || (href == "/staff/collections"
            && ["/staff/slips", "/staff/editions"].iter().any(|page| path.starts_with(page)))
        || (href == "/staff/plan" && ["/staff/crosswalk/", urls::INDICATORS].iter().any(|page| path.starts_with(page)))
        || (path.starts_with(&format!("{href}/"))
            && !(href == "/staff/admin" && path.starts_with("/staff/admin/staff")))
}

/// The office's pages for this person, on each of them; elsewhere none.
pub(crate) fn of_office(actor: &StaffActor, path: &str) -> Vec<NavItem> {
    if path != urls::OFFICE && !path.starts_with("/office/") {
        return Vec::new();
    }
    [
        (Permission::OfficeRead, "朝のページ", urls::OFFICE),
        (Permission::OfficeRead, "この7日間の声", urls::OFFICE_WEEK),
        (Permission::TopicRead, "増えている声", urls::RISING),
        (Permission::OfficeRead, "計画で見る", urls::OFFICE_PLAN),
        (Permission::OfficeRead, "課で見る", urls::OFFICE_SECTIONS),
        (Permission::CaseRead, "持ち主のない案件", urls::ORPHANS),
        (Permission::TopicRead, "意見グループ", urls::TOPICS),
    ]
    .into_iter()
    .filter(|(permission, _, _)| actor.may(*permission))
    .map(|(_, label, href)| {
        let current = path == href || (href != urls::OFFICE && path.starts_with(&format!("{href}/")));
        NavItem { label, href: href.to_owned(), count: None, current }
    })
    .collect()
}

/// Where a person begins after signing in.
pub(crate) fn home_of(actor: &StaffActor) -> &'static str {
    [
        (Permission::CaseTriage, "/staff/cases"),
        (Permission::CaseAnswer, "/staff/cases"),
        (Permission::OfficeRead, "/office"),
        (Permission::CaseRead, "/staff/cases"),
        (Permission::RuleManage, "/staff/admin"),
        (Permission::AuditRead, "/staff/audit"),
    ]
    .into_iter()
    .find(|(permission, _)| actor.may(*permission))
    .map_or("/staff/account", |(_, path)| path)
}
