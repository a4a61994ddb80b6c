//! Every way in which a case ends without a letter; each is a row of the workflow table.

use kocho_domain::access::Role;

use super::{act, case, route, say, status};
use crate::support::TestApp;

#[tokio::test]
async fn a_section_settles_what_wants_no_reply_and_the_resident_never_reads_that_it_was_answered() {
    let app = TestApp::start().await;
    let given =
        say(&app.resident(), &[("body", "広報の表紙がとてもよかったです。返事はいりません。"), ("reply", "no")]).await;
    let desk = app.hearing_desk().await;
    route(&desk, &given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    act(&clerk, &given, "accept", &[]).await.has_status(200);
    act(
        &clerk,
        &given,
        "draft",
        &[
            ("text", "係で共有し、次号の参考にした。"),
            ("outcome", "reference"),
            ("outcome_reason", "紙面づくりの参考にする"),
        ],
    )
    .await
    .has_status(200);
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    act(&head, &given, "approve", &[]).await.has_status(200);
    case(&desk, &given).await.says("処理済").hides("回答済</");
    status(&app.resident(), &given)
        .await
        .says("担当課と市長に届けました")
        .says("今後の仕事に生かします")
        .hides("回答しました</")
        .hides("回答に書いています");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_desk_ends_thanks_without_routing_and_the_head_confirms() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "窓口の方が親切でした。ありがとうございました。")]).await;
    let desk = app.hearing_desk().await;
    act(&desk, &given, "propose_ending", &[]).await.has_status(422);
    act(&desk, &given, "propose_ending", &[("reason_code", "thanks_only")]).await.has_status(200);
    case(&desk, &given).await.says("終了確認待ち");
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    act(&head, &given, "confirm_ending", &[]).await.has_status(200);
    case(&desk, &given).await.says("処理済");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_head_refuses_an_ending_with_a_reason_and_the_case_is_back_at_the_desk() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "窓口を土曜も開けてください。")]).await;
    let desk = app.hearing_desk().await;
    act(&desk, &given, "propose_ending", &[("reason_code", "thanks_only")]).await.has_status(200);
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    act(&head, &given, "refuse_ending", &[("reason", "要望なので課に回してください")]).await.has_status(200);
    route(&desk, &given, "市民課").await;
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_matter_of_another_agency_is_passed_on_and_the_resident_reads_to_whom() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "国道の信号の時間が短いです。")]).await;
    let desk = app.hearing_desk().await;
    act(&desk, &given, "propose_ending", &[("reason_code", "transfer_consented")])
        .await
        .has_status(422)
        .says("どこへ伝えるかを選んでください");
    let to = [("reason_code", "transfer_consented"), ("choice", "police_signal")];
    act(&desk, &given, "propose_ending", &to).await.has_status(200);
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    act(&head, &given, "confirm_ending", &[]).await.has_status(200);
    case(&desk, &given).await.says("移送");
    status(&app.resident(), &given).await.says("茨城県警察（警察署 交通課）に伝えました").hides("回答を準備しています");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_resident_takes_a_voice_back_after_being_asked_once() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let given = say(&resident, &[("body", "解決したので取り下げます。")]).await;
    let page = status(&resident, &given).await;
    let sure = page.form("/status/withdraw").submit().await;
    sure.has_status(200);
    sure.form("/status/withdraw")
        .tick("confirm", "yes")
        .submit()
        .await
        .has_status(200)
        .says("取り下げを受け付けました")
        .hides("担当課で確認し");
    let desk = app.hearing_desk().await;
    case(&desk, &given).await.says("取下げ");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn somebody_calls_and_the_desk_takes_the_voice_back_for_them() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "集会所の鍵の件、区長さんと話がつきました。")]).await;
    let desk = app.hearing_desk().await;
    route(&desk, &given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    assert!(case(&clerk, &given).await.find_form("/withdraw").is_none(), "a section takes nothing back");
    act(&desk, &given, "withdraw", &[]).await.has_status(422);
    act(&desk, &given, "withdraw", &[("reason", "10/21 本人から電話")])
        .await
        .has_status(200)
        .says("申出により取り下げました");
    case(&desk, &given).await.says("取下げ");
    status(&app.resident(), &given).await.says("取り下げ");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn who_only_thanked_reads_that_it_was_delivered_even_when_a_reply_was_wanted() {
    let app = TestApp::start().await;
    let mail = app.plant("thanks@example.jp");
    let voice = [
        ("body", "先日は道を直してくださり、ありがとうございました。"),
        ("reply", "yes"),
        ("reply_way", "mail"),
        ("email", &mail),
    ];
    let given = say(&app.resident(), &voice).await;
    let desk = app.hearing_desk().await;
    act(&desk, &given, "propose_ending", &[("reason_code", "thanks_only")]).await.has_status(200);
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    act(&head, &given, "confirm_ending", &[]).await.has_status(200);
    status(&app.resident(), &given).await.says("担当課と市長に届けました").hides("お答えできません");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn sales_what_is_no_city_matter_and_what_came_before_end_when_the_head_confirms() {
    let app = TestApp::start().await;
    let endings = [
        (
            "sales",
            "弊社の清掃サービスのご案内をお送りします。",
            "営業や宣伝、調査の依頼は、この窓口では扱っていません。",
        ),
        (
            "not_city",
            "隣の市のプールの営業時間を知りたいです。",
            "市の仕事に関わる内容ではないため、お答えできません。",
        ),
        (
            "same_content_open",
            "昨日お送りした公園の件を、念のためもう一度お送りします。",
            "同じ内容をすでに受け付けているため、そちらと一緒に対応します。",
        ),
    ];
    let desk = app.hearing_desk().await;
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    for (reason, body, public) in endings {
        let given = say(&app.resident(), &[("body", body), ("reply", "yes"), ("reply_way", "online")]).await;
        act(&desk, &given, "propose_ending", &[("reason_code", reason)]).await.has_status(200);
        let page = case(&desk, &given).await;
        assert!(
            page.says("終了確認待ち").find_form("/confirm_ending").is_none(),
            "{reason}: who proposes does not confirm"
        );
        status(&app.resident(), &given).await.says("受け付けました").hides(public);
        assert!(head.open("/staff/cases?queue=ending").await.row_link(&given.number).is_some(), "{reason}");

        act(&head, &given, "confirm_ending", &[]).await.has_status(200);
        case(&desk, &given).await.says("処理済");
        assert!(head.open("/staff/cases?queue=ending").await.row_link(&given.number).is_none(), "{reason}");
        status(&app.resident(), &given).await.says(public).hides("回答しました</");
    }
    app.run_jobs().await;
    app.finish().await;
}
