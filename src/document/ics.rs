//! Meetings as an iCalendar file (RFC 5545) that calendars of phones and offices read: UTC times, lines folded at 75 bytes.

use chrono::{DateTime, Utc};

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for the same meeting, so that a later file changes it and does not add another.
    pub uid: String,
    /// Grows with every change.
    pub sequence: i64,
    /// What it is called.
    pub summary: String,
    /// Beginning.
    pub from: DateTime<Utc>,
    /// End.
    pub to: DateTime<Utc>,
    /// Where.
    pub location: String,
    /// What is said about it; may have several lines.
    pub description: String,
    /// It does not take place.
    pub cancelled: bool,
}

/// The file; `at` is when it is made.
#[must_use]
pub fn file(events: &[Event], at: DateTime<Utc>) -> Vec<u8> {
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//kocho//dialogue//JA");
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, "METHOD:PUBLISH");
    for event in events {
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", text(&event.uid)));
        line(&mut out, &format!("SEQUENCE:{}", event.sequence));
        line(&mut out, &format!("DTSTAMP:{}", moment(at)));
        line(&mut out, &format!("DTSTART:{}", moment(event.from)));
        line(&mut out, &format!("DTEND:{}", moment(event.to)));
        line(&mut out, &format!("SUMMARY:{}", text(&event.summary)));
        line(&mut out, &format!("LOCATION:{}", text(&event.location)));
        line(&mut out, &format!("DESCRIPTION:{}", text(&event.description)));
        line(&mut out, &format!("STATUS:{}", if event.cancelled { "CANCELLED" } else { "CONFIRMED" }));
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out.into_bytes()
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A value of the type TEXT: what has a meaning in the format is escaped, control characters are left out.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for sign in value.replace("\r\n", "\n").chars() {
        match sign {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(sign);
            }
            '\n' => out.push_str("\\n"),
            sign if sign.is_control() => {}
            sign => out.push(sign),
        }
    }
    out
}

/// The longest line in bytes, its end not counted.
const FOLD: usize = 75;

/// A content line; a long one goes on behind a line end and a space, never inside a character.
fn line(out: &mut String, content: &str) {
    let mut width = 0;
    for sign in content.chars() {
        if width + sign.len_utf8() > FOLD {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(sign);
        width += sign.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::{Event, file};

    fn event() -> Event {
        Event {
            uid: "abc@kocho.example.jp".into(),
            sequence: 2,
            summary: "市長との「対話の日」, 区の合併; その他".into(),
            from: "2026-06-17T04:30:00Z".parse().unwrap(),
            to: "2026-06-17T04:55:00Z".parse().unwrap(),
            location: "本庁舎2階 第1会議室".into(),
            description:
                "R8-対話申込-0012-K\n三つの区が一つになるときに、区費の残りと集会所をどうするか。\r\nEND:VEVENT\u{7}"
                    .into(),
            cancelled: false,
        }
    }

    #[test]
    fn a_meeting_reads_as_calendars_want_it() {
        let text = String::from_utf8(file(&[event()], "2026-06-01T00:00:00Z".parse().unwrap())).unwrap();
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\n', '\r', '\u{7}'])), "{text}");
        let whole = text.replace("\r\n ", "");
        assert!(whole.contains("\r\nDTSTART:20260617T043000Z\r\nDTEND:20260617T045500Z\r\n"));
        assert!(whole.contains("SUMMARY:市長との「対話の日」\\, 区の合併\\; その他\r\n"));
        assert!(whole.contains("どうするか。\\nEND:VEVENT\r\nSTATUS:CONFIRMED\r\n"), "{whole}");
        assert_eq!(whole.matches("\r\nEND:VEVENT\r\n").count(), 1, "nothing that was typed ends a meeting");
    }

    #[test]
    fn a_meeting_that_does_not_take_place_says_so() {
        let gone = Event { cancelled: true, ..event() };
        let text = String::from_utf8(file(&[gone], "2026-06-01T00:00:00Z".parse().unwrap())).unwrap();
        assert!(text.contains("STATUS:CANCELLED"));
    }
}
