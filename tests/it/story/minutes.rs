//! The record of a dialogue day, its summaries, and what follows.

use crate::support::TestApp;

/// What the doors of the record ask for.
pub(crate) async fn furnished(app: &TestApp) -> Vec<(&'static str, String)> {
    super::commitment::sample_days(app).await;
    app.clock.set("2026-04-22T01:00:00Z".parse().unwrap());
    let reader = app.house.db().reader();
    let all = kocho_domain::commitment::scope(&kocho_domain::access::Actor::Worker);
    let one = kocho_store::commitment_list::page(&reader, &all, &Default::default(), 1).await.unwrap().remove(0);
    vec![("commitment", one.key.to_string())]
}
