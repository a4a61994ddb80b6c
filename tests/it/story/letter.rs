//! The letter: what goes out by mail and what does not, its number, taking it back, a step that the city switches on.

use kocho_domain::{
    access::{Actor, Role},
    rule::RuleKind,
};

use super::{
    Receipt, act, case,
    reply::{TEXT, asked, decided, drafted, sent},
    say, status,
};
use crate::support::{Page, TestApp, Visitor};

#[tokio::test]
async fn who_wants_a_notice_only_gets_a_mail_without_the_reply_and_reads_it_with_the_number() {
    let app = TestApp::start().await;
    let mail = app.plant("notice.only@example.jp");
    let voice = [
        ("body", "回覧板が回ってきません。理由を教えてください。"),
        ("reply", "yes"),
        ("reply_way", "mail"),
        ("email", &mail),
        ("notice_only", "yes"),
    ];
    let given = say(&app.resident(), &voice).await;
    app.run_jobs().await;
    decided(&app, &given).await;
    sent(&app, &given).await;
    app.run_jobs().await;
    let mails: Vec<_> = app.mailer.mailed().into_iter().filter(|one| one.to == mail).collect();
    let kinds: Vec<&str> = mails.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, ["receipt", "reply_notice"], "the reply itself goes in no mail");
    let notice = &mails[1];
    assert!(notice.body.contains(&given.number), "{}", notice.body);
    assert!(!notice.body.contains(TEXT) && !notice.body.contains("回覧板"), "{}", notice.body);
    assert!(!notice.body.contains(&given.secret), "{}", notice.body);
    status(&app.resident(), &given).await.says("回答しました").says(TEXT);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn who_wants_no_confirmation_mail_gets_the_reply_alone() {
    let app = TestApp::start().await;
    let mail = app.plant("no.receipt@example.jp");
    let voice = [
        ("body", "回覧板が回ってきません。理由を教えてください。"),
        ("reply", "yes"),
        ("reply_way", "mail"),
        ("email", &mail),
        ("no_receipt_mail", "yes"),
    ];
    let given = say(&app.resident(), &voice).await;
    let to_writer = || app.mailer.mailed().into_iter().filter(|one| one.to == mail).collect::<Vec<_>>();
    app.run_jobs().await;
    assert!(to_writer().is_empty(), "no mail says that the voice came in");
    decided(&app, &given).await;
    sent(&app, &given).await;
    app.run_jobs().await;
    let mails = to_writer();
    assert_eq!(mails.iter().map(|one| one.kind).collect::<Vec<_>>(), ["reply"]);
    assert!(mails[0].body.contains(TEXT), "{}", mails[0].body);
    app.finish().await;
}

/// The letter of a voice as the desk has it before it goes.
async fn letter<'a>(desk: &Visitor<'a>, given: &Receipt) -> Page<'a> {
    let page = case(desk, given).await;
    let link = page.link("回答書").unwrap_or_else(|| panic!("no way to the letter: {}", page.text()));
    desk.open(&link).await
}

#[tokio::test]
async fn the_letter_has_the_heading_that_the_resident_gave_or_the_citys_own() {
    let app = TestApp::start().await;
    let mail = app.plant("heading@example.jp");
    let wish = [("reply", "yes"), ("reply_way", "mail"), ("email", mail.as_str())];
    let own = [("body", "班が変わってから来ません。"), ("subject", "回覧板のこと。")];
    let none = [("body", "集会所の時計が止まっています。いつ直りますか。"), ("subject", "")];
    for (voice, title) in [(own, "回覧板のことについて（回答）"), (none, "お寄せいただいたご意見について（回答）")]
    {
        let given = say(&app.resident(), &[&wish[..], &voice[..]].concat()).await;
        decided(&app, &given).await;
        let desk = app.hearing_desk().await;
        letter(&desk, &given).await.says(title);
        sent(&app, &given).await;
        letter(&desk, &given).await.says(title);
    }
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_letter_takes_the_number_that_the_desk_types_in() {
    let app = TestApp::start().await;
    let (given, mail) = asked(&app).await;
    decided(&app, &given).await;
    let desk = app.hearing_desk().await;
    let form = letter(&desk, &given).await.form("/send").fill("numbering", "typed");
    form.submit().await.has_status(422).says("文書番号を入力してください");
    let form = letter(&desk, &given).await.form("/send").fill("numbering", "typed");
    form.fill("document_number", "秘広第8の777号").submit().await.has_status(200).says("秘広第8の777号");
    app.run_jobs().await;
    let reply = app.mailer.mailed().into_iter().find(|one| one.kind == "reply").expect("a reply mail");
    assert!(reply.body.contains("秘広第8の777号"), "{}", reply.body);

    // The number that was typed in takes none of those that are counted.
    let voice =
        [("body", "盆踊りの練習の場所を教えてください。"), ("reply", "yes"), ("reply_way", "mail"), ("email", &mail)];
    let next = say(&app.resident(), &voice).await;
    decided(&app, &next).await;
    sent(&app, &next).await;
    app.run_jobs().await;
    let mark = app.house.city().section(app.section("市民協働課")).unwrap().mark.clone();
    let reply = app.mailer.mailed().into_iter().rfind(|one| one.kind == "reply").expect("a second reply mail");
    assert!(reply.body.contains(&format!("{mark}第1号")), "{}", reply.body);
    app.finish().await;
}

#[tokio::test]
async fn a_city_that_numbers_elsewhere_is_given_no_number_by_the_program() {
    let app = TestApp::start().await;
    let cx = app.house.cx(Actor::Import);
    let rule = std::fs::read_to_string("config/presets/omitama/letter.toml").unwrap();
    let typed = rule.replacen("counter = \"section_year\"", "counter = \"typed\"", 1);
    assert_ne!(typed, rule);
    kocho_service::admin::rule::import(&cx, RuleKind::Letter, &typed, cx.today()).await.unwrap();
    let (given, _) = asked(&app).await;
    decided(&app, &given).await;
    let desk = app.hearing_desk().await;
    let page = letter(&desk, &given).await;
    page.has_status(200).hides("次の番号にする");
    page.form("/send").submit().await.has_status(422).says("文書番号を入力してください");
    // Nor does a form that asks for the next number get one.
    let form = page.form("/send").fill("numbering", "auto");
    form.submit().await.has_status(422).says("文書番号を入れてください");
    case(&desk, &given).await.says("発送待ち");
    let form = page.form("/send").fill("document_number", "文書管理123");
    form.submit().await.has_status(200).says("文書管理123");
    app.run_jobs().await;
    case(&desk, &given).await.says("回答済");
    app.finish().await;
}

#[tokio::test]
async fn a_decided_letter_is_taken_back_before_it_goes_and_needs_a_new_decision() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let clerk = decided(&app, &given).await;
    let desk = app.hearing_desk().await;
    act(&desk, &given, "recall", &[]).await.has_status(422);
    let before = letter(&desk, &given).await;
    act(&clerk, &given, "recall", &[("reason", "日付の誤りに気付いた")]).await.has_status(200).says("取り戻しました");
    case(&clerk, &given).await.says("回答案作成").says("日付の誤りに気付いた");
    assert!(case(&clerk, &given).await.find_form("/recall").is_none(), "there is nothing to take back any more");
    before.form("/send").submit().await.has_status(422);
    app.run_jobs().await;
    assert!(app.mailer.mailed().iter().all(|one| one.kind != "reply"), "what was taken back does not go");

    let new = [("text", "日付を直しました。"), ("outcome", "explained"), ("outcome_reason", "説明した")];
    act(&clerk, &given, "draft", &new).await.has_status(200);
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    act(&head, &given, "approve", &[]).await.has_status(200);
    sent(&app, &given).await;
    app.run_jobs().await;
    let reply = app.mailer.mailed().into_iter().find(|one| one.kind == "reply").expect("a reply mail");
    assert!(reply.body.contains("日付を直しました。") && !reply.body.contains(TEXT), "{}", reply.body);
    app.finish().await;
}

#[tokio::test]
async fn a_step_that_the_rules_switch_on_comes_before_the_decision() {
    let app = TestApp::start().await;
    let cx = app.house.cx(Actor::Import);
    let rule = std::fs::read_to_string("config/presets/omitama/approval.toml").unwrap();
    // The first step of the usual route: 係長 承認.
    let switched = rule.replacen("act = \"approve\"\non = false", "act = \"approve\"\non = true", 1);
    assert_ne!(switched, rule);
    kocho_service::admin::rule::import(&cx, RuleKind::Approval, &switched, cx.today()).await.unwrap();
    let (given, _) = asked(&app).await;
    let clerk = drafted(&app, &given).await;
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    assert!(case(&head, &given).await.find_form("/approve").is_none(), "the chief has not approved yet");
    let chief = app.staff("市民協働課", &[Role::SectionChief]).await;
    act(&chief, &given, "approve", &[]).await.has_status(200);
    case(&chief, &given).await.says("決裁中");
    act(&head, &given, "approve", &[]).await.has_status(200);
    case(&head, &given).await.says("発送待ち");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_is_being_considered_is_not_decided_without_a_day_ahead_on_which_somebody_looks_again() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let clerk = drafted(&app, &given).await;
    let considering = |day: &'static str| {
        [
            ("text", "実施するかどうかを検討しています。秋に決めます。"),
            ("outcome", "considering"),
            ("outcome_reason", "秋までに予算を確かめる"),
            ("follow_up_on", day),
        ]
    };
    act(&clerk, &given, "draft", &considering("2019-04-01")).await.has_status(200);
    let refused = act(&clerk, &given, "request_approval", &[]).await;
    refused.has_status(422).says("次に確認する日は、今日より後の日にしてください");
    case(&clerk, &given).await.says("回答案作成");
    // Left empty, it is the day that the city's rule gives: six months from now, an open one.
    act(&clerk, &given, "draft", &considering("")).await.has_status(200);
    let form = case(&clerk, &given).await.form("/draft");
    assert_eq!(form.value("follow_up_on"), Some("2026-10-22"));
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_is_planned_is_looked_at_again_soon_after_its_day_and_who_decides_reads_both() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let clerk = drafted(&app, &given).await;
    let planned = [("text", "電球を替えます。"), ("outcome", "planned"), ("outcome_reason", "７月１日に電球を替える")];
    act(&clerk, &given, "draft", &planned).await.has_status(200).says("実施する日のあとにしてください");
    let form = case(&clerk, &given).await.form("/draft");
    assert_eq!(form.value("follow_up_on"), Some("2026-07-08"));
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    let folded = case(&clerk, &given).await.all("details.act > summary");
    assert!(folded.iter().any(|act| act == "決裁を取り下げる"), "it opens before it undoes: {folded:?}");
    let decides = case(&head, &given).await;
    assert_eq!(decides.all("summary.button"), ["差し戻す"], "sending back is as near as deciding");
    let facts = decides.all(".decided .pairs > div");
    assert_eq!(facts, ["時期・理由 ７月１日に電球を替える", "再確認日 令和8年7月8日"]);
    app.run_jobs().await;
    app.finish().await;
}
