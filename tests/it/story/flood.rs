//! Letters of one text: a campaign is one row and dealt with once, what is new in a letter is read by a person.

use kocho_domain::access::{Actor, Role};
use kocho_text::similar::alter::{Change, altered};

use super::{Receipt, act, case, route, say, status, submit_many};
use crate::support::{TestApp, Visitor};

pub(crate) const TEXT: &str = "羽鳥駅前のロータリーに屋根のあるバス待合所を作ってください。雨の日は高校生もお年寄りも傘を差して並び、\
    車いすの方は濡れたままです。隣の駅には風よけのついた待合所があり、とても助かっています。\
    運転免許を返した人がバスで病院に通えるように、来年度の予算で考えてほしいと思います。";

/// The way to the group of a text from the desk's list.
async fn group<'a>(desk: &Visitor<'a>) -> crate::support::Page<'a> {
    let list = desk.open("/staff/cases?queue=unrouted").await;
    let link = list.row_link("ほぼ同じ文面").unwrap_or_else(|| panic!("no group: {}", list.text()));
    desk.open(&link).await
}

async fn triaged_and_routed<'a>(desk: &Visitor<'a>, lead: &Receipt) {
    act(desk, lead, "triage", &[("kind", "request"), ("decision", "tagged"), ("measure", "1101")])
        .await
        .has_status(200);
    route(desk, lead, "市民協働課").await;
}

#[tokio::test]
async fn a_campaign_of_altered_copies_is_one_row_and_triaged_once() {
    let app = TestApp::start().await;
    let lead = say(&app.resident(), &[("body", TEXT)]).await;
    let changes = [Change::Writing, Change::Greeting, Change::Order];
    let copies: Vec<String> = (0..299).map(|n| altered(TEXT, changes[n % changes.len()], n)).collect();
    submit_many(&app, &copies).await;
    let wish = format!("{TEXT}\nあわせて、説明会を土曜日の午後に公民館でも開いていただけないでしょうか。");
    let own = say(&app.resident(), &[("body", &wish)]).await;
    let other = say(&app.resident(), &[("body", "回覧板が回ってきません。")]).await;
    app.run_jobs().await;

    let desk = app.hearing_desk().await;
    let list = desk.open("/staff/cases?queue=unrouted").await;
    list.says("ほぼ同じ文面 300通");
    assert_eq!(list.all("tbody tr").len(), 3, "the campaign, what is new, and another letter: {}", list.text());
    assert!(list.row_link(&own.number).is_some() && list.row_link(&other.number).is_some());

    let page = group(&desk).await;
    page.says("300通").says("新しい内容のある通").says("説明会を土曜日の午後に").says("分からないもの 300通");
    assert!(page.find_form("/follow").is_none(), "the leading case has to be routed first");
    triaged_and_routed(&desk, &lead).await;
    let begun = group(&desk).await.form("/follow").submit().await;
    begun.has_status(200).says("先頭と同じ扱いにしています").says("進行中");
    app.run_jobs().await;

    let after = desk.open(&begun.path).await;
    after.says("299通 済み").says("回付済 300通");
    let left = desk.open("/staff/cases?queue=unrouted").await;
    assert_eq!(left.all("tbody tr").len(), 2, "{}", left.text());
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let section = clerk.open("/staff/cases?queue=section").await;
    section.says("ほぼ同じ文面 300通");
    assert_eq!(section.all("tbody tr").len(), 1);
    case(&desk, &own).await.says("受付");
    app.finish().await;
}

#[tokio::test]
async fn one_decided_text_is_sent_to_each_writer_in_the_way_that_each_one_chose() {
    let app = TestApp::start().await;
    let wants = |mail: &'static str| [("body", TEXT), ("reply", "yes"), ("reply_way", "mail"), ("email", mail)];
    let lead = say(&app.resident(), &wants("first@example.jp")).await;
    let second = say(&app.resident(), &wants("second@example.jp")).await;
    let same = say(&app.resident(), &wants("second@example.jp")).await;
    let online = say(&app.resident(), &[("body", TEXT), ("reply", "yes"), ("reply_way", "online")]).await;
    let silent = say(&app.resident(), &[("body", TEXT), ("reply", "no")]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    group(&desk).await.says("2人").says("分からないもの 2通");
    triaged_and_routed(&desk, &lead).await;
    group(&desk).await.form("/follow").submit().await.has_status(200);
    app.run_jobs().await;
    status(&app.resident(), &online).await.says("担当課で確認しています");

    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    act(&clerk, &lead, "accept", &[]).await.has_status(200);
    let draft =
        [("text", "来年度の予算で検討します。"), ("outcome", "explained"), ("outcome_reason", "考え方を説明した")];
    act(&clerk, &lead, "draft", &draft).await.has_status(200);
    act(&clerk, &lead, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    act(&head, &lead, "approve", &[]).await.has_status(200);
    let letter = case(&desk, &lead).await.link("回答書").unwrap();
    desk.open(&letter).await.form("/send").submit().await.has_status(200);
    app.run_jobs().await;

    let section = clerk.open("/staff/cases?queue=section").await;
    let page = desk.open(&section.row_link("ほぼ同じ文面").unwrap()).await;
    page.form("/answer").submit().await.has_status(200).says("先頭の回答を送っています");
    app.run_jobs().await;
    desk.open(&page.path).await.says("4通 済み").says("回答済 4通").says("処理済 1通");
    let mails = app.mailer.mailed();
    let replies: Vec<_> = mails.iter().filter(|mail| mail.kind == "reply").collect();
    assert_eq!(replies.len(), 3, "the first writer's and two of the second");
    assert!(replies.iter().all(|mail| mail.body.contains("来年度の予算で検討します。")));
    for receipt in [&second, &same, &online] {
        status(&app.resident(), receipt).await.says("回答しました").says("来年度の予算で検討します。");
    }
    status(&app.resident(), &silent).await.says("担当課と市長に届けました");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn an_act_on_a_group_goes_on_where_it_stopped_and_ends_when_its_person_may_no_more() {
    let app = TestApp::start().await;
    let lead = say(&app.resident(), &[("body", TEXT)]).await;
    submit_many(&app, &vec![TEXT.to_owned(); 9]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    triaged_and_routed(&desk, &lead).await;
    let page = group(&desk).await;
    page.form("/follow").submit().await.has_status(200);
    // A second press while it goes on is told so.
    let form = page.form("/follow");
    form.submit().await.has_status(422).says("まだ続いています");
    // The same job twice, as after a crash between commit and finish.
    let worker = app.house.cx(Actor::Worker);
    for _ in 0..2 {
        kocho_service::job::run_job(&worker, &kocho_domain::job::Job::Batch { batch: 1 }).await.unwrap();
    }
    app.run_jobs().await;
    desk.open(&page.path).await.says("9通 済み").hides("進行中").says("回付済 10通");
    app.finish().await;
}

#[tokio::test]
async fn a_warning_in_a_campaign_stays_a_warning() {
    let app = TestApp::start().await;
    let danger = "通学路の橋の手すりが外れて落ちそうです。子どもが川に落ちる前に、今すぐ通れないようにしてください。\
        毎朝百人の子どもが渡ります。学校にも話しましたが、市に言ってくれと言われました。";
    submit_many(&app, &vec![danger.to_owned(); 6]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    let list = desk.open("/staff/cases?queue=urgent").await;
    list.says("ほぼ同じ文面 6通").says("緊急 6通");
    let page = desk.open(&list.row_link("ほぼ同じ文面").unwrap()).await;
    assert!(page.find_form("/follow").is_none());
    let lead = desk.open(&page.link("先頭の案件を開く").unwrap()).await;
    lead.form("/take_urgent").submit().await.has_status(200);
    let id = app.section("建設課").to_string();
    let lead = desk.open(&lead.path).await;
    lead.form("/route").fill("suggested", "other").fill("lead", &id).submit().await.has_status(200);
    desk.open(&page.path).await.form("/follow").submit().await.has_status(200);
    app.run_jobs().await;
    desk.open(&page.path).await.says("5通 済み").says("回付済 6通");
    app.finish().await;
}
