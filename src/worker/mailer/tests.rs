//! Mails over a real connection to a small mail server of our own, and into a folder.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use super::*;

/// A mail server that answers `RCPT TO` with these lines in turn (the last one for ever), and keeps what it takes.
struct Sink {
    port: u16,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    async fn answering(answers: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Sink { port: listener.local_addr().unwrap().port(), taken: Arc::default() };
        let taken = Arc::clone(&sink.taken);
        tokio::spawn(async move {
            let mut asked = 0;
            while let Ok((stream, _)) = listener.accept().await {
                talk(stream, answers, &mut asked, &taken).await;
            }
        });
        sink
    }

    fn mailer(&self) -> Mailer {
        let settings = MailSettings {
            transport: Transport::Smtp,
            port: Some(self.port),
            from: "小美玉市 <kocho@city.example.jp>".into(),
            timeout_seconds: 5,
            ..MailSettings::default()
        };
        Mailer::from_settings(&settings, Path::new(".")).unwrap()
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

async fn talk(stream: TcpStream, answers: &[&str], asked: &mut usize, taken: &Mutex<Vec<String>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 sink ESMTP\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => "250-sink\r\n250 8BITMIME",
            "RCPT" => {
                *asked += 1;
                answers[(*asked - 1).min(answers.len() - 1)]
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut mail = String::new();
                while let Some(line) = lines.next_line().await.unwrap().filter(|l| l != ".") {
                    mail.push_str(&line);
                    mail.push_str("\r\n");
                }
                taken.lock().unwrap().push(mail);
                "250 queued as 42"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

const SUBJECT: &str =
    "【小美玉市】市政へのご意見を受け付けました。長い件名でも文字が壊れないことを確かめます（受付番号 R8-000123-K）";

fn letter() -> Letter {
    Letter {
        recipient: Personal::new("hanako@example.jp".into()),
        message_key: "0f1e2d3c4b5a".into(),
        reply_to: None,
        kind: "receipt",
        subject: SUBJECT.into(),
        body: "回覧板の件、承りました。\n𠮷野家の「髙」も、①も、そのまま届きます。\n.点で始まる行\n".into(),
        automatic: true,
        enclosures: Vec::new(),
        at: DateTime::from_timestamp(1_777_000_000, 0).unwrap(),
    }
}

/// The value of a header, unfolded.
fn header_line(mail: &str, name: &str) -> String {
    let unfolded = mail.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    unfolded.lines().find_map(|l| l.strip_prefix(&format!("{name}: ")).map(str::to_owned)).unwrap_or_default()
}

/// RFC 2047 words of UTF-8 in base64, decoded; anything else stays.
fn decoded_words(text: &str) -> String {
    let mut written = String::new();
    let mut after_word = false;
    for part in text.split(' ') {
        let word = part.strip_prefix("=?utf-8?b?").and_then(|p| p.strip_suffix("?="));
        if !(written.is_empty() || after_word && word.is_some()) {
            written.push(' ');
        }
        match word {
            Some(word) => written.push_str(&String::from_utf8(base64(word)).unwrap()),
            None => written.push_str(part),
        }
        after_word = word.is_some();
    }
    written
}

fn base64(text: &str) -> Vec<u8> {
    const SIGNS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for value in text.chars().filter_map(|c| SIGNS.find(c)) {
        bits = bits << 6 | value as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    bytes
}

#[tokio::test]
async fn japanese_arrives_readable_with_its_character_set_declared() {
    let sink = Sink::answering(&["250 ok"]).await;
    let evidence = sink.mailer().send(&letter()).await.unwrap();
    let mail = sink.taken().remove(0);
    assert_eq!(decoded_words(&header_line(&mail, "Subject")), SUBJECT);
    assert!(mail.lines().all(|line| line.len() <= 998), "{mail}");
    assert_eq!(header_line(&mail, "Content-Type"), "text/plain; charset=utf-8");
    assert_eq!(header_line(&mail, "MIME-Version"), "1.0");
    assert_eq!(header_line(&mail, "Auto-Submitted"), "auto-generated");
    assert_eq!(header_line(&mail, "Message-ID"), "<0f1e2d3c4b5a@city.example.jp>");
    assert_eq!(header_line(&mail, "Content-Transfer-Encoding"), "base64");
    let body = mail.split_once("\r\n\r\n").unwrap().1;
    assert_eq!(String::from_utf8(base64(body)).unwrap().replace("\r\n", "\n"), letter().body);
    assert!(
        evidence.contains("queued as 42") && evidence.contains(SUBJECT) && evidence.contains("𠮷野家"),
        "{evidence}"
    );
}

#[tokio::test]
async fn files_travel_beside_the_text_under_their_own_names() {
    let sink = Sink::answering(&["250 ok"]).await;
    let bytes: Vec<u8> = (0..=255).collect();
    let map =
        Enclosed { name: "現地の地図.pdf".into(), media_type: "application/pdf".into(), bytes: bytes.clone() };
    let evidence = sink.mailer().send(&Letter { enclosures: vec![map], ..letter() }).await.unwrap();
    let mail = sink.taken().remove(0);
    let read = mail_parser::MessageParser::new().parse(mail.as_bytes()).unwrap();
    assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), letter().body);
    let file = read.attachment(0).unwrap();
    assert_eq!(mail_parser::MimeHeaders::attachment_name(file), Some("現地の地図.pdf"));
    assert_eq!(file.contents(), bytes);
    assert!(evidence.contains("Enclosed: 現地の地図.pdf (256 bytes)"), "{evidence}");
}

#[tokio::test]
async fn a_4xx_means_later_and_the_next_try_goes_through() {
    let sink = Sink::answering(&["451 greylisted hanako@example.jp", "250 ok"]).await;
    let mailer = sink.mailer();
    assert_eq!(mailer.send(&letter()).await, Err(SendError::Later("the mail server said 451".into())));
    mailer.send(&letter()).await.unwrap();
    assert_eq!(sink.taken().len(), 1);
}

#[tokio::test]
async fn a_5xx_about_the_address_is_for_good_and_one_about_us_is_not() {
    let sink = Sink::answering(&["550 no such user hanako@example.jp", "530 authentication required"]).await;
    let mailer = sink.mailer();
    assert_eq!(mailer.send(&letter()).await, Err(SendError::Never("the mail server said 550".into())));
    assert_eq!(mailer.send(&letter()).await, Err(SendError::Later("the mail server said 530".into())));
    assert!(sink.taken().is_empty());
}

#[tokio::test]
async fn a_server_that_is_away_means_later() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sink = Sink { port: gone.local_addr().unwrap().port(), taken: Arc::default() };
    drop(gone);
    assert_eq!(sink.mailer().send(&letter()).await, Err(SendError::Later("the mail server cannot be reached".into())));
}

#[tokio::test]
async fn the_folder_holds_whole_mails_with_readable_names() {
    let dir = std::env::temp_dir().join(format!("kocho-mail-{}", std::process::id()));
    let mailer = Mailer::from_settings(&MailSettings::default(), &dir).unwrap();
    mailer.send(&letter()).await.unwrap();
    let names: Vec<String> =
        std::fs::read_dir(dir.join("mail")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names, ["20260424-030640000-receipt-0f1e2d3c.eml"]);
    std::fs::remove_dir_all(&dir).unwrap();
}

#[tokio::test]
async fn a_password_never_shows_and_a_wrong_sender_is_said_in_words() {
    let settings: MailSettings =
        serde_json::from_str(r#"{"transport":"smtp","tls":"starttls","user":"kocho","password":"geheim99"}"#).unwrap();
    assert!(!format!("{settings:?}").contains("geheim99"));
    assert!(Mailer::from_settings(&settings, Path::new(".")).is_ok());
    let wrong = MailSettings { from: "市役所".into(), ..MailSettings::default() };
    assert!(Mailer::from_settings(&wrong, Path::new(".")).unwrap_err().to_string().contains("mail.from"));
}
