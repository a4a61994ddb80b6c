//! Routing in full: a section that only helps, further measures beside the primary one, another day than the rule's.

use kocho_domain::{
    access::Role,
    case::{Case, MeasureDecision},
    receipt::ReceiptNumber,
};

use super::{Receipt, act, case, route, say, sees};
use crate::support::{TestApp, Visitor};

/// The voice's first case as it is stored.
async fn stored(app: &TestApp, given: &Receipt) -> Case {
    let number = ReceiptNumber::parse(&given.number).unwrap();
    let from = app.house.db().reader();
    let voice = kocho_store::submission::by_number(&from, number.fiscal_year.year(), number.sequence).await;
    let (voice, _, _) = voice.unwrap().unwrap();
    kocho_store::case::of_submission(&from, voice).await.unwrap().remove(0)
}

/// Routes to a section with another one beside it.
async fn routed_with(desk: &Visitor<'_>, given: &Receipt, lead: &str, support: &str) {
    let (lead, support) = (desk.app.section(lead).to_string(), desk.app.section(support).to_string());
    let fields = [("suggested", "other"), ("lead", &lead), ("support", &support), ("note", "一緒に見てください")];
    act(desk, given, "route", &fields).await.has_status(200).says("一緒に見てください");
}

#[tokio::test]
async fn a_section_that_helps_reads_the_case_and_cannot_answer_it() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "公園の水飲み場と、そばの側溝の掃除をお願いします。")]).await;
    let desk = app.hearing_desk().await;
    routed_with(&desk, &given, "市民協働課", "環境課").await;
    let helper = app.staff("環境課", &[Role::SectionHead]).await;
    let other = app.staff("総務課", &[Role::SectionHead]).await;
    assert!(sees(&helper, &given).await && !sees(&other, &given).await);

    let page = case(&helper, &given).await;
    page.says("公園の水飲み場");
    for act in ["/accept", "/return", "/draft", "/extend", "/route"] {
        assert!(page.find_form(act).is_none(), "{act} is offered to a section that only helps");
    }
    // A form put together by hand gets no further.
    let csrf = page.form("/staff/logout").value("csrf").unwrap().to_owned();
    let before = stored(&app, &given).await;
    let fields = [("csrf".to_owned(), csrf), ("version".to_owned(), before.lock.to_string())];
    helper.post(&format!("{}/accept", page.path), &fields).await.has_status(403);
    assert_eq!(stored(&app, &given).await.status, before.status);
    // A word to the others is its part.
    page.form("/note").fill("text", "側溝は来週見に行きます。").submit().await.has_status(200);

    let lead = app.staff("市民協働課", &[Role::SectionClerk]).await;
    act(&lead, &given, "accept", &[]).await.has_status(200).says("側溝は来週見に行きます。");
    assert!(sees(&helper, &given).await, "who helps goes on seeing it");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_return_ends_the_part_of_every_section() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "公園の水飲み場と、そばの側溝の掃除をお願いします。")]).await;
    let desk = app.hearing_desk().await;
    routed_with(&desk, &given, "市民協働課", "環境課").await;
    let lead = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let helper = app.staff("環境課", &[Role::SectionClerk]).await;
    let right = app.section("総務課").to_string();
    act(&lead, &given, "return", &[("section", &right), ("reason", "総務課の仕事です")]).await.has_status(200);
    assert!(!sees(&lead, &given).await && !sees(&helper, &given).await, "the desk has it again, alone");
    route(&desk, &given, "総務課").await;
    assert!(!sees(&helper, &given).await, "who helps is chosen anew");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_further_measure_stands_beside_the_primary_one_and_counts_for_it_alone() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "外国から来た方も入りやすい自治会にしてください。")]).await;
    let desk = app.hearing_desk().await;
    let tags = [("kind", "request"), ("decision", "tagged"), ("measure", "1101"), ("further", "1305")];
    act(&desk, &given, "triage", &tags).await.has_status(200);
    let city = app.house.city();
    let id = |code: &str| city.measure_named(code).unwrap().id;
    let decided = stored(&app, &given).await.measure;
    assert_eq!(decided, MeasureDecision::Tagged { primary: id("1101"), others: vec![id("1305")] });
    let by_primary = desk.open("/staff/cases?queue=all&measure=1101").await;
    let by_further = desk.open("/staff/cases?queue=all&measure=1305").await;
    assert!(by_primary.row_link(&given.number).is_some());
    assert!(by_further.row_link(&given.number).is_none(), "a list goes by the primary measure");

    // Saving the form again as it stands keeps both.
    case(&desk, &given).await.form("/triage").fill("kind", "opinion").submit().await.has_status(200);
    assert_eq!(stored(&app, &given).await.measure, decided);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_desk_sets_another_day_when_it_routes() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "公園の水飲み場の水が止まりません。")]).await;
    let desk = app.hearing_desk().await;
    let usual = stored(&app, &given).await.due_on;
    let lead = app.section("市民協働課").to_string();
    let fields = |day: &'static str| [("suggested", "other"), ("lead", lead.as_str()), ("due_on", day)];
    act(&desk, &given, "route", &fields("あさって")).await.has_status(422);
    assert_eq!(stored(&app, &given).await.due_on, usual);
    act(&desk, &given, "route", &fields("2026-04-30")).await.has_status(200);
    let due = stored(&app, &given).await.due_on;
    assert_eq!(due.to_string(), "2026-04-30");
    assert_ne!(due, usual);
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let page = case(&clerk, &given).await;
    assert!(page.all(".due").join(" ").contains("8日"), "8 days are left: {}", page.text());
    app.run_jobs().await;
    app.finish().await;
}
