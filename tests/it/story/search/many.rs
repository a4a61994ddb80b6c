//! More hits than are counted: the count says so, and the pages still go to the end.

use kocho_domain::{
    access::{Actor, Role},
    clock::Clock,
    era::FiscalYear,
    receipt::ReceiptNumber,
    story::{AuditEvent, Story},
    workflow::Status,
};
use kocho_service::search::{COUNTED, SearchQuery, Total, find};
use kocho_store::demo::{self, Voice};

use super::recall::{all_pages, somebody};
use crate::support::TestApp;

fn voice(app: &TestApp, sequence: u32) -> Voice {
    let cx = app.house.cx(Actor::Import);
    let key = |kind: u8| {
        let mut bytes = [kind; 17];
        bytes[..4].copy_from_slice(&sequence.to_be_bytes());
        kocho_domain::id::PublicKey::from_random(bytes).as_str().to_owned()
    };
    Voice {
        key: key(1),
        case_key: key(2),
        number: ReceiptNumber { fiscal_year: FiscalYear::of(cx.today()), sequence },
        secret_hash: String::new(),
        channel: "web".into(),
        received_at: cx.now(),
        received_on: cx.today(),
        due_on: cx.today(),
        subject: format!("街灯{sequence}"),
        body: if sequence.is_multiple_of(2) {
            "夜道が暗い。".into()
        } else {
            "夜道が暗くて、こわい。".into()
        },
        district: None,
        age_group: None,
        kind: "request".into(),
        measure: None,
        holder: app.section("建設課"),
        status: Status::Routed,
        status_at: cx.now(),
        suggestion: None,
        answer: None,
    }
}

#[tokio::test]
async fn counts_are_exact_to_a_thousand_and_pages_go_on() {
    let app = TestApp::start().await;
    let voices: Vec<Voice> = (1..=1_004).map(|n| voice(&app, n)).collect();
    for some in voices.chunks(500) {
        let mut tx = app.house.db().begin(&Actor::Import, app.clock.now()).await.unwrap();
        demo::add(&mut tx, some).await.unwrap();
        tx.commit(Story::audit(AuditEvent::new("demo_filled", "submission", None))).await.unwrap();
    }
    let cx = somebody(&app, Role::HearingClerk, app.house.cx(Actor::Import).today()).await;
    let query = |q: &str| SearchQuery { q: q.into(), ..SearchQuery::default() };
    for (words, total) in
        [("夜道", Total::Many), ("こわい", Total::Exactly(502)), ("夜道 -「街灯1」 -街灯2", Total::Exactly(777))]
    {
        assert_eq!(find(&cx, &query(words)).await.unwrap().total, Some(total), "{words}");
    }
    let newest: Vec<String> = voices.iter().rev().map(|v| v.number.to_string()).collect();
    assert_eq!(all_pages(&cx, "夜道", "").await, newest);
    // The best are looked for among the newest that are counted.
    assert_eq!(all_pages(&cx, "夜道", "best").await, newest[..COUNTED]);
    let page =
        app.staff("建設課", &[Role::SectionClerk]).await.open("/staff/search?q=%E5%A4%9C%E9%81%93&order=best").await;
    page.has_status(200).says("1,000件以上").says("新しい1,000件の中");
    app.leave();
}
