//! One opinion from the form to the reply mail and the status page, and what can happen on the way.

use kocho_domain::access::Role;

use super::{Receipt, act, case, due, route, say, sees, status};
use crate::support::{TestApp, Visitor};

pub(super) const TEXT: &str =
    "回覧板は、班長さんを通して月に一度お届けしています。班が変わった場合は市民協働課へお知らせください。";

/// A voice that wants a reply by mail.
pub(super) async fn asked(app: &TestApp) -> (Receipt, String) {
    let mail = app.plant("hanako.kouno@example.jp");
    let given = say(
        &app.resident(),
        &[
            ("body", "回覧板が回ってきません。理由を教えてください。"),
            ("reply", "yes"),
            ("reply_way", "mail"),
            ("email", &mail),
        ],
    )
    .await;
    (given, mail)
}

pub(super) async fn drafted<'a>(app: &'a TestApp, given: &Receipt) -> Visitor<'a> {
    let desk = app.hearing_desk().await;
    route(&desk, given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    act(&clerk, given, "accept", &[]).await.has_status(200);
    act(
        &clerk,
        given,
        "draft",
        &[("text", TEXT), ("outcome", "explained"), ("outcome_reason", "今の配り方を説明した")],
    )
    .await
    .has_status(200);
    clerk
}

pub(super) async fn decided<'a>(app: &'a TestApp, given: &Receipt) -> Visitor<'a> {
    let clerk = drafted(app, given).await;
    act(&clerk, given, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    act(&head, given, "approve", &[]).await.has_status(200).says("決裁");
    clerk
}

pub(super) async fn sent(app: &TestApp, given: &Receipt) {
    let desk = app.hearing_desk().await;
    let page = case(&desk, given).await;
    let letter = page.link("回答書").unwrap_or_else(|| panic!("no way to the letter: {}", page.text()));
    let done = desk.open(&letter).await.form("/send").submit().await;
    done.has_status(200);
}

#[tokio::test]
async fn an_opinion_is_tagged_routed_answered_with_approval_mailed_and_seen() {
    let app = TestApp::start().await;
    let (given, mail) = asked(&app).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    act(&desk, &given, "triage", &[("kind", "question"), ("decision", "tagged"), ("measure", "1101")])
        .await
        .has_status(200)
        .says("1101");
    let resident = app.resident();
    status(&resident, &given).await.says("受け付けました");
    decided(&app, &given).await;
    status(&resident, &given).await.says("回答を準備しています").hides("回覧板は、班長");
    sent(&app, &given).await;
    case(&desk, &given).await.says("送信待ち");
    app.run_jobs().await;
    let reply = app.mailer.mailed().into_iter().find(|m| m.kind == "reply").expect("a reply mail");
    assert_eq!(reply.to, mail);
    assert!(reply.body.contains(TEXT) && reply.body.contains("市民協働課"), "{}", reply.body);
    case(&desk, &given).await.says("回答済");
    let page = status(&resident, &given).await;
    page.says("回答しました").says(TEXT).says("担当課で確認しました").says("回答を準備しました");
    page.hides("日本語で書かれています").hides("回答を準備しています");
    resident.open("/en/status/view").await.says("in Japanese").says(TEXT);
    resident.open("/easy/status/view").await.has_status(200).says(TEXT);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_mail_that_cannot_go_waits_and_goes_once() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    app.run_jobs().await;
    decided(&app, &given).await;
    app.run_jobs().await;
    app.mailer.answer(kocho_worker::MemoryAnswer::Down);
    sent(&app, &given).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    case(&desk, &given).await.says("送信待ち");
    app.mailer.answer(kocho_worker::MemoryAnswer::Takes);
    app.pass(chrono::TimeDelta::minutes(5));
    app.run_jobs().await;
    app.run_jobs().await;
    assert_eq!(app.mailer.mailed().iter().filter(|m| m.kind == "reply").count(), 1);
    case(&desk, &given).await.says("回答済");
    app.finish().await;
}

#[tokio::test]
async fn a_changed_text_voids_the_decisions_and_what_was_decided_is_what_goes_out() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let clerk = drafted(&app, &given).await;
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    act(&clerk, &given, "withdraw_request", &[]).await.has_status(200);
    act(
        &clerk,
        &given,
        "draft",
        &[("text", "書き直しました。"), ("outcome", "explained"), ("outcome_reason", "説明した")],
    )
    .await
    .has_status(200);
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    act(&head, &given, "approve", &[]).await.has_status(200);
    sent(&app, &given).await;
    app.run_jobs().await;
    let reply = app.mailer.mailed().into_iter().find(|m| m.kind == "reply").expect("a reply mail");
    assert!(reply.body.contains("書き直しました。") && !reply.body.contains(TEXT));
    app.finish().await;
}

#[tokio::test]
async fn a_draft_that_says_nothing_or_speaks_of_later_is_hinted_at_and_goes_on_all_the_same() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let clerk = drafted(&app, &given).await;
    case(&clerk, &given).await.hides("ヒント：");
    let vague = "貴重なご意見をありがとうございます。今後検討します。";
    let draft = [("text", vague), ("outcome", "explained"), ("outcome_reason", "今の配り方を説明した")];
    let page = act(&clerk, &given, "draft", &draft).await;
    page.has_status(200)
        .says("「貴重なご意見」とありますが、理由が見当たりません")
        .says("「検討」とありますが、再確認日がありません");
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    // Who decides reads the hints too.
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    case(&head, &given).await.says("「貴重なご意見」とありますが");
    act(&head, &given, "send_back", &[("reason", "理由を書いてください。")]).await.has_status(200);
    let better = "配る人が足りないため、秋まで待ってください。今後検討します。";
    let draft = [
        ("text", better),
        ("outcome", "explained"),
        ("outcome_reason", "今の配り方を説明した"),
        ("follow_up_on", "2026-10-01"),
    ];
    act(&clerk, &given, "draft", &draft).await.has_status(200).hides("ヒント：");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn an_approver_sends_back_with_a_reason_and_the_drafter_sees_it() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let clerk = drafted(&app, &given).await;
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    act(&head, &given, "send_back", &[]).await.has_status(422);
    act(&head, &given, "send_back", &[("reason", "配る日を入れてください")]).await.has_status(200);
    case(&clerk, &given).await.says("配る日を入れてください").says("回答案作成");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_second_return_goes_to_the_head_of_hearing_who_decides_and_it_sticks() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let desk = app.hearing_desk().await;
    let (a, b) = (app.section("総務課").to_string(), app.section("企画調整課").to_string());
    route(&desk, &given, "総務課").await;
    let soumu = app.staff("総務課", &[Role::SectionClerk]).await;
    let due = case(&desk, &given).await.all(".due").join("");
    act(&soumu, &given, "return", &[("section", &b)]).await.has_status(422);
    act(&soumu, &given, "return", &[("section", &b), ("reason", "事務分掌では企画調整課の仕事です")])
        .await
        .has_status(200);
    assert!(!sees(&soumu, &given).await, "a section does not keep what it returned");
    route(&desk, &given, "企画調整課").await;
    let kikaku = app.staff("企画調整課", &[Role::SectionClerk]).await;
    act(&kikaku, &given, "return", &[("section", &a), ("reason", "総務課の仕事です")]).await.has_status(200);
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    case(&head, &given).await.says("裁定待ち");
    act(&head, &given, "rule", &[("section", &a), ("reason", "規則により総務課が担当する")]).await.has_status(200);
    let page = case(&soumu, &given).await;
    assert!(page.find_form("/return").is_none(), "a ruling sticks");
    assert_eq!(case(&desk, &given).await.all(".due").join(""), due, "the clock never resets");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_resident_to_whom_the_reply_gave_no_answer_asks_again_within_the_period() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    decided(&app, &given).await;
    sent(&app, &given).await;
    app.run_jobs().await;
    let resident = app.resident();
    let page = status(&resident, &given).await;
    page.form("/status/reopen").fill("reopen", "班の区割りについて答えていません").submit().await.has_status(200);
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    case(&clerk, &given).await.says("班の区割りについて答えていません");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_letter_waits_until_every_point_has_an_answer_or_a_reason() {
    let app = TestApp::start().await;
    let mail = app.plant("two.points@example.jp");
    let given = say(
        &app.resident(),
        &[
            ("body", "1. 回覧板が来ません。\n2. 広報の字が小さいです。"),
            ("reply", "yes"),
            ("reply_way", "mail"),
            ("email", &mail),
        ],
    )
    .await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    let form = case(&desk, &given).await.form("/split");
    form.submit().await.has_status(200).says("広報の字が小さいです");
    decided(&app, &given).await;
    let page = case(&desk, &given).await;
    let letter = page.link("回答書").expect("a way to the letter");
    let page = desk.open(&letter).await;
    match page.find_form("/send") {
        Some(form) => form.submit().await.has_status(422).says("答えていない項目"),
        None => page.says("広報の字"),
    };
    assert!(app.mailer.mailed().iter().all(|m| m.kind != "reply"));
    // The second point is answered with the first: the letter says so, and nobody has to do it any more.
    let form = desk.open(&letter).await.form("/send");
    let reason = form.names().iter().find(|name| name.starts_with("reason")).cloned().expect("a reason for the point");
    form.fill(&reason, "answered_together").submit().await.has_status(200);
    app.run_jobs().await;
    let list = desk.open(&format!("/staff/cases?queue=all&q={}", given.number)).await;
    list.says("処理済").says("回答済").hides("未回付</td>");
    status(&app.resident(), &given).await.says("回答しました").hides("担当課で確認しています（");
    app.finish().await;
}

#[tokio::test]
async fn the_number_of_a_letter_is_of_the_section_that_answers() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    decided(&app, &given).await;
    sent(&app, &given).await;
    app.run_jobs().await;
    let mark = app.house.city().section(app.section("市民協働課")).unwrap().mark.clone();
    let sent = app.mailer.mailed();
    let letter = sent.iter().find(|mail| mail.kind == "reply").expect("a letter");
    assert!(letter.body.contains(&format!("{mark}第1号")), "{}", letter.body);
    app.finish().await;
}

#[tokio::test]
async fn a_letter_goes_out_under_the_name_that_the_desk_chooses() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    decided(&app, &given).await;
    let desk = app.hearing_desk().await;
    let address = case(&desk, &given).await.link("回答書").expect("a way to the letter");
    let usual = desk.open(&address).await;
    usual.says("課長名の回答").hides("このたびは市政へのご意見をお寄せいただき");
    let mayors = desk.open(&usual.link("市長名の回答にする").expect("another name")).await;
    mayors.says("このたびは市政へのご意見をお寄せいただき");
    let print = mayors.link("印刷用の画面").expect("a print");
    desk.open(&print).await.has_status(200).says("このたびは市政へのご意見をお寄せいただき");
    // A note on the way answers nothing: it is not among the names of an answer.
    assert!(mayors.link("中間回答（課長名）にする").is_none());
    mayors.form("/send").fill("template", "interim").submit().await.has_status(422);
    mayors.form("/send").submit().await.has_status(200);
    app.run_jobs().await;
    let sent = app.mailer.mailed();
    let letter = sent.iter().find(|mail| mail.kind == "reply").expect("a letter");
    assert!(
        letter.body.contains("小美玉市長") && letter.body.contains("このたびは市政へのご意見を"),
        "{}",
        letter.body
    );
    desk.open(&address).await.says("小美玉市長").says("このたびは市政へのご意見をお寄せいただき");
    app.finish().await;
}

#[tokio::test]
async fn what_was_answered_before_it_was_classified_can_still_be_counted() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    decided(&app, &given).await;
    sent(&app, &given).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    act(&desk, &given, "triage", &[("kind", "question"), ("decision", "tagged"), ("measure", "1101")])
        .await
        .has_status(200);
    case(&desk, &given).await.says("回答済").says("1101");
    app.finish().await;
}

#[tokio::test]
async fn a_clerk_who_was_overtaken_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let (one, two) = (app.hearing_desk().await, app.hearing_desk().await);
    let open = case(&two, &given).await;
    route(&one, &given, "市民協働課").await;
    // The same act is still there: the form again, with what was typed.
    let id = app.section("市民課").to_string();
    let form = open.form("/route").fill("suggested", "other").fill("lead", &id).fill("note", "今週中にお願いします");
    form.submit().await.has_status(409).says("ほかの人が先に").says("今週中にお願いします");
    // It is not: the words stand above the case.
    let form = open.form("/propose_ending").fill("reason_code", "not_city").fill("reason", "隣の市の話でした");
    form.submit().await.has_status(409).says("回付せずに終える").says("隣の市の話でした");
    case(&two, &given).await.says("回付済").hides("隣の市の話でした");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn who_is_due_is_reminded_once_a_day_by_the_citys_rule() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let clerk = drafted(&app, &given).await;
    app.run_jobs().await;
    let before = app.mailer.mailed().len();
    let cx = || app.house.cx(kocho_domain::access::Actor::Worker);
    // Ten open days: on the last one the section is told, and only once.
    let mut told = 0;
    for _ in 0..40 {
        if app.house.cx(kocho_domain::access::Actor::Worker).today() == due(&app, &given).await {
            break;
        }
        app.pass(chrono::TimeDelta::days(1));
        told += kocho_service::reminder::remind(&cx()).await.unwrap();
    }
    assert!(told >= 3, "half of the time, three days, one day, the day itself: {told}");
    assert_eq!(kocho_service::reminder::remind(&cx()).await.unwrap(), 0, "once a day");
    app.pass(chrono::TimeDelta::hours(2));
    app.run_jobs().await;
    let mails = app.mailer.mailed();
    let reminder = mails[before..].iter().find(|mail| mail.body.contains("期限が近づいています")).expect("a reminder");
    assert!(reminder.body.contains(&given.number) && !reminder.body.contains("回覧板"));
    drop(clerk);
    app.finish().await;
}

#[tokio::test]
async fn a_day_is_put_off_with_a_reason_and_the_resident_reads_both() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let clerk = drafted(&app, &given).await;
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    assert!(case(&clerk, &given).await.find_form("/extend").is_none(), "who is late does not put off the day alone");
    let day = "2099-03-31";
    act(&head, &given, "extend", &[("due_on", day)]).await.has_status(422).says("理由");
    let past = [("due_on", "2019-04-01"), ("reason_code", "overrun_survey")];
    act(&head, &given, "extend", &past).await.has_status(422).says("今日以降");
    act(&head, &given, "extend", &[("due_on", day), ("reason_code", "overrun_survey")])
        .await
        .has_status(200)
        .says("期限を変えました");
    case(&clerk, &given).await.says("期限の変更");
    status(&app.resident(), &given).await.says("予定日が変わりました").says("現地を調べるのに時間がかかっています。");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_letter_that_the_postman_brings_back_waits_for_another_dispatch() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    decided(&app, &given).await;
    sent(&app, &given).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    act(&desk, &given, "bounced", &[]).await.has_status(422).says("理由");
    act(&desk, &given, "bounced", &[("reason", "宛先不明でメールが戻った")]).await.has_status(200);
    case(&desk, &given).await.says("発送待ち").says("届かず");
    sent(&app, &given).await;
    app.run_jobs().await;
    case(&desk, &given).await.says("回答済");
    app.finish().await;
}

#[tokio::test]
async fn somebody_calls_because_the_reply_gave_no_answer_and_the_desk_asks_again_for_them() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    decided(&app, &given).await;
    sent(&app, &given).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    act(&desk, &given, "reopen", &[]).await.has_status(422).says("たずねられたこと");
    let again = [("reason", "いつ始まるのかを電話でたずねられた。")];
    act(&desk, &given, "reopen", &again).await.has_status(200).says("いつ始まるのかを電話でたずねられた。");
    status(&app.resident(), &given).await.hides("回答しました</");
    app.run_jobs().await;
    app.finish().await;
}

/// The voice's case, routed, drafted and handed in for the route named.
async fn handed_in(app: &TestApp, given: &Receipt, route: &str) {
    let clerk = drafted(app, given).await;
    act(&clerk, given, "request_approval", &[("choice", route)]).await.has_status(200);
}

#[tokio::test]
async fn the_chief_decides_for_the_absent_head_and_it_is_recorded_as_such() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let clerk = drafted(&app, &given).await;
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    let chief = app.staff("市民協働課", &[Role::SectionChief]).await;
    case(&chief, &given).await.says("課長の代決として記録します");
    act(&chief, &given, "approve", &[]).await.has_status(200);
    case(&chief, &given).await.says("発送待ち").says("代決");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_long_way_asks_head_director_and_the_hearing_desk_in_its_order() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    handed_in(&app, &given, "director").await;
    let director = app.staff("市民協働課", &[Role::Director]).await;
    assert!(case(&director, &given).await.find_form("/approve").is_none(), "it is not the director's turn yet");
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    act(&head, &given, "approve", &[]).await.has_status(200);
    case(&head, &given).await.says("決裁中");
    let hearing = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    act(&hearing, &given, "approve", &[]).await.has_status(200);
    case(&head, &given).await.says("決裁中");
    act(&director, &given, "approve", &[]).await.has_status(200);
    case(&head, &given).await.says("発送待ち");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_the_mayor_decides_waits_for_the_mayor() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    handed_in(&app, &given, "executive").await;
    let before = [("市民協働課", Role::SectionHead), ("市民協働課", Role::Director), ("秘書広聴課", Role::HearingHead)];
    for (section, role) in before {
        let person = app.staff(section, &[role]).await;
        act(&person, &given, "approve", &[]).await.has_status(200);
        case(&person, &given).await.says("決裁中");
    }
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    act(&mayor, &given, "approve", &[]).await.has_status(200);
    case(&mayor, &given).await.says("発送待ち");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_reply_is_asked_about_again_for_thirty_days_and_then_no_more() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    decided(&app, &given).await;
    sent(&app, &given).await;
    app.run_jobs().await;
    let resident = app.resident();
    let page = status(&resident, &given).await;
    let form = page.form("/status/reopen");
    app.pass(chrono::TimeDelta::days(31));
    assert!(status(&resident, &given).await.find_form("/status/reopen").is_none());
    form.fill("reopen", "まだ届きません。").submit().await;
    case(&app.hearing_desk().await, &given).await.says("回答済").hides("まだ届きません。");
    app.run_jobs().await;
    app.finish().await;
}
