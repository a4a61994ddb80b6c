//! A dialogue day from the reception to the kept promise: the record on two tablets, what is taken home, the summary in red, the
//! text for the public, and what the applicant hears later.

use chrono::TimeDelta;
use kocho_domain::{
    access::{Actor, Role},
    body::{Body, Line},
    dialogue::{Applicant, AppliedBy, Need, NoticeBy, PartyKind},
    id::PublicKey,
    personal::Personal,
};
use kocho_service::{
    Cx,
    application::{self, Apply},
    decision::{self, Second},
    dialogue_day::{self, DayForm},
    slot,
};

use crate::support::{Page, TestApp, Visitor};

/// What the doors of the record ask for.
pub(crate) async fn furnished(app: &TestApp) -> Vec<(&'static str, String)> {
    super::commitment::sample_days(app).await;
    app.clock.set("2026-04-22T01:00:00Z".parse().unwrap());
    let reader = app.house.db().reader();
    let all = kocho_domain::commitment::scope(&Actor::Worker);
    let filter = kocho_store::commitment_list::Filter::default();
    let one = kocho_store::commitment_list::page(&reader, &all, &filter, 1).await.unwrap().remove(0);
    let place = one.slot.unwrap();
    let held = kocho_store::slot::by_ids(&reader, &[place]).await.unwrap().remove(0);
    let day = kocho_store::dialogue_day::by_id(&reader, held.day).await.unwrap().unwrap();
    let remark = kocho_store::remark::of_slots(&reader, &[place]).await.unwrap().remove(0);
    let summary = kocho_store::summary::of_slots(&reader, &[place]).await.unwrap().remove(0);
    vec![
        ("evidence", evidence(app, one.id).await),
        ("commitment", one.key.to_string()),
        ("held", day.key.to_string()),
        ("remark", remark.key.to_string()),
        ("summary", summary.key.to_string()),
    ]
}

/// A file that shows that a promise was kept; answers its key.
async fn evidence(app: &TestApp, of: kocho_domain::id::CommitmentId) -> String {
    use kocho_store::attachment::{self, File, Owner};
    let cx = app.house.cx(Actor::Import);
    let key = PublicKey::parse("evidenceevidenceevidenceev").unwrap();
    let file = File {
        id: kocho_domain::id::AttachmentId(0),
        key: None,
        blob: "0".repeat(64),
        name: "当番表.pdf".into(),
        media_type: "application/pdf".into(),
        size: 4,
        small: None,
        scanned: false,
    };
    let mut tx = app.house.db().begin(&Actor::Import, cx.now()).await.unwrap();
    attachment::keep(&mut tx, &file.blob, b"%PDF".to_vec()).await.unwrap();
    attachment::attach(&mut tx, Owner::Commitment(of), &[file], || key.clone()).await.unwrap();
    tx.commit(kocho_domain::story::Story::Unrecorded(kocho_domain::story::Why::Upload)).await.unwrap();
    key.to_string()
}

/// A day with a group that applied and was accepted, and the moment at which it comes.
struct Meeting {
    day: String,
    slot: String,
    mail: String,
}

async fn clerk(app: &TestApp) -> Cx {
    let login = app.account("秘書広聴課", &[Role::HearingClerk]).await;
    let reader = app.house.db().reader();
    let account = kocho_store::staff::by_login(&reader, &login).await.unwrap().unwrap();
    let today = app.house.cx(Actor::Worker).today();
    app.house.cx(Actor::Staff(kocho_store::staff::actor(&reader, &account, today).await.unwrap()))
}

async fn meeting(app: &TestApp) -> Meeting {
    let cx = clerk(app).await;
    let form = DayForm {
        series: "dialogue_day".into(),
        title: "対話の日（5月）".into(),
        held_on: Some("2026-05-20".parse().unwrap()),
        venue: "本庁舎2階 第1会議室".into(),
        attendees: "市長".into(),
        capacity: None,
        apply_from: Some("2026-04-20".parse().unwrap()),
        apply_until: Some("2026-05-06".parse().unwrap()),
    };
    let day = dialogue_day::create(&cx, &form, false).await.unwrap();
    let place = slot::add(&cx, &day, "13:30", "13:55").await.unwrap();
    dialogue_day::announce(&cx, &day, lock(app, &day).await).await.unwrap();
    let mail = app.plant("seito-kai@example.jp");
    let resident = app.house.cx(Actor::Resident);
    let apply = Apply {
        form_key: resident.new_token(),
        series: "dialogue_day".into(),
        day: Some(day.clone()),
        channel: AppliedBy::Web,
        language: "ja".into(),
        theme: Line::parse("通学のバスについて", 100).unwrap(),
        detail: Body::parse("朝の便が一本しかありません。").unwrap(),
        party_kind: PartyKind::Group,
        group_name: Some(Line::parse("見本高校 生徒会", 100).unwrap()),
        people: 4,
        relation: None,
        wishes: None,
        needs: vec![Need::Wheelchair],
        needs_note: None,
        applicant: Personal::new(Applicant {
            name: app.plant("見本 はるか代表"),
            email: Some(mail.clone()),
            ..Applicant::default()
        }),
        notice_by: NoticeBy::Mail,
    };
    let applied = application::apply(&resident, apply).await.unwrap();
    decision::accept(&cx, &applied, 0, &place, (Second::Unsaid, "")).await.unwrap();
    app.run_jobs().await;
    app.clock.set("2026-05-20T04:30:00Z".parse().unwrap());
    Meeting { day: day.to_string(), slot: place.to_string(), mail }
}

async fn lock(app: &TestApp, day: &PublicKey) -> i64 {
    kocho_store::dialogue_day::by_key(&app.house.db().reader(), day).await.unwrap().unwrap().lock
}

impl Meeting {
    fn record(&self) -> String {
        format!("/staff/dialogues/{}/record", self.day)
    }

    fn write(&self) -> String {
        format!("/staff/records/{}", self.slot)
    }

    /// Writes into the first form of the slot: a point that is there, else a new one.
    async fn say<'a>(&self, who: &Visitor<'a>, said: &str, outcome: &str) -> Page<'a> {
        let form = who.open(&self.record()).await.form(&self.write());
        form.fill("said", said).fill("answered", "話し合うと答えた。").fill("outcome", outcome).submit().await
    }
}

async fn act<'a>(page: &Page<'a>, act: &str, fields: &[(&str, &str)]) -> Page<'a> {
    let mut form = page.form(&format!("/{act}"));
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    form.submit().await
}

#[tokio::test]
async fn a_point_that_is_sent_again_is_one_point_and_two_tablets_see_each_other() {
    let app = TestApp::start().await;
    let held = meeting(&app).await;
    let (first, second) = (app.hearing_desk().await, app.hearing_desk().await);
    let came = act(&first.open(&held.record()).await, "arrive", &[("people", "4")]).await;
    came.has_status(200).says("4人");
    let empty = first.open(&held.record()).await.form(&held.write());
    let again = first.open(&held.record()).await;
    empty.submit().await.has_status(422).says("文章を書いてください");
    // The same form twice, as a tablet sends it whose answer was lost.
    let fields = |said: &str, seen: &str| -> Vec<(String, String)> {
        let csrf = again.form(&held.write()).value("csrf").unwrap().to_owned();
        [("csrf", csrf.as_str()), ("device_key", "0123456789abcdef"), ("device", "tablet-1"), ("seen", seen)]
            .into_iter()
            .chain([("said", said), ("answered", ""), ("outcome", "heard"), ("quiet", "yes")])
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    };
    let sent = first.post(&held.write(), &fields("雨の日は乗れない。", "0")).await;
    assert_eq!(sent.body, "R8-対話01-01 1");
    assert_eq!(first.post(&held.write(), &fields("雨の日は乗れない。", "0")).await.body, "R8-対話01-01 1");
    // It went on typing without ever having heard an answer: its own versions do not clash.
    assert_eq!(first.post(&held.write(), &fields("雨の日は満員で乗れない。", "0")).await.body, "R8-対話01-01 2");
    let record = first.open(&held.record()).await;
    assert_eq!(record.all(".point-head .num"), ["R8-対話01-01"]);

    // Two people had the page open; the later one is shown both, and nothing is lost.
    let late = second.open(&held.record()).await.form(&held.write());
    held.say(&first, "雨の日は満員で、3回乗れなかった。", "taken").await.has_status(200);
    let clash = late.fill("said", "雨の日は満員で乗れない。冬も困る。").submit().await;
    clash.has_status(409).says("ほかの端末でも書かれています");
    assert!(!clash.all("del").is_empty() && clash.all("ins").join("").contains("冬も困る"));
    let merged = clash.form(&held.write());
    let both = merged.value("said").unwrap().to_owned();
    assert!(both.contains("3回乗れなかった") && both.contains("冬も困る"), "{both}");
    merged.submit().await.has_status(200).says("R8-対話01-01 をサーバーに保存しました");
    let page = first.open(&held.record()).await;
    let versions = first.open(&page.link("4版").unwrap()).await;
    versions.says("1版").says("4版").says("冬も困る");
    app.staff("環境課", &[Role::SectionHead]).await.open(&held.record()).await.has_status(404);
    app.run_jobs().await;
    app.finish().await;
}

/// A slot more, with a party that has a theme; as the desk sees it.
async fn second_party<'a>(app: &'a TestApp, held: &Meeting) -> Visitor<'a> {
    slot::add(&clerk(app).await, &PublicKey::parse(&held.day).unwrap(), "14:00", "14:25").await.unwrap();
    let desk = app.hearing_desk().await;
    let seat = [("name", "個人"), ("people", "1"), ("theme", "公園の日かげ")];
    act(&desk.open(&held.record()).await, "seat", &seat).await.has_status(200);
    desk
}

#[tokio::test]
async fn the_page_of_the_record_opens_the_slot_in_hand_and_folds_the_others() {
    let app = TestApp::start().await;
    let held = meeting(&app).await;
    let desk = second_party(&app, &held).await;
    const OPEN: &str = "details.record-fold[open] > summary h2";
    assert_eq!(desk.open(&held.record()).await.all(OPEN), ["通学のバスについて"]);
    desk.open(&held.record()).await.says("まだ記録がありません").says("必要なもの：車いす");

    // Time goes on: who came and of whom nothing is written yet stays open beside the next ones.
    act(&desk.open(&held.record()).await, "arrive", &[("people", "4")]).await.says("4人受付");
    app.clock.set("2026-05-20T05:02:00Z".parse().unwrap());
    let desk = app.hearing_desk().await;
    assert_eq!(desk.open(&held.record()).await.all(OPEN), ["通学のバスについて", "公園の日かげ"]);
    held.say(&desk, "雨の日は乗れない。", "heard").await.has_status(200).says("4人受付・論点 1");
    assert_eq!(desk.open(&held.record()).await.all(OPEN), ["公園の日かげ"]);
    // What is wrong is never behind a fold.
    let page = desk.open(&held.record()).await;
    let wrong = act(&page, "promise", &[("text", "協議する。")]).await;
    wrong.has_status(422);
    assert_eq!(wrong.all(OPEN), ["通学のバスについて", "公園の日かげ"]);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_promise_that_nobody_registered_is_named_on_the_record_and_beside_the_summary() {
    let app = TestApp::start().await;
    let held = meeting(&app).await;
    let desk = app.hearing_desk().await;
    let section = app.section("企画調整課").to_string();
    let said = held.say(&desk, "朝の便をふやしてほしい。", "promised").await;
    said.has_status(200).says("約束が、まだ登録されていません");
    let draft = act(&desk.open(&held.record()).await, "summary", &[]).await;
    draft.has_status(200).says("担当課と期限を登録してください");
    // The text for the public is made from what was approved: there is nothing to press before.
    let record = desk.open(&held.record()).await;
    record.says("公表文は、申出人へ送る要旨が承認されてから作ります");
    assert!(record.find_form("/summary").is_none());
    let promise = [("text", "増便を事業者と協議する"), ("section", section.as_str()), ("due_on", "2026-08-31")];
    act(&record, "promise", &promise).await.has_status(200).hides("約束が、まだ登録されていません");
    desk.open(&draft.path).await.says("増便を事業者と協議する").hides("担当課と期限を登録してください");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn whoever_has_to_do_something_with_a_summary_hears_of_it_by_mail() {
    let app = TestApp::start().await;
    let held = meeting(&app).await;
    let desk = app.hearing_desk().await;
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    held.say(&desk, "雨の日は乗れない。", "answered").await.has_status(200);
    let summary = act(&desk.open(&held.record()).await, "summary", &[]).await.path;
    let told = async || -> Vec<String> {
        app.run_jobs().await;
        app.mailer.mailed().into_iter().filter(|mail| mail.kind == "notices").map(|mail| mail.body).collect()
    };
    act(&desk.open(&summary).await, "ask", &[]).await.has_status(200);
    let mails = told().await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].contains("R8-対話01　13:30～13:55　要旨が確認を待っています"), "{}", mails[0]);
    assert!(mails[0].contains(&summary) && !mails[0].contains("乗れない"), "{}", mails[0]);
    act(&mayor.open(&summary).await, "send-back", &[("reason", "日付を書いてください。")]).await.has_status(200);
    let mails = told().await;
    let sent_back = mails.len();
    assert!(sent_back > 1 && mails[1..].iter().all(|mail| mail.contains("要旨が差し戻されました")), "{mails:?}");
    // What was done within the hour is not told any more.
    act(&desk.open(&summary).await, "ask", &[]).await.has_status(200);
    act(&mayor.open(&summary).await, "approve", &[]).await.has_status(200);
    app.pass(TimeDelta::hours(2));
    let mails = told().await;
    let approved = &mails[sent_back..];
    assert!(!approved.is_empty() && approved.iter().all(|mail| mail.contains("要旨が承認されました")), "{mails:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_summary_that_nobody_began_is_asked_for_by_mail_and_late_on_the_pages_once_its_days_are_over() {
    let app = TestApp::start().await;
    let held = meeting(&app).await;
    let desk = second_party(&app, &held).await;
    act(&desk.open(&held.record()).await, "arrive", &[("people", "4")]).await.has_status(200);
    // The second party did not come: of a day that took place nobody waits for its summary.
    act(&desk.open(&held.record()).await, "hold", &[]).await.has_status(200).says("実施済");
    let day = format!("/staff/dialogues/{}", held.day);
    let told = async |on: &str| -> Vec<String> {
        app.clock.set(on.parse().unwrap());
        kocho_service::reminder::remind(&app.house.cx(Actor::Worker)).await.unwrap();
        app.run_jobs().await;
        app.mailer.mailed().into_iter().filter(|mail| mail.kind == "notices").map(|mail| mail.body).collect()
    };

    // The office should have it within five open days, by Wednesday, 27 May.
    assert!(told("2026-05-25T01:00:00Z").await.is_empty(), "Monday");
    let mails = told("2026-05-26T01:00:00Z").await;
    let words = "R8-対話01　13:30～13:55　要旨がまだ書き始められていません（期限が来ます）";
    assert!(!mails.is_empty() && mails.iter().all(|mail| mail.contains(words)), "{mails:?}");
    assert!(mails.iter().all(|mail| mail.contains(&held.record()) && !mail.contains("14:00")), "{mails:?}");
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    mayor.open("/office").await.has_status(200).hides("まだ書き始めていない要旨");
    mayor.open(&day).await.says("要旨を待つ枠があります").says("期限は5月27日（水）です");
    let before = mails.len();
    assert_eq!(told("2026-05-27T01:00:00Z").await.len(), before, "Wednesday");

    let mails = told("2026-05-28T01:00:00Z").await;
    let words = "要旨がまだ書き始められていません（期限を過ぎています）";
    assert!(mails.len() > before && mails[before..].iter().all(|mail| mail.contains(words)), "{mails:?}");
    let (mayor, desk) = (app.staff("秘書広聴課", &[Role::Executive]).await, app.hearing_desk().await);
    mayor.open("/office").await.says("期限を過ぎて、まだ書き始めていない要旨 1件");
    mayor.open(&day).await.says("要旨の期限を過ぎています").says("13:30～13:55の要旨が");
    let list = desk.open("/staff/summaries").await;
    list.says("まだ書き始めていない").says("通学のバスについて").says("1日超過").hides("公園の日かげ");
    assert_eq!(list.link("通学のバスについて"), Some(held.record()));
    assert_eq!(mayor.open("/staff/summaries").await.link("通学のバスについて"), Some(day.clone()));

    // Begun, but not with the office when the applicant should have had it, on 3 June.
    let summary = act(&desk.open(&held.record()).await, "summary", &[]).await.path;
    mayor.open("/office").await.hides("まだ書き始めていない要旨");
    mayor.open(&day).await.hides("まだ書き始められていません");
    let before = told("2026-06-03T01:00:00Z").await.len();
    let mails = told("2026-06-04T01:00:00Z").await;
    let words = "要旨の期限を過ぎています（まだ確認に出していません）";
    assert!(mails.len() > before, "{mails:?}");
    assert!(mails[before..].iter().all(|mail| mail.contains(words) && mail.contains(&summary)), "{mails:?}");
    app.finish().await;
}

/// Answers a case with a letter, as a section and the desk do.
async fn answered(app: &TestApp, path: &str) {
    let clerk = app.staff("企画調整課", &[Role::SectionClerk]).await;
    let head = app.staff("企画調整課", &[Role::SectionHead]).await;
    let desk = app.hearing_desk().await;
    let page = clerk.open(path).await;
    page.says("R8-対話01-01").says("雨の日は満員で乗れない。");
    act(&page, "accept", &[]).await.has_status(200);
    let draft =
        [("text", "待合の机は、駅と相談して秋に置きます。"), ("outcome", "explained"), ("outcome_reason", "説明した")];
    act(&clerk.open(path).await, "draft", &draft).await.has_status(200);
    act(&clerk.open(path).await, "request_approval", &[]).await.has_status(200);
    act(&head.open(path).await, "approve", &[]).await.has_status(200);
    let letter = desk.open(path).await.link("回答書").unwrap();
    desk.open(&letter).await.form("/send").submit().await.has_status(200);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_day_goes_from_the_record_to_the_kept_promise_and_what_the_applicant_hears_later() {
    let app = TestApp::start().await;
    let held = meeting(&app).await;
    let desk = app.hearing_desk().await;
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    let section = app.section("企画調整課").to_string();
    let mails =
        |app: &TestApp, kind: &str| app.mailer.mailed().into_iter().filter(|m| m.kind == kind).collect::<Vec<_>>();

    // On the day.
    held.say(&desk, "雨の日は満員で乗れない。待合に机がほしい。", "taken").await.has_status(200);
    let wrong = act(&desk.open(&held.record()).await, "case", &[]).await;
    wrong.has_status(422).says("担当課を選んでください");
    let taken =
        act(&desk.open(&held.record()).await, "case", &[("section", section.as_str()), ("due_on", "2026-06-30")]).await;
    taken.has_status(200).says("持ち帰り").says("企画調整課");
    let path = taken.link("回付済").unwrap();
    desk.open(&path).await.says("6月30日（火）まで");
    let promise =
        [("text", "朝の時刻の調整を事業者と協議する"), ("section", section.as_str()), ("due_on", "2026-08-31")];
    let page = act(&desk.open(&held.record()).await, "promise", &promise).await;
    page.has_status(200).says("朝の時刻の調整を事業者と協議する");
    let promised = page.link("朝の時刻の調整").unwrap();
    act(&desk.open(&held.record()).await, "hold", &[]).await.has_status(200).says("実施済");
    app.run_jobs().await;
    answered(&app, &path).await;
    let reply = mails(&app, "reply");
    assert!(reply.len() == 1 && reply[0].to == held.mail && reply[0].body.contains("駅と相談して"));

    // The summary: drafted from the record, sent back once, in red, approved, sent.
    let draft = act(&desk.open(&held.record()).await, "summary", &[]).await;
    draft.has_status(200).says("雨の日は満員で乗れない。").says("約束したこと：朝の時刻の調整");
    let summary = draft.path.clone();
    let long = "あ".repeat(1_700);
    act(&draft, "write", &[("body", &long)]).await.has_status(422).says("今は1700字あります。100字減らしてください");
    assert!(mayor.open(&summary).await.find_form("/approve").is_none(), "nothing to approve yet");
    act(&desk.open(&summary).await, "ask", &[]).await.has_status(200).says("確認待ち");
    mayor.open("/staff/summaries").await.says("通学のバスについて");
    let remark = [("quote", "満員"), ("comment", "いつの話か書いてください。")];
    act(&mayor.open(&summary).await, "comment", &remark).await.says("いつの話か書いてください。");
    let guarded = mayor.open(&summary).await.all("form[data-unsaved][action$='/comment'] [data-unsaved-said]");
    assert!(guarded.join("").contains("書きかけの意見があります"), "approving asks for it first: {guarded:?}");
    let wordy = "あ".repeat(1_001);
    let kept = act(&mayor.open(&summary).await, "comment", &[("comment", &wordy)]).await;
    kept.has_status(422).says("1000文字までで書いてください");
    assert_eq!(kept.form("/comment").value("comment"), Some(wordy.as_str()), "what was typed stays");
    assert_eq!(kept.form("/send-back").value("reason"), Some(""), "a remark is no reason");
    act(&mayor.open(&summary).await, "send-back", &[("reason", "")]).await.has_status(422).says("理由を書いてください");
    act(&mayor.open(&summary).await, "send-back", &[("reason", "4月の話と書いてください。")]).await.says("差戻し");
    let body = desk.open(&summary).await.form("/write").value("body").unwrap().replace("雨の日は", "4月の雨の日は");
    let red = act(&desk.open(&summary).await, "write", &[("body", &body)]).await;
    assert!(red.all("ins").join("").contains('4'), "what was added is marked: {:?}", red.all("ins"));
    act(&desk.open(&summary).await, "ask", &[]).await.has_status(200);
    assert!(desk.open(&summary).await.find_form("/approve").is_none());
    act(&mayor.open(&summary).await, "approve", &[]).await.has_status(200).says("承認済");
    let sheet = desk.open(&format!("{summary}/print")).await.link("PDFで保存する").unwrap();
    super::pdf::file(&mayor, &sheet).await.says("4月の雨の日は満員で乗れない。").hides("案");
    super::pdf::refused(&app.staff("企画調整課", &[Role::SectionHead]).await, &sheet).await;
    act(&desk.open(&summary).await, "send", &[]).await.has_status(200).says("送付済");
    app.run_jobs().await;
    let told = mails(&app, "dialogue");
    let last = told.last().unwrap();
    assert!(last.to == held.mail && last.body.contains("4月の雨の日は満員で乗れない。"), "{}", last.body);
    assert!(!last.body.contains("取り消す") && last.enclosures.is_empty(), "the meeting is over: {}", last.body);
    assert!(desk.open(&summary).await.find_form("/write").is_none(), "what was sent stays as it was");

    // The public version: two different people, and every change voids what they agreed to.
    let public = act(&desk.open(&held.record()).await, "summary", &[]).await;
    public.has_status(200).says("公表文").says("まだいません");
    let public = public.path.clone();
    assert!(app.resident().open(&format!("/dialogue/days/{}", held.day)).await.status == 404);
    let stale = desk.open(&public).await;
    act(&stale, "consent", &[]).await.has_status(200);
    act(&stale, "consent", &[]).await.has_status(422).says("すでに承認している");
    assert!(desk.open(&public).await.find_form("/publish").is_none(), "one is not two");
    act(&mayor.open(&public).await, "consent", &[]).await.has_status(200);
    let named = "生徒から、朝の便についての話がありました。見本 花子さん（電話 0299-48-1111）が話しました。";
    act(&desk.open(&public).await, "write", &[("body", named)]).await.says("個人が分かる言葉かもしれません");
    desk.open(&public).await.says("まだいません");
    act(&desk.open(&public).await, "write", &[("body", "生徒から、朝の便についての話がありました。")])
        .await
        .has_status(200);
    act(&mayor.open(&public).await, "consent", &[]).await.has_status(200);
    act(&desk.open(&public).await, "consent", &[]).await.has_status(200);
    act(&desk.open(&public).await, "publish", &[]).await.has_status(200).says("公表済");

    // The promise, kept with evidence, as residents read it.
    act(&desk.open(&promised).await, "publish", &[("public_text", "朝の時刻の調整を協議します。")])
        .await
        .has_status(200);
    let head = app.staff("企画調整課", &[Role::SectionHead]).await;
    let kept = [("words", "7月1日から3分早めることで合意した。"), ("on", "2026-05-20")];
    act(&head.open(&promised).await, "keep", &kept).await.has_status(200).says("果たした");
    let list = app.resident().open("/dialogue/days").await;
    let day = app.resident().open(&list.link("対話の日（5月）").unwrap()).await;
    day.says("朝の便についての話がありました").says("朝の時刻の調整を協議します。").says("に果たしました");
    day.says("持ち帰った用件：1件（うち終わったもの 1件）").hides("満員");
    app.resident().open(&format!("/en/dialogue/days/{}", held.day)).await.says("What became of it");

    // Three months later.
    app.pass(TimeDelta::days(91));
    kocho_service::job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
    app.run_jobs().await;
    let notice = mails(&app, "commitments");
    assert!(notice.iter().any(|mail| mail.body.contains("その後のお知らせの時期です")), "the desk is told");
    let desk = app.hearing_desk().await;
    let waiting = desk.open("/staff/follow-ups").await;
    waiting.says("通学のバスについて").says("令和8年5月20日に行いました。");
    waiting
        .form(&format!("/staff/follow-ups/{}", held.slot))
        .submit()
        .await
        .has_status(200)
        .says("知らせる時期の来た人はいません");
    app.run_jobs().await;
    let told = mails(&app, "dialogue");
    let last = told.last().unwrap();
    assert!(last.to == held.mail && last.body.contains("朝の時刻の調整を協議します。"), "{}", last.body);
    app.finish().await;
}
