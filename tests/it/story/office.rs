//! The office's morning: what is rising, which groups of opinions there are, what of it may leave the house.

use chrono::TimeDelta;
use kocho_domain::{access::Role, clock::Clock};

use super::{act, case, say};
use crate::support::{Page, TestApp, Visitor};

/// Five matters, six letters each.
const MATTERS: [(&str, [&str; 6]); 5] = [
    (
        "ごみ袋",
        [
            "指定のごみ袋が小さすぎます。",
            "ごみ袋の値段が上がって困ります。",
            "ごみ袋を売る店が近くにありません。",
            "ごみ袋がすぐ破れます。",
            "ごみ袋に名前を書きたくありません。",
            "ごみ袋をもう一つ大きくしてください。",
        ],
    ),
    (
        "図書館",
        [
            "図書館の本が古いです。",
            "図書館を夜まで開けてください。",
            "図書館の自習の席が足りません。",
            "図書館の駐車場が狭いです。",
            "図書館の予約を簡単にしてください。",
            "図書館の冷房が効きません。",
        ],
    ),
    (
        "予防接種",
        [
            "予防接種の予約が取れません。",
            "予防接種の知らせが届きません。",
            "予防接種の費用を助けてください。",
            "予防接種を受ける病院が遠いです。",
            "予防接種の説明が分かりにくいです。",
            "予防接種の日を増やしてください。",
        ],
    ),
    (
        "通学路",
        [
            "通学路の歩道に草が伸びています。",
            "通学路の信号が短いです。",
            "通学路に車が入ってきます。",
            "通学路の街灯が暗いです。",
            "通学路の側溝にふたがありません。",
            "通学路の横断歩道が消えています。",
        ],
    ),
    (
        "自治会",
        [
            "自治会の役員のなり手がいません。",
            "自治会の会費が高いです。",
            "自治会に入らない人が増えました。",
            "自治会の回覧板が遅れます。",
            "自治会の集まりが多すぎます。",
            "自治会の当番を減らしてください。",
        ],
    ),
];

/// Somebody with a mail address of their own speaks.
async fn speak(app: &TestApp, person: usize, body: &str, publish: bool) {
    let mail = format!("resident-{person:03}@example.jp");
    let publish = if publish { "yes" } else { "no" };
    let fields =
        [("body", body), ("reply", "yes"), ("reply_way", "mail"), ("email", mail.as_str()), ("publish", publish)];
    say(&app.resident(), &fields).await;
}

/// A city in which thirty people spoke; of the last matter only two agreed to be published.
async fn spoken(app: &TestApp) {
    for (matter, (_, letters)) in MATTERS.iter().enumerate() {
        for (n, letter) in letters.iter().enumerate() {
            speak(app, 10 * matter + n, letter, matter != 4 || n < 2).await;
        }
    }
}

/// Asks for a map of everything and opens it.
async fn mapped<'a>(desk: &Visitor<'a>) -> Page<'a> {
    let waiting = desk.open("/office/topics/new").await.form("/office/topics").submit().await;
    waiting.has_status(200).says("作っています");
    desk.app.run_jobs().await;
    desk.open(&waiting.path).await
}

#[tokio::test]
async fn voices_are_put_into_groups_and_each_is_a_click_away_for_those_who_may_read_it() {
    let app = TestApp::start().await;
    spoken(&app).await;
    let abuse = "夫に首を絞められています。ごみ袋をかぶせられました。助けてください。";
    let hidden = say(&app.resident(), &[("body", abuse)]).await;
    let desk = app.hearing_desk().await;
    act(&desk, &hidden, "take_urgent", &[]).await.has_status(200);
    let map = mapped(&desk).await;
    map.has_status(200).says("世論調査ではありません").says("30件（30人）").says("topic-");
    for (word, _) in MATTERS {
        map.says(word);
    }
    let group = desk.open(&map.row_link("ごみ袋").expect("a way to the group")).await;
    group.has_status(200).says("指定のごみ袋が小さすぎます。").hides("首を絞め").hides("図書館の本");
    let voice = group.link("指定のごみ袋").expect("a way to the voice");
    desk.open(&voice).await.has_status(200).says("ごみ袋");

    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    mayor.open(&map.path).await.says("30件（30人）").hides(&hidden.number);
    mayor.open(&format!("{}?view=tree&by=channel", map.path)).await.says("まとまり").says("市政へのご意見");
    // Beside each other by district, age, time, way of arriving and kind: each table is of all the voices in groups.
    let mut sums = Vec::new();
    for by in ["district", "age", "time", "channel", "kind"] {
        let page = desk.open(&format!("{}?by={by}", map.path)).await;
        let cells = page.all(".topic-compare td");
        sums.push(cells.iter().filter_map(|cell| cell.parse::<usize>().ok()).sum::<usize>());
    }
    assert!(sums[0] > 0 && sums[0] <= 30 && sums.iter().all(|sum| *sum == sums[0]), "{sums:?}");
    let counts = app.staff("秘書広聴課", &[Role::Statistics]).await;
    counts.open(&map.path).await.has_status(200).says("ごみ袋").hides("/staff/cases/").hides("/groups/");
    counts.open(&format!("{}/groups/1", map.path)).await.has_status(403);
    let clerk = app.staff("環境課", &[Role::SectionClerk]).await;
    clerk.open(&map.path).await.has_status(404);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_voice_that_must_no_longer_be_known_leaves_the_map_with_everything_it_counted() {
    let app = TestApp::start().await;
    spoken(&app).await;
    let last = say(&app.resident(), &[("body", "ごみ袋のことで職員に怒鳴られました。")]).await;
    let desk = app.hearing_desk().await;
    let map = mapped(&desk).await;
    map.says("31件（30人＋書き手不明1）");
    let key = case(&desk, &last).await.path.trim_start_matches("/staff/cases/").to_owned();
    restrict(&app, &key).await;
    desk.open(&map.path).await.says("30件（30人）");
    let group = map.row_link("ごみ袋").expect("a way to the group");
    desk.open(&group).await.has_status(200).hides("怒鳴られ");
    desk.open(&map.path).await.form("/remove").submit().await.has_status(200).says("声は残っています");
    desk.open(&map.path).await.has_status(404);
    app.run_jobs().await;
    app.finish().await;
}

/// The case becomes one that only few may know.
async fn restrict(app: &TestApp, key: &str) {
    use kocho_domain::{access, story, workflow::Act};
    let cx = app.house.cx(access::Actor::Worker);
    let mut tx = app.house.db().begin(&cx.actor, cx.now()).await.unwrap();
    let key = kocho_domain::id::PublicKey::parse(key).unwrap();
    let case = kocho_store::case::by_key(&tx, &key).await.unwrap().unwrap();
    let permitted = access::permit(&cx.actor, Act::MailSent, case, &[]).unwrap();
    let restricted =
        permitted.apply(|case| Ok::<_, ()>(kocho_domain::case::Case { restricted: true, ..case })).unwrap();
    kocho_store::case::save(&mut tx, &restricted).await.unwrap();
    tx.commit(story::Story::Unrecorded(story::Why::Topic)).await.unwrap();
}

#[tokio::test]
async fn what_leaves_the_house_shows_five_people_at_least_who_agreed_and_nobody_alone() {
    let app = TestApp::start().await;
    spoken(&app).await;
    let desk = app.hearing_desk().await;
    let map = mapped(&desk).await;
    let public = desk.open(&format!("{}/public", map.path)).await;
    public.has_status(200).says("世論調査ではありません").says("図書館");
    // Only two of those who spoke of it agreed.
    public.hides("自治会").hides("図書館の本が古いです").hides("/staff/cases").hides("topic-point");
    // A rest of two could be told; so one of the groups went with them.
    assert_eq!(public.all("tbody td.num"), ["6", "6", "6", "8"]);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn too_few_voices_make_no_map_and_the_form_says_so() {
    let app = TestApp::start().await;
    speak(&app, 1, "図書館のこと", true).await;
    let desk = app.hearing_desk().await;
    let form = desk.open("/office/topics/new").await.form("/office/topics");
    form.submit().await.has_status(422).says("当てはまる声が1件です");
    let form = desk.open("/office/topics/new").await.form("/office/topics");
    form.fill("until", "2020-01-01").submit().await.has_status(422).says("より後の日");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn in_the_morning_the_office_reads_what_is_rising_and_of_whom() {
    let app = TestApp::start().await;
    speak(&app, 1, "図書館の本が古いです。", true).await;
    app.pass(TimeDelta::days(10));
    for letter in MATTERS[1].1 {
        // One person, six times: nothing rises.
        speak(&app, 1, letter, true).await;
    }
    for (n, letter) in MATTERS[0].1.iter().enumerate() {
        speak(&app, 20 + n, letter, true).await;
    }
    let abuse = "夫に首を絞められています。ごみ袋をかぶせられました。助けてください。";
    let hidden = say(&app.resident(), &[("body", abuse)]).await;
    let desk = app.hearing_desk().await;
    act(&desk, &hidden, "take_urgent", &[]).await.has_status(200);
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    let morning = mayor.open(&mayor.open("/office").await.link("増えている声").expect("a way to it")).await;
    morning.has_status(200).says("先週までの平均 0.0件 → この週 6件 （6人）").says("去年との比較なし");
    assert_eq!(morning.all("#words-title + .rising-list .rising-name"), ["ごみ袋 大きく増加"]);
    morning.says("ごみ袋をもう一つ大きくしてください。").hides("首を絞め");
    let counts = app.staff("秘書広聴課", &[Role::Statistics]).await;
    counts.open("/office/rising").await.says("ごみ袋").hides("/staff/cases/").hides("大きくしてください");
    app.staff("環境課", &[Role::SectionHead]).await.open("/office/rising").await.has_status(404);
    // A week later it is news no more.
    app.pass(TimeDelta::days(7));
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    mayor.open("/office/rising").await.hides("ごみ袋").says("はありません");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn districts_and_measures_rise_against_the_weeks_before_and_the_same_week_of_last_year() {
    let app = TestApp::start().await;
    let speak = async |district: &str, matter: usize| {
        let mut given = Vec::new();
        for (n, letter) in MATTERS[matter].1.iter().enumerate() {
            let mail = format!("resident-{matter}{n}@example.jp");
            let fields: [(&str, &str); 5] = [
                ("body", letter),
                ("district", district),
                ("reply", "yes"),
                ("reply_way", "mail"),
                ("email", mail.as_str()),
            ];
            given.push(say(&app.resident(), &fields).await);
        }
        given
    };
    speak("minori", 0).await;
    app.pass(TimeDelta::days(364));
    speak("minori", 1).await;
    let given = speak("ogawa", 2).await;
    let desk = app.hearing_desk().await;
    for one in given.iter().take(4) {
        act(&desk, one, "triage", &[("decision", "tagged"), ("measure", "1305")]).await.has_status(200);
    }
    let login = app.account("秘書広聴課", &[Role::Executive]).await;
    let from = app.house.db().reader();
    let account = kocho_store::staff::by_login(&from, &login).await.unwrap().unwrap();
    let actor = kocho_store::staff::actor(&from, &account, app.clock.today()).await.unwrap();
    let cx = app.house.cx(kocho_domain::access::Actor::Staff(actor));
    let found = kocho_service::rising::week(&cx, None).await.unwrap();
    // As many spoke from 美野里 in this week of last year: that is no news.
    let districts: Vec<_> =
        found.districts.iter().map(|d| (d.name.as_str(), d.counts.now, d.counts.last_year)).collect();
    assert_eq!(districts, [("小川", 6, Some(0))]);
    let measures: Vec<_> = found.measures.iter().map(|m| (m.code.as_str(), m.counts.now, m.counts.before)).collect();
    assert_eq!(measures, [("1305", 4, 0)]);
    assert_eq!((found.whole.now, found.whole.last_year), (12, Some(6)));
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_came_in_the_same_week_of_last_year_is_nothing_new() {
    let app = TestApp::start().await;
    for (n, letter) in MATTERS[0].1.iter().enumerate() {
        speak(&app, 20 + n, letter, true).await;
    }
    app.run_jobs().await;
    // 52 weeks later as many write of the same, and of something that nobody wrote of then.
    app.pass(TimeDelta::days(364));
    for (n, letter) in MATTERS[0].1.iter().chain(&MATTERS[1].1).enumerate() {
        speak(&app, 40 + n, letter, true).await;
    }
    let mayor = app.staff("秘書広聴課", &[Role::Executive]).await;
    let page = mayor.open("/office/rising").await;
    page.has_status(200).says("この週 6件 （6人）").says("去年の同じ週 0件").hides("去年との比較なし");
    assert_eq!(page.all("#words-title + .rising-list .rising-name"), ["図書館 大きく増加"]);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_campaign_stands_once_at_the_office_and_is_not_many_who_speak_for_themselves() {
    let app = TestApp::start().await;
    super::submit_many(&app, &vec![super::flood::TEXT.to_owned(); 6]).await;
    app.run_jobs().await;
    let office = app.staff("秘書広聴課", &[Role::Executive]).await;
    let week = office.open("/office").await;
    assert_eq!(week.says("ほぼ同じ文面 6通").all(".voice-card").len(), 1);
    office.open("/office/rising").await.says("この週 6通").hides("大きく増加");
    app.finish().await;
}
