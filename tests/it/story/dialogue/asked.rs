//! A section is asked for a memo before a day: it hears of it, and once more when the memo is due and nothing is written.

use chrono::TimeDelta;
use kocho_domain::access::{Actor, Role};

use super::given_a_date;
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
    app.pass(TimeDelta::days(1));
    remind().await;
    assert_eq!(told().len(), 2, "Friday");
    app.finish().await;
}
