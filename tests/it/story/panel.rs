//! 市政モニター: from the open call to the letter of appointment and the day on which names are erased, as residents and the desk
//! see it. Who comes in by no draw is in `panel/by_hand.rs`.

mod by_hand;

use chrono::{Days, TimeDelta};
use kocho_domain::{
    access::Actor,
    clock::Clock,
    id::PublicKey,
    mail_in::Verdict,
    panel::{CandidateState, DrawSource},
};
use kocho_service::mail_in::Taken;
use kocho_store::{candidate, monitor, panel, panel_draw};

use crate::{
    mail::message_about,
    support::{Page, TestApp, Visitor},
};

fn key_of(page: &Page<'_>) -> String {
    page.path.rsplit('/').next().unwrap().to_owned()
}

/// Makes a term of so many monitors and opens its call until 10 May; answers its key.
async fn called(desk: &Visitor<'_>, title: &str, term: (&str, &str), size: &str) -> String {
    let form = desk.open("/staff/panels/new").await.form("/staff/panels");
    let form = form.fill("title", title).fill("starts_on", term.0).fill("ends_on", term.1).fill("size", size);
    let page = form.fill("apply_from", "2026-04-22").fill("apply_until", "2026-05-10").submit().await;
    page.has_status(200).says(title).says("準備中");
    let page = page.form("/call").submit().await;
    page.has_status(200).says("募集を公開し、抽せんの種を封じました");
    key_of(&page)
}

const TERM: (&str, &str) = ("2026-07-01", "2028-03-31");

/// What somebody applies with: age, gender, district and where they live.
fn written<'a>(name: &'a str, cell: (&'a str, &'a str, &'a str), address: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("name", name),
        ("age", cell.0),
        ("gender", cell.1),
        ("district", cell.2),
        ("relation", "resident"),
        ("occupation", "company"),
        ("address", address),
        ("notice_by", "letter"),
    ]
}

/// Applies by the public form; answers the receipt page.
async fn apply<'a>(resident: &Visitor<'a>, prefix: &str, fields: &[(&str, &str)]) -> Page<'a> {
    let mut form = resident.open(&format!("{prefix}/monitor/new")).await.form("/monitor/check");
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    let check = form.submit().await;
    check.has_status(200);
    let done = check.form("/monitor").submit().await;
    done.has_status(200);
    done
}

fn number(page: &Page<'_>) -> String {
    page.all(".receipt-number").join("")
}

/// The page of a candidate from the list of its term.
async fn candidate_page<'a>(desk: &Visitor<'a>, panel: &str, number: &str) -> Page<'a> {
    let list = desk.open(&format!("/staff/panels/{panel}/candidates")).await;
    let link = list.link(number).unwrap_or_else(|| panic!("{number} is not in the list: {}", list.text()));
    desk.open(&link).await
}

/// Somebody whom the desk writes down; answers the page of the candidate.
async fn taken_in<'a>(desk: &Visitor<'a>, panel: &str, fields: &[(&str, &str)]) -> Page<'a> {
    let path = format!("/staff/panels/{panel}/candidates/new");
    let mut form = desk.open(&path).await.form("/candidates/new");
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    let page = form.submit().await;
    page.has_status(200).says("候補を登録しました");
    page
}

async fn stored(app: &TestApp, key: &str) -> panel::Panel {
    let key = PublicKey::parse(key).unwrap();
    panel::by_key(&app.house.db().reader(), &key).await.unwrap().unwrap()
}

/// A term with a candidate from the form and a monitor, for doors with parameters.
pub(crate) async fn furnished(app: &TestApp) -> [(&'static str, String); 3] {
    let desk = app.hearing_desk().await;
    let key = called(&desk, "第12期市政モニター", TERM, "6").await;
    let done = apply(&app.resident(), "", &written("乙野 次郎", ("44", "male", "minori"), "小美玉市見本台2")).await;
    let page = taken_in(&desk, &key, &written("丙野 三郎", ("54", "male", "tamari"), "小美玉市見本台3")).await;
    page.form("/choose").submit().await.has_status(200);
    let page = desk.open(&format!("/staff/panels/{key}")).await.form("/appoint").submit().await;
    page.has_status(200).says("委嘱しました");
    let of = monitor::of_panel(&app.house.db().reader(), stored(app, &key).await.id).await.unwrap();
    [("candidate", key_of(&done)), ("monitor", of[0].about.key.to_string()), ("panel", key)]
}

#[tokio::test]
async fn a_monitor_goes_from_the_open_call_through_the_draw_to_the_end_of_the_term() {
    let app = TestApp::start().await;
    let (name, mail) = (app.plant("甲野 ハルカ"), app.plant("haruka.kono@example.jp"));
    let home = app.plant("小美玉市甲野台7番地");
    let (resident, desk) = (app.resident(), app.hearing_desk().await);
    resident.open("/monitor").await.says("いまは募集していません").says("18歳以上");
    let key = called(&desk, "第12期市政モニター", TERM, "4").await;

    resident.open("/monitor").await.says("第12期市政モニター").says("応募する");
    resident.open("/en/monitor").await.says("City monitors").says("4 people");
    let form = resident.open("/monitor/new").await.form("/monitor/check");
    let young = form.fill("name", &name).fill("age", "17").fill("notice_by", "letter").submit().await;
    young.has_status(422).says("年齢が、条件に合いません").says("性別");
    let mut fields = written(&name, ("４２", "female", "ogawa"), &home);
    fields.retain(|(field, _)| *field != "notice_by");
    fields.extend([("notice_by", "mail"), ("email", mail.as_str())]);
    let mut servant = fields.clone();
    servant.extend([("occupation", "councillor")]);
    let mut form = resident.open("/monitor/new").await.form("/monitor/check");
    for (field, value) in &servant {
        form = form.fill(field, value);
    }
    form.submit().await.has_status(422).says("公務員や議員の方などは、応募できません");

    let done = apply(&resident, "", &fields).await;
    let own = number(&done);
    assert!(own.starts_with("R8-モニター0001-"), "{own}");
    done.says("5月10日").says("同じ番号をメールでもお送りします");
    for (at, cell) in
        [("30", "male", "minori"), ("51", "male", "minori"), ("66", "female", "tamari")].iter().enumerate()
    {
        let (name, address) = (format!("応募 {at}郎"), format!("小美玉市見本台{at}番地"));
        apply(&resident, "/easy", &written(&name, *cell, &address)).await;
    }
    // One of the same household, who has no telephone and writes the address in other widths.
    let twin = apply(&resident, "", &written("甲野 トモ", ("40", "male", "ogawa"), "小美玉市 甲野台７番地")).await;
    app.run_jobs().await;
    let mails = app.mailer.mailed();
    let told = mails.iter().find(|letter| letter.kind == "panel").expect("a mail with the number");
    assert!(told.body.contains(&own) && told.body.contains("令和10年3月31日"), "{}", told.body);

    // Before the end of the call nothing is drawn, and nobody sees a name without a reason.
    let draw = desk.open(&format!("/staff/panels/{key}/draw")).await;
    draw.says("5月10日（日）まで募集しています");
    assert!(draw.find_form("/draw").is_none(), "a draw before the end of the call");
    let page = candidate_page(&desk, &key, &own).await;
    page.says("●●●●").says("40代・女性・小川").hides(&name).hides(&home);
    page.form("/contact").submit().await.has_status(422).says("理由を書いてください").hides(&name);
    page.form("/contact").fill("reason_code", "reveal_contact").submit().await.says(&name).says(&home);

    app.pass(TimeDelta::days(19));
    let desk = app.hearing_desk().await;
    resident.open("/monitor").await.says("いまは募集していません");
    let seal = resident.open("/monitor/draw").await.all("dd.hash").remove(0);
    let page = desk.open(&format!("/staff/panels/{key}/draw")).await.form("/draw").submit().await;
    page.has_status(200).says("抽せんしました");
    let panel = stored(&app, &key).await;
    let reader = app.house.db().reader();
    let all = candidate::of_panel(&reader, panel.id).await.unwrap();
    let chosen = all.iter().filter(|one| one.standing.state == CandidateState::Chosen).count();
    assert_eq!((all.len(), chosen), (5, 4), "four places, and one of the two of a household");
    let out: Vec<_> = all.iter().filter(|one| one.standing.state == CandidateState::NotChosen).collect();
    assert_eq!(out.len(), 1);
    assert_eq!(out[0].standing.reason.as_deref(), Some("household"));
    assert!([own.clone(), number(&twin)].contains(&out[0].about.number));
    // Anybody can compute the order again, from what the page shows.
    let rounds = panel_draw::of_panel(&reader, panel.id).await.unwrap();
    let round = rounds.iter().find(|round| round.source == DrawSource::Call).unwrap();
    assert_eq!(kocho_domain::draw::seal(&round.seed), seal);
    let drawn = round.drawn.as_ref().unwrap();
    assert!(drawn.list.is_sorted());
    let again = kocho_domain::draw::order(&round.seed, drawn.list.iter().map(String::as_str));
    assert_eq!(again.into_iter().map(|lot| lot.number).collect::<Vec<_>>(), drawn.result);
    resident.open("/monitor/draw").await.says(&round.seed).says("選出").hides(&name);

    let page = desk.open(&format!("/staff/panels/{key}")).await;
    page.says("4人を委嘱する").form("/appoint").submit().await.has_status(200).says("委嘱しました");
    let page = desk.open(&format!("/staff/panels/{key}")).await.form("/settle").submit().await;
    page.has_status(200).says("選考を終えました").says("選考済");
    app.run_jobs().await;
    the_register_is_opened_for_a_reason(&app, &desk, &key).await;
    somebody_leaves_and_is_erased(&app, &key, panel.id).await;
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn with_who_applied_goes_where_mails_to_them_went() {
    let app = TestApp::start().await;
    called(&app.hearing_desk().await, "第12期市政モニター", TERM, "4").await;
    let mail = app.plant("haruka.kono@example.jp");
    let mut fields = written("甲野 ハルカ", ("42", "female", "ogawa"), "小美玉市見本台7");
    fields.retain(|(field, _)| *field != "notice_by");
    fields.extend([("notice_by", "mail"), ("email", mail.as_str())]);
    apply(&app.resident(), "", &fields).await;
    app.run_jobs().await;
    let mails = async || super::answering::rows_of(&app, "outbox_mail").await;
    let sweep = async || kocho_service::job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
    sweep().await;
    assert!(mails().await.contains(&mail));
    // Nobody decided on them; with the last day of the term they are erased.
    app.clock.set("2028-04-01T01:00:00Z".parse().unwrap());
    sweep().await;
    let mails = mails().await;
    assert!(mails.contains("panel") && !mails.contains(&mail), "{mails}");
    app.leave();
}

async fn the_register_is_opened_for_a_reason(app: &TestApp, desk: &Visitor<'_>, key: &str) {
    let reader = app.house.db().reader();
    let panel = stored(app, key).await;
    let monitors = monitor::of_panel(&reader, panel.id).await.unwrap();
    let names: Vec<String> = monitors.iter().map(|one| one.about.person.reveal().name.clone()).collect();
    let list = desk.open(&format!("/staff/panels/{key}/monitors")).await;
    names.iter().for_each(|name| {
        list.hides(name);
    });
    list.form("/reveal").submit().await.has_status(422).says("理由を書いてください").hides(&names[0]);
    list.form("/reveal").fill("reason", "委嘱状の宛名を確かめる").submit().await.says(&names[0]).says(&names[3]);
    let token = list.form("/reveal").value("csrf").unwrap().to_owned();
    let fields = [("csrf".to_owned(), token), ("reason".to_owned(), "名簿の印刷".to_owned())];
    let csv = desk.post(&format!("/staff/panels/{key}/monitors/csv"), &fields).await;
    csv.has_status(200);
    assert!(csv.body.contains(&names[0]) && csv.body.contains("委嘱の日"), "{}", csv.body);
    let letters = desk.open(&format!("/staff/panels/{key}/appointments")).await;
    letters.has_status(200).says("委嘱状").says(&names[0]).says("令和8年7月1日から令和10年3月31日まで");
    let notices = desk.open(&format!("/staff/panels/{key}/letters")).await;
    let waiting = notices.all("section.letter").len();
    assert!(waiting >= 3, "{waiting} letters");
    notices.form("/letters").submit().await.has_status(200).says("通の発送を記録しました");
    desk.open(&format!("/staff/panels/{key}/letters")).await.says("郵送を待つ通知はありません");
    let on = "2026-07-02".parse().unwrap();
    let all = monitor::addressees(&reader, panel.id, on).await.unwrap();
    assert_eq!(all.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(all.iter().all(|one| !one.name.reveal().is_empty() && !one.classes.age_group.is_empty()));
    let before = monitor::addressees(&reader, panel.id, panel.about.starts_on - Days::new(1)).await.unwrap();
    assert!(before.is_empty(), "nobody serves before the term");
}

async fn somebody_leaves_and_is_erased(app: &TestApp, key: &str, id: kocho_domain::id::PanelId) {
    let reader = app.house.db().reader();
    app.pass(TimeDelta::days(60));
    let desk = app.hearing_desk().await;
    let link = desk.open(&format!("/staff/panels/{key}/monitors")).await.row_link("任期中").unwrap();
    let page = desk.open(&link).await;
    let early = page.form("/leave").fill("on", "2026-06-30").fill("reason", "moved").submit().await;
    early.has_status(422).says("委嘱の日から任期の終わりまでの日");
    page.form("/leave").fill("on", "2026-07-10").submit().await.has_status(422).says("理由を書いてください");
    let left = page.form("/leave").fill("on", "2026-07-10").fill("reason", "moved").fill("words", "水戸市へ").submit();
    left.await.has_status(200).says("退任を記録しました").says("転出").says("水戸市へ");
    app.run_jobs().await;
    let serving = |day: &str| monitor::addressees(&reader, id, day.parse().unwrap());
    assert_eq!(serving("2026-07-10").await.unwrap().len(), 4, "the last day is a day of service");
    assert_eq!(serving("2026-07-11").await.unwrap().len(), 3);

    let gone = monitor::of_panel(&reader, id).await.unwrap().into_iter().find(|one| one.left.is_some()).unwrap();
    assert_eq!(gone.about.purge_on.to_string(), "2027-07-10", "a year after they left");
    let worker = || app.house.cx(Actor::Worker);
    kocho_service::job::sweep(&worker()).await.unwrap();
    let held = monitor::by_id(&reader, gone.id).await.unwrap().unwrap();
    assert!(!held.about.person.reveal().name.is_empty());
    let days = (gone.about.purge_on - worker().today()).num_days();
    app.pass(TimeDelta::days(days));
    kocho_service::job::sweep(&worker()).await.unwrap();
    let erased = monitor::by_id(&reader, gone.id).await.unwrap().unwrap();
    let person = erased.about.person.reveal();
    assert!(person.name.is_empty() && person.address.is_none() && erased.hashes.name.is_none());
    assert_eq!(erased.about.classes, gone.about.classes, "figures stay true");
    let words = kocho_store::dialogue_day::words(&reader, erased.left.unwrap().text).await.unwrap();
    assert_eq!(words.as_deref(), Some(""), "what was said goes with the name");
    let candidates = candidate::of_panel(&reader, id).await.unwrap();
    assert!(candidates.iter().all(|one| one.about.person.reveal().name.is_empty()), "candidates are gone long before");
}

/// A notice that went to a candidate or monitor comes back.
async fn comes_back(app: &TestApp, shape: &str, key: &str) {
    let taken = app.mail(&message_about(shape, key)).await;
    assert!(matches!(taken, Taken::Now(Verdict::Bounce)), "{taken:?}");
}

#[tokio::test]
async fn a_notice_that_comes_back_waits_once_as_a_letter_and_only_what_was_printed_counts_as_posted() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let key = called(&desk, "第12期市政モニター", TERM, "4").await;
    let by_mail = async |name: &str, home: &str, mail: &str| -> String {
        let mut fields = written(name, ("42", "female", "ogawa"), home);
        fields.retain(|(field, _)| *field != "notice_by");
        fields.extend([("notice_by", "mail"), ("email", mail)]);
        number(&apply(&app.resident(), "", &fields).await)
    };
    let (older, newer) = (app.plant("older-kono@example.jp"), app.plant("newer-otsuno@example.jp"));
    by_mail("甲野 ハルカ", "小美玉市見本台7", &older).await;
    let own = by_mail("乙野 ミナミ", "小美玉市見本台8", &newer).await;
    app.run_jobs().await;
    let keys = kocho_store::outbox::keys_of(&app.house.db().reader(), "panel").await.unwrap();
    assert_eq!(keys.len(), 2);
    let panel = format!("/staff/panels/{key}");
    let letters = format!("{panel}/letters");
    desk.open(&panel).await.hides("郵送を待つ通知");

    comes_back(&app, "bounce-postfix", &keys[1]).await;
    desk.open(&panel).await.says("郵送を待つ通知 1通を印刷する").says("うち1通は、メールが届かなかったもの");
    candidate_page(&desk, &key, &own).await.says("未発送 メールが届きませんでした");
    let mails = desk.open("/staff/mails?all=1").await;
    let mail = mails.says("モニターへの通知が届いていません").link("Undelivered").expect("the mail's page");
    desk.open(&mail).await.says("任期のページの「郵送を待つ通知」に移しました");
    desk.open("/staff/mails").await.hides("モニターへの通知が届いていません");
    let printed = desk.open(&letters).await;
    printed.says("乙野 ミナミ 様").says("小美玉市見本台8").hides("甲野 ハルカ");

    // While that letter was put into its envelope an older mail came back: it was not printed, and goes on waiting.
    comes_back(&app, "bounce-exim", &keys[0]).await;
    printed.form("/letters").submit().await.has_status(200).says("1通の発送を記録しました");
    desk.open(&letters).await.says("甲野 ハルカ 様").hides("乙野 ミナミ");
    // Another copy of a bounce changes nothing, before or after the letter was posted.
    comes_back(&app, "bounce-qmail", &keys[0]).await;
    comes_back(&app, "bounce-japanese", &keys[1]).await;
    let rest = desk.open(&letters).await;
    rest.says("1通あります").form("/letters").submit().await.has_status(200).says("1通の発送を記録しました");
    desk.open(&panel).await.hides("郵送を待つ通知");
    app.run_jobs().await;
    app.finish().await;
}

/// Rows of a register: name, birth, gender, address.
fn register(rows: std::ops::Range<usize>) -> String {
    let row = |at: usize| {
        let (year, gender) = (1950 + 4 * (at % 14), if at.is_multiple_of(2) { "男" } else { "女" });
        format!("{at},台帳 {at}郎,{year}-05-01,{gender},小美玉市小川{at}番地\n")
    };
    format!("宛名番号,氏名,生年月日,性別,住所\n{}", rows.map(row).collect::<String>())
}

#[tokio::test]
async fn of_a_register_the_rows_that_were_not_drawn_are_gone_and_their_number_is_kept() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let key = called(&desk, "第12期市政モニター", TERM, "4").await;
    let panel = stored(&app, &key).await;
    let reader = app.house.db().reader();
    let path = format!("/staff/panels/{key}/draw");
    let bring = async |csv: &str| {
        desk.open(&path).await.form("/register").attach("file", "名簿.csv", csv.as_bytes()).submit().await
    };
    let wrong = bring("なまえ,生年月日,性別,住所\n台帳,1970-01-01,男,小美玉市小川1\n").await;
    wrong.has_status(422).says("「氏名」の列が分かりません").says("「なまえ」");
    bring("氏名,生年月日,性別,住所\n台帳,いつか,男,小美玉市小川1\n")
        .await
        .has_status(422)
        .says("2行目")
        .says("生年月日");

    let young = "99,台帳 若,2012-05-01,男,小美玉市小川99番地\n";
    bring(&(register(0..12) + young)).await.has_status(200).says("12行を取り込みました").says("年齢に達しない1行");
    let page = desk.open(&path).await.form("/draw").submit().await;
    page.has_status(200).says("抽せんしました").says("消した行");
    let left = candidate::of_panel(&reader, panel.id).await.unwrap();
    assert_eq!(left.len(), 4, "only those who were drawn stay");
    assert!(left.iter().all(|one| one.standing.state == CandidateState::Chosen));
    let rounds = panel_draw::of_panel(&reader, panel.id).await.unwrap();
    let drawn = |round: u32| {
        let of = |one: &&panel_draw::PanelDraw| one.source == DrawSource::Register && one.round == round;
        rounds.iter().find(of).and_then(|one| one.drawn.clone()).unwrap()
    };
    assert_eq!((drawn(1).list.len(), drawn(1).chosen.len(), drawn(1).erased), (12, 4, 8));
    // They never asked for it: a letter asks them, and it names nobody in what is kept.
    desk.open(&format!("/staff/panels/{key}/letters")).await.says("なっていただけませんか").says("台帳");

    // A second list meets a new seed only, and everybody reads why.
    let page = desk.open(&path).await;
    assert!(page.find_form("/register").is_none(), "a list may not be brought before the next seed is sealed");
    page.form("/again").submit().await;
    let again = |reason: &'static str| {
        let token = page.form("/again").value("csrf").unwrap().to_owned();
        let fields = [("csrf", token.as_str()), ("source", "register"), ("reason", reason)];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let address = format!("/staff/panels/{key}/draw/again");
    desk.post(&address, &again("")).await.has_status(422).says("理由を書いてください");
    let link = candidate_page(&desk, &key, &left[0].about.number).await;
    link.form("/decline").fill("words", "電話で、本人から").submit().await.has_status(200).says("辞退を記録しました");
    desk.post(&address, &again("辞退で空きが出た。")).await.has_status(200).says("次の回の種を封じました");
    bring(&register(20..23)).await.has_status(200).says("3行を取り込みました");
    let page = desk.open(&path).await.form("/draw").submit().await;
    page.has_status(200).says("辞退で空きが出た。").says("2回目");
    let after = candidate::of_panel(&reader, panel.id).await.unwrap();
    assert_eq!(after.len(), 5, "one more was drawn for the free place");
    app.resident().open("/monitor/draw").await.says("辞退で空きが出た。").hides("台帳 0郎");
    app.leave();
}

#[tokio::test]
async fn the_matrix_fills_by_hand_and_a_further_term_in_a_row_is_refused_with_the_reason() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let first = called(&desk, "第11期市政モニター", ("2026-04-22", "2026-06-30"), "2").await;
    let person = written("丁野 四郎", ("43", "male", "minori"), "小美玉市見本台4");
    let page = taken_in(&desk, &first, &person).await;
    page.says("区分").form("/choose").submit().await.has_status(200).says("選出しました");
    let second = taken_in(&desk, &first, &written("戊野 五郎", ("63", "female", "ogawa"), "小美玉市見本台5")).await;
    second.form("/choose").submit().await.has_status(200);
    let third = taken_in(&desk, &first, &written("己野 六郎", ("33", "female", "ogawa"), "小美玉市見本台6")).await;
    third.form("/choose").submit().await.has_status(422).says("定員の2人がそろっています");
    third.form("/pass").submit().await.has_status(422).says("理由を書いてください");
    let passed = third.form("/pass").fill("reason", "places").submit().await;
    passed.has_status(200).says("選外").says("区分の人数がいっぱい");

    let page = desk.open(&format!("/staff/panels/{first}")).await;
    page.says("選出・委嘱 2 / 2人").form("/appoint").submit().await.says("5人未満").says("2組（2人）");
    let view = kocho_service::panel::show(&desk_cx(&app).await, &PublicKey::parse(&first).unwrap()).await.unwrap();
    let total = view.matrix.sum(|_| true);
    assert_eq!((total.wanted, total.chosen), (2, 2));
    let men = view.matrix.sum(|classes| classes.gender == "male" && classes.district == "minori");
    assert_eq!((men.chosen, view.small.combinations, view.small.people), (1, 2, 2));

    // The next term follows at once: the rule lets nobody serve twice in a row.
    let next = called(&desk, "第12期市政モニター", TERM, "4").await;
    let again = taken_in(&desk, &next, &person).await;
    again.says("条件に合いません").says("続けて次の期の委嘱はできない");
    assert!(again.find_form("/choose").is_none());
    let token = again.form("/pass").value("csrf").unwrap().to_owned();
    let fields = [("csrf".to_owned(), token), ("version".to_owned(), "0".to_owned())];
    let refused = desk.post(&format!("{}/choose", again.path), &fields).await;
    refused.has_status(422).says("この方は選べません。続けて次の期の委嘱はできない。");
    let link = desk.open(&format!("/staff/panels/{first}/monitors")).await.row_link("40代").unwrap();
    let renew = desk.open(&link).await.form("/renew").submit().await;
    renew.has_status(422).says("続けて次の期の委嘱はできない");
    // Somebody of the same name elsewhere is somebody else.
    let other = written("丁野 四郎", ("43", "male", "minori"), "小美玉市別の台9");
    taken_in(&desk, &next, &other).await.form("/choose").submit().await.has_status(200).says("選出しました");
    quota_is_changed(&desk, &next).await;
    app.leave();
}

/// The cells are the quota: their sum is the size.
async fn quota_is_changed(desk: &Visitor<'_>, key: &str) {
    let form = desk.open(&format!("/staff/panels/{key}/quota")).await.form("/quota");
    form.fill("q.40s.female.ogawa", "三").submit().await.has_status(422).says("0以上の数");
    let form = desk.open(&format!("/staff/panels/{key}/quota")).await.form("/quota");
    let before: u32 = form.value("q.40s.female.ogawa").unwrap().parse().unwrap();
    let page = form.fill("q.40s.female.ogawa", &(before + 3).to_string()).submit().await;
    page.has_status(200).says("割り当てを変えました").says("7人");
}

/// The hearing desk as a use case sees it.
async fn desk_cx(app: &TestApp) -> kocho_service::Cx {
    let reader = app.house.db().reader();
    let login = app.account("秘書広聴課", &[kocho_domain::access::Role::HearingClerk]).await;
    let account = kocho_store::staff::by_login(&reader, &login).await.unwrap().unwrap();
    let today = kocho_domain::clock::civil_date(app.clock.now());
    app.house.cx(Actor::Staff(kocho_store::staff::actor(&reader, &account, today).await.unwrap()))
}

/// A term of three monitors who serve from today; answers its key.
pub(super) async fn serving(desk: &Visitor<'_>) -> String {
    let key = called(desk, "第11期市政モニター", ("2026-04-22", "2028-03-31"), "3").await;
    for (name, age, address) in
        [("丁野 四郎", "43", "見本台4"), ("戊野 五郎", "63", "見本台5"), ("己野 六郎", "33", "見本台6")]
    {
        let page = taken_in(desk, &key, &written(name, (age, "male", "ogawa"), address)).await;
        page.form("/choose").submit().await.has_status(200);
    }
    desk.open(&format!("/staff/panels/{key}")).await.form("/appoint").submit().await.has_status(200);
    key
}

#[tokio::test]
async fn a_monitor_who_moved_is_written_down_by_who_may_see_names_and_the_audit_says_which_parts() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let key = serving(&desk).await;
    let register = desk.open(&format!("/staff/panels/{key}/monitors")).await;
    let one = register.link("●●●●（1番）").unwrap();
    let page = desk.open(&one).await;
    page.hides("氏名と連絡先を保存する").says("令和8年4月22日～令和10年3月31日");
    let reveal = async || {
        let form = desk.open(&one).await.form("/contact").fill("reason", "転居の届け出");
        form.submit().await
    };
    let page = reveal().await;
    page.has_status(200).says("丁野 四郎");
    let old = page.form("/person");
    let phone = app.plant("0299-48-9999");
    let form = page.form("/person").fill("phone", "いつもの").fill("notice_by", "mail");
    form.submit().await.has_status(422).says("電話").says("氏名と連絡先を直す");
    let form = reveal().await.form("/person").fill("notice_by", "mail");
    form.submit().await.has_status(422).says("メールアドレスが要ります");
    let address = app.plant("小美玉市別宮9番地");
    let form =
        reveal().await.form("/person").fill("address", &address).fill("phone", &phone).fill("district", "minori");
    form.submit().await.has_status(200).says("氏名と連絡先を直しました").hides(&address);
    // Whoever had the page open before sees that somebody else was first.
    let overtaken = old.fill("address", "どこか").submit().await;
    overtaken.has_status(422).says("ほかの人が先に変えました");
    assert_eq!(overtaken.form("/person").value("address"), Some("どこか"), "what was typed stays");
    reveal().await.says(&address).says(&phone).says("美野里");
    let audit = app.staff("秘書広聴課", &[kocho_domain::access::Role::Auditor]).await.open("/staff/audit").await;
    audit.says("モニターの連絡先を直した").says("phone,address").hides(&address).hides(&phone);
    app.run_jobs().await;
    app.leave();
}

#[tokio::test]
async fn a_register_of_many_residents_is_counted_and_read_page_by_page() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let key = called(&desk, "第12期市政モニター", TERM, "3").await;
    let draws = format!("/staff/panels/{key}/draw");
    let form = desk.open(&draws).await.form("/register").attach("file", "名簿.csv", register(0..240).as_bytes());
    form.submit().await.has_status(200).says("240行を取り込みました");
    desk.open(&format!("/staff/panels/{key}")).await.says("受付 240人");
    let (mut seen, mut here) = (0, desk.open(&format!("/staff/panels/{key}/candidates")).await);
    loop {
        seen += here.all("tbody tr").len();
        let Some(next) = here.link("次のページ") else { break };
        here = desk.open(&next).await;
    }
    assert_eq!(seen, 240);
    desk.open(&draws).await.form("/draw").submit().await.has_status(200);
    let page = desk.open(&format!("/staff/panels/{key}")).await;
    page.says("選出 3人").hides("受付 240人");
    app.run_jobs().await;
    app.leave();
}

#[tokio::test]
async fn rewards_are_entered_by_the_survey_capped_closed_and_signed_for() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let key = serving(&desk).await;
    let path = format!("/staff/panels/{key}/rewards");
    let enter = async |title: &str, numbers: &str| {
        let form = desk.open(&path).await.form("/enter");
        form.fill("title", title).fill("numbers", numbers).submit().await
    };
    enter("第1回", "1-4").await.has_status(422).says("4番のモニターはいません");
    enter("第1回", "1-3").await.has_status(200).says("3人の謝礼を記録しました");
    enter("第1回", "1").await.has_status(422).says("もう記録してあります");
    for title in ["第2回", "第3回"] {
        enter(title, "1, 2").await.has_status(200);
    }
    let page = enter("第4回", "１").await;
    page.has_status(200).says("上限まで").says("合計 3500円").hides("丁野");
    let csv = format!("{path}/csv");
    let token = page.form("/close").value("csrf").unwrap().to_owned();
    let asked = |reason: &str| {
        [("csrf", token.as_str()), ("year", "2026"), ("reason", reason)].map(|(a, b)| (a.to_owned(), b.to_owned()))
    };
    desk.post(&csv, &asked("会計課に渡す")).await.has_status(422).says("まだ締めていません");

    page.form("/close").submit().await.has_status(200).says("年度を締めました").says("締切済");
    let closed = desk.post(&format!("{path}/enter"), &with_survey(&token)).await;
    closed.has_status(422).says("令和8年度の謝礼は締めてあるので、変えられません");
    desk.post(&csv, &asked("")).await.has_status(422).says("理由を書いてください");
    let table = desk.post(&csv, &asked("会計課に渡す")).await;
    table.has_status(200);
    let lines: Vec<&str> = table.body.lines().collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[1], "1,丁野 四郎,見本台4,4,1500,あり,");
    assert_eq!(lines[2], "2,戊野 五郎,見本台5,3,1500,,");
    let receipts = desk.open(&format!("{path}/receipts?year=2026")).await;
    receipts.says("受領書").says("1500円").says("己野 六郎");
    let page = desk.open(&path).await.form("/receipt").submit().await;
    page.has_status(200).says("番の受領を記録しました");
    // The next fiscal year begins anew.
    app.pass(TimeDelta::days(345));
    let desk = app.hearing_desk().await;
    let form = desk.open(&path).await.form("/enter").fill("title", "第1回").fill("numbers", "1");
    form.submit().await.has_status(422).says("もう記録してあります");
    let form = desk.open(&path).await.form("/enter").fill("title", "翌年度の第1回").fill("numbers", "1");
    form.submit().await.has_status(200).says("合計 500円");
    app.leave();
}

fn with_survey(token: &str) -> [(String, String); 3] {
    [("csrf", token), ("title", "第5回"), ("numbers", "3")].map(|(a, b)| (a.to_owned(), b.to_owned()))
}
