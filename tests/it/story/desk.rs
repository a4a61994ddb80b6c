//! The desk's list: pages there and back, what each filter narrows it to, counts that say what the lists hold.

use std::collections::BTreeSet;

use kocho_domain::access::Actor;

use super::{Receipt, act, anonymous, case, route, say, submit_many};
use crate::support::{Page, TestApp, Visitor};

/// The receipt numbers of a page, in their order.
fn numbers(page: &Page<'_>) -> Vec<String> {
    page.all("td.case-what .num")
}

/// All pages of a list from its first one on: those one gets by 次へ, then those by 前へ from the last one back.
async fn there_and_back(desk: &Visitor<'_>, queue: &str) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let mut page = desk.open(&format!("/staff/cases?queue={queue}")).await;
    assert!(page.has_status(200).link("前へ").is_none(), "nothing stands before the first page");
    let mut there = vec![numbers(&page)];
    while let Some(next) = page.link("次へ") {
        page = desk.open(&next).await;
        there.push(numbers(page.has_status(200)));
        assert!(there.len() < 10, "the pages of {queue} never end");
    }
    let mut back = vec![numbers(&page)];
    while let Some(previous) = page.link("前へ") {
        page = desk.open(&previous).await;
        back.push(numbers(page.has_status(200)));
        assert!(back.len() < 10, "the pages of {queue} never begin");
    }
    (there, back)
}

#[tokio::test]
async fn pages_there_and_back_hold_every_case_once() {
    let app = TestApp::start().await;
    // Three days of receipt, each with as many cases as would not fill a page, so that pages end inside of days.
    for day in 0..3 {
        let texts: Vec<String> =
            (0..40).map(|n| format!("集会所の椅子を{}脚にしてください。", 500 + day * 40 + n)).collect();
        submit_many(&app, &texts).await;
        app.pass(chrono::TimeDelta::days(1));
    }
    let desk = app.hearing_desk().await;
    for queue in ["unrouted", "all"] {
        let (there, mut back) = there_and_back(&desk, queue).await;
        let each: Vec<usize> = there.iter().map(Vec::len).collect();
        assert_eq!(each, [50, 50, 20], "{queue}");
        let different: BTreeSet<&String> = there.iter().flatten().collect();
        assert_eq!(different.len(), 120, "{queue} shows a case twice");
        back.reverse();
        assert_eq!(back, there, "{queue} is another list on the way back");
    }
    let first = desk.open("/staff/cases?queue=unrouted").await;
    assert_eq!(first.all(".desk-total"), ["120件"]);
    let newest = desk.open("/staff/cases?queue=all").await;
    assert!(numbers(&newest)[0].starts_with("R8-000120-"), "{:?}", numbers(&newest)[0]);
    // What is in the list is looked at; what the jobs would do with it is another story.
    app.leave();
}

/// Five voices that differ in everything a list can be narrowed to.
struct Five {
    /// 要望, 1101, at 市民協働課.
    tagged: Receipt,
    /// 意見, 計画に該当なし, at 環境課.
    outside: Receipt,
    /// By telephone, nothing decided.
    phoned: Receipt,
    /// At 環境課, due today.
    today: Receipt,
    /// At 環境課, due yesterday.
    late: Receipt,
}

async fn routed(desk: &Visitor<'_>, given: &Receipt, section: &str, due_on: &str) {
    let id = desk.app.section(section).to_string();
    act(desk, given, "route", &[("suggested", "other"), ("lead", &id), ("due_on", due_on)]).await.has_status(200);
}

async fn five(app: &TestApp, desk: &Visitor<'_>) -> Five {
    let resident = app.resident();
    let tagged = say(&resident, &[("body", "回覧板を回す順番を決めてください。")]).await;
    act(desk, &tagged, "triage", &[("kind", "request"), ("decision", "tagged"), ("measure", "1101")])
        .await
        .has_status(200);
    route(desk, &tagged, "市民協働課").await;
    let outside = say(&resident, &[("body", "カラスの鳴き声をよく聞くようになりました。")]).await;
    act(desk, &outside, "triage", &[("kind", "opinion"), ("decision", "outside")]).await.has_status(200);
    route(desk, &outside, "環境課").await;

    let cx = app.house.cx(Actor::Resident);
    let call = kocho_service::submission::Submit {
        channel: "phone".into(),
        medium: "voice".into(),
        ..anonymous(&cx, "図書館の開館時間を知りたいです。")
    };
    let key = kocho_service::submission::submit(&cx, call).await.unwrap().key;
    let voice = kocho_store::submission::by_key(&app.house.db().reader(), &key).await.unwrap().unwrap();
    let phoned = Receipt { number: voice.number.to_string(), secret: String::new() };

    let today = say(&resident, &[("body", "ごみの袋の値段を教えてください。")]).await;
    routed(desk, &today, "環境課", "2026-04-22").await;
    let late = say(&resident, &[("body", "犬の散歩の決まりを教えてください。")]).await;
    routed(desk, &late, "環境課", "2026-04-21").await;
    Five { tagged, outside, phoned, today, late }
}

#[tokio::test]
async fn each_filter_narrows_the_list_to_what_it_says() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let Five { tagged, outside, phoned, today, late } = &five(&app, &desk).await;
    let (own, other) = (app.section("市民協働課").to_string(), app.section("環境課").to_string());
    let cases: [(&str, &str, &[&Receipt]); 15] = [
        ("section", &own, &[tagged]),
        ("section", &other, &[outside, today, late]),
        ("status", "routed", &[tagged, outside, today, late]),
        ("status", "received", &[phoned]),
        ("status", "settled", &[]),
        ("due", "overdue", &[late]),
        ("due", "today", &[today]),
        ("due", "soon", &[today]),
        ("measure", "1101", &[tagged]),
        ("measure", "outside", &[outside]),
        ("measure", "undecided", &[phoned, today, late]),
        ("kind", "request", &[tagged]),
        ("kind", "opinion", &[outside]),
        ("channel", "phone", &[phoned]),
        ("channel", "web", &[tagged, outside, today, late]),
    ];
    for (field, value, expected) in cases {
        let page = desk.open(&format!("/staff/cases?queue=all&{field}={value}")).await;
        let shown: BTreeSet<String> = numbers(page.has_status(200)).into_iter().collect();
        let expected: BTreeSet<String> = expected.iter().map(|given| given.number.clone()).collect();
        assert_eq!(shown, expected, "{field}={value}");
        assert_eq!(page.all("a.chip").len(), 1, "{field}={value} stands above the list, to be taken off");
        if matches!(field, "status" | "due") {
            assert_eq!(page.all(".desk-total"), [format!("{}件", expected.len())], "{field}={value}");
        }
    }
    // Two at once: what both say.
    let both = desk.open(&format!("/staff/cases?queue=all&section={other}&due=overdue")).await;
    assert_eq!(numbers(&both), std::slice::from_ref(&late.number));
    app.leave();
}

#[tokio::test]
async fn the_count_of_a_queue_is_the_number_of_its_rows() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    five(&app, &desk).await;
    let mut counted = Vec::new();
    for queue in ["urgent", "unrouted", "returned", "ending", "dispatch", "soon", "overdue"] {
        let page = desk.open(&format!("/staff/cases?queue={queue}")).await;
        let count = page.has_status(200).all("a.queue[aria-current=page] .count").join("");
        let count: usize = count.trim_end_matches('件').trim().parse().unwrap();
        assert_eq!(numbers(&page).len(), count, "{queue}: {}", page.text());
        assert_eq!(page.all(".desk-total"), [format!("{count}件")], "{queue}");
        counted.push(count);
    }
    assert_eq!(counted, [0, 1, 0, 0, 0, 1, 1]);
    app.leave();
}

#[tokio::test]
async fn what_leaves_as_a_table_or_on_paper_names_nobody_also_when_the_desk_takes_it_out() {
    let app = TestApp::start().await;
    let (name, phone) = (app.plant("大和田一郎"), app.plant("090-1234-5678"));
    let subject = format!("{name}さん（{phone}）の車のこと");
    let given = say(&app.resident(), &[("body", "路上の車をどけてください。"), ("subject", &subject)]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    desk.open("/staff/cases?queue=all").await.says("の車のこと");
    for out in ["/staff/cases/csv?queue=all", "/staff/cases/register?queue=all"] {
        let page = desk.open(out).await;
        page.has_status(200);
        assert!(page.body.contains(&given.number) && page.body.contains("の車のこと"), "{out}");
        assert!(!page.body.contains(&name) && !page.body.contains(&phone), "{out}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_single_key_decides_only_while_the_desk_has_the_case_to_decide_on() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "回覧板が回ってきません。")]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    let page = case(&desk, &given).await;
    page.says("候補に決める").says("回付へ");
    assert_eq!(page.all("[data-key='0']").len(), 1);
    assert_eq!(page.all("[data-key=list]"), ["一覧へ"]);
    route(&desk, &given, "市民協働課").await;
    let page = case(&desk, &given).await;
    assert!(page.find_form("/triage").is_some(), "it may still be classified, with a button");
    page.hides("候補に決める")
        .hides("回付へ")
        .hides("data-key=\"0\"")
        .hides("data-key=\"1\"")
        .hides("data-key=\"route\"");
    assert_eq!(page.all("[data-key=list]"), ["一覧へ"]);
    app.run_jobs().await;
    app.finish().await;
}
