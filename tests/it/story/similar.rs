//! What stands beside a letter: earlier answers, the same writer, nothing that one may not know; and published answers for
//! residents who are about to send.

use kocho_domain::access::{Actor, Role};

use super::{Receipt, act, case, route, say, status};
use crate::support::{Page, TestApp, Visitor};

const ANSWER: &str = "広報紙は、郵便局と公民館でもお渡ししています。";

async fn beside<'a>(visitor: &Visitor<'a>, receipt: &Receipt) -> Page<'a> {
    let page = case(visitor, receipt).await;
    visitor.open(&page.link("似た声と、そのときの回答を見る").unwrap()).await
}

/// A voice about the newsletter that was answered by letter.
async fn answered(app: &TestApp) -> Receipt {
    let body = "広報紙が家に届きません。自治会に入っていないと広報紙はもらえないのでしょうか。";
    let given = say(
        &app.resident(),
        &[
            ("body", body),
            ("reply", "yes"),
            ("reply_way", "mail"),
            ("email", "Hanako@Example.jp"),
            ("name", "見本 花子"),
        ],
    )
    .await;
    let desk = app.hearing_desk().await;
    route(&desk, &given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    act(&clerk, &given, "accept", &[]).await.has_status(200);
    let draft = [("text", ANSWER), ("outcome", "explained"), ("outcome_reason", "配り方を説明した")];
    act(&clerk, &given, "draft", &draft).await.has_status(200);
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    act(&head, &given, "approve", &[]).await.has_status(200);
    let letter = case(&desk, &given).await.link("回答書").unwrap();
    desk.open(&letter).await.form("/send").submit().await.has_status(200);
    app.run_jobs().await;
    given
}

#[tokio::test]
async fn a_clerk_sees_the_earlier_answer_and_the_same_writers_earlier_letter() {
    let app = TestApp::start().await;
    let earlier = answered(&app).await;
    let other_words = "自治会を抜けたら広報紙が届かなくなりました。広報紙を読みたいのですが、どこでもらえますか。";
    let asks = say(&app.resident(), &[("body", other_words)]).await;
    let writer = [("reply", "yes"), ("reply_way", "mail"), ("email", "hanako@example.jp"), ("name", "見本花子")];
    let again = say(&app.resident(), &[&[("body", "公園の時計が止まっています。")], &writer[..]].concat()).await;
    let namesake = [("reply", "yes"), ("reply_way", "mail"), ("email", "other@example.jp"), ("name", "見本　花子")];
    let also = say(&app.resident(), &[&[("body", "プールの水がぬるいです。")], &namesake[..]].concat()).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    beside(&desk, &asks).await.says("同じような用件").says(&earlier.number).says(ANSWER).says("説明");
    let page = beside(&desk, &again).await;
    page.says("同じ連絡先からの声").says(&earlier.number).says("同名の声").says(&also.number);
    beside(&desk, &also).await.says("同名の声").says("別の人かもしれません").says(&again.number);
    let nothing = say(&app.resident(), &[("body", "ふるさと納税の返礼品を増やしてください。")]).await;
    app.run_jobs().await;
    beside(&desk, &nothing).await.says("似た声は見つかりませんでした").hides(&earlier.number);
    app.finish().await;
}

#[tokio::test]
async fn a_restricted_letter_stands_beside_nothing_for_those_who_may_not_know_it() {
    let app = TestApp::start().await;
    let body =
        "夫に首を絞められています。子供も叩かれて怖いです。助けてください。保育園の送り迎えのときも見張られています。";
    let hidden = say(&app.resident(), &[("body", body)]).await;
    let open = "子ども福祉課へ。保育園の送り迎えのときに車を止める場所がなく、子供が怖い思いをしています。";
    let open = say(&app.resident(), &[("body", open)]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    act(&desk, &hidden, "take_urgent", &[]).await.has_status(200);
    route(&desk, &hidden, "子ども福祉課").await;
    route(&desk, &open, "子ども福祉課").await;
    beside(&desk, &open).await.says(&hidden.number);
    let clerk = app.staff("子ども福祉課", &[Role::SectionClerk]).await;
    beside(&clerk, &open).await.hides(&hidden.number).says("似た声は見つかりませんでした");
    // The same words again make no group with it.
    for _ in 0..5 {
        say(&app.resident(), &[("body", body)]).await;
    }
    app.run_jobs().await;
    desk.open("/staff/cases?queue=urgent").await.hides("ほぼ同じ文面");
    beside(&clerk, &open).await.hides(&hidden.number);
    let other = app.staff("環境課", &[Role::SectionClerk]).await;
    let path = format!("{}/similar", case(&desk, &open).await.path);
    other.open(&path).await.has_status(404);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn beside_a_part_of_a_split_letter_stands_what_is_like_that_part() {
    let app = TestApp::start().await;
    let lamp = say(&app.resident(), &[("body", "駅前の街灯が消えていて夜道が暗いです。街灯を直してください。")]).await;
    let bus = say(&app.resident(), &[("body", "巡回バスの本数が少ないです。巡回バスを増やしてください。")]).await;
    let body = "1. 駅前の街灯が夜に消えたままで暗いです。\n2. 巡回バスの本数を朝に増やしてください。";
    let both = say(&app.resident(), &[("body", body)]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    act(&desk, &both, "split", &[]).await.has_status(200);
    app.run_jobs().await;
    let list = desk.open("/staff/cases?queue=unrouted").await;
    let mut seen = Vec::new();
    for part in ["1/2", "2/2"] {
        let href = list.row_link(&format!("{} {part}", both.number)).expect("a row for each part");
        let page = desk.open(&href).await;
        let text = desk.open(&page.link("似た声と、そのときの回答を見る").unwrap()).await.text();
        seen.push((text.contains(&lamp.number), text.contains(&bus.number)));
    }
    assert_eq!(seen, [(true, false), (false, true)]);
    app.finish().await;
}

#[tokio::test]
async fn where_the_desk_released_a_copy_nobody_else_reads_the_original_beside_a_letter_or_at_the_office() {
    let app = TestApp::start().await;
    let body = "公園の角の青い屋根の家の庭から落ち葉が飛んできて、公園の側溝がつまって困っています。";
    let seen = say(&app.resident(), &[("body", body)]).await;
    let read = "公園の側溝に落ち葉がつまっています。公園の落ち葉を片づけてください。";
    let read = say(&app.resident(), &[("body", read)]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    route(&desk, &seen, "環境課").await;
    route(&desk, &read, "環境課").await;
    let clerk = app.staff("環境課", &[Role::SectionClerk]).await;
    beside(&clerk, &read).await.says(&seen.number).says("青い屋根");
    let form = super::copying(&desk, &seen).await.form("/clean");
    form.fill("text", "公園の近くの枯れ枝で側溝がつまるそうです。").submit().await.has_status(200);
    beside(&clerk, &read).await.says(&seen.number).says("枯れ枝").hides("青い屋根");
    beside(&desk, &read).await.says("青い屋根");
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    for page in ["/office", "/office/week", "/office/rising"] {
        mayor.open(page).await.has_status(200).hides("青い屋根");
    }
    mayor.open("/office").await.says("枯れ枝");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_resident_gets_a_published_answer_before_sending_and_can_still_send() {
    let app = TestApp::start().await;
    let file = std::fs::read_to_string("config/demo/public_qa.json").unwrap();
    let cx = app.house.cx(Actor::Import);
    assert_eq!(kocho_service::publication::import(&cx, &file).await.unwrap(), 15);
    assert_eq!(kocho_service::publication::import(&cx, &file).await.unwrap(), 0, "twice is once");
    let resident = app.resident();
    let check = |body: &'static str, new: &'static str| {
        let resident = resident.clone();
        async move { resident.open(new).await.form("/voice/check").fill("body", body).submit().await }
    };
    let about = "マイナンバーカードの更新の通知が来ましたが、受取りの予約が平日の日中しか空いていません。日曜の窓口はありますか。";
    let page = check(about, "/voice/new").await;
    page.says("同じようなご意見への回答があります").says("マイナンバーカードの受取りを平日以外にも");
    let answer = page.link("新しい画面で開く").unwrap();
    resident.open(&answer).await.has_status(200).says("市の回答").says("市民課");
    let english = check(about, "/en/voice/new").await;
    english.says("The city has answered something similar");
    assert!(english.body.contains("lang=\"ja\""), "Japanese in an English page says so");
    check(about, "/easy/voice/new").await.says("マイナンバーカードの受取りを平日以外にも");
    let receipt = super::receipt(&page.form("/voice").submit().await);
    status(&resident, &receipt).await.says("受け付けました");
    check("ふるさと納税の返礼品を増やしてください。", "/voice/new").await.hides("同じようなご意見への回答");
    let danger = "もう死にたいです。今夜、自殺します。遺書も書きました。マイナンバーカードの更新の通知が来ましたが、受取りの予約が平日の日中しか空いていません。";
    let alarmed = check(danger, "/voice/new").await;
    assert!(!alarmed.all(".danger-panel").is_empty(), "{}", alarmed.text());
    alarmed.hides("同じようなご意見への回答");
    resident.open("/answers/aaaabbbbccccddddeeeeffff22").await.has_status(404);
    app.run_jobs().await;
    app.finish().await;
}

#[test]
fn what_may_point_at_a_person_is_told_before_answers_are_published() {
    let file = |opinion: &str| {
        format!(
            r#"{{"items":[{{"id":"qa1","date":"2026-05-15","title":"街灯","opinion":"{opinion}","reply":"直しました。",
            "section":"建設課","measure":null,"status":"対応済み"}}]}}"#
        )
    };
    let doubts = |opinion: &str| kocho_service::publication::doubts(&file(opinion)).unwrap();
    assert_eq!(doubts("街灯が消えています。"), vec![]);
    let found = doubts("大和田一郎です。電話は090-1234-5678です。");
    assert_eq!(found[0].0, "qa1");
    assert_eq!(found[0].1, ["大和田一郎", "090-1234-5678"]);
    assert!(kocho_service::publication::doubts("{").is_err());
}
