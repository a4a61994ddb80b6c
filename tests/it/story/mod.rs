//! The stories, one file a theme, and what they share: people's usual ways through the pages.

mod admin;
mod answering;
mod bulk;
mod character;
mod commitment;
mod desk;
mod dialogue;
mod enclosure;
mod ending;
mod fault;
mod flood;
mod form;
mod guess;
mod import;
mod indicator;
mod learning;
mod letter;
mod mail_in;
mod malware;
mod memo;
mod minutes;
mod morning;
mod my_number;
mod office;
mod panel;
mod paper;
mod pdf;
mod petition;
mod plan;
mod publication;
mod reply;
mod routing;
mod search;
mod session;
mod similar;
mod staff;
mod status;
mod submission;
mod survey;
mod survey_result;
mod survey_voice;

use std::collections::BTreeMap;

use kocho_domain::access::Role;
use kocho_store::attachment::Owner;

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
    // The key in the page's address opens both again.
    if let Some((_, key)) = page.path.split_once("/voice/done/") {
        page.visitor.app.plant(key);
    }
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

/// Voices that come in at once, straight through the use case.
async fn submit_many(app: &TestApp, texts: &[String]) {
    let cx = app.house.cx(kocho_domain::access::Actor::Resident);
    for text in texts {
        kocho_service::submission::submit(&cx, anonymous(&cx, text)).await.unwrap();
    }
}

/// A voice of a text and nothing else.
fn anonymous(cx: &kocho_service::Cx, text: &str) -> kocho_service::submission::Submit {
    let body = kocho_domain::body::Body::parse(text).unwrap();
    kocho_service::submission::Submit::of_text(cx.new_token(), "web", "screen", body)
}

/// Opens the status page with number and secret.
async fn status<'a>(visitor: &Visitor<'a>, receipt: &Receipt) -> Page<'a> {
    let form = visitor.open("/status").await.form("/status/view");
    form.fill("number", &receipt.number).fill("secret", &receipt.secret).submit().await
}

/// Opens the page of a voice's first case from the list; 404 pages are answered as they are.
async fn case<'a>(visitor: &Visitor<'a>, receipt: &Receipt) -> Page<'a> {
    let list = visitor.open(&format!("/staff/cases?queue=all&q={}", receipt.number)).await;
    list.has_status(200);
    let link = list
        .row_link(&receipt.number)
        .unwrap_or_else(|| panic!("{} is not in the list: {}", receipt.number, list.text()));
    let page = visitor.open(&link).await;
    page.has_status(200);
    page
}

/// 回答期限 of the voice's case.
async fn due(app: &TestApp, given: &Receipt) -> chrono::NaiveDate {
    let number = kocho_domain::receipt::ReceiptNumber::parse(&given.number).unwrap();
    let from = app.house.db().reader();
    let voice = kocho_store::submission::by_number(&from, number.fiscal_year.year(), number.sequence).await;
    let (voice, _, _) = voice.unwrap().unwrap();
    kocho_store::case::of_submission(&from, voice).await.unwrap()[0].due_on
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

/// The page on which the desk writes the copy for the sections.
async fn copying<'a>(desk: &Visitor<'a>, receipt: &Receipt) -> Page<'a> {
    let page = case(desk, receipt).await;
    let link = page.link("課に見せる写しを整える").unwrap_or_else(|| panic!("no way to the copy: {}", page.text()));
    let page = desk.open(&link).await;
    page.has_status(200);
    page
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
    let form = resident.open("/voice/new").await.form("/voice/check").fill("body", "回覧板が回ってきません。");
    let form = form.fill("reply", "yes").fill("reply_way", "online");
    let check = form.attach("files", "掲示板.jpg", &paper::photo(90, 40, 30)).submit().await;
    let given = receipt(&check.form("/voice").submit().await);
    submit_many(app, &vec![flood::TEXT.to_owned(); 6]).await;
    let answers = r#"{"items": [{"id": "qa", "date": "2026-05-15", "title": "広報紙について", "opinion": "届きません。",
        "reply": "お届けします。", "section": "秘書広聴課", "measure": null, "status": "対応済み"}]}"#;
    kocho_service::publication::import(&app.house.cx(kocho_domain::access::Actor::Import), answers).await.unwrap();
    app.run_jobs().await;
    let desk = app.staff("秘書広聴課", &[Role::HearingClerk, Role::HearingHead, Role::Admin]).await;
    let group = desk.open("/staff/cases?queue=unrouted").await.row_link("ほぼ同じ文面").unwrap();
    let answer = kocho_store::publication::all(&app.house.db().reader()).await.unwrap().remove(0).key;
    route(&desk, &given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    act(&clerk, &given, "accept", &[]).await.has_status(200);
    let draft = case(&clerk, &given).await.form("/draft").fill("text", "お届けします。");
    draft.attach("files", "地図.pdf", b"%PDF-1.7 a map %%EOF").submit().await.has_status(200);
    let import = app.house.cx(kocho_domain::access::Actor::Import);
    kocho_service::admin::plan::import(&import, plan::SECOND).await.unwrap();
    let rows = kocho_store::crosswalk::rows(&app.house.db().reader(), None).await.unwrap();
    let key = case(&desk, &given).await.path.trim_start_matches("/staff/cases/").to_owned();
    let terms = desk.open("/staff/terms").await.form("/terms/try").fill("word", "回覧板").fill("measure", "1101");
    let trial = terms.submit().await.path.rsplit('/').next().unwrap().to_owned();
    let draft = publication::written(&desk, "街灯について", "街灯が消えています。").await.path.clone();
    let reader = app.house.db().reader();
    let parsed = kocho_domain::id::PublicKey::parse(&key).unwrap();
    let row = kocho_store::case::by_key(&reader, &parsed).await.unwrap().unwrap();
    let submission = kocho_store::submission::by_id(&reader, row.submission).await.unwrap().unwrap();
    let [file] = files(&reader, Owner::Submission(submission.id)).await;
    let reply = kocho_store::reply::latest(&reader, row.id).await.unwrap().unwrap();
    let [enclosure] = files(&reader, Owner::Reply(reply.id)).await;
    let topic = topic(app, row.id.0).await;
    let [collection, slip, page] = paper::furnished(app).await;
    let [day, slot, application, memo, decision] = dialogue::furnished(app).await;
    let minutes = minutes::furnished(app).await;
    let [survey, question] = survey::furnished(app).await;
    let mut things = BTreeMap::from([
        day,
        slot,
        application,
        memo,
        decision,
        survey,
        question,
        collection,
        slip,
        page,
        ("topic", topic),
        ("group", "1".into()),
        ("case", key),
        ("submission", submission.key.to_string()),
        ("flood", group.trim_start_matches("/staff/floods/").to_owned()),
        ("answer", answer.to_string()),
        ("version", "1".into()),
        ("file", file),
        ("enclosure", enclosure),
        ("id", "1".into()),
        ("role", "1".into()),
        ("year", "2026".into()),
        ("monday", "2026-04-20".into()),
        ("kind", "deadlines".into()),
        ("code", "section_head".into()),
        ("notice", "receipt".into()),
        ("noun", "plan".into()),
        ("plan", "demo-second-half".into()),
        ("older", "omitama-2-1".into()),
        ("newer", "demo-second-half".into()),
        ("row", rows[0].id.to_string()),
        ("trial", trial),
        ("draft", draft.rsplit('/').next().unwrap().to_owned()),
        ("import", import_table(app).await),
        ("line", "2".into()),
        ("mail", mail(app).await),
        ("published", survey_result::furnished(app).await),
    ]);
    things.extend(minutes);
    things.extend(answering::furnished(app).await);
    things.extend(panel::furnished(app).await);
    things.extend(indicator::furnished(app).await);
    things
}

/// The keys of the files of an owner that has just so many.
async fn files<const N: usize>(from: &kocho_store::Reader<'_>, owner: Owner) -> [String; N] {
    let found = kocho_store::attachment::of(from, owner).await.unwrap();
    let keys: Vec<String> = found.iter().filter_map(|file| file.key.as_ref()).map(ToString::to_string).collect();
    keys.try_into().unwrap()
}

/// A mail that became no voice.
async fn mail(app: &TestApp) -> String {
    app.mail(&crate::mail::message("vacation-sieve")).await;
    let mails = kocho_store::mail_in::page(&app.house.db().reader(), false, None, 1).await.unwrap();
    mails[0].key.to_string()
}

/// A table with one row that can be taken in and one to mend.
async fn import_table(app: &TestApp) -> String {
    let desk = app.hearing_desk().await;
    let form = desk.open("/staff/imports").await.form("/staff/imports");
    let csv = "受付日,本文\n2026/4/1,街灯が切れています。\n,日付のない行です。\n";
    let page = form.attach("file", "表.csv", csv.as_bytes()).submit().await;
    page.path.rsplit('/').next().unwrap().to_owned()
}

/// A map of groups with one voice in it.
async fn topic(app: &TestApp, case: i64) -> String {
    use kocho_store::topic::{Chosen, Place, finish, insert};
    let actor = kocho_domain::access::Actor::Import;
    let cx = app.house.cx(actor.clone());
    let key = kocho_domain::id::PublicKey::from_random([7; 17]);
    let chosen = Chosen { from: cx.today(), until: cx.today(), ..Chosen::default() };
    let mut tx = app.house.db().begin(&actor, cx.now()).await.unwrap();
    let id = insert(&mut tx, &key, &chosen, kocho_domain::id::StaffId(1)).await.unwrap();
    let group = r#"{"groups":[{"theme":0,"x":500,"y":350,"words":[]}]}"#;
    finish(&mut tx, id, "topic-test", group, &[Place { case, group: 1, place: 1, same_text: case }]).await.unwrap();
    tx.commit(kocho_domain::story::Story::Unrecorded(kocho_domain::story::Why::Topic)).await.unwrap();
    key.to_string()
}
