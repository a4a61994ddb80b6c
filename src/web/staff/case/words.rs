//! Which word and tone do the pages of cases use for statuses, deadlines, events and people?

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    id::SectionId,
    rule::danger::DangerGroup,
    workflow::{Act, Status},
};
use kocho_service::{
    City, circulation,
    search::{COUNTED, Total},
    stored::event::Line,
};
use kocho_text::personal::Kind;

use crate::staff::view::{DueView, Tone};

/// How a status looks.
pub(crate) const fn tone_of(status: Status) -> Tone {
    match status {
        Status::Urgent => Tone::Danger,
        Status::Ruling => Tone::Warning,
        Status::Received | Status::EndingProposed | Status::Withdrawn => Tone::Calm,
        Status::Routed | Status::Accepted | Status::Drafting | Status::Deciding | Status::Ready | Status::Sending => {
            Tone::Info
        }
        Status::Replied | Status::Settled | Status::Transferred => Tone::Success,
    }
}

/// A deadline in words; `left` counts 暦日, negative after the day.
pub(crate) fn due_view(on: NaiveDate, left: i64, soon: bool) -> DueView {
    let (words, tone) = match left {
        ..0 => (format!("{}日超過", -left), Tone::Danger),
        0 => ("今日まで".to_owned(), Tone::Warning),
        _ => (format!("あと{left}日"), if soon { Tone::Warning } else { Tone::Calm }),
    };
    DueView { on, words, tone }
}

/// The word of a danger group.
pub(crate) const fn danger_word(group: DangerGroup) -> &'static str {
    match group {
        DangerGroup::SelfHarm => "自殺・自傷",
        DangerGroup::Threat => "脅し・予告",
        DangerGroup::Violence => "暴力",
        DangerGroup::Abuse => "虐待",
        DangerGroup::Hazard => "危険（道路・建物など）",
        DangerGroup::Leak => "個人情報の漏えい",
    }
}

/// The word of a kind of personal detail.
pub(crate) const fn personal_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Name => "氏名",
        Kind::Address => "住所",
        Kind::Phone => "電話",
        Kind::Email => "メール",
        Kind::BirthDate => "生年月日",
        Kind::Account => "口座",
        Kind::Plate => "車の番号",
        Kind::MyNumber => "マイナンバー",
        Kind::School => "学校",
        Kind::Other => "個人の情報",
    }
}

/// What happened, as a heading of the timeline.
pub(crate) fn event_word(code: &str) -> &str {
    let Some(act) = Act::ALL.into_iter().find(|act| act.code() == code) else {
        return match code {
            "received" => "受付",
            "added" => "申出人の追記",
            "note" => "内部メモ",
            "receipt_bounced" => "受付のお知らせが届かず",
            "cleaned" => "課に見せる写し",
            circulation::ASKED => "市長室へ供覧",
            circulation::READ => "市長室が読んだ",
            "number_erased" => "マイナンバーの消去",
            other => other,
        };
    };
    match act {
        Act::TakeUrgent => "緊急の引受け",
        Act::Triage => "分類",
        Act::Split => "件分け",
        Act::Route => "回付",
        Act::Extend => "期限の変更",
        Act::Accept => "受諾",
        Act::Return | Act::ReturnToHead => "返却",
        Act::Rule => "裁定",
        Act::ProposeEnding => "終了の提案",
        Act::ConfirmEnding => "終了",
        Act::ConfirmTransfer => "移送",
        Act::RefuseEnding => "終了を認めず",
        Act::Draft => "案の保存",
        Act::RequestApproval => "起案",
        Act::ApproveStep => "承認",
        Act::ApproveReply | Act::ApproveResult => "決裁",
        Act::SendBack => "差戻し",
        Act::WithdrawRequest => "決裁の取下げ",
        Act::Recall => "発送前の取戻し",
        Act::DispatchMail | Act::DispatchOther => "発送",
        Act::AdoptReply => "同じ文面の回答",
        Act::AdoptResult => "同じ文面の処理結果",
        Act::Excuse => "回答書で理由を示して終了",
        Act::MailSent => "送信済み",
        Act::Bounced => "届かず",
        Act::Withdraw => "取下げ",
        Act::Reopen => "再度のおたずね",
    }
}

/// How many were found: 12件, 1,000件以上.
pub(crate) fn total_words(total: Total) -> String {
    match total {
        Total::Exactly(n) => format!("{}件", thousands(n as u64)),
        Total::Many => format!("{}件以上", thousands(COUNTED as u64)),
    }
}

/// 9982 → 9,982
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Who did it.
pub(crate) fn actor_word(line: &Line) -> String {
    match line.actor_kind.as_str() {
        "staff" => line.actor.clone().unwrap_or_else(|| "職員".to_owned()),
        "resident" => "申出人".to_owned(),
        "import" => "取込み".to_owned(),
        _ => "自動処理".to_owned(),
    }
}

/// The section that an event names under this key.
pub(crate) fn section_of<'a>(city: &'a City, line: &Line, key: &str) -> Option<&'a str> {
    let id = line.value(key)?.parse().ok()?;
    Some(city.section_name(SectionId(id)))
}

/// How long, in the two largest units: 2日3時間, 3時間20分, 20分.
pub(crate) fn span_words(from: DateTime<Utc>, until: DateTime<Utc>) -> String {
    let minutes = (until - from).num_minutes().max(0);
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes}分"),
        (0, _) => format!("{hours}時間{minutes}分"),
        (_, 0) => format!("{days}日"),
        _ => format!("{days}日{hours}時間"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Total, due_view, span_words, total_words};
    use crate::staff::view::Tone;

    #[test]
    fn a_total_is_said_as_far_as_it_was_counted() {
        let words = [Total::Exactly(0), Total::Exactly(12_005), Total::Many].map(total_words);
        assert_eq!(words, ["0件", "12,005件", "1,000件以上"]);
    }

    #[test]
    fn a_deadline_says_how_many_days_are_left_or_over() {
        let on = "2026-10-21".parse().unwrap();
        let said = |left, soon| {
            let due = due_view(on, left, soon);
            (due.words, due.tone)
        };
        assert_eq!(said(5, false), ("あと5日".into(), Tone::Calm));
        assert_eq!(said(1, true), ("あと1日".into(), Tone::Warning));
        assert_eq!(said(0, true), ("今日まで".into(), Tone::Warning));
        assert_eq!(said(-2, false), ("2日超過".into(), Tone::Danger));
    }

    #[test]
    fn a_time_is_told_in_its_two_largest_units() {
        let from: chrono::DateTime<chrono::Utc> = "2026-10-06T00:00:00Z".parse().unwrap();
        let after = |minutes| span_words(from, from + chrono::TimeDelta::minutes(minutes));
        assert_eq!([after(20), after(200), after(2880), after(3061)], ["20分", "3時間20分", "2日", "2日3時間"]);
    }
}
