//! Published answers that the desk writes: two people before everybody reads one, one person to take it back.

use kocho_domain::access::Role;

use super::search::search;
use crate::support::{Page, TestApp, Visitor};

/// Writes what is to be published; answers the page behind the form.
pub(super) async fn written<'a>(desk: &Visitor<'a>, title: &str, opinion: &str) -> Page<'a> {
    let form = desk.open("/staff/publications/write").await.form("/publications/write");
    let form = form.fill("title", title).fill("opinion", opinion).fill("reply", "新しい街灯を付けました。");
    form.fill("section", "建設課").fill("outcome", "explained").submit().await
}

#[tokio::test]
async fn what_one_person_wrote_another_publishes_and_everybody_reads_and_finds() {
    let app = TestApp::start().await;
    let (desk, other, resident) = (app.hearing_desk().await, app.hearing_desk().await, app.resident());
    let draft = written(&desk, "ぽんぽこ広場の街灯", "ぽんぽこ広場の街灯が消えています。").await;
    draft.has_status(200).says("自分で書いた案です").says("新しい街灯を付けました。");
    assert!(draft.find_form("/release").is_none());
    search(&desk, "ぽんぽこ広場").await.hides("公表した回答　1件");
    let csrf = draft.form("/discard").value("csrf").unwrap().to_owned();
    let own: [(String, String); 2] = [("csrf".into(), csrf), ("sure".into(), "yes".into())];
    desk.post(&format!("{}/release", draft.path), &own).await.has_status(422).says("自分で書いた案");

    let list = other.open("/staff/publications").await;
    let seen = other.open(&list.link("ぽんぽこ広場の街灯").expect("what waits")).await;
    seen.form("/release").submit().await.has_status(200).says("公表しました");
    let found = search(&other, "ぽんぽこ広場").await;
    found.says("公表した回答　1件");
    let answer = found.link("ぽんぽこ広場の街灯").expect("the answer");
    resident.open(&answer).await.has_status(200).says("新しい街灯を付けました。").says("建設課");

    // In other words: the address and the day stay.
    let edit = desk.open("/staff/publications").await.link("直す").expect("a way to write it anew");
    let form = desk.open(&edit).await.form("/publications/write");
    assert_eq!(form.value("title"), Some("ぽんぽこ広場の街灯"));
    let again = form.fill("reply", "明るい街灯に替えました。").submit().await;
    again.says("入れ替えます");
    resident.open(&answer).await.says("新しい街灯を付けました。");
    other.open(&again.path).await.form("/release").submit().await.has_status(200);
    resident.open(&answer).await.says("明るい街灯に替えました。").hides("新しい街灯");

    // One is enough to take it back.
    desk.open("/staff/publications")
        .await
        .form("/withdraw")
        .submit()
        .await
        .says("取り下げました")
        .says("まだありません");
    resident.open(&answer).await.has_status(404);
    search(&desk, "ぽんぽこ広場").await.hides("公表した回答　1件");
    let auditor = app.staff("総務課", &[Role::Auditor]).await;
    auditor.open("/staff/audit").await.says("回答を公表した").says("公表した回答を取り下げた");
    app.finish().await;
}

#[tokio::test]
async fn words_that_may_point_at_a_person_are_looked_at_before_a_draft_is_kept() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let name = app.plant("大和田一郎");
    let page = written(&desk, "街灯", &format!("{name}さんの家の前が暗い。")).await;
    page.has_status(422).says("個人を示すかもしれない言葉があります").says(&name);
    let kept = page.form("/publications/write").fill("checked", "yes").submit().await;
    kept.has_status(200).says("個人を示すかもしれない言葉があります");
    kept.form("/discard").submit().await.has_status(200).says("案を消しました").hides("街灯");
    written(&desk, "", "暗い。").await.has_status(422).says("見出しを100文字まで");
    written(&desk, "街灯", "").await.has_status(422).says("意見の要旨を入れてください");
    let clerk = app.staff("建設課", &[Role::SectionHead]).await;
    clerk.open("/staff/publications").await.has_status(404);
    app.finish().await;
}
