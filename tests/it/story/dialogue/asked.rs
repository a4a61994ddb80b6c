//! A section is asked for a memo before a day: it hears of it, and once more when the memo is due and nothing is written. The desk
//! hears of briefs that are not ready, and of applicants whom it has to telephone.

use chrono::TimeDelta;
use kocho_domain::access::{Actor, Role};

use super::{announced, application, given_a_date, phoned};
use crate::support::TestApp;

#[tokio::test]
async fn a_section_hears_of_its_memo_and_on_the_last_open_day_again_while_nothing_is_written() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = given_a_date(&app, &desk).await;
    app.account("市民協働課", &[Role::SectionClerk]).await;
    app.account("環境課", &[Role::SectionClerk]).await;
    let brief = desk.open(&format!("/staff/dialogues/{day}")).await.link("準備書（").unwrap();
    let section = app.section("市民協働課").to_string();
    desk.open(&brief).await.form("/memos").fill("section", &section).submit().await.has_status(200);
    app.run_jobs().await;
    let told = || -> Vec<String> {
        let mails = app.mailer.mailed().into_iter().filter(|mail| mail.kind == "notices");
        mails.map(|mail| mail.body).collect()
    };
    assert_eq!(told().len(), 1, "the section that was asked, and nobody else");
    assert!(told()[0].contains("13:30～13:55　対話の日のメモを頼まれました"), "{}", told()[0]);
    assert!(told()[0].contains("/staff/dialogues/memos/") && !told()[0].contains("区の合併"), "{}", told()[0]);

    // It is due on Friday, 15 May.
    let remind = async || {
        kocho_service::reminder::remind(&app.house.cx(Actor::Worker)).await.unwrap();
        app.run_jobs().await;
    };
    app.pass(TimeDelta::days(21));
    remind().await;
    assert_eq!(told().len(), 1, "Wednesday");
    app.pass(TimeDelta::days(1));
    remind().await;
    remind().await;
    assert_eq!(told().len(), 2, "Thursday, once");
    assert!(told()[1].contains("対話の日のメモの期限が来ます"), "{}", told()[1]);
    // On Friday the brief has to be ready, three open days before the day: the desk hears that it is not.
    app.pass(TimeDelta::days(1));
    remind().await;
    assert_eq!(told().len(), 3, "Friday");
    assert!(told()[2].contains("13:30～13:55　対話の日の準備書がそろっていません"), "{}", told()[2]);
    assert!(told()[2].contains(&brief) && !told()[2].contains("区の合併"), "{}", told()[2]);
    let office = app.staff("秘書広聴課", &[Role::Executive]).await;
    office.open("/office").await.says("準備書 0/1");
    app.finish().await;
}

#[tokio::test]
async fn whoever_has_no_mail_is_called_when_others_are_reminded() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let name = app.plant("例田 昇");
    let number = phoned(&desk, &day, &name, "0299-00-0101").await;
    application(&desk, &day, &number).await.form("/accept").submit().await.has_status(200);
    let told = async |on: &str| -> Vec<String> {
        app.clock.set(on.parse().unwrap());
        kocho_service::reminder::remind(&app.house.cx(Actor::Worker)).await.unwrap();
        app.run_jobs().await;
        let calls = app.mailer.mailed().into_iter().map(|mail| mail.body);
        calls.filter(|body| body.contains("対話の日が近づきました")).collect()
    };
    // Three days before is a Sunday: on Monday somebody can telephone.
    assert!(told("2026-05-15T01:00:00Z").await.is_empty(), "Friday");
    let calls = told("2026-05-18T01:00:00Z").await;
    assert_eq!(calls.len(), 1);
    assert!(calls[0].contains(&number) && calls[0].contains("/staff/dialogues/applications/"), "{}", calls[0]);
    assert!(!calls[0].contains(&name) && !calls[0].contains("集会所"), "{}", calls[0]);
    assert_eq!(told("2026-05-19T01:00:00Z").await.len(), 1, "once");
    app.finish().await;
}
