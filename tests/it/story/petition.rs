//! 要望書: a paper of a 行政区 with several items becomes one voice and a case for each.

use kocho_domain::access::Role;

use crate::support::{Page, TestApp, Visitor};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// Fills in who brought the paper and its items, then takes it in.
async fn bring<'a>(desk: &Visitor<'a>, items: &[(&str, &str)], fields: &[(&str, &str)]) -> Page<'a> {
    let mut form = desk.open("/staff/petitions/new").await.form("/staff/petitions");
    form = form.fill("organisation", "見本台行政区").fill("name", "区長 美野里 太郎").fill("address", "見本台1番地");
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    for (n, (title, text)) in items.iter().enumerate() {
        let put = |form: crate::support::Form<'a>, name: &str, value: &str| {
            if n == 0 { form.fill(name, value) } else { form.tick(name, value) }
        };
        form = put(put(form, "item_title", title), "item_text", text);
    }
    form.attach("files", "位置図.pdf", PDF).submit().await
}

fn number(page: &Page<'_>) -> String {
    page.all(".case-path .num").join("")
}

#[tokio::test]
async fn a_paper_with_three_items_is_one_voice_and_three_cases_that_go_their_own_ways() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let items = [
        ("街灯の設置", "集会所から県道まで暗い。"),
        ("側溝のふた", "ふたがなく困っている。"),
        ("集会所の椅子", "数が足りない。"),
    ];
    let about = [("resolution", "総会"), ("resolved_on", "2026-04-12"), ("budget_year", "2027")];
    let page = bring(&desk, &items, &about).await;
    page.has_status(200).says("要望書を受け付けました（3件）").says("見本台行政区の要望書（3項目）");
    page.says("用件1").says("用件3").says("集会所の椅子").says("総会（令和8年4月12日）").says("令和9年度").says("手紙");
    page.says("書類1").says("受付票");
    app.run_jobs().await;
    let lead = app.section("市民協働課").to_string();
    let first =
        desk.open(&page.path).await.form("/route").fill("suggested", "other").fill("lead", &lead).submit().await;
    first.has_status(200).says("街灯の設置").says("回付済");
    let section = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let list = section.open("/staff/cases?queue=all").await;
    list.says("街灯の設置").hides("集会所の椅子");
    let waiting = desk.open("/staff/cases?queue=unrouted").await;
    waiting.says("側溝のふた").says("集会所の椅子").hides("街灯の設置");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_paper_handed_over_at_the_counter_says_so_and_its_slip_names_the_group() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let items = [("街灯の設置", "暗い。"), ("側溝のふた", "ふたがない。")];
    bring(&desk, &items, &[("channel", "web")]).await.has_status(422).says("受付方法を選んでください");
    let page = bring(&desk, &items, &[("channel", "counter")]).await;
    page.has_status(200).says("受付方法 窓口").says("【項目1】街灯の設置").says("【項目2】側溝のふた");
    let slip = desk.open(&page.link("受付票").unwrap()).await;
    slip.says("要望書の受付票").says("団体名 見本台行政区").says("2項目").says("窓口");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn rows_grow_without_a_script_and_nothing_typed_or_chosen_is_lost() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let form = desk.open("/staff/petitions/new").await.form("/staff/petitions");
    let form = form.fill("item_title", "街灯").attach("files", "地図.pdf", PDF).tick("more", "1");
    let more = form.submit().await;
    more.has_status(200).says("項目4").says("地図.pdf");
    assert!(more.body.contains("街灯"));
    // A paper without a sender is not taken, and stays as it was.
    let wrong = more.form("/staff/petitions").submit().await;
    wrong.has_status(422).says("行政区または団体").says("回答書の送り先").says("地図.pdf");
    let right = wrong.form("/staff/petitions").fill("organisation", "羽鳥行政区").fill("name", "区長");
    let page = right.fill("address", "羽鳥1番地").submit().await;
    page.has_status(200).says("（1件）").says("羽鳥行政区の要望書：街灯").says("書類1");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_next_years_paper_leads_to_the_last_ones_and_back() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let first = bring(&desk, &[("街灯の設置", "暗い。")], &[("received_on", "2025-08-20")]).await;
    let number = number(&first);
    first.says("令和7年8月20日");
    let unknown = bring(&desk, &[("街灯の設置", "暗い。")], &[("earlier", "R8-999999-X")]).await;
    unknown.has_status(422);
    let next = bring(&desk, &[("街灯の設置", "まだ暗い。")], &[("earlier", &number)]).await;
    next.says("前回の要望書");
    let back = desk.open(&next.link(&number).unwrap()).await;
    back.says("その後の要望書");
    let future = bring(&desk, &[("街灯", "")], &[("received_on", "2030-01-01")]).await;
    future.has_status(422).says("今日までの日");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn one_dangerous_item_stands_before_the_others() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let items = [("街灯の設置", "暗い。"), ("道路の陥没", "道路が陥没して、車が落ちそうです。")];
    let page = bring(&desk, &items, &[]).await;
    page.has_status(200);
    let urgent = desk.open("/staff/cases?queue=urgent").await;
    urgent.says("道路の陥没").hides("街灯の設置");
    app.run_jobs().await;
    app.finish().await;
}
