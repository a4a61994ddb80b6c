//! 声: what came in, as it came in. Its bytes never change afterwards.

use chrono::{DateTime, NaiveDate, Utc};

use crate::body::{Body, Line};
use crate::id::{PublicKey, SubmissionId};
use crate::personal::Personal;
use crate::receipt::ReceiptNumber;

/// How the resident wants to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyWay {
    /// メール
    Mail,
    /// 郵送
    Letter,
    /// 受付番号で自分で見る
    Online,
    /// 電話
    Phone,
}

impl ReplyWay {
    /// Every way.
    pub const ALL: [ReplyWay; 4] = [ReplyWay::Mail, ReplyWay::Letter, ReplyWay::Online, ReplyWay::Phone];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            ReplyWay::Mail => "mail",
            ReplyWay::Letter => "letter",
            ReplyWay::Online => "online",
            ReplyWay::Phone => "phone",
        }
    }

    /// Reads a stored code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.code() == code)
    }

    /// The word that staff use.
    pub const fn label(self) -> &'static str {
        match self {
            ReplyWay::Mail => "メール",
            ReplyWay::Letter => "郵送",
            ReplyWay::Online => "番号で見る",
            ReplyWay::Phone => "電話",
        }
    }
}

/// 申出人・連絡先, kept apart from the voice and erasable without it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// 氏名, byte-exact.
    pub name: Option<Line>,
    /// 住所
    pub address: Option<Line>,
    /// 電話
    pub phone: Option<Line>,
    /// メール
    pub email: Option<Line>,
    /// 連絡してよい時間・方法・避けてほしいこと
    pub reach_note: Option<Body>,
    /// Only a notice is mailed; the reply is read with the number.
    pub notice_only: bool,
}

impl Contact {
    /// True when nothing was given.
    pub fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.address.is_none()
            && self.phone.is_none()
            && self.email.is_none()
            && self.reach_note.is_none()
    }
}

/// What is known of a voice when it is received.
#[derive(Debug, Clone)]
pub struct NewSubmission {
    /// Key in addresses; the receipt's secret is derived from it.
    pub key: PublicKey,
    /// The form's own key: a second identical POST finds the first one's receipt.
    pub form_key: String,
    /// 受付番号
    pub number: ReceiptNumber,
    /// 受付方法 code
    pub channel: String,
    /// Medium: screen, paper, voice …
    pub medium: String,
    /// ja, easy or en.
    pub language: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// The text.
    pub body: Body,
    /// 件名
    pub subject: Option<Line>,
    /// 種別 that the resident chose.
    pub kind_guess: Option<String>,
    /// 場所
    pub place: Option<Line>,
    /// 年代 code
    pub age_group: Option<String>,
    /// 地区 code
    pub district: Option<String>,
    /// 市との関わり code
    pub relation: Option<String>,
    /// 回答希望; `None` = not said.
    pub reply_wanted: Option<bool>,
    /// 公表してよいか; `None` = not said.
    pub publish_ok: Option<bool>,
    /// 回答の方法
    pub reply_way: Option<ReplyWay>,
    /// A receipt mail may be sent.
    pub receipt_mail: bool,
    /// 連絡先
    pub contact: Personal<Contact>,
    /// A 12-digit number with a valid check digit stands in the text: masked for everyone.
    pub has_my_number: bool,
    /// The slip, row or mail that it came from.
    pub source: Option<SourceRef>,
    /// Demo data.
    pub demo: bool,
}

/// What a voice was typed, imported or read from: a slip of a box, a row of a file, a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceRef {
    /// Its noun, the name of its table.
    pub noun: &'static str,
    /// Its database key.
    pub id: i64,
}

/// A voice as staff pages need it; the text comes from its newest transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Database key.
    pub id: SubmissionId,
    /// Key in addresses.
    pub key: PublicKey,
    /// 受付番号
    pub number: ReceiptNumber,
    /// 受付方法 code
    pub channel: String,
    /// ja, easy or en.
    pub language: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// 件名; empty when none was given.
    pub subject: String,
    /// The text as last transcribed.
    pub body: String,
    /// 種別 that the resident chose.
    pub kind_guess: Option<String>,
    /// 場所
    pub place: Option<String>,
    /// 年代 code
    pub age_group: Option<String>,
    /// 地区 code
    pub district: Option<String>,
    /// 市との関わり code
    pub relation: Option<String>,
    /// 回答希望
    pub reply_wanted: Option<bool>,
    /// 公表してよいか
    pub publish_ok: Option<bool>,
    /// 回答の方法
    pub reply_way: Option<ReplyWay>,
    /// A My Number stands in the text.
    pub has_my_number: bool,
}

/// A voice as one text: its subject, where one was given, a line above the text. So it is looked through for danger, suggested for and
/// learned from.
pub fn whole(subject: &str, text: &str) -> String {
    if subject.trim().is_empty() { text.to_owned() } else { format!("{subject}\n{text}") }
}

/// The first words of a text for lists: the first line with letters, at most `limit` graphemes, with … when it
/// is cut inside a sentence.
pub fn first_words(text: &str, limit: usize) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    let line = text.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default();
    let mut graphemes = line.graphemes(true);
    let head: String = graphemes.by_ref().take(limit).collect();
    let ends_here = head.ends_with(['。', '！', '？', '!', '?']);
    let goes_on = graphemes.next().is_some() || (text.trim().lines().count() > 1 && !ends_here);
    if goes_on { format!("{head}…") } else { head }
}
