//! Cases of a load run: the same seed makes the same ones.

use kocho_domain::access::{Actor, Role};

use crate::support::TestApp;

/// What a fresh city holds after so many cases of a seed: receipts to look at, and the rows of the desk's list.
async fn filled(seed: u64) -> (Vec<(String, String)>, Vec<String>) {
    let app = TestApp::start().await;
    let opinions = std::fs::read_to_string("config/demo/opinions.jsonl").unwrap();
    let samples = kocho::seed::bulk::fill(&app.house.cx(Actor::Import), &opinions, 40, seed).await.unwrap();
    let desk = app.staff("秘書広聴課", &[Role::HearingClerk]).await;
    let list = desk.open("/staff/cases?queue=all").await;
    let rows = list.has_status(200).all("tbody tr");
    app.leave();
    (samples, rows)
}

#[tokio::test]
async fn the_same_seed_makes_the_same_cases_and_another_one_others() {
    let (receipts, rows) = filled(7).await;
    assert_eq!(rows.len(), 40);
    assert!(!receipts.is_empty());
    assert_eq!(filled(7).await, (receipts.clone(), rows.clone()));
    let (others, other_rows) = filled(8).await;
    assert_ne!(others, receipts);
    assert_ne!(other_rows, rows);
}
