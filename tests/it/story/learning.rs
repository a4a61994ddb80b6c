//! Suggestions and those who decide: key terms of the city, what decisions teach, how good it was, trying before using.

use kocho_domain::{
    access::{Actor, Role},
    id::{CaseId, PublicKey},
    job::Job,
    story::{AuditEvent, Story},
};
use kocho_service::{House, suggestion::Suggested};
use kocho_store::trial::{Noun, State, Trial};

use super::{Receipt, act, case, route, say};
use crate::support::{Page, TestApp, Visitor};

const SQUARE: &str = "ぽんぽこ広場の利用時間を知りたいです。";

/// What stands first among the suggestions of a page.
fn first(page: &Page<'_>) -> String {
    page.all(".suggestion-name .num").first().cloned().unwrap_or_default()
}

/// A voice that people decide about at once.
async fn decided(app: &TestApp, desk: &Visitor<'_>, body: &str, measure: &str) -> Receipt {
    let given = say(&app.resident(), &[("body", body)]).await;
    let decision = if measure == "none" { "outside" } else { "tagged" };
    let measure = if measure == "none" { "" } else { measure };
    act(desk, &given, "triage", &[("decision", decision), ("measure", measure), ("kind", "request")])
        .await
        .has_status(200);
    given
}

/// Tries a term on the page; answers the trial's page.
async fn try_term<'a>(desk: &Visitor<'a>, word: &str, measure: &str, weight: &str) -> Page<'a> {
    let form = desk.open("/staff/terms").await.form("/terms/try");
    form.fill("word", word).fill("measure", measure).fill("weight", weight).submit().await
}

async fn case_id(house: &House, page: &Page<'_>) -> CaseId {
    let key = PublicKey::parse(page.path.trim_start_matches("/staff/cases/")).unwrap();
    kocho_store::case::by_key(&house.db().reader(), &key).await.unwrap().unwrap().id
}

async fn suggested(house: &House, case: CaseId) -> Suggested {
    let stored = kocho_store::suggestion::latest(&house.db().reader(), case).await.unwrap().unwrap();
    Suggested::read(&stored.body).unwrap()
}

#[tokio::test]
async fn a_clerk_adds_a_term_and_the_next_letter_is_tagged_by_it_with_the_reason_marked() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    decided(&app, &desk, "ぽんぽこ広場の舗装に穴があいています。", "1305").await;
    decided(&app, &desk, "市道の舗装に穴があいています。", "none").await;
    decided(&app, &desk, "ぽんぽこ広場の前の市道に大きな穴があいています。", "none").await;

    let trial = try_term(&desk, "ぽんぽこ広場", "1305", "strong").await;
    trial.has_status(200).says("「ぽんぽこ広場」→ 1305").says("変わる言葉がある声は2件です").says("施策を決めた声 3件");
    assert!(app.house.city().rules.terms().is_empty(), "nothing is used before somebody says so");
    let before = say(&app.resident(), &[("body", SQUARE)]).await;
    let page = case(&desk, &before).await;
    assert!(!page.all(".mark-suggested").iter().any(|mark| mark.starts_with("ぽんぽこ広場 候補 1")), "{}", page.text());

    let used = trial.form("/use").submit().await;
    used.has_status(200).says("手がかり語を変えました（第2版）").says("ぽんぽこ広場").says("第2版（今の版）");
    let next = say(&app.resident(), &[("body", SQUARE)]).await;
    let page = case(&desk, &next).await;
    assert_eq!(first(&page), "1305");
    page.says("手がかり：ぽんぽこ広場").says("選択中（未保存）");
    assert!(page.all(".mark-suggested").iter().any(|mark| mark.contains("ぽんぽこ広場")), "{:?}", page.all("mark"));

    let gone = used.form("/terms/remove").submit().await;
    gone.says("外す 「ぽんぽこ広場」").form("/use").submit().await.says("第3版（今の版）").says("まだありません");
    assert!(app.house.city().rules.terms().is_empty());
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_words_that_speak_for_a_kind_and_for_a_section_stand_beside_them() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let body = "家の前の市道に大きな穴があいています。舗装を直してください。";
    let given = say(&app.resident(), &[("body", body)]).await;
    app.run_jobs().await;
    let page = case(&desk, &given).await;
    page.says("種別の候補：要望（手がかり：");
    let clues = page.all(".choice-support");
    let clues: Vec<&str> = clues.iter().filter_map(|why| why.trim().strip_prefix("手がかり：")).collect();
    assert!(!clues.is_empty(), "{}", page.text());
    assert!(clues.iter().flat_map(|clue| clue.split('・')).all(|word| body.contains(word)), "{clues:?}");

    let kept = suggested(&app.house, case_id(&app.house, &page).await).await;
    let places = kept.section_because.values().flatten().chain(&kept.kind_because);
    for (word, start, end) in places {
        assert_eq!(*word, body.chars().skip(*start).take(end - start).collect::<String>());
    }
    assert!(kept.section_because.keys().all(|name| kept.sections.contains(name)), "{kept:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_term_may_speak_for_what_the_plan_has_nothing_for() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    try_term(&desk, "ぽんぽこ踏切", "none", "strong").await.form("/use").submit().await.has_status(200);
    let given = say(&app.resident(), &[("body", "ぽんぽこ踏切の待ち時間が長いです。")]).await;
    let page = case(&desk, &given).await;
    page.says("手がかり：ぽんぽこ踏切").says("計画に合う施策はなさそうです");
    assert_eq!(page.form("/triage").value("decision"), Some("outside"));
    assert!(page.body.contains("name=\"take\" value=\"outside\" data-key=\"0\""));
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_term_that_says_nothing_is_refused_in_plain_words() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let refused = [
        ("橋", "1101", "言葉が短すぎます"),
        ("鐘楼", "9999", "施策「9999」は今の計画にありません"),
        ("鐘楼", "", "施策か課のどちらかを選んでください"),
        ("", "1101", "言葉を入力してください"),
    ];
    for (word, measure, why) in refused {
        let page = try_term(&desk, word, measure, "normal").await;
        page.has_status(422).says(why);
        assert_eq!(page.form("/terms/try").value("word"), Some(word), "what was typed stays");
    }
    try_term(&desk, "鐘楼", "1305", "normal").await.form("/use").submit().await.has_status(200);
    try_term(&desk, "鐘楼", "1305", "strong").await.has_status(422).says("同じ先にもうあります");
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    let import = head.open("/staff/admin/rules/terms/import").await.form("/import");
    let text = "[[terms]]\nword = \"石段\"\nmeasure = \"9999\"\nweight = \"weak\"\n";
    import.fill("text", text).submit().await.has_status(422).says("手がかり語「石段」").says("9999");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_trial_that_other_terms_overtook_is_not_used() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let first = try_term(&desk, "鐘楼", "1305", "normal").await;
    let second = try_term(&desk, "石段", "1305", "normal").await;
    first.form("/use").submit().await.has_status(200);
    second.form("/use").submit().await.has_status(409);
    desk.open(&second.path).await.says("この結果は使えません");
    desk.open(&first.path).await.says("使い始めています");
    assert_eq!(app.house.city().rules.terms().len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_correction_teaches_every_server_and_a_start_reads_it_back() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let other = app.another_house().await;
    let body = "ぽんぽこ広場の鐘楼の鐘が正午に鳴りません。鳴らしてください。";
    let asked = say(&app.resident(), &[("body", "ぽんぽこ広場の鐘楼の鐘がきょうも正午に鳴りませんでした。")]).await;
    let asked = case_id(&app.house, &case(&desk, &asked).await).await;
    let first_of = async |house: &std::sync::Arc<House>| {
        kocho_service::suggestion::compute(&house.cx(Actor::Worker), asked).await.unwrap();
        suggested(house, asked).await
    };
    let untaught = first_of(&other).await;
    let given = decided(&app, &desk, body, "1305").await;
    app.pass(chrono::TimeDelta::seconds(3));
    let taught = first_of(&other).await;
    assert_eq!((taught.first(), taught.measures[0].alike.clone()), ("1305", vec![given.number.clone()]));
    act(&desk, &given, "triage", &[("decision", "tagged"), ("measure", "1602")]).await.has_status(200);
    assert_eq!(first_of(&app.house).await.first(), "1602", "this server at once");
    app.pass(chrono::TimeDelta::seconds(3));
    assert_eq!(first_of(&other).await.first(), "1602", "the other one within seconds");
    assert_eq!(first_of(&app.another_house().await).await.first(), "1602", "a start reads it back");
    let split = case(&desk, &given).await.form("/split");
    split
        .fill("text", "図書室の本を新しくしてください")
        .tick("text", "夜も図書室を開けてください")
        .tick("point", "2")
        .submit()
        .await
        .has_status(200);
    let forgotten = first_of(&app.house).await;
    assert_eq!(forgotten.measures, untaught.measures, "of a letter that was split only its parts are remembered");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_part_of_a_letter_teaches_what_was_decided_about_it() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let bell = "ぽんぽこ広場の鐘楼の鐘が正午に鳴りません。鳴らしてください。";
    let given = say(&app.resident(), &[("body", bell)]).await;
    let split = case(&desk, &given).await.form("/split").fill("text", "図書室の本を新しくしてください。");
    split.tick("text", bell).tick("point", "2").submit().await.has_status(200);
    app.run_jobs().await;
    let list = desk.open("/staff/cases?queue=unrouted").await;
    let second = list.row_link(&format!("{} 2/2", given.number)).expect("a row for the second part");
    let form = desk.open(&second).await.form("/triage").fill("decision", "tagged").fill("measure", "1305");
    form.submit().await.has_status(200);

    let next = say(&app.resident(), &[("body", "ぽんぽこ広場の鐘楼の鐘がきょうも正午に鳴りませんでした。")]).await;
    let page = case(&desk, &next).await;
    assert_eq!(first(&page), "1305");
    assert_eq!(page.link(&format!("似た案件 {} 用件2", given.number)), Some(second));
    // A start reads it back, and a trial asks it too.
    let other = app.another_house().await;
    let next = case_id(&app.house, &page).await;
    kocho_service::suggestion::compute(&other.cx(Actor::Worker), next).await.unwrap();
    assert_eq!(suggested(&other, next).await.measures[0].alike, [format!("{}/2", given.number)]);
    let trial = try_term(&desk, "鐘楼", "1602", "strong").await;
    trial.has_status(200).says("変わる言葉がある声は1件です").says("施策を決めた声 1件");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_subject_is_read_with_the_text_and_its_words_are_marked_where_they_stand() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    for word in ["ぽんぽこ広場", "鐘楼"] {
        try_term(&desk, word, "1305", "strong").await.form("/use").submit().await.has_status(200);
    }
    let (subject, body) = ("ぽんぽこ広場の利用時間", "鐘楼の側からは何時まで入れるか知りたいです。");
    let given = say(&app.resident(), &[("subject", subject), ("body", body)]).await;
    app.run_jobs().await;
    let page = case(&desk, &given).await;
    assert_eq!(first(&page), "1305");
    let starts = |at: &str, word: &str| page.all(at).iter().any(|mark| mark.starts_with(word));
    assert!(starts(".original-subject .mark-suggested", "ぽんぽこ広場"), "{:?}", page.all("mark"));
    assert!(starts(".voice .mark-suggested", "鐘楼") && !starts(".voice .mark-suggested", "ぽんぽこ広場"));

    let kept = suggested(&app.house, case_id(&app.house, &page).await).await;
    let shown: Vec<&str> = kept.measures[0].because.iter().map(|(word, ..)| word.as_str()).collect();
    assert!(["ぽんぽこ広場", "鐘楼"].iter().all(|word| shown.contains(word)), "{shown:?}");
    let letter = format!("{subject}\n{body}");
    let of_measures = kept.measures.iter().flat_map(|measure| &measure.because);
    let sections = kept.section_because.values().flatten();
    let mut in_both = (0, 0);
    for (word, start, end) in of_measures.chain(sections).chain(&kept.kind_because).chain(&kept.outside_because) {
        assert_eq!(*word, letter.chars().skip(*start).take(end - start).collect::<String>());
        match (kept.in_subject(*start, *end), kept.in_text(*start, *end)) {
            (Some((start, end)), None) => {
                assert_eq!(*word, subject.chars().skip(start).take(end - start).collect::<String>());
                in_both.0 += 1;
            }
            (None, Some((start, end))) => {
                assert_eq!(*word, body.chars().skip(start).take(end - start).collect::<String>());
                in_both.1 += 1;
            }
            places => panic!("{word}: {places:?}"),
        }
    }
    assert!(in_both.0 > 0 && in_both.1 > 0, "{kept:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_trial_asks_decided_letters_with_their_subjects() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let given = say(&app.resident(), &[("subject", "どんぐり橋の手すり"), ("body", "さびています。")]).await;
    act(&desk, &given, "triage", &[("decision", "outside")]).await.has_status(200);
    let trial = try_term(&desk, "どんぐり橋", "1305", "strong").await;
    trial.has_status(200).says("変わる言葉がある声は1件です").says(&given.number);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_letter_written_alike_is_linked_and_an_unsure_suggestion_chooses_nothing() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let given = decided(&app, &desk, "ぽんぽこ広場の鐘楼の鐘が正午に鳴りません。", "1305").await;
    let link = case(&desk, &given).await.path;
    let next = say(&app.resident(), &[("body", "ぽんぽこ広場の鐘楼の鐘がきょうも正午に鳴りません。")]).await;
    let page = case(&desk, &next).await;
    assert_eq!(page.link(&format!("似た案件 {}", given.number)), Some(link));
    let vague = say(&app.resident(), &[("body", "んんんんんんん")]).await;
    let page = case(&desk, &vague).await;
    page.says("確かでない").hides("選択中（未保存）");
    let form = page.form("/triage");
    assert_eq!((form.value("decision"), form.value("kind")), (Some("undecided"), Some("")));
    assert_eq!(page.form("/route").value("suggested"), None, "no section stands chosen");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_figures_count_exactly_what_was_decided() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let letters = [
        "ホームページの字が小さくて読めません。",
        "体育館の予約をネットでできるようにしてください。",
        "入札の結果をもっと早く公開してください。",
        "家の前の市道に大きな穴があいています。舗装してください。",
    ];
    let mut given = Vec::new();
    for letter in letters {
        given.push(say(&app.resident(), &[("body", letter)]).await);
    }
    app.run_jobs().await;
    let mut seen = Vec::new();
    for receipt in &given {
        let id = case_id(&app.house, &case(&desk, receipt).await).await;
        seen.push(suggested(&app.house, id).await);
    }
    assert!(!seen[0].outside && !seen[1].outside && !seen[2].outside && seen[3].outside, "{seen:?}");
    // The first, the second, nothing of the list, and 「計画の外」 where it was suggested.
    for (receipt, choice) in [(0, &seen[0].measures[0].code), (1, &seen[1].measures[1].code)] {
        act(&desk, &given[receipt], "triage", &[("decision", "tagged"), ("measure", choice)]).await.has_status(200);
    }
    for receipt in [2, 3] {
        act(&desk, &given[receipt], "triage", &[("decision", "outside")]).await.has_status(200);
    }
    route(&desk, &given[0], &seen[0].sections[0]).await;
    let page = desk.open("/staff/accuracy").await;
    let row = page.all("tbody tr").first().cloned().unwrap();
    let unsure = seen.iter().filter(|s| s.unsure).count();
    let sure = 4 - unsure;
    let sure_right = [0, 3].iter().filter(|i| !seen[**i].unsure).count();
    let wanted = format!(
        "4 50.0 2/4 75.0 3/4 {} {sure_right}/{sure}",
        kocho_service::accuracy::percent(sure_right as u64, sure as u64)
    );
    assert!(row.starts_with("2026-04 ") && row.contains(&wanted), "{row} does not hold {wanted}");
    assert!(row.contains("100.0 1/1") && row.contains("50.0 1/2") && row.contains("0.0 0/2"), "{row}");
    let misses = desk.open(&page.link("2件").unwrap()).await;
    misses.says(&given[1].number).says("2番目").says(&given[2].number).says("候補になし").hides(&given[0].number);

    // Decided again: the last decision counts. Taken back: it is not counted any more.
    act(&desk, &given[1], "triage", &[("decision", "tagged"), ("measure", &seen[1].measures[0].code)])
        .await
        .has_status(200);
    act(&desk, &given[2], "triage", &[("decision", "undecided")]).await.has_status(200);
    let page = desk.open("/staff/accuracy").await;
    let row = page.all("tbody tr").first().cloned().unwrap();
    assert!(row.contains("3 100.0 3/3"), "{row}");
    let csv = desk.open("/staff/accuracy/csv").await;
    assert_eq!(csv.body.lines().count(), 4, "a head and three measures: {}", csv.body);
    assert!(csv.body.contains("2026-04,") && csv.body.contains(",none,計画の外,1,1,1,"), "{}", csv.body);
    route(&desk, &given[1], "市民協働課").await;
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_new_version_only_lists_until_it_was_tried_and_taken_into_use() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    let admin = app.staff("秘書広聴課", &[Role::Admin]).await;
    let clear = "ホームページの字が小さくて読めません。";
    let given = decided(&app, &desk, clear, "1301").await;
    app.run_jobs().await;
    // The version before had thought of something else.
    let id = case_id(&app.house, &case(&desk, &given).await).await;
    let body = r#"{"measures":[{"code":"1101","score":0.9,"because":[]}],"outside":false,"unsure":false,"sections":[],"kind":"","version":"old-1"}"#;
    let mut tx = app.house.db().begin(&Actor::Import, chrono::DateTime::UNIX_EPOCH).await.unwrap();
    kocho_store::suggestion::insert(&mut tx, id, "old-1", body).await.unwrap();
    kocho_store::setting::set(&mut tx, "classifier", "old-1").await.unwrap();
    tx.commit(Story::audit(AuditEvent::new("model_used", "trial", None))).await.unwrap();
    app.house.refresh().await.unwrap();

    let next = say(&app.resident(), &[("body", "ホームページの文字がとても小さいです。")]).await;
    case(&desk, &next).await.says("参考").hides("選択中（未保存）").says("1301");
    head.open("/staff/admin/model").await.says("参考として並べるだけ").says("old-1");
    let untried = head.open("/staff/admin/model").await;
    assert!(untried.find_form("/model/use").is_none());
    let csrf = untried.form("/model/try").value("csrf").unwrap().to_owned();
    head.post("/staff/admin/model/use", &[("csrf".into(), csrf)]).await.has_status(409);

    let tried = untried.form("/model/try").submit().await;
    tried.says("1 件").says("当たりになる").says(&given.number).says("1101").says("1301");
    case(&desk, &next).await.hides("選択中（未保存）");
    let bare = admin.open("/staff/admin/model").await;
    bare.has_status(200).hides(&given.number).hides(clear);
    bare.form("/model/use").submit().await.says("この版の候補を使います").says("使っています");
    case(&desk, &next).await.says("選択中（未保存）");
    head.open("/staff/admin/model").await.form("/model/list").submit().await.says("参考として並べるだけ");
    case(&desk, &next).await.hides("選択中（未保存）");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_long_trial_goes_on_in_the_background_where_it_stood() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    for n in 0..3 {
        decided(&app, &desk, &format!("ぽんぽこ広場の{n}番目の舗装に穴があいています。"), "1305").await;
    }
    app.run_jobs().await;
    // A server died after it had asked one of the three.
    let newest = kocho_store::decided::newest(&app.house.db().reader(), 1).await.unwrap()[0].case();
    let body = "[[terms]]\nword = \"ぽんぽこ広場\"\nmeasure = \"1305\"\nweight = \"strong\"\n".to_owned();
    let mut tx = app.house.db().begin(&Actor::Import, kocho_domain::clock::Clock::now(&*app.clock)).await.unwrap();
    let stood = Trial {
        id: 0,
        noun: Noun::Terms,
        base: "1".into(),
        body,
        state: State::Running,
        since: chrono::NaiveDate::from_ymd_opt(2025, 4, 22).unwrap(),
        below: newest,
        asked: 1,
        total: 3,
        compared: 1,
        changed: 0,
        better: 0,
        worse: 0,
        created_at: tx.at(),
    };
    let id = kocho_store::trial::insert(&mut tx, &stood).await.unwrap();
    kocho_store::job::push(&mut tx, &Job::Trial { trial: id }).await.unwrap();
    tx.commit(Story::audit(AuditEvent::new("trial_begun", "trial", Some(id)))).await.unwrap();

    let page = desk.open(&format!("/staff/terms/trials/{id}")).await;
    page.says("1 / 3件を調べました");
    assert!(page.find_form("/use").is_none(), "what is not finished cannot be used");
    app.run_jobs().await;
    let page = desk.open(&page.path).await;
    page.says("施策を決めた声 3件");
    page.form("/use").submit().await.says("第2版（今の版）");
    app.finish().await;
}
