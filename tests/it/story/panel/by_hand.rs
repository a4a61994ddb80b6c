//! Who becomes a monitor without a draw: whoever was recommended, and whoever serves again.

use kocho_domain::{access::Actor, rule::RuleKind};

use super::{called, serving, taken_in, written};
use crate::support::TestApp;

#[tokio::test]
async fn who_was_recommended_or_serves_again_where_the_rule_lets_them_is_chosen_by_hand() {
    let app = TestApp::start().await;
    let cx = app.house.cx(Actor::Import);
    let (_, rule) = kocho_service::admin::rule::export(&cx, RuleKind::Panel).await.unwrap();
    let rule = rule.replace("terms_in_a_row = 1", "terms_in_a_row = 0");
    kocho_service::admin::rule::import(&cx, RuleKind::Panel, &rule, cx.today()).await.unwrap();
    app.house.refresh().await.unwrap();
    let desk = app.hearing_desk().await;
    let first = serving(&desk).await;
    let next = called(&desk, "第12期市政モニター", ("2028-04-01", "2030-03-31"), "3").await;

    let link = desk.open(&format!("/staff/panels/{first}/monitors")).await.row_link("40代").unwrap();
    let renewed = desk.open(&link).await.form("/renew").submit().await;
    renewed.has_status(200).says("次の期の候補にしました").says("再任");
    renewed.form("/choose").submit().await.has_status(200).says("選出しました");

    let mut person = written("庚野 七郎", ("63", "female", "minori"), "小美玉市見本台7");
    person.extend([("way", "recommended"), ("recommender", "見本区")]);
    let page = taken_in(&desk, &next, &person).await;
    page.says("区長推薦").says("見本区");
    page.form("/choose").submit().await.has_status(200).says("選出しました");
    desk.open(&format!("/staff/panels/{next}")).await.says("選出・委嘱 2 / 3人");
    app.run_jobs().await;
    app.leave();
}
