//! Mails come in: letters become voices, answers find theirs, returned mails bring the case back, machines are not answered.

use chrono::TimeDelta;
use kocho_domain::{access::Role, mail_in::Verdict};
use kocho_service::mail_in::Taken;

use super::{Receipt, act, case, route, status};
use crate::{
    mail::{message, message_about, replaced},
    support::{Page, TestApp, Visitor},
};

/// Takes a message in that was not there before.
async fn take(app: &TestApp, raw: &[u8]) -> Verdict {
    match app.mail(raw).await {
        Taken::Now(verdict) => verdict,
        Taken::Known => panic!("the mail is known already"),
    }
}

/// Number and secret as the last receipt mail to this address says them.
fn receipt(app: &TestApp, to: &str) -> Receipt {
    let mails = app.mailer.mailed();
    let mail = mails.iter().rfind(|mail| mail.kind == "receipt" && mail.to == to).expect("a receipt mail");
    let value =
        |label: &str| mail.body.lines().find_map(|line| line.strip_prefix(label)).unwrap_or_default().trim().to_owned();
    let receipt = Receipt { number: value("受付番号　"), secret: value("確認番号　") };
    assert!(!receipt.number.is_empty() && !receipt.secret.is_empty(), "{}", mail.body);
    app.plant(&receipt.secret);
    receipt
}

/// The key in the Message-ID of the newest mail of this kind.
async fn key_of_last(app: &TestApp, kind: &str) -> String {
    let keys = kocho_store::outbox::keys_of(&app.house.db().reader(), kind).await.unwrap();
    keys.last().cloned().expect("a mail of this kind")
}

/// Hanako's letter, its receipt sent.
async fn written(app: &TestApp) -> Receipt {
    app.plant("hanako@docomo.example.jp");
    app.plant("小川 花子");
    assert_eq!(take(app, &message("letter-iso-2022-jp")).await, Verdict::Voice);
    app.run_jobs().await;
    receipt(app, "hanako@docomo.example.jp")
}

async fn answered(app: &TestApp, given: &Receipt) {
    route(&app.hearing_desk().await, given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    act(&clerk, given, "accept", &[]).await.has_status(200);
    let fields = [("text", "来週、球を取り替えます。"), ("outcome", "explained"), ("outcome_reason", "予定を示した")];
    act(&clerk, given, "draft", &fields).await.has_status(200);
    act(&clerk, given, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    act(&head, given, "approve", &[]).await.has_status(200);
    let desk = app.hearing_desk().await;
    let letter = desk.open(&case(&desk, given).await.link("回答書").unwrap()).await;
    letter.form("/send").submit().await.has_status(200);
    app.run_jobs().await;
    case(&desk, given).await.says("回答済");
}

async fn mails<'a>(desk: &Visitor<'a>, all: bool) -> Page<'a> {
    let page = desk.open(if all { "/staff/mails?all=1" } else { "/staff/mails" }).await;
    page.has_status(200);
    page
}

#[tokio::test]
async fn a_letter_becomes_a_voice_and_its_writer_gets_number_and_secret() {
    let app = TestApp::start().await;
    let given = written(&app).await;
    let desk = app.hearing_desk().await;
    let page = case(&desk, &given).await;
    page.says("街灯が切れています").says("が三日前から切れています。").says("メール").says("希望する（メール）");
    page.hides("hanako@docomo.example.jp").says("元のメール");
    status(&app.resident(), &given).await.says("受け付けました");
    let sent = app.mailer.mailed().into_iter().find(|mail| mail.kind == "receipt").unwrap();
    assert!(!sent.body.contains("街灯") && !sent.subject.contains("街灯"), "{}", sent.body);
    assert!(sent.body.contains("このメールに返信してください"), "{}", sent.body);
    assert_eq!(app.mail(&message("letter-iso-2022-jp")).await, Taken::Known);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn files_come_through_the_same_cleaning_and_the_rest_stays_in_the_raw_mail() {
    let app = TestApp::start().await;
    assert_eq!(take(&app, &message("letter-attachments")).await, Verdict::Voice);
    app.run_jobs().await;
    let given = receipt(&app, "jiro@icloud.example");
    let desk = app.hearing_desk().await;
    let page = case(&desk, &given).await;
    page.says("写真1").says("書類2").says("取り込めない添付 1つ").says("閉じています");
    assert!(page.link("元のメール").is_none(), "open without a reason");
    let closed = kocho_store::mail_in::MailRef::clone(&mail_of(&app, &given).await);
    desk.open(&format!("{}/mails/{}", page.path, closed.key)).await.has_status(403);
    let form = page.form("/reveal").fill("reason", "添付を確かめるため");
    let opened = form.submit().await;
    let raw = desk.open(&opened.link("元のメール").unwrap()).await;
    raw.has_status(200).says("youbou.docx");
    assert_eq!(raw.headers["content-type"], "application/octet-stream");
    assert_eq!(raw.headers["x-content-type-options"], "nosniff");
    let stranger = app.staff("環境課", &[Role::SectionClerk]).await;
    stranger.open(&raw.path).await.has_status(404);
    app.finish().await;
}

async fn mail_of(app: &TestApp, given: &Receipt) -> kocho_store::mail_in::MailRef {
    let desk = app.hearing_desk().await;
    let path = case(&desk, given).await.path;
    let key = kocho_domain::id::PublicKey::parse(path.rsplit('/').next().unwrap()).unwrap();
    kocho_store::case_file::read(&app.house.db().reader(), &key).await.unwrap().unwrap().mails.remove(0)
}

#[tokio::test]
async fn an_answer_finds_its_voice_by_the_mail_it_answers_and_only_its_own_words_are_added() {
    let app = TestApp::start().await;
    let given = written(&app).await;
    let key = key_of_last(&app, "receipt").await;
    assert_eq!(take(&app, &message_about("answer-above-quote", &key)).await, Verdict::Addition);
    let desk = app.hearing_desk().await;
    let page = case(&desk, &given).await;
    page.says("追加です。場所は駅の東口のポストの横です。").says("申出人の追記").hides("ありがとうございます。");
    // Somebody else's key leads nowhere: a voice of its own.
    assert_eq!(take(&app, &message("answer-below-quote")).await, Verdict::Voice);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_address_of_a_voice_leads_to_it_and_a_guessed_one_does_not() {
    let app = TestApp::start().await;
    let given = written(&app).await;
    let letter = app.mailer.mailed().remove(0).reply_to.expect("an address for answers");
    assert!(letter.starts_with(&format!("kocho+{}.", given.number.to_lowercase())), "{letter}");
    let to = |address: &str, text: &str| {
        let raw = replaced(&message("letter-english"), "To: kocho@city.example.jp", &format!("To: <{address}>"));
        replaced(&replaced(&raw, "Garbage day", "Hello"), "last month", text)
    };
    assert_eq!(take(&app, &to(&letter, "in spring")).await, Verdict::Addition);
    let guessed = letter.replace('.', ".aaaa");
    assert_eq!(
        take(&app, &replaced(&to(&guessed, "in autumn"), "en@example.com", "en2@example.com")).await,
        Verdict::Voice
    );
    let desk = app.hearing_desk().await;
    case(&desk, &given).await.says("moved to Omitama in spring").hides("in autumn");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_number_in_the_subject_counts_only_from_the_address_of_its_voice() {
    let app = TestApp::start().await;
    let given = written(&app).await;
    let tagged = replaced(&message("letter-number-in-subject"), "Subject: ", &format!("Subject: [{}] ", given.number));
    assert_eq!(take(&app, &tagged).await, Verdict::Addition);
    let other = replaced(&replaced(&tagged, "hanako@", "somebody@"), "tag@", "tag2@");
    assert_eq!(take(&app, &other).await, Verdict::Voice);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn an_answer_to_a_reply_opens_the_case_again_and_thanks_do_not() {
    let app = TestApp::start().await;
    let given = written(&app).await;
    answered(&app, &given).await;
    let key = key_of_last(&app, "reply").await;
    let desk = app.hearing_desk().await;
    assert_eq!(take(&app, &message_about("answer-thanks", &key)).await, Verdict::Addition);
    case(&desk, &given).await.says("回答済").says("お返事ありがとうございました。");
    assert_eq!(take(&app, &message_about("answer-html-quote", &key)).await, Verdict::Reopened);
    case(&desk, &given).await.says("受諾").says("まだ直っていません。").says("再度のおたずね");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn an_answer_long_after_the_end_is_a_new_voice() {
    let app = TestApp::start().await;
    let given = written(&app).await;
    answered(&app, &given).await;
    let key = key_of_last(&app, "reply").await;
    app.pass(TimeDelta::days(400));
    assert_eq!(take(&app, &message_about("answer-html-quote", &key)).await, Verdict::Voice);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_reply_that_comes_back_brings_its_case_back_once() {
    let app = TestApp::start().await;
    let given = written(&app).await;
    answered(&app, &given).await;
    let key = key_of_last(&app, "reply").await;
    let desk = app.hearing_desk().await;
    assert_eq!(take(&app, &message_about("bounce-delayed", &key)).await, Verdict::Delayed);
    case(&desk, &given).await.says("回答済");
    assert_eq!(take(&app, &message_about("bounce-postfix", &key)).await, Verdict::Bounce);
    case(&desk, &given).await.says("発送待ち").says("届かず").says("メールの不達");
    status(&app.resident(), &given).await.hides("来週、球を取り替えます。");
    let page = mails(&desk, true).await;
    page.says("回答が届いていません").says("配達が遅れています").says(&given.number);
    // Sent once more by another way; a late copy of the bounce changes nothing.
    let letter = desk.open(&case(&desk, &given).await.link("回答書").unwrap()).await;
    letter.form("/send").fill("medium", "online").submit().await.has_status(200);
    case(&desk, &given).await.says("回答済");
    assert_eq!(take(&app, &message_about("bounce-exim", &key)).await, Verdict::Bounce);
    case(&desk, &given).await.says("回答済");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn every_shape_of_a_bounce_marks_the_contact_of_a_receipt_and_a_strangers_does_nothing() {
    for shape in ["bounce-postfix", "bounce-exchange", "bounce-exim", "bounce-qmail", "bounce-japanese"] {
        let app = TestApp::start().await;
        let given = written(&app).await;
        let key = key_of_last(&app, "receipt").await;
        let desk = app.hearing_desk().await;
        assert_eq!(take(&app, &message("bounce-of-a-stranger")).await, Verdict::Bounce);
        assert_eq!(take(&app, &message("bounce-postfix")).await, Verdict::Bounce);
        case(&desk, &given).await.hides("メールの不達");
        assert_eq!(take(&app, &message_about(shape, &key)).await, Verdict::Bounce, "{shape}");
        case(&desk, &given).await.says("メールの不達").says("受付のお知らせが届かず");
        mails(&desk, false).await.says("受付のお知らせが届いていません").says("元のメール不明");
        app.run_jobs().await;
        app.finish().await;
    }
}

#[tokio::test]
async fn machines_are_written_down_and_never_answered() {
    let app = TestApp::start().await;
    for name in [
        "vacation-outlook",
        "vacation-sieve",
        "vacation-bare",
        "mailing-list",
        "newsletter",
        "read-receipt",
        "own-mail-came-back",
    ] {
        assert_eq!(take(&app, &message(name)).await, Verdict::Automatic, "{name}");
    }
    assert_eq!(take(&app, &message("letter-danger-in-an-automatic-answer")).await, Verdict::Automatic);
    app.run_jobs().await;
    assert!(app.mailer.mailed().is_empty(), "{:?}", app.mailer.mailed());
    let desk = app.hearing_desk().await;
    mails(&desk, false).await.says("危険を思わせる言葉").hides("メーリングリスト").hides("開封の知らせ");
    mails(&desk, true).await.says("開封の知らせ").says("市のメールの戻り").says("一斉配信");
    app.finish().await;
}

#[tokio::test]
async fn our_own_mail_that_comes_back_is_no_voice_and_a_loop_ends() {
    let app = TestApp::start().await;
    written(&app).await;
    let key = key_of_last(&app, "receipt").await;
    let own = replaced(&message("letter-english"), "en@example.com", &format!("{key}@city.example.jp"));
    assert_eq!(take(&app, &own).await, Verdict::Automatic);
    // A machine that hides well gets five answers a day and no more.
    for n in 0..8 {
        let raw = replaced(&message("letter-utf-8-base64"), "u8b64@", &format!("loop{n}@"));
        assert_eq!(take(&app, &raw).await, Verdict::Voice);
    }
    app.run_jobs().await;
    let to_loop = |app: &TestApp| app.mailer.mailed().iter().filter(|mail| mail.to == "sakura@example.com").count();
    assert_eq!(to_loop(&app), 5);
    app.pass(TimeDelta::hours(25));
    let raw = replaced(&message("letter-utf-8-base64"), "u8b64@", "tomorrow@");
    assert_eq!(take(&app, &raw).await, Verdict::Voice);
    app.run_jobs().await;
    assert_eq!(to_loop(&app), 6);
    app.finish().await;
}

#[tokio::test]
async fn the_same_mail_by_two_ways_is_one_voice() {
    let app = TestApp::start().await;
    assert_eq!(take(&app, &message("letter-html-only")).await, Verdict::Voice);
    let twin = replaced(&message("letter-html-only"), "mx.example.jp", "mx2.example.jp");
    assert_eq!(take(&app, &twin).await, Verdict::Again);
    // A machine's mail comes by two ways, too.
    let notice = message("vacation-outlook");
    assert_eq!(take(&app, &notice).await, Verdict::Automatic);
    assert_eq!(take(&app, &replaced(&notice, "mx.example.jp", "mx2.example.jp")).await, Verdict::Again);
    app.run_jobs().await;
    assert_eq!(app.mailer.mailed().iter().filter(|mail| mail.kind == "receipt").count(), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_mail_without_words_waits_for_the_desk_which_opens_it_with_a_reason_and_makes_a_voice() {
    let app = TestApp::start().await;
    for name in ["letter-photo-only", "not-a-mail"] {
        assert_eq!(take(&app, &message(name)).await, Verdict::Unread, "{name}");
    }
    let desk = app.hearing_desk().await;
    let list = mails(&desk, false).await;
    list.says("本文のないメール").says("読み取れないメール");
    let address = list.link("（件名なし）").unwrap();
    let closed = desk.open(&address).await;
    assert!(closed.find_form("/voice").is_none());
    desk.open(&format!("{address}/raw")).await.has_status(403);
    closed.form("/reveal").submit().await.has_status(422);
    let opened = closed.form("/reveal").fill("reason", "読めるか確かめるため").submit().await;
    opened.has_status(200).says("garbage without any header");
    opened.form("/voice").fill("text", " ").submit().await.has_status(422).says("本文を入れてください");
    let made = opened.form("/voice").fill("text", "写真の場所を直してほしいとのこと。").submit().await;
    made.has_status(200).says("声として受け付けました").says("写真の場所を直して").says("元のメール");
    mails(&desk, false).await.hides("読み取れないメール").says("本文のないメール");
    let again = desk.open(&address).await;
    assert!(again.find_form("/voice").is_none(), "it is a voice already");
    let other = mails(&desk, false).await.link("（件名なし）").unwrap();
    desk.open(&other).await.form("/done").submit().await.has_status(200);
    mails(&desk, false).await.says("確認するものはありません");
    let section = app.staff("市民協働課", &[Role::SectionHead]).await;
    section.open("/staff/mails").await.has_status(404);
    let auditor = app.staff("秘書広聴課", &[Role::Auditor]).await;
    auditor.open("/staff/audit?act=revealed").await.says("読めるか確かめるため").says("受信メール");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_giant_keeps_its_beginning_and_words_of_danger_ring_as_in_the_form() {
    let app = TestApp::start().await;
    let beginning = kocho_service::mail_in::Arrived { raw: message("letter-english"), size: 900_000_000, at: None };
    let cx = app.house.cx(kocho_domain::access::Actor::Worker);
    let taken = kocho_service::mail_in::take(&cx, &beginning).await.unwrap();
    assert_eq!(taken, Taken::Now(Verdict::Unread));
    let desk = app.hearing_desk().await;
    mails(&desk, false).await.says("大きすぎるメール");
    let raw = replaced(&message("letter-nul"), "ここに", "もう死にたいです。");
    assert_eq!(take(&app, &raw).await, Verdict::Voice);
    app.run_jobs().await;
    desk.open("/staff/cases?queue=urgent").await.says("NULの入ったメール");
    app.finish().await;
}

#[tokio::test]
async fn a_folder_is_read_when_its_files_are_still_and_they_are_put_away() {
    let app = TestApp::start().await;
    let dir = std::env::temp_dir().join(format!("kocho-mail-in-{}", std::process::id()));
    let settings = kocho_worker::MailInSettings {
        kind: kocho_worker::MailInKind::Folder,
        dir: dir.clone(),
        ..kocho_worker::MailInSettings::default()
    };
    let mailbox = kocho_worker::Mailbox::from_settings(&settings, &dir).unwrap().unwrap();
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    std::fs::write(dir.join("a.eml"), message("letter-flowed")).unwrap();
    std::fs::write(dir.join("b.txt"), "no mail").unwrap();
    assert_eq!(mailbox.take_new(&app.house, &stopped).await.unwrap(), 0, "it may still be written");
    assert_eq!(mailbox.take_new(&app.house, &stopped).await.unwrap(), 1);
    assert_eq!(mailbox.count().await.unwrap(), 0);
    assert!(dir.join("taken/a.eml").exists() && dir.join("b.txt").exists());
    app.run_jobs().await;
    let given = receipt(&app, "saburo@thunderbird.example");
    case(&app.hearing_desk().await, &given)
        .await
        .says("納場の農道の草が伸びて、車がすれ違えません。年に二回は刈ってください。");
    std::fs::remove_dir_all(&dir).unwrap();
    app.finish().await;
}

#[tokio::test]
async fn the_bytes_of_an_old_mail_are_erased_once_its_case_has_ended_and_its_words_stay() {
    let app = TestApp::start().await;
    let given = written(&app).await;
    assert_eq!(take(&app, &message("not-a-mail")).await, Verdict::Unread);
    let sweep = || async {
        kocho_service::job::sweep(&app.house.cx(kocho_domain::access::Actor::Worker)).await.unwrap();
    };
    app.pass(TimeDelta::days(401));
    sweep().await;
    let desk = app.hearing_desk().await;
    case(&desk, &given).await.says("元のメール").hides("保存期間が過ぎた");
    act(&desk, &given, "propose_ending", &[("reason_code", "thanks_only")]).await.has_status(200);
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    act(&head, &given, "confirm_ending", &[]).await.has_status(200);
    sweep().await;
    let ended = case(&desk, &given).await;
    ended.says("元のメール").says("保存期間が過ぎたので消しました");
    // Nobody has looked at the other mail yet, so it waits however old it is.
    let address = mails(&desk, false).await.link("（件名なし）").unwrap();
    let opened = desk.open(&address).await.form("/reveal").fill("reason", "確かめる").submit().await;
    opened.says("garbage without any header");
    opened.form("/done").submit().await.has_status(200);
    sweep().await;
    desk.open(&address).await.says("保存期間が過ぎたので消しました").hides("garbage");
    let auditor = app.staff("秘書広聴課", &[Role::Auditor]).await;
    auditor.open("/staff/audit?act=mail_raw_erased").await.says("届いたままのメールを消した");
    app.run_jobs().await;
    app.leave();
}
