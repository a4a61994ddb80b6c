//! How does each mail read? An invented one of every kind, in every language it goes out in: shown to administrators, and
//! compared in the tests.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    job::{Mail, Pace},
    localized::Lang,
    participant::Notice,
    personal::Personal,
    rule::{city::City, danger::DangerGroup},
};
use kocho_service::job::{
    CommitmentText, CommitmentsMail, DialogueMail, DigestMail, Enclosed, MailContent, MailSample, NoticeText,
    NoticesMail, Outgoing, PanelMail, ReceiptMail, ReplyMail, ReplyNoticeMail, Sender, SurveyMail, TestMail,
    UrgentMail,
};

use super::letter;

/// All of them as this city sends them.
///
/// # Errors
/// What the template engine says; none is known.
pub fn mail_samples(city: &City, demo: bool) -> askama::Result<Vec<MailSample>> {
    let from = |lang| Sender::of(city, lang, demo);
    let mut all = Vec::new();
    for mail in every_kind() {
        for (lang, content) in contents(&mail, &from) {
            let recipient = Personal::new(String::new());
            let outgoing = Outgoing { recipient, message_key: String::new(), reply_to: None, content };
            let written = letter(&outgoing, DateTime::<Utc>::UNIX_EPOCH)?;
            all.push(MailSample { code: mail.code(), lang, subject: written.subject, body: written.body });
        }
    }
    Ok(all)
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 5, 7).unwrap_or_default()
}

fn number() -> String {
    "R8-000123-K".into()
}

fn status_url(lang: Lang) -> String {
    format!("https://kocho.example.jp{}/status", lang.prefix())
}

pub(super) fn receipt_mail(lang: Lang, from: Sender) -> MailContent {
    let promise = match lang {
        Lang::Ja => "{due}ごろまでに回答をお送りする予定です。",
        Lang::Easy => "{due}ごろまでに返事（へんじ）を送（おく）ります。",
        Lang::En => "We expect to send you a reply by about {due}.",
    };
    MailContent::Receipt(ReceiptMail {
        secret: None,
        answerable: false,
        lang,
        number: number(),
        received_on: NaiveDate::from_ymd_opt(2026, 4, 22).unwrap_or_default(),
        promise: promise.into(),
        promise_lang: lang,
        due_on: Some(day()),
        status_url: status_url(lang),
        from,
    })
}

fn reply_mail(lang: Lang, from: Sender) -> MailContent {
    MailContent::Reply(ReplyMail {
        lang,
        number: number(),
        document_number: "協第12号".into(),
        dated_on: day(),
        addressee: Some(if lang == Lang::En { "Dear 見本 花子".into() } else { "見本 花子 様".into() }),
        signature: "小美玉市 市民協働課長".into(),
        opening: "{received}にお寄せいただいた内容（受付番号 R8-000123-K）について、次のとおりお答えします。".into(),
        opening_lang: Lang::Ja,
        received_on: NaiveDate::from_ymd_opt(2026, 4, 22).unwrap_or_default(),
        answerable: false,
        closing: "わかりにくいところがありましたら、市民協働課（電話 0299-00-0000）へお問い合わせください。".into(),
        section: "市民協働課".into(),
        body: "回覧板は、毎月1日と15日に区長へお届けしています。<ご自宅>へ届くよう、区長にお願いしました。\n（市民協働課）".into(),
        enclosures: vec![
            Enclosed { name: "配付の日程.pdf".into(), media_type: "application/pdf".into(), bytes: vec![1, 2, 3] },
            Enclosed { name: "地図.jpeg".into(), media_type: "image/jpeg".into(), bytes: vec![4] },
        ],
        status_url: status_url(lang),
        from,
    })
}

fn reply_notice_mail(lang: Lang, from: Sender) -> MailContent {
    MailContent::ReplyNotice(ReplyNoticeMail {
        answerable: false,
        lang,
        number: number(),
        status_url: status_url(lang),
        from,
    })
}

fn dialogue_mail(lang: Lang, from: Sender) -> MailContent {
    let (title, body) = match lang {
        Lang::Ja => (
            "市長との「対話の日」の日時が決まりました",
            "お申し込みについて、次のとおり決まりました。\n\nテーマ　区の合併\n日時　　令和8年6月17日（水曜日） 13:30～13:55\n場所　　本庁舎2階 第1会議室",
        ),
        Lang::Easy => (
            "市長（しちょう）と話（はな）す日（ひ）が決（き）まりました",
            "会（あ）う日（ひ）が決（き）まりました。\n\n日（ひ）と時間（じかん）：2026年6月17日（水曜日） 13:30～13:55",
        ),
        Lang::En => (
            "Your meeting with the Mayor: date and time",
            "Your application has been accepted.\n\nDate and time: Wednesday, 17 June 2026, 13:30～13:55",
        ),
    };
    MailContent::Dialogue(DialogueMail {
        lang,
        title: title.into(),
        body: body.into(),
        status_url: format!("https://kocho.example.jp{}/dialogue/status", lang.prefix()),
        may_cancel: true,
        calendar: Some(Enclosed { name: "dialogue.ics".into(), media_type: "text/calendar".into(), bytes: vec![1] }),
        calls_off: false,
        from,
    })
}

pub(super) fn survey_mail(lang: Lang, from: Sender, notice: Notice) -> MailContent {
    let (title, purpose) = match lang {
        Lang::Ja => ("市からのお知らせについてのアンケート", "広報紙やホームページを見直すため。"),
        Lang::Easy => ("お知（し）らせのアンケート", "市（し）のお知（し）らせをよくするため。"),
        Lang::En => ("Survey on the city's information", "To improve the newsletter and the website."),
    };
    let home = format!("https://kocho.example.jp{}", lang.prefix());
    let has_code = notice != Notice::Reminder;
    MailContent::Survey(SurveyMail {
        lang,
        notice,
        title: title.into(),
        purpose: purpose.into(),
        code: has_code.then(|| "AAAAA-AAAAA-AAAAA".into()),
        url: if has_code { format!("{home}/s/AAAAAAAAAAAAAAA") } else { format!("{home}/survey") },
        until: day(),
        anonymous: true,
        from,
    })
}

fn panel_mail(lang: Lang, from: Sender) -> MailContent {
    let (title, body) = match lang {
        Lang::Ja => (
            "市政モニターの応募を受け付けました",
            "第12期市政モニターにご応募いただき、ありがとうございます。\n\n応募番号　R8-モニター0012-K\n任期　　　令和9年4月1日（木曜日）～令和11年3月31日（土曜日）",
        ),
        Lang::Easy => ("モニターの申（もう）し込（こ）みを受（う）けました", "番号（ばんごう）：R8-モニター0012-K"),
        Lang::En => ("Your application as a monitor", "Thank you for applying.\n\nNumber: R8-モニター0012-K"),
    };
    MailContent::Panel(PanelMail { lang, title: title.into(), body: body.into(), from })
}

fn notice(number: &str, code: &str) -> NoticeText {
    let url = "https://kocho.example.jp/staff/cases/0123456789abcdefghjkmnpqrs".into();
    NoticeText { number: number.into(), code: code.into(), url }
}

fn commitment(number: &str, code: &str) -> CommitmentText {
    let url = "https://kocho.example.jp/staff/commitments/0123456789abcdefghjkmnpqrs".into();
    CommitmentText { number: number.into(), code: code.into(), due_on: day(), url }
}

/// One sample a language for residents, one for staff. A new kind of mail does not compile without its sample.
pub(super) fn contents(mail: &Mail, from: &dyn Fn(Lang) -> Sender) -> Vec<(Lang, MailContent)> {
    let each =
        |sample: fn(Lang, Sender) -> MailContent| Lang::ALL.map(|lang| (lang, sample(lang, from(lang)))).to_vec();
    let japanese = |content| vec![(Lang::Ja, content)];
    match mail {
        Mail::Receipt { .. } => each(receipt_mail),
        Mail::Reply { .. } => each(reply_mail),
        Mail::ReplyNotice { .. } => each(reply_notice_mail),
        Mail::Urgent { .. } => japanese(MailContent::Urgent(UrgentMail {
            number: number(),
            groups: DangerGroup::ALL.to_vec(),
            case_url: notice("", "").url,
            from: from(Lang::Ja),
        })),
        Mail::Notices { .. } => japanese(MailContent::Notices(NoticesMail {
            lines: vec![
                notice("R8-000123-K", "routed"),
                notice("R8-000124-M 2/3", "turn"),
                notice("R8-000125-P", "new"),
                NoticeText {
                    url: "https://kocho.example.jp/staff/indicators/12-1".into(),
                    ..notice("成果指標 12-1", "indicator_proposed")
                },
            ],
            inbox_url: "https://kocho.example.jp/staff/cases".into(),
            from: from(Lang::Ja),
        })),
        Mail::Commitments { .. } => japanese(MailContent::Commitments(CommitmentsMail {
            lines: vec![commitment("R8-約束012", "late"), commitment("R8-約束014", "soon")],
            list_url: "https://kocho.example.jp/staff/commitments".into(),
            from: from(Lang::Ja),
        })),
        Mail::Dialogue { .. } => each(dialogue_mail),
        Mail::Panel { .. } => each(panel_mail),
        Mail::Digest { .. } => japanese(MailContent::Digest(DigestMail {
            pace: Pace::Daily,
            since: NaiveDate::from_ymd_opt(2026, 5, 1).unwrap_or_default(),
            until: day(),
            arrived: 14,
            urgent: Some(1),
            turns: Some(2),
            open: 46,
            overdue: 3,
            orphans: Some(1),
            office_url: "https://kocho.example.jp/office".into(),
            week_url: None,
            pdf_url: Some("https://kocho.example.jp/office/morning.pdf".into()),
            from: from(Lang::Ja),
        })),
        Mail::Survey { .. } => each(|lang, from| survey_mail(lang, from, Notice::First)),
        Mail::Test => japanese(MailContent::Test(TestMail {
            public_url: "https://kocho.example.jp".into(),
            from: from(Lang::Ja),
        })),
    }
}

/// Every kind of mail.
pub(super) fn every_kind() -> [Mail; 11] {
    [
        Mail::Receipt { submission: 1 },
        Mail::Reply { letter: 1 },
        Mail::ReplyNotice { letter: 1 },
        Mail::Urgent { case: 1, groups: Vec::new() },
        Mail::Notices { staff: 1, lines: Vec::new() },
        Mail::Commitments { staff: 1, lines: Vec::new() },
        Mail::Dialogue { notice: 1 },
        Mail::Panel { notice: 1 },
        Mail::Digest { staff: 1, pace: Pace::Daily },
        Mail::Survey { invitation: 1 },
        Mail::Test,
    ]
}
