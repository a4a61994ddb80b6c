//! Bad and hostile requests get a clear answer; nothing typed is lost, nothing is stored.

use axum::http::Method;
use kocho_web::Access;

use super::say;
use crate::support::TestApp;

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn hostile_requests_get_a_clear_no_in_the_layout_of_who_asks() {
    let app = TestApp::start().await;
    let visitor = app.resident();
    let cut = "--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nabc".as_bytes().to_vec();
    let requests: Vec<(Method, &str, Option<&str>, Vec<u8>)> = vec![
        (Method::GET, "/nowhere", None, vec![]),
        (Method::GET, "/en/nowhere", None, vec![]),
        (Method::DELETE, "/voice", None, vec![]),
        (Method::POST, "/voice", Some("application/json"), b"{}".to_vec()),
        (Method::POST, "/voice", Some(FORM), b"body=%FF%FE&form_token=x".to_vec()),
        (Method::POST, "/voice/check", Some("multipart/form-data; boundary=x"), cut),
        (Method::POST, "/voice/check", Some("multipart/form-data"), b"zzz".to_vec()),
        (Method::POST, "/voice", Some(FORM), vec![b'a'; 2_000_000]),
        (Method::GET, "/voice/done/../../etc", None, vec![]),
        (Method::GET, "/voice/done/%00", None, vec![]),
        (Method::GET, "/staff/cases/aaaaaaaaaaaaaaaaaaaaaaaaaa", None, vec![]),
        (Method::POST, "/staff/login", Some(FORM), b"name=&password=".to_vec()),
    ];
    for (method, path, kind, body) in requests {
        let page = visitor.send(method.clone(), path, kind.map(str::to_owned), body).await;
        let status = page.status.as_u16();
        assert!(
            (400..500).contains(&status) || page.path.starts_with("/staff/login"),
            "{method} {path} answered {status}"
        );
        assert_eq!(page.all("h1").len(), 1, "{method} {path} has no page of its own: {}", page.body);
    }
    app.finish().await;
}

#[tokio::test]
async fn wrong_fields_are_told_and_nothing_typed_is_lost_files_neither() {
    let app = TestApp::start().await;
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(4, 4).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let form = app.resident().open("/voice/new").await.form("/voice/check");
    let page = form.fill("body", "写真を見てください\u{7}").attach("files", "穴.png", png.get_ref()).submit().await;
    page.has_status(422).says("穴.png");
    let again = page.form("/voice/check").fill("body", "写真を見てください").submit().await;
    again.has_status(200).says("穴.png");
    again.form("/voice").submit().await.has_status(200);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_file_that_is_not_taken_is_refused_in_words_that_help() {
    let app = TestApp::start().await;
    let form = app.resident().open("/voice/new").await.form("/voice/check").fill("body", "写真");
    form.attach("files", "IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1").submit().await.has_status(422).says("HEIC");
    let form = app.resident().open("/voice/new").await.form("/voice/check").fill("body", "道具");
    form.attach("files", "tool.exe", b"MZ\x90\0")
        .submit()
        .await
        .has_status(422)
        .says("この種類のファイルは受け取れません");
    app.finish().await;
}

#[tokio::test]
async fn a_very_long_text_is_told_and_kept() {
    let app = TestApp::start().await;
    let long = "あ".repeat(10_001);
    let page = app.resident().open("/voice/new").await.form("/voice/check").fill("body", &long).submit().await;
    page.has_status(422);
    assert_eq!(page.form("/voice/check").value("body").map(|b| b.chars().count()), Some(10_001));
    say(&app.resident(), &[("body", &"あ".repeat(10_000))]).await;
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn pages_say_what_a_browser_may_load() {
    let app = TestApp::start().await;
    let page = app.resident().open("/").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    app.finish().await;
}

#[tokio::test]
async fn a_service_for_a_city_has_no_pages_for_developers() {
    let app = TestApp::start().await;
    let (visitor, desk) = (app.resident(), app.hearing_desk().await);
    for path in ["/dev", "/dev/components", "/dev/mail", "/dev/mail/1"] {
        visitor.open(path).await.has_status(404);
        desk.open(path).await.has_status(404);
    }
    let is_dev = |door: &kocho_web::Door| door.access == Access::Dev || door.path.starts_with("/dev");
    assert!(!app.doors().iter().any(is_dev));
    // The demo city has them, so that the lines above would see them.
    let folder = std::env::temp_dir().join("kocho-story-no-mails");
    let demo = kocho_web::AppState::new(std::sync::Arc::clone(&app.house), Some(folder));
    assert!(kocho_web::doors(&demo).iter().any(is_dev));
    app.finish().await;
}
