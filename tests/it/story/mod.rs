//! The stories, one file a theme, and what they share: people's usual ways through the pages.

mod ending;
mod fault;
mod reply;
mod search;
mod staff;
mod submission;

use std::collections::BTreeMap;

use kocho_domain::access::Role;

use crate::support::{Page, TestApp, Visitor};

/// What a resident holds.
#[derive(Debug, Clone)]
pub(crate) struct Receipt {
    pub(crate) number: String,
    pub(crate) secret: String,
}

/// Number and secret as printed on the receipt page.
#[track_caller]
fn receipt(page: &Page<'_>) -> Receipt {
    let receipt =
        Receipt { number: page.all(".receipt-number").join(""), secret: page.all(".receipt-secret").join("") };
    assert!(
        !receipt.number.is_empty() && !receipt.secret.is_empty(),
        "no receipt on {} ({}): {}",
        page.path,
        page.status,
        page.text()
    );
    page.visitor.app.plant(&receipt.secret);
    receipt
}

/// Writes, checks and sends; answers the receipt.
async fn say(visitor: &Visitor<'_>, fields: &[(&str, &str)]) -> Receipt {
    let mut form = visitor.open("/voice/new").await.form("/voice/check");
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    let check = form.submit().await;
    check.has_status(200);
    let done = check.form("/voice").submit().await;
    receipt(&done)
}

/// Opens the status page with number and secret.
async fn status<'a>(visitor: &Visitor<'a>, receipt: &Receipt) -> Page<'a> {
    let form = visitor.open("/status").await.form("/status/view");
    form.fill("number", &receipt.number).fill("secret", &receipt.secret).submit().await
}

/// Opens the page of a voice's first case from the list; 404 pages are answered as they are.
async fn case<'a>(visitor: &Visitor<'a>, receipt: &Receipt) -> Page<'a> {
    let list = visitor.open("/staff/cases?queue=all").await;
    list.has_status(200);
    let link = list
        .row_link(&receipt.number)
        .unwrap_or_else(|| panic!("{} is not in the list: {}", receipt.number, list.text()));
    let page = visitor.open(&link).await;
    page.has_status(200);
    page
}

/// The case is in this person's list.
async fn sees(visitor: &Visitor<'_>, receipt: &Receipt) -> bool {
    visitor.open("/staff/cases?queue=all").await.row_link(&receipt.number).is_some()
}

/// Does an act of one form on the case's page.
async fn act<'a>(visitor: &Visitor<'a>, receipt: &Receipt, act: &str, fields: &[(&str, &str)]) -> Page<'a> {
    let mut form = case(visitor, receipt).await.form(&format!("/{act}"));
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    form.submit().await
}

/// Routes a case to a section.
async fn route<'a>(desk: &Visitor<'a>, receipt: &Receipt, section: &str) -> Page<'a> {
    let id = desk.app.section(section).to_string();
    let page = act(desk, receipt, "route", &[("suggested", "other"), ("lead", &id)]).await;
    page.has_status(200).says("回付");
    page
}

/// One voice with a case, for tests that need a door's parameters filled.
pub(crate) async fn furnished(app: &TestApp) -> BTreeMap<&'static str, String> {
    let resident = app.resident();
    let given = say(&resident, &[("body", "回覧板が回ってきません。")]).await;
    app.run_jobs().await;
    let desk = app.staff("秘書広聴課", &[Role::HearingClerk, Role::HearingHead, Role::Admin]).await;
    route(&desk, &given, "市民協働課").await;
    let key = case(&desk, &given).await.path.trim_start_matches("/staff/cases/").to_owned();
    let reader = app.house.db().reader();
    let parsed = kocho_domain::id::PublicKey::parse(&key).unwrap();
    let row = kocho_store::case::by_key(&reader, &parsed).await.unwrap().unwrap();
    let submission = kocho_store::submission::by_id(&reader, row.submission).await.unwrap().unwrap();
    BTreeMap::from([
        ("case", key),
        ("submission", submission.key.to_string()),
        ("version", "1".into()),
        ("file", submission.key.to_string()),
        ("id", "1".into()),
        ("role", "1".into()),
        ("year", "2026".into()),
        ("monday", "2026-04-20".into()),
        ("kind", "deadlines".into()),
        ("code", "section_head".into()),
        ("noun", "plan".into()),
    ])
}
