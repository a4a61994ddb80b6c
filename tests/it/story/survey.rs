//! A survey from a section's commission to its answers: what the desk reads is what is opened, and what came in says nothing of
//! whose it is. How its questions are written by the pages is in `survey/builder.rs`.

mod builder;

use kocho_domain::{
    access::{Actor, Role},
    survey::{Method, SurveyState},
};
use kocho_service::{
    Cx, Error,
    survey::{
        self,
        answers::{Taken, take},
        way,
        write::{self, Imported},
    },
};
use kocho_store::{questionnaire, response, response::Response};

use crate::support::{Form, Page, TestApp};

pub(crate) const SURVEY: &str = include_str!("../../../config/demo/monitor_survey.json");
pub(crate) const RESPONSES: &[u8] = include_bytes!("../../../config/demo/monitor_responses.csv");
const CODE: &str = "monitor-2026-02";

/// A picture of one dot.
const DOT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// What the doors of surveys ask for: a section's draft with a picture.
pub(crate) async fn furnished(app: &TestApp) -> [(&'static str, String); 2] {
    let cx = app.house.cx(Actor::Import);
    let picture = format!(
        "\"questions\": [{{\"id\": \"P1\", \"type\": \"image\", \"text\": \"点\", \"alt\": \"点\", \"image\": \"data:image/png;base64,{DOT}\"}},"
    );
    let text = SURVEY.replacen("\"秘書広聴課\"", "\"市民協働課\"", 1).replacen("\"questions\": [", &picture, 1);
    imported(&cx, &text).await;
    [("survey", CODE.to_owned()), ("question", "P1".to_owned())]
}

/// Somebody with these roles, as a use case knows them.
async fn somebody(app: &TestApp, section: &str, roles: &[Role]) -> Cx {
    let login = app.account(section, roles).await;
    let reader = app.house.db().reader();
    let account = kocho_store::staff::by_login(&reader, &login).await.unwrap().unwrap();
    let today = app.house.cx(Actor::Worker).today();
    app.house.cx(Actor::Staff(kocho_store::staff::actor(&reader, &account, today).await.unwrap()))
}

async fn imported(cx: &Cx, text: &str) -> kocho_store::survey::Survey {
    match write::import(cx, text).await.unwrap() {
        Imported::New(survey) => *survey,
        other => panic!("{other:?}"),
    }
}

async fn all_answers(app: &TestApp, code: &str) -> Vec<Response> {
    let reader = app.house.db().reader();
    let survey = kocho_store::survey::by_code(&reader, code).await.unwrap().unwrap();
    let mut all = Vec::new();
    response::each(&reader, survey.id, |response| {
        all.push(response);
        Ok::<(), kocho_store::StoreError>(())
    })
    .await
    .unwrap();
    all
}

#[tokio::test]
async fn the_sample_and_its_three_hundred_answers_come_in_and_lose_what_names_them() {
    let app = TestApp::start().await;
    let cx = app.house.cx(Actor::Import);
    imported(&cx, SURVEY).await;
    assert!(matches!(write::import(&cx, SURVEY).await.unwrap(), Imported::Same));
    let done = take(&cx, CODE, RESPONSES.to_vec()).await.unwrap();
    assert_eq!(done, Taken::Done(response::Counts { complete: 276, partial: 24 }));

    let all = all_answers(&app, CODE).await;
    assert_eq!(all.len(), 300);
    assert_eq!(all.iter().filter(|answer| answer.method == Method::Paper).count(), 67);
    let given: usize = all.iter().filter(|answer| answer.answers.get("Q12").is_some()).count();
    let text = String::from_utf8(RESPONSES.to_vec()).unwrap();
    assert!(given > 20, "{given} people wrote something");
    // The order in which they stand is not the order of the file.
    let first = text.lines().nth(1).unwrap();
    let keys: Vec<&str> = all.iter().map(|answer| answer.key.as_str()).collect();
    assert!(keys.is_sorted() && keys.iter().all(|key| key.len() == 26), "{first}");
    let profiles = |answer: &Response| answer.profile.values().cloned().collect::<Vec<_>>();
    let stored: Vec<Vec<String>> = all.iter().map(profiles).collect();
    let brought: Vec<Vec<String>> = text
        .lines()
        .skip(1)
        .filter(|line| line.starts_with('r'))
        .map(|line| line.split(',').skip(4).take(3).map(str::to_owned).collect::<Vec<_>>())
        .map(|fields| vec![fields[0].clone(), fields[2].clone(), fields[1].clone()])
        .collect();
    assert_ne!(stored, brought);

    let view = survey::view(&cx, CODE).await.unwrap();
    assert_eq!((view.survey.state, view.counts.total(), view.version.frozen), (SurveyState::Open, 300, true));
    assert_eq!(take(&cx, CODE, RESPONSES.to_vec()).await.unwrap(), Taken::Same);
    assert_eq!(all_answers(&app, CODE).await.len(), 300, "the second time nothing comes in");
    app.finish().await;
}

#[tokio::test]
async fn a_table_with_one_mistake_is_refused_whole_and_every_mistake_is_named() {
    let app = TestApp::start().await;
    let cx = app.house.cx(Actor::Import);
    imported(&cx, SURVEY).await;
    let text = String::from_utf8(RESPONSES.to_vec()).unwrap();
    let bad =
        text.replacen(",60代,男性,美野里,1,1;6;8,", ",60代,男性,美野里,7,1;6;6,", 1).replacen("r005,", "r004,", 1);
    let Taken::Mistakes(mistakes) = take(&cx, CODE, bad.into_bytes()).await.unwrap() else { panic!("taken in") };
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "2行目「Q1」列：「7」という選択肢はありません。調査票と見比べて直してください。",
            "2行目「Q2」列：「6」が2回あります。調査票と見比べて直してください。",
            "6行目「response_id」列：同じ回答が前の行にもあります。片方を消してください。",
        ]
    );
    assert_eq!(survey::view(&cx, CODE).await.unwrap().survey.state, SurveyState::Draft);
    assert_eq!(all_answers(&app, CODE).await.len(), 0);
    app.finish().await;
}

#[tokio::test]
async fn a_section_writes_the_desk_sends_back_and_opens_and_what_was_read_is_what_is_asked() {
    let app = TestApp::start().await;
    let section = somebody(&app, "市民協働課", &[Role::SectionClerk]).await;
    let other = somebody(&app, "環境課", &[Role::SectionClerk]).await;
    let desk = somebody(&app, "秘書広聴課", &[Role::HearingClerk]).await;
    let text = SURVEY.replacen("\"秘書広聴課\"", "\"市民協働課\"", 1).replace("2026-09", "2027-01");
    assert!(matches!(write::import(&other, &text).await, Err(Error::Denied)), "not for another section");
    let seen = imported(&section, &text).await.lock;
    assert!(matches!(survey::view(&other, CODE).await, Err(Error::NotFound)), "a draft is its section's");
    assert!(matches!(way::open(&section, CODE, seen).await, Err(Error::Denied)), "the desk opens");

    way::submit(&section, CODE, seen, "急ぎです").await.unwrap();
    assert!(matches!(write::change(&section, CODE, 1, |_| Ok(())).await, Err(Error::Denied)));
    let read = survey::view(&desk, CODE).await.unwrap();
    assert!(read.version.frozen, "what the desk reads stays");
    way::send_back(&desk, CODE, read.survey.lock, "").await.expect_err("a reason is needed");
    way::send_back(&desk, CODE, read.survey.lock, "問1を短くしてください").await.unwrap();

    let seen = survey::view(&section, CODE).await.unwrap().survey.lock;
    let shorter = |q: &mut kocho_domain::survey::Questionnaire| {
        "市政に関心がありますか。".clone_into(&mut q.questions[0].text);
        Ok(())
    };
    let now = write::change(&section, CODE, seen, shorter).await.unwrap();
    assert!(matches!(write::change(&section, CODE, seen, shorter).await, Err(Error::Stale)));
    let (first, second) = {
        let reader = app.house.db().reader();
        let versions = questionnaire::versions(&reader, read.survey.id).await.unwrap();
        assert_eq!(versions.len(), 2);
        (versions[0].clone(), versions[1].clone())
    };
    assert_eq!((first.sha256, first.frozen), (read.version.sha256, true));
    assert!(!second.frozen && second.questionnaire.questions[0].text == "市政に関心がありますか。");

    way::submit(&section, CODE, now, "").await.unwrap();
    let seen = survey::view(&desk, CODE).await.unwrap().survey.lock;
    way::open(&desk, CODE, seen).await.unwrap();
    let open = survey::view(&other, CODE).await.unwrap();
    assert_eq!((open.survey.state, open.version.no, open.version.frozen), (SurveyState::Open, 2, true));
    let told: Vec<&str> = open.steps.iter().map(|step| step.code.as_str()).collect();
    let wanted = ["survey_imported", "survey_submitted", "survey_sent_back", "survey_submitted", "survey_opened"];
    assert_eq!(told, wanted);
    assert_eq!(open.steps[2].text, "問1を短くしてください");
    let fixed = write::change(&desk, CODE, open.survey.lock, shorter).await;
    assert!(matches!(fixed, Err(Error::Refused(_))), "{fixed:?}");
    way::close(&desk, CODE, open.survey.lock).await.unwrap();
    app.finish().await;
}

#[tokio::test]
async fn a_survey_that_leads_nowhere_or_is_over_is_not_opened() {
    let app = TestApp::start().await;
    let desk = somebody(&app, "秘書広聴課", &[Role::HearingHead]).await;
    let seen = imported(&desk, &SURVEY.replace("2026-09", "2025-09")).await.lock;
    let over = way::open(&desk, CODE, seen).await.unwrap_err().to_string();
    assert!(over.contains("過ぎています"), "{over}");
    let seen = write::change(&desk, CODE, seen, |q| {
        q.questions[2].skip[0].go_to = "Q1".to_owned();
        Ok(())
    })
    .await
    .unwrap();
    let back = way::open(&desk, CODE, seen).await.unwrap_err().to_string();
    assert!(back.starts_with("調査票に直すところが1か所あります。設問3（Q3） ＞ 分岐1"), "{back}");
    let copied = write::copy(&desk, CODE, "monitor-2026-09").await.unwrap();
    assert_eq!((copied.about.starts_on.to_string(), copied.state), ("2026-09-01".into(), SurveyState::Draft));
    write::copy(&desk, CODE, "monitor-2026-09").await.expect_err("the code is taken");
    app.finish().await;
}

/// Adds a question by the builder's form for its kind.
async fn add<'a>(builder: &Page<'a>, kind: &str, fields: &[(&str, &str)]) -> Page<'a> {
    let page = builder.visitor.open(&format!("{}?kind={kind}", builder.path.replace("/edit", "/questions/new"))).await;
    page.has_status(200);
    let mut form = page.form("/questions/new");
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    form.tick("do", "save").submit().await
}

/// The form of a question with its lines as they are typed now.
fn with_lines<'a>(page: &Page<'a>, name: &str, [first, second, third]: [&str; 3]) -> Form<'a> {
    page.form("/questions/Q1").fill(name, first).tick(name, second).tick(name, third)
}

#[tokio::test]
async fn a_clerk_builds_a_survey_by_its_pages_and_the_desk_opens_it() {
    let app = TestApp::start().await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let new = clerk.open("/staff/surveys/new").await;
    let section = app.section("市民協働課").to_string();
    let filled = |code: &str, end: &str| {
        let form =
            new.form("/staff/surveys/new").fill("title", "花壇のアンケート").fill("purpose", "花壇の場所を決めるため");
        form.fill("section", &section).fill("start", "2026-05-01").fill("end", end).fill("code", code)
    };
    filled("花壇", "2026-04-01").submit().await.has_status(422).says("半角の英数字").says("それより後の終わりの日");
    let builder = filled("kadan-2026", "2026-05-20").submit().await;
    builder.has_status(200).says("まだ設問がありません").says("答える設問が1つもありません");

    let text = [("text", "花壇を見たことがありますか。")];
    add(&builder, "single_choice", &[]).await.has_status(422).says("文を1000字までで書いてください");
    let builder = add(&builder, "single_choice", &text).await;
    builder.says("問1").says("選択肢が2つより少なくなっています");
    let edit = builder.visitor.open("/staff/surveys/kadan-2026/questions/Q1").await;
    let lines = ["ある", "ない", "分からない"];
    let moved = with_lines(&edit, "label", lines).tick("do", "up-1").submit().await;
    let place = |words: &str| moved.body.find(&format!("value=\"{words}\"")).unwrap();
    assert!(place("ない") < place("ある") && place("ある") < place("分からない"));
    let builder = with_lines(&edit, "label", lines).tick("do", "save").submit().await;
    builder.has_status(200).says("ある ／ ない ／ 分からない").hides("直すところがあります");
    let builder = add(&builder, "scale", &[("text", "花壇に満足していますか。")]).await;
    builder.says("満足 ／ やや満足 ／ ふつう ／ やや不満 ／ 不満");
    let builder = add(&builder, "free_text", &[("text", "ご意見をお書きください。")]).await;

    // Whoever has seen none goes past the question about it.
    let edit = builder.visitor.open("/staff/surveys/kadan-2026/questions/Q1").await;
    let builder = with_lines(&edit, "to", ["", "Q3", ""]).tick("do", "save").submit().await;
    builder.says("「2」を選んだ人は、問3へ");
    let down = builder.form("/edit").fill("question", "Q1").tick("do", "down").submit().await;
    down.says("問2 1つ選ぶ").form("/edit").fill("question", "Q1").tick("do", "up").submit().await.says("問1 1つ選ぶ");

    clerk.open("/staff/surveys/kadan-2026/preview").await.says("花壇を見たことがありますか。").says("必須");
    clerk.open("/staff/surveys/kadan-2026/print").await.says("回答の番号（コード）").says("1 ある");
    let page = clerk.open("/staff/surveys/kadan-2026").await;
    page.form("/act").fill("remark", "お願いします").tick("do", "submit").submit().await.says("確認待ち");
    clerk.open("/staff/surveys/kadan-2026/edit").await.has_status(403);

    let desk = app.staff("秘書広聴課", &[Role::HearingClerk]).await;
    desk.open("/staff/surveys?state=review").await.says("花壇のアンケート");
    let page = desk.open("/staff/surveys/kadan-2026").await;
    page.says("お願いします").says("確認の手がかり");
    page.form("/act").tick("do", "send_back").submit().await.has_status(422).says("理由を書いてください");
    page.form("/act").tick("do", "open").submit().await.says("実施中");
    let other = app.staff("環境課", &[Role::SectionClerk]).await;
    other.open("/staff/surveys/kadan-2026").await.has_status(200).says("回答を受け付けています");
    app.finish().await;
}

#[tokio::test]
async fn files_go_in_and_out_by_the_pages() {
    let app = TestApp::start().await;
    let desk = app.staff("秘書広聴課", &[Role::HearingClerk]).await;
    let list = desk.open("/staff/surveys").await;
    let bad = SURVEY.replacen("\"go_to\": \"Q5\"", "\"go_to\": \"Q1\"", 1);
    let refused = list.form("/import").attach("file", "q.json", bad.as_bytes()).submit().await;
    refused.has_status(422).says("行き先の「Q1」は、この設問より前か同じ設問です").hides(CODE);
    let page = list.form("/import").attach("file", "q.json", SURVEY.as_bytes()).submit().await;
    page.has_status(200).says("調査票を読み込みました");
    let page = page.form("/answers").attach("file", "a.csv", RESPONSES).submit().await;
    page.says("300件の回答を取り込みました（途中まで 24件）").says("300件（途中まで 24件）");
    page.form("/answers").attach("file", "a.csv", RESPONSES).submit().await.says("同じファイルは前に取り込んでいます");
    let file = desk.open(&format!("/staff/surveys/{CODE}/json")).await;
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(&file.body), value(SURVEY));
    app.finish().await;
}

#[tokio::test]
async fn what_a_survey_is_about_is_changed_and_last_years_questions_come_back() {
    let app = TestApp::start().await;
    let desk = app.staff("秘書広聴課", &[Role::HearingClerk]).await;
    imported(&app.house.cx(Actor::Import), SURVEY).await;
    let head = desk.open(&format!("/staff/surveys/{CODE}/head")).await;
    head.form("/head").fill("population", "約400").submit().await.has_status(422).says("数で入れるか");
    let form = head.form("/head").fill("population", "412").fill("selection", "random").fill("title", "お知らせの調査");
    let page = form.submit().await;
    page.has_status(200).says("お知らせの調査").says("無作為抽出");
    let late = head.form("/head").fill("title", "古い画面から").submit().await;
    late.has_status(422).says("ほかの人が先にこの調査を変えました");
    assert_eq!(late.form("/head").value("title"), Some("古い画面から"), "what was typed stays");

    let question = desk.open(&format!("/staff/surveys/{CODE}/questions/Q1")).await;
    let builder = question.form("/questions/Q1").fill("bank", "interest").tick("do", "save").submit().await;
    let banked = builder.form("/edit").fill("question", "Q1").tick("do", "bank").submit().await;
    banked.says("設問集に入れました").says("この設問を使う");
    banked.form("/edit").fill("question", "Q2").tick("do", "bank").submit().await.has_status(422);

    let page = desk.open(&format!("/staff/surveys/{CODE}")).await;
    page.form("/copy").fill("code", CODE).submit().await.has_status(422).says("もうあります");
    let copy = page.form("/copy").fill("code", "monitor-2027-02").submit().await;
    copy.says("写しました").says("9月1日");
    let new = desk.open("/staff/surveys/monitor-2027-02/questions/new?bank=interest").await;
    let builder = new.form("/questions/new").tick("do", "save").submit().await;
    builder.has_status(200).says("問13");
    let again = desk.open("/staff/surveys/monitor-2027-02/questions/Q13").await;
    assert_eq!(again.form("/questions/Q13").value("bank"), Some("interest"));
    app.finish().await;
}
