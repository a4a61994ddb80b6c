//! Every door × every role, observed: each is really asked as nobody, as each role, and as a clerk of another section.

use std::collections::BTreeMap;

use axum::http::Method;
use kocho_domain::access::Role;
use kocho_web::Access;

use crate::support::{TestApp, Visitor};

/// What an answer means for the table.
fn word(status: u16, path: &str) -> &'static str {
    match status {
        200 | 303 if path.starts_with("/staff/login") => "ログインへ",
        401 => "ログインへ",
        200..=399 => "開く",
        404 => "－",
        400 | 409 | 422 => "受ける",
        403 => "不可",
        _ => "故障",
    }
}

/// The sample request of a door: path parameters are filled with things that exist.
fn fill(path: &str, things: &BTreeMap<&str, String>) -> Option<String> {
    let whose = if path.starts_with("/staff/cases") { "case" } else { "submission" };
    let mut filled = path.replace("{key}", &things[whose]);
    // What is sent out and answered has begun; what is written has not.
    let has_begun =
        !path.starts_with("/staff") || ["/invitations", "/letters", "/papers"].iter().any(|page| path.contains(page));
    filled = filled.replace("{survey}", &things[if has_begun { "wave" } else { "survey" }]);
    for (name, value) in things {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    (!filled.contains('{')).then_some(filled)
}

async fn ask(visitor: &Visitor<'_>, method: &str, path: &str, csrf: &str) -> (u16, String) {
    let response = if method == "GET" {
        visitor.once(Method::GET, path, None, Vec::new()).await
    } else {
        let body = format!("csrf={csrf}").into_bytes();
        visitor.once(Method::POST, path, Some("application/x-www-form-urlencoded".into()), body).await
    };
    let to = response.headers().get("location").and_then(|l| l.to_str().ok()).unwrap_or_default().to_owned();
    (response.status().as_u16(), to)
}

#[tokio::test]
async fn every_door_is_open_to_those_whom_the_table_names_and_to_nobody_else() {
    let app = TestApp::start().await;
    let things = crate::story::furnished(&app).await;
    let mut people: Vec<(&str, Visitor<'_>, String)> = vec![("（誰でも）", app.resident(), String::new())];
    for role in Role::ALL {
        let section =
            if matches!(role, Role::HearingClerk | Role::HearingHead) { "秘書広聴課" } else { "市民協働課" };
        let visitor = app.staff(section, &[role]).await;
        let csrf =
            visitor.open("/staff/account").await.form("/staff/logout").value("csrf").unwrap_or_default().to_owned();
        people.push((role.label(), visitor, csrf));
    }
    let other = app.staff("環境課", &[Role::SectionClerk]).await;
    let csrf = other.open("/staff/account").await.form("/staff/logout").value("csrf").unwrap_or_default().to_owned();
    people.push(("他の課の課担当", other, csrf));

    let mut table = String::new();
    for door in app.doors().iter().filter(|d| d.path != "/staff/logout" && d.access != Access::Dev) {
        let path = fill(&door.path, &things).unwrap_or_else(|| panic!("no sample request for {}", door.path));
        let mut row: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, visitor, csrf) in &people {
            let (status, to) = ask(visitor, door.method, &path, csrf).await;
            row.entry(word(status, &to)).or_default().push(name);
        }
        assert!(!row.contains_key("故障"), "{} {}: {row:?}", door.method, door.path);
        if matches!(door.access, Access::Staff(_)) {
            assert!(!row.get("開く").is_some_and(|r| r.contains(&"（誰でも）")), "{} is open to everybody", door.path);
            assert!(
                !row.get("受ける").is_some_and(|r| r.contains(&"（誰でも）")),
                "{} takes forms from everybody",
                door.path
            );
        }
        let cells: Vec<String> = row.iter().map(|(word, names)| format!("{word}: {}", names.join("・"))).collect();
        table += &format!("{} {}\n    {}\n", door.method, door.path, cells.join("\n    "));
    }
    insta::assert_snapshot!(table);
    app.leave();
}

#[tokio::test]
async fn a_form_without_the_sessions_token_is_not_taken() {
    let app = TestApp::start().await;
    let things = crate::story::furnished(&app).await;
    let desk = app.staff("秘書広聴課", &[Role::HearingClerk, Role::HearingHead, Role::Admin]).await;
    for door in app.doors().iter().filter(|d| d.method == "POST" && matches!(d.access, Access::Staff(_))) {
        let path = fill(&door.path, &things).unwrap();
        let (status, _) = ask(&desk, "POST", &path, "somebody-elses").await;
        assert!(matches!(status, 400 | 404), "{path} answered {status} to a foreign form");
    }
    app.leave();
}
