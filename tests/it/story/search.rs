//! Searching: everything that a page shows is found by its reader, and nothing that it hides.

use kocho_domain::{access::Role, clock::Clock};

use super::{
    Receipt, act, case, copying,
    reply::{asked, decided, sent},
    route, say, status,
};
use crate::support::{Page, TestApp, Visitor};

mod beside;
mod equal;
mod many;
mod recall;

/// The address of a search.
fn address(parts: &[(&str, &str)]) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(parts).finish();
    format!("/staff/search?{query}")
}

/// Looks for words.
pub(super) async fn search<'a>(who: &Visitor<'a>, words: &str) -> Page<'a> {
    let page = who.open(&address(&[("q", words)])).await;
    page.has_status(200);
    page
}

/// The receipt numbers of the hits in their order.
fn numbers(page: &Page<'_>) -> Vec<String> {
    page.all(".hit-facts .num")
}

/// Whether the words lead to this voice, on the first page.
async fn finds(who: &Visitor<'_>, words: &str, what: &Receipt) -> bool {
    numbers(&search(who, words).await).iter().any(|number| number.starts_with(&what.number))
}

#[tokio::test]
async fn every_word_of_a_case_is_found_wherever_and_however_it_is_written() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let letter = say(
        &resident,
        &[
            ("body", "渡邊です。通学路のｶﾞｰﾄﾞﾚｰﾙが２－１５番地の前で壊れています。火事の後からです。"),
            ("subject", "髙台の道路"),
        ],
    )
    .await;
    let other = say(&resident, &[("body", "学校の給食の量をふやしてください。")]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    for words in [
        "道路",
        "火",
        "ガードレール",
        "がーどれーる",
        "ｶﾞｰﾄﾞﾚｰﾙ",
        "高台",
        "渡辺",
        "2-15",
        "通学路　火事",
        "「通学路のガード」",
        &letter.number,
    ] {
        assert!(finds(&desk, words, &letter).await, "{words}");
        assert!(!finds(&desk, words, &other).await, "{words}");
    }
    assert!(finds(&desk, "の -火事", &other).await && !finds(&desk, "の -火事", &letter).await);

    route(&desk, &letter, "建設課").await;
    let section = app.staff("建設課", &[Role::SectionClerk]).await;
    act(&section, &letter, "note", &[("text", "現場は桜並木の角")]).await;
    let page = search(&section, "桜並木").await;
    page.says("1件").says("メモ");
    assert_eq!(page.all("mark"), ["桜並木"]);
    act(&section, &letter, "accept", &[]).await;
    let form = case(&section, &letter).await.form("/draft");
    form.fill("text", "応急の復旧工事をしました。").submit().await;
    let form = status(&resident, &letter).await.form("/status/add");
    form.fill("add", "カーブミラーも曲がっています。").submit().await.has_status(200);
    for (words, place) in [("復旧工事", "回答"), ("ミラー", "追記"), ("ガードレール", "本文")] {
        let page = search(&section, words).await;
        assert_eq!(page.all(".hit-place"), [place], "{words}");
    }
    assert_eq!(search(&section, "高台").await.all(".hit-title mark"), ["髙台"]);
    assert!(!finds(&section, "桜並木 復旧工事 ミラー 給食", &letter).await, "not all words are there");
    assert!(finds(&section, "桜並木 復旧工事 ミラー", &letter).await, "words may stand in several texts of a case");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_number_is_found_in_kanji_and_in_digits_and_other_words_stay_whole() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let kanji = say(&resident, &[("body", "二丁目の第三小学校の前の横断歩道が消えています。")]).await;
    let digits = say(&resident, &[("body", "２丁目の第3小学校の前の横断歩道が消えています。")]).await;
    let other = say(&resident, &[("body", "一般の道路は十分に広いです。")]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    for words in ["二丁目", "2丁目", "第三小", "第３小学校", "2丁目 第三小学校", "「2丁目の第三小」", "丁目"]
    {
        assert!(finds(&desk, words, &kanji).await && finds(&desk, words, &digits).await, "{words}");
        assert!(!finds(&desk, words, &other).await, "{words}");
        let query: String =
            form_urlencoded::Serializer::new(String::new()).extend_pairs([("queue", "all"), ("q", words)]).finish();
        let list = desk.open(&format!("/staff/cases?{query}")).await;
        let rows = [&kanji, &digits, &other].map(|given| list.row_link(&given.number).is_some());
        assert_eq!(rows, [true, true, false], "{words}");
    }
    let page = search(&desk, "2丁目").await;
    assert_eq!(page.all(".hit-text mark"), ["２丁目", "二丁目"]);
    let best = desk.open(&page.link("よく合う順にする").unwrap()).await;
    assert!([&kanji, &digits].iter().all(|given| numbers(&best).contains(&given.number)));
    search(&desk, "横断歩道 -2丁目").await.says("0件");
    search(&desk, "道 -第三小").await.says("1件");
    for words in ["1般", "10分"] {
        assert!(!finds(&desk, words, &other).await, "{words}");
    }
    assert!(finds(&desk, "十分", &other).await && finds(&desk, "一般", &other).await);
    app.finish().await;
}

#[tokio::test]
async fn what_a_reader_may_not_know_is_not_found_and_not_counted() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let phone = app.plant("090-1234-5678");
    let name = app.plant("大和田一郎");
    let open = say(&resident, &[("body", &format!("公園の遊具が古い。{name}、電話は{phone}です。"))]).await;
    let hidden = say(&resident, &[("body", "公園で毎日父になぐられています。助けてください。死にたいです。")]).await;
    app.run_jobs().await;
    let desk = app.staff("秘書広聴課", &[Role::HearingClerk, Role::HearingHead]).await;
    search(&desk, "公園").await.says("2件");
    assert!(finds(&desk, "公園", &hidden).await);
    assert!(finds(&desk, &phone, &open).await && finds(&desk, &name, &open).await);

    route(&desk, &open, "都市整備課").await;
    act(&desk, &hidden, "take_urgent", &[]).await;
    route(&desk, &hidden, "都市整備課").await;
    let clerk = app.staff("都市整備課", &[Role::SectionClerk]).await;
    let head = app.staff("都市整備課", &[Role::SectionHead]).await;
    let other = app.staff("環境課", &[Role::SectionHead]).await;
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    for (who, count) in [(&clerk, "1件"), (&head, "2件"), (&other, "0件"), (&mayor, "1件")] {
        search(who, "公園").await.says(count);
    }
    search(&clerk, &hidden.number).await.says("0件");
    search(&other, &open.number).await.says("0件");
    // Masked words lead nowhere, and snippets do not show them.
    for who in [&clerk, &head, &mayor] {
        search(who, &phone).await.says("0件");
        search(who, "大和田").await.says("0件");
        search(who, "遊具").await.hides(&phone).hides(&name);
    }
    let kankyo = app.section("環境課").to_string();
    // Who gets the case finds it from now on; who had it does not.
    act(&clerk, &open, "return", &[("section", &kankyo), ("reason", "環境課の公園です。")]).await;
    route(&desk, &open, "環境課").await;
    search(&other, "遊具").await.says("1件");
    search(&clerk, "遊具").await.says("0件");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn an_answer_that_was_sent_is_found_also_when_a_new_one_is_drafted_and_a_draft_of_before_is_not() {
    let app = TestApp::start().await;
    let (given, _) = asked(&app).await;
    let clerk = decided(&app, &given).await;
    sent(&app, &given).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    act(&desk, &given, "reopen", &[("reason", "いつ届くのかを電話でたずねられた。")]).await.has_status(200);
    for text in ["木曜日に配ります。", "金曜日に配ります。"] {
        let draft = [("text", text), ("outcome", "explained"), ("outcome_reason", "配る日を説明した")];
        act(&clerk, &given, "draft", &draft).await.has_status(200);
    }
    for (words, is_found) in [("班長さんを通して", true), ("金曜日に配", true), ("木曜日に配", false)]
    {
        assert_eq!(finds(&desk, words, &given).await, is_found, "{words}");
    }
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_copy_of_the_desk_is_what_sections_find() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let letter = say(&resident, &[("body", "角の青い屋根の家の庭から落ち葉が飛んできて困っています。")]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    route(&desk, &letter, "環境課").await;
    let section = app.staff("環境課", &[Role::SectionClerk]).await;
    assert!(finds(&section, "青い屋根", &letter).await);
    let copy = copying(&desk, &letter).await.form("/clean");
    copy.fill("text", "近所の庭の枯れ枝を片づけてほしいそうです。").submit().await.has_status(200);
    assert!(!finds(&section, "青い屋根", &letter).await && !finds(&section, "落ち葉", &letter).await);
    assert!(finds(&section, "枯れ枝", &letter).await);
    assert!(finds(&desk, "落ち葉", &letter).await && finds(&desk, "枯れ枝", &letter).await);
    app.finish().await;
}

#[tokio::test]
async fn points_of_a_split_letter_are_found_each() {
    let app = TestApp::start().await;
    let letter = say(&app.resident(), &[("body", "1. バスを増やしてください。\n2. 図書館も開けてください。")]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    act(&desk, &letter, "split", &[]).await.has_status(200);
    app.run_jobs().await;
    let page = search(&desk, "図書館").await;
    assert_eq!(numbers(&page).len(), 2, "both cases show the letter");
    page.says("2/2");
    app.finish().await;
}

#[tokio::test]
async fn a_search_is_narrowed_ordered_kept_and_forgotten() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let twice =
        say(&resident, &[("body", "水道の水が濁る。水道の料金も高い。水道課へ。"), ("subject", "水道の水")]).await;
    let once = say(&resident, &[("body", "公園の水道を直して。")]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    route(&desk, &twice, "建設課").await;
    let newest = search(&desk, "水道").await;
    assert_eq!(numbers(&newest), [once.number.clone(), twice.number.clone()]);
    let best = desk.open(&newest.link("よく合う順にする").unwrap()).await;
    assert_eq!(numbers(&best), [twice.number.clone(), once.number.clone()]);

    let section = app.section("建設課").to_string();
    let page = desk.open(&address(&[("q", "水道"), ("section", &section), ("status", "routed")])).await;
    page.says("1件").says("課：建設課").says("状態：");
    assert_eq!(numbers(&page), [twice.number.as_str()]);
    desk.open(&address(&[("q", "水道"), ("section", &section), ("status", "received")]))
        .await
        .says("0件")
        .says("見つかりませんでした");
    desk.open(&address(&[("q", "水道"), ("from", "2099-01-01")])).await.says("0件");
    // Each of the other filters by itself.
    act(&desk, &once, "triage", &[("kind", "request"), ("decision", "tagged"), ("measure", "1101")])
        .await
        .has_status(200);
    let today = app.clock.today();
    let (today, yesterday) = (today.to_string(), today.pred_opt().unwrap().to_string());
    for (field, value, wanted) in [
        ("kind", "request", [true, false]),
        ("kind", "thanks", [false, false]),
        ("measure", "1101", [true, false]),
        ("measure", "undecided", [false, true]),
        ("measure", "outside", [false, false]),
        ("channel", "web", [true, true]),
        ("channel", "postcard", [false, false]),
        ("from", today.as_str(), [true, true]),
        ("until", today.as_str(), [true, true]),
        ("until", yesterday.as_str(), [false, false]),
    ] {
        let found = numbers(&desk.open(&address(&[("q", "水道"), (field, value)])).await);
        assert_eq!([&once, &twice].map(|given| found.contains(&given.number)), wanted, "{field}={value}");
    }

    let kept = page.form("/staff/search/saved").fill("name", "建設課の水").submit().await;
    kept.has_status(200).says("検索を保存しました").says("1件");
    let link = desk.open("/staff/search").await.link("建設課の水").unwrap();
    assert_eq!(numbers(&desk.open(&link).await), [twice.number.as_str()]);
    let somebody = app.hearing_desk().await;
    somebody.open("/staff/search").await.hides("建設課の水");
    page.form("/staff/search/saved").fill("name", "").submit().await.has_status(422).says("名前を40文字まで");
    let kept = desk.open("/staff/search").await;
    kept.form("/delete").submit().await.says("保存した検索を消しました").hides("建設課の水");
    app.finish().await;
}

#[tokio::test]
async fn published_answers_are_found_beside_the_cases() {
    let app = TestApp::start().await;
    let file = std::fs::read_to_string("config/demo/public_qa.json").unwrap();
    kocho_service::publication::import(&app.house.cx(kocho_domain::access::Actor::Import), &file).await.unwrap();
    let clerk = app.staff("環境課", &[kocho_domain::access::Role::SectionClerk]).await;
    let page = search(&clerk, "ごみ").await;
    page.has_status(200).says("0件").says("公表した回答　2件");
    let link = page.link("外国人住民へのごみの出し方の案内").unwrap();
    clerk.open(&link).await.has_status(200);
    clerk.open(&address(&[("q", "ごみ"), ("status", "routed")])).await.hides("外国人住民へ");
    search(&clerk, "ないことば").await.hides("外国人住民へ");
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_looked_for_says_why() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    desk.open("/staff/search").await.has_status(200).says("探す言葉");
    desk.open(&address(&[("q", "-給食")])).await.has_status(422).says("除く言葉のほかに");
    desk.open(&address(&[("q", "。。")])).await.has_status(200).says("0件");
    for odd in ["'", "\"", "%", "\\", "*", "a' & 'b", "zh1 OR zh2", "\u{0}"] {
        desk.open(&address(&[("q", odd)])).await.has_status(200);
    }
    app.finish().await;
}

#[tokio::test]
async fn voices_that_were_there_before_the_search_are_indexed_by_a_job() {
    use kocho_domain::{access::Actor, job::Job};
    use kocho_store::findable::{Slot, erase};

    let app = TestApp::start().await;
    let letter = say(&app.resident(), &[("body", "用水路のふたが割れています。")]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    let key = case(&desk, &letter).await.path.trim_start_matches("/staff/cases/").to_owned();
    let db = app.house.db();
    let key = kocho_domain::id::PublicKey::parse(&key).unwrap();
    let id = kocho_store::case::by_key(&db.reader(), &key).await.unwrap().unwrap().id;

    // As the migration leaves a database with voices.
    let mut tx = db.begin(&Actor::Import, app.house.cx(Actor::Import).now()).await.unwrap();
    erase(&mut tx, Slot::Case, id.0).await.unwrap();
    kocho_store::setting::set(&mut tx, "search_below", "9223372036854775807").await.unwrap();
    kocho_store::job::push(&mut tx, &Job::Index).await.unwrap();
    tx.commit(kocho_domain::story::Story::Unrecorded(kocho_domain::story::Why::Index)).await.unwrap();
    search(&desk, "用水路").await.says("0件").says("準備しています");

    app.run_jobs().await;
    search(&desk, "用水路").await.says("1件").hides("準備しています");
    // Work that was done twice after a crash changes nothing more.
    assert!(!kocho_service::search::index_next(&app.house.cx(Actor::Worker)).await.unwrap());
    search(&desk, "用水路").await.says("1件");
    app.finish().await;
}

#[tokio::test]
async fn the_desks_list_is_narrowed_by_words_however_they_are_written() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let letter = say(&resident, &[("body", "髙台のｶﾞｰﾄﾞﾚｰﾙが100%_曲がっています。")]).await;
    let other = say(&resident, &[("body", "図書館を夜も開けてください。")]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    for queue in ["unrouted", "all"] {
        for words in ["ガードレール", "高台 曲が", "100%_", "曲 -図書館"] {
            let query: String =
                form_urlencoded::Serializer::new(String::new()).extend_pairs([("queue", queue), ("q", words)]).finish();
            let page = desk.open(&format!("/staff/cases?{query}")).await;
            page.has_status(200);
            assert!(
                page.row_link(&letter.number).is_some() && page.row_link(&other.number).is_none(),
                "{queue} {words}"
            );
        }
    }
    app.finish().await;
}
