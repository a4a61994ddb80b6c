//! What a resident reads and does on the page of their voice, and what waits for them there.

use chrono::{Days, TimeDelta};
use kocho_domain::access::{Actor, Role};

use super::{act, case, route, say, status};
use crate::support::TestApp;

#[tokio::test]
async fn what_was_typed_waits_for_the_numbers_when_the_page_was_open_too_long() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let given = say(&resident, &[("body", "公園の水道から水が出ません。")]).await;
    let text = "きょう見たら、となりの水道も出ませんでした。";
    let form = status(&resident, &given).await.form("/status/add").fill("add", text);
    app.pass(TimeDelta::minutes(31));
    let asked = form.submit().await;
    asked.has_status(422).says("書いた文章は残っています").says(text);
    let form = asked.form("/status/view").fill("number", &given.number);
    let wrong = form.fill("secret", "1234-5678-9012-3456").submit().await;
    wrong.has_status(422).says(text);
    let form = wrong.form("/status/view").fill("secret", &given.secret);
    let page = form.submit().await;
    page.has_status(200).says(text);
    let desk = app.hearing_desk().await;
    case(&desk, &given).await.hides(text);
    page.hides("書き足した日");
    let added = page.form("/status/add").submit().await;
    // What it says is a point of its own from now on.
    added.has_status(200).says("書き足した内容を受け取りました").says("書き足した日").says("2つの用件");
    case(&desk, &given).await.says(text);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_waits_is_taken_along_when_tries_are_slowed_and_danger_has_its_numbers_meanwhile() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let given = say(&resident, &[("body", "窓口で長く待ちました。")]).await;
    let text = "もう疲れました。消えてしまいたいです。";
    let form = status(&resident, &given).await.form("/status/add").fill("add", text);
    app.pass(TimeDelta::minutes(31));
    let mut page = form.submit().await;
    page.has_status(422).says("0120-783-556");
    for _ in 0..6 {
        let form = page.form("/status/view").fill("number", &given.number);
        page = form.fill("secret", "0000-0000-0000-0000").submit().await;
        page.says(text);
    }
    page.has_status(429);
    app.pass(TimeDelta::hours(2));
    let asked = page.form("/status/view").submit().await;
    let page = asked.form("/status/view").fill("secret", &given.secret).submit().await;
    page.has_status(200).says(text).says("0120-783-556");
    page.form("/status/add").submit().await.has_status(200).says("書き足した内容を受け取りました");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_taken_any_more_stays_on_the_page() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let given = say(&resident, &[("body", "公園の水道から水が出ません。")]).await;
    let page = status(&resident, &given).await;
    let (add, withdraw) = (page.form("/status/add"), page.form("/status/withdraw"));
    withdraw.submit().await.form("/status/withdraw").tick("confirm", "yes").submit().await.has_status(200);
    let text = "となりの水道も出ません。";
    let late = add.fill("add", text).submit().await;
    late.has_status(422).says("いまは受け付けられませんでした").says("送れなかった文章").says(text);
    case(&app.hearing_desk().await, &given).await.hides(text);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn who_adds_a_danger_reads_whom_to_call_now() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let given = say(&resident, &[("body", "窓口で長く待ちました。")]).await;
    let form = status(&resident, &given).await.form("/status/add");
    let page = form.fill("add", "もう疲れました。消えてしまいたいです。").submit().await;
    page.has_status(200).says("書き足した内容を受け取りました").says("0120-783-556");
    status(&resident, &given).await.hides("0120-783-556");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_is_under_consideration_is_looked_at_again_on_its_day() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "自治会の集まりをオンラインにしてはどうでしょう。")]).await;
    let desk = app.hearing_desk().await;
    route(&desk, &given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    act(&clerk, &given, "accept", &[]).await.has_status(200);
    let again = app.house.cx(Actor::Worker).today() + Days::new(120);
    let day = again.to_string();
    let fields = [
        ("text", "来年度の予算で考えます。"),
        ("outcome", "considering"),
        ("outcome_reason", "予算が要る"),
        ("follow_up_on", day.as_str()),
    ];
    act(&clerk, &given, "draft", &fields).await.has_status(200);
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    act(&app.staff("市民協働課", &[Role::SectionHead]).await, &given, "approve", &[]).await.has_status(200);
    status(&app.resident(), &given).await.says("市がもう一度この件を確かめます");
    app.run_jobs().await;

    let before = app.mailer.mailed().len();
    let remind = async || kocho_service::reminder::remind(&app.house.cx(Actor::Worker)).await.unwrap();
    app.pass(TimeDelta::days(119));
    assert_eq!(remind().await, 0, "the day before");
    app.pass(TimeDelta::days(5));
    assert_eq!(remind().await, 1, "its day, or the first open day behind it");
    app.pass(TimeDelta::days(1));
    assert_eq!(remind().await, 0, "once");
    app.run_jobs().await;
    let mails = app.mailer.mailed();
    let told: Vec<_> = mails[before..].iter().filter(|mail| mail.body.contains("再確認の日になりました")).collect();
    assert!(told.iter().any(|mail| mail.body.contains(&given.number) && !mail.body.contains("オンライン")));
    app.finish().await;
}
