//! What a survey's answers say: counted once and again when one more comes, read by a section, written about by the desk,
//! and published so that nobody can be told among few.

use std::collections::BTreeSet;

use kocho_document::sheet::Sheet;
use kocho_domain::{
    access::{Actor, Role},
    anonymity::FEWEST,
    localized::Lang,
    statistic::finding::{Findings, Said},
};
use kocho_service::{
    Cx, Error,
    survey::{
        answers::{take, take_of},
        write,
    },
    survey_result::{self, Asked, public},
};
use kocho_store::{response, survey};

use crate::support::{TestApp, Visitor};

const SURVEY: &str = include_str!("../../../config/demo/monitor_survey.json");
const ANSWERS: &[u8] = include_bytes!("../../../config/demo/monitor_responses.csv");
const CODE: &str = "monitor-2026-02";
const RESULTS: &str = "/staff/surveys/monitor-2026-02/results";
const PUBLIC: &str = "/surveys/monitor-2026-02/results";

/// The sample with its answers; its period is over.
async fn answered(app: &TestApp) -> Cx {
    app.clock.set("2026-11-20T01:00:00Z".parse().unwrap());
    let cx = app.house.cx(Actor::Import);
    write::import(&cx, SURVEY).await.unwrap();
    take(&cx, CODE, ANSWERS.to_vec()).await.unwrap();
    cx
}

/// A survey whose results are published; answers its code.
pub(crate) async fn furnished(app: &TestApp) -> String {
    let cx = app.house.cx(Actor::Import);
    let code = "published-2026";
    write::import(&cx, &SURVEY.replacen(CODE, code, 1)).await.unwrap();
    take(&cx, code, ANSWERS.to_vec()).await.unwrap();
    published(app, &cx, code).await;
    code.to_owned()
}

/// Ends the survey; two people agree to publish what it says, and one of them does.
async fn published(app: &TestApp, cx: &Cx, code: &str) {
    let found = survey::by_code(&cx.house.db().reader(), code).await.unwrap().unwrap();
    if found.state == kocho_domain::survey::SurveyState::Open {
        kocho_service::survey::way::close(cx, code, found.lock).await.unwrap();
    }
    let due = Some("2027-03-31".parse().unwrap());
    let note = survey_result::note::Note { reflection_due_on: due, ..survey_result::note::Note::default() };
    survey_result::note::write(cx, code, &note).await.unwrap();
    let results = RESULTS.replacen(CODE, code, 1);
    let desk = app.hearing_desk().await;
    for clerk in [&desk, &app.hearing_desk().await] {
        clerk.open(&results).await.form("/consent").submit().await.has_status(200).says("この文の公表を承認しました。");
    }
    desk.open(&results).await.form("/publish").submit().await.has_status(200).says("結果を公表しました。");
}

fn counts(said: &Said) -> Vec<u64> {
    said.options.iter().map(|option| option.n).collect()
}

fn question<'a>(findings: &'a Findings, id: &str) -> &'a kocho_domain::statistic::finding::Finding {
    findings.questions.iter().find(|question| question.id == id).unwrap()
}

#[tokio::test]
async fn partial_answers_count_where_they_answered_and_who_was_not_asked_stands_apart() {
    let app = TestApp::start().await;
    let cx = answered(&app).await;
    let found = survey_result::print(&cx, CODE, "age_group", None).await.unwrap();
    let responses = found.responses;
    assert_eq!((responses.total, responses.complete, responses.partial), (300, 276, 24));
    let interest = question(&found, "Q1");
    assert_eq!((interest.whole.n, counts(&interest.whole)), (300, vec![54, 159, 72, 15]));
    assert_eq!(counts(&interest.groups[4]), [11, 28, 12, 5], "people in their fifties");
    let way = &question(&found, "Q8").whole;
    assert_eq!((way.n, way.not_asked, counts(way)), (109, 177, vec![22, 11, 12, 9, 27, 5, 20, 3]));
    let paper = question(&found, "Q4");
    assert_eq!((paper.whole.not_asked, paper.rows.len()), (74, 5));
    let news = &question(&found, "Q2").whole;
    assert_eq!((news.options[0].percent, news.options[0].percent_of_answers), (Some(54.0), Some(16_200.0 / 681.0)));
    assert_eq!((question(&found, "Q5").whole.n, question(&found, "Q12").whole.n), (290, 73));
    assert!(interest.chi_square.unwrap().small_cells > 0);
    let nothing = survey_result::print(&cx, CODE, "shoe_size", None).await;
    assert!(matches!(nothing, Err(Error::Invalid(fields)) if fields["by"].contains("age_group")));
    app.finish().await;
}

#[tokio::test]
async fn one_more_answer_is_in_the_next_table() {
    let app = TestApp::start().await;
    let cx = answered(&app).await;
    let total = async || survey_result::print(&cx, CODE, "", None).await.unwrap().responses.total;
    assert_eq!(total().await, 300);
    let reader = app.house.db().reader();
    let found = survey::by_code(&reader, CODE).await.unwrap().unwrap();
    let first = response::chunk(&reader, found.id, "").await.unwrap().remove(0);
    let mut tx = app.house.db().begin(&Actor::Import, cx.now()).await.unwrap();
    let more = response::Response { key: "another".into(), ..first };
    response::put(&mut tx, found.id, &more).await.unwrap();
    tx.commit(kocho_domain::story::Story::Unrecorded(kocho_domain::story::Why::Answer)).await.unwrap();
    assert_eq!(total().await, 301);
    app.finish().await;
}

#[tokio::test]
async fn the_desk_writes_beside_the_figures_and_publishes_what_tells_of_nobody() {
    let app = TestApp::start().await;
    answered(&app).await;
    let resident = app.resident();
    resident.open(PUBLIC).await.has_status(404);
    let desk = app.hearing_desk().await;
    let page = desk.open(&format!("{RESULTS}?by=age_group")).await;
    page.has_status(200)
        .says("300人（最後まで 276人、途中まで 24人）")
        .says("モニターは市民から無作為に選んだ人ではありません");
    page.says("期待度数が5に満たない欄").says("162人、回答数の23.8%");
    // Nobody publishes without saying by when it is told what came of it.
    desk.open(RESULTS).await.form("/consent").submit().await.has_status(422).says("いつまでに知らせるか");
    let form = desk.open(RESULTS).await.form("/note").fill("comment", "広報紙で知る人が多い。");
    form.fill("due_on", "2027-03-31").submit().await.says("広報紙で知る人が多い。");
    let token = desk.open(RESULTS).await.form("/consent").value("csrf").unwrap().to_owned();
    let publish = async |lock: &str| {
        let fields =
            [("csrf", token.as_str()), ("lock", lock)].map(|(name, value)| (name.to_owned(), value.to_owned()));
        desk.post(&format!("{RESULTS}/publish"), &fields).await
    };
    publish("0").await.has_status(422).says("違う2人の承認が要ります。今は0人です");
    // Another section reads the figures and agrees to nothing.
    let other = app.staff("環境課", &[Role::SectionClerk]).await;
    other.open(RESULTS).await.has_status(200).hides("公表を承認する");
    let own = other.open("/staff/account").await.form("/staff/logout").value("csrf").unwrap().to_owned();
    let fields = [("csrf".to_owned(), own), ("lock".to_owned(), "0".to_owned())];
    other.post(&format!("{RESULTS}/consent"), &fields).await.has_status(403);
    // One person is one, and a text that was changed is another text.
    desk.open(RESULTS).await.form("/consent").submit().await.says("あなたは承認済みです");
    publish("0").await.has_status(422).says("今は1人です");
    let second = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    let form = second.open(RESULTS).await.form("/note").fill("due_on", "2027-03-30");
    form.submit().await.says("この文の公表を承認した人：まだいません");
    for clerk in [&second, &desk] {
        clerk.open(RESULTS).await.form("/consent").submit().await.has_status(200);
    }
    publish("0").await.has_status(409);
    desk.open(RESULTS).await.form("/publish").submit().await.says("結果を公表しました。").hides("公表を承認する");
    resident.open("/surveys").await.says("市政モニターアンケート");
    let page = resident.open(&format!("{PUBLIC}?by=age_group")).await;
    page.has_status(200).says("広報紙で知る人が多い。").says("非公表").says("市民全体の割合を表すものではありません");
    page.hides("カタカナの言葉が多くて分からない");
    resident
        .open(&format!("/en{PUBLIC}"))
        .await
        .has_status(200)
        .says("A panel of monitors is not a sample of residents");
    resident.open(&format!("{PUBLIC}?by=Q1")).await.has_status(404);
    // What is written later is public when two people agreed to it, too.
    desk.open(RESULTS).await.form("/note").fill("reflection", "字を大きくしました。").submit().await.has_status(200);
    resident.open(PUBLIC).await.hides("字を大きくしました。").says("3月30日");
    for clerk in [&second, &desk] {
        clerk.open(RESULTS).await.form("/consent").submit().await.has_status(200);
    }
    desk.open(RESULTS).await.form("/publish").submit().await.has_status(200);
    resident.open(PUBLIC).await.says("字を大きくしました。");
    app.finish().await;
}

#[tokio::test]
async fn who_was_to_tell_what_came_of_a_survey_and_did_not_is_reminded_once() {
    let app = TestApp::start().await;
    let cx = answered(&app).await;
    published(&app, &cx, CODE).await;
    let mails = async || {
        kocho_service::job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
        app.run_jobs().await;
        app.mailer.mailed().into_iter().filter(|mail| mail.body.contains("調査の反映状況")).collect::<Vec<_>>()
    };
    app.clock.set("2027-03-31T01:00:00Z".parse().unwrap());
    assert_eq!(mails().await.len(), 0, "the day itself is not over");
    app.clock.set("2027-04-01T01:00:00Z".parse().unwrap());
    let told = mails().await;
    let mut people: Vec<&str> = told.iter().map(|mail| mail.to.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    assert!(!people.is_empty() && people.len() == told.len(), "one mail a person: {people:?}");
    assert!(told.iter().all(|mail| mail.body.contains(RESULTS) && !mail.body.contains("市からのお知らせ")));
    assert_eq!(mails().await.len(), told.len(), "nobody is told twice");
    app.pass(chrono::TimeDelta::days(3));
    assert_eq!(mails().await.len(), told.len());

    let office = app.staff("秘書広聴課", &[Role::Executive]).await;
    office.open("/office").await.says("調査の反映状況を知らせる：").says("4日超過");
    let desk = app.hearing_desk().await;
    desk.open("/staff/surveys").await.says("反映状況 4日超過");
    desk.open(RESULTS).await.says("反映状況を知らせる期限（令和9年3月31日）を過ぎています。");
    // Written is not told yet; agreed to and published it is.
    desk.open(RESULTS).await.form("/note").fill("reflection", "字を大きくしました。").submit().await.has_status(200);
    desk.open("/staff/surveys").await.says("反映状況 4日超過");
    for clerk in [&desk, &app.hearing_desk().await] {
        clerk.open(RESULTS).await.form("/consent").submit().await.has_status(200);
    }
    desk.open(RESULTS).await.form("/publish").submit().await.has_status(200);
    desk.open("/staff/surveys").await.hides("日超過");
    office.open("/office").await.hides("調査の反映状況を知らせる：");
    app.finish().await;
}

#[tokio::test]
async fn how_many_were_asked_comes_with_the_answers_or_later_and_gives_the_rate() {
    let app = TestApp::start().await;
    app.clock.set("2026-11-20T01:00:00Z".parse().unwrap());
    let cx = app.house.cx(Actor::Import);
    write::import(&cx, SURVEY).await.unwrap();
    let few = take_of(&cx, CODE, ANSWERS.to_vec(), Some(299)).await;
    assert!(matches!(few, Err(Error::Invalid(fields)) if fields["population"].contains("300件")));
    let desk = app.hearing_desk().await;
    let page = desk.open("/staff/surveys/monitor-2026-02").await;
    let form = page.form("/answers").attach("file", "回答.csv", ANSWERS).fill("population", "４１２");
    form.submit().await.has_status(200).says("300件の回答を取り込みました").says("412人");
    desk.open(RESULTS).await.says("72.8%（412人のうち300人）");
    let asked = async |typed: &str| {
        let page = desk.open("/staff/surveys/monitor-2026-02").await;
        page.form("/asked").fill("population", typed).submit().await
    };
    asked("12").await.has_status(422).says("回答が300件あるので");
    asked("多い").await.has_status(422).says("対象の人数を数で入れる");
    asked("").await.has_status(200);
    desk.open(RESULTS).await.says("分かりません");
    asked("600").await.has_status(200);
    desk.open(RESULTS).await.says("50.0%（600人のうち300人）");
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    clerk.open("/staff/surveys/monitor-2026-02").await.hides("対象の人数を入れる");
    app.finish().await;
}

#[tokio::test]
async fn the_report_is_a_file_that_says_what_the_page_says_and_keeps_back_what_it_keeps_back() {
    let app = TestApp::start().await;
    let cx = answered(&app).await;
    let desk = app.hearing_desk().await;
    let link = desk.open(&format!("{RESULTS}?by=gender")).await.link("PDF（報告書）").unwrap();
    let report = super::pdf::file(&desk, &link).await;
    report.says("登録したモニター").says("300人（最後まで 276人、途中まで 24人）").says("標本誤差±").says("問1");
    report
        .says("モニターは市民から無作為に選んだ人ではありません")
        .says("反映状況")
        .hides("カタカナの言葉が多くて分からない");
    app.resident().open(&link).await.hides("%PDF");
    let resident = app.resident();
    resident.open(&format!("{PUBLIC}/report.pdf")).await.has_status(404).hides("%PDF");

    published(&app, &cx, CODE).await;
    for (prefix, caution) in [("", "市民全体の割合を表すものではありません"), ("/en", "is not a sample of residents")]
    {
        let page = resident.open(&format!("{prefix}{PUBLIC}?by=age_group")).await;
        let link = page.link(if prefix.is_empty() { "PDFで保存する" } else { "Save as PDF" }).unwrap();
        let report = super::pdf::file(&resident, &link).await;
        report.says(caution).says("広報紙をどの程度読んでいますか").hides("カタカナの言葉が多くて分からない");
    }
    let report = super::pdf::file(&resident, &format!("{PUBLIC}/report.pdf?by=age_group")).await;
    report.says("非公表").hides("カイ2乗");
    app.finish().await;
}

#[tokio::test]
async fn nothing_published_is_below_five() {
    let app = TestApp::start().await;
    let cx = answered(&app).await;
    published(&app, &cx, CODE).await;
    let resident = app.house.cx(Actor::Resident);
    for by in ["", "age_group", "gender", "district"] {
        let found = public::show(&resident, CODE, by, Lang::Ja).await.unwrap();
        let tables: Vec<_> = found.questions.iter().flat_map(|question| &question.tables).collect();
        let options = tables.iter().flat_map(|table| &table.options);
        let told = options.flat_map(|option| option.groups.iter().chain([&option.whole]).flatten());
        assert!(told.clone().count() > 40, "hardly anything is left by {by}");
        assert!(told.clone().all(|(n, _)| *n >= FEWEST), "by {by}");
        assert!(tables.iter().flat_map(|table| table.sizes.iter().chain([&table.n]).flatten()).all(|n| *n >= FEWEST));
        // What was ticked in all, less what is shown: nobody, or no few.
        let ticked = tables.iter().filter_map(|table| Some((table.ticks?, table)));
        let kept = ticked.map(|(all, table)| {
            all - table.options.iter().filter_map(|option| option.whole).map(|(n, _)| n).sum::<u64>()
        });
        let kept: Vec<u64> = kept.collect();
        assert!(kept.len() == 3 && kept.iter().all(|n| *n == 0 || *n >= FEWEST), "by {by}: {kept:?}");
        // Who was led past a question: its size is told only where that parts nothing that is kept back before it.
        let table = |id: &str| &found.questions.iter().find(|question| question.id == id).unwrap().tables[0];
        for (decided, leads_past, next) in [("Q3", &[3, 4][..], "Q4"), ("Q7", &[2][..], "Q8")] {
            let told = table(next).sizes.iter().enumerate().filter(|(_, size)| size.is_some());
            for (group, _) in told {
                let options = table(decided).options.iter().enumerate();
                let kept = options.filter(|(_, option)| option.groups[group].is_none());
                let sides: BTreeSet<bool> = kept.map(|(at, _)| leads_past.contains(&at)).collect();
                assert!(sides.len() < 2, "{next} by {by}, group {group}");
            }
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn what_is_published_stands_on_both_bases_and_says_how_far_people_answered_in_three_languages() {
    let app = TestApp::start().await;
    let cx = answered(&app).await;
    let desk = app.hearing_desk().await;
    let asked = desk.open("/staff/surveys/monitor-2026-02").await.form("/asked").fill("population", "412");
    asked.submit().await.has_status(200);
    published(&app, &cx, CODE).await;
    let resident = app.resident();
    resident.open(PUBLIC).await.says("412人のうち300人（回答率 72.8%）");
    resident.open(&format!("/en{PUBLIC}")).await.says("300 of 412 people (response rate 72.8%)");
    let told = [
        (
            "",
            ["最後まで 276人、途中まで 24人", "答えた人の%", "選ばれた数の%", "合わせて681です"],
            ["分けない", "年代", "性別", "お住まいの地区"],
        ),
        (
            "/easy",
            ["まで 276", "答えた人の中の%", "選ばれた数の中の%", "681です"],
            ["分けない", "年", "性別", "住んでいる地区"],
        ),
        (
            "/en",
            ["276 to the end, 24 in part", "% of people", "% of answers", "681 were chosen in all"],
            ["Do not split", "Age group", "Gender", "District"],
        ),
    ];
    for (prefix, words, banners) in told {
        let page = resident.open(&format!("{prefix}{PUBLIC}?by=gender")).await;
        // 162 of 300 people, 162 of 681 ticks.
        page.says("54.0").says("23.8");
        for words in words {
            page.says(words);
        }
        assert_eq!(page.all("#by option"), banners);
        assert_eq!(page.all("#by option[lang]").len(), 0, "all of them have words");
        let report = super::pdf::file(&resident, &format!("{prefix}{PUBLIC}/report.pdf?by=gender")).await;
        report.says(words[1]).says("23.8").says("276");
    }
    resident.open(&format!("/en{PUBLIC}")).await.hides("お住まいの地区");

    // Two people ticked the tenth of eleven. All ticks less the ten others would tell it: the next larger is kept back, too.
    let found = public::show(&app.house.cx(Actor::Resident), CODE, "gender", Lang::Ja).await.unwrap();
    let table = &found.questions.iter().find(|question| question.id == "Q9").unwrap().tables[0];
    let (kept, shown): (Vec<_>, Vec<_>) = table.options.iter().partition(|option| option.whole.is_none());
    assert_eq!((table.ticks, kept.len(), shown.len()), (Some(651), 2, 9));
    assert!(kept.iter().all(|option| option.of_answers.is_none() && option.groups.iter().all(Option::is_none)));
    assert!(shown.iter().all(|option| option.of_answers.is_some()));
    app.finish().await;
}

/// Two things in their order, by what has words in every language and by what has none.
const RANKED: &str = r#"{
  "id": "ranked-2026", "title": "大切なもののアンケート", "purpose": "順位を聞くため。",
  "period": { "start": "2026-09-01", "end": "2026-09-24" }, "target": "市政モニター", "method": "郵送",
  "section": "秘書広聴課", "anonymous": true,
  "profile_fields": [
    { "id": "gender", "label": "性別", "options": ["男性", "女性"] },
    { "id": "years", "label": "住んでいる年数", "options": ["10年まで", "10年より長い"] },
    { "id": "work", "label": "仕事", "options": ["ある", "ない"], "translations": { "en": { "label": "Work" } } } ],
  "questions": [
    { "id": "Q1", "no": 1, "type": "ranking", "required": true, "text": "大切な順に選んでください。",
      "options": [ { "code": "1", "label": "安全", "translations": { "en": { "label": "Safety" } } },
        { "code": "2", "label": "近さ" } ], "measures": [] } ]
}"#;

#[tokio::test]
async fn places_of_a_ranking_are_told_in_the_readers_language_and_what_is_not_translated_says_so() {
    let app = TestApp::start().await;
    app.clock.set("2026-11-20T01:00:00Z".parse().unwrap());
    let cx = app.house.cx(Actor::Import);
    write::import(&cx, RANKED).await.unwrap();
    let rows = ["男性,10年まで,ある,1;2", "女性,10年より長い,ない,2;1"].map(|row| format!("{row}\n").repeat(6));
    let table = format!("gender,years,work,Q1\n{}", rows.concat());
    take(&cx, "ranked-2026", table.into_bytes()).await.unwrap();
    published(&app, &cx, "ranked-2026").await;
    let resident = app.resident();
    let page = async |prefix: &str| resident.open(&format!("{prefix}/surveys/ranked-2026/results?by=gender")).await;
    for prefix in ["", "/easy"] {
        page(prefix).await.has_status(200).says("1番目").says("2番目").hides("1位");
    }
    let page = page("/en").await;
    page.has_status(200).says("No. 1").says("No. 2").says("Safety").hides("1位");
    assert_eq!(page.all("#by option"), ["Do not split", "Gender", "住んでいる年数", "Work"]);
    assert_eq!(page.all("#by option[lang=ja]"), ["住んでいる年数"]);
    app.finish().await;
}

#[tokio::test]
async fn the_same_question_is_compared_over_the_years_and_every_wave_says_on_what_it_stands() {
    let app = TestApp::start().await;
    app.clock.set("2026-11-20T01:00:00Z".parse().unwrap());
    let cx = app.house.cx(Actor::Import);
    let banked = SURVEY.replacen("\"id\": \"Q1\",", "\"id\": \"Q1\", \"bank\": \"interest\",", 1);
    let before = banked.replacen(CODE, "monitor-2025-02", 1).replace("\"2026-09-", "\"2025-09-");
    // A hundred people answered the year before.
    let few: Vec<&str> = std::str::from_utf8(ANSWERS).unwrap().lines().take(101).collect();
    for (text, code, answers) in
        [(&banked, CODE, ANSWERS.to_vec()), (&before, "monitor-2025-02", few.join("\n").into_bytes())]
    {
        write::import(&cx, text).await.unwrap();
        take(&cx, code, answers).await.unwrap();
    }
    let desk = app.hearing_desk().await;
    let link = desk.open(RESULTS).await.link("これまでの調査").unwrap();
    let page = desk.open(&link).await;
    page.has_status(200).says("「interest」").says("回答者（n） 100 300").says("53.0");
    page.says("市民から無作為に選んだ人ではありません");
    assert_eq!(page.all("thead th").len(), 3, "two waves, the older first: {}", page.text());
    app.finish().await;
}

#[tokio::test]
async fn beside_the_scores_of_a_measure_stand_the_voices_on_it() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let given = super::say(&app.resident(), &[("body", "市のホームページで予算が見つかりません。")]).await;
    let tagged = [("kind", "request"), ("decision", "tagged"), ("measure", "1301")];
    super::act(&desk, &given, "triage", &tagged).await.has_status(200);
    answered(&app).await;
    let desk = app.hearing_desk().await;
    let page = desk.open(&format!("{RESULTS}/scores?satisfaction=Q10")).await;
    // The last column of the first row, which asks about the measure, leads to what residents wrote.
    let first = page.all("tbody tr:first-child td:last-child");
    assert!(first.len() == 1 && first[0].starts_with("1件"), "{first:?}");
    desk.open(&page.link("1件").unwrap()).await.has_status(200).says("ホームページで予算が");
    page.says("声の数は市に寄せられた件数で、満足度とは別のものです");
    app.run_jobs().await;
    app.leave();
}

#[tokio::test]
async fn figures_are_weighed_on_a_population_and_mistakes_in_it_are_named() {
    let app = TestApp::start().await;
    answered(&app).await;
    let desk = app.hearing_desk().await;
    let bring = async |text: &str| desk.open(RESULTS).await.form("/population").fill("population", text).submit().await;
    bring("項目,区分,人口\n性別,男性,多い").await.has_status(422).says("2行目");
    bring("項目,区分,人口\n性別,男性,22300\n性別,女性,22800")
        .await
        .says("有効回答数")
        .says("人口にない区分の12人は重み1です");
    let cx = app.house.cx(Actor::Import);
    let asked = Asked { by: String::new(), weighted: true };
    let shown = survey_result::show(&cx, CODE, &asked).await.unwrap();
    let weights = shown.findings.weights.unwrap();
    assert!(weights.effective_n < 300.0 && weights.outside == 12);
    app.finish().await;
}

#[tokio::test]
async fn answers_go_out_as_they_can_come_in_and_only_to_those_who_may_read_them() {
    let app = TestApp::start().await;
    answered(&app).await;
    let desk = app.hearing_desk().await;
    let bytes = file(&desk, &format!("{RESULTS}/answers.csv")).await;
    let rows: Vec<_> = Sheet::open(bytes.clone()).unwrap().rows().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 301);
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("Q2_other") && !text.contains("r001") && !text.contains("2026-09-"));
    let book = file(&desk, &format!("{RESULTS}/tables.xlsx?by=gender")).await;
    assert_eq!(Sheet::open(book).unwrap().name.as_deref(), Some("概要"));
    assert!(file(&desk, &format!("{RESULTS}/codes.csv")).await.len() > 1_000);
    desk.open(&format!("{RESULTS}/texts")).await.has_status(200).says("73件");
    desk.open(&format!("{RESULTS}/scores?importance=Q10")).await.has_status(200).says("重点改善").says("1301");
    desk.open(&format!("{RESULTS}/trend")).await.has_status(200).says("くらべられる設問がありません");
    // Another section reads figures, not what people wrote.
    let other = app.staff("環境課", &[Role::SectionClerk]).await;
    other.open(RESULTS).await.has_status(200).hides("Excel");
    for way in ["texts", "answers.csv", "tables.xlsx"] {
        other.open(&format!("{RESULTS}/{way}")).await.has_status(403);
    }
    app.finish().await;
}

async fn file(who: &Visitor<'_>, path: &str) -> Vec<u8> {
    let response = who.once(axum::http::Method::GET, path, None, Vec::new()).await;
    assert_eq!(response.status().as_u16(), 200, "{path}");
    axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap().to_vec()
}
