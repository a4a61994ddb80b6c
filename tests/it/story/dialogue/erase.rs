//! After its time the contact of an applicant goes; what was spoken of, decided and promised stays.

use chrono::TimeDelta;
use kocho_domain::access::Actor;

use super::{announced, application, apply, phoned, with_mail, written};
use crate::support::{TestApp, Visitor};

async fn sweep(app: &TestApp) {
    kocho_service::job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
    app.run_jobs().await;
}

/// What the desk sees of the contact, asked for with a reason.
async fn contact(desk: &Visitor<'_>, path: &str) -> String {
    let page = desk.open(path).await;
    match page.find_form("/contact") {
        Some(form) => form.fill("reason_code", "reveal_contact").submit().await.text(),
        None => page.text(),
    }
}

/// Everything that the database says of mails and applications, for looking for a name in it.
async fn stored(app: &TestApp) -> String {
    let db = app.house.db().for_migrations();
    let mut all = String::new();
    let columns = [
        ("application", "name"),
        ("application", "coalesce(phone, '')"),
        ("application", "coalesce(email, '')"),
        ("application", "coalesce(address, '')"),
        ("application", "coalesce(name_hash, '')"),
        ("outbox_mail", "recipient"),
        ("outbox_mail", "coalesce(evidence, '')"),
        ("free_text", "body"),
    ];
    for (table, column) in columns {
        use kocho_migrations::{ConnectionTrait, Statement};
        let sql = format!("select {column} as said from {table}");
        for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap() {
            all += &row.try_get::<String>("", "said").unwrap();
            all.push('\n');
        }
    }
    all
}

#[tokio::test]
async fn names_and_contacts_go_after_their_days_and_themes_and_decisions_stay() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let (name, mail) = (app.plant("甲野 ハルカ"), app.plant("haruka.kono@example.jp"));
    let given = apply(&app.resident(), "", &with_mail(written("区の合併", &name, "0299-00-7712"), &mail)).await;
    let met = application(&desk, &day, &given.number).await;
    met.form("/accept").submit().await.has_status(200);
    let gone = phoned(&desk, &day, "試田 稔", "0299-00-0103").await;
    let gone = application(&desk, &day, &gone).await;
    gone.form("/cancel").fill("words", "試田稔さんから5月1日に電話。").submit().await.has_status(200);
    app.run_jobs().await;
    assert!(stored(&app).await.contains(&mail));

    // 400 days after 20 May 2026 is 24 June 2027; the cancelled one was decided on 22 April.
    app.clock.set("2027-05-28T00:00:00Z".parse().unwrap());
    sweep(&app).await;
    let desk = app.hearing_desk().await;
    assert!(contact(&desk, &gone.path).await.contains("消しました（保存の期間が終わったため）"));
    assert!(contact(&desk, &met.path).await.contains(&name), "it is not due yet");
    app.pass(TimeDelta::days(28));
    sweep(&app).await;
    let desk = app.hearing_desk().await;
    let page = desk.open(&met.path).await;
    page.says("区の合併").says("決定（可）").says("消しました（保存の期間が終わったため）").hides(&name);
    assert!(page.find_form("/contact").is_none() && page.find_form("/accept").is_none());
    let kept = stored(&app).await;
    for personal in [name.as_str(), mail.as_str(), "0299-00-7712", "試田", "0299-00-0103", "見本台1番地"] {
        assert!(!kept.contains(personal), "{personal} is still there");
    }
    let admin = app.staff("秘書広聴課", &[kocho_domain::access::Role::Auditor]).await;
    admin.open("/staff/audit").await.says("期日の来た申込者の連絡先を消した");
    let again = desk.open(&format!("/staff/dialogues/{day}")).await;
    again.says("個人").says("区の合併");
    app.finish().await;
}
