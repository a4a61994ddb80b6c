//! What a mail is and what may be done with it, in the desk's words.

use kocho_domain::mail_in::Verdict;
use kocho_service::stored::mail_in::DeskMail;

use super::KindView;
use crate::staff::view::Tone;

/// What sort of mail it is.
pub(super) fn kind(mail: &DeskMail) -> KindView {
    let (word, tone) = match mail.verdict {
        Verdict::Bounce => returned(mail.about.as_deref()),
        Verdict::Delayed => ("配達が遅れています", Tone::Calm),
        Verdict::Automatic => (automatic(&mail.reason), Tone::Calm),
        Verdict::Unread => (unread(&mail.reason), Tone::Warning),
        Verdict::Voice | Verdict::Addition | Verdict::Reopened | Verdict::Again => ("声にしました", Tone::Success),
    };
    KindView { word, tone, danger: !mail.danger.is_empty() && mail.verdict != Verdict::Voice }
}

fn returned(about: Option<&str>) -> (&'static str, Tone) {
    match about {
        Some("reply" | "reply_notice") => ("回答が届いていません", Tone::Danger),
        Some("receipt") => ("受付のお知らせが届いていません", Tone::Warning),
        Some("dialogue") => ("対話の日の通知が届いていません", Tone::Danger),
        Some("panel") => ("モニターへの通知が届いていません", Tone::Danger),
        Some("survey") => ("調査の案内が届いていません", Tone::Warning),
        Some(_) => ("職員あてのお知らせが届いていません", Tone::Warning),
        None => ("不達（元のメール不明）", Tone::Calm),
    }
}

fn automatic(reason: &str) -> &'static str {
    match reason {
        "list" | "precedence" => "一斉配信",
        "read_receipt" => "開封の知らせ",
        "empty_sender" => "メールシステムの知らせ",
        "spam" => "迷惑メール（メールサーバーの判定）",
        "own" => "市のメールの戻り",
        _ => "自動返信",
    }
}

fn unread(reason: &str) -> &'static str {
    match reason {
        "too_large" => "大きすぎるメール",
        "empty" => "本文のないメール",
        "for_staff" => "職員あてのお知らせへの返信",
        "refused" => "受け付けられなかったメール",
        _ => "読み取れないメール",
    }
}

/// What happened, and what may be done.
pub(super) fn hint(mail: &DeskMail) -> &'static str {
    match (mail.verdict, mail.about.as_deref()) {
        (Verdict::Bounce, Some("reply" | "reply_notice")) => {
            "案件は発送待ちに戻りました。宛先を確かめ、別の方法で送ってください。"
        }
        (Verdict::Bounce, Some("receipt")) => "この方のメールは届きません。回答は別の方法で送ってください。",
        (Verdict::Bounce, Some("dialogue")) => {
            "対話の日の一覧の「郵送を待つ通知」に移しました。印刷して送ってください。"
        }
        (Verdict::Bounce, Some("panel")) => "任期のページの「郵送を待つ通知」に移しました。印刷して送ってください。",
        (Verdict::Bounce, Some("survey")) => "調査の「案内と督促」のページで、届かなかった方を確かめてください。",
        (Verdict::Bounce, Some(_)) => "職員のメールアドレスを確かめてください。",
        (Verdict::Bounce, None) => "市から出したメールかどうか、開いて確かめられます。",
        (Verdict::Delayed, _) => "相手のメールサーバーが受け取るのを待っています。することはありません。",
        (Verdict::Automatic, _) => "返事はしていません。人が書いたものなら、開いて声にしてください。",
        (Verdict::Unread, _) => "返事はしていません。開いて、必要なら声にしてください。",
        (Verdict::Voice | Verdict::Addition | Verdict::Reopened | Verdict::Again, _) => "",
    }
}
