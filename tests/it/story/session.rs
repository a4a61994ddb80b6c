//! Who is let in and how a guess is slowed down; what the audit keeps of it; what is kept of a form that nobody sent.

use chrono::TimeDelta;
use kocho_domain::access::{Actor, Role};
use kocho_service::{Error, job, session, status, submission, upload};
use kocho_store::attachment::{self, Owner};

use super::{anonymous, paper, say};
use crate::support::{Page, TestApp};

const WRONG: &str = "0000-0000-0000-0000";
const PASSWORD: &str = "correct-horse-battery";

/// Another house each time, as a guesser with many addresses has them.
fn address(n: usize) -> String {
    format!("192.0.2.{n}")
}

#[tokio::test]
async fn the_sixth_guess_at_a_number_waits_wherever_it_comes_from() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "秘密の声です。")]).await;
    let other = say(&app.resident(), &[("body", "ほかの人の声です。")]).await;
    let cx = || app.house.cx(Actor::Resident);
    for n in 1..=5 {
        let tried = status::open(&cx(), &given.number, WRONG, &address(n)).await;
        assert!(matches!(tried, Err(Error::Invalid(_))), "try {n} is answered: {tried:?}");
    }
    let sixth = status::open(&cx(), &given.number, WRONG, &address(6)).await;
    assert!(matches!(sixth, Err(Error::Slowed { seconds: 60 })), "{sixth:?}");
    let right = status::open(&cx(), &given.number, &given.secret, &address(7)).await;
    assert!(matches!(right, Err(Error::Slowed { .. })), "nobody learns by waiting which secret is right: {right:?}");
    // It is this number that waits, not everybody.
    assert!(status::open(&cx(), &other.number, &other.secret, &address(6)).await.is_ok());

    app.pass(TimeDelta::seconds(59));
    let early = status::open(&cx(), &given.number, &given.secret, &address(8)).await;
    assert!(matches!(early, Err(Error::Slowed { .. })), "{early:?}");
    app.pass(TimeDelta::seconds(1));
    assert!(status::open(&cx(), &given.number, &given.secret, &address(8)).await.is_ok());
    // Who was right begins anew.
    let again = status::open(&cx(), &given.number, WRONG, &address(9)).await;
    assert!(matches!(again, Err(Error::Invalid(_))), "{again:?}");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn guesses_at_an_account_wait_wherever_they_come_from() {
    let app = TestApp::start().await;
    let login = app.account("総務課", &[Role::SectionClerk]).await;
    let colleague = app.account("総務課", &[Role::SectionClerk]).await;
    let cx = || app.house.cx(Actor::Resident);
    for n in 1..=5 {
        let tried = session::sign_in(&cx(), &login, "wrong-password-1", &address(n)).await;
        assert!(matches!(tried, Err(Error::Denied)), "try {n} is answered: {tried:?}");
    }
    let sixth = session::sign_in(&cx(), &login, PASSWORD, &address(6)).await;
    assert!(matches!(sixth, Err(Error::Slowed { seconds: 60 })), "{sixth:?}");
    let in_capitals = session::sign_in(&cx(), &login.to_uppercase(), PASSWORD, &address(7)).await;
    assert!(matches!(in_capitals, Err(Error::Slowed { .. })), "the same name in other letters: {in_capitals:?}");
    assert!(session::sign_in(&cx(), &colleague, PASSWORD, &address(6)).await.is_ok());
    app.pass(TimeDelta::seconds(60));
    assert!(session::sign_in(&cx(), &login, PASSWORD, &address(8)).await.is_ok());
    app.finish().await;
}

#[tokio::test]
async fn guesses_at_many_accounts_from_one_address_wait_too() {
    let app = TestApp::start().await;
    let login = app.account("総務課", &[Role::SectionClerk]).await;
    let cx = || app.house.cx(Actor::Resident);
    for n in 1..=5 {
        let tried = session::sign_in(&cx(), &format!("nobody-{n}"), "wrong-password-1", &address(1)).await;
        assert!(matches!(tried, Err(Error::Denied)), "try {n} is answered: {tried:?}");
    }
    let here = session::sign_in(&cx(), &login, PASSWORD, &address(1)).await;
    assert!(matches!(here, Err(Error::Slowed { .. })), "{here:?}");
    assert!(session::sign_in(&cx(), &login, PASSWORD, &address(2)).await.is_ok(), "others are not in its way");
    app.finish().await;
}

/// The lines of an act in the audit.
fn lines(page: &Page<'_>) -> Vec<String> {
    page.has_status(200);
    page.all("tbody tr")
}

#[tokio::test]
async fn logins_failures_and_logouts_stand_in_the_audit() {
    let app = TestApp::start().await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let wrong = app.plant("wrong-password-77");
    for name in ["staff-1", "nobody-at-all"] {
        let form = app.resident().open("/staff/login").await.form("/staff/login");
        form.fill("name", name).fill("password", &wrong).submit().await.has_status(422);
    }
    clerk.open("/staff/account").await.form("/staff/logout").submit().await.has_status(200);
    let after = clerk.open("/staff/cases").await;
    assert!(after.find_form("/staff/login").is_some(), "who left is asked who it is: {}", after.text());

    let auditor = app.staff("総務課", &[Role::Auditor]).await;
    let list = |act: &'static str| auditor.open(act);
    let logins = lines(&list("/staff/audit?act=login").await);
    assert_eq!(logins.len(), 2, "the clerk and the auditor: {logins:?}");
    assert!(logins[1].contains("市民協働課 担当1") && logins[1].contains("ログインした"), "{logins:?}");
    let page = list("/staff/audit?act=login_failed").await;
    page.hides("nobody-at-all").hides(&wrong);
    let failed = lines(&page);
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert!(failed.iter().all(|line| line.contains("（ログイン前）")), "{failed:?}");
    assert!(failed[1].contains("職員 市民協働課 担当1"), "whose account it was: {failed:?}");
    assert!(!failed[0].contains("担当1"), "a name that is nobody's is not kept: {failed:?}");
    let left = lines(&list("/staff/audit?act=logout").await);
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(left[0].contains("市民協働課 担当1"), "{left:?}");
    app.finish().await;
}

#[tokio::test]
async fn logins_that_are_refused_unlooked_at_are_one_line_of_each_wait() {
    let app = TestApp::start().await;
    let login = app.account("総務課", &[Role::SectionClerk]).await;
    let cx = || app.house.cx(Actor::Resident);
    let wrong = "wrong-password-1";
    let guess = async |name: &str, from: std::ops::RangeInclusive<usize>| {
        for n in from {
            let tried = session::sign_in(&cx(), name, wrong, &address(n)).await;
            assert!(matches!(tried, Err(Error::Denied)), "{name} from {n} is answered: {tried:?}");
        }
    };
    let flood = async |name: &str, from: std::ops::RangeInclusive<usize>| {
        for n in from {
            let tried = session::sign_in(&cx(), name, PASSWORD, &address(n)).await;
            assert!(matches!(tried, Err(Error::Slowed { .. })), "{name} from {n} waits: {tried:?}");
        }
    };
    guess(&login, 1..=5).await;
    flood(&login, 6..=30).await;
    let auditor = app.staff("総務課", &[Role::Auditor]).await;
    let slowed = || auditor.open("/staff/audit?act=login_slowed");
    let told = lines(&slowed().await);
    assert_eq!(told.len(), 1, "{told:?}");
    for words in ["続けて失敗したログインを待たせた", "（ログイン前）", "職員 総務課 担当1"]
    {
        assert!(told[0].contains(words), "{told:?}");
    }
    // The next guess begins another wait.
    app.pass(TimeDelta::seconds(60));
    guess(&login, 31..=31).await;
    flood(&login, 32..=40).await;
    assert_eq!(lines(&slowed().await).len(), 2);
    // One place that tries name after name is told once too, and no name that is nobody's is kept.
    for n in 1..=5 {
        guess(&format!("nobody-{n}"), 41..=41).await;
    }
    for n in 6..=20 {
        flood(&format!("nobody-{n}"), 41..=41).await;
    }
    let page = slowed().await;
    page.hides("nobody-").hides(&address(41));
    let told = lines(&page);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(!told[0].contains("担当"), "{told:?}");
    app.finish().await;
}

#[tokio::test]
async fn guesses_at_a_voice_that_are_refused_stand_in_the_audit_without_where_they_came_from() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "秘密の声です。")]).await;
    let cx = || app.house.cx(Actor::Resident);
    for n in 1..=30 {
        let tried = status::open(&cx(), &given.number, WRONG, &address(n)).await;
        assert_eq!(matches!(tried, Err(Error::Slowed { .. })), n > 5, "try {n}: {tried:?}");
    }
    let auditor = app.staff("総務課", &[Role::Auditor]).await;
    let page = auditor.open("/staff/audit?act=status_slowed").await;
    page.hides("from=");
    let told = lines(&page);
    assert_eq!(told.len(), 1, "{told:?}");
    for words in ["続けて合わなかった番号の照会を待たせた", "（番号を入れた人）", "声 1"] {
        assert!(told[0].contains(words), "{told:?}");
    }
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn files_of_a_form_that_was_never_sent_are_erased_after_a_day() {
    let app = TestApp::start().await;
    let resident = || app.house.cx(Actor::Resident);
    let bring = |shade: u8| vec![upload::Incoming { name: "穴.png".into(), bytes: paper::photo(shade, 40, 30) }];
    for (key, shade) in [("form-that-waits", 90), ("form-that-is-sent", 200)] {
        let refused = upload::keep(&resident(), key, bring(shade)).await.unwrap();
        assert!(refused.is_empty(), "{refused:?}");
    }
    let cx = resident();
    let new =
        submission::Submit { form_key: "form-that-is-sent".into(), ..anonymous(&cx, "写真を見てください。") };
    let key = submission::submit(&cx, new).await.unwrap().key;
    let sent = kocho_store::submission::by_key(&app.house.db().reader(), &key).await.unwrap().unwrap();
    let db = app.house.db();
    let waiting = || async { attachment::uploads(&db.reader(), "form-that-waits").await.unwrap() };
    let bytes = |hash: String| async move { attachment::bytes(&db.reader(), &hash).await.unwrap() };
    let hash = waiting().await[0].blob.clone();

    app.pass(TimeDelta::hours(23));
    job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
    assert_eq!(waiting().await.len(), 1, "whoever goes on the next morning finds the file");
    assert!(bytes(hash.clone()).await.is_some());
    app.pass(TimeDelta::hours(2));
    job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
    assert!(waiting().await.is_empty(), "after a day it is gone");
    assert!(bytes(hash).await.is_none(), "and its bytes with it");

    let kept = attachment::of(&db.reader(), Owner::Submission(sent.id)).await.unwrap();
    assert_eq!(kept.len(), 1, "what was sent stays");
    assert!(bytes(kept[0].blob.clone()).await.is_some());
    app.run_jobs().await;
    app.finish().await;
}
