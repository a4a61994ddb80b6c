//! 終える: what the end of a survey brings to the monitors who answered, and that nobody falls between an answer and the end.

use kocho_domain::{access::Actor, survey::SurveyKind};

use super::{CODE, SURVEY, all_answers, answered, codes, invited, keep, opened, opened_as, page, rows_of, typed};
use crate::support::{Page, TestApp, Visitor};

/// The codes on the letters that wait, in their order.
async fn letter_codes(desk: &Visitor<'_>) -> Vec<String> {
    desk.open(&format!("/staff/surveys/{CODE}/letters")).await.all(".survey-letter-code")
}

/// What the desk does with the survey on its page.
async fn act<'a>(desk: &Visitor<'a>, what: &str) -> Page<'a> {
    let page = desk.open(&format!("/staff/surveys/{CODE}")).await;
    page.form("/act").tick("do", what).submit().await
}

/// Three monitors who are asked by letter: the page of their rewards, and their codes.
async fn asked(app: &TestApp, desk: &Visitor<'_>) -> (String, Vec<String>) {
    asked_in(app, desk, SURVEY).await
}

/// The same with another questionnaire.
async fn asked_in(app: &TestApp, desk: &Visitor<'_>, text: &str) -> (String, Vec<String>) {
    let rewards = format!("/staff/panels/{}/rewards", super::super::panel::serving(desk).await);
    opened_as(app, SurveyKind::Panel, text).await;
    page(desk).await.form("/invitations/panel").submit().await.has_status(200);
    page(desk).await.form("/invitations/send").submit().await.has_status(200);
    let codes = letter_codes(desk).await;
    assert_eq!(codes.len(), 3);
    (rewards, codes)
}

#[tokio::test]
async fn the_end_of_a_survey_enters_the_rewards_of_those_who_answered_and_each_once() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let (rewards, codes) = asked(&app, &desk).await;
    answered(&app.resident(), &codes[0], "2", "").await.says("回答を受け取りました");
    // Half an answer brings nothing.
    typed(&app.resident(), &codes[1]).await;
    desk.open(&rewards).await.says("謝礼はまだありません").says("調査を終えると");
    desk.open(&format!("/staff/surveys/{CODE}")).await.says("答えたモニターの謝礼を記録します");
    act(&desk, "close").await.has_status(200).says("答えたモニター1人の謝礼（500円）を記録しました");
    let page = desk.open(&rewards).await;
    page.says("広報紙についてのアンケート").says("合計 500円").hides("丁野");
    assert_eq!(page.all("tbody tr").len(), 2, "one survey, one monitor");

    // Opened again by mistake and ended: nobody gets it twice. Who answered meanwhile gets it, too.
    act(&desk, "open").await.has_status(200);
    act(&desk, "close").await.has_status(200).says("終えました。").hides("謝礼（");
    act(&desk, "open").await.has_status(200);
    answered(&app.resident(), &codes[1], "1", "").await.says("回答を受け取りました");
    act(&desk, "close").await.says("答えたモニター1人の謝礼（500円）を記録しました");
    desk.open(&rewards).await.says("合計 1000円");

    // A closed year keeps nobody from ending a survey, and takes nothing more: where nobody is left out, it says nothing.
    desk.open(&rewards).await.form("/close").submit().await.has_status(200).says("締切済");
    act(&desk, "open").await.has_status(200);
    act(&desk, "close").await.has_status(200).hides("締めてあるため");
    // Where somebody is, it says so, and how to make up for it in the next year.
    act(&desk, "open").await.has_status(200);
    answered(&app.resident(), &codes[2], "2", "").await.says("回答を受け取りました");
    let ended = act(&desk, "close").await;
    ended
        .has_status(200)
        .says("令和8年度の謝礼は締めてあるため、記録していない人がいます")
        .says("番号で謝礼を記録する");
    desk.open(&rewards).await.says("合計 1000円");
    assert_eq!(all_answers(&app).await.len(), 3, "every answer counts");
    app.run_jobs().await;
    app.leave();
}

/// Keys in a paper with a code on it.
async fn keyed<'a>(desk: &Visitor<'a>, code: &str) -> Page<'a> {
    let form = desk.open(&format!("/staff/surveys/{CODE}/papers/new")).await.form("/papers/new");
    form.fill("code", code).tick("Q1", "2").submit().await
}

#[tokio::test]
async fn a_paper_that_comes_after_the_end_of_a_survey_with_names_brings_its_reward_with_it() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let named = SURVEY.replacen("\"anonymous\": true", "\"anonymous\": false", 1);
    let (rewards, codes) = asked_in(&app, &desk, &named).await;
    let papers = format!("/staff/surveys/{CODE}/papers");
    // Before the end it waits for it like every other answer.
    keyed(&desk, &codes[0]).await.says("1番として入力しました").hides("謝礼（");
    desk.open(&papers).await.hides("番号で謝礼を記録する");
    desk.open(&rewards).await.says("謝礼はまだありません");
    act(&desk, "close").await.says("答えたモニター1人の謝礼（500円）を記録しました");

    desk.open(&papers).await.says("入力と一緒に記録します").says("回答番号のない紙");
    keyed(&desk, &codes[1]).await.says("2番として入力しました").says("この方の謝礼（500円）を記録しました");
    desk.open(&rewards).await.says("合計 1000円").says("広報紙についてのアンケート");
    // The same paper again brings nothing, nor does ending the survey again.
    keyed(&desk, &codes[1]).await.has_status(422).says("もう届いています");
    act(&desk, "open").await.has_status(200);
    act(&desk, "close").await.has_status(200).says("終えました。").hides("謝礼（");
    desk.open(&rewards).await.says("合計 1000円");

    desk.open(&rewards).await.form("/close").submit().await.has_status(200).says("締切済");
    let late = keyed(&desk, &codes[2]).await;
    late.says("3番として入力しました").says("令和8年度の謝礼は締めてあるため").says("番号で謝礼を記録する");
    desk.open(&rewards).await.says("合計 1000円");
    assert_eq!(all_answers(&app).await.len(), 3, "every answer counts");
    assert_eq!(rows_of(&app, "named_answer").await.lines().count(), 3, "a survey with names knows whose a paper is");
    app.run_jobs().await;
    app.leave();
}

#[tokio::test]
async fn a_paper_that_comes_after_the_end_of_an_anonymous_survey_writes_no_line_beside_the_answer() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let (rewards, codes) = asked(&app, &desk).await;
    keyed(&desk, &codes[0]).await.says("1番として入力しました");
    act(&desk, "close").await.says("答えたモニター1人の謝礼（500円）を記録しました");
    let papers = desk.open(&format!("/staff/surveys/{CODE}/papers")).await;
    papers.says("番号で謝礼を記録する").says("1枚の紙と1人の謝礼が結び付かないように");
    let before = rows_of(&app, "audit_event").await.lines().count();
    keyed(&desk, &codes[1]).await.says("2番として入力しました").hides("謝礼（");
    assert_eq!(rows_of(&app, "audit_event").await.lines().count(), before, "nothing is told of an answer");
    assert_eq!(rows_of(&app, "named_answer").await, "");
    desk.open(&rewards).await.says("合計 500円");
    // By hand, for all late papers together; whoever has it already is named and not paid again.
    let enter = async |numbers: &str| {
        let form = desk.open(&rewards).await.form("/rewards/enter");
        form.fill("title", "広報紙についてのアンケート").fill("numbers", numbers).submit().await
    };
    let refused = enter("1-3").await;
    refused.has_status(422).says("もう記録してあります（番号：");
    let paid = (1..=3).find(|number| refused.text().contains(&format!("（番号：{number}）"))).unwrap();
    let late = if paid == 1 { "2" } else { "1" };
    enter(late).await.has_status(200).says("合計 1000円");
    enter(late).await.has_status(422).says(&format!("もう記録してあります（番号：{late}）"));
    app.run_jobs().await;
    app.leave();
}

#[tokio::test]
async fn whoever_sends_an_answer_while_the_survey_is_ended_is_kept_and_paid_or_told_that_it_is_over() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let (rewards, codes) = asked(&app, &desk).await;
    let mut last = Vec::new();
    let residents = [app.resident(), app.resident(), app.resident()];
    for (resident, code) in residents.iter().zip(&codes) {
        typed(resident, code).await.has_status(200);
        let page = resident.open(&format!("/survey/{CODE}/answer")).await;
        let page = keep(&page, &[("Q1", "2")]).await;
        let page = page.form("/answer").fill("Q4", "1").submit().await;
        let check = page.form("/answer").submit().await;
        check.says("回答を確かめてください");
        last.push(check);
    }
    let [a, b, c] = [0, 1, 2].map(|at: usize| last[at].form("/check"));
    let end = desk.open(&format!("/staff/surveys/{CODE}")).await.form("/act").tick("do", "close");
    let (a, end, b, c) = tokio::join!(a.submit(), end.submit(), b.submit(), c.submit());
    end.has_status(200).says("終えました。");
    let done = [a, b, c].iter().filter(|page| page.text().contains("回答を受け取りました")).count();
    let kept = all_answers(&app).await.iter().filter(|answer| answer.complete).count();
    assert_eq!(kept, done, "nothing is kept after the end, and nothing is lost before it");
    let paid =
        if done == 0 { "謝礼はまだありません".to_owned() } else { format!("合計 {}円", done * 500) };
    desk.open(&rewards).await.says(&paid);
    app.run_jobs().await;
    app.leave();
}

#[tokio::test]
async fn who_was_asked_is_erased_some_days_after_the_survey_and_the_answers_stay() {
    let app = TestApp::start().await;
    opened(&app, SurveyKind::Panel).await;
    let desk = app.hearing_desk().await;
    let table = "氏名,郵便番号,住所,メール\n消える 一,319-0192,小美玉市見本1-2,kieru@example.jp\n消える 二,,,kieru2@example.jp\n";
    invited(&app, &desk, table).await;
    let first = codes(&app).remove(0);
    answered(&app.resident(), &first, "2", "").await.says("回答を受け取りました");
    act(&desk, "close").await.has_status(200);
    page(&desk).await.says("消える 二").says("90日後に消します");
    let sweep = async || kocho_service::job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
    app.clock.set("2026-08-08T01:00:00Z".parse().unwrap());
    sweep().await;
    app.hearing_desk().await.open(&format!("/staff/surveys/{CODE}/invitations")).await.says("消える 二");
    app.clock.set("2026-08-09T01:00:00Z".parse().unwrap());
    sweep().await;
    let reader = app.house.db().reader();
    let survey = kocho_store::survey::by_code(&reader, CODE).await.unwrap().unwrap();
    let people = kocho_store::invitee::after(&reader, survey.id, 0, 10).await.unwrap();
    assert_eq!(people.len(), 2, "how many were asked is known for ever");
    assert!(
        people.iter().all(|one| *one.addressee.reveal() == kocho_store::invitee::Addressee::default()),
        "{people:?}"
    );
    let mails = rows_of(&app, "outbox_mail").await;
    assert!(mails.contains("survey") && !mails.contains("kieru"), "{mails}");
    let page = app.hearing_desk().await.open(&format!("/staff/surveys/{CODE}/invitations")).await;
    page.hides("消える").says("（消去済み）").says("宛先 2 人");
    assert_eq!(all_answers(&app).await.len(), 1);
    app.run_jobs().await;
    app.leave();
}
