//! Days: made one by one and by month, announced, changed by two people at once, called off; nothing on them is lost.

use super::{announced, application, apply, calendar, key_of, own, with_mail, written};
use crate::support::TestApp;

#[tokio::test]
async fn the_days_of_the_coming_months_are_made_as_drafts_and_not_twice() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let list = desk.open("/staff/dialogues").await;
    let form = || list.form("/staff/dialogues/months").fill("months", "6");
    // The third Wednesdays of April (over), May … September; 23 September is a holiday, but the third is the 16th.
    form().submit().await.has_status(200).says("5日分の下書きを作りました").says("5月20日（水）").says("9月16日（水）");
    form().submit().await.has_status(200).says("0日分").says("5月20日（水）").says("もうあります");
    list.form("/staff/dialogues/months").fill("months", "99").submit().await.has_status(422).says("12か月まで");
    app.resident().open("/dialogue").await.says("決まった日はありません");
    app.finish().await;
}

#[tokio::test]
async fn slots_never_overlap_and_one_that_somebody_has_stays() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let path = format!("/staff/dialogues/{day}");
    let add = async |from: &str, to: &str| {
        desk.open(&path).await.form("/slots").fill("from", from).fill("to", to).submit().await
    };
    add("13:40", "").await.has_status(422).says("13:30～13:55の枠と重なっています");
    add("16:30", "16:00").await.has_status(422).says("終わりを始まりより後に");
    add("13:55", "14:00").await.has_status(200).says("13:55～14:00");
    add("１８：００", "").await.has_status(200).says("18:00～18:25").says("夜間");

    let given =
        apply(&app.resident(), "", &with_mail(written("区の合併", "例田 昇", "0299-00-0101"), "a@example.jp")).await;
    application(&desk, &day, &given.number).await.form("/accept").submit().await.has_status(200);
    let page = desk.open(&path).await;
    // Only the free ones can be removed; the first one is taken.
    let first = page.form("/time");
    first
        .fill("from", "14:10")
        .fill("to", "14:40")
        .submit()
        .await
        .has_status(422)
        .says("14:00～14:25の枠と重なっています");
    let earlier = page.form("/time").fill("from", "13:00").fill("to", "13:25").fill("reason", "会議のため。");
    earlier.submit().await.has_status(200).says("13:00～13:25");
    let free = page.form("/delete");
    free.submit().await.has_status(200).says("枠を消しました");
    // Somebody who still has the page from before sees the newer time, and what was typed stays.
    let late =
        page.form("/time").fill("from", "12:30").fill("to", "12:55").fill("reason", "昼に変えたい。").submit().await;
    late.has_status(422).says("ほかの人が先に変えました").says("13:00～13:25").says("昼に変えたい。");
    assert_eq!(late.form("/time").value("from"), Some("12:30"));
    late.form("/time").submit().await.has_status(200).says("12:30～12:55");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn two_people_who_change_a_day_see_both_versions() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let other = app.hearing_desk().await;
    let day = announced(&desk).await;
    let edit = format!("/staff/dialogues/{day}/edit");
    let (mine, theirs) = (desk.open(&edit).await.form("/edit"), other.open(&edit).await.form("/edit"));
    let theirs = theirs.fill("venue", "小川文化センター").fill("reason", "工事のため。");
    theirs.submit().await.has_status(200).says("小川文化センター");
    let mine = mine.fill("venue", "玉里公民館").fill("capacity", "30").fill("reason", "工事のため。");
    let both = mine.submit().await;
    both.has_status(409).says("小川文化センター").says("玉里公民館").says("先に秘書広聴課 担当");
    let page = both.form("/edit").submit().await;
    page.has_status(200).says("玉里公民館").says("30人");
    let past = desk.open(&edit).await.form("/edit").fill("held_on", "2026-04-01").submit().await;
    past.has_status(422).says("過ぎた日は選べません");
    let year = desk.open(&edit).await.form("/edit").fill("held_on", "2027-05-19").submit().await;
    year.has_status(422).says("年度をまたいで日を変えることはできません");
    app.finish().await;
}

#[tokio::test]
async fn a_day_that_is_called_off_keeps_its_applications_and_tells_the_applicants() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let resident = app.resident();
    let draft = desk.open("/staff/dialogues/new").await.form("/staff/dialogues").submit().await;
    let day = announced(&desk).await;
    let given = apply(&resident, "", &with_mail(written("区の合併", "例田 昇", "0299-00-0101"), "a@example.jp")).await;
    application(&desk, &day, &given.number).await.form("/accept").submit().await.has_status(200);
    app.run_jobs().await;
    let agreed = calendar(app.mailer.mailed().last().unwrap());
    let page = desk.open(&format!("/staff/dialogues/{day}")).await;
    page.form("/cancel").submit().await.has_status(422).says("理由を書いてください");
    let edit = desk.open(&format!("/staff/dialogues/{day}/edit")).await.form("/edit").fill("capacity", "20");
    edit.submit().await.has_status(200).hides("件の申込者に知らせます");
    let late = page.form("/cancel").fill("reason", "台風のため。").submit().await;
    late.has_status(422).says("ほかの人が先に変えました").says("20人");
    let gone = late.form("/cancel");
    assert_eq!(gone.value("reason"), Some("台風のため。"), "what was typed stays");
    let gone = gone.submit().await;
    gone.has_status(200).says("申込み1件は残っています").says("中止").says("台風のため。");
    app.run_jobs().await;
    let sent = app.mailer.mailed();
    let told = sent.last().unwrap();
    assert!(
        told.subject.contains("中止になりました") && told.body.contains("台風のため。"),
        "{} {}",
        told.subject,
        told.body
    );
    // The meeting goes out of the applicant's calendar; the application stays and can still be taken back.
    let gone = calendar(told);
    assert_eq!(gone.uid, agreed.uid);
    assert!(gone.text.contains("STATUS:CANCELLED") && gone.sequence > agreed.sequence, "{}", gone.text);
    assert!(told.body.contains("取り消す") && told.body.contains("消すファイル"), "{}", told.body);
    own(&resident, "", &given).await.says("受け付けました。結果が決まるまで");
    resident.open("/dialogue").await.says("中止になりました");
    desk.open("/staff/dialogues").await.says("日の決まっていない申込み").says(&given.number);
    // A draft without applications goes away; that the day was made stays in the audit.
    let draft_day = desk.open(&format!("/staff/dialogues/{}", key_of(&draft))).await;
    draft_day.form(&format!("{}/delete", key_of(&draft))).submit().await.has_status(200).says("下書きを消しました");
    desk.open(&format!("/staff/dialogues/{}", key_of(&draft))).await.has_status(404);
    app.finish().await;
}

#[tokio::test]
async fn a_meeting_of_another_series_at_the_same_time_is_said_before_anybody_is_told() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let page = desk.open("/staff/dialogues/new?series=group_talk").await.form("/staff/dialogues");
    let page = page.fill("held_on", "2026-05-20").fill("apply_from", "2026-04-20").fill("apply_until", "2026-05-06");
    let talk = page.submit().await;
    talk.has_status(200).says("13:30～14:30は、R8-対話01の13:30～13:55と重なっています");
    let other = desk.open(&format!("/staff/dialogues/{day}")).await;
    other.says("13:30～13:55は、R8-懇談01の13:30～14:30と重なっています。ほか3枠も重なっています");
    let edit = desk.open(&format!("{}/edit", talk.path)).await.form("/edit").fill("held_on", "2026-05-21");
    edit.submit().await.has_status(200).hides("重なっています");
    desk.open(&other.path).await.hides("重なっています");
    app.finish().await;
}

#[tokio::test]
async fn a_series_says_how_many_may_come_and_refuses_who_is_too_few() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let page = desk.open("/staff/dialogues/new?series=group_talk").await.form("/staff/dialogues");
    let page = page.fill("held_on", "2026-05-20").fill("apply_from", "2026-04-20").fill("apply_until", "2026-05-06");
    let day = page.fill("capacity", "8").submit().await;
    day.form("/announce").submit().await.has_status(200).says("8人（決まった人数は0人）");
    app.resident().open("/dialogue").await.says("定員 8人");
    let key = key_of(&day);
    let mut form = desk.open(&format!("/staff/dialogues/applications/new?day={key}")).await.form("/applications/new");
    for (field, value) in [
        ("series", "group_talk"),
        ("day", key.as_str()),
        ("theme", "集会所の建てかえ"),
        ("detail", "集会所が古い。"),
        ("party_kind", "group"),
        ("group_name", "見本台区"),
        ("people", "4"),
        ("name", "例田 昇"),
        ("phone", "0299-00-0101"),
        ("address", "小美玉市見本台1番地"),
    ] {
        form = form.fill(field, value);
    }
    let few = form.submit().await;
    few.has_status(422).says("人数が足りません");
    let number =
        few.form("/applications/new").fill("people", "9").submit().await.has_status(200).all(".handed")[0].clone();
    application(&desk, &key, &number).await.form("/accept").submit().await.has_status(200);
    desk.open(&day.path).await.says("決まった人数は9人で、定員を超えています");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn to_a_town_meeting_one_comes_without_applying_and_every_language_says_how() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let form = desk.open("/staff/dialogues/new?series=town_meeting").await.form("/staff/dialogues");
    assert_eq!(form.value("venue"), Some(""), "nobody announces a hall that was not chosen");
    let form = form.fill("held_on", "2026-05-20").fill("apply_from", "2026-04-20").fill("apply_until", "2026-05-06");
    let wrong = form.fill("title", "タウンミーティング（玉里）").fill("venue", "玉里文化センター 2階").submit().await;
    wrong.has_status(422).says("この対話は、申込みが要りません");
    let day = wrong.form("/staff/dialogues").fill("apply_from", "").fill("apply_until", "").submit().await;
    day.has_status(200).says("下書き").says("申込みは要りません").says("枠を確かめて、公開してください");
    // The form proposes no period either.
    let again = desk.open("/staff/dialogues/new?series=town_meeting").await.form("/staff/dialogues");
    let again = again.fill("held_on", "2026-06-10").fill("venue", "小川文化センター");
    again.submit().await.has_status(200).says("申込みは要りません");
    let shown = day.form("/announce").submit().await;
    shown.has_status(200).says("当日、会場へ来ていただきます").says("申込みは要りません").hides("申込期間になると");
    // Nothing on it speaks of applications, and one that is written down all the same is answered with what to say instead.
    shown.hides("電話・窓口の申込み").hides("まだ申込みがありません").hides("準備書の期限");
    let key = key_of(&day);
    let mut form = desk.open(&format!("/staff/dialogues/applications/new?day={key}")).await.form("/applications/new");
    for (field, value) in [
        ("theme", "集会所の建てかえ"),
        ("detail", "集会所が古い。"),
        ("party_kind", "person"),
        ("people", "５人"),
        ("name", "例田 昇"),
        ("phone", "0299-00-0101"),
    ] {
        form = form.fill(field, value);
    }
    let refused = form.submit().await;
    refused.has_status(422).says("この会は申込み不要です。「当日、会場へお越しください」とお伝えください");
    // What else is wrong stands in the order of the form.
    let dialogue = refused.form("/applications/new").fill("series", "dialogue_day").fill("day", "").fill("theme", "");
    let wrong = dialogue.submit().await.all(".error-summary li");
    assert!(wrong.len() == 2 && wrong[0].contains("テーマ"), "theme before address: {wrong:?}");
    desk.open(&format!("/staff/dialogues/{key}/record")).await.says("この会の記録を書く").hides("空いています");

    let resident = app.resident();
    let page = resident.open("/dialogue").await;
    page.says("申込みは不要です。").says("直接会場へお越しください").says("参加できる方").says("19:00～20:20");
    page.says("タウンミーティング（玉里）").says("玉里文化センター 2階");
    page.hides("まで申込みを受け付けています");
    assert!(page.link("申し込む").is_none(), "there is nothing to apply for");
    // What is held by application still says so.
    page.says("申込みが必要です。").says("申し込める方");
    resident.open("/en/dialogue").await.says("You do not need to apply.").says("Just come to the venue");
    let easy = resident.open("/easy/dialogue").await;
    assert!(easy.body.contains("みは、いりません。"), "{}", easy.text());
    assert_eq!(resident.open("/dialogue/new?series=town_meeting").await.path, "/dialogue");
    app.finish().await;
}
