//! What sort of mail came in, what becomes of it, and which mail may be answered by a program?
//!
//! How its bytes are read is decided in `document`; whom it belongs to, in `service`.

use crate::{
    case::Case,
    receipt::ReceiptNumber,
    workflow::{Act, Status, next},
};

/// Automatic mails that one address gets within a day at most; a loop that nobody recognised ends there.
pub const ANSWERS_A_DAY: u64 = 5;
/// The longest answer that may be nothing but thanks, in characters.
const THANKS_LIMIT: usize = 120;

/// What sort of mail it is, as its headers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// A person wrote it.
    Letter,
    /// A program wrote it.
    Automatic(Sign),
    /// It says that a mail did not arrive.
    Bounce(Failure),
}

/// By what a program is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `Auto-Submitted` (RFC 3834).
    AutoSubmitted,
    /// `X-Auto-Response-Suppress`, `X-Autoreply` and their like.
    AutoResponse,
    /// `Precedence: bulk`, `list`, `junk`, `auto_reply`.
    Precedence,
    /// It came through a mailing list.
    List,
    /// An empty return path, or the mail system itself as the sender.
    EmptySender,
    /// A read receipt (RFC 8098).
    ReadReceipt,
    /// The mail server takes it for spam.
    Spam,
    /// 「自動返信」 and the like as the subject.
    Subject,
    /// It is from ourselves, or goes round in a circle.
    Own,
}

impl Sign {
    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Sign::AutoSubmitted => "auto_submitted",
            Sign::AutoResponse => "auto_response",
            Sign::Precedence => "precedence",
            Sign::List => "list",
            Sign::EmptySender => "empty_sender",
            Sign::ReadReceipt => "read_receipt",
            Sign::Spam => "spam",
            Sign::Subject => "subject",
            Sign::Own => "own",
        }
    }
}

/// The part before the @ of our own mails' Message-ID: 32 hexadecimal digits that nobody can guess. All such keys that a
/// text names, in their order, each once, at most 50.
pub fn keys_in(text: &str) -> Vec<String> {
    const LENGTH: usize = 32;
    const MOST: usize = 50;
    let is_key = |key: &str| key.len() == LENGTH && key.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let mut keys: Vec<String> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let key = at.checked_sub(LENGTH).and_then(|from| text.get(from..at)).filter(|key| is_key(key));
        // A longer run of digits is somebody else's key.
        let longer = at
            .checked_sub(LENGTH + 1)
            .and_then(|from| text.as_bytes().get(from))
            .is_some_and(u8::is_ascii_alphanumeric);
        if let Some(key) = key.filter(|key| !longer && !keys.iter().any(|known| known == key))
            && keys.len() < MOST
        {
            keys.push(key.to_owned());
        }
    }
    keys
}

/// How a mail failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// It will not arrive.
    Lasting,
    /// The mail system still tries.
    Passing,
}

/// Why a mail cannot be taken in by a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Larger than the setting allows; only its beginning is kept.
    TooLarge,
    /// Headers without end.
    HeaderLarge,
    /// Too many parts, or mails in mails in mails.
    TooManyParts,
    /// No headers, no text: not a mail.
    Broken,
    /// Neither text nor subject.
    Empty,
    /// An answer to a mail for staff.
    ForStaff,
    /// A rule refused it; the log says which.
    Refused,
}

impl Unread {
    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Unread::TooLarge => "too_large",
            Unread::HeaderLarge => "header_large",
            Unread::TooManyParts => "too_many_parts",
            Unread::Broken => "broken",
            Unread::Empty => "empty",
            Unread::ForStaff => "for_staff",
            Unread::Refused => "refused",
        }
    }
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A new voice.
    Voice,
    /// It was added to an earlier voice.
    Addition,
    /// The resident asked once more; the case is open again.
    Reopened,
    /// A mail of ours did not arrive.
    Bounce,
    /// A mail of ours is late; the mail system still tries.
    Delayed,
    /// A program wrote it.
    Automatic,
    /// The same mail as an earlier one.
    Again,
    /// A person has to look.
    Unread,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 8] = [
        Verdict::Voice,
        Verdict::Addition,
        Verdict::Reopened,
        Verdict::Bounce,
        Verdict::Delayed,
        Verdict::Automatic,
        Verdict::Again,
        Verdict::Unread,
    ];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Verdict::Voice => "voice",
            Verdict::Addition => "addition",
            Verdict::Reopened => "reopened",
            Verdict::Bounce => "bounce",
            Verdict::Delayed => "delayed",
            Verdict::Automatic => "automatic",
            Verdict::Again => "again",
            Verdict::Unread => "unread",
        }
    }

    /// Reads a stored code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }

    /// True for what the hearing desk looks over, because it became no voice and no part of one.
    pub const fn is_for_desk(self) -> bool {
        matches!(self, Verdict::Bounce | Verdict::Delayed | Verdict::Automatic | Verdict::Unread)
    }
}

/// What an answer to a voice becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// A case of it is open: the text is added.
    Add,
    /// Nothing is open, but a reply may still be asked about: the case is opened again.
    Reopen,
    /// Nothing is open, and it only says thanks: the text is added, nobody has to do anything.
    Thanks,
    /// Nobody works on it any more: a voice of its own.
    Anew,
}

/// What an answer becomes, by the same rules as on the status page. `in_time`: for a replied case, the city's time for
/// asking once more is not over.
pub fn fate(cases: &[Case], text: &str, in_time: impl Fn(&Case) -> bool) -> Fate {
    if cases.iter().any(|case| case.status.is_open()) {
        return Fate::Add;
    }
    if cases.iter().any(|case| case.status == Status::Replied) && is_thanks(text) {
        return Fate::Thanks;
    }
    let again = cases.iter().any(|case| next(case.status, Act::Reopen).is_some() && in_time(case));
    if again { Fate::Reopen } else { Fate::Anew }
}

/// A short answer that thanks and asks nothing. In doubt it is no thanks: somebody looks.
pub fn is_thanks(text: &str) -> bool {
    const THANKS: [&str; 8] =
        ["ありがとう", "有難う", "有り難う", "感謝", "お礼", "助かりました", "thank you", "Thank you"];
    const MORE: [&str; 25] = [
        "?",
        "？",
        "か。",
        "下さい",
        "ください",
        "ほしい",
        "欲しい",
        "お願い",
        "ですが",
        "ますが",
        "しかし",
        "ただし",
        "ただ、",
        "でも、",
        "けど",
        "まだ",
        "再度",
        "もう一度",
        "違",
        "困",
        "教え",
        "納得",
        "ません",
        "but ",
        "please",
    ];
    // A courtesy at the end wishes for nothing.
    let text = text.replace("よろしくお願い", "").replace("宜しくお願い", "");
    text.chars().count() <= THANKS_LIMIT
        && THANKS.iter().any(|word| text.contains(word))
        && !MORE.iter().any(|word| text.contains(word))
}

/// Whether who wrote a mail wants a reply: whoever writes from an address does, unless the text says otherwise.
pub fn wants_reply(text: &str) -> bool {
    const REPLY: [&str; 5] = ["回答", "返信", "返事", "お返事", "ご返信"];
    const NEEDLESS: [&str; 6] = ["不要", "いりません", "要りません", "無用", "結構です", "必要ありません"];
    let near = |rest: &str| {
        let rest: String = rest.chars().take(8).collect();
        NEEDLESS.iter().any(|word| rest.contains(word))
    };
    !REPLY.iter().any(|word| text.match_indices(word).any(|(at, found)| near(&text[at + found.len()..])))
}

/// True when a program may write to this address: no mail system, no list, no address that nobody reads.
pub fn may_be_answered(address: &str) -> bool {
    let Some((user, domain)) = address.rsplit_once('@') else { return false };
    let user: String = user.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    const NOBODY: [&str; 7] = ["mailerdaemon", "postmaster", "noreply", "donotreply", "nobody", "bounce", "listserv"];
    !domain.is_empty()
        && !user.is_empty()
        && !NOBODY.iter().any(|name| user.starts_with(name))
        && !user.ends_with("noreply")
        && !user.ends_with("request")
}

/// The receipt numbers that stand in a subject, in their order; only such whose check character fits.
pub fn numbers_in(subject: &str) -> Vec<ReceiptNumber> {
    let subject: String = subject.chars().map(half_width).collect();
    let sign = |c: char| c.is_ascii_alphanumeric() || c == '-';
    subject
        .split(|c| !sign(c))
        .filter(|word| word.contains('-') && word.chars().any(|c| c.is_ascii_digit()))
        .filter_map(|word| ReceiptNumber::parse(word.trim_matches('-')).ok())
        .collect()
}

fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '−' | '‐' | '–' | 'ー' => '-',
        c => c,
    }
}

/// `en` for a text in Latin letters only, else `ja`.
pub fn language_of(text: &str) -> &'static str {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (latin, other) = letters.fold((0, 0), |(l, o), c| if c.is_ascii() { (l + 1, o) } else { (l, o + 1) });
    if latin > 20 && other * 20 < latin { "en" } else { "ja" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thanks_alone_ask_nothing_and_a_doubt_is_no_thanks() {
        for text in [
            "ご回答ありがとうございました。",
            "お返事をいただき感謝いたします。今後ともよろしくお願いします。",
            "Thank you very much!",
        ] {
            assert!(is_thanks(text), "{text}");
        }
        for text in [
            "ありがとうございます。ですが、答えになっていません。",
            "お礼の前に、いつ直るか教えてください。",
            "ありがとうございます。いつごろですか。",
            "了解しました。",
        ] {
            assert!(!is_thanks(text), "{text}");
        }
        assert!(!is_thanks(&format!("ありがとうございました。{}", "道の話です。".repeat(30))));
    }

    #[test]
    fn who_writes_wants_a_reply_unless_it_is_said() {
        for text in ["道を直してください。", "回答をお願いします。", "返信をお待ちしています。", "不要な看板を外して"]
        {
            assert!(wants_reply(text), "{text}");
        }
        for text in ["回答不要です。", "お返事はいりません。", "なお、返信は不要です。", "回答は結構です。"]
        {
            assert!(!wants_reply(text), "{text}");
        }
    }

    #[test]
    fn nobody_answers_a_machine() {
        for address in ["hanako@example.jp", "bou.nen@example.jp", "reply@example.jp"] {
            assert!(may_be_answered(address), "{address}");
        }
        for address in [
            "MAILER-DAEMON@mx.example.jp",
            "no-reply@example.jp",
            "noreply@example.jp",
            "news-noreply@example.jp",
            "bounces+1@example.jp",
            "@example.jp",
            "hanako",
            "hanako@",
            "machi-request@example.jp",
        ] {
            assert!(!may_be_answered(address), "{address}");
        }
    }

    #[test]
    fn a_number_in_a_subject_is_found_however_it_is_written() {
        let number = ReceiptNumber { fiscal_year: crate::era::FiscalYear::starting(2026), sequence: 123 }.to_string();
        for subject in [
            format!("Re: 【小美玉市】市政へのご意見を受け付けました（受付番号 {number}）"),
            format!("RE: [{number}] 回答について"),
            format!("Ｒｅ：{}", number.replace('R', "Ｒ").replace('8', "８").replace('-', "－")),
        ] {
            assert_eq!(numbers_in(&subject).len(), 1, "{subject}");
        }
        for subject in ["R8-000123-", "R8-000123", "令和8年度の予算", "090-1234-5678", ""] {
            assert!(numbers_in(subject).is_empty(), "{subject}");
        }
    }

    #[test]
    fn a_text_in_latin_letters_is_english() {
        assert_eq!(language_of("The street light near Hatori station is broken."), "en");
        assert_eq!(language_of("羽鳥駅 (Hatori station) の街灯が切れています。"), "ja");
        assert_eq!(language_of("OK"), "ja");
    }

    #[test]
    fn only_our_own_kind_of_key_is_found() {
        let key = "0123456789abcdef0123456789abcdef";
        let text =
            format!("Message-ID: <{key}@city.example.jp>\nReferences: <{key}@x> <f{key}@x> <CAF=abc@mail.example>");
        assert_eq!(keys_in(&text), [key]);
        assert!(keys_in("市@市").is_empty() && keys_in("@").is_empty());
    }

    #[test]
    fn codes_come_back() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::parse(verdict.code()), Some(verdict));
        }
    }
}
