//! A resident says something, holds a receipt and sees where it stands.

use super::{receipt, say, status};
use crate::support::{Page, TestApp};

#[tokio::test]
async fn a_resident_submits_with_the_text_alone_and_sees_where_it_stands() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let given = say(&resident, &[("body", "回覧板が回ってきません。うちだけでしょうか。")]).await;
    assert!(given.number.starts_with("R8-000001-"), "{}", given.number);
    status(&resident, &given).await.has_status(200).says("受け付けました");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn numbers_have_no_gaps_and_a_new_fiscal_year_begins_at_one() {
    let app = TestApp::start().await;
    let first = say(&app.resident(), &[("body", "一つ目")]).await;
    let second = say(&app.resident(), &[("body", "二つ目")]).await;
    app.pass(chrono::TimeDelta::days(365));
    let next_year = say(&app.resident(), &[("body", "翌年度")]).await;
    assert!(first.number.starts_with("R8-000001-") && second.number.starts_with("R8-000002-"));
    assert!(next_year.number.starts_with("R9-000001-"), "{}", next_year.number);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn an_empty_text_is_told_beside_the_field_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let form = app.resident().open("/voice/new").await.form("/voice/check");
    let page = form.fill("subject", "街灯のこと").fill("reply", "yes").fill("reply_way", "mail").submit().await;
    page.has_status(422);
    let form = page.form("/voice/check");
    assert_eq!((form.value("subject"), form.value("reply_way")), (Some("街灯のこと"), Some("mail")));
    assert_eq!(page.all("[aria-invalid=true]").len(), 2, "text and mail address are missing");
    app.finish().await;
}

#[tokio::test]
async fn a_reply_needs_just_what_its_way_needs_and_the_mail_repeats_nothing_of_the_voice() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let mail = app.plant("tokumei.hanako@example.jp");
    let given = say(
        &resident,
        &[
            ("body", "集会所の屋根から雨がもれます"),
            ("subject", "集会所の雨もり"),
            ("reply", "yes"),
            ("reply_way", "mail"),
            ("email", &mail),
        ],
    )
    .await;
    app.run_jobs().await;
    let mails = app.mailer.mailed();
    let sent = mails.iter().find(|m| m.to == mail).expect("a receipt mail");
    assert!(sent.body.contains(&given.number));
    for hidden in ["雨もり", "屋根", &given.secret, &given.secret.replace('-', "")] {
        assert!(!sent.body.contains(hidden) && !sent.subject.contains(hidden), "the receipt mail repeats {hidden}");
    }
    app.finish().await;
}

#[tokio::test]
async fn the_same_form_sent_twice_at_one_instant_is_one_voice() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let check = resident.open("/voice/new").await.form("/voice/check").fill("body", "二度押しました").submit().await;
    let (first, second) = tokio::join!(check.form("/voice").submit(), check.form("/voice").submit());
    assert_eq!(receipt(&first).number, receipt(&second).number);
    let next = say(&resident, &[("body", "次の声")]).await;
    assert!(next.number.starts_with("R8-000002-"), "{}", next.number);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn the_receipt_is_shown_again_for_a_day_and_then_no_more() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let check =
        resident.open("/voice/new").await.form("/voice/check").fill("body", "受付票をなくしました").submit().await;
    let done = check.form("/voice").submit().await;
    let given = receipt(&done);
    app.pass(chrono::TimeDelta::hours(23));
    assert_eq!(receipt(&app.resident().open(&done.path).await).secret, given.secret);
    app.pass(chrono::TimeDelta::hours(2));
    resident.open(&done.path).await.has_status(404);
    status(&resident, &given).await.has_status(200).says("受け付けました");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_gets_no_reply_stands_before_the_form_in_short_and_folded() {
    let app = TestApp::start().await;
    let page = app.resident().open("/voice/new").await;
    page.has_status(200).says("お答えできないもの（人を傷つけるもの").says("裁判や審査請求などで扱われているもの");
    // What is not about what somebody writes is no use before they write.
    page.hides("教えていただいた連絡先に届かない").hides("お返事を希望されていない");
    assert_eq!((page.all(".before details").len(), page.all(".before details[open]").len()), (2, 0));
    let page = app.resident().open("/en/voice/new").await;
    page.says("attacks on persons, private disputes").says("Disputes between private persons");
    app.resident().open("/easy/voice/new").await.has_status(200);
    app.finish().await;
}

#[tokio::test]
async fn wrong_secrets_are_slowed_and_never_tell_whether_a_number_exists() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "秘密の声")]).await;
    let wrong = super::Receipt { number: given.number.clone(), secret: "0000-0000-0000-0000".into() };
    let unknown = super::Receipt { number: number_of(777), secret: wrong.secret.clone() };
    let real = status(&app.resident(), &wrong).await;
    let nobodys = status(&app.resident(), &unknown).await;
    real.has_status(422).says("組み合わせが見つかりません");
    nobodys.has_status(422);
    let shown = |page: &Page<'_>, number: &str| page.text().replace(number, "");
    assert_eq!(shown(&real, &wrong.number), shown(&nobodys, &unknown.number), "the answer tells which one exists");
    let mut last = 422;
    for _ in 0..6 {
        last = status(&app.resident(), &wrong).await.status.as_u16();
    }
    assert_eq!(last, 429, "the sixth wrong secret has to wait");
    status(&app.resident(), &given).await.has_status(429);
    app.pass(chrono::TimeDelta::hours(2));
    status(&app.resident(), &given).await.has_status(200);
    app.run_jobs().await;
    app.finish().await;
}

/// A receipt number as it is printed, with the check character that fits.
fn number_of(sequence: u32) -> String {
    let fiscal_year = kocho_domain::era::FiscalYear::starting(2026);
    kocho_domain::receipt::ReceiptNumber { fiscal_year, sequence }.to_string()
}

#[tokio::test]
async fn a_receipt_of_ones_own_buys_no_further_guesses_at_others() {
    let app = TestApp::start().await;
    let own = say(&app.resident(), &[("body", "自分の声")]).await;
    let guess = |sequence| super::Receipt { number: number_of(sequence), secret: "0000-0000-0000-0000".into() };
    for sequence in 101..105 {
        status(&app.resident(), &guess(sequence)).await.has_status(422);
    }
    status(&app.resident(), &own).await.has_status(200);
    status(&app.resident(), &guess(105)).await.has_status(422);
    status(&app.resident(), &guess(106)).await.has_status(429);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn who_mistypes_and_then_gets_it_right_is_never_slowed() {
    let app = TestApp::start().await;
    let own = say(&app.resident(), &[("body", "自分の声")]).await;
    let mistyped = super::Receipt { number: own.number.clone(), secret: "0000-0000-0000-0000".into() };
    for _ in 0..3 {
        for _ in 0..3 {
            status(&app.resident(), &mistyped).await.has_status(422);
        }
        status(&app.resident(), &own).await.has_status(200);
    }
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_slip_in_the_secret_is_said_as_it_is_and_the_other_digits_need_not_be_typed_again() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let given = say(&resident, &[("body", "街灯のこと")]).await;
    let (rest, check) = given.secret.split_at(given.secret.len() - 1);
    let slip = format!("{rest}{}", if check == "2" { "3" } else { "2" });
    let page = status(&resident, &super::Receipt { number: given.number.clone(), secret: slip.clone() }).await;
    page.has_status(422).says("確認番号が違うようです").hides("どこか1つ");
    let form = page.form("/status/view");
    assert_eq!(form.value("secret"), Some(slip.as_str()));
    form.fill("secret", &given.secret).submit().await.has_status(200).says(&given.number);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_mistyped_check_letter_has_its_own_words() {
    let app = TestApp::start().await;
    let given = say(&app.resident(), &[("body", "街灯のこと")]).await;
    let (rest, check) = given.number.split_at(given.number.len() - 1);
    let other = if check == "A" { "C" } else { "A" };
    let mistyped = super::Receipt { number: format!("{rest}{other}"), secret: given.secret.clone() };
    status(&app.resident(), &mistyped).await.has_status(422).says("受付番号が違うようです");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn danger_words_show_whom_to_call_block_nothing_and_put_the_case_before_a_human() {
    let app = TestApp::start().await;
    let resident = app.resident();
    let text = "もう疲れました。消えてしまいたいです。";
    let check = resident.open("/voice/new").await.form("/voice/check").fill("body", text).submit().await;
    check.has_status(200).says("0120-783-556");
    let given = receipt(&check.form("/voice").submit().await);
    app.run_jobs().await;
    let urgent: Vec<_> = app.mailer.mailed().into_iter().filter(|m| m.kind == "urgent").collect();
    assert!(!urgent.is_empty() && urgent.iter().all(|m| m.body.contains(&given.number) && !m.body.contains("消えて")));
    let desk = app.hearing_desk().await;
    desk.open("/staff/cases").await.says("要緊急確認");
    super::act(&desk, &given, "take_urgent", &[]).await.has_status(200).says("緊急を引き受けました");
    app.finish().await;
}

#[tokio::test]
async fn every_character_comes_back_as_it_was_typed() {
    let app = TestApp::start().await;
    let text = "葛󠄀城市の神社で、𠮷野さんが👨‍👩‍👧と｢ﾊﾝｶｸ｣を\u{E000}見た。\nタブ\tも。";
    let given = say(&app.resident(), &[("body", text)]).await;
    let reader = app.house.db().reader();
    let number = kocho_domain::receipt::ReceiptNumber::parse(&given.number).unwrap();
    let (id, ..) =
        kocho_store::submission::by_number(&reader, number.fiscal_year.year(), number.sequence).await.unwrap().unwrap();
    assert_eq!(kocho_store::submission::by_id(&reader, id).await.unwrap().unwrap().body, text);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn all_three_languages_take_a_voice() {
    let app = TestApp::start().await;
    for prefix in ["", "/easy", "/en"] {
        let page = app.resident().open(&format!("{prefix}/voice/new")).await;
        let check = page.form("/voice/check").fill("body", "Street light / 街灯").submit().await;
        let done = check.has_status(200).form("/voice").submit().await;
        assert!(done.path.starts_with(&format!("{prefix}/voice/done/")), "{}", done.path);
        receipt(&done);
    }
    app.run_jobs().await;
    app.finish().await;
}
