//! A corpus of mails as mail programs and mail systems write them (invented people): what is read of each, and that no
//! bytes bring the reader down.

use kocho_document::mail_in::{Mail, read};
use kocho_domain::mail_in::{Failure, Nature, Sign, Unread};
use proptest::prelude::*;

/// The key that stands in the corpus where one of ours belongs.
pub(crate) const KEY: &str = "00112233445566778899aabbccddeeff";

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/mail")
}

/// A message of the corpus.
pub(crate) fn message(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(format!("{name}.eml"))).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The same, speaking of another mail of ours.
pub(crate) fn message_about(name: &str, key: &str) -> Vec<u8> {
    replaced(&message(name), KEY, key)
}

/// A message with other words in it; raw bytes stay.
pub(crate) fn replaced(raw: &[u8], from: &str, to: &str) -> Vec<u8> {
    let (from, mut rest, mut out) = (from.as_bytes(), raw, Vec::new());
    while let Some(at) = rest.windows(from.len()).position(|w| w == from) {
        out.extend(&rest[..at]);
        out.extend(to.as_bytes());
        rest = &rest[at + from.len()..];
    }
    out.extend(rest);
    out
}

fn all() -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(folder()).unwrap().flatten().map(|entry| entry.path());
    let mails = files.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
    let mut all: Vec<_> = mails
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    all.sort();
    assert!(all.len() >= 30, "only {} mails", all.len());
    all
}

fn expected(name: &str) -> Result<Nature, Unread> {
    let bounce = |failure| Ok(Nature::Bounce(failure));
    let automatic = |sign| Ok(Nature::Automatic(sign));
    match name {
        "bounce-delayed" => bounce(Failure::Passing),
        name if name.starts_with("bounce-") => bounce(Failure::Lasting),
        "read-receipt" => automatic(Sign::ReadReceipt),
        "vacation-outlook" | "vacation-sieve" | "letter-danger-in-an-automatic-answer" => {
            automatic(Sign::AutoSubmitted)
        }
        "vacation-bare" => automatic(Sign::Subject),
        "mailing-list" => automatic(Sign::List),
        "newsletter" => automatic(Sign::Precedence),
        "not-a-mail" => Err(Unread::Broken),
        _ => Ok(Nature::Letter),
    }
}

#[test]
fn each_mail_is_known_for_what_it_is() {
    for (name, raw) in all() {
        assert_eq!(read(&raw).map(|mail| mail.nature), expected(&name), "{name}");
    }
}

#[test]
fn every_bounce_of_ours_names_our_mail_and_no_other() {
    for (name, raw) in all() {
        let Ok(mail) = read(&raw) else { continue };
        let ours = name.starts_with("bounce-") && name != "bounce-of-a-stranger";
        assert_eq!(mail.returns, if ours { vec![KEY.to_owned()] } else { Vec::new() }, "{name}");
        assert_eq!(mail.answers.is_empty(), !name.starts_with("answer-") && name != "vacation-outlook", "{name}");
    }
}

#[test]
fn what_is_read_is_readable() {
    let mut told = String::new();
    for (name, raw) in all() {
        told += &format!("== {name}\n{}\n", read(&raw).map_or_else(|why| format!("{why:?}"), |mail| words(&mail)));
    }
    assert!(!told.contains('\u{FFFD}'), "damaged:\n{told}");
    insta::assert_snapshot!(told);
}

fn words(mail: &Mail) -> String {
    let sender = mail.sender.as_ref().map(|s| format!("{} <{}>", s.name, s.address)).unwrap_or_default();
    let files: Vec<String> = mail.files.iter().map(|file| format!("{file:?}")).collect();
    let own = kocho_text::quoted::own_words(&mail.text);
    let own = if own == mail.text.trim() { String::new() } else { format!("\n-- own words:\n{own}") };
    format!("{sender}\n{}\n{}\n{}{own}", mail.subject, files.join(", "), mail.text)
}

#[test]
fn mails_without_end_are_refused_at_once() {
    let head = b"From: a@example.jp\r\nSubject: x\r\n".as_slice();
    let long = [head, b"X-Long: ", &vec![b'a'; 400_000], b"\r\n\r\ntext"].concat();
    assert_eq!(read(&long).unwrap_err(), Unread::HeaderLarge);
    let parts =
        [head, b"Content-Type: multipart/mixed; boundary=b\r\n\r\n", &b"--b\r\n\r\nx\r\n".repeat(3000)].concat();
    assert_eq!(read(&parts).unwrap_err(), Unread::TooManyParts);
    let nested = [head, &b"Content-Type: message/rfc822\r\n\r\n".repeat(20_000)].concat();
    assert_eq!(read(&nested).unwrap_err(), Unread::TooManyParts);
    let groups = [head, &b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(2000)].concat();
    assert_eq!(read(&groups).unwrap_err(), Unread::TooManyParts);
    assert_eq!(read(b"").unwrap_err(), Unread::Broken);
    assert_eq!(read(b"\0\0\0").unwrap_err(), Unread::Broken);
}

/// A message of the corpus, changed in many small ways or cut.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let (mails, changes) = (all(), prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40));
    let cut = prop::option::weighted(0.3, any::<prop::sample::Index>());
    (0..mails.len(), changes, cut, any::<prop::sample::Index>()).prop_map(move |(n, changes, cut, twice)| {
        let mut raw = mails[n].1.clone();
        for (at, byte) in changes {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        let again = raw[twice.index(raw.len())..].to_vec();
        raw.extend(again);
        if let Some(cut) = cut {
            raw.truncate(cut.index(raw.len()));
        }
        raw
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_bytes_bring_the_reader_down(raw in prop_oneof![mutated(), prop::collection::vec(any::<u8>(), 0..3000)]) {
        if let Ok(mail) = read(&raw) {
            let one_line = |text: &str| !text.chars().any(char::is_control);
            prop_assert!(one_line(&mail.subject) && one_line(&mail.message_id));
            prop_assert!(mail.sender.is_none_or(|s| one_line(&s.name) && one_line(&s.address)));
            prop_assert!(!mail.text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')));
        }
        let _ = kocho_document::mail_in::rough(&raw, 500);
    }
}
