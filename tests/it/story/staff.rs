//! Staff: who sees what, two clerks at one case, a login that ran out, looking behind the mask.

use kocho_domain::access::Role;

use super::{act, case, copying, route, say, sees, status};
use crate::support::TestApp;
use kocho_worker::Mailed;

#[tokio::test]
async fn a_case_does_not_exist_for_another_section() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "回覧板のこと")]).await;
    let desk = app.hearing_desk().await;
    route(&desk, &given, "市民協働課").await;
    let path = case(&desk, &given).await.path;
    let other = app.staff("環境課", &[Role::SectionClerk]).await;
    assert!(!sees(&other, &given).await);
    other.open(&path).await.has_status(404);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    assert!(sees(&head, &given).await);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn an_urgent_abuse_case_is_known_to_the_desk_and_the_sections_head_only() {
    let app = TestApp::start().await;
    let given =
        say(&app.resident(), &[("body", "夫に首を絞められています。子供も叩かれて怖いです。助けてください。")]).await;
    let desk = app.hearing_desk().await;
    act(&desk, &given, "take_urgent", &[]).await.has_status(200);
    route(&desk, &given, "子ども福祉課").await;
    let clerk = app.staff("子ども福祉課", &[Role::SectionClerk]).await;
    let head = app.staff("子ども福祉課", &[Role::SectionHead]).await;
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    assert!(!sees(&clerk, &given).await && sees(&head, &given).await && !sees(&mayor, &given).await);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn personal_details_are_masked_for_sections_until_a_reason_is_given_and_the_look_is_recorded() {
    let app = TestApp::start().await;
    let (phone, mail) = (app.plant("0299-00-0111"), app.plant("reino.ken@example.jp"));
    let body = format!("市民協働課御中　例野 健と申します。電話は{phone}です。集会所のことで相談します。");
    let given = say(
        &app.resident(),
        &[("body", &body), ("reply", "yes"), ("reply_way", "mail"), ("email", &mail), ("name", "例野 健")],
    )
    .await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    route(&desk, &given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let page = case(&clerk, &given).await;
    page.hides(&phone).hides(&mail).hides("例野").says("●●●");
    page.form("/reveal").submit().await.has_status(422).hides(&phone);
    page.form("/reveal")
        .fill("reason", "折り返しの電話をするため")
        .submit()
        .await
        .has_status(200)
        .says(&phone)
        .says(&mail);
    case(&clerk, &given).await.hides(&phone);
    let auditor = app.staff("総務課", &[Role::Auditor]).await;
    auditor.open("/staff/audit").await.says("折り返しの電話をするため").hides(&phone);
    let csv = auditor.open("/staff/audit/csv?act=revealed").await;
    csv.has_status(200).says("折り返しの電話をするため").hides(&phone);
    assert!(csv.body.starts_with('\u{feff}') && csv.body.lines().count() == 2, "{}", csv.body);
    auditor.open("/staff/audit").await.says("一覧を書き出した");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn two_clerks_at_one_case_the_second_sees_both_versions() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "広報の配り方について")]).await;
    let (one, two) = (app.hearing_desk().await, app.hearing_desk().await);
    let open = case(&two, &given).await;
    act(&one, &given, "triage", &[("kind", "request"), ("decision", "tagged"), ("measure", "1301")])
        .await
        .has_status(200);
    let clash = open.form("/triage").fill("kind", "opinion").fill("decision", "outside").submit().await;
    clash.has_status(409).says("要望").says("意見");
    case(&two, &given).await.says("1301");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_save_after_the_session_ended_leads_through_login_with_everything_typed() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "メモの試し")]).await;
    let desk = app.hearing_desk().await;
    let form = case(&desk, &given).await.form("/note").fill("text", "電話で事情を聞いた。折り返し待ち。");
    app.pass(chrono::TimeDelta::minutes(31));
    let login = form.submit().await;
    login.has_status(401);
    let again = app.account("秘書広聴課", &[Role::HearingClerk]).await;
    let resume =
        login.form("/staff/login").fill("name", &again).fill("password", "correct-horse-battery").submit().await;
    resume.has_status(200).says("電話で事情を聞いた。折り返し待ち。");
    resume.form("/note").submit().await.has_status(200);
    case(&desk, &given).await.says("電話で事情を聞いた。折り返し待ち。");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn wrong_passwords_have_to_wait_and_do_not_tell_whether_the_account_exists() {
    let app = TestApp::start().await;
    let login = app.account("総務課", &[Role::SectionClerk]).await;
    let visitor = app.resident();
    let mut texts = Vec::new();
    for name in [login.as_str(), "nobody-at-all"] {
        let page = visitor
            .open("/staff/login")
            .await
            .form("/staff/login")
            .fill("name", name)
            .fill("password", "wrong-password-1")
            .submit()
            .await;
        page.has_status(422);
        texts.push(page.text());
    }
    assert_eq!(texts[0], texts[1]);
    let mut last = 0;
    for _ in 0..6 {
        let form = visitor
            .open("/staff/login")
            .await
            .form("/staff/login")
            .fill("name", &login)
            .fill("password", "wrong-password-2");
        last = form.submit().await.status.as_u16();
    }
    assert_eq!(last, 429);
    app.finish().await;
}

#[tokio::test]
async fn a_danger_stands_above_what_the_desk_has_to_route() {
    let app = TestApp::start().await;
    say(&app.resident(), &[("body", "回覧板が回ってきません。")]).await;
    say(&app.resident(), &[("body", "道路が陥没して、自転車が落ちそうです。")]).await;
    let desk = app.hearing_desk().await;
    let rows = desk.open("/staff/cases").await.all("td.case-what a");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].contains("陥没"), "{rows:?}");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_list_goes_to_a_spreadsheet_that_runs_nothing() {
    let app = TestApp::start().await;
    say(&app.resident(), &[("body", "本文"), ("subject", "=HYPERLINK(1)")]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    let csv = desk.open("/staff/cases/csv?queue=all").await;
    csv.has_status(200);
    assert!(csv.body.starts_with('\u{feff}'), "Excel reads UTF-8 with its mark");
    assert!(csv.body.contains("'=HYPERLINK"), "{}", csv.body);
    app.finish().await;
}

#[tokio::test]
async fn a_whole_receipt_number_finds_its_voice_from_every_queue() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "回覧板のこと")]).await;
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    route(&desk, &given, "市民協働課").await;
    let found = desk.open(&format!("/staff/cases?queue=unrouted&q={}", given.number)).await;
    assert!(found.row_link(&given.number).is_some(), "{}", found.text());
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_was_added_later_is_read_with_the_letter_by_whoever_gives_a_reason() {
    let app = TestApp::start().await;
    let (first, later) = (app.plant("0299-00-0115"), app.plant("0299-00-0116"));
    let body = format!("街灯が切れています。電話は{first}です。");
    let resident = app.resident();
    let given = say(&resident, &[("body", &body), ("reply", "yes"), ("reply_way", "online")]).await;
    let added = format!("場所は駅前の角です。昼の電話は{later}です。");
    let page = status(&resident, &given).await;
    page.form("/status/add").fill("add", &added).submit().await.has_status(200);
    let desk = app.hearing_desk().await;
    copying(&desk, &given).await.says("場所は駅前の角です").says("追記のうち課に要ること");
    let slip = desk.open(&case(&desk, &given).await.link("処理票").unwrap()).await;
    slip.says("（なし）").says("追記（").says("場所は駅前の角です");
    route(&desk, &given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let page = case(&clerk, &given).await;
    page.says("本文と追記の伏せた言葉を見る").hides(&first).hides(&later);
    let shown = page.form("/reveal").fill("reason", "現地の確認のため").submit().await;
    shown.has_status(200).says(&first).says(&later);
    case(&clerk, &given).await.hides(&first).hides(&later);
    let auditor = app.staff("総務課", &[Role::Auditor]).await;
    auditor.open("/staff/audit?act=revealed").await.says("現地の確認のため").hides(&later);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_desk_releases_a_cleaned_copy_and_the_section_reads_it_while_the_original_stays() {
    let app = TestApp::start().await;
    let body = "見本台の集会所の前、赤い屋根の家の小柄なおばあさんが困っています。";
    let given = say(
        &app.resident(),
        &[
            ("body", body),
            ("reach_note", "夜は電話しないでください"),
            ("reply", "yes"),
            ("reply_way", "phone"),
            ("name", "河野花子"),
            ("phone", "0299-00-0012"),
        ],
    )
    .await;
    let desk = app.hearing_desk().await;
    route(&desk, &given, "市民協働課").await;
    let copying = copying(&desk, &given).await;
    copying.says("伏せた原文を課に見せています").says("小柄なおばあさん");
    copying.form("/clean").fill("text", " ").submit().await.has_status(422).says("写しを10000文字まで");
    let copy = "集会所の近くの方が困っています。";
    copying.form("/clean").fill("text", copy).submit().await.has_status(200).says("整えた写しを課に見せています");
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let page = case(&clerk, &given).await;
    page.says(copy).says("写しです").hides("小柄").says("夜は電話しないでください");
    assert!(page.link("課に見せる写しを整える").is_none());
    clerk.open(&format!("{}/clean", page.path)).await.has_status(404);
    clerk.open("/staff/cases?queue=all").await.hides("小柄");
    case(&desk, &given).await.says("小柄なおばあさん");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_a_clerk_decides_is_suggested_for_the_next_letter_of_its_kind_at_once() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let first = say(&resident, &[("body", "ぽんぽこ広場の鐘楼の鐘が正午に鳴りません。鳴らしてください。")]).await;
    let desk = app.hearing_desk().await;
    act(&desk, &first, "triage", &[("decision", "tagged"), ("measure", "1305"), ("kind", "request")])
        .await
        .has_status(200);
    let next = say(&resident, &[("body", "ぽんぽこ広場の鐘楼の鐘がきょうも正午に鳴りませんでした。")]).await;
    let page = case(&desk, &next).await;
    page.says(&format!("似た案件 {}", first.number));
    let suggested = page.all(".suggestion-name");
    assert!(suggested.first().is_some_and(|name| name.contains("1305")), "{suggested:?}");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_danger_that_is_added_later_stands_first_at_the_office_too() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let given = say(&resident, &[("body", "文化祭の展示がよかったです。")]).await;
    let page = status(&resident, &given).await;
    let warning = "通学路の側溝のふたが外れて大きな穴が開いています。子どもが落ちそうです。";
    page.form("/status/add").fill("add", warning).submit().await.has_status(200);
    let secretary = app.staff("秘書広聴課", &[Role::Executive]).await;
    secretary.open("/office").await.says("引受けのない緊急 1 件").says(warning);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn an_administrator_takes_a_rule_in_from_a_file_and_a_file_of_another_encoding_changes_nothing() {
    let app = TestApp::start().await;
    let admin = app.staff("秘書広聴課", &[Role::Admin]).await;
    let rule = std::fs::read_to_string("config/presets/omitama/reasons.toml").unwrap();
    let changed =
        format!("\u{feff}{}", rule.replacen("回答を希望していない", "回答の希望がない", 1).replace('\n', "\r\n"));
    let form = || async { admin.open("/staff/admin/rules/reasons/import").await.form("/import") };
    // 「理由」 as Excel and old editors write it.
    let cp932 = b"label = \"\x97\x9d\x97\x52\"\n";
    form().await.attach("file", "reasons.toml", cp932).submit().await.has_status(422).says("UTF-8 で保存した");
    form().await.submit().await.has_status(422).says("ファイルを選ぶか、文を貼ってください");
    let page = form().await.attach("file", "reasons.toml", changed.as_bytes()).submit().await;
    page.has_status(200).says("変わるところ").says("回答の希望がない");
    app.finish().await;
}

#[tokio::test]
async fn a_session_ends_after_ten_hours_even_for_who_never_paused() {
    let app = TestApp::start().await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    for _ in 0..20 {
        app.pass(chrono::TimeDelta::minutes(29));
        clerk.open("/staff/cases").await.has_status(200).says("一覧");
    }
    app.pass(chrono::TimeDelta::minutes(21));
    let late = clerk.open("/staff/cases").await;
    assert!(late.find_form("/staff/login").is_some(), "{} after 10 hours and 1 minute: {}", late.path, late.text());
    app.finish().await;
}

#[tokio::test]
async fn who_gets_many_cases_gets_one_mail_an_hour_with_their_numbers_and_no_words() {
    let app = TestApp::start().await;
    let to = format!("{}@city.example.jp", app.account("市民協働課", &[Role::SectionClerk]).await);
    let told = |mail: &Mailed| mail.kind == "notices" && mail.to == to;
    let mails = || app.mailer.mailed().into_iter().filter(told).collect::<Vec<_>>();
    let mut given = Vec::new();
    for body in ["回覧板の班を変えたいです。", "集会所の鍵を借りたいです。", "盆踊りの場所を知りたいです。"]
    {
        given.push(say(&app.resident(), &[("body", body)]).await);
    }
    app.run_jobs().await;
    app.pass(chrono::TimeDelta::hours(2));
    let before = mails().len();
    let desk = app.hearing_desk().await;
    route(&desk, &given[0], "市民協働課").await;
    route(&desk, &given[1], "市民協働課").await;
    app.run_jobs().await;
    let first: Vec<_> = mails().split_off(before);
    assert_eq!(first.len(), 1, "one mail for two cases");
    assert!(first[0].body.contains(&given[0].number) && first[0].body.contains(&given[1].number), "{}", first[0].body);
    assert!(!first[0].body.contains("回覧板") && !first[0].body.contains("集会所"), "{}", first[0].body);
    app.pass(chrono::TimeDelta::minutes(50));
    route(&app.hearing_desk().await, &given[2], "市民協働課").await;
    app.run_jobs().await;
    assert_eq!(mails().len(), before + 1, "within the hour it waits");
    app.pass(chrono::TimeDelta::minutes(11));
    app.run_jobs().await;
    let later: Vec<_> = mails().split_off(before + 1);
    assert_eq!(later.len(), 1);
    assert!(later[0].body.contains(&given[2].number) && !later[0].body.contains(&given[0].number), "{}", later[0].body);
    app.finish().await;
}

#[tokio::test]
async fn an_administrator_is_told_of_numbers_that_nobody_checked() {
    let app = TestApp::start().await;
    let admin = app.staff("秘書広聴課", &[Role::Admin]).await;
    let (calls, agencies) = app.house.city().rules.unverified();
    assert!(calls > 0 && agencies > 0, "the preset's numbers are to be checked by the city");
    let words = format!("緊急の連絡先 {calls}件、市以外の窓口 {agencies}件");
    admin.open("/staff/admin").await.has_status(200).says("確かめていない電話番号").says(&words);
    app.finish().await;
}

#[tokio::test]
async fn an_urgent_case_that_nobody_took_says_how_long_it_has_waited() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "道路が陥没して、自転車が落ちそうです。")]).await;
    app.run_jobs().await;
    app.pass(chrono::TimeDelta::minutes(25));
    let desk = app.hearing_desk().await;
    for page in ["/staff/cases", "/staff/cases?queue=urgent"] {
        desk.open(page).await.says("25分経過").says("引受けなし");
    }
    case(&desk, &given).await.says("25分経過");
    app.pass(chrono::TimeDelta::hours(2));
    let desk = app.hearing_desk().await;
    desk.open("/staff/cases").await.says("2時間経過");
    act(&desk, &given, "take_urgent", &[]).await.has_status(200).hides("時間経過");
    desk.open("/staff/cases").await.says(&given.number).hides("時間経過").hides("引受けなし");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_name_of_a_file_is_hidden_even_where_the_file_is_opened() {
    let app = TestApp::start().await;
    let name = app.plant("甲野花子宅の前");
    let form = app.resident().open("/voice/new").await.form("/voice/check").fill("body", "側溝の写真を見てください。");
    let form = form.attach("files", &format!("{name}.png"), &super::paper::photo(90, 40, 30));
    let given = super::receipt(&form.submit().await.form("/voice").submit().await);
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    route(&desk, &given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    for person in [&desk, &clerk] {
        let page = case(person, &given).await;
        page.says("写真1（閉じています）").hides(&name);
        assert!(page.link("写真1").is_none(), "it is closed");
    }
    let page = case(&clerk, &given).await.form("/reveal").fill("reason", "現地の確認のため").submit().await;
    page.has_status(200).says("写真1").hides(&name);
    let link = page.link("写真1").unwrap_or_else(|| panic!("the picture cannot be opened: {}", page.text()));
    let file = clerk.open(&link).await;
    assert_eq!(file.status.as_u16(), 200);
    assert_eq!(file.headers["content-type"], "image/png");
    let handed = String::from_utf8_lossy(file.headers["content-disposition"].as_bytes()).into_owned();
    assert!(!handed.contains("甲野") && !handed.contains("%E7%94%B2"), "{handed}");
    app.run_jobs().await;
    app.finish().await;
}
