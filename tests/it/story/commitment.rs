//! Promises: from the writing down to the evidence, with reminders, moved deadlines, and what residents read of them.

use chrono::TimeDelta;
use kocho_domain::{
    access::{Actor, Role},
    commitment::{Tally, scope},
    id::DialogueDayId,
    summary::SummaryState,
};
use kocho_service::commitment::list;
use kocho_store::{attachment, commitment_list, dialogue_day, slot, summary};

use crate::support::{Page, TestApp, Visitor};

/// The demo's dialogue days, played until the end of November without any shift of their dates.
pub(crate) async fn sample_days(app: &TestApp) {
    app.account("秘書広聴課", &[Role::HearingClerk]).await;
    app.account("秘書広聴課", &[Role::HearingHead]).await;
    let json = std::fs::read_to_string("config/demo/dialogue_days.json").unwrap();
    let now = "2026-11-30T01:00:00Z".parse().unwrap();
    kocho::seed::minutes::hold(&app.house, &|at| app.clock.set(at), &json, (TimeDelta::zero(), false, now))
        .await
        .unwrap();
    app.clock.set(now);
}

/// Writes a promise down by hand; answers its page.
async fn promise<'a>(desk: &Visitor<'a>, text: &str, section: &str, due_on: &str) -> Page<'a> {
    let form = desk.open("/staff/commitments/new").await.form("/staff/commitments/new");
    let section = desk.app.section(section).to_string();
    let page = form.fill("text", text).fill("section", &section).fill("due_on", due_on).submit().await;
    page.has_status(200).says(text);
    page
}

/// Fills the form of an act on a promise's page and sends it.
async fn act<'a>(who: &Visitor<'a>, path: &str, act: &str, fields: &[(&str, &str)]) -> Page<'a> {
    let mut form = who.open(path).await.form(&format!("/{act}"));
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    form.submit().await
}

#[tokio::test]
async fn the_three_sample_days_load_with_fifteen_parties_and_twenty_nine_promises() {
    let app = TestApp::start().await;
    sample_days(&app).await;
    let reader = app.house.db().reader();
    let days = dialogue_day::from_day(&reader, "2026-04-01".parse().unwrap(), 100).await.unwrap();
    let ids: Vec<DialogueDayId> = days.iter().map(|day| day.id).collect();
    let slots = slot::of_days(&reader, &ids).await.unwrap();
    let all = scope(&Actor::Worker);
    let filter = commitment_list::Filter::default();
    let promises = commitment_list::page(&reader, &all, &filter, 100).await.unwrap();
    assert_eq!((days.len(), slots.len(), promises.len()), (3, 15, 29));
    assert!(slots.iter().all(|slot| slot.party.is_some() && slot.arrived.is_some()));
    // Two of those that were kept have a paper that says that it is made up.
    let mut papers = Vec::new();
    for one in &promises {
        papers.extend(attachment::of(&reader, attachment::Owner::Commitment(one.id)).await.unwrap());
    }
    assert_eq!(papers.len(), 2);
    assert!(papers.iter().all(|file| file.media_type == "application/pdf"), "{papers:?}");
    // What the database counts is what the rules count.
    let today = app.house.cx(Actor::Worker).today();
    let counted = commitment_list::tallies(&reader, &all, today).await.unwrap().into_values();
    let mut ruled = Tally::default();
    promises.iter().for_each(|one| ruled.add(one, today));
    assert_eq!(counted.fold(Tally::default(), Tally::and), ruled);
    assert!(ruled.kept > 10 && ruled.late > 0 && ruled.open > ruled.late, "{ruled:?}");

    let desk = app.hearing_desk().await;
    let list = desk.open("/staff/commitments").await;
    let rate = format!("{} ÷ {}", ruled.on_time, ruled.judged());
    list.says(&rate).says("期限内に果たした ÷（果たした ＋ 期限を過ぎた進行中 ＋ 取りやめ）");
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    mayor.open("/office/commitments").await.says(&rate).says("期限を過ぎた約束").says("玉里の公共施設を考える会");
    let figures = app.staff("秘書広聴課", &[Role::Statistics]).await;
    figures.open("/office/commitments").await.says(&rate).hides("玉里の公共施設を考える会");
    app.resident().open("/promises").await.says(&format!("（{}件のうち{}件）", ruled.judged(), ruled.on_time));
    app.resident().open("/en/promises").await.says("The city's promises").hides("玉里の公共施設を考える会");
    let csv = desk.open("/staff/commitments/csv?queue=all").await;
    assert_eq!(csv.body.lines().filter(|line| line.contains("R8-約束")).count(), 29);
    sample_days_are_reviewed_published_and_followed_up(&app, &slots).await;
    app.run_jobs().await;
    app.leave();
}

/// Of two days everything was sent and published; what waits of the last one stands at different desks. Fourteen parties were
/// promised something, and hear three months later what became of it.
async fn sample_days_are_reviewed_published_and_followed_up(app: &TestApp, slots: &[slot::Slot]) {
    let ids: Vec<_> = slots.iter().map(|slot| slot.id).collect();
    let summaries = summary::of_slots(&app.house.db().reader(), &ids).await.unwrap();
    let standing = |state: SummaryState| summaries.iter().filter(|one| one.state == state).count();
    assert_eq!((standing(SummaryState::Sent), standing(SummaryState::Published)), (10, 10));
    let waiting = [SummaryState::Draft, SummaryState::SentBack, SummaryState::Review, SummaryState::Approved];
    assert_eq!(waiting.map(standing), [1, 1, 2, 1]);
    let days = app.resident().open("/dialogue/days").await;
    for title in ["対話の日（5月）", "対話の日（6月・夜間出張）", "対話の日（7月）"] {
        app.resident()
            .open(&days.link(title).unwrap_or_else(|| panic!("{title}: {}", days.text())))
            .await
            .has_status(200);
    }

    let desk = app.hearing_desk().await;
    let mut page = desk.open("/staff/follow-ups").await;
    let parties = page.all("section.record-slot h2").len();
    assert_eq!(parties, 14, "{}", page.text());
    for slot in slots {
        let Some(form) = page.find_form(&format!("/staff/follow-ups/{}", slot.key)) else { continue };
        page = form.submit().await;
        page.has_status(200).says("その後のお知らせを記録しました");
    }
    page.says("知らせる時期の来た人はいません");
}

#[tokio::test]
async fn a_section_sees_reports_and_keeps_its_own_promises_with_evidence() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let path = promise(&desk, "区の合併の手順を1枚にまとめる", "市民協働課", "2026-06-30").await.path;
    promise(&desk, "10年間の収支の見通しを図で示す", "財政課", "2026-10-30").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    clerk.open("/staff/commitments").await.says("区の合併の手順").hides("収支の見通し");
    let other = app.staff("財政課", &[Role::SectionHead]).await;
    other.open(&path).await.has_status(404);

    act(&clerk, &path, "report", &[("text", "先例を2つ調べた。")]).await.has_status(200).says("先例を2つ調べた。");
    let page = clerk.open(&path).await;
    assert!(page.find_form("/keep").is_none(), "a clerk does not close");
    let empty = act(&head, &path, "keep", &[("words", " ")]).await;
    empty.has_status(422).says("果たしたことが分かる説明を書いてください");
    let moved = act(&head, &path, "move", &[("due_on", "2026-07-31"), ("reason", "先例の市に聞くため。")]).await;
    moved.has_status(200).says("期限変更").says("最初の期限").says("先例の市に聞くため。");
    app.pass(TimeDelta::days(80));
    // Sessions have ended meanwhile.
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    let desk = app.hearing_desk().await;
    // The first day has passed and the later one has not: the formula says that it counts this one.
    desk.open("/staff/commitments").await.says("期限を延ばして進行中の 1件も");
    let kept = [
        ("words", "三区へ手渡した。控えは課の簿冊。"),
        ("on", "2026-07-10"),
        ("address", "https://city.example.jp/ku"),
    ];
    let done = act(&head, &path, "keep", &kept).await;
    done.has_status(200).says("果たした").says("三区へ手渡した。").says("https://city.example.jp/ku");
    assert!(done.find_form("/keep").is_none() && done.find_form("/move").is_none());
    // By the later deadline, not by the first one.
    desk.open("/staff/commitments?queue=kept").await.says("0 ÷ 1");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_promise_is_dropped_for_a_reason_and_two_who_write_at_once_see_each_other() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let path = promise(&desk, "待合に机を置く", "企画調整課", "2026-08-31").await.path;
    act(&desk, &path, "drop", &[("reason", "")]).await.has_status(422).says("理由を書いてください");
    let first = desk.open(&path).await.form("/publish");
    let second = desk.open(&path).await.form("/publish");
    first.fill("public_text", "駅の待合に机を置きます。").submit().await.has_status(200);
    let late = second.fill("public_text", "別の文").submit().await;
    late.says("ほかの人が先に変えました").says("駅の待合に机を置きます。");
    let named =
        act(&desk, &path, "publish", &[("public_outcome", "見本 花子さん（電話 0299-48-1111）に説明しました。")]).await;
    named.says("個人が分かる言葉かもしれません");
    act(&desk, &path, "publish", &[("public_outcome", "駅の管理者に断られました。")]).await.has_status(200);
    act(&desk, &path, "drop", &[("reason", "駅の管理者が認めないため。")]).await.has_status(200).says("取りやめ");
    let page = app.resident().open("/promises").await;
    page.says("駅の待合に机を置きます。")
        .says("令和8年4月22日（水）に取りやめました")
        .says("駅の管理者に断られました。");
    page.hides("管理者が認めないため");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_section_is_reminded_a_week_before_and_when_it_is_late_with_numbers_only() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    promise(&desk, "見積りの選び方を貼り出す", "管財検査課", "2026-05-08").await;
    app.account("管財検査課", &[Role::SectionHead]).await;
    let reminded = async |days: i64| {
        app.pass(TimeDelta::days(days));
        let before = app.mailer.mailed().len();
        kocho_service::job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
        app.run_jobs().await;
        app.mailer.mailed().into_iter().skip(before).filter(|mail| mail.kind == "commitments").collect::<Vec<_>>()
    };
    assert!(reminded(8).await.is_empty(), "30 April is too early");
    let soon = reminded(1).await;
    assert_eq!(soon.len(), 1, "1 May");
    assert!(soon[0].body.contains("R8-約束001") && soon[0].body.contains("期限が近づいています"), "{}", soon[0].body);
    assert!(!soon[0].body.contains("見積り"), "no content in a mail to staff");
    assert!(reminded(7).await.is_empty(), "the day itself");
    let late = reminded(1).await;
    assert!(late.len() == 1 && late[0].body.contains("期限を過ぎています"));
    assert!(reminded(20).await.is_empty() && reminded(10).await.len() == 1, "again after a month");
    let list = app.hearing_desk().await.open("/staff/commitments?queue=late").await;
    list.says("見積りの選び方を貼り出す").says("31日超過");
    let figures = list::list(&app.house.cx(Actor::Worker), &list::Asked::default()).await;
    assert!(figures.is_err(), "a list belongs to a person");
    app.finish().await;
}

#[tokio::test]
async fn a_promise_is_kept_with_files_that_staff_who_know_it_open_and_nobody_else() {
    const ROSTER: &[u8] = b"%PDF-1.7 who watches on which day %%EOF";
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let path = promise(&desk, "見守りの当番表を地区と作る", "市民協働課", "2026-06-30").await.path;
    act(&desk, &path, "publish", &[("public_text", "見守りの当番表を作ります。")]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;

    // What is wrong with one file or with the words takes no good file with it.
    let program =
        form_of(&head, &path).await.fill("words", "配った。").attach("files", "当番.exe", b"MZ\x90 a program");
    let program = program.attach("files", "当番表.pdf", ROSTER).submit().await;
    program.has_status(422).says("「当番.exe」：この種類のファイルは受け取れません").says("外す：当番表.pdf");
    let silent = program.form("/keep").fill("words", " ").submit().await;
    silent.has_status(422).says("果たしたことが分かる説明を書いてください").says("外す：当番表.pdf");
    desk.open(&path).await.hides("当番表.pdf");
    let done = silent.form("/keep").fill("words", "三区へ配った。").submit().await;
    done.has_status(200).says("果たした").says("証拠のファイル").says("当番表.pdf");

    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let address = clerk.open(&path).await.link("当番表.pdf").unwrap();
    let opened = clerk.open(&address).await;
    assert_eq!(opened.has_status(200).body.as_bytes(), ROSTER);
    assert!(opened.headers["content-security-policy"].to_str().unwrap().ends_with("sandbox"), "nothing in it may run");
    app.staff("財政課", &[Role::SectionHead]).await.open(&address).await.has_status(404);
    app.resident().open(&address).await.hides("%PDF");
    app.resident().open("/promises").await.says("見守りの当番表を作ります。").hides("当番表.pdf");
    let other = promise(&desk, "別の約束", "市民協働課", "2026-06-30").await.path;
    clerk.open(&address.replace(&path, &other)).await.has_status(404);

    // One that was crossed out is not part of it.
    let wrong = form_of(&head, &other).await.attach("files", "ちがう.pdf", ROSTER).submit().await;
    let crossed = wrong.has_status(422).form("/keep").fill("words", "できた。");
    let value = wrong.body.split("name=\"drop_file\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    crossed.tick("drop_file", value).submit().await.has_status(200).says("果たした").hides("ちがう.pdf");
    // Files that wait for nobody any more go after a day, and those of a promise stay.
    app.pass(TimeDelta::days(3));
    kocho_service::job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    assert_eq!(clerk.open(&address).await.has_status(200).body.as_bytes(), ROSTER);
    app.run_jobs().await;
    app.finish().await;
}

async fn form_of<'a>(head: &Visitor<'a>, path: &str) -> crate::support::Form<'a> {
    head.open(path).await.form("/keep")
}
