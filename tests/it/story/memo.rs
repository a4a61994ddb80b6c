//! 聞き取り: what was said by telephone or at the counter, written down by the desk or by a section.

use kocho_domain::access::Role;

use super::{Receipt, act, case, receipt, sees, status};
use crate::support::{Page, TestApp, Visitor};

/// Fills the memo's form and registers it.
async fn write<'a>(clerk: &Visitor<'a>, fields: &[(&str, &str)]) -> Page<'a> {
    let mut form = clerk.open("/staff/memos/new").await.form("/staff/memos");
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    form.submit().await
}

async fn heard(clerk: &Visitor<'_>, fields: &[(&str, &str)]) -> Receipt {
    let page = write(clerk, fields).await;
    page.has_status(200).says("登録しました");
    receipt(&page)
}

#[tokio::test]
async fn what_a_section_hears_is_counted_and_begins_in_its_own_hands() {
    let app = TestApp::start().await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let given = heard(&clerk, &[("body", "集会所の鍵はどこで借りるのか。"), ("kind", "question")]).await;
    app.run_jobs().await;
    case(&clerk, &given).await.says("受諾").says("電話").says("問合せ").says("聞いた人");
    let desk = app.hearing_desk().await;
    case(&desk, &given).await.says("市民協働課").says("受諾");
    assert!(!desk.open("/staff/cases?queue=unrouted").await.body.contains(&given.number), "nobody has to route it");
    let csv = desk.open("/staff/cases/csv?queue=all").await;
    let row = csv.body.lines().find(|line| line.contains(&given.number)).unwrap().to_owned();
    assert!(row.contains("電話") && row.contains("市民協働課"), "{row}");
    assert!(!sees(&app.staff("環境課", &[Role::SectionClerk]).await, &given).await);
    status(&app.resident(), &given).await.says("担当課で確認しています");
    app.finish().await;
}

#[tokio::test]
async fn a_call_that_was_dealt_with_ends_in_the_moment_in_which_it_is_registered() {
    let app = TestApp::start().await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let done = [("body", "広報紙が届かない。"), ("done", "yes"), ("result", "郵便局に置いてあると伝えた。")];
    write(&clerk, &done).await.has_status(422).says("対応区分を選んでください");
    let given = heard(&clerk, &[&done[..], &[("outcome", "explained"), ("channel", "counter")]].concat()).await;
    app.run_jobs().await;
    let page = case(&clerk, &given).await;
    page.says("処理済").says("受付・対応済").says("郵便局に置いてあると伝えた。").says("説明").says("窓口");
    assert!(page.find_form("/draft").is_none() && page.find_form("/accept").is_none());
    status(&app.resident(), &given).await.says("担当課と市長に届けました").hides("郵便局に置いてある");
    let found = clerk.open("/staff/search?q=郵便局に置いてある").await;
    assert!(found.text().contains(&given.number), "{}", found.text());
    // The desk classifies it like every voice; the day on which it ended stays.
    app.pass(chrono::TimeDelta::days(2));
    let desk = app.hearing_desk().await;
    desk.open("/staff/cases?queue=unclassified").await.says("未分類").says("広報紙が届かない");
    act(&desk, &given, "triage", &[("decision", "tagged"), ("measure", "1602")]).await.has_status(200).says("処理済");
    desk.open("/staff/cases?queue=unclassified").await.hides("広報紙が届かない");
    clerk.open("/staff/cases").await.hides("未分類");
    let slip = desk.open(&case(&desk, &given).await.link("処理票").unwrap()).await;
    slip.says("1602").says("完結日 令和8年4月22日");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn danger_goes_before_the_desk_whatever_was_ticked_and_what_was_done_stays_with_it() {
    let app = TestApp::start().await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let page = write(
        &clerk,
        &[
            ("body", "夫に首を絞められています。怖いので助けてください。"),
            ("done", "yes"),
            ("result", "警察の番号を伝えた。"),
            ("outcome", "explained"),
        ],
    )
    .await;
    page.has_status(200).says("先に広聴担当が読みます");
    assert!(page.link("案件を開く").is_none(), "the section's clerk does not know it any more");
    let given = receipt(&page);
    assert!(!sees(&clerk, &given).await);
    let slip = clerk.open(&page.link("受付票を印刷").unwrap()).await;
    slip.has_status(200).says(&given.number);
    let desk = app.hearing_desk().await;
    case(&desk, &given).await.says("要緊急確認").says("警察の番号を伝えた。").hides("受付・対応済");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_belongs_to_others_is_handed_to_the_desk_and_to_nobody_else() {
    let app = TestApp::start().await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let (desk_id, other) = (app.section("秘書広聴課").to_string(), app.section("環境課").to_string());
    let text = ("body", "ごみの集積所に車が止まっている。");
    write(&clerk, &[text, ("section", &other)]).await.has_status(422).says("自分の課か広聴担当");
    write(&clerk, &[text, ("channel", "web")]).await.has_status(422).says("電話か窓口");
    let done = [("done", "yes"), ("result", "伝えた。"), ("outcome", "explained")];
    write(&clerk, &[&[text, ("section", &desk_id)], &done[..]].concat()).await.has_status(422).says("対応済");
    let given = heard(&clerk, &[text, ("section", &desk_id), ("done", "")]).await;
    app.run_jobs().await;
    assert!(!sees(&clerk, &given).await);
    let desk = app.hearing_desk().await;
    assert!(desk.open("/staff/cases?queue=unrouted").await.body.contains(&given.number));
    case(&desk, &given).await.says("受付");
    app.finish().await;
}

#[tokio::test]
async fn a_memo_keeps_itself_for_its_writer_alone_until_it_is_registered() {
    let app = TestApp::start().await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let form = clerk.open("/staff/memos/new").await.form("/staff/memos").fill("body", "途中まで書いた話");
    let names = ["csrf", "form_token", "body", "channel", "section"];
    let late: Vec<(String, String)> = names.map(|n| (n.to_owned(), form.value(n).unwrap().to_owned())).into();
    clerk.post("/staff/memos/draft", &late).await.has_status(200).says("下書きを保存しました");
    let colleague = app.staff("市民協働課", &[Role::SectionClerk]).await;
    colleague.open("/staff/memos/new").await.hides("途中まで書いた話");
    // A mistake keeps it, too, and so does the end of the session.
    let again = clerk.open("/staff/memos/new").await;
    again.says("途中まで書いた話").says("下書きの続き");
    again.form("/staff/memos").fill("phone", "123").submit().await.has_status(422).says("途中まで書いた話");
    assert_eq!(clerk.open("/staff/memos/new").await.form("/staff/memos").value("phone"), Some("123"));
    let page = clerk.open("/staff/memos/new").await.form("/staff/memos").fill("phone", "").submit().await;
    page.has_status(200);
    let given = receipt(&page);
    // The browser's last keeping arrives after the memo was registered: it does not come back.
    clerk.post("/staff/memos/draft", &late).await;
    clerk.open("/staff/memos/new").await.hides("下書きの続き").says(&given.number);
    // Sent twice, it is one voice.
    let twice = clerk.post("/staff/memos", &late).await;
    assert_eq!(receipt(&twice).number, given.number);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_memo_waits_through_a_login_that_ran_out() {
    let app = TestApp::start().await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let form = clerk.open("/staff/memos/new").await.form("/staff/memos").fill("body", "長い電話で聞いた、集会所の話");
    app.pass(chrono::TimeDelta::minutes(31));
    let login = form.submit().await;
    login.has_status(401);
    let name = app.account("市民協働課", &[Role::SectionClerk]).await;
    let resume =
        login.form("/staff/login").fill("name", &name).fill("password", "correct-horse-battery").submit().await;
    resume.has_status(200).says("長い電話で聞いた、集会所の話");
    resume.form("/staff/memos").submit().await.has_status(200).says("登録しました");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn who_writes_for_another_reads_it_back_and_the_case_says_so() {
    let app = TestApp::start().await;
    let name = app.plant("例野健");
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let text = [("body", "手話の通訳を窓口に置いてほしい。"), ("channel", "counter"), ("proxy", "sign_language")];
    write(&clerk, &text).await.has_status(422).says("本人に確かめてから");
    let whom = format!("{name}さんの声を娘さんから");
    let given = heard(&clerk, &[&text[..], &[("read_back", "yes"), ("proxy_for", &whom)]].concat()).await;
    app.run_jobs().await;
    let page = case(&clerk, &given).await;
    page.says("手話（読み上げて本人に確かめた）").says("だれの声か").hides(&name);
    let desk = app.hearing_desk().await;
    let page = case(&desk, &given).await;
    page.says(&whom);
    desk.open(&page.link("処理票").unwrap()).await.says("手話（読み上げて本人に確かめた）");
    app.finish().await;
}

#[tokio::test]
async fn a_promise_names_its_way_and_is_not_done_yet() {
    let app = TestApp::start().await;
    let phone = app.plant("0299-00-0123");
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let text = [("body", "補助金の申し込みはいつまでか。"), ("reply", "yes"), ("reply_way", "phone")];
    write(&clerk, &text).await.has_status(422).says("電話番号を書いてください");
    let promised = [&text[..], &[("phone", phone.as_str())]].concat();
    let done = [("done", "yes"), ("result", "伝えた。"), ("outcome", "explained")];
    write(&clerk, &[&promised[..], &done[..]].concat()).await.has_status(422).says("約束したとき");
    let given = heard(&clerk, &[&promised[..], &[("done", "")]].concat()).await;
    app.run_jobs().await;
    case(&clerk, &given).await.says("希望する（電話）").hides(&phone);
    app.finish().await;
}

#[tokio::test]
async fn the_slip_speaks_the_callers_language_and_its_code_never_holds_the_secret() {
    let app = TestApp::start().await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let page = write(&clerk, &[("body", "When is the office open?"), ("channel", "counter"), ("language", "en")]).await;
    let given = receipt(&page);
    let address = page.link("受付票を印刷").unwrap();
    let slip = clerk.open(&address).await;
    slip.says("Confirmation no.").says(&given.secret).says("In person at the counter").says("/en/status");
    let code = kocho_document::qr::draw(&format!("http://kocho.test/en/status?number={}", given.number)).unwrap();
    assert!(slip.body.contains(&code.path), "the code leads to the page with the number filled in");
    let asked = app.resident().open(&format!("/en/status?number={}", given.number)).await;
    assert_eq!(asked.form("/status/view").value("number"), Some(given.number.as_str()));
    app.resident().open("/status?number=%3Cb%3E1%3C/b%3E").await.has_status(200).hides("<b>1</b>");
    app.staff("市民協働課", &[Role::SectionHead]).await.open(&address).await.has_status(404);
    app.hearing_desk().await.open(&address).await.has_status(200);
    app.pass(chrono::TimeDelta::hours(25));
    let again = app.hearing_desk().await.open(&address).await;
    again.says("number you were given before").hides(&given.secret);
    app.run_jobs().await;
    app.finish().await;
}
