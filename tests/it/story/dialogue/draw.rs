//! 抽せん: sealed before the first application, drawn once, computed again by anybody; who waits moves up.

use chrono::TimeDelta;
use kocho_domain::draw::{order, seal};

use super::{announced, application, apply, own, with_mail, written};
use crate::support::TestApp;

/// Leaves the first two of the five slots.
async fn two_slots(app: &TestApp, day: &str) {
    let desk = app.hearing_desk().await;
    let key = kocho_domain::id::PublicKey::parse(day).unwrap();
    let found = kocho_store::dialogue_day::by_key(&app.house.db().reader(), &key).await.unwrap().unwrap();
    let slots = kocho_store::slot::of_day(&app.house.db().reader(), found.id).await.unwrap();
    for slot in &slots[2..] {
        let page = desk.open(&format!("/staff/dialogues/{day}")).await;
        page.form(&format!("/slots/{}/delete", slot.key)).submit().await.has_status(200);
    }
}

#[tokio::test]
async fn the_draw_is_sealed_before_done_once_and_anybody_can_compute_it() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    two_slots(&app, &day).await;
    let (draw, public) = (format!("/staff/dialogues/{day}/draw"), format!("/dialogue/draws/{day}"));
    let sealed = app.resident().open(&public).await;
    sealed.has_status(200).says("まだ抽せんしていません");
    let hash = sealed.all("dd.hash")[0].clone();
    assert_eq!(hash.len(), 64);

    let resident = app.resident();
    let mut given = Vec::new();
    for n in 1..=4 {
        let (name, phone, mail) = (format!("見本 {n}郎"), format!("0299-00-020{n}"), format!("mihon{n}@example.jp"));
        given.push(apply(&resident, "", &with_mail(written("区の合併", &name, &phone), &mail)).await);
    }
    let early = desk.open(&draw).await;
    early.says("終わってから抽せんします");
    assert!(early.find_form("/draw").is_none());
    let csrf = early.form("/staff/logout").value("csrf").unwrap().to_owned();
    let forced = desk.post(&draw, &[("csrf".into(), csrf)]).await;
    forced.has_status(422).says("申込みを受け付けている間は抽せんできません");

    app.pass(TimeDelta::days(15));
    let desk = app.hearing_desk().await;
    let csrf = desk.open(&draw).await.form("/staff/logout").value("csrf").unwrap().to_owned();
    desk.open(&draw).await.form("/draw").submit().await.has_status(200).says("抽せんしました");
    desk.post(&draw, &[("csrf".into(), csrf)]).await.has_status(422).says("やり直せません");
    app.run_jobs().await;

    // From the published seed and the numbers alone.
    let open = app.resident().open(&public).await;
    let hashes = open.all("dd.hash");
    assert_eq!((hashes[0].as_str(), seal(&hashes[1])), (hash.as_str(), hash.clone()), "the seed is the sealed one");
    let lots = order(&hashes[1], given.iter().map(|receipt| receipt.number.as_str()));
    let drawn: Vec<String> = open.all(".lots .num");
    assert_eq!(drawn, lots.iter().map(|lot| lot.number.clone()).collect::<Vec<_>>());
    let receipt = |number: &str| given.iter().find(|receipt| receipt.number == number).unwrap();
    own(&app.resident(), "", receipt(&drawn[0])).await.says("当選しました");
    own(&app.resident(), "", receipt(&drawn[3])).await.says("キャンセル待ちの2番目です");
    assert_eq!(app.mailer.mailed().iter().filter(|l| l.subject.contains("キャンセル待ち")).count(), 2);

    // One who was chosen does not come: the first of the waiting list is shown, and the desk confirms.
    for number in &drawn[..2] {
        application(&desk, &day, number).await.form("/accept").submit().await.has_status(200);
    }
    let first = application(&desk, &day, &drawn[0]).await;
    let form = first.form("/cancel").fill("words", "5月8日、本人から電話。");
    form.submit().await.has_status(200).says("枠は空きました");
    let page = desk.open(&format!("/staff/dialogues/{day}")).await;
    page.says("枠が空いています").says(&drawn[2]);
    let waiting = application(&desk, &day, &drawn[2]).await;
    waiting.says("キャンセル待ち 1番");
    waiting.form("/accept").submit().await.has_status(200).says("決定（可）");
    own(&app.resident(), "", receipt(&drawn[3])).await.says("キャンセル待ちの1番目です");

    // A further round is for who was left out, with its reason for everybody to read, and changes nothing of the first.
    let mut form = desk.open(&format!("/staff/dialogues/applications/new?day={day}")).await.form("/applications/new");
    for (field, value) in [
        ("theme", "通学のバス"),
        ("detail", "便が少ない。"),
        ("party_kind", "person"),
        ("name", "見本 五郎"),
        ("phone", "0299-00-0205"),
        ("address", "小美玉市見本台5番地"),
    ] {
        form = form.fill(field, value);
    }
    form.submit().await.has_status(200);
    let page = desk.open(&draw).await;
    page.form("/draw/again").submit().await.has_status(422).says("理由を書いてください");
    page.form("/draw/again").fill("reason", "受付の記録もれがあった。").submit().await.says("次の回の種を封じました");
    desk.open(&draw).await.form("/draw").submit().await.has_status(200);
    let twice = app.resident().open(&public).await;
    twice.says("受付の記録もれがあった。");
    assert_eq!(twice.all(".lots .num")[..4], drawn[..], "the first round stays as it was");
    own(&app.resident(), "", receipt(&drawn[3])).await.says("キャンセル待ちの1番目です");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn an_application_for_any_day_is_put_onto_one_and_drawn_with_the_others() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let mut fields = with_mail(written("区の合併", "例田 昇", "0299-00-0101"), "a@example.jp");
    fields.push(("day", ""));
    let given = apply(&app.resident(), "", &fields).await;
    desk.open(&format!("/staff/dialogues/{day}")).await.hides(&given.number);
    let list = desk.open("/staff/dialogues").await;
    list.says("日の決まっていない申込み").says(&given.number);
    let page = desk.open(&list.link(&given.number).unwrap()).await;
    page.form("/wait").submit().await.has_status(422).says("どの日の申込みかを決めてください");
    page.form("/day").submit().await.has_status(422).says("申込みの日を選んでください");
    let late = page.form("/day").fill("day", &day);
    page.form("/day").fill("day", &day).submit().await.has_status(200).says("申込みの日を決めました");
    late.submit().await.has_status(422).says("ほかの人が先に");
    desk.open(&format!("/staff/dialogues/{day}")).await.says(&given.number);
    app.pass(TimeDelta::days(15));
    let desk = app.hearing_desk().await;
    let draw = desk.open(&format!("/staff/dialogues/{day}/draw")).await;
    draw.form("/draw").submit().await.has_status(200).says(&given.number);
    own(&app.resident(), "", &given).await.says("当選しました");
    app.run_jobs().await;
    app.finish().await;
}
