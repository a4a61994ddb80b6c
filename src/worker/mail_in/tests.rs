//! Settings that cannot work are refused in words, and no password shows.

use std::path::Path;

use super::{Kind, MailInSettings, Mailbox};

fn settings(json: &str) -> MailInSettings {
    serde_json::from_str(json).unwrap()
}

#[test]
fn nothing_comes_in_unless_it_is_set() {
    let none = MailInSettings::default();
    assert_eq!(none.kind, Kind::Off);
    assert!(none.house_address().is_none());
    assert!(Mailbox::from_settings(&none, Path::new(".")).unwrap().is_none());
}

#[test]
fn what_cannot_work_is_said_in_words() {
    for (json, word) in [
        (r#"{"kind":"imap"}"#, "KOCHO__MAIL_IN__PASSWORD"),
        (r#"{"address":"小美玉市 <a@b.jp>"}"#, "mail_in.address"),
        (r#"{"poll_seconds":0}"#, "poll_seconds"),
        (r#"{"largest_megabytes":5000}"#, "largest_megabytes"),
        (r#"{"kind":"imap","user":"a","password":"b","ca_file":"/no/such/file.pem"}"#, "mail_in.ca_file"),
        (r#"{"kind":"imap","user":"a","password":"b","host":"no name"}"#, "mail_in.host"),
    ] {
        let said = Mailbox::from_settings(&settings(json), Path::new(".")).unwrap_err().to_string();
        assert!(said.contains(word), "{json}: {said}");
    }
}

#[test]
fn the_usual_ports_belong_to_the_encryption_and_a_password_never_shows() {
    let imap = settings(r#"{"kind":"imap","user":"kocho","password":"geheim99","tls":"starttls"}"#);
    assert_eq!(imap.imap_port(), 143);
    assert_eq!(settings("{}").imap_port(), 993);
    let mailbox = Mailbox::from_settings(&imap, Path::new(".")).unwrap();
    assert!(!format!("{imap:?} {mailbox:?}").contains("geheim99"));
}

#[tokio::test]
async fn a_mailbox_that_is_away_is_trouble_and_no_more() {
    let port = {
        let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        gone.local_addr().unwrap().port()
    };
    let json = format!(r#"{{"kind":"imap","user":"a","password":"b","tls":"none","host":"127.0.0.1","port":{port}}}"#);
    let mailbox = Mailbox::from_settings(&settings(&json), Path::new(".")).unwrap().unwrap();
    assert_eq!(mailbox.count().await.unwrap_err().to_string(), "the mailbox cannot be reached");
}
