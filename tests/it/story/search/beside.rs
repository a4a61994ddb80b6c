//! Records of dialogue days and texts of surveys are found beside the cases, by those who may open them and by nobody else.

use kocho_domain::access::{Actor, Role};
use kocho_service::{
    Cx,
    survey::{answers, view, way, write},
};
use kocho_store::{remark, response, slot, survey, survey_text};

use super::{address, search};
use crate::support::{Page, TestApp, Visitor};

const SURVEY: &str = include_str!("../../../../config/demo/monitor_survey.json");
const ANSWERS: &[u8] = include_bytes!("../../../../config/demo/monitor_responses.csv");
const CODE: &str = "monitor-2026-02";

/// A survey of the hearing desk's section with answers, still open.
async fn asked(app: &TestApp) -> Cx {
    app.clock.set("2026-09-10T01:00:00Z".parse().unwrap());
    let cx = app.house.cx(Actor::Import);
    write::import(&cx, SURVEY).await.unwrap();
    answers::take(&cx, CODE, ANSWERS.to_vec()).await.unwrap();
    app.run_jobs().await;
    cx
}

async fn close(app: &TestApp, cx: &Cx) {
    way::close(cx, CODE, view(cx, CODE).await.unwrap().survey.lock).await.unwrap();
    app.run_jobs().await;
}

/// What the summary of a place says: 調査の自由記述　3件; nothing where nothing was found.
fn found(page: &Page<'_>, label: &str) -> Option<String> {
    page.all(".summary-text").into_iter().find_map(|text| Some(text.strip_prefix(label)?.trim().to_owned()))
}

async fn finds(who: &Visitor<'_>, words: &str, label: &str) -> Option<String> {
    found(&search(who, words).await, label)
}

#[tokio::test]
async fn what_was_said_on_dialogue_days_is_found_by_the_desk_alone() {
    let app = TestApp::start().await;
    super::super::commitment::sample_days(&app).await;
    app.run_jobs().await;
    let reader = app.house.db().reader();
    let days = kocho_store::dialogue_day::from_day(&reader, "2026-04-01".parse().unwrap(), 100).await.unwrap();
    let days: Vec<_> = days.iter().map(|day| day.id).collect();
    let slots: Vec<_> = slot::of_days(&reader, &days).await.unwrap().into_iter().map(|slot| slot.id).collect();
    let all = remark::of_slots(&reader, &slots).await.unwrap();
    let has = |word: &str| {
        all.iter().filter(|one| one.words.said.contains(word) || one.words.answered.contains(word)).count()
    };
    let n = has("集会所");
    assert!(n > 0, "the sample speaks of it");
    let desk = app.hearing_desk().await;
    let page = search(&desk, "集会所").await;
    assert_eq!(found(&page, "対話の記録"), Some(format!("{n}件")));
    let marked = page.all(".hit-text mark");
    assert!(!marked.is_empty() && marked.iter().all(|word| word == "集会所"), "{marked:?}");
    assert_eq!(finds(&desk, "集", "対話の記録").await, Some(format!("{}件", has("集"))));
    assert!(found(&page, "対話の要旨").is_some());
    // To the day, and, where there are many, to all of them.
    let record = desk.open(&format!("{}&place=record", address(&[("q", "集会所")]))).await;
    record.has_status(200).says(&format!("対話の記録　{n}件"));
    assert_eq!(record.all(".hit-title").len(), n.min(20));
    for role in [Role::SectionHead, Role::Executive] {
        let other = app.staff("秘書広聴課", &[role]).await;
        assert_eq!(finds(&other, "集会所", "対話の記録").await, None, "{role:?}");
        let page = other.open(&format!("{}&place=record", address(&[("q", "集会所")]))).await;
        page.has_status(200).says("0件");
    }
    // A point that says something else is found by what it says now.
    let one = all.iter().find(|one| one.words.said.contains("集会所")).unwrap();
    let cx = app.house.cx(Actor::Worker);
    let staff = kocho_store::staff::all(&reader).await.unwrap().remove(0).0.id;
    let mut tx = app.house.db().begin(&Actor::Worker, cx.now()).await.unwrap();
    let words = kocho_domain::remark::Words { said: "水車小屋を借りたい。".into(), answered: String::new() };
    remark::rewrite(&mut tx, one, &words, remark::Hand { staff, device: "" }).await.unwrap();
    tx.commit(kocho_domain::story::Story::Unrecorded(kocho_domain::story::Why::Draft)).await.unwrap();
    assert_eq!(finds(&desk, "水車小屋", "対話の記録").await, Some("1件".to_owned()));
    let left = Some(format!("{}件", n - 1)).filter(|_| n > 1);
    assert_eq!(finds(&desk, "集会所", "対話の記録").await, left);
    app.leave();
}

#[tokio::test]
async fn texts_of_a_survey_are_found_when_it_is_over_and_by_those_who_read_its_texts() {
    let app = TestApp::start().await;
    let cx = asked(&app).await;
    let name = app.plant("大和田一郎");
    let reader = app.house.db().reader();
    let id = survey::by_code(&reader, CODE).await.unwrap().unwrap().id;
    let mut one = response::chunk(&reader, id, "").await.unwrap().remove(0);
    one.key = "late".to_owned();
    let text = format!("ｹﾞｰﾄﾎﾞｰﾙ場の{name}さん、電話090-1234-5678に聞いてください。");
    one.answers = [("Q12".to_owned(), kocho_domain::survey::Answer::Text(text))].into_iter().collect();
    let mut tx = app.house.db().begin(&Actor::Import, cx.now()).await.unwrap();
    response::put(&mut tx, id, &one).await.unwrap();
    tx.commit(kocho_domain::story::Story::Unrecorded(kocho_domain::story::Why::Answer)).await.unwrap();
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    let label = "調査の自由記述";
    assert_eq!(finds(&desk, "意見箱の場所", label).await, None, "while people answer nothing is brought");
    close(&app, &cx).await;
    let page = search(&desk, "意見箱の場所").await;
    assert_eq!(found(&page, label), Some("1件".to_owned()));
    page.says("令和8年度第2回市政モニターアンケート").says("問12");
    // In every writing; names and numbers lead nowhere and are shown to nobody.
    let page = search(&desk, "ゲートボール").await;
    assert_eq!(found(&page, label), Some("1件".to_owned()));
    page.hides(&name).hides("090-1234");
    for hidden in [name.as_str(), "大和田", "1234"] {
        assert_eq!(finds(&desk, hidden, label).await, None, "{hidden}");
    }
    // A section that holds another survey reads none of this one.
    let other = app.staff("環境課", &[Role::SectionHead]).await;
    assert_eq!(finds(&other, "意見箱の場所", label).await, None);
    let own = app.staff("秘書広聴課", &[Role::SectionHead]).await;
    assert_eq!(finds(&own, "意見箱の場所", label).await, Some("1件".to_owned()));
    // Narrowed to what only cases have, nothing else is shown.
    assert_eq!(found(&desk.open(&address(&[("q", "意見箱"), ("status", "routed")])).await, label), None);
    app.finish().await;
}

#[tokio::test]
async fn every_text_of_a_survey_is_found_to_the_end_and_what_changes_later_is_followed() {
    let app = TestApp::start().await;
    let cx = asked(&app).await;
    close(&app, &cx).await;
    let reader = app.house.db().reader();
    let id = survey::by_code(&reader, CODE).await.unwrap().unwrap().id;
    let texts = survey_text::of_question(&reader, id, "Q12").await.unwrap();
    assert_eq!(texts.len(), 62);
    let desk = app.hearing_desk().await;
    for word in ["い", "市", "です"] {
        let wanted: Vec<_> = texts.iter().filter(|text| text.body.contains(word)).collect();
        let mut href = Some(format!("{}&place=text", address(&[("q", word)])));
        let mut hits = 0;
        while let Some(path) = href {
            let page = desk.open(&path).await;
            page.has_status(200);
            hits += page.all(".hit-title").len();
            href = page.link("次へ");
        }
        assert!(hits >= wanted.len(), "{word}: {hits} of {}", wanted.len());
    }
    // A hit leads to its text, on whichever page it stands.
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let there = |text: i64| format!("/staff/surveys/{CODE}/results/texts?question=Q12&text={text}#found");
    let mut pages = std::collections::BTreeSet::new();
    for text in texts.iter().step_by(6).chain(texts.last()) {
        let page = desk.open(&there(text.id)).await;
        let found: Vec<String> = page.all("#found").iter().map(|found| plain(found)).collect();
        assert_eq!(found, [plain(&text.body)]);
        pages.insert(page.all(".pager span").concat());
    }
    assert!(pages.len() > 1, "{pages:?}");
    let href = search(&desk, "意見箱の場所").await.link("問12").expect("a hit");
    assert!(href.contains("&text=") && href.ends_with("#found"), "{href}");
    assert!(desk.open(&href).await.all("#found").concat().contains("意見箱の場所"));
    assert!(desk.open(&there(9_999_999)).await.has_status(200).all("#found").is_empty(), "a text that is gone");
    // A paper that is keyed in late, and an answer that was read wrongly.
    let mut tx = app.house.db().begin(&Actor::Import, cx.now()).await.unwrap();
    let mut some = response::chunk(&tx, id, "").await.unwrap();
    let at = some.iter().position(|one| one.answers.get("Q12").is_some()).unwrap();
    let mut one = some.remove(at);
    one.answers.set("Q12", kocho_domain::survey::Answer::Text("水車小屋を貸してください。".into()));
    response::put(&mut tx, id, &one).await.unwrap();
    survey_text::note_change(&mut tx, id).await.unwrap();
    tx.commit(kocho_domain::story::Story::Unrecorded(kocho_domain::story::Why::Answer)).await.unwrap();
    app.run_jobs().await;
    assert_eq!(finds(&desk, "水車小屋", "調査の自由記述").await, Some("1件".to_owned()));
    let now = survey_text::of_question(&reader, id, "Q12").await.unwrap();
    assert!(now.iter().any(|text| text.body.starts_with("水車小屋")) && now.len() <= 63);
    app.run_jobs().await;
    assert_eq!(survey_text::of_question(&reader, id, "Q12").await.unwrap(), now, "done again, nothing changes");
    app.finish().await;
}

#[tokio::test]
async fn what_people_write_while_a_survey_is_open_again_is_found_when_it_is_over_again() {
    let app = TestApp::start().await;
    let cx = asked(&app).await;
    close(&app, &cx).await;
    way::open(&cx, CODE, view(&cx, CODE).await.unwrap().survey.lock).await.unwrap();
    let reader = app.house.db().reader();
    let id = survey::by_code(&reader, CODE).await.unwrap().unwrap().id;
    let mut one = response::chunk(&reader, id, "").await.unwrap().remove(0);
    one.key = "late".to_owned();
    let text = kocho_domain::survey::Answer::Text("水車小屋を貸してください。".into());
    one.answers = [("Q12".to_owned(), text)].into_iter().collect();
    let mut tx = app.house.db().begin(&Actor::Import, cx.now()).await.unwrap();
    response::put(&mut tx, id, &one).await.unwrap();
    tx.commit(kocho_domain::story::Story::Unrecorded(kocho_domain::story::Why::Answer)).await.unwrap();
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    for words in ["水車小屋", "意見箱の場所"] {
        assert_eq!(finds(&desk, words, "調査の自由記述").await, None, "people answer again: {words}");
    }
    close(&app, &cx).await;
    for words in ["水車小屋", "意見箱の場所"] {
        assert_eq!(finds(&desk, words, "調査の自由記述").await, Some("1件".to_owned()), "{words}");
    }
    let texts = survey_text::of_question(&reader, id, "Q12").await.unwrap();
    assert_eq!(texts.len(), 63);
    assert!(!texts[62].body.contains("水車小屋"), "the place of a text says nothing of when it came");
    app.finish().await;
}
