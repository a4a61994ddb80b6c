//! A My Number that somebody wrote: nobody reads it, not even with a reason, and the desk takes it out for good.

use kocho_domain::{access::Role, submission::Submission};

use super::{Receipt, act, case, copying, receipt, route, search::search, status};
use crate::support::{TestApp, Visitor};

const NUMBER: &str = "123456789018";
const WRITTEN: &str = "1234-5678-9018";

/// A voice with the number in its text, its subject, its place and its wishes.
async fn everywhere(resident: &Visitor<'_>) -> Receipt {
    let form = resident.open("/voice/new").await.form("/voice/check");
    let form = form.fill("body", &format!("番号は{NUMBER}です。手続きを教えてください。"));
    let form = form.fill("subject", &format!("番号{WRITTEN}のこと")).fill("place", &format!("窓口{NUMBER}"));
    let form = form.fill("reply", "yes").fill("reply_way", "phone").fill("phone", "0299-00-0012");
    let form = form.fill("name", "甲野花子").fill("reach_note", &format!("番号{NUMBER}を言ってから話してください"));
    receipt(&form.submit().await.form("/voice").submit().await)
}

/// The voice as it stands in the database.
async fn stored(app: &TestApp, given: &Receipt) -> Submission {
    let reader = app.house.db().reader();
    let number = kocho_domain::receipt::ReceiptNumber::parse(&given.number).unwrap();
    let found = kocho_store::submission::by_number(&reader, number.fiscal_year.year(), number.sequence).await.unwrap();
    kocho_store::submission::by_id(&reader, found.unwrap().0).await.unwrap().unwrap()
}

/// In which texts of it the number stands, looked at from outside.
async fn texts_with(app: &TestApp, given: &Receipt) -> Vec<&'static str> {
    let reader = app.house.db().reader();
    let voice = stored(app, given).await;
    let id = voice.id;
    let contact = kocho_store::submission::contact(&reader, id).await.unwrap().unwrap().into_inner();
    let case = kocho_store::case::of_submission(&reader, id).await.unwrap().remove(0);
    let (title, point) = kocho_store::case::texts(&reader, case.id).await.unwrap();
    let file = kocho_store::case_file::read(&reader, &case.key).await.unwrap().unwrap();
    let additions: String = file.additions.iter().map(|(_, text)| text.as_str()).collect();
    let notes: String = file.notes.iter().map(|note| note.body.as_str()).collect();
    [
        ("body", voice.body),
        ("subject", voice.subject),
        ("place", voice.place.unwrap_or_default()),
        ("reach_note", contact.reach_note.unwrap_or_default()),
        ("copy", file.cleaned.map(|copy| copy.body).unwrap_or_default()),
        ("title", title),
        ("point", point.unwrap_or_default()),
        ("addition", additions),
        ("note", notes),
    ]
    .into_iter()
    .filter(|(_, text)| text.contains(NUMBER) || text.contains(WRITTEN))
    .map(|(column, _)| column)
    .collect()
}

#[tokio::test]
async fn a_my_number_beside_the_text_is_pointed_out_and_stays_hidden_after_a_reveal() {
    let app = TestApp::start().await;
    for field in ["subject", "place", "reach_note"] {
        let form =
            app.resident().open("/voice/new").await.form("/voice/check").fill("body", "手続きを教えてください。");
        let form = form.fill("reply", "yes").fill("reply_way", "phone").fill("phone", "0299-00-0012");
        let check = form.fill("name", "甲野花子").fill(field, &format!("番号は{NUMBER}")).submit().await;
        check.has_status(200).says("マイナンバーのような番号があります");
        let given = receipt(&check.form("/voice").submit().await);
        let desk = app.hearing_desk().await;
        let page = case(&desk, &given).await;
        page.hides(NUMBER).says("番号を消す");
        let shown = page.form("/reveal").fill("reason_code", "reveal_contact").submit().await;
        shown.has_status(200).says("0299-00-0012").hides(NUMBER);
    }
    app.plant(NUMBER);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_desk_takes_the_number_out_of_every_text_and_everything_else_stays() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let given = everywhere(&resident).await;
    let page = status(&resident, &given).await;
    page.form("/status/add").fill("add", &format!("番号は{WRITTEN}です。")).submit().await.has_status(200);
    let desk = app.hearing_desk().await;
    let page = copying(&desk, &given).await;
    page.hides(NUMBER);
    page.form("/clean").fill("text", &format!("番号{NUMBER}のこと")).submit().await.hides(NUMBER);
    copying(&desk, &given).await.hides(NUMBER);
    act(&desk, &given, "note", &[("text", &format!("電話で{NUMBER}と聞いた"))]).await.has_status(200);
    let before = texts_with(&app, &given).await;
    assert_eq!(before, ["body", "subject", "place", "reach_note", "copy", "addition", "note"]);
    route(&desk, &given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    assert!(case(&clerk, &given).await.find_form("/erase_number").is_none(), "erasing is the desk's");

    let erased = case(&desk, &given).await.says("番号を消す").form("/erase_number").submit().await;
    erased.has_status(200).says("マイナンバーを消しました").says("マイナンバーの消去").hides(NUMBER);
    assert!(erased.find_form("/erase_number").is_none(), "there is nothing left to erase");
    erased.says("番号●●●●●●●●●●●●●●のこと");
    assert_eq!(texts_with(&app, &given).await, Vec::<&str>::new());
    let shown = erased.form("/reveal").fill("reason_code", "reveal_contact").submit().await;
    shown.says("甲野花子").says("0299-00-0012").says("番号●●●●●●●●●●●●を言ってから話してください");
    assert_eq!(stored(&app, &given).await.body, "番号は●●●●●●●●●●●●です。手続きを教えてください。");
    search(&desk, "手続きを教えてください").await.says(&given.number).hides(NUMBER);
    search(&desk, NUMBER).await.hides(&given.number);
    app.plant(NUMBER);
    app.run_jobs().await;
    app.finish().await;
}
