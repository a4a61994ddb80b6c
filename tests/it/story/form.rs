//! The form by which a resident writes: nobody is stopped by what they do not see, and nothing typed is lost unsaid.

use super::{act, case, receipt, say};
use crate::support::TestApp;

#[tokio::test]
async fn a_field_that_the_page_hides_stops_nobody() {
    let app = TestApp::start().await;
    for [way, phone, email, reply] in
        [["letter", "12345", "", "yes"], ["mail", "", "hanako@", "no"], ["", "1", "x", ""]]
    {
        let form = app.resident().open("/voice/new").await.form("/voice/check").fill("body", "街灯が消えています");
        let form = form.fill("reply", reply).fill("reply_way", way).fill("phone", phone).fill("email", email);
        let page = form.fill("name", "甲野花子").fill("address", "小美玉市堅倉000").submit().await;
        page.has_status(200);
        receipt(&page.form("/voice").submit().await);
    }
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn what_is_not_taken_is_said_and_is_there_again_on_the_way_back() {
    let app = TestApp::start().await;
    let (name, phone) = (app.plant("甲野花子のなまえ"), app.plant("0299-00-0012"));
    for (prefix, said) in [("", "受け取りません"), ("/easy", "受け取りません"), ("/en", "we do not take it")]
    {
        let resident = app.resident();
        let form = resident.open(&format!("{prefix}/voice/new")).await.form("/voice/check");
        let form = form.fill("body", "街灯が消えています").fill("reply", "no").fill("name", &name);
        let check = form.fill("phone", &phone).fill("reach_note", "平日の夕方だけ").submit().await;
        let plain = check.has_status(200).all(".notice").join(" ");
        assert_eq!(check.all(".notice li").len(), 3, "{plain}");
        // Ruby stands between the words of easy Japanese.
        assert!(prefix == "/easy" || plain.contains(said), "{plain}");
        let fields: Vec<(String, String)> = ["form_token", "body", "reply", "name", "phone", "reach_note"]
            .map(|field| (field.to_owned(), check.form("/voice").value(field).unwrap_or_default().to_owned()))
            .into();
        let back = resident.post(&format!("{prefix}/voice/new"), &fields).await.form("/voice/check");
        assert_eq!((back.value("name"), back.value("phone")), (Some(name.as_str()), Some(phone.as_str())));

        let done = check.form("/voice").submit().await;
        let key = kocho_domain::id::PublicKey::parse(done.path.rsplit('/').next().unwrap()).unwrap();
        let reader = app.house.db().reader();
        let voice = kocho_store::submission::by_key(&reader, &key).await.unwrap().unwrap();
        assert!(
            kocho_store::submission::contact(&reader, voice.id).await.unwrap().is_none(),
            "it was taken all the same"
        );
    }
    let form = app.resident().open("/voice/new").await.form("/voice/check").fill("body", "街灯").fill("reply", "no");
    form.submit().await.hides("受け取りません");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn one_file_that_is_not_taken_takes_no_other_with_it_and_is_named() {
    let app = TestApp::start().await;
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(4, 4).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let heic: &[u8] = b"\0\0\0\x18ftypheic\0\0\0\0mif1";
    let form = app.resident().open("/voice/new").await.form("/voice/check").fill("body", "写真を見てください");
    let form = form.attach("files", "穴.png", png.get_ref()).attach("files", "IMG_7.HEIC", heic);
    let page = form.attach("files", "道具.exe", b"MZ\x90\0").attach("files", "IMG_8.HEIC", heic).submit().await;
    page.has_status(422)
        .says("「IMG_7.HEIC / IMG_8.HEIC」は受け取っていません。HEIC形式")
        .says("「道具.exe」は受け取っていません");
    assert_eq!(page.all(".kept-name"), ["穴.png"]);
    assert_eq!(page.form("/voice/check").value("body"), Some("写真を見てください"));

    let again = page.form("/voice/check").submit().await;
    assert_eq!(again.has_status(200).all(".kept-name"), ["穴.png"]);
    let many = page.form("/voice/check");
    let many = (2..=6).fold(many, |form, n| form.attach("files", &format!("{n}.png"), png.get_ref())).submit().await;
    many.has_status(422).says("「6.png」は受け取っていません。ファイルは5つまでです");
    assert_eq!(many.all(".kept-name").len(), 5);
    let form = many.form("/voice/check").submit().await.form("/voice");
    form.submit().await.has_status(200);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn danger_is_heard_wherever_it_is_written() {
    let app = TestApp::start().await;
    let wish = "夫に殴られています。家には電話しないで";
    let form =
        app.resident().open("/voice/new").await.form("/voice/check").fill("body", "相談の窓口を教えてください。");
    let form = form.fill("reply", "yes").fill("reply_way", "phone").fill("phone", "0299-00-0012");
    let check = form.fill("name", "甲野花子").fill("reach_note", wish).submit().await;
    assert!(!check.has_status(200).all(".danger-panel").is_empty(), "{}", check.text());
    let by_note = receipt(&check.form("/voice").submit().await);
    let form = app.resident().open("/voice/new").await.form("/voice/check").fill("body", "見に来てください。");
    let check = form.fill("place", "小学校の前の道路が陥没していて子どもが落ちそうです").submit().await;
    assert!(!check.all(".danger-panel").is_empty(), "{}", check.text());
    let by_place = receipt(&check.form("/voice").submit().await);
    let calm = [
        ("body", "窓口を教えてください。"),
        ("place", "家の前の側溝"),
        ("reply", "yes"),
        ("reply_way", "phone"),
        ("phone", "0299-00-0012"),
        ("reach_note", "夜は電話しないでください。家には手紙を送らないでください。"),
    ];
    let calm = say(&app.resident(), &calm).await;
    app.run_jobs().await;
    assert!(app.mailer.mailed().iter().any(|mail| mail.kind == "urgent" && mail.body.contains(&by_note.number)));

    let desk = app.hearing_desk().await;
    case(&desk, &by_note).await.says("要緊急確認").says("要配慮");
    act(&desk, &by_place, "take_urgent", &[]).await.has_status(200).says("緊急を引き受けました");
    assert!(case(&desk, &calm).await.find_form("/take_urgent").is_none());
    app.run_jobs().await;
    app.finish().await;
}
