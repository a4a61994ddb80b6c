//! The mayor's office: the morning, the plan, the sections, what nobody owns, what may be answered, and the digest by mail.

use chrono::TimeDelta;
use kocho_domain::{
    access::{Actor, Role},
    rule::RuleKind,
};
use kocho_service::admin::rule;

use super::{Receipt, act, case, route, say, status, submit_many};
use crate::support::{Page, TestApp, Visitor};

const OFFICE: &str = "秘書広聴課";

/// The mayor's secretary.
async fn secretary(app: &TestApp) -> Visitor<'_> {
    app.staff(OFFICE, &[Role::Executive]).await
}

/// Somebody speaks, with a mail address of their own.
async fn speak(app: &TestApp, person: usize, body: &str) -> Receipt {
    let mail = format!("speaker-{person:03}@example.jp");
    say(&app.resident(), &[("body", body), ("reply", "yes"), ("reply_way", "mail"), ("email", &mail)]).await
}

/// The desk says which measure, and which kind.
async fn tag(desk: &Visitor<'_>, given: &Receipt, measure: &str, kind: &str) {
    act(desk, given, "triage", &[("decision", "tagged"), ("measure", measure), ("kind", kind)]).await.has_status(200);
}

/// The section answers without a letter: what was done is decided and the case ends.
async fn settle(app: &TestApp, given: &Receipt, section: &str) {
    let clerk = app.staff(section, &[Role::SectionClerk]).await;
    act(&clerk, given, "accept", &[]).await.has_status(200);
    let text = [("text", "来週から回します。"), ("outcome", "explained"), ("outcome_reason", "配り方を説明した")];
    act(&clerk, given, "draft", &text).await.has_status(200);
    act(&clerk, given, "request_approval", &[]).await.has_status(200);
    let head = app.staff(section, &[Role::SectionHead]).await;
    act(&head, given, "approve", &[]).await.has_status(200);
}

/// A cell of the row of a table that begins with these words.
#[track_caller]
fn cell(page: &Page<'_>, row: &str, label: &str) -> String {
    let rows = page.all(".plan-figures tbody th, .section-figures tbody th");
    let place = rows.iter().position(|name| name.contains(row)).unwrap_or_else(|| panic!("no {row} in {rows:?}"));
    page.all(&format!("tbody tr td[data-label='{label}']")).get(place).cloned().unwrap_or_default()
}

#[tokio::test]
async fn the_morning_shows_what_came_since_the_last_open_day_urgent_first_and_to_whom_it_may() {
    let app = TestApp::start().await;
    speak(&app, 1, "文化祭の展示がよかったです。").await;
    app.pass(TimeDelta::days(2));
    let friday = "金曜日に書いた声です。回覧板が回ってきません。";
    speak(&app, 2, friday).await;
    app.pass(TimeDelta::days(3));
    let abuse = "夫に首を絞められています。助けてください。";
    let hidden = say(&app.resident(), &[("body", abuse)]).await;
    let hole = "通学路の側溝のふたが外れて大きな穴が開いています。子どもが落ちそうです。";
    say(&app.resident(), &[("body", hole)]).await;

    let page = secretary(&app).await.open("/office").await;
    page.has_status(200).says("4月27日（月）").says("4月24日（金）から 2通");
    page.says("引受けのない緊急 1 件").says("回答希望").hides("文化祭の展示").hides("首を絞め");
    // What is urgent stands once, above; without a heading a voice goes by its first words.
    assert_eq!(page.all(".office-voices h3").len(), 1);
    page.hides("件名なし").says("この7日間 3通");
    let list = page.link("2通").or(page.link("届いた声")).expect("a way to the list");
    app.staff(OFFICE, &[Role::HearingHead]).await.open(&list).await.says("金曜日に書いた").says(&hidden.number);

    // The desk's menu leads there; who reads figures only gets figures; a section has no such page.
    let desk = app.hearing_desk().await;
    desk.open(&desk.open("/staff/cases").await.link("朝のページ").expect("in the menu")).await.says("金曜日に書いた");
    let counts = app.staff(OFFICE, &[Role::Statistics]).await;
    counts.open("/office").await.has_status(200).says("2通").hides("金曜日に書いた").hides("/staff/cases");
    app.staff("環境課", &[Role::SectionHead]).await.open("/office").await.has_status(404);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn every_page_of_the_office_means_the_same_week_and_counts_the_same_letters() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let old = say(&resident, &[("subject", "文化祭のお礼"), ("body", "文化祭の展示がよかったです。")]).await;
    app.pass(TimeDelta::days(10));
    // A danger added to an older letter is a case of this week, but no letter of this week.
    let page = status(&resident, &old).await;
    let warning = "通学路の側溝のふたが外れて大きな穴が開いています。子どもが落ちそうです。";
    page.form("/status/add").fill("add", warning).submit().await.has_status(200);
    speak(&app, 1, "図書館の本が古いです。").await;
    speak(&app, 2, "図書館を夜まで開けてください。").await;
    let office = secretary(&app).await;
    office.open("/office/week").await.says("届いた声 2通").says("令和8年4月26日–令和8年5月2日").says("前の7日間 1通");
    office.open("/office/rising").await.says("この週 2通").says("令和8年4月26日–令和8年5月2日");
    let morning = office.open("/office").await;
    morning.says("この7日間 2通、前の7日間 1通");
    // It stands under its own words and its own day, not under those of the letter to which it was added.
    morning.says("5/2に緊急（4/22の声）").hides("文化祭のお礼");
    assert!(morning.all(".office-urgent h3").join("").contains("通学路の側溝"), "{}", morning.text());
    office.open("/office/week?week=2026-04-20").await.says("届いた声 1通");
    office.open("/office/rising?week=2026-04-20").await.says("この週 1通");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_plan_shows_voices_kinds_days_and_outcomes_under_each_measure_and_what_has_no_place() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let first = say(&app.resident(), &[("body", "回覧板が回ってきません。")]).await;
    let second = speak(&app, 2, "自治会の集まりをオンラインにしてはどうでしょう。").await;
    let outside = speak(&app, 3, "駅前の街灯が暗いです。").await;
    speak(&app, 4, "図書館のことです。").await;
    tag(&desk, &first, "1101", "request").await;
    tag(&desk, &second, "1101", "proposal").await;
    act(&desk, &outside, "triage", &[("decision", "outside"), ("kind", "request")]).await.has_status(200);
    route(&desk, &first, "市民協働課").await;
    app.pass(TimeDelta::days(6));
    settle(&app, &first, "市民協働課").await;

    let office = secretary(&app).await;
    let page = office.open("/office/plan").await;
    page.has_status(200).says("世論調査ではありません").says("まちづくり組織認定団体数").says("目標 84");
    let of = |label: &str| cell(&page, "1101", label);
    assert_eq!(
        (of("件数").as_str(), of("種別").as_str(), of("提案率").as_str()),
        ("2 件の案件を見る", "要望 1・提案 1", "50%")
    );
    assert_eq!((of("日数").as_str(), of("対応").as_str()), ("6日（1件）", "説明 1"));
    assert_eq!(cell(&page, "計画にない声", "件数"), "1 件の案件を見る");
    assert_eq!(cell(&page, "まだ決めていない", "件数"), "1 件の案件を見る");
    page.says("12か月に届いた声 4 件").says("提案率 25%");
    // The way leads to as many cases as the figure says.
    office.open(&page.row_link("1101").expect("a way to the cases")).await.says(&first.number).says(&second.number);
    let ways = page.body.split("href=\"").filter_map(|rest| rest.split('"').next());
    let outside_way =
        ways.map(|way| way.replace("&amp;", "&").replace("&#38;", "&")).find(|way| way.contains("measure=outside"));
    let none = office.open(&outside_way.expect("a way to what is outside the plan")).await;
    none.says(&outside.number).hides(&first.number);
    let counts = app.staff(OFFICE, &[Role::Statistics]).await;
    counts.open("/office/plan").await.has_status(200).says("提案率 25%").hides("/staff/cases");
    // The same figures as a table, for budgets and evaluations; nobody's words stand in it.
    let table = counts.open(&page.link("表（CSV）で保存する").unwrap()).await;
    table.has_status(200);
    let line = |begins: &str| table.body.lines().find(|line| line.contains(begins)).unwrap_or_default().to_owned();
    assert!(line("区分").contains("件数（12か月）,種別：") && line("区分").contains("提案率（%）"), "{}", line("区分"));
    assert!(line(",1101,").starts_with("個別施策,1101,") && line(",1101,").contains(",2,"), "{}", line(",1101,"));
    assert!(line("計画にない声").contains(",1,") && line(",すべて,").contains(",4,"), "{}", line(",すべて,"));
    assert!(!table.body.contains(&first.number) && !table.body.contains("回覧板"));
    app.staff("環境課", &[Role::SectionHead]).await.open("/office/plan.csv").await.has_status(404);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn sections_are_told_by_what_is_open_late_returned_and_answered_and_restricted_cases_are_not_counted() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let done = say(&app.resident(), &[("body", "回覧板が回ってきません。")]).await;
    let open = speak(&app, 2, "自治会の会費が高いです。").await;
    let returned = speak(&app, 3, "自治会の当番を減らしてください。").await;
    let abuse = "夫に首を絞められています。助けてください。";
    let hidden = say(&app.resident(), &[("body", abuse)]).await;
    act(&desk, &hidden, "take_urgent", &[]).await.has_status(200);
    for given in [&done, &open, &returned, &hidden] {
        route(&desk, given, "市民協働課").await;
    }
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let other = app.section("環境課").to_string();
    act(&clerk, &returned, "return", &[("section", &other), ("reason", "環境課の仕事です")]).await.has_status(200);
    app.pass(TimeDelta::days(3));
    settle(&app, &done, "市民協働課").await;
    app.pass(TimeDelta::days(60));

    let page = secretary(&app).await.open("/office/sections").await;
    page.has_status(200).says("期限内率 ＝ 期限内に終わった件 ÷（終わった件 ＋ 期限を過ぎて終わっていない件）");
    let of = |label: &str| cell(&page, "市民協働課", label);
    assert_eq!((of("処理中"), of("期限切れ"), of("返却")), ("1".into(), "1".into(), "1".into()));
    assert_eq!((of("終わった件"), of("うち期限内"), of("期限内率")), ("1".into(), "1".into(), "50%".into()));
    assert_eq!((of("最も古い"), of("日数の中央値")), ("63日".into(), "3日".into()));
    page.hides("担当1").hides("担当2").hides("担当3");
    app.staff("市民協働課", &[Role::SectionHead]).await.open("/office/sections").await.has_status(404);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_case_that_no_section_takes_is_decided_in_the_office_and_the_reason_stays_with_it() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let given = speak(&app, 1, "ごみ置き場のカラスよけの網を直してください。").await;
    let left = speak(&app, 2, "広報紙の配り方についてです。").await;
    let (a, b) = (app.section("総務課").to_string(), app.section("環境課").to_string());
    for (section, right, why) in [("総務課", &b, "網は環境課の仕事です"), ("企画調整課", &a, "総務課の仕事です")]
    {
        route(&desk, &given, section).await;
        let clerk = app.staff(section, &[Role::SectionClerk]).await;
        act(&clerk, &given, "return", &[("section", right), ("reason", why)]).await.has_status(200);
    }
    let office = secretary(&app).await;
    let page = office.open("/office/orphans").await;
    page.says("総務課が返却、正しいと思う課は環境課").says("網は環境課の仕事です").hides(&left.number);
    assert!(page.find_form("/office/orphans").is_none() && page.all("form[action^='/office/orphans']").is_empty());
    office.open("/office").await.says("持ち主の決まらない案件 1件");

    let head = app.staff(OFFICE, &[Role::HearingHead]).await;
    let key = case(&head, &given).await.path.trim_start_matches("/staff/cases/").to_owned();
    let form = || async { head.open("/office/orphans").await.form(&format!("/office/orphans/{key}")) };
    form().await.fill("section", &b).submit().await.has_status(422).says("理由");
    form().await.fill("section", "").fill("reason", "x").submit().await.has_status(422).says("課を選んで");
    let decided = form().await.fill("section", &b).fill("reason", "調整会議で環境課に決めた").submit().await;
    decided.has_status(200).says("担当を環境課に決定").says("調整会議で環境課に決めた").says("決めたもの");
    case(&desk, &given).await.says("調整会議で環境課に決めた");
    // Two people who decide at one moment do not overwrite each other.
    let csrf = decided.form("/staff/logout").value("csrf").unwrap().to_owned();
    let late = [("csrf", csrf.as_str()), ("lock", "1"), ("section", &a), ("reason", "遅れて")];
    let late: Vec<(String, String)> = late.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let answer = head.post(&format!("/office/orphans/{key}"), &late).await;
    assert!(matches!(answer.status.as_u16(), 409 | 422), "{}", answer.status);

    // What the desk leaves lying becomes an orphan, too.
    app.pass(TimeDelta::days(14));
    let head = app.staff(OFFICE, &[Role::HearingHead]).await;
    head.open("/office/orphans").await.says("回付されていない 1件").says(&left.number);
    app.staff(OFFICE, &[Role::Statistics]).await.open("/office/orphans").await.has_status(403);
    app.run_jobs().await;
    app.finish().await;
}

/// One click from the search to what may be told.
async fn told<'a>(office: &Visitor<'a>) -> Page<'a> {
    let found = office.open("/staff/search?q=%E3%81%94%E3%81%BF%E8%A2%8B").await;
    office.open(&found.link("議会・報道").expect("a way from the search")).await
}

#[tokio::test]
async fn what_the_council_is_told_counts_people_never_few_and_names_nobody() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let answers = r#"{"items": [{"id": "qa", "date": "2026-04-15", "title": "ごみ袋の大きさ", "opinion": "ごみ袋が小さい。",
        "reply": "来年から大きい袋を作ります。", "section": "環境課", "measure": null, "status": "実施予定"}]}"#;
    kocho_service::publication::import(&app.house.cx(kocho_domain::access::Actor::Import), answers).await.unwrap();
    let texts = ["ごみ袋が小さすぎます。", "ごみ袋の値段が高いです。", "ごみ袋が破れます。", "ごみ袋の色が嫌いです。"];
    for (person, text) in texts.iter().enumerate() {
        speak(&app, person, text).await;
    }
    // One person more says it twice and is one person; a sixth may not be known.
    for text in ["ごみ袋を透明にしてください。見本太郎", "ごみ袋を早く透明にしてください。"]
    {
        speak(&app, 3, text).await;
    }
    let hidden =
        say(&app.resident(), &[("body", "夫に首を絞められ、ごみ袋をかぶせられました。助けてください。")]).await;
    act(&desk, &hidden, "take_urgent", &[]).await.has_status(200);
    app.run_jobs().await;

    let office = secretary(&app).await;
    let section = app.section("環境課").to_string();
    let form = desk.open("/staff/commitments/new").await.form("/staff/commitments/new").fill("section", &section);
    let promise = form.fill("text", "ごみ袋の仕様を業者と詰める").fill("due_on", "2026-08-31").submit().await;
    // Four people: nothing is told of them, but what the city published is.
    let page = told(&office).await;
    page.hides("仕様を業者と詰める");
    promise.form("/publish").fill("public_text", "ごみ袋を大きくします。").submit().await.has_status(200);
    let page = told(&office).await;
    page.says("ごみ袋を大きくします。").says("令和8年8月31日まで").hides("仕様を業者と詰める");
    page.has_status(200).says("5人に届かない").says("来年から大きい袋を作ります。").hides("6件").hides("小さすぎます");
    speak(&app, 9, "ごみ袋を売る店を増やしてください。").await;
    app.run_jobs().await;
    let page = told(&office).await;
    page.says("のべ7件、5人から").says("対応中").hides("小さすぎます").hides("首を絞め").hides("/staff/cases/");
    page.hides(&hidden.number).hides("speaker-");
    // Nobody is found by a name, and the page does not repeat it.
    let by_name = desk.open("/office/answer?q=%E8%A6%8B%E6%9C%AC%E5%A4%AA%E9%83%8E").await;
    by_name.hides("のべ").has_status(200);
    let counts = app.staff(OFFICE, &[Role::Statistics]).await;
    counts.open("/office/answer?q=%E3%81%94%E3%81%BF%E8%A2%8B").await.has_status(403);
    app.staff("環境課", &[Role::SectionHead])
        .await
        .open("/office/answer?q=%E3%81%94%E3%81%BF%E8%A2%8B")
        .await
        .has_status(404);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn residents_read_how_much_came_and_what_became_of_it_once_there_is_enough_to_tell() {
    let app = TestApp::start().await;
    let (resident, desk) = (app.resident(), app.hearing_desk().await);
    let first = say(&resident, &[("body", "回覧板が回ってきません。")]).await;
    tag(&desk, &first, "1101", "proposal").await;
    route(&desk, &first, "市民協働課").await;
    settle(&app, &first, "市民協働課").await;
    resident.open("/figures").await.has_status(200).says("数は載せていません").hides("1通");

    let more = ["図書館のことです。", "公園のことです。", "駅のことです。"].map(str::to_owned);
    submit_many(&app, &more).await;
    let given = say(&resident, &[("body", "道のことです。")]).await;
    let sure = status(&resident, &given).await.form("/status/withdraw").submit().await;
    sure.form("/status/withdraw").tick("confirm", "yes").submit().await.says("取り下げを受け付けました");
    app.pass(TimeDelta::days(1));
    let page = resident.open("/figures").await;
    page.says("届いた声 5通").says("用件 5件").says("提案の割合 20%").says("対応が終わった用件 2件");
    page.says("期限までに終わった割合 100%").says("世論調査ではありません").hides("図書館");
    // What ended adds up: what was taken back has no outcome, and is told beside them.
    page.says("説明しました 1件").says("そのほか（取下げ、ほかの機関への引きつぎ、お礼など） 1件");
    resident.open("/en/figures").await.says("Opinions received 5 opinions").says("Share of proposals 20%");
    resident.open("/easy/figures").await.has_status(200);
    assert_eq!(resident.open("/").await.link("ご意見と市の対応の数").as_deref(), Some("/figures"));
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_office_reads_what_the_desk_puts_before_it_and_the_history_keeps_both() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "駅前の駐輪場に屋根を付けてほしいです。")]).await;
    let (desk, office) = (app.hearing_desk().await, secretary(&app).await);
    office.open("/office").await.hides("id=\"circulation-title\"");
    act(&desk, &given, "circulate", &[("text", "来週の現地視察の前にご覧ください。")]).await.says("供覧に出しました");
    case(&desk, &given).await.says("読まれるのを待っています");
    let morning = office.open("/office").await;
    morning.says("供覧 1件").says("駅前の駐輪場に屋根を");
    desk.open("/office").await.hides("id=\"circulation-title\"");
    let page = case(&office, &given).await;
    page.says("来週の現地視察の前にご覧ください。");
    assert!(page.find_form("/circulate").is_none(), "it lies there already");
    act(&office, &given, "circulation_read", &[("text", "視察で見ます。")]).await.says("読んだことを記録しました");
    office.open("/office").await.hides("id=\"circulation-title\"");
    case(&desk, &given).await.says("市長室が読みました").says("視察で見ます。");
    status(&app.resident(), &given).await.hides("視察").hides("供覧");
    // A colleague who had the page open is told that it is over, and a section has no part in it.
    page.form("/circulation_read").submit().await.has_status(422).says("この案件の供覧は、もう終わっています");
    route(&desk, &given, "都市整備課").await;
    let clerk = app.staff("都市整備課", &[Role::SectionClerk]).await;
    let page = case(&clerk, &given).await;
    assert!(page.find_form("/circulate").is_none() && page.find_form("/circulation_read").is_none());
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_channel_that_is_read_and_not_answered_puts_its_voices_before_the_office() {
    let app = TestApp::start().await;
    let cx = app.house.cx(Actor::Import);
    let (_, rules) = rule::export(&cx, RuleKind::Channels).await.unwrap();
    let rules = rules.replacen("reply_policy = \"individual\"", "reply_policy = \"circulate_only\"", 1);
    rule::import(&cx, RuleKind::Channels, &rules, cx.today()).await.unwrap();
    app.house.refresh().await.unwrap();
    let given = say(&app.resident(), &[("body", "市長に読んでほしい、公園の話です。")]).await;
    let office = secretary(&app).await;
    office.open("/office").await.says("供覧 1件").says("公園の話").hides("件すべてを見る");
    case(&app.hearing_desk().await, &given).await.says("受付方法のきまり").says("読まれるのを待っています");

    // More than the page has room for: the number stays true, and all of them are a list.
    let more: Vec<String> = (2..=22).map(|n| format!("{n}番の声です。市長に読んでほしいことがあります。")).collect();
    submit_many(&app, &more).await;
    let morning = office.open("/office").await;
    morning.says("供覧 22件").says("22件すべてを見る");
    let list = office.open(&morning.link("22件すべてを見る").unwrap()).await;
    list.has_status(200).says("供覧").says("公園の話");
    act(&office, &given, "circulation_read", &[]).await.says("読んだことを記録しました");
    office.open("/office").await.says("供覧 21件");
    office.open("/staff/cases?queue=circulation").await.hides("公園の話");
    // A section has no such queue.
    let clerk = app.staff("都市整備課", &[Role::SectionClerk]).await;
    clerk.open("/staff/cases?queue=circulation").await.hides("市長に読んでほしい");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_digest_comes_on_open_mornings_to_whoever_chose_it_with_counts_and_no_content() {
    let app = TestApp::start().await;
    let office = secretary(&app).await;
    let choose = |pace: &'static str| {
        let office = office.clone();
        async move {
            let form = office.open("/staff/account").await.form("/staff/account/digest");
            form.fill("pace", pace).submit().await.has_status(200).says("朝のまとめを");
        }
    };
    choose("daily").await;
    let body = "回覧板が回ってきません。";
    speak(&app, 1, body).await;
    app.run_jobs().await;
    let digests = || app.mailer.mailed().into_iter().filter(|mail| mail.kind == "digest").collect::<Vec<_>>();
    assert!(digests().is_empty(), "the first one comes on the next day");
    // Thursday, 5:00 and 7:30 in Japan.
    app.pass(TimeDelta::hours(19));
    app.run_jobs().await;
    assert!(digests().is_empty(), "before seven nobody is written to");
    app.pass(TimeDelta::minutes(150));
    app.run_jobs().await;
    app.run_jobs().await;
    let sent = digests();
    assert_eq!(sent.len(), 1, "once a day");
    assert!(sent[0].body.contains("届いた声（令和8年4月22日から）　1通"), "{}", sent[0].body);
    assert!(sent[0].body.contains("http://kocho.test/office") && !sent[0].body.contains("回覧板"));
    assert!(!sent[0].body.contains("R8-"), "not even a number");
    assert!(sent[0].body.contains("http://kocho.test/office/morning.pdf\n"), "{}", sent[0].body);
    assert!(sent[0].body.contains("引受けのない緊急　0件") && sent[0].body.contains("あなたの決裁待ち　0件"));
    let counts = app.staff(OFFICE, &[Role::Statistics]).await;
    let form = counts.open("/staff/account").await.form("/staff/account/digest");
    form.fill("pace", "daily").submit().await.has_status(200);
    // On Friday two, and who reads figures only is told no more in a mail than on a page; on Saturday none.
    app.pass(TimeDelta::days(1));
    app.run_jobs().await;
    app.pass(TimeDelta::days(1));
    app.run_jobs().await;
    let sent = digests();
    assert_eq!(sent.len(), 3);
    let figures = sent.iter().filter(|mail| !mail.body.contains("緊急")).count();
    assert_eq!(figures, 1, "one of Friday's two");
    let office = secretary(&app).await;
    let account = office.open("/staff/account").await;
    assert_eq!(account.form("/staff/account/digest").value("pace"), Some("never"), "each person chooses alone");
    // Who chose the week gets its page and its file, which open for who signs in.
    account.form("/staff/account/digest").fill("pace", "weekly").submit().await.has_status(200);
    app.pass(TimeDelta::days(2));
    app.run_jobs().await;
    let sent = digests();
    let weekly = sent.iter().find(|mail| mail.body.contains("この1週間")).expect("a weekly digest on Monday");
    let week = "/office/week.pdf?week=2026-04-21";
    assert!(weekly.body.contains("http://kocho.test/office/week?week=2026-04-21\n"), "{}", weekly.body);
    assert!(weekly.body.contains(&format!("http://kocho.test{week}\n")), "{}", weekly.body);
    super::pdf::file(&secretary(&app).await, week).await.says("回覧板が回ってきません。");
    super::pdf::refused(&app.staff("環境課", &[Role::SectionClerk]).await, week).await;
    app.staff("環境課", &[Role::SectionClerk]).await.open("/staff/account").await.hides("朝のまとめ");
    app.run_jobs().await;
    app.finish().await;
}
