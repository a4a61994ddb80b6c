//! Plans beside each other: a new one comes in, people decide how measures go on, it comes into force; nothing is counted
//! twice and nothing is lost.

use kocho_domain::{access::Role, clock::Clock, crosswalk::Relation};

use super::{Receipt, act, case, say};
use crate::support::{Page, TestApp, Visitor};

/// The invented second plan.
pub(super) const SECOND: &str = include_str!("../../../config/plans/demo-second-half.toml");
const OLD: &str = "/staff/plan?plan=omitama-2-1";
const NEW: &str = "/staff/plan?plan=demo-second-half";
const CROSSWALK: &str = "/staff/crosswalk/omitama-2-1/demo-second-half";

/// A part of the city's plan that comes in later.
const PART: &str = r#"
[plan]
code = "omitama-2-1"
name = "小美玉市第2次総合計画（前期基本計画）"
valid_from = "2018-04-01"
valid_until = "2023-03-31"
[[goals]]
code = "2"
name = "二つ目の目標"
[[policies]]
code = "21"
number = 1
goal = "2"
name = "子育て支援"
[[policies.measures]]
code = "2101"
name = "保育の見本"
sections = ["子ども福祉課"]
items = ["待機児童ゼロ"]
"#;

/// A voice that the desk tags with a measure.
async fn tagged(desk: &Visitor<'_>, text: &str, measure: &str) -> Receipt {
    let given = say(&desk.app.resident(), &[("body", text)]).await;
    act(desk, &given, "triage", &[("decision", "tagged"), ("measure", measure)]).await.has_status(200);
    given
}

/// Takes a plan in by the pages: first the differences, then the decision.
async fn take_in<'a>(head: &Visitor<'a>, text: &str) -> Page<'a> {
    let preview = head.open("/staff/plan/import").await.form("/import").fill("text", text).submit().await;
    preview.has_status(200);
    preview.form("/import").submit().await
}

async fn head(app: &TestApp) -> Visitor<'_> {
    app.staff("秘書広聴課", &[Role::HearingClerk, Role::HearingHead]).await
}

/// The total of a tree.
#[track_caller]
fn total(page: &Page<'_>) -> u64 {
    page.has_status(200);
    page.all(".row-total td").join("").parse().unwrap()
}

/// The figure in the row of a table that begins so.
#[track_caller]
fn figure(page: &Page<'_>, row: &str) -> String {
    let rows = page.all("tbody tr");
    let found = rows.iter().find(|words| words.starts_with(row)).unwrap_or_else(|| panic!("no {row} in {rows:#?}"));
    found.rsplit(' ').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_plan_stands_beside_the_old_is_decided_row_by_row_and_both_trees_have_equal_totals() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    for (text, measure) in
        [("モニターのこと", "1302"), ("広報の字", "1301"), ("婚活の会", "1502"), ("拠点の部屋", "1104")]
    {
        tagged(&desk, text, measure).await;
    }
    say(&app.resident(), &[("body", "まだ誰も読んでいない声")]).await;
    let outside = say(&app.resident(), &[("body", "側溝の泥")]).await;
    act(&desk, &outside, "triage", &[("decision", "outside")]).await.has_status(200);

    let head = head(&app).await;
    take_in(&head, SECOND).await.has_status(200).says("デモ用の仮の後期基本計画");
    let old = head.open("/staff/plan").await;
    old.says("今の計画").says("他の計画で見る");
    assert_eq!((total(&old), figure(&old, "1302"), figure(&old, "計画に該当なし")), (6, "1".into(), "1".into()));
    let new = head.open(NEW).await;
    assert_eq!((total(&new), figure(&new, "読替え未定")), (6, "4".into()), "proposals move no figure");

    // The clerk sees old and new side by side, takes what has the same name, and decides the rest.
    let list = desk.open(CROSSWALK).await;
    list.has_status(200)
        .says("広聴の充実")
        .says("分割")
        .says("統合")
        .says("終了")
        .says("新しい施策")
        .says("市政モニター制度");
    list.form("demo-second-half").submit().await.has_status(200).says("件の読替えを決めました");
    let list = desk.open(CROSSWALK).await;
    let row = desk.open(&list.row_link("1502 出会いの場の創出").unwrap()).await;
    assert!(row.path.contains("/staff/cases"), "a figure leads to the cases behind it: {}", row.path);
    let rest = list.all("tbody tr");
    assert!(rest.iter().any(|row| row.contains("1301 情報提供の充実") && row.contains("（主）")), "{rest:#?}");
    let mut form = list.form("demo-second-half");
    for tick in ticks(&list) {
        form = form.tick("row", &tick);
    }
    form.submit().await.has_status(200);
    desk.open(CROSSWALK).await.says("未決定 0件").says("決定");

    let (old, new) = (head.open(OLD).await, head.open(NEW).await);
    assert_eq!((total(&old), total(&new)), (6, 6));
    assert_eq!(figure(&new, "1303"), "1", "広聴の充実 has another number");
    assert_eq!(figure(&new, "1301"), "1", "what is split stands under the primary one");
    assert_eq!(figure(&new, "終了した施策"), "2");
    new.hides("読替え未定");
    app.run_jobs().await;
    app.finish().await;
}

/// The ticks that a page offers.
fn ticks(page: &Page<'_>) -> Vec<String> {
    let parts = page.body.split("name=\"row\" value=\"").skip(1);
    parts.filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
}

/// Decides every row as it is proposed.
async fn decide_all(desk: &Visitor<'_>) {
    let list = desk.open(CROSSWALK).await;
    let all = ticks(&list);
    let mut form = list.form("demo-second-half");
    for tick in all.iter().filter(|tick| form_lacks(&list, tick)) {
        form = form.tick("row", tick);
    }
    form.submit().await.has_status(200);
}

/// The tick is not set when the page opens.
fn form_lacks(page: &Page<'_>, tick: &str) -> bool {
    !page.body.contains(&format!("value=\"{tick}\" checked"))
}

#[tokio::test]
async fn what_is_proposed_follows_from_names_and_texts() {
    let app = TestApp::start().await;
    take_in(&head(&app).await, SECOND).await.has_status(200);
    let rows = kocho_store::crosswalk::rows(&app.house.db().reader(), None).await.unwrap();
    let of = |code: &str, new: bool| {
        let row = rows.iter().find(|r| r.row.subject == code && (r.row.relation == Relation::New) == new).unwrap();
        let targets: Vec<&str> = row.row.targets.iter().map(|target| target.code.as_str()).collect();
        (row.row.relation, targets)
    };
    for (code, relation, targets) in [
        ("1101", Relation::Same, vec!["1101"]),
        ("1102", Relation::Merged, vec!["1102"]),
        ("1103", Relation::Merged, vec!["1102"]),
        ("1104", Relation::Ended, vec![]),
        ("1202", Relation::Merged, vec!["1201"]),
        ("1301", Relation::Split, vec!["1301", "1302"]),
        ("1302", Relation::Same, vec!["1303"]),
        ("1305", Relation::Moved, vec!["1205"]),
        ("1306", Relation::Moved, vec!["1104"]),
        ("1502", Relation::Ended, vec![]),
        ("1602", Relation::Merged, vec!["1503"]),
    ] {
        assert_eq!(of(code, false), (relation, targets), "{code}");
    }
    assert_eq!(of("1306", true).0, Relation::New);
    assert_eq!((rows.len(), rows.iter().filter(|row| row.row.decided).count()), (29, 0));
    app.finish().await;
}

#[tokio::test]
async fn from_the_day_it_is_in_force_new_letters_are_tagged_in_the_new_tree_and_old_ones_still_teach() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let old = tagged(&desk, "ぽんぽこ広場の鐘楼の鐘が正午に鳴りません。鳴らしてください。", "1305").await;
    let head = head(&app).await;
    take_in(&head, SECOND).await.has_status(200);
    decide_all(&desk).await;
    let day = head.open("/staff/plan/demo-second-half/use").await;
    day.says("施策をそのまま持ち続けます");
    let yesterday = app.clock.today().pred_opt().unwrap().to_string();
    day.form("/use").fill("from", &yesterday).submit().await.has_status(422).says("今日以降の日");
    let today = app.clock.today().to_string();
    day.form("/use").fill("from", &today).submit().await.has_status(200).says("今の計画");

    // The old case keeps its measure, and can be saved with it.
    let page = case(&desk, &old).await;
    page.says("旧1305 国際交流・国際化の推進");
    page.form("/triage").fill("kind", "request").submit().await.has_status(200);
    case(&desk, &old).await.says("旧1305");
    // A new letter of its kind is suggested for the measure of the new plan, because of the old one.
    let next = say(&app.resident(), &[("body", "ぽんぽこ広場の鐘楼の鐘がきょうも正午に鳴りませんでした。")]).await;
    let page = case(&desk, &next).await;
    let suggested = page.all(".suggestion-name");
    assert!(suggested.first().is_some_and(|name| name.contains("1205")), "{suggested:?}");
    page.says(&format!("似た案件 {}", old.number));
    act(&desk, &next, "triage", &[("decision", "tagged"), ("measure", "1306")]).await.has_status(200);
    case(&desk, &next).await.says("1306 スマートフォン教室");
    act(&desk, &next, "triage", &[("decision", "tagged"), ("measure", "omitama-2-1/1306")]).await.has_status(422);

    let (before, now) = (head.open(OLD).await, head.open("/staff/plan").await);
    assert_eq!((total(&before), total(&now)), (2, 2));
    assert_eq!((figure(&before, "1305"), figure(&before, "新しい施策")), ("1".into(), "1".into()));
    assert_eq!((figure(&now, "1205"), figure(&now, "1306")), ("1".into(), "1".into()));
    // The list of a measure finds what its figure counts, and the office reads the same tree.
    assert!(desk.open("/staff/cases?queue=all&measure=1205").await.row_link(&old.number).is_some());
    assert!(desk.open("/staff/cases?queue=all&measure=omitama-2-1/1305").await.row_link(&old.number).is_some());
    // The search offers measures of the plan before where there are cases under them, and finds by them.
    let words = "/staff/search?q=%E9%90%98%E6%A5%BC";
    let page = desk.open(words).await;
    assert_eq!(page.all("optgroup option"), ["旧1305 国際交流・国際化の推進"]);
    assert_eq!(page.all(".hit-facts .num").len(), 2);
    let page = desk.open(&format!("{words}&measure=omitama-2-1/1305")).await;
    page.has_status(200).says("施策：旧1305");
    assert_eq!(page.all(".hit-facts .num"), [old.number.as_str()]);
    assert_eq!(page.all("optgroup option[selected]").len(), 1);
    head.open("/office/week").await.says("スマートフォン教室と窓口の手助け");
    let auditor = app.staff("総務課", &[Role::Auditor]).await;
    auditor.open("/staff/audit").await.says("使う計画を決めた").says("読替えを決めた");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_plan_that_was_decided_for_a_later_day_waits_for_it_and_can_be_taken_back() {
    let app = TestApp::start().await;
    let head = head(&app).await;
    take_in(&head, SECOND).await.has_status(200);
    let use_page = "/staff/plan/demo-second-half/use";
    let later = (app.clock.today() + chrono::Days::new(2)).to_string();
    head.open(use_page).await.form("/use").fill("from", &later).submit().await.has_status(200);
    head.open(use_page).await.form("/take_back").submit().await.has_status(200).says("取り消しました");
    head.open(use_page).await.form("/use").fill("from", &later).submit().await.has_status(200);
    head.open("/staff/plan").await.says("第2次総合計画").says("から使う");
    app.pass(chrono::TimeDelta::hours(48));
    app.house.refresh().await.unwrap();
    let head = app.staff("秘書広聴課", &[Role::HearingHead]).await;
    let page = head.open("/staff/plan").await;
    assert_eq!(page.all("h1"), ["デモ用の仮の後期基本計画"]);
    app.finish().await;
}

#[tokio::test]
async fn a_part_that_comes_later_adds_to_its_plan_and_what_is_listed_again_counts_once() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    tagged(&desk, "人口のこと", "1503").await;
    let head = head(&app).await;
    let page = head.open("/staff/plan").await;
    page.says("再掲 未登録（2101）");
    assert_eq!((total(&page), figure(&page, "1503")), (1, "1".into()));
    take_in(&head, PART).await.has_status(200);
    tagged(&desk, "保育園に入れません", "2101").await;
    let page = head.open("/staff/plan").await;
    page.says("再掲 2101 保育の見本").hides("未登録（2101）").says("未登録（3306）").says("みんなの力で磨くまちづくり");
    assert_eq!((total(&page), figure(&page, "2101"), figure(&page, "1503")), (2, "1".into(), "1".into()));
    assert_eq!(figure(&page, "再掲 2101"), "（1）");
    assert_eq!((figure(&page, "15 "), figure(&page, "21 ")), ("1".into(), "1".into()), "nothing is added twice");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_row_is_changed_to_a_measure_of_a_part_that_is_not_there_and_contradictions_are_refused() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    tagged(&desk, "モニターのこと", "1302").await;
    let head = head(&app).await;
    take_in(&head, SECOND).await.has_status(200);
    desk.open(CROSSWALK).await.form("demo-second-half").submit().await.has_status(200);
    let row = async |code: &str| {
        let rows = kocho_store::crosswalk::rows(&app.house.db().reader(), None).await.unwrap();
        let row = rows.iter().find(|row| row.row.subject == code).unwrap();
        format!("{CROSSWALK}/{}", row.id)
    };
    // 1301 cannot be the same as 1303, because 1302 is already.
    let page = desk.open(&row("1301").await).await;
    let form = page.form(&page.path).fill("relation", "same").fill("primary", "1303");
    form.submit().await.has_status(422).says("「1303」には「1302」も読み替えます");
    let form = page.form(&page.path).fill("relation", "split").fill("primary", "1301");
    form.submit().await.has_status(200);
    // 1302 goes on in a part that is not taken in yet.
    let page = desk.open(&row("1302").await).await;
    let form = page.form(&page.path).fill("relation", "moved").fill("primary", "").fill("code", "2103");
    form.fill("note", "部が変わったため")
        .submit()
        .await
        .has_status(200)
        .says("未登録（2103）")
        .says("部が変わったため");
    desk.open(CROSSWALK).await.says("1303 広聴の充実");
    let new = head.open(NEW).await;
    assert_eq!((total(&new), figure(&new, "未登録（2103）")), (1, "1".into()));
    // Its part comes: the code gets its name, and what was decided stays.
    let part = PART.replace("omitama-2-1", "demo-second-half").replace("2101", "2103");
    take_in(&head, &part.replace("2018-04-01", "2027-04-01").replace("2023-03-31", "2032-03-31")).await.has_status(200);
    let new = head.open(NEW).await;
    new.hides("未登録（2103）").says("スマートフォン教室");
    assert_eq!((total(&new), figure(&new, "2103")), (1, "1".into()));
    desk.open(CROSSWALK).await.says("2103 保育の見本").says("部が変わったため");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn figures_keep_to_what_a_person_may_know_and_pages_to_their_roles() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    tagged(&desk, "モニターのこと", "1302").await;
    let given = say(&app.resident(), &[("body", "夫に首を絞められています。助けてください。")]).await;
    act(&desk, &given, "take_urgent", &[]).await.has_status(200);
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    let numbers = app.staff("総務課", &[Role::Statistics]).await;
    assert_eq!(total(&desk.open("/staff/plan").await), 2);
    assert_eq!(total(&mayor.open("/staff/plan").await), 1);
    assert_eq!(total(&numbers.open("/staff/plan").await), 1);
    app.staff("市民協働課", &[Role::SectionHead]).await.open("/staff/plan").await.has_status(404);
    desk.open("/staff/plan/import").await.has_status(404);
    let year = desk.open("/staff/plan?year=2020").await;
    assert_eq!(total(&year), 2, "a year that is not offered is no filter");
    let last = format!("/staff/plan?year={}", kocho_domain::era::FiscalYear::of(app.clock.today()).year() - 1);
    assert_eq!(total(&desk.open(&last).await), 0);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_plan_whose_printed_period_is_over_is_told_to_administrators_and_goes_on() {
    let app = TestApp::start().await;
    let admin = app.staff("秘書広聴課", &[Role::Admin]).await;
    admin
        .open("/staff/admin")
        .await
        .says("計画の期間（令和5年3月31日まで）が過ぎています")
        .says("分類はこのまま続けられます");
    let desk = app.hearing_desk().await;
    let given = tagged(&desk, "外国から来た方と話せる集まりをひらいてください。", "1305").await;
    desk.open("/staff/cases?queue=all&measure=1305").await.says(&given.number);

    // A plan whose period is not over says nothing of it.
    let head = head(&app).await;
    take_in(&head, SECOND).await.has_status(200);
    decide_all(&desk).await;
    let form = head.open("/staff/plan/demo-second-half/use").await.form("/use");
    form.fill("from", &app.clock.today().to_string()).submit().await.has_status(200);
    admin.open("/staff/admin").await.has_status(200).hides("計画の期間（");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_number_that_names_another_measure_in_the_new_plan_mixes_no_voices_at_the_office() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    for matter in ["祭り", "料理", "言葉", "学校", "病院", "仕事", "引越", "防災", "子育て", "買物", "通訳", "税金"]
    {
        tagged(&desk, &format!("外国の人に{matter}のことを伝えてください。"), "1305").await;
    }
    let head = head(&app).await;
    take_in(&head, SECOND).await.has_status(200);
    decide_all(&desk).await;
    let today = app.clock.today().to_string();
    let day = head.open("/staff/plan/demo-second-half/use").await;
    day.form("/use").fill("from", &today).submit().await.has_status(200);
    // 1305 was 国際交流 and is 情報化 now; 国際交流 is 1205.
    desk.open("/office/rising").await.says("1205 国際交流・国際化の推進").hides("情報化の推進");
    let ask = |measure: &'static str| {
        let desk = desk.clone();
        async move { desk.open("/office/topics/new").await.form("/office/topics").fill("measure", measure).submit().await }
    };
    ask("1305").await.has_status(422).says("当てはまる声が0件です");
    let map = ask("1205").await;
    map.has_status(200);
    app.run_jobs().await;
    desk.open(&map.path).await.says("12件");
    app.finish().await;
}
