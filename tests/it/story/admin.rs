//! Administration that succeeds: staff and their roles, sections, the calendar, files that go in and out.

use kocho_domain::access::Role;

use super::{due, route, say, sees};
use crate::support::{Page, TestApp, Visitor};

const PASSWORD: &str = "correct-horse-battery";

/// Signs an account in; the answer is the page on which it begins.
async fn sign_in<'a>(app: &'a TestApp, login: &str, password: &str) -> Page<'a> {
    let form = app.resident().open("/staff/login").await.form("/staff/login");
    form.fill("name", login).fill("password", password).submit().await
}

/// The page of a member of staff, found by the login name.
async fn person<'a>(admin: &Visitor<'a>, login: &str) -> Page<'a> {
    let list = admin.open(&format!("/staff/admin/staff?q={login}")).await;
    let link = list.row_link(login).unwrap_or_else(|| panic!("{login} is not in the list: {}", list.text()));
    let page = admin.open(&link).await;
    page.has_status(200);
    page
}

#[tokio::test]
async fn a_new_member_of_staff_signs_in_with_the_password_that_is_shown_once() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "ごみの集積所のネットが破れています。")]).await;
    route(&app.hearing_desk().await, &given, "環境課").await;
    let admin = app.staff("秘書広聴課", &[Role::Admin]).await;
    let section = app.section("環境課").to_string();
    let new = || async {
        let form = admin.open("/staff/admin/staff/new").await.form("/staff/admin/staff");
        let form = form.fill("name", "環境課 担当N").fill("login", "kankyo-n").fill("mail", "kankyo-n@example.jp");
        form.fill("role", "section_clerk").fill("section", &section).submit().await
    };
    let shown = new().await;
    shown.has_status(200).says("このページでだけ");
    let password = app.plant(&shown.all(".secret").join(""));
    assert!(password.chars().count() >= 12, "a password is drawn");
    new().await.has_status(422).says("このログインIDは使われています");
    person(&admin, "kankyo-n").await.hides(&password);

    let begun = sign_in(&app, "kankyo-n", &password).await;
    begun.has_status(200);
    assert!(sees(&begun.visitor, &given).await, "the first role holds from today");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_role_opens_its_section_from_the_day_it_is_given_to_the_day_it_ends() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "ごみの集積所のネットが破れています。")]).await;
    route(&app.hearing_desk().await, &given, "環境課").await;
    let login = app.account("市民協働課", &[Role::SectionClerk]).await;
    let clerk = sign_in(&app, &login, PASSWORD).await.visitor;
    assert!(!sees(&clerk, &given).await);

    let admin = app.staff("秘書広聴課", &[Role::Admin]).await;
    let section = app.section("環境課").to_string();
    let form = person(&admin, &login).await.form("/roles").fill("role", "section_clerk").fill("section", &section);
    form.submit().await.has_status(200).says("役割を加えました");
    assert!(sees(&clerk, &given).await, "who is signed in need not sign in again");

    let end = format!("/roles/section_clerk.{section}.2026-04-22/end");
    let form = person(&admin, &login).await.form(&end).fill("until", "2026-04-22");
    form.submit().await.has_status(200).says("役割の最後の日を決めました");
    assert!(sees(&clerk, &given).await, "the last day is a day of the role");
    app.pass(chrono::TimeDelta::days(1));
    let clerk = sign_in(&app, &login, PASSWORD).await.visitor;
    clerk.open("/staff/cases?queue=all").await.has_status(200);
    assert!(!sees(&clerk, &given).await, "the day after it is over");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn who_held_a_role_until_yesterday_finds_every_door_closed() {
    let app = TestApp::start().await;
    let login = app.account("環境課", &[Role::SectionClerk]).await;
    let clerk = sign_in(&app, &login, PASSWORD).await.visitor;
    clerk.open("/staff/cases").await.has_status(200);
    let admin = app.staff("秘書広聴課", &[Role::Admin]).await;
    let page = person(&admin, &login).await;
    let form = page.form("/end").fill("until", "2026-04-21");
    form.submit().await.has_status(200).says("終わりました");
    let again = sign_in(&app, &login, PASSWORD).await.visitor;
    for door in ["/staff/cases", "/staff/account", "/staff/search"] {
        clerk.open(door).await.has_status(404);
        again.open(door).await.has_status(404);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_section_is_edited_and_what_was_changed_holds_at_once() {
    let app = TestApp::start().await;
    let admin = app.staff("秘書広聴課", &[Role::Admin]).await;
    let id = app.section("環境課");
    let list = admin.open("/staff/admin/sections").await;
    let link = list.row_link("環境課").unwrap_or_else(|| panic!("no 環境課: {}", list.text()));
    let form = admin.open(&link).await.form(&link);
    let form =
        form.fill("mail", "kankyo-new@city.example.jp").fill("duties", "犬のふん\nごみの出し方").fill("mark", "環新");
    form.submit()
        .await
        .has_status(200)
        .says("環境課を保存しました")
        .says("kankyo-new@city.example.jp")
        .says("犬のふん");
    let city = app.house.city();
    let section = city.section(id).unwrap();
    assert_eq!((section.mark.as_str(), section.duties.len()), ("環新", 2));

    let form = admin.open(&link).await.form(&link).fill("duties", " ");
    form.submit().await.has_status(422).says("事務分掌を1つ以上");
    assert_eq!(app.house.city().section(id).unwrap().duties.len(), 2, "what is refused changes nothing");
    app.finish().await;
}

#[tokio::test]
async fn a_closed_day_moves_the_deadline_of_what_comes_in_afterwards() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let before = say(&app.resident(), &[("body", "ごみの集積所のネットが破れています。")]).await;
    route(&desk, &before, "環境課").await;
    let usual = due(&app, &before).await;

    let admin = app.staff("秘書広聴課", &[Role::Admin]).await;
    let calendar = || async { admin.open("/staff/admin/calendar").await.form("/staff/admin/calendar") };
    let form = calendar().await.fill("on", &usual.to_string()).fill("reason", "庁舎の停電工事");
    form.submit().await.has_status(200).says("暦を変えました").says("庁舎の停電工事");
    let again = calendar().await.fill("on", &usual.to_string()).fill("reason", "もう一度");
    again.submit().await.has_status(422).says("もう閉庁です");

    let after = say(&app.resident(), &[("body", "公園の水飲み場の水が止まりません。")]).await;
    route(&desk, &after, "環境課").await;
    let moved = due(&app, &after).await;
    assert!(moved > usual, "{moved} is not after the closed day {usual}");
    assert_eq!(moved, app.house.city().rules.calendar().next_open(usual));
    assert_eq!(due(&app, &before).await, usual, "a deadline that was told stays as it was");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_file_of_sections_shows_what_it_would_change_is_taken_in_and_comes_out_again() {
    let app = TestApp::start().await;
    let admin = app.staff("秘書広聴課", &[Role::Admin]).await;
    let id = app.section("環境課");
    let (old, new) = ("\"kankyo@city.example.jp\"", "\"gomi@city.example.jp\"");
    let export = || async { admin.open("/staff/admin/sections/export").await };
    let file = export().await;
    assert!(file.has_status(200).body.contains(old), "{}", file.body);
    let changed = file.body.replace(old, new);

    let form = admin.open("/staff/admin/sections/import").await.form("/import");
    let page = form.attach("file", "sections.toml", changed.as_bytes()).submit().await;
    page.has_status(200).says("変わるところ（1）").says("課 kankyo メール").says("gomi@city.example.jp");
    assert_eq!(app.house.city().section(id).unwrap().mail, "kankyo@city.example.jp", "looking changes nothing");
    page.form("/import").submit().await.has_status(200).says("課を取り込みました");
    assert_eq!(app.house.city().section(id).unwrap().mail, "gomi@city.example.jp");
    assert_eq!(export().await.body, changed, "what goes out is what was taken in");
    let auditor = app.staff("総務課", &[Role::Auditor]).await;
    auditor.open("/staff/audit?act=sections_imported").await.says("課を取り込んだ");
    assert_eq!(auditor.open("/staff/audit?act=sections_imported").await.all("tbody tr").len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_rule_that_was_taken_in_stands_in_its_history_beside_the_old_one() {
    let app = TestApp::start().await;
    let admin = app.staff("秘書広聴課", &[Role::Admin]).await;
    let old = admin.open("/staff/admin/rules/deadlines/export").await.body;
    let new = old.replacen("reply = { days = 10,", "reply = { days = 15,", 1);
    assert_ne!(old, new);
    let form = admin.open("/staff/admin/rules/deadlines/import").await.form("/import");
    let page = form.attach("file", "deadlines.toml", new.as_bytes()).submit().await;
    page.has_status(200).says("days = 15");
    page.form("/import").submit().await.has_status(200).says("取り込みました");

    let page = admin.open("/staff/admin/rules/deadlines").await;
    page.has_status(200).says("第2版（今の版）").says("days = 15");
    let first = page.link("第1版").unwrap_or_else(|| panic!("no older version: {}", page.text()));
    admin.open(&first).await.says("今使っている版ではありません").says("days = 10");
    assert_eq!(app.house.city().rules.reply_deadline("web").days, 15);
    let said = app.house.city().rules.reply_deadline("web");
    let given = say(&app.resident(), &[("body", "公園の水飲み場の水が止まりません。")]).await;
    let today = chrono::NaiveDate::from_ymd_opt(2026, 4, 22).unwrap();
    let counted = kocho_domain::deadline::due_on(app.house.city().rules.calendar(), today, said);
    assert_eq!(due(&app, &given).await, counted);
    app.run_jobs().await;
    app.finish().await;
}
