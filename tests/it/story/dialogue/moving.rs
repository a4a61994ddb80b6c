//! Another date, time or place: whoever knows the old one hears of it in their own way, and can still take the application back.

use chrono::TimeDelta;
use kocho_domain::access::Actor;

use super::{announced, application, apply, calendar, key_of, own, phoned, with_mail, written};
use crate::{
    story::Receipt,
    support::{TestApp, Visitor},
};

/// Applies by mail and gets a slot.
async fn accepted(desk: &Visitor<'_>, day: &str, name: &str, (phone, mail): (&str, &str)) -> Receipt {
    let fields = with_mail(written("区の合併", name, phone), mail);
    let given = apply(&desk.app.resident(), "", &fields).await;
    application(desk, day, &given.number).await.form("/accept").submit().await.has_status(200);
    given
}

#[tokio::test]
async fn a_day_that_moves_tells_everybody_who_knew_it_why_and_gives_them_a_new_calendar_file() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let given = accepted(&desk, &day, "例田 昇", ("0299-00-0101", "a@example.jp")).await;
    let waits = with_mail(written("Bus", "Ann Example", "0299-00-0102"), "ann@example.jp");
    let waits = apply(&app.resident(), "/en", &waits).await;
    application(&desk, &day, &waits.number).await.form("/wait").submit().await.has_status(200);
    let letter = phoned(&desk, &day, "試田 稔", "0299-00-0103").await;
    application(&desk, &day, &letter).await.form("/accept").submit().await.has_status(200);
    let brief = desk.open(&format!("/staff/dialogues/{day}")).await.link("準備書（").unwrap();
    let section = app.section("市民協働課").to_string();
    desk.open(&brief).await.form("/memos").fill("section", &section).submit().await.has_status(200);
    app.run_jobs().await;
    let sent = app.mailer.mailed();
    let agreed = calendar(sent.iter().find(|mail| mail.to == "a@example.jp").unwrap());

    // The page says beforehand who knows the date, and a move without a word why is not made.
    let edit = desk.open(&format!("/staff/dialogues/{day}/edit")).await;
    edit.says("決定 2件・キャンセル待ち 1件、市側の出席者 3人").says("取り消せません");
    let silent = edit.form("/edit").fill("held_on", "2026-05-27").submit().await;
    silent.has_status(422).says("変える理由を書いてください");
    assert_eq!(silent.form("/edit").value("held_on"), Some("2026-05-27"), "what was typed stays");
    app.run_jobs().await;
    assert_eq!(app.mailer.mailed().len(), sent.len(), "nobody was told");

    let moved = silent.form("/edit").fill("reason", "市長が国の会議に出るため。").submit().await;
    moved.has_status(200).says("申込み3件の申込者に知らせます").says("うち1件は、対話の日の一覧の「郵送を待つ通知」");
    moved.says("市側の出席者（3人）には、新しい予定表").says("課のメモ1件の期限も変えました");
    moved.says("日程の変更").says("5月20日（水）").says("5月27日（水）").says("市長が国の会議に出るため。");
    app.run_jobs().await;
    let told: Vec<_> = app.mailer.mailed().into_iter().skip(sent.len()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    let mine = told.iter().find(|mail| mail.to == "a@example.jp").unwrap();
    assert!(mine.subject.contains("日時・場所が変わりました"), "{}", mine.subject);
    for words in [
        "変更前　令和8年5月20日（水曜日） 13:30～13:55、本庁舎2階 第1会議室",
        "変更後　令和8年5月27日（水曜日） 13:30～13:55",
        "理由　市長が国の会議に出るため。",
        "取り消す",
    ] {
        assert!(mine.body.contains(words), "{words}: {}", mine.body);
    }
    let file = calendar(mine);
    assert_eq!((&file.uid, file.sequence), (&agreed.uid, agreed.sequence + 1));
    assert!(file.text.contains("DTSTART:20260527T043000Z") && file.text.contains("STATUS:CONFIRMED"), "{}", file.text);
    let english = told.iter().find(|mail| mail.to == "ann@example.jp").unwrap();
    assert!(english.body.contains("Now: Wednesday, 27 May 2026\nPlace:"), "{}", english.body);
    assert!(english.enclosures.is_empty(), "who waits has no meeting");

    // The letter waits to be printed; the day's own list has the old and the new date; residents see both.
    let list = desk.open("/staff/dialogues").await;
    desk.open(&list.link("日程変更の通知").unwrap()).await.says("試田 稔 様").says("令和8年5月27日（水曜日）");
    app.resident().open("/dialogue").await.says("令和8年5月20日（水）の予定でしたが、この日に変わりました");
    desk.open(&brief).await.says("5月22日（金）");

    // For whom the new date is impossible.
    let resident = app.resident();
    let page = own(&resident, "", &given).await;
    page.says("5月27日");
    let file = resident.open("/dialogue/status/calendar").await;
    assert!(file.body.contains(&format!("SEQUENCE:{}", agreed.sequence + 1)), "{}", file.body);
    page.form("/dialogue/status/cancel")
        .submit()
        .await
        .form("/dialogue/status/cancel")
        .submit()
        .await
        .says("取り消しました");
    desk.open(&format!("/staff/dialogues/{day}")).await.says("枠が空いています").says(&waits.number);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_slot_that_moves_tells_the_one_who_has_it_and_nobody_else() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    accepted(&desk, &day, "例田 昇", ("0299-00-0101", "a@example.jp")).await;
    let other = with_mail(written("Bus", "見本 さとる", "0299-00-0102"), "b@example.jp");
    let other = apply(&app.resident(), "", &other).await;
    application(&desk, &day, &other.number).await.form("/accept").submit().await.has_status(200);
    app.run_jobs().await;
    let sent = app.mailer.mailed();
    let agreed = calendar(sent.iter().find(|mail| mail.to == "a@example.jp").unwrap());
    let page = desk.open(&format!("/staff/dialogues/{day}")).await;
    let silent = page.form("/time").fill("from", "13:00").fill("to", "13:25").submit().await;
    silent.has_status(422).says("変える理由を書いてください").says("13:30～13:55");
    assert_eq!(silent.form("/time").value("from"), Some("13:00"), "what was typed stays");
    let moved = silent.form("/time").fill("reason", "前の会議が早く終わるため。").submit().await;
    moved.has_status(200).says("申込み1件の申込者に知らせます").says("13:00～13:25").says("前の会議が早く終わるため。");
    app.run_jobs().await;
    let told: Vec<_> = app.mailer.mailed().into_iter().skip(sent.len()).collect();
    assert_eq!(told.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["a@example.jp"]);
    assert!(told[0].body.contains("13:30～13:55、本庁舎") && told[0].body.contains("13:00～13:25"), "{}", told[0].body);
    let file = calendar(&told[0]);
    assert_eq!((&file.uid, file.sequence), (&agreed.uid, agreed.sequence + 1));
    assert!(file.text.contains("DTSTART:20260520T040000Z"), "{}", file.text);
    // The same time again is no move.
    let again = moved.form("/time").submit().await;
    again.has_status(200).says("枠の時刻を変えました").hides("件の申込者に知らせます");
    app.run_jobs().await;
    assert_eq!(app.mailer.mailed().len(), sent.len() + 1);
    app.finish().await;
}

#[tokio::test]
async fn an_applicant_who_gets_another_slot_is_told_why_and_keeps_one_meeting_in_the_calendar() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let given = accepted(&desk, &day, "例田 昇", ("0299-00-0101", "a@example.jp")).await;
    app.run_jobs().await;
    let agreed = calendar(app.mailer.mailed().last().unwrap());
    let page = application(&desk, &day, &given.number).await;
    page.form("/accept").submit().await.has_status(422).says("変える理由を書いてください");
    let moved = page.form("/accept").fill("words", "通訳の方の都合のため。").submit().await;
    moved.has_status(200).says("日程変更の通知");
    app.run_jobs().await;
    let told = app.mailer.mailed().last().unwrap().clone();
    assert!(
        told.body.contains("13:30～13:55、") && told.body.contains("理由　通訳の方の都合のため。"),
        "{}",
        told.body
    );
    let file = calendar(&told);
    assert!(file.uid == agreed.uid && file.sequence > agreed.sequence, "{}", file.text);
    assert!(file.text.contains("DTSTART:20260520T050000Z"), "{}", file.text);
    app.finish().await;
}

#[tokio::test]
async fn who_was_reminded_of_the_old_date_is_reminded_of_the_new_one() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    accepted(&desk, &day, "例田 昇", ("0299-00-0101", "a@example.jp")).await;
    let reminders = async |days: i64| {
        app.pass(TimeDelta::days(days));
        kocho_service::job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
        app.run_jobs().await;
        app.mailer.mailed().iter().filter(|mail| mail.subject.contains("近づきました")).count()
    };
    assert_eq!(reminders(25).await, 1, "17 May");
    let desk = app.hearing_desk().await;
    let edit = desk.open(&format!("/staff/dialogues/{day}/edit")).await.form("/edit");
    edit.fill("held_on", "2026-05-27").fill("reason", "台風のため。").submit().await.has_status(200);
    assert_eq!(reminders(3).await, 1, "20 May: the day is not near any more");
    assert_eq!(reminders(4).await, 2, "24 May");
    app.finish().await;
}

#[tokio::test]
async fn a_notice_whose_mail_reaches_nobody_waits_as_a_letter() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    accepted(&desk, &day, "例田 昇", ("0299-00-0101", "gone@example.jp")).await;
    app.run_jobs().await;
    app.mailer.answer(kocho_worker::MemoryAnswer::Refuses);
    let edit = desk.open(&format!("/staff/dialogues/{day}/edit")).await.form("/edit");
    edit.fill("venue", "小川文化センター")
        .fill("reason", "工事のため。")
        .submit()
        .await
        .says("申込み1件の申込者に知らせます");
    app.run_jobs().await;
    let list = desk.open("/staff/dialogues").await;
    list.says("郵送を待つ通知").says("メールが届きませんでした");
    let letter = desk.open(&list.link("日程変更の通知").unwrap()).await;
    letter.says("例田 昇 様").says("小川文化センター").says("工事のため。");
    list.form("/sent").submit().await.says("発送を記録しました");
    assert!(!desk.open("/staff/dialogues").await.text().contains("郵送を待つ通知"));
    app.finish().await;
}

#[tokio::test]
async fn a_draft_moves_without_a_word_and_a_day_with_applications_is_not_deleted() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let page =
        desk.open("/staff/dialogues/new").await.form("/staff/dialogues").fill("held_on", "2026-05-20").submit().await;
    let key = key_of(&page);
    let edit = desk.open(&format!("/staff/dialogues/{key}/edit")).await;
    assert!(!edit.text().contains("公開した日です"), "nobody knows it");
    let moved = edit.form("/edit").fill("held_on", "2026-05-27").fill("apply_until", "2026-05-13").submit().await;
    moved.has_status(200).says("保存しました").hides("件の申込者に知らせます");
    let path = format!("/staff/dialogues/{key}");
    let before = desk.open(&path).await;
    let number = phoned(&desk, &key, "試田 稔", "0299-00-0103").await;
    let kept = before.form(&format!("{key}/delete")).submit().await;
    kept.has_status(422).says("この日には申込みが1件ある");
    let page = desk.open(&path).await;
    page.has_status(200).says("申込み 1件");
    assert!(page.find_form(&format!("{key}/delete")).is_none(), "it cannot be removed any more");
    // The way out that the sentence names: it is called off, and the application waits for another day.
    page.form("/cancel").fill("reason", "場所がとれないため。").submit().await.has_status(200).says("中止");
    desk.open("/staff/dialogues").await.says("日の決まっていない申込み").says(&number);
    app.finish().await;
}
