//! A notice that came back by mail: the desk finds it as a letter to be posted, once, and says who has to be telephoned.

use chrono::TimeDelta;
use kocho_domain::{access::Actor, mail_in::Verdict};
use kocho_service::mail_in::Taken;

use super::{announced, application, apply, given_a_date, with_mail, written};
use crate::{mail::message_about, support::TestApp};

/// The newest notice about a dialogue day comes back.
async fn comes_back(app: &TestApp, shape: &str) {
    let keys = kocho_store::outbox::keys_of(&app.house.db().reader(), "dialogue").await.unwrap();
    let taken = app.mail(&message_about(shape, keys.last().unwrap())).await;
    assert!(matches!(taken, Taken::Now(Verdict::Bounce)), "{taken:?}");
}

#[tokio::test]
async fn a_decision_that_comes_back_waits_once_as_a_letter_and_says_why() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let mail = app.plant("noboru@example.jp");
    let given = apply(&app.resident(), "", &with_mail(written("区の合併", "例田 昇", "0299-00-0101"), &mail)).await;
    let opened = application(&desk, &day, &given.number).await;
    let own = opened.path.clone();
    opened.form("/accept").submit().await.has_status(200);
    app.run_jobs().await;
    let path = format!("/staff/dialogues/{day}");
    desk.open(&path).await.hides("郵送を待つ通知");

    // A delay is no failure.
    let key = kocho_store::outbox::keys_of(&app.house.db().reader(), "dialogue").await.unwrap().pop().unwrap();
    app.mail(&message_about("bounce-delayed", &key)).await;
    desk.open(&path).await.hides("郵送を待つ通知");

    comes_back(&app, "bounce-postfix").await;
    for path in ["/staff/dialogues", path.as_str()] {
        let page = desk.open(path).await;
        page.has_status(200).says("郵送を待つ通知 1通").says("メールが届きませんでした").says(&given.number);
    }
    desk.open(&own).await.says("未発送 メールが届きませんでした");
    desk.open("/staff/mails?all=1").await.says("対話の日の通知が届いていません");
    desk.open("/staff/mails").await.hides("対話の日の通知が届いていません");

    // Another copy of the bounce changes nothing, also after the letter was posted.
    comes_back(&app, "bounce-exim").await;
    let list = desk.open(&path).await;
    list.says("郵送を待つ通知 1通");
    desk.open(&list.link("決定（可）の通知").unwrap()).await.says("例田 昇 様").says("日時が決まりました");
    list.form("/sent").submit().await.says("発送を記録しました");
    comes_back(&app, "bounce-qmail").await;
    desk.open(&path).await.hides("郵送を待つ通知");
    desk.open("/staff/dialogues").await.hides("郵送を待つ通知");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_reminder_that_comes_back_asks_for_a_call_and_is_gone_after_the_day() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = given_a_date(&app, &desk).await;
    app.run_jobs().await;
    app.pass(TimeDelta::days(25));
    kocho_service::job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
    app.run_jobs().await;
    comes_back(&app, "bounce-exchange").await;
    let desk = app.hearing_desk().await;
    let page = desk.open(&format!("/staff/dialogues/{day}")).await;
    page.says("郵送を待つ通知 1通").says("日が近いので、電話でも知らせてください");
    app.pass(TimeDelta::days(4));
    let desk = app.hearing_desk().await;
    desk.open("/staff/dialogues").await.hides("郵送を待つ通知");
    app.run_jobs().await;
    app.finish().await;
}
