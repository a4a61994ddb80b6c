//! What people wrote in a survey becomes voices as the desk chooses them: once, without anybody's name, and on the way of every voice.

use std::collections::BTreeSet;

use kocho_domain::{
    access::{Actor, Role},
    story::{Story, Why},
    survey::Answer,
};
use kocho_migrations::{ConnectionTrait, Statement};
use kocho_service::{
    Cx, Error,
    survey::{answers, view, way, write},
    survey_result::voice::{self, Chosen},
};
use kocho_store::{response, survey};

use crate::support::{Page, TestApp, Visitor};

const SURVEY: &str = include_str!("../../../config/demo/monitor_survey.json");
const ANSWERS: &[u8] = include_bytes!("../../../config/demo/monitor_responses.csv");
const CODE: &str = "monitor-2026-02";
const VOICES: &str = "/staff/surveys/monitor-2026-02/results/voices";

/// The sample with its answers, still open.
async fn open(app: &TestApp) -> Cx {
    app.clock.set("2026-09-10T01:00:00Z".parse().unwrap());
    let cx = app.house.cx(Actor::Import);
    write::import(&cx, SURVEY).await.unwrap();
    answers::take(&cx, CODE, ANSWERS.to_vec()).await.unwrap();
    cx
}

/// Closed on 25 September; today is 20 November.
async fn close(app: &TestApp) {
    app.clock.set("2026-09-25T01:00:00Z".parse().unwrap());
    let cx = app.house.cx(Actor::Import);
    way::close(&cx, CODE, view(&cx, CODE).await.unwrap().survey.lock).await.unwrap();
    app.clock.set("2026-11-20T01:00:00Z".parse().unwrap());
}

/// One more answer, with these words.
async fn says(app: &TestApp, key: &str, words: &str) {
    let reader = app.house.db().reader();
    let found = survey::by_code(&reader, CODE).await.unwrap().unwrap();
    let mut one = response::chunk(&reader, found.id, "").await.unwrap().remove(0);
    one.key = key.to_owned();
    one.answers = [("Q12".to_owned(), Answer::Text(words.to_owned()))].into_iter().collect();
    let mut tx = app.house.db().begin(&Actor::Import, app.house.cx(Actor::Import).now()).await.unwrap();
    response::put(&mut tx, found.id, &one).await.unwrap();
    tx.commit(Story::Unrecorded(Why::Answer)).await.unwrap();
}

/// Somebody of the desk, as use cases know them.
async fn clerk(app: &TestApp) -> Cx {
    let login = app.account("秘書広聴課", &[Role::HearingClerk]).await;
    let reader = app.house.db().reader();
    let account = kocho_store::staff::by_login(&reader, &login).await.unwrap().unwrap();
    let today = app.house.cx(Actor::Import).today();
    app.house.cx(Actor::Staff(kocho_store::staff::actor(&reader, &account, today).await.unwrap()))
}

/// What the voices of the monitors say, one a voice.
async fn voices(app: &TestApp) -> Vec<String> {
    let db = app.house.db().for_migrations();
    let sql = "select t.body from submission s join transcript t on t.submission_id = s.id where s.channel = 'monitor'";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "body").unwrap()).collect()
}

/// Keys of the texts on a page that can be chosen.
fn keys(page: &Page<'_>) -> Vec<String> {
    let parts = page.body.split("name=\"texts\" value=\"").skip(1);
    parts.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Takes everything in, as the button for all pages does.
async fn take_all<'a>(desk: &Visitor<'a>) -> Page<'a> {
    let page = desk.open(VOICES).await;
    let csrf = page.form("/staff/logout").value("csrf").unwrap().to_owned();
    let fields = [("csrf", csrf.as_str()), ("question", "Q12"), ("all", "on")];
    desk.post(VOICES, &fields.map(|(name, value)| (name.to_owned(), value.to_owned()))).await
}

#[tokio::test]
async fn the_desk_reads_the_texts_takes_some_in_and_each_goes_the_way_of_a_voice() {
    let app = TestApp::start().await;
    open(&app).await;
    let desk = app.hearing_desk().await;
    desk.open(VOICES).await.has_status(200).says("この調査は今「実施中」なので");
    close(&app).await;
    // Two months later somebody has to sign in again.
    let desk = app.hearing_desk().await;
    let texts = desk.open("/staff/surveys/monitor-2026-02/results/texts").await;
    let page = desk.open(&texts.link("ご意見として受け付ける").unwrap()).await;
    page.has_status(200).says("受け付けていない記述 62件").says("「特になし」など 11件は除いています").says("1 / 2");
    let shown = keys(&page);
    assert_eq!(shown.len(), 50);
    let choose = || page.form("/voices").fill("texts", &shown[0]).tick("texts", &shown[7]);
    choose()
        .submit()
        .await
        .says("2件をご意見として受け付けました")
        .says("受け付けた記述 2件")
        .says("受け付けていない記述 60件");
    choose().submit().await.says("もう受け付けてあります");
    assert_eq!(voices(&app).await.len(), 2);
    app.run_jobs().await;
    // The case says where it came from, and nothing of a person; it is not late on its first day.
    let list = desk.open("/staff/cases?queue=unrouted").await;
    let first = list.all("a[data-row]").remove(0);
    let case = desk.open(&list.row_link(&first).unwrap()).await;
    case.says("市政モニター調査「令和8年度第2回市政モニターアンケート").says("問12 の自由記述");
    case.says("市政モニター").says("令和8年9月25日").hides("超過").hides("r001");
    case.form("/triage").fill("decision", "tagged").fill("measure", "1302").submit().await.has_status(200);
    take_all(&desk).await.says("60件をご意見として受け付けました").says("2件は、もう受け付けてありました");
    desk.open(VOICES).await.says("受け付けていない記述 0件").says("受け付けた記述 62件");
    app.run_jobs().await;
    let all = voices(&app).await;
    assert_eq!((all.len(), all.iter().any(|text| text.contains("特にありません"))), (62, false));
    app.finish().await;
}

#[tokio::test]
async fn two_desks_at_one_moment_make_one_voice_of_each_text() {
    let app = TestApp::start().await;
    open(&app).await;
    // Two people wrote the same: that are two voices.
    says(&app, "one", "ごみ袋を大きくしてください。").await;
    says(&app, "two", "ごみ袋を大きくしてください。").await;
    close(&app).await;
    let (one, two) = (clerk(&app).await, clerk(&app).await);
    let all = |cx: Cx| async move {
        loop {
            match voice::take(&cx, CODE, "Q12", &Chosen::All).await {
                Err(Error::Busy | Error::Stale) => {}
                done => return done.unwrap(),
            }
        }
    };
    let (first, second) = tokio::join!(all(one), all(two));
    assert_eq!(first.voices + second.voices, 64);
    assert_eq!(first.before + second.before, 64);
    let texts = voices(&app).await;
    assert_eq!(texts.len(), 64);
    assert_eq!(texts.iter().filter(|text| text.starts_with("ごみ袋を大きく")).count(), 2);
    assert!(texts.iter().collect::<BTreeSet<_>>().len() > 55);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn danger_in_a_text_is_before_the_desk_at_once_and_others_take_nothing_in() {
    let app = TestApp::start().await;
    open(&app).await;
    says(&app, "urgent", "もう疲れました。消えてしまいたい").await;
    close(&app).await;
    let section = app.staff("環境課", &[Role::SectionClerk]).await;
    section.open(VOICES).await.has_status(404);
    let desk = app.hearing_desk().await;
    let page = desk.open(VOICES).await;
    let form = page.form("/voices");
    let nothing = [("csrf", form.value("csrf").unwrap()), ("question", "Q12"), ("texts", "survey-0")];
    desk.post(VOICES, &nothing.map(|(name, value)| (name.to_owned(), value.to_owned())))
        .await
        .says("受け付ける記述が選ばれていません");
    take_all(&desk).await.says("63件をご意見として受け付けました").says("件は緊急の確認が要ります");
    app.run_jobs().await;
    desk.open("/staff/cases?queue=urgent").await.says("もう疲れました");
    app.finish().await;
}

#[tokio::test]
async fn what_people_wrote_to_a_question_is_put_into_groups_without_making_cases_of_it() {
    let app = TestApp::start().await;
    open(&app).await;
    let desk = app.hearing_desk().await;
    desk.open("/office/topics/new").await.has_status(200).hides("調査の記述から作る");
    close(&app).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    let form = desk.open("/office/topics/new").await.form("/office/topics");
    let waiting = form.fill("asked", "monitor-2026-02/Q12").submit().await;
    waiting.has_status(200).says("作っています");
    app.run_jobs().await;
    let map = desk.open(&waiting.path).await;
    map.has_status(200).says("問12の記述").says("62件（書き手不明").says("世論調査ではありません").says("topic-");
    map.says("自分の言葉で書いた人だけ").hides("くらべる</h2>").hides("/staff/cases/");
    assert!(voices(&app).await.is_empty(), "no voice came in");
    // Every text is read with its group, also those that stand alone.
    let mut read = 0;
    for group in 0..62 {
        let page = desk.open(&format!("{}/groups/{group}", map.path)).await;
        if page.status != 200 {
            break;
        }
        page.hides("/staff/cases/");
        let texts = page.all(".voice-card .original").len();
        read += texts;
        if texts == 50 {
            read += desk.open(&page.link("続きを見る").unwrap()).await.all(".voice-card .original").len();
        }
    }
    assert_eq!(read, 62);
    // The mayor's office reads no texts of surveys: figures of larger groups only. Nobody agreed to be published.
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    mayor.open(&map.path).await.has_status(200).hides("/groups/");
    mayor.open(&format!("{}/groups/1", map.path)).await.has_status(403);
    mayor.open("/office/topics/new").await.has_status(200).hides("調査の記述から作る");
    desk.open(&format!("{}/public", map.path)).await.says("公表できるグループはありません");
    let odd = desk.open("/office/topics/new").await;
    let csrf = odd.form("/office/topics").value("csrf").unwrap().to_owned();
    let fields = [("csrf", csrf.as_str()), ("asked", "monitor-2026-02/Q1")];
    let refused = desk.post("/office/topics", &fields.map(|(name, value)| (name.to_owned(), value.to_owned()))).await;
    refused.has_status(422).says("この問は選べません");
    app.finish().await;
}
