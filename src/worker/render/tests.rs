//! Every mail in every language, as it is read.

use kocho_domain::{job::Mail, personal::Personal};
use kocho_service::job::{Enclosed, NoticeText, Sender};

use super::*;

const SECRET: &str = "1234-5678-9012-3456";

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 5, 7).unwrap()
}

fn from(lang: Lang) -> Sender {
    let (city, section, hours) = match lang {
        Lang::Ja => ("小美玉市", "秘書広聴課", "平日 午前8時30分から午後5時15分まで（祝日と年末年始を除きます）"),
        Lang::Easy => (
            "小美玉市（おみたまし）",
            "秘書広聴課（ひしょこうちょうか）",
            "月曜日（げつようび）から金曜日（きんようび）の午前（ごぜん）8時（じ）30分（ぷん）から午後（ごご）5時（じ）15分（ふん）まで",
        ),
        Lang::En => ("Omitama City", "Secretariat and Public Hearing Section", "Monday to Friday, 8:30 to 17:15"),
    };
    Sender { city: city.into(), section: section.into(), phone: "0299-00-0000".into(), hours: hours.into(), demo: true }
}

fn number() -> String {
    "R8-000123-K".into()
}

fn status_url(lang: Lang) -> String {
    format!("https://kocho.example.jp{}/status", lang.prefix())
}

fn receipt_mail(lang: Lang) -> MailContent {
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
        received_on: NaiveDate::from_ymd_opt(2026, 4, 22).unwrap(),
        promise: promise.into(),
        promise_lang: lang,
        due_on: Some(day()),
        status_url: status_url(lang),
        from: from(lang),
    })
}

fn reply_mail(lang: Lang) -> MailContent {
    MailContent::Reply(ReplyMail {
        lang,
        number: number(),
        document_number: "協第12号".into(),
        dated_on: day(),
        addressee: Some(if lang == Lang::En { "Dear 見本 花子".into() } else { "見本 花子 様".into() }),
        signature: "小美玉市 市民協働課長".into(),
        opening: "{received}にお寄せいただいた内容（受付番号 R8-000123-K）について、次のとおりお答えします。".into(),
        opening_lang: Lang::Ja,
        received_on: NaiveDate::from_ymd_opt(2026, 4, 22).unwrap(),
        answerable: false,
        closing: "わかりにくいところがありましたら、市民協働課（電話 0299-00-0000）へお問い合わせください。".into(),
        section: "市民協働課".into(),
        body: "回覧板は、毎月1日と15日に区長へお届けしています。<ご自宅>へ届くよう、区長にお願いしました。\n（市民協働課）".into(),
        enclosures: vec![
            Enclosed { name: "配付の日程.pdf".into(), media_type: "application/pdf".into(), bytes: vec![1, 2, 3] },
            Enclosed { name: "地図.jpeg".into(), media_type: "image/jpeg".into(), bytes: vec![4] },
        ],
        status_url: status_url(lang),
        from: from(lang),
    })
}

fn reply_notice_mail(lang: Lang) -> MailContent {
    MailContent::ReplyNotice(ReplyNoticeMail {
        answerable: false,
        lang,
        number: number(),
        status_url: status_url(lang),
        from: from(lang),
    })
}

fn notice(number: &str, code: &str) -> NoticeText {
    let case_url = "https://kocho.example.jp/staff/cases/0123456789abcdefghjkmnpqrs".into();
    NoticeText { number: number.into(), code: code.into(), case_url }
}

/// One sample a language for residents, one for staff. A new kind of mail does not compile without its sample.
fn samples(mail: &Mail) -> Vec<(Lang, MailContent)> {
    let each = |sample: fn(Lang) -> MailContent| Lang::ALL.map(|lang| (lang, sample(lang))).to_vec();
    let japanese = |content| vec![(Lang::Ja, content)];
    match mail {
        Mail::Receipt { .. } => each(receipt_mail),
        Mail::Reply { .. } => each(reply_mail),
        Mail::ReplyNotice { .. } => each(reply_notice_mail),
        Mail::Urgent { .. } => japanese(MailContent::Urgent(UrgentMail {
            number: number(),
            groups: DangerGroup::ALL.to_vec(),
            case_url: notice("", "").case_url,
            from: from(Lang::Ja),
        })),
        Mail::Notices { .. } => japanese(MailContent::Notices(NoticesMail {
            lines: vec![
                notice("R8-000123-K", "routed"),
                notice("R8-000124-M 2/3", "turn"),
                notice("R8-000125-P", "new"),
            ],
            inbox_url: "https://kocho.example.jp/staff/cases".into(),
            from: from(Lang::Ja),
        })),
        Mail::Test => japanese(MailContent::Test(TestMail {
            public_url: "https://kocho.example.jp".into(),
            from: from(Lang::Ja),
        })),
    }
}

fn every_kind() -> [Mail; 6] {
    [
        Mail::Receipt { submission: 1 },
        Mail::Reply { letter: 1 },
        Mail::ReplyNotice { letter: 1 },
        Mail::Urgent { case: 1, groups: Vec::new() },
        Mail::Notices { staff: 1, lines: Vec::new() },
        Mail::Test,
    ]
}

fn written(content: MailContent) -> Letter {
    let recipient = Personal::new("hanako@example.jp".to_owned());
    letter(&Outgoing { recipient, message_key: "0f1e2d3c".into(), reply_to: None, content }, DateTime::UNIX_EPOCH)
        .unwrap()
}

#[test]
fn every_mail_reads_well_in_every_language() {
    for mail in every_kind() {
        for (lang, content) in samples(&mail) {
            let letter = written(content);
            assert_eq!(letter.kind, mail.code());
            let name = format!("{}_{}", mail.code(), lang.code());
            insta::assert_snapshot!(name, format!("{}\n----\n{}", letter.subject, letter.body));
        }
    }
}

#[test]
fn no_mail_has_an_open_placeholder_a_secret_or_an_empty_subject() {
    for mail in every_kind() {
        for (_, content) in samples(&mail) {
            let Letter { subject, body, .. } = written(content);
            assert!(!subject.is_empty() && !subject.contains('\n') && body.len() > 50);
            assert!(!body.contains(['{', '}']) && !body.contains(SECRET), "{body}");
            assert!(!body.contains("&lt;") && !body.contains("\n\n\n"), "{body}");
        }
    }
}

#[test]
fn only_the_letter_of_people_is_not_marked_as_automatic() {
    for mail in every_kind() {
        let people = matches!(mail, Mail::Reply { .. });
        assert!(samples(&mail).into_iter().all(|(_, content)| written(content).automatic != people));
    }
}

#[test]
fn a_demo_mail_says_so_and_a_real_one_does_not() {
    let MailContent::Receipt(mut mail) = receipt_mail(Lang::Ja) else { panic!("a receipt") };
    assert!(written(MailContent::Receipt(mail.clone())).body.contains("公式サービスではありません"));
    mail.from.demo = false;
    assert!(!written(MailContent::Receipt(mail)).body.contains("デモ"));
}

#[test]
fn a_promise_in_japanese_has_a_japanese_date_even_in_an_english_mail() {
    let MailContent::Receipt(mut mail) = receipt_mail(Lang::En) else { panic!("a receipt") };
    mail.promise = "{due}ごろ".into();
    mail.promise_lang = Lang::Ja;
    assert!(written(MailContent::Receipt(mail)).body.contains("令和8年5月7日ごろ"));
}

#[test]
fn who_wrote_by_mail_gets_the_secret_by_mail_and_may_answer() {
    for lang in Lang::ALL {
        let MailContent::Receipt(mail) = receipt_mail(lang) else { panic!("a receipt") };
        let secret = kocho_domain::receipt::Secret::derive(&[7; 32], "key");
        let letter = written(MailContent::Receipt(ReceiptMail { secret: Some(secret), answerable: true, ..mail }));
        assert!(letter.body.contains(&secret.to_string()), "{}", letter.body);
        assert!(!letter.body.contains("\n\n\n") && !letter.subject.contains(&secret.to_string()));
    }
}
