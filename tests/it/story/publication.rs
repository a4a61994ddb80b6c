//! Published answers that the desk writes: two people before everybody reads one, one person to take it back; and the list of them.

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
    let discard = desk.open(&draft.link("この案を消す").unwrap()).await;
    discard.says("「ぽんぽこ広場の街灯」を消します").says("やめる");
    let csrf = discard.form("/discard").value("csrf").unwrap().to_owned();
    let own: [(String, String); 2] = [("csrf".into(), csrf), ("sure".into(), "yes".into())];
    desk.post(&format!("{}/release", draft.path), &own)
        .await
        .has_status(422)
        .says("自分で書いた案は、自分では公表できません");

    let list = other.open("/staff/publications").await;
    assert_eq!(list.all(".bar-nav a[aria-current]"), ["公表"], "the menu leads here");
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

    // One is enough to take it back; the page asks once and names it.
    let sure = desk.open(&desk.open("/staff/publications").await.link("取り下げる").unwrap()).await;
    sure.says("「ぽんぽこ広場の街灯」の公表を取り下げます。だれも読めなくなります。");
    resident.open(&answer).await.has_status(200);
    let list = sure.form("/withdraw").submit().await;
    list.says("取り下げました").says("まだありません").says("取り下げた回答").says("ぽんぽこ広場の街灯");
    sure.form("/withdraw").submit().await.has_status(200).says("何もしていません");
    resident.open(&answer).await.has_status(410).says("この回答は、公表を終わりました。").hides("明るい街灯");
    resident.open(&format!("/en{answer}")).await.has_status(410).says("The city no longer publishes this answer.");
    resident.open(&format!("/easy{answer}")).await.has_status(410);
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
    let sure = desk.open(&kept.link("この案を消す").unwrap()).await;
    sure.form("/discard").submit().await.has_status(200).says("案を消しました").hides("街灯");
    written(&desk, "", "暗い。").await.has_status(422).says("見出しを100文字まで");
    written(&desk, "街灯", "").await.has_status(422).says("意見の要旨を入れてください");
    let clerk = app.staff("建設課", &[Role::SectionHead]).await;
    clerk.open("/staff/publications").await.has_status(404);
    app.finish().await;
}

#[tokio::test]
async fn a_form_says_all_its_mistakes_at_once_and_names_the_fields() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let form = desk.open("/staff/publications/write").await;
    assert_eq!(form.all(".required-mark").len(), 6);
    let name = app.plant("大和田一郎");
    let page = form.form("/publications/write").fill("opinion", &format!("{name}さんの家の前が暗い。")).submit().await;
    page.has_status(422).says("見出しを100文字までの1行で").says("市の回答を入れてください");
    page.says("担当を選んでください").says("対応区分を選んでください").says("個人を示すかもしれない言葉があります");
    page.hides("一覧から選んでください");
    app.finish().await;
}

#[tokio::test]
async fn a_draft_goes_back_with_a_reason_and_is_published_after_its_writer_wrote_it_anew() {
    let app = TestApp::start().await;
    let (desk, other) = (app.hearing_desk().await, app.hearing_desk().await);
    let draft = written(&desk, "ぽんぽこ広場の街灯", "街灯が消えています。").await;
    let seen = other.open(&draft.path).await;
    assert!(seen.link("案を直す").is_none(), "the words are the writer's");
    let empty = seen.form("/return").submit().await;
    empty.has_status(422).says("戻す理由を300文字までの1行で入れてください");
    let list = empty.form("/return").fill("reason", "いつ付けたかも書いてください。").submit().await;
    list.has_status(200).says("書いた人に戻しました");

    // Nobody publishes it now, not even from a page that was open before.
    seen.form("/release").submit().await.has_status(409);
    assert!(other.open(&draft.path).await.find_form("/release").is_none());

    let back = desk.open(&draft.path).await;
    back.says("書いた人に戻されています").says("いつ付けたかも書いてください。");
    let form = desk.open(&back.link("案を直す").expect("a way to write it anew")).await.form("/publications/write");
    assert_eq!((form.value("title"), form.value("section")), (Some("ぽんぽこ広場の街灯"), Some("建設課")));
    let anew = form.fill("reply", "4月に新しい街灯を付けました。").submit().await;
    anew.has_status(200).says("4月に新しい街灯を付けました。").says("自分で書いた案です").hides("いつ付けたか");
    assert_ne!(anew.path, draft.path, "another draft stands in its place");
    seen.form("/release").submit().await.says("何もしていません");

    // Who still has the form open loses nothing when the draft is gone.
    let form = desk.open(&anew.link("案を直す").unwrap()).await.form("/publications/write");
    other.open(&anew.path).await.form("/release").submit().await.has_status(200).says("公表しました");
    let late = form.fill("reply", "5月に付けました。").submit().await;
    late.has_status(422).says("直していた案は、公表されたか、消されました").says("5月に付けました。");
    let auditor = app.staff("総務課", &[Role::Auditor]).await;
    auditor.open("/staff/audit").await.says("書いた人に戻した").says("案を書き直した");
    app.finish().await;
}

#[tokio::test]
async fn a_correction_of_an_answer_that_was_taken_back_becomes_a_new_answer_when_the_page_said_so() {
    let app = TestApp::start().await;
    let (desk, other, resident) = (app.hearing_desk().await, app.hearing_desk().await, app.resident());
    let draft = written(&desk, "ぽんぽこ広場の街灯", "街灯が消えています。").await;
    let list = other.open(&draft.path).await.form("/release").submit().await;
    let before = list.link("ぽんぽこ広場の街灯").expect("the answer");
    let form = desk.open(&list.link("直す").unwrap()).await.form("/publications/write");
    let correction = form.fill("reply", "明るい街灯に替えました。").submit().await;
    let seen = other.open(&correction.path).await;
    seen.says("入れ替えます");

    let sure = desk.open(&desk.open("/staff/publications").await.link("取り下げる").unwrap()).await;
    sure.form("/withdraw").submit().await.has_status(200);
    seen.form("/release").submit().await.has_status(409);
    let again = other.open(&correction.path).await;
    again.says("元の回答は取り下げられています。新しい回答として公表しますか。");
    let list = again.form("/release").submit().await;
    list.has_status(200).says("公表しました");
    resident.open(&before).await.has_status(410);
    let after = list.link("ぽんぽこ広場の街灯").expect("the new answer");
    assert_ne!(after, before);
    resident.open(&after).await.has_status(200).says("明るい街灯に替えました。");
    app.finish().await;
}

#[tokio::test]
async fn everybody_reads_all_published_answers_page_by_page_in_three_languages() {
    let app = TestApp::start().await;
    let (desk, resident) = (app.hearing_desk().await, app.resident());
    resident.open("/answers").await.has_status(200).says("まだありません。");
    // Two on each day: the order within a day is that in which they came.
    let item = |n: u32| {
        let day = n.div_ceil(2);
        format!(
            r#"{{"id": "q{n}", "date": "2026-04-{day:02}", "title": "題{n:02}", "opinion": "暗い。", "reply": "付けました。",
            "section": "建設課", "measure": null, "status": "対応済み"}}"#
        )
    };
    let items: Vec<String> = (1..=22).map(item).collect();
    let file = format!(r#"{{"items": [{}]}}"#, items.join(","));
    let import = app.house.cx(kocho_domain::access::Actor::Import);
    assert_eq!(kocho_service::publication::import(&import, &file).await.unwrap(), 22);

    let home = resident.open("/").await;
    let first = resident.open(&home.link("これまでのご意見と市の回答").expect("a way to the list")).await;
    let titles = first.all(".promise a");
    assert_eq!((titles.len(), titles[0].as_str(), titles[19].as_str()), (20, "題22", "題03"));
    first.says("建設課").says("実施済");
    resident.open(&first.link("題22").unwrap()).await.has_status(200).says("付けました。").hides("日本語で書いて");

    // The place stays when the last one of a page is taken back meanwhile.
    let sure = desk.open(&desk.open("/staff/publications").await.link("取り下げる（題03）").unwrap()).await;
    sure.form("/withdraw").submit().await.has_status(200);
    let second = resident.open(&first.link("前の回答を見る").expect("older ones")).await;
    assert_eq!(second.all(".promise a"), ["題02", "題01"]);
    assert!(second.link("前の回答を見る").is_none());
    assert_eq!(second.link("新しい回答へ").as_deref(), Some("/answers"));

    resident.open("/easy/answers").await.has_status(200).says("題22");
    let english = resident.open("/en/answers").await;
    english.says("Most are in Japanese.");
    resident.open(&english.link("題22").unwrap()).await.says("The city wrote this answer in Japanese.");
    resident.open("/answers?after=aaaabbbbccccddddeeeeffff22").await.has_status(404);
    app.finish().await;
}
