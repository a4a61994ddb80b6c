//! A resident says something, holds a receipt and sees where it stands.

use crate::support::{Page, TestApp, Visitor};

/// Number and secret as printed on the receipt.
fn receipt(page: &Page<'_>) -> (String, String) {
    let number = page.all(".receipt-number").join("");
    let secret = page.all(".receipt-secret").join("");
    assert!(!number.is_empty() && !secret.is_empty(), "no number or secret on {}: {}", page.path, page.text());
    (number, secret)
}

async fn say<'a>(visitor: &Visitor<'a>, body: &str) -> Page<'a> {
    let check = visitor.open("/voice/new").await.form("/voice/check").fill("body", body).submit().await;
    check.has_status(200).says(body);
    check.form("/voice").submit().await
}

#[tokio::test]
async fn a_resident_submits_with_the_text_alone_and_sees_where_it_stands() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let done = say(&resident, "回覧板が回ってきません。うちだけでしょうか。").await;
    done.has_status(200);
    let (number, secret) = receipt(&done);
    assert!(number.contains("R8-000001-"), "{number}");
    let page = resident.open("/status").await.form("/status/view").fill("number", &number).fill("secret", &secret).submit().await;
    page.has_status(200).says("受け付けました");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn an_empty_text_is_told_beside_the_field_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let page = app.resident().open("/voice/new").await.form("/voice/check").fill("subject", "街灯のこと").submit().await;
    page.has_status(422);
    assert_eq!(page.form("/voice/check").value("subject"), Some("街灯のこと"));
    app.finish().await;
}
