//! 回答する: from the mail or letter with a code to the closed survey, on a phone and on paper, and what keeps answers apart from
//! people is in `answering/anonymity.rs`; what the end brings to monitors in `answering/ending.rs`.

mod anonymity;
mod ending;

use chrono::TimeDelta;
use kocho_domain::{
    access::{Actor, Role},
    survey::{Selection, SurveyKind},
};
use kocho_service::survey::{
    way,
    write::{self, Imported},
};
use kocho_store::response::Response;

pub(super) use self::anonymity::rows_of;
use crate::support::{Page, TestApp, Visitor};

/// Six questions with a jump, in three languages where it matters.
const SURVEY: &str = r#"{
  "id": "koho-2026", "title": "広報紙についてのアンケート", "purpose": "広報紙を見直すため。",
  "period": { "start": "2026-04-20", "end": "2026-05-10" }, "target": "市政モニター", "method": "ウェブ、郵送",
  "section": "秘書広聴課", "anonymous": true,
  "profile_fields": [
    { "id": "age_group", "label": "年代", "options": ["20代", "60代"] },
    { "id": "district", "label": "地区", "options": ["小川", "美野里"] } ],
  "translations": { "ja-easy": { "title": "{広報|こうほう}のアンケート" }, "en": { "title": "Newsletter survey" } },
  "questions": [
    { "id": "Q1", "no": 1, "type": "single_choice", "required": true, "text": "広報紙を読みますか。",
      "translations": { "ja-easy": { "text": "{広報|こうほう}を{読|よ}みますか。" }, "en": { "text": "Do you read the newsletter?" } },
      "options": [ { "code": "1", "label": "読む", "translations": { "en": { "label": "Yes" } } }, { "code": "2", "label": "読まない" } ],
      "skip": [ { "if": { "question": "Q1", "in": ["2"] }, "go_to": "Q4" } ], "measures": [] },
    { "id": "Q2", "no": 2, "type": "multiple_choice", "required": true, "max_select": 2, "text": "どこを読みますか。",
      "options": [ { "code": "1", "label": "特集" }, { "code": "2", "label": "お知らせ" }, { "code": "3", "label": "表紙" },
        { "code": "8", "label": "その他", "free_text": true }, { "code": "9", "label": "特にない", "exclusive": true } ], "measures": [] },
    { "id": "Q3", "no": 3, "type": "scale_matrix", "required": true, "text": "満足していますか。",
      "scale": [ { "value": 3, "label": "満足" }, { "value": 2, "label": "ふつう" }, { "value": 1, "label": "不満" } ],
      "rows": [ { "code": "a", "label": "字の大きさ" }, { "code": "b", "label": "写真" } ], "measures": [] },
    { "id": "Q4", "no": 4, "type": "number", "required": false, "min": 0, "max": 99, "unit": "回", "text": "市のホームページを月に何回見ますか。", "measures": [] },
    { "id": "P1", "type": "image", "required": false, "text": "字の大きさの例です。", "alt": "大きい字",
      "image": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "measures": [] },
    { "id": "Q5", "no": 5, "type": "free_text", "required": false, "text": "ご意見があれば書いてください。", "measures": [] } ]
}"#;
const CODE: &str = "koho-2026";

/// Takes the survey in and opens it for those who have a code, or for anybody.
async fn opened(app: &TestApp, kind: SurveyKind) {
    opened_as(app, kind, SURVEY).await;
}

/// The same, of a questionnaire that was changed a little.
async fn opened_as(app: &TestApp, kind: SurveyKind, text: &str) {
    let cx = app.house.cx(Actor::Import);
    let Imported::New(survey) = write::import(&cx, text).await.unwrap() else { panic!("not taken in") };
    let selection = if kind == SurveyKind::Open { Selection::Voluntary } else { Selection::Random };
    let lock = write::change_with(&cx, CODE, survey.lock, Some((kind, selection, None)), |_| Ok(())).await.unwrap();
    way::open(&cx, CODE, lock).await.unwrap();
}

async fn page<'a>(desk: &Visitor<'a>) -> Page<'a> {
    desk.open(&format!("/staff/surveys/{CODE}/invitations")).await
}

/// Adds people by a table and sends their codes.
async fn invited(app: &TestApp, desk: &Visitor<'_>, table: &str) {
    let form = page(desk).await.form("/invitations/table").attach("file", "宛先.csv", table.as_bytes());
    form.submit().await.has_status(200).says("人を加えました");
    page(desk).await.form("/invitations/send").submit().await.has_status(200);
    app.run_jobs().await;
}

/// The codes of the mails that went out, in their order.
fn codes(app: &TestApp) -> Vec<String> {
    let mails = app.mailer.mailed();
    let of = |body: &str| body.lines().find_map(|line| line.strip_prefix("回答番号　").map(str::to_owned));
    mails.iter().filter(|mail| mail.kind == "survey").filter_map(|mail| of(&mail.body)).collect()
}

/// Types a code on the page of surveys.
async fn typed<'a>(visitor: &Visitor<'a>, code: &str) -> Page<'a> {
    visitor.open("/survey").await.form("/survey").fill("code", code).submit().await
}

/// Keeps one page of the questions.
async fn keep<'a>(page: &Page<'a>, fields: &[(&str, &str)]) -> Page<'a> {
    let mut form = page.form("/answer");
    for (at, (name, value)) in fields.iter().enumerate() {
        // The first mark of a name takes the place of what stood there, further ones are ticked beside it.
        let again = fields[..at].iter().any(|(before, _)| before == name);
        form = if again { form.tick(name, value) } else { form.fill(name, value) };
    }
    form.submit().await
}

/// Answers the whole survey; answers the page of thanks.
async fn answered<'a>(visitor: &Visitor<'a>, code: &str, reads: &str, words: &str) -> Page<'a> {
    typed(visitor, code).await.has_status(200);
    let mut page = visitor.open(&format!("/survey/{CODE}/answer")).await;
    page = keep(&page, &[("Q1", reads)]).await;
    if reads == "1" {
        page = keep(&page, &[("Q2", "1"), ("Q2", "3")]).await;
        page = keep(&page, &[("Q3.a", "3"), ("Q3.b", "2")]).await;
    }
    page = page.form("/answer").fill("Q4", "３").submit().await;
    page = page.form("/answer").fill("Q5", words).submit().await;
    page.says("回答を確かめてください");
    page.form("/check").submit().await
}

async fn all_answers(app: &TestApp) -> Vec<Response> {
    let reader = app.house.db().reader();
    let survey = kocho_store::survey::by_code(&reader, CODE).await.unwrap().unwrap();
    let mut all = Vec::new();
    let take = |response| {
        all.push(response);
        Ok::<(), kocho_store::StoreError>(())
    };
    kocho_store::response::each(&reader, survey.id, take).await.unwrap();
    all
}

async fn unanswered(app: &TestApp) -> Vec<i64> {
    let reader = app.house.db().reader();
    let survey = kocho_store::survey::by_code(&reader, CODE).await.unwrap().unwrap();
    let people = kocho_store::invitee::unanswered(&reader, survey.id, 1000).await.unwrap();
    people.into_iter().map(|person| person.number).collect()
}

/// An open survey with a paper that waits for its second reading, for doors with parameters.
pub(crate) async fn furnished(app: &TestApp) -> [(&'static str, String); 2] {
    opened(app, SurveyKind::Panel).await;
    let desk = app.hearing_desk().await;
    invited(app, &desk, "氏名,メール\n見本 一郎,ichiro@example.jp\n").await;
    let form = desk.open(&format!("/staff/surveys/{CODE}/papers/new")).await.form("/papers/new");
    form.tick("Q1", "2").submit().await.has_status(200);
    [("wave", CODE.to_owned()), ("number", "1".to_owned())]
}

#[tokio::test]
async fn who_is_invited_answers_on_the_phone_changes_it_and_the_end_loses_nothing() {
    let app = TestApp::start().await;
    opened(&app, SurveyKind::Panel).await;
    let desk = app.hearing_desk().await;
    let mail = app.plant("jiro.kono@example.jp");
    invited(&app, &desk, &format!("氏名,メール,年代,地区\n甲野 次郎,{mail},60代,小川\n")).await;
    let [code] = codes(&app).try_into().unwrap();
    app.plant(&code);
    app.plant(&code.replace('-', ""));

    // The link of the mail: no page has an address with the code in it.
    let resident = app.resident();
    let mailed = app.mailer.mailed();
    let link = mailed.iter().find(|mail| mail.kind == "survey").unwrap();
    let link = link.body.lines().find_map(|line| line.strip_prefix("http://kocho.test")).unwrap();
    assert!(link.starts_with("/s/"), "{link}");
    let first = resident.open(link).await;
    first.has_status(200).says("広報紙についてのアンケート").says("無記名").says("年代・地区").hides(&code);
    assert_eq!(first.path, format!("/survey/{CODE}"));
    first.says("この仕組みでも防ぎきれないこと").says("データの写しを2つ見比べると");

    let page = resident.open(&first.link("回答を始める").unwrap()).await;
    page.says("5問のうち1問目").says("問1");
    // A question that must be answered says so beside itself.
    keep(&page, &[]).await.has_status(422).says("答えを選んでください");
    let page = keep(&page, &[("Q1", "1")]).await;
    page.says("5問のうち2問目").says("2つまで選べます");
    let many = keep(&page, &[("Q2", "1"), ("Q2", "2"), ("Q2", "3")]).await;
    many.has_status(422).says("選べるのは2つまでです。いまは3つ選んでいます");
    assert_eq!(many.all("input[name=Q2][checked]").len(), 3, "what was ticked stays");
    keep(&page, &[("Q2", "1"), ("Q2", "9")]).await.has_status(422).says("「特にない」は、ほかの答えと一緒に選べません");
    let page = keep(&page, &[("Q2", "8"), ("Q2.other", "編集後記")]).await;
    let page = keep(&page, &[("Q3.a", "3")]).await;
    page.has_status(422).says("「写真」の答えを選んでください");
    let page = keep(&page, &[("Q3.b", "1")]).await;
    let wrong = page.form("/answer").fill("Q4", "三回くらい").submit().await;
    wrong.has_status(422).says("数字だけで書いてください");
    assert_eq!(wrong.form("/answer").value("Q4"), Some("三回くらい"));
    let page = wrong.form("/answer").fill("Q4", "１２").submit().await;
    let picture = resident
        .once(
            axum::http::Method::GET,
            page.body
                .split("src=\"")
                .find(|part| part.starts_with("/survey/"))
                .and_then(|part| part.split('"').next())
                .unwrap(),
            None,
            Vec::new(),
        )
        .await;
    assert_eq!((picture.status().as_u16(), &picture.headers()["content-type"]), (200, &"image/png".parse().unwrap()));
    let check = page.form("/answer").fill("Q5", "字を大きく。\r\n写真も。").submit().await;
    check.says("編集後記").says("字の大きさ ： 満足").says("12回").says("写真も。").hides("ご自身について");
    let done = check.form("/check").submit().await;
    done.has_status(200).says("回答を受け取りました");

    let [kept] = all_answers(&app).await.try_into().unwrap();
    assert!(kept.complete);
    assert_eq!(kept.profile.len(), 2, "only the coarse classes stand beside it: {:?}", kept.profile);

    // Changed from another device by the code alone: what is not asked any more goes.
    let other = app.resident();
    typed(&other, &code.to_lowercase().replace('-', " ")).await.says("回答を受け取りました");
    let page = other.open(&format!("/survey/{CODE}/answer?q=Q1")).await;
    keep(&page, &[("Q1", "2")]).await.says("3問のうち2問目").hides("どこを読みますか");
    let [kept] = all_answers(&app).await.try_into().unwrap();
    assert!(kept.complete && kept.answers.get("Q2").is_none(), "one answer a participant: {kept:?}");
    let open = other.open(&format!("/survey/{CODE}/answer?q=Q5")).await;

    // After the end a page that was still open says so, keeps what was there, and shows what was typed.
    app.pass(TimeDelta::days(19));
    let page = typed(&other, &code).await;
    page.says("このアンケートは終わりました");
    let late = open.form("/answer").fill("Q5", "間に合わなかった言葉").submit().await;
    late.has_status(409).says("終わりました").says("間に合わなかった言葉").says("そのまま届いています");
    let [kept] = all_answers(&app).await.try_into().unwrap();
    assert!(format!("{:?}", kept.answers).contains("写真も。"), "{kept:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_form_that_waited_too_long_is_kept_by_the_code_and_back_loses_nothing() {
    let app = TestApp::start().await;
    opened(&app, SurveyKind::Panel).await;
    let desk = app.hearing_desk().await;
    invited(&app, &desk, "氏名,メール\n甲野 花,hana@example.jp\n").await;
    let [code] = codes(&app).try_into().unwrap();
    let resident = app.resident();
    typed(&resident, &code).await;
    let page = resident.open(&format!("/survey/{CODE}/answer")).await;
    app.pass(TimeDelta::hours(7));
    let asked = keep(&page, &[("Q1", "2")]).await;
    asked.has_status(422).says("番号をもう一度入れてください").says("読まない");
    asked.form("/answer").fill("code", "2222").submit().await.has_status(422).says("15文字の英数字です");
    let page = asked.form("/answer").fill("code", &code).submit().await;
    page.has_status(200).says("問4");
    // Back with half an answer: nothing is asked, nothing is lost.
    let back = page.form("/answer").fill("Q4", "7").tick("_go", "back").submit().await;
    back.has_status(200).says("問1");
    let all = resident.open(&format!("/survey/{CODE}/answer?all=1")).await;
    assert_eq!(all.form("/answer").value("Q4"), Some("7"));
    // All on one page: a jump decides which answers are kept.
    let check = all.form("/answer").tick("Q2", "1").submit().await;
    check.has_status(200).says("回答を確かめてください").hides("どこを読みますか");
    check.form("/leave").submit().await.says("この端末では終わりました");
    resident.open(&format!("/survey/{CODE}/answer")).await.says("回答番号").hides("問4");
    app.finish().await;
}

#[tokio::test]
async fn wrong_codes_are_told_apart_from_slips_and_slowed() {
    let app = TestApp::start().await;
    opened(&app, SurveyKind::Panel).await;
    let resident = app.resident();
    typed(&resident, " ").await.has_status(422).says("回答番号を入れてください");
    typed(&resident, "K7M3A-9XCF4").await.has_status(422).says("15文字の英数字です");
    // A slip of the pen is no guess: it is not counted.
    let good = kocho_domain::participant::Code::of_seed(&[1; 32], &[1; 16]).to_string();
    let last = if good.ends_with('2') { '3' } else { '2' };
    let slip = format!("{}{last}", &good[..good.len() - 1]);
    for _ in 0..30 {
        typed(&resident, &slip).await.has_status(422).says("回答番号が違うようです");
    }
    let mut slowed = false;
    for n in 0..30_u8 {
        let guess = kocho_domain::participant::Code::of_seed(&[n; 32], &[2; 16]).to_string();
        let page = typed(&resident, &guess).await;
        slowed = slowed || page.status.as_u16() == 429;
        assert!(slowed || page.text().contains("この番号のアンケートは見つかりません"), "{}", page.text());
    }
    assert!(slowed, "guesses are slowed");
    app.finish().await;
}

#[tokio::test]
async fn only_who_did_not_answer_is_reminded_and_a_new_code_replaces_the_old_one() {
    let app = TestApp::start().await;
    opened(&app, SurveyKind::Panel).await;
    let desk = app.hearing_desk().await;
    let table = "氏名,メール,住所\n一番 一,one@example.jp,\n二番 二,two@example.jp,\n三番 三,three@example.jp,\n四番 四,,小美玉市見本1-2-3\n";
    invited(&app, &desk, table).await;
    let codes_of = codes(&app);
    assert_eq!(codes_of.len(), 3);
    page(&desk).await.says("手紙を印刷する（1通）").says("まだ答えていない人").says("四番 四");

    // The letter has the code and its square until it was printed; then nobody can print it again.
    let letters = desk.open(&format!("/staff/surveys/{CODE}/letters")).await;
    letters.has_status(200).says("四番 四").says("回答番号").says("小美玉市見本1-2-3");
    let [letter] = letters.all(".survey-letter-code").try_into().unwrap();
    letters.form("/letters").submit().await.says("印刷済みにしました");
    desk.open(&format!("/staff/surveys/{CODE}/letters")).await.says("印刷を待つ手紙はありません").hides(&letter);

    answered(&app.resident(), &codes_of[0], "2", "").await.says("回答を受け取りました");
    // The mark is not set with the answer.
    assert_eq!(unanswered(&app).await, [1, 2, 3, 4]);
    page(&desk).await.form("/invitations/remind").submit().await.says("メール2通を送ります。手紙1通を印刷できます");
    app.run_jobs().await;
    assert_eq!(unanswered(&app).await, [2, 3, 4]);
    let reminded: Vec<String> =
        app.mailer.mailed().into_iter().filter(|m| m.subject.contains("までです")).map(|m| m.to).collect();
    assert_eq!(reminded, ["two@example.jp", "three@example.jp"]);
    let reminder =
        app.mailer.mailed().into_iter().find(|mail| mail.to == "two@example.jp" && mail.subject.contains("までです"));
    let body = reminder.unwrap().body;
    assert!(codes_of.iter().all(|code| !body.contains(code)) && body.contains("先にお送りした"), "{body}");

    // A lost code: the new one works, the old one says that it was replaced.
    page(&desk).await.form("/invitations/2/again").submit().await.says("新しい番号を出しました");
    app.run_jobs().await;
    typed(&app.resident(), &codes_of[1]).await.has_status(422).says("新しい番号に替わりました");
    let newest = codes(&app).pop().unwrap();
    assert_ne!(newest, codes_of[1]);
    typed(&app.resident(), &newest).await.has_status(200);
    // Whoever has answered gets none: their answer could not go with it.
    desk.post(&format!("/staff/surveys/{CODE}/invitations/1/again"), &[("csrf".into(), csrf(&desk).await)])
        .await
        .says("回答済みです");
    // A second table with a mistake adds nobody.
    let form = page(&desk).await.form("/invitations/table").attach(
        "file",
        "x.csv",
        "氏名,メール,年代\n五,a@example.jp,20代\n六,b@example.jp,30歳\n".as_bytes(),
    );
    form.submit().await.says("だれも加えていません").says("3行目");
    app.finish().await;
}

async fn csrf(desk: &Visitor<'_>) -> String {
    page(desk).await.form("/invitations/table").value("csrf").unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_mail_that_comes_back_is_shown_and_a_letter_goes_next() {
    let app = TestApp::start().await;
    opened(&app, SurveyKind::Panel).await;
    let desk = app.hearing_desk().await;
    invited(&app, &desk, "氏名,メール,住所\n戻り 一,gone@example.jp,小美玉市見本9\n").await;
    let reader = app.house.db().reader();
    let key = kocho_store::outbox::keys_of(&reader, "survey").await.unwrap().remove(0);
    // No mail that was kept holds the code.
    let bounce = format!(
        "From: MAILER-DAEMON@example.jp\r\nTo: kocho@city.example.jp\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Message-ID: <b1@example.jp>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; example.jp\r\n\r\nFinal-Recipient: rfc822; gone@example.jp\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{key}@city.example.jp>\r\n\r\n--b--\r\n"
    );
    app.mail(bounce.as_bytes()).await;
    page(&desk).await.says("届かない（戻ってきた）");
    page(&desk).await.form("/invitations/1/again").submit().await.says("新しい番号を出しました");
    page(&desk).await.says("手紙を印刷する（1通）");
    app.leave();
}

#[tokio::test]
async fn paper_is_keyed_twice_where_the_sample_says_so_and_a_difference_is_shown() {
    let app = TestApp::start().await;
    opened(&app, SurveyKind::Panel).await;
    let (one, other) = (app.hearing_desk().await, app.hearing_desk().await);
    invited(&app, &one, "氏名,メール,年代\n紙 太郎,kami@example.jp,60代\n").await;
    let [code] = codes(&app).try_into().unwrap();
    let new = format!("/staff/surveys/{CODE}/papers/new");

    let form = one.open(&new).await.form("/papers/new").fill("code", "K7M3A");
    form.submit().await.has_status(422).says("回答番号は15文字の英数字です");
    let form = one.open(&new).await.form("/papers/new").fill("code", &code).tick("Q1", "1").tick("Q2", "1");
    form.tick("Q3.a", "3").fill("Q4", "2").submit().await.says("1番として入力しました").says("もう1人も入力します");
    // What is missing on paper may be missing; the code's classes are the invitation's.
    let [kept] = all_answers(&app).await.try_into().unwrap();
    assert!(!kept.complete && kept.profile["age_group"] == "60代", "{kept:?}");
    one.open(&new).await.form("/papers/new").submit().await.has_status(422).says("答えが1つも入っていません");
    // The same code does not answer twice, on paper or on the web.
    let form = one.open(&new).await.form("/papers/new").fill("code", &code).tick("Q1", "2");
    form.submit().await.has_status(422).says("もう届いています");
    typed(&app.resident(), &code).await.says("紙で回答をいただいています");

    let paper = format!("/staff/surveys/{CODE}/papers/1");
    one.open(&paper).await.form("/papers/1").tick("Q1", "2").submit().await.has_status(422).says("1人目と同じ人は");
    let blind = other.open(&paper).await;
    blind.says("1人目の入力は見えません");
    assert_eq!(blind.all("input[name=Q1][checked]").len(), 0);
    let form = blind.form("/papers/1").tick("Q1", "1").tick("Q2", "2").tick("Q3.a", "3").fill("Q4", "2");
    form.submit().await.says("1問の違いがあります");
    let list = one.open(&format!("/staff/surveys/{CODE}/papers")).await;
    list.says("違いあり").says("1問").says("確認を待つ紙 1枚");
    let deciding = one.open(&paper).await;
    deciding.says("特集").says("お知らせ");
    // Deciding fills in the first reading; the paper is looked at again.
    let form = deciding.form("/papers/1");
    assert_eq!(form.value("Q4"), Some("2"));
    form.submit().await.says("違いを確認しました");
    // The second paper has no number on it and is read once.
    let form = one.open(&new).await.form("/papers/new").tick("Q1", "2").fill("_age_group", "20代");
    form.submit().await.says("2番として入力しました").hides("もう1人も");
    let all = one.open(&format!("/staff/surveys/{CODE}/papers")).await;
    assert_eq!(all.all("tbody tr").len(), 2);
    all.says("確認を待つ紙 0枚");
    let waiting = one.open(&format!("/staff/surveys/{CODE}/papers?open=true")).await;
    waiting.says("待つ紙はありません");
    let second = one.open(&format!("/staff/surveys/{CODE}/papers?before=2")).await;
    assert_eq!(second.all("tbody th"), ["1"], "the papers before the second one");
    let all = all_answers(&app).await;
    assert!(all.len() == 2 && all.iter().all(|answer| answer.method.code() == "paper"));
    app.finish().await;
}

#[tokio::test]
async fn the_monitors_of_a_term_are_asked_once_with_no_more_than_their_coarse_classes() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    super::panel::serving(&desk).await;
    opened(&app, SurveyKind::Panel).await;
    let form = page(&desk).await;
    form.says("第11期市政モニター　3人").says("5人に満たない組合せ");
    form.form("/invitations/panel").submit().await.says("モニター3人を加えました");
    page(&desk).await.form("/invitations/panel").submit().await.says("モニター0人を加えました");
    page(&desk).await.form("/invitations/send").submit().await.says("手紙3通を印刷できます");
    let letters = desk.open(&format!("/staff/surveys/{CODE}/letters")).await;
    letters.says("丁野 四郎　様").says("見本台5");
    // Each letter has a code of its own, and a square that leads to the survey with it.
    let printed = letters.all(".survey-letter-code");
    assert_eq!((printed.len(), letters.all(".survey-qr").len()), (3, 3));
    for code in &printed {
        let plain = app.plant(&code.replace('-', ""));
        let square = kocho_document::qr::draw(&format!("http://kocho.test/s/{plain}")).unwrap();
        assert!(letters.body.contains(&square.path), "the square of {code}");
    }
    // The questionnaire knows 20代 and 60代 only: of the others no age is copied.
    let reader = app.house.db().reader();
    let survey = kocho_store::survey::by_code(&reader, CODE).await.unwrap().unwrap();
    let people = kocho_store::invitee::unanswered(&reader, survey.id, 10).await.unwrap();
    let ages: Vec<Option<&str>> = people.iter().map(|one| one.profile.get("age_group").map(String::as_str)).collect();
    assert_eq!(ages, [None, Some("60代"), None]);
    assert!(people.iter().all(|one| one.profile.get("district").map(String::as_str) == Some("小川")));
    app.run_jobs().await;
    app.leave();
}

#[tokio::test]
async fn the_list_of_those_who_did_not_answer_goes_on_from_page_to_page() {
    let app = TestApp::start().await;
    opened(&app, SurveyKind::Panel).await;
    let desk = app.hearing_desk().await;
    let rows: String = (1..=230).map(|n| format!("見本{n:03},{n:03}@example.jp\n")).collect();
    invited(&app, &desk, &format!("氏名,メール\n{rows}")).await;
    let (mut seen, mut here) = (Vec::new(), page(&desk).await);
    loop {
        let names = here.all("tbody th").into_iter().filter(|name| name.starts_with("見本"));
        seen.extend(names);
        let Some(next) = here.link("続きを見る") else { break };
        here = desk.open(&next).await;
    }
    let all: Vec<String> = (1..=230).map(|n| format!("見本{n:03}")).collect();
    assert_eq!(seen, all);
    assert!(here.link("先頭へ").is_some());
    app.finish().await;
}

#[tokio::test]
async fn an_open_survey_takes_anybody_and_a_flood_waits() {
    let app = TestApp::start().await;
    opened(&app, SurveyKind::Open).await;
    let resident = app.resident();
    let page = resident.open("/survey").await;
    page.says("広報紙についてのアンケート");
    let page = resident.open(&page.link("広報紙についてのアンケート").unwrap()).await;
    let page = page.form(&format!("/survey/{CODE}")).submit().await;
    // The field that only programs fill: a resident whose browser filled it sees it and empties it.
    let trapped = page.form("/answer").fill("Q1", "2").fill("_trap", "spam").submit().await;
    trapped.has_status(422).says("この欄には何も書かないでください");
    assert_eq!(all_answers(&app).await.len(), 0);
    let page = keep(&trapped, &[("Q1", "2")]).await;
    page.says("問4");
    let check = resident.open(&format!("/survey/{CODE}/check")).await;
    check.says("ご自身について");
    check.form("/check").fill("_age_group", "20代").submit().await.says("回答を受け取りました").hides("同じ番号で");
    let [kept] = all_answers(&app).await.try_into().unwrap();
    assert_eq!(kept.profile["age_group"], "20代");

    // A flood from one place: after thirty answers it waits; one that has begun goes on.
    let mut waits = 0;
    for _ in 0..40 {
        let visitor = app.resident();
        let page = visitor.open(&format!("/survey/{CODE}")).await.form(&format!("/survey/{CODE}")).submit().await;
        waits += usize::from(keep(&page, &[("Q1", "1")]).await.status.as_u16() == 429);
    }
    assert_eq!((waits, all_answers(&app).await.len()), (11, 30));
    let page = resident.open(&format!("/survey/{CODE}/answer?q=Q4")).await;
    page.form("/answer").fill("Q4", "1").submit().await.has_status(200);
    // The desk sees what is equal.
    let desk = app.hearing_desk().await;
    let shown = desk.open(&format!("/staff/surveys/{CODE}/invitations")).await;
    shown.says("まったく同じ回答").says("29");
    app.pass(TimeDelta::hours(2));
    let page = app.resident().open(&format!("/survey/{CODE}")).await.form(&format!("/survey/{CODE}")).submit().await;
    keep(&page, &[("Q1", "1")]).await.has_status(200);
    app.finish().await;
}

#[tokio::test]
async fn easy_japanese_and_english_show_what_is_translated_and_say_what_is_not() {
    let app = TestApp::start().await;
    opened(&app, SurveyKind::Open).await;
    let resident = app.resident();
    let page = resident.open(&format!("/easy/survey/{CODE}")).await;
    assert!(page.body.contains("<ruby>広報<rp>（</rp><rt>こうほう</rt>"), "{}", page.body);
    let page = page.form(&format!("/easy/survey/{CODE}")).submit().await;
    assert!(page.body.contains("<ruby>読<rp>"), "{}", page.body);
    page.hides("ふつうの");
    let page = keep(&page, &[("Q1", "1")]).await;
    assert!(
        page.path.starts_with("/easy/") && page.body.contains("ふつうの"),
        "a question without a translation says so"
    );
    let page = resident.open(&format!("/en/survey/{CODE}/answer?q=Q1")).await;
    page.says("Do you read the newsletter?").says("Question 1 of 5").says("Yes");
    assert!(page.body.contains("<span lang=\"ja\">読まない</span>"), "a fallback is marked as Japanese");
    app.finish().await;
}

#[tokio::test]
async fn sections_and_residents_know_nothing_of_who_is_asked() {
    let app = TestApp::start().await;
    opened(&app, SurveyKind::Panel).await;
    let desk = app.hearing_desk().await;
    invited(&app, &desk, "氏名,メール\n内緒 一,secret@example.jp\n").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    for path in ["invitations", "letters", "papers", "papers/new"] {
        clerk.open(&format!("/staff/surveys/{CODE}/{path}")).await.has_status(404);
    }
    // A code of one survey opens no other, and a pass of one answers no other.
    app.resident().open("/survey/nothing").await.has_status(404);
    app.finish().await;
}
