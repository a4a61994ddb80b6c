//! Every mail in every language, as it is read.

use kocho_domain::{job::Mail, personal::Personal};
use kocho_service::job::Sender;

use super::{
    sample::{contents, every_kind, receipt_mail, survey_mail},
    *,
};

const SECRET: &str = "1234-5678-9012-3456";

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

fn samples(mail: &Mail) -> Vec<(Lang, MailContent)> {
    contents(mail, &from)
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
    let MailContent::Receipt(mut mail) = receipt_mail(Lang::Ja, from(Lang::Ja)) else { panic!("a receipt") };
    assert!(written(MailContent::Receipt(mail.clone())).body.contains("公式サービスではありません"));
    mail.from.demo = false;
    assert!(!written(MailContent::Receipt(mail)).body.contains("デモ"));
}

#[test]
fn a_promise_in_japanese_has_a_japanese_date_even_in_an_english_mail() {
    let MailContent::Receipt(mut mail) = receipt_mail(Lang::En, from(Lang::En)) else { panic!("a receipt") };
    mail.promise = "{due}ごろ".into();
    mail.promise_lang = Lang::Ja;
    assert!(written(MailContent::Receipt(mail)).body.contains("令和8年5月7日ごろ"));
}

#[test]
fn who_wrote_by_mail_gets_the_secret_by_mail_and_may_answer() {
    for lang in Lang::ALL {
        let MailContent::Receipt(mail) = receipt_mail(lang, from(lang)) else { panic!("a receipt") };
        let secret = kocho_domain::receipt::Secret::derive(&[7; 32], "key");
        let letter = written(MailContent::Receipt(ReceiptMail { secret: Some(secret), answerable: true, ..mail }));
        assert!(letter.body.contains(&secret.to_string()), "{}", letter.body);
        assert!(!letter.body.contains("\n\n\n") && !letter.subject.contains(&secret.to_string()));
    }
}

#[test]
fn a_reminder_carries_no_code_and_a_new_code_says_that_the_old_one_is_void() {
    for lang in Lang::ALL {
        let reminder = written(survey_mail(lang, from(lang), Notice::Reminder));
        assert!(!reminder.body.contains("AAAAA") && reminder.body.contains("/survey"), "{}", reminder.body);
        let again = written(survey_mail(lang, from(lang), Notice::Again));
        assert!(again.body.contains("AAAAA-AAAAA-AAAAA"), "{}", again.body);
        for letter in [reminder, again] {
            assert!(!letter.body.contains("\n\n\n") && !letter.subject.contains('\n'), "{}", letter.body);
        }
    }
}

#[test]
fn a_mail_about_a_meeting_offers_what_can_still_be_done_and_nothing_else() {
    for (lang, content) in samples(&Mail::Dialogue { notice: 1 }) {
        let MailContent::Dialogue(mail) = content else { panic!("about a meeting") };
        let (cancels, takes_out) = match lang {
            Lang::Ja => ("取り消す", "消すファイル"),
            Lang::Easy => ("やめる", "消（け）すファイル"),
            Lang::En => ("cancel", "out of your calendar"),
        };
        let open = written(MailContent::Dialogue(mail.clone()));
        assert!(open.body.contains(cancels) && !open.body.contains(takes_out), "{}", open.body);
        assert_eq!(open.enclosures.len(), 1);
        let over = written(MailContent::Dialogue(DialogueMail { may_cancel: false, calendar: None, ..mail.clone() }));
        assert!(!over.body.contains(cancels) && over.enclosures.is_empty(), "{}", over.body);
        let off = written(MailContent::Dialogue(DialogueMail { calls_off: true, ..mail }));
        assert!(off.body.contains(takes_out), "{}", off.body);
        for letter in [open, over, off] {
            assert!(!letter.body.contains("\n\n\n") && letter.body.contains("/dialogue/status"), "{}", letter.body);
        }
    }
}
