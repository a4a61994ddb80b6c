//! Tables of voices: brought, looked at, taken in, mended, noticed when they come twice, and taken back.

use chrono::TimeDelta;
use kocho_domain::access::Role;

use crate::support::{Page, TestApp, Visitor};

const BOX: &[u8] = include_bytes!("../../../config/demo/box_batch.csv");
const BOX_CP932: &[u8] = include_bytes!("../../../config/demo/box_batch_sjis.csv");

/// The first day of June, when the slips of May are typed in.
async fn in_june() -> TestApp {
    let app = TestApp::start().await;
    app.pass(TimeDelta::days(40));
    app
}

async fn bring<'a>(desk: &Visitor<'a>, name: &str, bytes: &[u8]) -> Page<'a> {
    let form = desk.open("/staff/imports").await.form("/staff/imports");
    form.fill("channel", "proposal_box").attach("file", name, bytes).submit().await
}

async fn take<'a>(app: &TestApp, desk: &Visitor<'a>, table: &Page<'a>) -> Page<'a> {
    table.form("/take").submit().await.has_status(200).says("取込みを始めました");
    app.run_jobs().await;
    desk.open(&table.path).await
}

async fn cases(desk: &Visitor<'_>) -> usize {
    let mut page = desk.open("/staff/cases?queue=all").await;
    let mut rows = page.all("tbody tr").len();
    while let Some(next) = page.link("次へ") {
        page = desk.open(&next).await;
        rows += page.all("tbody tr").len();
    }
    rows
}

#[tokio::test]
async fn a_month_of_slips_is_looked_at_and_its_good_rows_become_voices() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let (name, phone) = (app.plant("例山　ミツ"), app.plant("299000109"));
    let table = bring(&desk, "提案箱_5月.csv", BOX).await;
    table.has_status(200).says("取込み前").says("38行を取り込む").says("直すところあり 2");
    table.says("受付日： 「令和8年4月31日」という日はありません").says("本文： 本文がありません");
    table.says("電話番号の先頭の0が消えているようです").hides(&name).hides(&phone);
    assert_eq!(cases(&desk).await, 0, "nothing is registered by looking");

    let done = take(&app, &desk, &table).await;
    done.says("取込み済").says("38件を登録しました");
    assert_eq!(cases(&desk).await, 38);
    let case = desk.open(&done.row_link("集会所の屋根").unwrap()).await;
    case.has_status(200).says("雨もり").says("令和8年5月1日").says("市政提案箱").says("回収場所：本庁舎1階");
    let postcard = desk.open(&done.row_link("連休に孫が").unwrap()).await;
    postcard.says("私の提案はがき").says("回収場所：郵送").hides(&name);
    let remark = desk.open("/staff/search?q=裏面にイラスト").await;
    remark.says("1件");
    app.finish().await;
}

#[tokio::test]
async fn the_same_file_and_the_same_rows_are_noticed() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let first = bring(&desk, "提案箱_5月.csv", BOX).await;
    take(&app, &desk, &first).await;
    let again = bring(&desk, "写し.csv", BOX).await;
    again.says("同じファイルを前に読んでいます");
    assert_eq!(again.path, first.path);

    let other = bring(&desk, "提案箱_5月_sjis.csv", BOX_CP932).await;
    other.says("前に取り込んだ行と同じ 38行も取り込む").says("取込み済みの行 38");
    assert!(other.row_link("集会所の屋根").is_some(), "a known row leads to its voice");
    take(&app, &desk, &other).await.says("0件を登録しました");
    assert_eq!(cases(&desk).await, 38);
    app.finish().await;
}

#[tokio::test]
async fn refused_rows_come_back_as_a_file_that_can_be_mended_and_brought_again() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let csv = "受付日,本文,備考\n2026/5/1,よい行です。,\n令和8年4月31日,\"-道の穴\n-街灯\",=1+1\n";
    let table = bring(&desk, "手打ち.csv", csv.as_bytes()).await;
    take(&app, &desk, &table).await.says("1件を登録しました");
    let file = desk.open(&desk.open(&table.path).await.link("直す行").unwrap()).await;
    let text = file.has_status(200).body.clone();
    assert!(text.starts_with("\u{FEFF}直すところ,受付日,本文,備考\r\n受付日："), "{text}");
    assert!(text.contains("\"'-道の穴\n-街灯\",'=1+1\r\n"), "{text}");

    let mended =
        bring(&desk, "手打ち_直すところ.csv", text.replace("令和8年4月31日,", "令和8年4月30日,").as_bytes()).await;
    mended.says("1行を取り込む");
    let done = take(&app, &desk, &mended).await;
    let case = desk.open(&done.row_link("-道の穴").unwrap()).await;
    case.says("-道の穴 -街灯").says("=1+1").hides("&#39;-道の穴");
    app.finish().await;
}

#[tokio::test]
async fn columns_that_nobody_knows_are_chosen_once_and_remembered() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let csv = |day: &str| format!("日にち,書いてあったこと,だれ\n{day},回覧板が回ってきません。,見本 太郎\n");
    let table = bring(&desk, "自治会.csv", csv("2026/5/1").as_bytes()).await;
    table.has_status(200).says("列の読み方を決めてください").says("「受付日」の列がありません");
    assert!(table.find_form("/take").is_none(), "nothing can be taken in yet");
    let half = table.form("/columns").fill("column-0", "received_on").fill("channel", "letter").submit().await;
    half.has_status(422).says("「本文」の列がありません");
    let form = half.form("/columns").fill("column-0", "received_on").fill("column-1", "body").fill("column-2", "name");
    let chosen = form.fill("channel", "letter").submit().await;
    chosen.has_status(200).says("1行を取り込む").says("手紙");

    let next = bring(&desk, "自治会_6月.csv", csv("2026/5/31").as_bytes()).await;
    next.says("1行を取り込む");
    take(&app, &desk, &next).await.says("1件を登録しました");
    let form = next.form("/columns").fill("channel", "letter");
    form.submit().await.has_status(409);
    app.finish().await;
}

#[tokio::test]
async fn an_import_is_taken_back_while_nobody_works_on_its_cases() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let table = bring(&desk, "提案箱_5月.csv", BOX).await;
    let done = take(&app, &desk, &table).await;
    done.form("/undo").submit().await.has_status(200).says("取消しを始めました");
    app.run_jobs().await;
    let after = desk.open(&table.path).await;
    after.says("取消し済").says("38件を取り下げにしました");
    let case = desk.open(&after.row_link("集会所の屋根").unwrap()).await;
    case.says("取下げ").says("取込みの取消し");

    let mend = desk.open(&after.link("直す行をCSV").unwrap()).await;
    mend.has_status(200).says("令和8年4月31日");

    let again = bring(&desk, "提案箱_5月.csv", BOX).await;
    again.says("38行を取り込む");
    let done = take(&app, &desk, &again).await;
    let case = desk.open(&done.row_link("集会所の屋根").unwrap()).await;
    let noted = case.form("/note").fill("text", "現地を見ます。").submit().await;
    noted.has_status(200);
    let refused = desk.open(&again.path).await.form("/undo").submit().await;
    refused.has_status(422).says("1件はもう職員が扱い始めている");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn taking_in_goes_on_where_it_stopped() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let lines: String =
        (0..2_101).map(|n| format!("2026/5/1,同じ要望の{n}通目です。街灯を直してください。\n")).collect();
    let table = bring(&desk, "二千通.csv", format!("受付日,本文\n{lines}").as_bytes()).await;
    table.says("2,101行を取り込む");
    table.form("/take").submit().await.has_status(200);
    let worker = app.house.cx(kocho_domain::access::Actor::Worker);
    let claimed = kocho_service::job::claim_job(&worker).await.unwrap().unwrap();
    kocho_service::job::run_job(&worker, &claimed.job).await.unwrap();
    desk.open(&table.path).await.says("2,101件のうち2,000件");
    let next = kocho_service::job::claim_job(&worker).await.unwrap().unwrap();
    assert!(
        matches!(next.job, kocho_domain::job::Job::Import { .. }),
        "the table goes before its suggestions: {next:?}"
    );
    // The server stops here: the job is done again by another one, and nothing comes in twice.
    kocho_service::job::run_job(&worker, &claimed.job).await.unwrap();
    kocho_service::job::run_job(&worker, &next.job).await.unwrap();
    desk.open(&table.path).await.says("取込み済").says("2,101件を登録しました");
    app.leave();
}

#[tokio::test]
async fn taking_in_ends_when_its_person_may_no_more() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let table = bring(&desk, "提案箱_5月.csv", BOX).await;
    table.form("/take").submit().await.has_status(200);
    let worker = app.house.cx(kocho_domain::access::Actor::Worker);
    let people = kocho_store::staff::all(&app.house.db().reader()).await.unwrap();
    let mut tx = app.house.db().begin(&kocho_domain::access::Actor::Import, worker.now()).await.unwrap();
    kocho_store::staff::set_roles(&mut tx, people[0].0.id, &[]).await.unwrap();
    let story = kocho_domain::story::Story::Unrecorded(kocho_domain::story::Why::Session);
    tx.commit(story).await.unwrap();
    app.run_jobs().await;
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    head.open(&table.path).await.says("取込み済").says("0件を登録しました");
    app.finish().await;
}

#[tokio::test]
async fn a_row_is_opened_whole_and_left_out_by_hand() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let table = bring(&desk, "提案箱_5月.csv", BOX).await;
    table.says("ほかの行と同じ人かもしれません（35行目）").says("ほかの行と同じ人かもしれません（10行目）");
    let row = desk.open(&format!("{}/rows/10", table.path)).await;
    row.has_status(200).says("電話 299000109").says("取り込めます");
    desk.open(&format!("{}/rows/4", table.path)).await.says("返信希望 未記入（希望なしとして扱います）");
    desk.open(&format!("{}/rows/999", table.path)).await.has_status(404);

    let left = row.form("/rows/10").tick("do", "leave").submit().await;
    left.says("この行は取り込みません").says("取り込まない行");
    desk.open(&table.path).await.says("37行を取り込む").says("取り込まない行 1");
    // Reading the table again keeps it out; taking it back brings it in.
    let read = desk.open(&table.path).await.form("/columns").submit().await;
    read.says("37行を取り込む");
    let back = desk.open(&row.path).await.form("/rows/10").tick("do", "back").submit().await;
    back.says("取り込む行に戻しました");
    let twelve = desk.open(&format!("{}/rows/12", table.path)).await;
    twelve.form("/rows/12").tick("do", "leave").submit().await.has_status(200);
    take(&app, &desk, &table).await.says("37件を登録しました");
    let after = desk.open(&row.path).await;
    after.says("この行の内容は消しました").hides("299000109");
    let late = back.form("/rows/10").tick("do", "leave").submit().await;
    late.has_status(409);
    app.finish().await;
}

#[tokio::test]
async fn old_rows_are_warned_of_and_a_table_of_the_past_rings_nobody() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let csv = "受付日,本文\n2025/5/1,街灯を直してください。\n2025/5/2,もう死にたいです。だれか助けてください。\n\
        2026/6/1,花壇を作ってください。\n";
    let table = bring(&desk, "昨年度.csv", csv.as_bytes()).await;
    table.says("2件が取り込んですぐに期限切れ、1件が要緊急確認になります").says("緊急の言葉あり 1");
    desk.open(&format!("{}?show=danger", table.path)).await.says("死にたい").hides("街灯を直して");
    let begun = table.form("/take").tick("past", "yes").submit().await;
    begun.has_status(200).says("取込みを始めました");
    app.run_jobs().await;
    desk.open(&table.path).await.says("3件を登録しました").says("過去の記録");
    desk.open("/staff/cases?queue=urgent").await.hides("死にたい");
    desk.open("/staff/cases?queue=overdue").await.hides("街灯を直して");
    let case = desk.open(&desk.open("/staff/cases?queue=all").await.row_link("街灯を直して").unwrap()).await;
    case.says("受付日 令和7年5月1日").hides("期限切れ");
    assert!(app.mailer.mailed().is_empty(), "nobody is called for what was written a year ago");
    app.finish().await;
}

#[tokio::test]
async fn a_table_that_is_brought_at_the_terminal_goes_the_same_way() {
    use kocho_service::import::{take::How, whole};
    let app = in_june().await;
    let reader = app.house.db().reader();
    let login = app.account("秘書広聴課", &[Role::HearingClerk]).await;
    let account = kocho_store::staff::by_login(&reader, &login).await.unwrap().unwrap();
    let today = app.house.cx(kocho_domain::access::Actor::Import).today();
    let actor = kocho_store::staff::actor(&reader, &account, today).await.unwrap();
    let cx = app.house.cx(kocho_domain::access::Actor::Staff(actor));
    let bring = |bytes: &'static [u8]| {
        let file = kocho_service::upload::Incoming { name: "提案箱_5月.csv".into(), bytes: bytes.to_vec() };
        whole::whole(&cx, file, "proposal_box", How::default())
    };
    let figures = whole::Figures { taken: 38, bad: 2, known: 0, doubtful: 3 };
    assert_eq!(bring(BOX).await.unwrap(), whole::Outcome::Taken(figures));
    let taken = kocho_domain::import::state::ImportState::Taken;
    assert_eq!(bring(BOX).await.unwrap(), whole::Outcome::Same(taken));
    let known = whole::Figures { taken: 0, known: 38, ..figures };
    assert_eq!(bring(BOX_CP932).await.unwrap(), whole::Outcome::Taken(known));
    let unknown = bring("日にち,書いてあったこと\n1,2\n".as_bytes()).await.unwrap();
    assert!(matches!(unknown, whole::Outcome::Columns(_)), "{unknown:?}");
    assert!(bring(b"%PDF-1.7").await.is_err());
    app.run_jobs().await;
    let desk = app.hearing_desk().await;
    assert_eq!(cases(&desk).await, 38);
    app.finish().await;
}

#[tokio::test]
async fn a_table_whose_reading_died_says_so_and_can_be_brought_again() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let table = bring(&desk, "提案箱_5月.csv", BOX).await;
    // As a server leaves it that ends in the middle.
    let key = kocho_domain::id::PublicKey::parse(table.path.rsplit('/').next().unwrap()).unwrap();
    let worker = app.house.cx(kocho_domain::access::Actor::Worker);
    let mut tx = app.house.db().begin(&kocho_domain::access::Actor::Worker, worker.now()).await.unwrap();
    let import = kocho_store::import::by_key(&tx, &key).await.unwrap().unwrap();
    let state = kocho_domain::import::state::ImportState::Reading;
    let reading = kocho_store::import::Import { state, started_at: Some(worker.now()), ..import.clone() };
    assert!(kocho_store::import::advance(&mut tx, &import, &reading).await.unwrap());
    let story = kocho_domain::story::Story::Unrecorded(kocho_domain::story::Why::Import);
    tx.commit(story).await.unwrap();
    kocho_service::job::sweep(&app.house.cx(kocho_domain::access::Actor::Worker)).await.unwrap();
    desk.open(&table.path).await.says("読取り中");
    app.pass(TimeDelta::minutes(11));
    kocho_service::job::sweep(&app.house.cx(kocho_domain::access::Actor::Worker)).await.unwrap();
    let desk = app.hearing_desk().await;
    let broken = desk.open(&table.path).await;
    broken.says("読取りの失敗").says("もう一度読んでください").hides("集会所の屋根");
    bring(&desk, "提案箱_5月.csv", BOX).await.says("38行を取り込む");
    app.finish().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_why_and_changes_nothing() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let long = "あ".repeat(1_000_000);
    let table: [(&str, &[u8], &str); 11] = [
        ("空.csv", b"\n", "ファイルが空です"),
        ("見出しだけ.csv", "受付日,本文\n".as_bytes(), "データの行がありません"),
        ("一行.csv", long.as_bytes(), "データの行がありません"),
        ("閉じない.csv", "受付日,本文\n2026/5/1,\"あ\n".as_bytes(), "2行目の「\"」が閉じられていない"),
        ("文字コード.csv", b"\xEF\xBB\xBFa,\xFF\xFE\n", "文字コードが分かりません"),
        ("途中まで.xlsx", b"PK\x03\x04\x14\x00\x00\x00", "壊れているか、途中で切れています"),
        ("古い.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "古い形式"),
        ("図.csv", b"%PDF-1.7", "CSVでもExcel"),
        ("写真.csv", b"\x89PNG\r\n\x1A\n", "CSVでもExcel"),
        ("ページ.csv", b"<html><body>", "CSVでもExcel"),
        ("広い.csv", &[b','; 400], "列が多すぎます"),
    ];
    for (name, bytes, words) in table {
        bring(&desk, name, bytes).await.has_status(422).says(words);
    }
    let form = desk.open("/staff/imports").await.form("/staff/imports");
    form.submit().await.has_status(422).says("ファイルを選んでください");
    desk.open("/staff/imports").await.says("まだありません");

    let csv = "受付日,本文,電話\n2026/5/1,あ\u{0}い,\n2026/5/1,#REF!,2.99E+08\n2027/1/1,文です。,\n";
    let bad = bring(&desk, "中身.csv", csv.as_bytes()).await;
    bad.says("U+0000").says("Excelのエラー（#REF!）").says("まだ来ていない日").says("取り込める行がありません");
    bad.form("/drop").submit().await.says("取り込まずにやめました");
    bring(&desk, "中身.csv", csv.as_bytes()).await.says("取込み前");
    app.finish().await;
}

/// Everything that a voice's pages are made from, without what no two voices share.
async fn written(app: &TestApp, form_key: &str) -> String {
    let from = app.house.db().reader();
    let key = kocho_store::submission::key_of_form(&from, form_key).await.unwrap().unwrap();
    let voice = kocho_store::submission::by_key(&from, &key).await.unwrap().unwrap();
    let contact = kocho_store::submission::contact(&from, voice.id).await.unwrap().map(|c| format!("{:?}", c.reveal()));
    let case = kocho_store::case::of_submission(&from, voice.id).await.unwrap().remove(0);
    let texts = kocho_store::case::texts(&from, case.id).await.unwrap();
    let lines: Vec<_> =
        kocho_store::event::of_case(&from, case.id).await.unwrap().into_iter().map(|l| l.code).collect();
    let voice = kocho_store::submission::by_id(&from, case.submission).await.unwrap().map(|v| {
        let (number, received) = (v.number.fiscal_year, (v.received_on, v.received_at));
        format!(
            "{number} {received:?} {} {} {:?} {:?} {:?} {:?} {} {}",
            v.subject, v.body, v.place, v.age_group, v.reply_wanted, v.reply_way, v.channel, v.has_my_number
        )
    });
    format!(
        "{voice:?} {contact:?} {:?} {:?} {:?} {:?} {} {} {texts:?} {lines:?}",
        case.status,
        case.due_on,
        case.reply_due,
        case.kind,
        case.restricted,
        case.urgent_at.is_some()
    )
}

#[tokio::test]
async fn voices_of_a_table_have_the_same_rows_as_voices_that_come_one_by_one() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let csv = "受付日,本文,件名,氏名,住所,電話,年代,返信希望\n\
        2026/3/31,\"となりの家から子どもの泣き声とどなり声がします。\n助けてください。\",泣き声,見本 花子,見本台1,0299000101,60代,有\n\
        2026/4/1,ふつうのお願いです。街灯を直してください。,,,,,,\n";
    let table = bring(&desk, "二通.csv", csv.as_bytes()).await;
    take(&app, &desk, &table).await.says("2件を登録しました");
    let clerk = app.house.cx(kocho_domain::access::Actor::Import);
    let line = |text: &str| (!text.is_empty()).then(|| kocho_domain::body::Line::parse(text, 200).unwrap());
    let day = |text: &str| Some(kocho_domain::clock::day_begins(text.parse().unwrap()));
    let alone = |form_key: &str| kocho_service::submission::Submit {
        received_at: day("2026-04-01"),
        ..kocho_service::submission::Submit::of_text(
            form_key.to_owned(),
            "proposal_box",
            "paper",
            kocho_domain::body::Body::parse("ふつうのお願いです。街灯を直してください。").unwrap(),
        )
    };
    let urgent = kocho_service::submission::Submit {
        received_at: day("2026-03-31"),
        body: kocho_domain::body::Body::parse("となりの家から子どもの泣き声とどなり声がします。\n助けてください。")
            .unwrap(),
        subject: line("泣き声"),
        age_group: Some("60s".into()),
        reply_wanted: Some(true),
        reply_way: Some(kocho_domain::submission::ReplyWay::Letter),
        contact: kocho_domain::personal::Personal::new(kocho_domain::submission::Contact {
            name: line("見本 花子"),
            address: line("見本台1"),
            phone: line("0299000101"),
            ..kocho_domain::submission::Contact::default()
        }),
        ..alone("alone-1")
    };
    kocho_service::submission::submit(&clerk, urgent).await.unwrap();
    kocho_service::submission::submit(&clerk, alone("alone-2")).await.unwrap();
    app.run_jobs().await;
    for (many, one) in [("import-1-2", "alone-1"), ("import-1-3", "alone-2")] {
        assert_eq!(written(&app, many).await, written(&app, one).await, "{many}");
    }
    let tx = app.house.db().begin(&kocho_domain::access::Actor::Worker, clerk.now()).await.unwrap();
    let voices: Vec<_> = (1..=4).map(kocho_domain::id::SubmissionId).collect();
    assert_eq!(kocho_store::case_text::index(&tx, &voices).await.unwrap(), 0, "a line of the index differs");
    drop(tx);
    app.finish().await;
}

#[tokio::test]
async fn a_table_is_the_hearing_desks_alone() {
    let app = in_june().await;
    let desk = app.hearing_desk().await;
    let table = bring(&desk, "提案箱_5月.csv", BOX).await;
    for role in [Role::SectionHead, Role::Admin, Role::Executive] {
        let other = app.staff("市民協働課", &[role]).await;
        other.open(&table.path).await.has_status(404);
        other.open("/staff/imports").await.has_status(404);
    }
    app.finish().await;
}
