//! 対話の日: from the application to the agreed time, as residents, the desk, a section and the mayor's office see it.

mod asked;
mod coming_back;
mod day;
mod draw;
mod erase;
mod moving;

use chrono::{Days, TimeDelta};
use kocho_domain::{
    access::{Actor, Role},
    clock::Clock,
    rule::RuleKind,
};

use super::{Receipt, say};
use crate::support::{Page, TestApp, Visitor};

/// What the page of a day is called in addresses.
fn key_of(page: &Page<'_>) -> String {
    page.path.rsplit('/').next().unwrap().to_owned()
}

/// Makes the day of 20 May with its usual five slots and announces it; answers its key.
async fn announced(desk: &Visitor<'_>) -> String {
    let form = desk.open("/staff/dialogues/new").await.form("/staff/dialogues");
    let page = form.fill("held_on", "2026-05-20").fill("apply_from", "2026-04-20").fill("apply_until", "2026-05-06");
    let page = page.submit().await;
    page.has_status(200).says("R8-対話0").says("下書き").says("13:30～13:55").says("空き");
    let page = page.form("/announce").submit().await;
    page.has_status(200).says("公開しました").says("5月6日（水）まで受付中");
    key_of(&page)
}

/// What somebody applies with.
fn written<'a>(theme: &'a str, name: &'a str, phone: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("theme", theme),
        ("detail", "いまの様子と、考えている案を聞いてほしい。"),
        ("party_kind", "person"),
        ("name", name),
        ("phone", phone),
        ("notice_by", "mail"),
    ]
}

/// Applies by the public form; answers number and secret.
async fn apply(resident: &Visitor<'_>, prefix: &str, fields: &[(&str, &str)]) -> Receipt {
    let mut form = resident.open(&format!("{prefix}/dialogue/new")).await.form("/dialogue/check");
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    let check = form.submit().await;
    check.has_status(200);
    super::receipt(&check.form("/dialogue").submit().await)
}

/// Where an application stands, for its applicant.
async fn own<'a>(resident: &Visitor<'a>, prefix: &str, receipt: &Receipt) -> Page<'a> {
    let form = resident.open(&format!("{prefix}/dialogue/status")).await.form("/dialogue/status/view");
    form.fill("number", &receipt.number).fill("secret", &receipt.secret).submit().await
}

/// The page of an application from its day.
async fn application<'a>(desk: &Visitor<'a>, day: &str, number: &str) -> Page<'a> {
    let page = desk.open(&format!("/staff/dialogues/{day}")).await;
    let link = page.link(number).unwrap_or_else(|| panic!("{number} is not on its day: {}", page.text()));
    let page = desk.open(&link).await;
    page.has_status(200);
    page
}

/// Somebody applied for a day that is announced, and has a date; the day's key.
async fn given_a_date(app: &TestApp, desk: &Visitor<'_>) -> String {
    let day = announced(desk).await;
    let fields = with_mail(written("区の合併", "例田 昇", "0299-00-0101"), "a@example.jp");
    let given = apply(&app.resident(), "", &fields).await;
    application(desk, &day, &given.number).await.form("/accept").submit().await.has_status(200);
    day
}

/// A day with an application that has a slot and a memo that was asked for, for doors with parameters.
pub(crate) async fn furnished(app: &TestApp) -> [(&'static str, String); 5] {
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let given =
        apply(&app.resident(), "", &with_mail(written("区の合併", "例田 昇", "0299-00-0101"), "furnished@example.jp"))
            .await;
    let page = application(&desk, &day, &given.number).await;
    let application = key_of(&page);
    page.form("/accept").submit().await.has_status(200);
    let brief = desk.open(&format!("/staff/dialogues/{day}")).await.link("準備書（").unwrap();
    let slot = brief.trim_start_matches("/staff/dialogues/slots/").trim_end_matches("/brief").to_owned();
    let section = app.section("市民協働課").to_string();
    desk.open(&brief).await.form("/memos").fill("section", &section).submit().await.has_status(200);
    app.run_jobs().await;
    [("day", day), ("slot", slot), ("application", application), ("memo", "1".into()), ("decision", "1".into())]
}

/// A calendar file that came with a mail.
struct Calendar {
    uid: String,
    sequence: i64,
    text: String,
}

#[track_caller]
fn calendar(mail: &kocho_worker::Mailed) -> Calendar {
    let file = mail.enclosures.iter().find(|file| file.media_type.starts_with("text/calendar"));
    let bytes = &file.unwrap_or_else(|| panic!("no calendar file: {}", mail.subject)).bytes;
    let text = String::from_utf8(bytes.clone()).unwrap().replace("\r\n ", "");
    let line = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
    Calendar { uid: line("UID:"), sequence: line("SEQUENCE:").parse().unwrap(), text }
}

/// Writes an application down that came by telephone; the notice goes by post. Answers its number.
async fn phoned(desk: &Visitor<'_>, day: &str, name: &str, phone: &str) -> String {
    let mut form = desk.open(&format!("/staff/dialogues/applications/new?day={day}")).await.form("/applications/new");
    let fields = [
        ("theme", "集会所の建てかえ"),
        ("detail", "集会所が古い。"),
        ("party_kind", "person"),
        ("people", "2"),
        ("name", name),
        ("phone", phone),
        ("address", "小美玉市見本台1番地"),
    ];
    for (field, value) in fields {
        form = form.fill(field, value);
    }
    form.submit().await.has_status(200).all(".handed")[0].clone()
}

fn with_mail<'a>(mut fields: Vec<(&'static str, &'a str)>, mail: &'a str) -> Vec<(&'static str, &'a str)> {
    fields.push(("email", mail));
    fields
}

#[tokio::test]
async fn an_application_is_decided_told_seen_and_taken_back() {
    let app = TestApp::start().await;
    let (name, phone) = (app.plant("甲野 ハルカ"), app.plant("0299-00-7712"));
    let mail = app.plant("haruka.kono@example.jp");
    let desk = app.hearing_desk().await;
    let resident = app.resident();
    resident.open("/dialogue").await.says("いまのところ、決まった日はありません").says("政治、宗教、営利");
    let day = announced(&desk).await;
    resident.open("/").await.says("市長と話す");
    resident.open("/dialogue").await.says("5月6日（水）まで申込みを受け付けています").says("1年度").says("5組");

    // The by-law's rules stand before the form, and mistakes keep what was typed.
    let form = resident.open("/dialogue/new").await;
    form.says("お受けできないもの").says("1年度（4月から翌年3月まで）に1回");
    let wrong = form.form("/dialogue/check").fill("theme", "区の合併").submit().await;
    wrong.has_status(422).says("具体的な内容を書いてください").says("お名前を書いてください");
    assert_eq!(wrong.form("/dialogue/check").value("theme"), Some("区の合併"));

    let given = apply(&resident, "", &with_mail(written("区の合併", &name, &phone), &mail)).await;
    assert!(given.number.starts_with("R8-対話申込-0001-"), "{}", given.number);
    own(&resident, "", &given).await.has_status(200).says("受け付けました。結果が決まるまで");
    let page = application(&desk, &day, &given.number).await;
    page.says("区の合併").says("●●●●").hides(&name).hides(&phone);
    page.form("/contact").submit().await.has_status(422).says("理由を書いてください");
    page.form("/contact").fill("reason_code", "reveal_contact").submit().await.says(&name).says(&phone);
    // 受付票 of the by-law: with name and contact, for a reason too.
    let csrf = page.form("/contact").value("csrf").unwrap().to_owned();
    let sheet = async |reason: &str| {
        let fields = [("csrf", csrf.as_str()), ("reason_code", reason)];
        let fields: Vec<(String, String)> = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        desk.post(&format!("{}/sheet", page.path), &fields).await
    };
    sheet("").await.has_status(422).says("理由を書いてください").hides(&name);
    let paper = sheet("reveal_sheet").await;
    paper
        .has_status(200)
        .says("市長との「対話の日」受付票")
        .says("様式第1号")
        .says(&given.number)
        .says(&name)
        .says(&phone);
    paper
        .says("区の合併")
        .says("いまの様子と、考えている案を聞いてほしい。")
        .says("可否")
        .says("申込みの日 5月20日（水）");
    // The desk finds it from the page on which it hands the number over.
    let handed = desk.open(&format!("{}/receipt", page.path)).await;
    assert_eq!(handed.link("受付票を印刷する"), Some(format!("{}#contact-reason", page.path)));

    page.form("/accept")
        .fill("words", "資料は5部お持ちください。")
        .submit()
        .await
        .has_status(200)
        .says("枠を決めました");
    // Who comes stands with the application alone: the plan of the day is read by many.
    let plan = desk.open(&format!("/staff/dialogues/{day}")).await;
    plan.has_status(200).says("個人").hides(&name);
    desk.open(&format!("/staff/dialogues/{day}/record")).await.has_status(200).hides(&name);
    app.run_jobs().await;
    let sent = app.mailer.mailed();
    let told = sent.iter().find(|letter| letter.kind == "dialogue").expect("a mail with the decision");
    assert!(told.subject.contains("日時が決まりました"), "{}", told.subject);
    for words in ["令和8年5月20日（水曜日） 13:30～13:55", "資料は5部お持ちください。", "区の合併", &given.number]
    {
        assert!(told.body.contains(words), "{words}: {}", told.body);
    }
    let page = own(&resident, "", &given).await;
    page.says("日時が決まりました").says("13:30～13:55").says("本庁舎2階 第1会議室");
    let calendar = resident.open("/dialogue/status/calendar").await;
    calendar.has_status(200);
    assert!(calendar.body.contains("DTSTART:20260520T043000Z\r\n"), "{}", calendar.body);

    // Taken back with the number; the slot is free for who waits.
    let asked = page.form("/dialogue/status/cancel").submit().await;
    asked.says("本当に取り消しますか");
    own(&resident, "", &given).await.says("日時が決まりました");
    asked.form("/dialogue/status/cancel").submit().await.says("取り消しました");
    desk.open(&format!("/staff/dialogues/{day}")).await.says("取消し").says("空き");
    app.run_jobs().await;
    let told = app.mailer.mailed().into_iter().rfind(|mail| mail.kind == "notices").expect("the desk hears of it");
    assert!(told.body.contains(&format!("{}　対話の日の枠が空きました", given.number)), "{}", told.body);
    assert!(!told.body.contains(&name) && !told.body.contains("区の合併"), "{}", told.body);
    app.finish().await;
}

#[tokio::test]
async fn every_language_applies_and_is_told_in_its_own() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let resident = app.resident();
    for (prefix, name, mail) in
        [("/en", "Ann Example", "ann@example.jp"), ("/easy", "グエン 見本", "nguyen@example.jp")]
    {
        let given = apply(&resident, prefix, &with_mail(written("Bus", name, "0299-00-0001"), mail)).await;
        let page = application(&desk, &day, &given.number).await;
        let form = page.form("/accept");
        let form = if page.text().contains("別の申込者だと確かめた") {
            form.fill("second", "other_person")
        } else {
            form
        };
        form.submit().await.has_status(200).says("枠を決めました");
    }
    app.run_jobs().await;
    let bodies: Vec<String> = app.mailer.mailed().iter().map(|letter| letter.body.clone()).collect();
    assert!(bodies.iter().any(|body| body.contains("Wednesday, 20 May 2026, 13:30～13:55")), "{bodies:?}");
    assert!(bodies.iter().any(|body| body.contains("話（はな）すこと：Bus")), "{bodies:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_second_application_of_the_fiscal_year_is_found_shown_and_never_silently_refused() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let first =
        apply(&app.resident(), "", &with_mail(written("区の合併", "例田 昇", "0299-00-0101"), "a@example.jp")).await;
    // By telephone, with the same number written in another way and another name.
    let mut form = desk.open(&format!("/staff/dialogues/applications/new?day={day}")).await.form("/applications/new");
    for (field, value) in [
        ("theme", "集会所の建てかえ"),
        ("detail", "集会所が古い。"),
        ("party_kind", "group"),
        ("people", "３"),
        ("name", "例田 のぼる"),
        ("phone", "０２９９（００）０１０１"),
        ("address", "小美玉市見本台1番地"),
    ] {
        form = form.fill(field, value);
    }
    let form = form.tick("needs", "sign");
    let wrong = form.submit().await;
    wrong.has_status(422).says("団体の名前を書いてください");
    let kept = wrong.form("/applications/new");
    assert_eq!(kept.value("needs"), Some("sign"), "what was ticked stays");
    let page = kept.fill("group_name", "見本台区").submit().await;
    page.has_status(200).says("登録しました").says("R8-対話申込-0002-");
    let number = page.all(".handed")[0].clone();

    let page = application(&desk, &day, &number).await;
    page.says("同じ申込者と思われる申込み").says(&first.number).says("電話が同じ").says("手話通訳");
    let refused = page.form("/accept").submit().await;
    refused.has_status(422).says("要綱では1年度に1回までです").says("市長が特に認めるとき");
    let done = refused.form("/accept").fill("second", "special").submit().await;
    done.has_status(200).says("枠を決めました").says("決定（可）");

    // The notice is a letter: printed with the address, then noted as sent.
    let list = desk.open("/staff/dialogues").await;
    list.says("郵送を待つ通知").says(&number);
    let letter = desk.open(&list.link("決定（可）の通知").unwrap()).await;
    letter.says("小美玉市見本台1番地").says("例田 のぼる 様").says("小美玉市長").says("日時が決まりました");
    list.form("/sent").submit().await.says("発送を記録しました");
    assert!(!desk.open("/staff/dialogues").await.text().contains("郵送を待つ通知"));
    app.finish().await;
}

#[tokio::test]
async fn a_refusal_names_its_reason_and_an_applicant_without_number_learns_nothing() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let resident = app.resident();
    let given =
        apply(&resident, "", &with_mail(written("となりの家との争い", "例田 昇", "0299-00-0101"), "a@example.jp"))
            .await;
    let page = application(&desk, &day, &given.number).await;
    page.form("/decline").submit().await.has_status(422).says("理由を書いてください");
    let stale = page.form("/decline").fill("reason", "slander").fill("words", "相談会をご利用ください。");
    page.form("/wait").submit().await.has_status(200).says("キャンセル待ち 1番");
    // Somebody else was faster: nothing is done, and the newer state is shown.
    stale.submit().await.has_status(422).says("ほかの人が先に").says("キャンセル待ち 1番");
    let page = application(&desk, &day, &given.number).await;
    let form = page.form("/decline").fill("reason", "slander").fill("words", "相談会をご利用ください。");
    form.submit().await.has_status(200).says("誹謗中傷、個人間の争いの仲裁");
    app.run_jobs().await;
    let sent = app.mailer.mailed();
    let told = sent.last().unwrap();
    assert!(
        told.body.contains("個人の間の争いの解決や仲裁") && told.body.contains("相談会をご利用ください。"),
        "{}",
        told.body
    );
    assert!(told.body.contains("お申込みの様子を見る") && !told.body.contains("取り消す"), "{}", told.body);
    assert!(told.enclosures.is_empty(), "there was no meeting");
    own(&resident, "", &given).await.says("お受けできませんでした").says("個人の間の争い");
    let strange = Receipt { number: given.number.clone(), secret: "1234-5678-9012-3452".into() };
    own(&app.resident(), "", &strange).await.has_status(422);
    app.resident().open("/dialogue/status/view").await.says("2つの番号を入れてください");
    app.finish().await;
}

#[tokio::test]
async fn the_brief_is_ready_before_the_day_and_a_section_sees_only_what_it_was_asked() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let day = announced(&desk).await;
    let voice = say(
        &app.resident(),
        &[
            ("body", "集会所の名義を区に移したい。"),
            ("reply", "yes"),
            ("reply_way", "phone"),
            ("name", "例田　昇"),
            ("phone", "0299-00-0101"),
        ],
    )
    .await;
    let mail = "a@example.jp";
    let mut fields = with_mail(written("区の合併と回覧板", "例田 昇", "0299-00-0101"), mail);
    fields.retain(|(name, _)| *name != "detail");
    fields.push(("detail", "区の役員のなり手がいない。電話は0299-00-0101まで。"));
    let given = apply(&app.resident(), "", &fields).await;
    application(&desk, &day, &given.number).await.form("/accept").submit().await.has_status(200);
    app.run_jobs().await;

    let link = desk.open(&format!("/staff/dialogues/{day}")).await.link("準備書（").unwrap();
    let brief = desk.open(&link).await;
    brief
        .has_status(200)
        .says("区の合併と回覧板")
        .says(&voice.number)
        .says("5月15日（金）までにそろえます")
        .says("準備中");
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    clerk.open(&link).await.has_status(404);
    clerk.open("/staff/dialogues").await.says("頼まれているメモはありません");
    let section = app.section("市民協働課").to_string();
    brief.form("/memos").fill("section", &section).submit().await.has_status(200).says("課にメモを頼みました");
    let again = brief.form("/memos").fill("section", &section).submit().await;
    again.has_status(422).says("もう頼んであります");
    brief
        .form("/measures")
        .fill("measures", "9999")
        .submit()
        .await
        .has_status(422)
        .says("「9999」という施策はありません");
    brief.form("/measures").fill("measures", "1101").submit().await.has_status(200).says("1101");

    let memo = clerk.open(&clerk.open("/staff/dialogues").await.row_link("区の合併と回覧板").unwrap()).await;
    memo.says("個人の方").hides("0299-00-0101").hides("例田");
    let other = app.staff("環境課", &[Role::SectionClerk]).await;
    other.open(&memo.path).await.has_status(404);
    memo.form(&memo.path).fill("body", "過去に2例ある。").submit().await.has_status(200).says("メモを保存しました");
    // Two people of the section write at once: both texts are shown, neither is lost.
    let late = memo.form(&memo.path).fill("body", "名義は相談会につなぐ。").submit().await;
    late.has_status(409).says("過去に2例ある。").says("まだ保存していません");
    assert_eq!(late.form(&memo.path).value("body"), Some("名義は相談会につなぐ。"));
    late.form(&memo.path).submit().await.has_status(200);

    let office = app.staff("秘書広聴課", &[Role::Executive]).await;
    office.open(&link).await.says("そろった").says("名義は相談会につなぐ。").says("1101").says(&voice.number);
    office.open(&format!("/staff/dialogues/{day}/briefs")).await.has_status(200).says("名義は相談会につなぐ。");
    let sheets = [link.clone() + ".pdf", format!("/staff/dialogues/{day}/briefs.pdf")];
    for sheet in &sheets {
        let file = super::pdf::file(&office, sheet).await;
        file.says("区の合併と回覧板").says("名義は相談会につなぐ。").says("1101").says(&voice.number);
        super::pdf::refused(&clerk, sheet).await;
    }
    let calendar = office.open(&format!("/staff/dialogues/{day}/calendar")).await;
    assert!(calendar.body.contains("BEGIN:VEVENT") && !calendar.body.contains("例田"), "{}", calendar.body);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn who_meets_the_mayor_in_three_days_is_reminded_once() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    given_a_date(&app, &desk).await;
    let reminders = |app: &TestApp| app.mailer.mailed().iter().filter(|l| l.subject.contains("近づきました")).count();
    let sweep = async |app: &TestApp| {
        kocho_service::job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
        app.run_jobs().await;
    };
    sweep(&app).await;
    assert_eq!(reminders(&app), 0);
    app.pass(TimeDelta::days(25));
    assert_eq!(app.clock.today().to_string(), "2026-05-17");
    sweep(&app).await;
    sweep(&app).await;
    assert_eq!(reminders(&app), 1, "once, three days before");
    app.pass(TimeDelta::days(3));
    sweep(&app).await;
    assert_eq!(reminders(&app), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_city_from_before_gets_the_rule_from_its_files_and_can_change_it() {
    let app = TestApp::start().await;
    let cx = app.house.cx(Actor::Import);
    let versions = kocho_store::rule::history(&app.house.db().reader(), RuleKind::Dialogue).await.unwrap();
    assert_eq!(versions.len(), 1);
    let body = versions[0].body.replacen("per_fiscal_year = 1", "per_fiscal_year = 0", 1);
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    head.open("/staff/admin/rules/dialogue").await.has_status(200).says("per_fiscal_year");
    let mut tx = app.house.db().begin(&Actor::Import, cx.now()).await.unwrap();
    kocho_store::rule::add(&mut tx, RuleKind::Dialogue, cx.today() - Days::new(1), &body).await.unwrap();
    let event = kocho_domain::story::AuditEvent::new("rule_changed", "rule", None);
    tx.commit(kocho_domain::story::Story::audit(event)).await.unwrap();
    app.house.refresh().await.unwrap();
    let desk = app.hearing_desk().await;
    announced(&desk).await;
    let page = app.resident().open("/dialogue/new").await;
    assert!(!page.text().contains("1年度（4月から翌年3月まで）に1回"), "{}", page.text());
    app.finish().await;
}

#[tokio::test]
async fn an_applicant_whose_numbers_do_not_fit_waits_and_is_led_back_to_the_page_for_applications() {
    let app = TestApp::start().await;
    announced(&app.hearing_desk().await).await;
    let resident = app.resident();
    let given = apply(&resident, "", &with_mail(written("区の合併", "例田 昇", "0299-00-0101"), "a@example.jp")).await;
    let mut page = resident.open("/dialogue/status").await;
    for _ in 0..6 {
        let form = page.form("/dialogue/status/view").fill("number", &given.number);
        page = form.fill("secret", "0000-0000-0000-0000").submit().await;
    }
    page.has_status(429);
    assert_eq!(page.link("番号を入れるページへ").as_deref(), Some("/dialogue/status"));
    app.run_jobs().await;
    app.finish().await;
}
