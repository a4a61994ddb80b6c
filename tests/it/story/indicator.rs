//! A survey's result becomes a value of the plan's indicator: reckoned by the program, proposed by one person, decided by another,
//! shown where the office reads the plan; and everything that a clerk could do wrong is refused in words.

use kocho_domain::{
    access::{Actor, Role},
    indicator::State,
    story::{Story, Why},
};
use kocho_service::{
    Cx,
    survey::{answers::take, way, write},
};
use kocho_store::{indicator as stored, response, survey};

use super::plan;
use crate::support::{Page, TestApp, Visitor};

const SURVEY: &str = include_str!("../../../config/demo/monitor_survey.json");
const ANSWERS: &[u8] = include_bytes!("../../../config/demo/monitor_responses.csv");
const PLAN: &str = include_str!("../../../config/plans/omitama-2-1.toml");
const CODE: &str = "monitor-2026-02";
const OF_SURVEY: &str = "/staff/surveys/monitor-2026-02/results/indicator";
/// 人権が尊重された地域社会であると思う市民の割合: 14.8 % → 20.0 %.
const INDICATOR: &str = "/staff/indicators/12-1";

/// The sample with its answers, still open.
async fn open(app: &TestApp) -> Cx {
    app.clock.set("2026-09-10T01:00:00Z".parse().unwrap());
    let cx = app.house.cx(Actor::Import);
    write::import(&cx, SURVEY).await.unwrap();
    take(&cx, CODE, ANSWERS.to_vec()).await.unwrap();
    cx
}

async fn close(cx: &Cx) {
    let lock = kocho_service::survey::view(cx, CODE).await.unwrap().survey.lock;
    way::close(cx, CODE, lock).await.unwrap();
}

async fn head(app: &TestApp) -> Visitor<'_> {
    app.staff("秘書広聴課", &[Role::HearingHead]).await
}

/// The page with the value that a formula gives.
async fn reckoned<'a>(who: &Visitor<'a>, formula: &str) -> Page<'a> {
    who.open(&format!("{OF_SURVEY}?{formula}&reckon=on")).await
}

const GOOD: &str = "question=Q1&codes=1&codes=2&base=answered&indicator=12-1&year=2026";

/// A proposal that waits, for a test that needs a door's parameters filled.
pub(crate) async fn furnished(app: &TestApp) -> [(&'static str, String); 2] {
    let desk = app.hearing_desk().await;
    proposed(&desk, "2025", "17.4").await.has_status(200);
    let plan = app.house.city().plans.in_force.unwrap();
    let all = stored::of_plan(&app.house.db().reader(), plan).await.unwrap();
    let key = all.rows.iter().find_map(|row| row.key.clone()).unwrap();
    [("indicator", "12-1".to_owned()), ("actual", key.to_string())]
}

/// Proposes by hand.
async fn proposed<'a>(who: &Visitor<'a>, year: &str, value: &str) -> Page<'a> {
    let form = who.open(INDICATOR).await.form("/propose").fill("year", year).fill("value", value);
    form.fill("source", "市民満足度調査の速報").submit().await
}

#[tokio::test]
async fn a_result_becomes_the_value_of_the_year_when_another_person_has_decided() {
    let app = TestApp::start().await;
    let cx = open(&app).await;
    let desk = app.hearing_desk().await;
    desk.open(OF_SURVEY).await.has_status(200).says("この調査は今「実施中」なので");
    close(&cx).await;
    desk.open("/staff/surveys/monitor-2026-02/results").await.says("この結果で指標を更新");
    let page = reckoned(&desk, GOOD).await;
    page.has_status(200).says("71%").says("300人のうち213人");
    page.says("で「1 とても関心がある」「2 ある程度関心がある」を選んだ割合（n=300、無回答を除く）");
    let done = page.form("/propose").fill("note", "市の調査が終わりしだい差し替えます。").submit().await;
    done.has_status(200).says("提案しました").says("2026年度　71%").says("決定待ち").says("ほかの人（広聴課長など）");
    // Until then nothing is in force.
    let head = head(&app).await;
    head.open("/office/plan").await.says("決定を待つ提案 1件").hides("2026年度 71%");
    head.open("/office").await.says("決定を待つ成果指標の値 1件");
    head.open("/staff/indicators").await.says("決定を待つ提案").says("300人のうち213人、調査票の第1版");
    head.open(INDICATOR).await.form("/approve").submit().await.says("決定しました").says("今の値");
    let plan = head.open("/office/plan").await;
    plan.says("2026年度 71%：令和8年度第2回市政モニターアンケート")
        .says("14.8")
        .says("目標 20")
        .hides("決定を待つ提案");
    // Who and when stays, and a section reads it.
    let other = app.staff("環境課", &[Role::SectionClerk]).await;
    let page = other.open(INDICATOR).await;
    page.has_status(200).says("市の調査が終わりしだい差し替えます。").says("提案：秘書広聴課").says("決定：秘書広聴課");
    assert!(page.find_form("/propose").is_none(), "the indicator is another section's");
    app.finish().await;
}

#[tokio::test]
async fn whoever_may_decide_hears_of_a_proposal_by_mail_once_an_hour_and_not_who_proposed() {
    let app = TestApp::start().await;
    let both = app.staff("秘書広聴課", &[Role::HearingClerk, Role::HearingHead]).await;
    let (head, _mayor) = (head(&app).await, app.account("秘書広聴課", &[Role::Executive]).await);
    proposed(&both, "2025", "17.4").await.has_status(200);
    app.run_jobs().await;
    let told = || -> Vec<kocho_worker::Mailed> {
        app.mailer.mailed().into_iter().filter(|mail| mail.kind == "notices").collect()
    };
    assert_eq!(told().len(), 2, "the head and the mayor, not who proposed");
    let words = &told()[0].body;
    assert!(words.contains("成果指標 12-1　成果指標の値が決定を待っています"), "{words}");
    assert!(words.contains("/staff/indicators/12-1") && !words.contains("17.4"), "{words}");
    // The next one within the hour waits for its end; what was decided until then is not told.
    proposed(&both, "2024", "16.9").await.has_status(200);
    app.run_jobs().await;
    assert_eq!(told().len(), 2);
    for _ in 0..2 {
        head.open(INDICATOR).await.form("/approve").submit().await.has_status(200);
    }
    app.pass(chrono::TimeDelta::hours(2));
    app.run_jobs().await;
    assert_eq!(told().len(), 2);
    app.finish().await;
}

#[tokio::test]
async fn who_proposes_does_not_decide_and_what_is_sent_back_says_why() {
    let app = TestApp::start().await;
    let both = app.staff("秘書広聴課", &[Role::HearingClerk, Role::HearingHead]).await;
    proposed(&both, "2025", "17.4％").await.says("2025年度　17.4%");
    let page = both.open(INDICATOR).await;
    assert!(page.find_form("/approve").is_none());
    let other = head(&app).await;
    let open = other.open(INDICATOR).await;
    // The same form in the hand of who proposed.
    let approve = open.form("/approve");
    let own = both.open(INDICATOR).await.form("/withdraw");
    let csrf = own.value("csrf").unwrap().to_owned();
    let refused = both.post(&format!("{INDICATOR}/{}/approve", key(&open)), &[("csrf".into(), csrf)]).await;
    refused.has_status(422).says("自分の提案を自分で決めることはできません");
    open.form("/send-back").submit().await.has_status(422).says("理由を書いてください");
    let form = other.open(INDICATOR).await.form("/send-back").fill("reason", "小数第1位までにしてください。");
    form.submit().await.says("差し戻しました").says("小数第1位までにしてください。");
    // It was decided; the old form says so, and a new proposal is free to come.
    approve.submit().await.has_status(422).says("この提案は今「差し戻し」なので");
    proposed(&both, "2025", "17.4").await.says("決定待ち");
    proposed(&both, "2025", "18").await.has_status(422).says("2025年度の提案が、もう決定を待っています");
    both.open(INDICATOR).await.form("/withdraw").submit().await.says("取り下げました").says("取り下げ");
    for (year, value) in [("2016", "1"), ("2027", "1"), ("来年", "1"), ("2025", "たくさん")] {
        proposed(&both, year, value).await.has_status(422);
    }
    app.finish().await;
}

/// The key of the one proposal on a page.
fn key(page: &Page<'_>) -> String {
    let (_, rest) = page.body.split_once("id=\"waiting-").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_later_value_takes_the_place_of_the_one_before_which_stays_in_the_history() {
    let app = TestApp::start().await;
    let (desk, head) = (app.hearing_desk().await, head(&app).await);
    for value in ["17.4", "17.9"] {
        proposed(&desk, "2025", value).await.has_status(200);
        head.open(INDICATOR).await.form("/approve").submit().await.says("決定しました");
    }
    head.open("/office/plan").await.says("2025年度 17.9%").hides("2025年度 17.4%");
    let plan = app.house.city().plans.in_force.unwrap();
    let all = stored::of_plan(&app.house.db().reader(), plan).await.unwrap();
    let states: Vec<(f64, State)> = all.rows.iter().map(|row| (row.new.value, row.state)).collect();
    assert_eq!(states, [(17.4, State::Replaced), (17.9, State::InForce)]);
    app.finish().await;
}

#[tokio::test]
async fn a_share_that_tells_of_few_or_says_nothing_is_refused_in_words() {
    let app = TestApp::start().await;
    let cx = open(&app).await;
    close(&cx).await;
    let desk = app.hearing_desk().await;
    let rest = "indicator=12-1&year=2026";
    let table = [
        // 3 of 109 answered so.
        (format!("question=Q8&codes=8&{rest}"), "5人に満たない"),
        (format!("question=Q8&codes=1&codes=2&codes=3&codes=4&codes=5&codes=6&codes=7&{rest}"), "5人に満たない"),
        (format!("question=Q1&{rest}"), "数える選択肢を選んでください"),
        (format!("question=Q10&codes=5&{rest}"), "項目を選んでください"),
        (format!("question=Q1&codes=1&codes=2&weights=on&{rest}"), "人口の表が入っていません"),
        ("question=Q1&codes=1&codes=2&year=2026".to_owned(), "指標を選んでください"),
        ("question=Q1&codes=1&codes=2&indicator=12-1&year=2030".to_owned(), "2017から2026まで"),
        // A number of groups is no share.
        ("question=Q1&codes=1&codes=2&indicator=11-1&year=2026".to_owned(), "割合（%）の指標"),
    ];
    for (formula, words) in table {
        reckoned(&desk, &formula).await.has_status(422).says(words);
    }
    reckoned(&desk, &format!("question=Q10&row=3&codes=5&codes=4&base=asked&{rest}"))
        .await
        .has_status(200)
        .says("の「市に意見を言いやすい」で")
        .says("無回答を含む");
    // A section proposes for the policies of its own measures.
    let other = app.staff("環境課", &[Role::SectionClerk]).await;
    other.open(&format!("{OF_SURVEY}?question=Q1")).await.has_status(200).hides("人権が尊重された");
    reckoned(&other, GOOD).await.has_status(403);
    let reader = app.staff("秘書広聴課", &[Role::Statistics]).await;
    reader.open(OF_SURVEY).await.has_status(404);
    reader.open("/staff/indicators").await.has_status(200);
    app.finish().await;
}

#[tokio::test]
async fn a_value_whose_answers_have_moved_since_is_not_decided() {
    let app = TestApp::start().await;
    let cx = open(&app).await;
    close(&cx).await;
    let desk = app.hearing_desk().await;
    reckoned(&desk, GOOD).await.form("/propose").submit().await.says("提案しました");
    let reader = app.house.db().reader();
    let found = survey::by_code(&reader, CODE).await.unwrap().unwrap();
    let first = response::chunk(&reader, found.id, "").await.unwrap().remove(0);
    let mut tx = app.house.db().begin(&Actor::Import, cx.now()).await.unwrap();
    response::put(&mut tx, found.id, &response::Response { key: "late".into(), ..first }).await.unwrap();
    tx.commit(Story::Unrecorded(Why::Answer)).await.unwrap();
    let head = head(&app).await;
    let refused = head.open(INDICATOR).await.form("/approve").submit().await;
    refused.has_status(422).says("調査の結果が、提案のときと変わっています").says("n=301");
    app.finish().await;
}

#[tokio::test]
async fn a_plans_file_brings_values_and_takes_along_what_was_decided() {
    let app = TestApp::start().await;
    let cx = app.house.cx(Actor::Import);
    let with = |value: &str| {
        let target = "target = { year = 2022, value = 20.0 }";
        PLAN.replacen(target, &format!("{target}\nactuals = [{{ year = 2019, value = {value} }}]"), 1)
    };
    let export = async || kocho_service::admin::plan::export(&app.house.cx(Actor::Import), "").await.unwrap().1;
    kocho_service::admin::plan::import(&cx, &with("15.5")).await.unwrap();
    kocho_service::admin::plan::import(&app.house.cx(Actor::Import), &with("15.6")).await.unwrap();
    assert_eq!(export().await, with("15.6"), "the file comes back as it was given");
    let (desk, head) = (app.hearing_desk().await, head(&app).await);
    desk.open(INDICATOR).await.says("2019年度　15.6%").says("前の値").says("計画のファイル");
    for year in ["2019", "2025"] {
        proposed(&desk, year, "17.4").await.has_status(200);
        head.open(INDICATOR).await.form("/approve").submit().await.says("決定しました");
    }
    let text = export().await;
    let plan = kocho_domain::plan::Plan::parse(&text).unwrap();
    let values: Vec<(u16, f64)> = plan.policies[1].indicators[0].actuals.iter().map(|a| (a.year, a.value)).collect();
    assert_eq!(values, [(2019, 17.4), (2025, 17.4)]);
    assert!(text.contains("市民満足度調査の速報"));
    // What people decided stays, whatever an older file says.
    kocho_service::admin::plan::import(&app.house.cx(Actor::Import), &with("15.5")).await.unwrap();
    head.open("/office/plan").await.says("2019年度 17.4%").hides("2019年度 15.5%");
    // Another plan has indicators and values of its own.
    kocho_service::admin::plan::import(&app.house.cx(Actor::Import), plan::SECOND).await.unwrap();
    head.open(INDICATOR).await.says("2025年度　17.4%");
    app.finish().await;
}
