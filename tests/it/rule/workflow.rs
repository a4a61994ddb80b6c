//! The workflow as a table that a city clerk can read. A change in it is a decision.

use kocho_domain::{
    access::{Actor, Office, Permission, Role, StaffActor, has_right},
    case::{Case, MeasureDecision},
    id::{CaseId, PublicKey, SectionId, StaffId, SubmissionId},
    workflow::{Act, Asks, Start, Status, first, next},
};

fn case(status: Status) -> Case {
    let at = chrono::DateTime::from_timestamp(0, 0).unwrap();
    Case {
        id: CaseId(1),
        key: PublicKey::from_random([0; 17]),
        submission: SubmissionId(1),
        branch: 1,
        status,
        status_at: at,
        holder: SectionId(1),
        holder_staff: None,
        holder_at: at,
        restricted: false,
        kind: None,
        category: None,
        measure: MeasureDecision::Undecided,
        outcome: None,
        reply_due: true,
        received_on: at.date_naive(),
        due_on: at.date_naive(),
        follow_up_on: None,
        returns: 0,
        ruled: false,
        urgent_at: None,
        urgent_taken_at: None,
        ending: None,
        closed_on: None,
        lock: 1,
    }
}

fn who(act: Act, status: Status) -> String {
    let holder = |role| {
        Actor::Staff(StaffActor {
            id: StaffId(1),
            name: String::new(),
            offices: vec![Office { role, section: SectionId(1) }],
        })
    };
    let mut names: Vec<&str> =
        Role::ALL.into_iter().filter(|r| has_right(&holder(*r), act, &case(status))).map(Role::label).collect();
    for (actor, name) in [(Actor::Resident, "住民"), (Actor::Worker, "システム")] {
        if has_right(&actor, act, &case(status)) {
            names.push(name);
        }
    }
    names.join("・")
}

fn asks(act: Act) -> &'static str {
    match act.asks() {
        Asks::Nothing => "",
        Asks::Reason => "理由",
        Asks::Section => "課",
        Asks::SectionAndReason => "正しい課と理由",
        Asks::Form => "入力",
    }
}

#[test]
fn the_workflow_table_is_as_it_was_decided() {
    let mut table =
        "| 状態 | すること | 次の状態 | 求めるもの | できる人（その課の） |\n|---|---|---|---|---|\n".to_owned();
    for status in Status::ALL {
        for act in Act::ALL {
            if let Some(to) = next(status, act) {
                table += &format!(
                    "| {} | {}（{}） | {} | {} | {} |\n",
                    status.label(),
                    act.label(),
                    act.code(),
                    to.label(),
                    asks(act),
                    who(act, status)
                );
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_case_begins_as_it_was_decided() {
    let mut table = "| はじまり | 状態 | 危険を知らせる言葉があるとき |\n|---|---|---|\n".to_owned();
    for start in Start::ALL {
        let (calm, urgent) = (first(start, false).label(), first(start, true).label());
        table += &format!("| {} | {calm} | {urgent} |\n", start.label());
    }
    insta::assert_snapshot!(table, @r"
    | はじまり | 状態 | 危険を知らせる言葉があるとき |
    |---|---|---|
    | 広聴担当へ | 受付 | 要緊急確認 |
    | 聞いた課が受け持つ | 受諾 | 要緊急確認 |
    | 対応済で登録 | 処理済 | 要緊急確認 |
    ");
}

#[test]
fn roles_and_permissions_are_as_they_were_decided() {
    let mut table = String::new();
    for permission in Permission::ALL {
        let roles: Vec<&str> = Role::ALL.into_iter().filter(|r| permission.of(*r)).map(Role::label).collect();
        table += &format!("{permission:?}: {}\n", roles.join("・"));
    }
    insta::assert_snapshot!(table);
}

#[test]
fn the_roles_of_the_rules_are_the_roles_of_the_program() {
    let mut codes: Vec<&str> = Role::ALL.into_iter().map(Role::code).collect();
    let mut rules: Vec<&str> = kocho_domain::rule::role::CODES.to_vec();
    codes.sort_unstable();
    rules.sort_unstable();
    assert_eq!(codes, rules);
}
