//! Paper: boxes are opened and counted, slips photographed, read, read again, and become voices; nothing is lost between the
//! count and the closing.

use axum::{
    body::{Body, Bytes},
    http::{Request, header},
};
use chrono::TimeDelta;
use futures_util::StreamExt;
use kocho_domain::{access::Actor, access::Role, rule::RuleKind};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tower::ServiceExt;

use crate::support::{Page, TestApp, Visitor};

/// A sheet of paper in one shade, as a photo.
pub(super) fn photo(shade: u8, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture =
        image::RgbImage::from_fn(width, height, |x, _| image::Rgb([shade, if x < 4 { 255 } else { shade }, 9]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// So many of a hundred slips are read twice from now on.
pub(super) async fn read_twice(app: &TestApp, percent: u8) {
    let cx = app.house.cx(Actor::Import);
    let (_, text) = kocho_service::admin::rule::export(&cx, RuleKind::Paper).await.unwrap();
    let text = text.replace("second_reading_percent = 10", &format!("second_reading_percent = {percent}"));
    kocho_service::admin::rule::import(&cx, RuleKind::Paper, &text, cx.today()).await.unwrap();
    app.house.refresh().await.unwrap();
}

/// Enters a collection of a box; answers its page.
pub(super) async fn opened<'a>(desk: &Visitor<'a>, found: &str) -> Page<'a> {
    let form = desk.open("/staff/collections/new").await.form("/collections/new");
    let form = form.fill("place", "library").fill("witness", "図書館 担当").fill("found", found);
    let page = form.fill("kept_at", "簿冊「提案箱 令和8年度」").submit().await;
    page.has_status(200).says("中央図書館 入口");
    page
}

/// Adds photos to a collection, one slip each.
pub(super) async fn photographed<'a>(page: &Page<'a>, shades: &[u8]) -> Page<'a> {
    let mut form = page.form("/pages");
    for shade in shades {
        form = form.attach("files", &format!("IMG_{shade}.png"), &photo(*shade, 60, 90));
    }
    let page = form.submit().await;
    page.has_status(200).says(&format!("{}枚を加えました", shades.len()));
    page
}

/// Asks for the next slip.
pub(super) async fn next<'a>(desk: &Visitor<'a>, turn: &str) -> Page<'a> {
    let page = desk.open("/staff/slips").await;
    let word = if turn == "second" { "次の用紙を照合する" } else { "次の用紙を転記する" };
    page.says(word);
    let csrf = page.form("/logout").value("csrf").unwrap().to_owned();
    let page = desk.post("/staff/slips/next", &[("csrf".into(), csrf), ("turn".into(), turn.into())]).await;
    page.has_status(200);
    page
}

pub(super) fn own(page: &Page<'_>) -> String {
    page.path.split('?').next().unwrap().to_owned()
}

/// Presses a button beside a slip.
pub(super) async fn press<'a>(page: &Page<'a>, act: &str, fields: &[(&str, &str)]) -> Page<'a> {
    let mut form = page.form(&own(page));
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    form.tick("do", act).submit().await
}

/// A slip that nobody changes any more, for tests that need a door's parameters filled: collection, slip, page.
pub(super) async fn furnished(app: &TestApp) -> [(&'static str, String); 3] {
    let desk = app.hearing_desk().await;
    let page = photographed(&opened(&desk, "2").await, &[7]).await;
    let collection = page.path.trim_start_matches("/staff/collections/").to_owned();
    let slip = next(&desk, "first").await;
    let picture = slip.body.split("/pages/").nth(1).unwrap().split('?').next().unwrap().to_owned();
    press(&slip, "void", &[("void_reason", "白紙")]).await.has_status(200);
    [("collection", collection), ("slip", own(&slip).trim_start_matches("/staff/slips/").to_owned()), ("page", picture)]
}

#[tokio::test]
async fn a_months_box_is_played_from_the_count_to_the_closing() {
    let app = TestApp::start().await;
    read_twice(&app, 0).await;
    let desk = app.hearing_desk().await;
    let name = app.plant("甲野 花子");
    let page = opened(&desk, "3").await;
    page.says("画像が、数えた枚数より3枚少ない");
    assert!(page.find_form("/close").is_none(), "an incomplete collection has no button to close it");
    let page = photographed(&page, &[10, 20]).await;
    page.says("1枚少ない").says("転記していない用紙が2枚");

    let slip = next(&desk, "first").await;
    let fields = [
        ("posted_on", "4/15"),
        ("name", name.as_str()),
        ("address", "小美玉市堅倉000"),
        ("reply_wanted", "yes"),
        ("subject", "街灯"),
        ("body", "公園の□灯が切れています。\n直してください。"),
    ];
    let second = press(&slip, "save", &fields).await;
    second.has_status(200).says("で受け付けました").says("前の用紙の受付票");
    assert_ne!(own(&second), own(&slip), "one key leads to the next slip");
    let receipt = desk.open(&second.link("前の用紙の受付票").unwrap()).await;
    receipt.has_status(200).says("令和8年4月22日").says("市政提案箱");
    let done = press(&second, "save", &[("body", "図書館の本を増やしてください。")]).await;
    done.has_status(200).says("待っている用紙はありません").says("今の用紙の受付票");

    let again = desk.open(&own(&slip)).await;
    again.says("受け付けました").hides("公園の");
    let voice = desk.open(&again.link("R8-").unwrap()).await;
    voice
        .says("公園の□灯が切れています。")
        .says("市政提案箱")
        .says("写真1")
        .says("郵送")
        .says("原本 簿冊「提案箱 令和8年度」")
        .says("受付日 令和8年4月22日")
        .says("投函日（書いてある日） 令和8年4月15日");

    let page = desk.open(&page.path).await;
    page.says("1枚少ない");
    let refused = desk.post(&format!("{}/close", page.path), &[csrf(&page)]).await;
    refused.has_status(422).says("1枚少ない");
    let unsaid = page.form("/count").fill("found", "2").submit().await;
    unsaid.has_status(422).says("理由を書いてください");
    let page = unsaid.form("/count").fill("found", "2").fill("reason", "数え直した").submit().await;
    page.has_status(200).says("枚数、画像、記録がそろいました");
    page.form("/close").submit().await.has_status(200).says("締め済み");
    let late = [("files".to_owned(), "x.png".to_owned(), photo(1, 9, 9))];
    let late = desk.post_multipart(&format!("{}/pages", page.path), &[csrf(&page)], &late).await;
    late.has_status(422).says("締めてある");
    app.run_jobs().await;
    app.finish().await;
}

fn csrf(page: &Page<'_>) -> (String, String) {
    ("csrf".into(), page.form("/logout").value("csrf").unwrap().to_owned())
}

#[tokio::test]
async fn an_empty_box_is_a_record_too() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    desk.open("/staff/collections").await.says("中央図書館 入口 まだ 今月まだ");
    let page = opened(&desk, "0").await;
    page.form("/close").submit().await.has_status(200).says("締め済み");
    let list = desk.open("/staff/collections").await;
    list.says("中央図書館 入口 4月22日（水） 記録する").says("締め済み");
    let form = list.visitor.open("/staff/collections/new?place=library").await.form("/collections/new");
    let form = form.fill("found", "2").fill("collected_on", "2026-04-23");
    let page = form.submit().await;
    page.has_status(422).says("箱は2人で開けます").says("今日までの日付").says("簿冊や箱の名前");
    app.finish().await;
}

#[tokio::test]
async fn two_clerks_never_get_the_same_slip_and_a_forgotten_one_comes_back() {
    let app = TestApp::start().await;
    read_twice(&app, 0).await;
    let (one, other) = (app.hearing_desk().await, app.hearing_desk().await);
    photographed(&opened(&one, "2").await, &[10, 20]).await;
    let (first, second) = tokio::join!(next(&one, "first"), next(&other, "first"));
    assert_ne!(own(&first), own(&second));
    let third = app.hearing_desk().await;
    let token = csrf(&third.open("/staff/slips").await);
    third.post("/staff/slips/next", std::slice::from_ref(&token)).await.says("今、待っている用紙はありません");
    let seen = third.open(&own(&first)).await;
    seen.says("が扱っています");
    third.post(&format!("{}/take", own(&first)), std::slice::from_ref(&token)).await.says("今ほかの人が扱っています");

    // What was typed is kept on the way, and stays with the slip when its reader does not come back.
    let draft = [csrf(&first), ("body".into(), "バスの本数".into())];
    let kept = one.post(&format!("{}/draft", own(&first)), &draft).await;
    assert_eq!(kept.status.as_u16(), 204);
    app.pass(TimeDelta::minutes(21));
    let taken = third.post(&format!("{}/take", own(&first)), &[token]).await;
    assert_eq!(taken.form(&own(&taken)).value("body"), Some("バスの本数"));
    let late = press(&first, "save", &[("body", "バスの本数を増やしてください。")]).await;
    late.has_status(422).says("今ほかの人が扱っています").says("バスの本数を増やしてください。");
    press(&taken, "save", &[("body", "バスの本数を増やして。")]).await.has_status(200).says("で受け付けました");
    let twice = press(&taken, "save", &[("body", "バスの本数を増やして。")]).await;
    twice.has_status(200).hides("で受け付けました。");
    app.run_jobs().await;
    let list = third.open("/staff/cases?queue=all").await;
    assert_eq!(list.all("tbody tr").len(), 1, "pressed twice, received once: {}", list.text());
    app.finish().await;
}

#[tokio::test]
async fn a_second_person_reads_without_seeing_and_decides_what_differs() {
    let app = TestApp::start().await;
    read_twice(&app, 100).await;
    let (one, other) = (app.hearing_desk().await, app.hearing_desk().await);
    photographed(&opened(&one, "2").await, &[10, 20]).await;
    let first = next(&one, "first").await;
    let fields =
        [("name", "甲野 花子"), ("phone", "0299-00-0001"), ("body", "橋の手すりを直してください。\nお願いします。")];
    let after = press(&first, "save", &fields).await;
    after.has_status(200).says("ほかの人も読んで照合します");
    let same = [("body", "道の草を刈ってください。")];
    press(&after, "save", &same).await.has_status(200);
    one.open("/staff/slips").await.hides("照合する");
    one.open(&own(&first)).await.says("自分で照合することはできません").hides("手すり");

    let second = next(&other, "second").await;
    second.says("1人目の読みは見えません").hides("手すり").hides("甲野");
    let fields =
        [("name", "申野 花子"), ("phone", "0299-00-0001"), ("body", "橋の手すりを直してください。 \nお願いします。\n")];
    let differs = press(&second, "save", &fields).await;
    differs.has_status(200).says("1人目と違う読みがあります").says("申野 花子").says("甲野 花子");
    differs.hides("choice_body").hides("choice_phone");
    let unsaid = press(&differs, "decide", &[]).await;
    unsaid.has_status(422).says("どちらで読むかを選んでください");
    let form = unsaid.form(&own(&unsaid)).tick("choice_name", "first").tick("do", "decide");
    let onwards = form.submit().await;
    onwards.has_status(200).says("で受け付けました");
    let done = press(&onwards, "save", &same).await;
    done.has_status(200).says("で受け付けました").says("待っている用紙はありません");
    let reader = app.house.db().reader();
    let parsed = kocho_domain::id::PublicKey::parse(own(&first).rsplit('/').next().unwrap()).unwrap();
    let slip = kocho_store::slip::by_key(&reader, &parsed).await.unwrap().unwrap();
    let kept = kocho_store::slip::readings(&reader, slip.id).await.unwrap();
    assert!(
        kept.len() == 2 && kept.iter().all(kocho_domain::paper::Reading::is_empty),
        "the voice alone has the words"
    );
    let contact = kocho_store::submission::contact(&reader, slip.submission.unwrap()).await.unwrap().unwrap();
    assert_eq!(contact.reveal().name.as_deref(), Some("甲野 花子"));
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_cry_for_help_does_not_wait_for_a_second_reader() {
    let app = TestApp::start().await;
    read_twice(&app, 100).await;
    let desk = app.hearing_desk().await;
    photographed(&opened(&desk, "1").await, &[10]).await;
    let slip = next(&desk, "first").await;
    press(&slip, "save", &[("body", "もう死にたいです。だれか助けてください。")]).await.says("で受け付けました");
    desk.open("/staff/cases?queue=urgent").await.says("要緊急確認");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_blank_paper_is_counted_and_can_be_taken_back() {
    let app = TestApp::start().await;
    read_twice(&app, 0).await;
    let desk = app.hearing_desk().await;
    let page = photographed(&opened(&desk, "1").await, &[10]).await;
    let slip = next(&desk, "first").await;
    let wrong = press(&slip, "save", &[("posted_on", "2026-05-01"), ("name", "甲野")]).await;
    wrong.has_status(422).says("本文を入れてください").says("投函日は、回収日までの1年の間の日付");
    assert_eq!(wrong.form(&own(&wrong)).value("name"), Some("甲野"));
    press(&slip, "void", &[]).await.has_status(422).says("理由を書いてください");
    press(&slip, "void", &[("void_reason", "白紙")]).await.has_status(200).says("声ではない用紙として記録しました");
    let voided = desk.open(&own(&slip)).await;
    voided.says("白紙");
    desk.open(&page.path).await.form("/close");
    let back = desk.post(&format!("{}/restore", own(&slip)), &[csrf(&voided)]).await;
    back.has_status(200).says("転記待ちに戻しました").says("この用紙を転記する");
    desk.open(&page.path).await.says("転記していない用紙が1枚");
    app.finish().await;
}

#[tokio::test]
async fn fronts_and_backs_are_one_slip_joined_and_parted() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let page = opened(&desk, "2").await;
    let mut form = page.form("/pages").fill("grouping", "pairs");
    for shade in [10, 20, 30] {
        form = form.attach("files", "表裏.png", &photo(shade, 60, 90));
    }
    let page = form.submit().await;
    page.has_status(200).says("3枚を加えました（用紙は2通）");
    let again = page.form("/pages").attach("files", "同じ.png", &photo(10, 60, 90)).submit().await;
    again.has_status(200).says("前と同じ画像1枚は加えていません");
    let slips = |page: &Page<'_>| page.all(".slip-card").len();
    let keys: Vec<String> =
        page.body.split("name=\"slip\" value=\"").skip(1).map(|rest| rest[..26].to_owned()).collect();
    page.form("/join").tick("slip", &keys[0]).submit().await.has_status(422).says("2枚以上");
    let joined = page.form("/join").tick("slip", &keys[0]).tick("slip", &keys[1]).submit().await;
    joined.has_status(200).says("1通にまとめました");
    assert_eq!(slips(&joined), 1);
    let parted = joined.form("/part").submit().await;
    parted.has_status(200).says("1枚ずつに分けました");
    assert_eq!(slips(&parted), 3);
    let fewer = parted.form("/remove").submit().await;
    fewer.has_status(200).says("画像を取り除きました");
    assert_eq!(slips(&fewer), 2);
    app.finish().await;
}

#[tokio::test]
async fn a_picture_is_turned_for_everybody_and_only_the_desk_sees_it() {
    let app = TestApp::start().await;
    read_twice(&app, 0).await;
    let desk = app.hearing_desk().await;
    photographed(&opened(&desk, "1").await, &[10]).await;
    let slip = next(&desk, "first").await;
    let address = slip.body.split("<img src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(size(&desk, &address).await, (60, 90));
    let turn = slip.body.split("value=\"turn-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let turned = press(&slip, &format!("turn-{turn}"), &[("body", "半分まで")]).await;
    assert_eq!(turned.form(&own(&turned)).value("body"), Some("半分まで"), "what was typed stays");
    let address = turned.body.split("<img src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(size(&desk, &address).await, (90, 60));
    press(&turned, "larger", &[])
        .await
        .says("用紙の転記")
        .form(&own(&turned))
        .value("zoom")
        .filter(|z| *z == "2")
        .unwrap();
    for role in [Role::SectionHead, Role::Executive, Role::Admin, Role::Auditor] {
        app.staff("市民協働課", &[role]).await.open(&address).await.has_status(404);
    }
    let done = press(&turned, "save", &[("body", "花壇を作ってください。")]).await;
    let voice = desk.open(&done.link("R8-").unwrap()).await;
    desk.open(&address).await.has_status(404);
    let shown = voice.form("/reveal").fill("reason_code", "reveal_contact").submit().await;
    shown.says("JPEG").says("未検査");
    assert_eq!(size(&desk, &shown.link("写真1").unwrap()).await, (90, 60), "kept as it was read");
    let small = shown.body.split("class=\"file-small\" src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(size(&desk, &small).await.0 > 0);
    app.run_jobs().await;
    app.finish().await;
}

async fn size(visitor: &Visitor<'_>, address: &str) -> (u32, u32) {
    let response = visitor.once(axum::http::Method::GET, address, None, Vec::new()).await;
    assert_eq!(response.status().as_u16(), 200, "{address}");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert!(response.headers()["content-security-policy"].to_str().unwrap().ends_with("sandbox"));
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let picture = image::load_from_memory(&bytes).unwrap();
    (picture.width(), picture.height())
}

/// A document of two pages.
fn pdf() -> Vec<u8> {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 5 0 R >>";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
        page,
        page,
        "<< /Length 22 >>\nstream\n0 0 1 rg 9 9 9 9 re f \nendstream",
    ];
    let mut text = String::from("%PDF-1.4\n");
    let mut rows = String::new();
    for (n, object) in objects.iter().enumerate() {
        rows += &format!("{:010} 00000 n \n", text.len());
        text += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let table = text.len();
    text += &format!(
        "xref\n0 6\n0000000000 65535 f \n{rows}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    );
    text.into_bytes()
}

#[tokio::test]
async fn a_scanned_document_becomes_pages_and_a_bad_file_keeps_no_other_out() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let page = opened(&desk, "3").await;
    let form = page.form("/pages").attach("files", "まとめ.pdf", &pdf());
    let form =
        form.attach("files", "こわれた.pdf", b"%PDF-1.4 broken").attach("files", "IMG.HEIC", b"\0\0\0\x18ftypheic\0\0");
    let mixed =
        form.attach("files", "切れた.png", &photo(3, 40, 40)[..50]).attach("files", "よい.png", &photo(4, 40, 40));
    let mixed = mixed.submit().await;
    mixed.has_status(422).says("こわれた.pdf：").says("IMG.HEIC：HEIC").says("切れた.png：").says("3枚を加えました");
    assert_eq!(mixed.all(".slip-card").len(), 3);
    mixed.form("/pages").submit().await.has_status(422).says("写真かPDFを選んでください");
    // What nobody has read yet is not swept away with old uploads.
    app.pass(TimeDelta::hours(30));
    kocho_service::job::sweep(&app.house.cx(Actor::Worker)).await.unwrap();
    let fresh = app.hearing_desk().await;
    let slip = next(&fresh, "first").await;
    let address = slip.body.split("<img src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(size(&fresh, &address).await, (1_800, 2_400));
    app.finish().await;
}

#[tokio::test]
async fn cards_are_counted_by_the_newsletter_that_they_were_cut_from() {
    let app = TestApp::start().await;
    read_twice(&app, 0).await;
    let desk = app.hearing_desk().await;
    let form = desk.open("/staff/editions").await.form("/editions");
    let form = form.fill("code", "2026-04").fill("name", "広報おみたま 4月号").fill("published_on", "2026-04-10");
    form.submit().await.has_status(200).says("号を加えました");
    let form = desk.open("/staff/editions").await.form("/editions");
    form.fill("code", "2026-04")
        .fill("name", "同じ号")
        .submit()
        .await
        .has_status(422)
        .says("もうあります")
        .says("発行日");
    let form = desk.open("/staff/collections/new").await.form("/collections/new").fill("channel", "postcard");
    let form = form.fill("edition", "2026-04").fill("found", "2").fill("kept_at", "簿冊「はがき」");
    let page = photographed(&form.submit().await, &[10, 20]).await;
    page.says("広報おみたま 4月号");
    let card = next(&desk, "first").await;
    card.says("運ぶ人も読めます");
    assert_eq!(card.form(&own(&card)).value("edition"), Some("2026-04"), "the usual one stands there already");
    let unknown = press(&card, "save", &[("edition", "1999-01"), ("body", "花火を続けてください。")]).await;
    unknown.has_status(422).says("登録されていません").says("花火を続けてください。");
    let second = press(&unknown, "save", &[("edition", "2026-04")]).await;
    press(&second, "save", &[("body", "歩道を広げてください。")]).await.has_status(200);
    desk.open("/staff/editions").await.says("広報おみたま 4月号 2026-04 R8.4.10 2 2 4月22日（水） 2通");
    app.run_jobs().await;
    app.finish().await;
}

/// A body that goes on for ever and counts what is taken of it.
fn endless(head: String, taken: &Arc<AtomicUsize>) -> Body {
    let taken = Arc::clone(taken);
    let head = std::iter::once(Bytes::from(head));
    let rest = std::iter::repeat_n(Bytes::from(vec![b' '; 1_000_000]), 1_000);
    let counted = futures_util::stream::iter(head.chain(rest)).then(move |chunk| {
        let taken = Arc::clone(&taken);
        async move {
            // A line brings a piece, and then the next one has to be waited for.
            tokio::task::yield_now().await;
            taken.fetch_add(chunk.len(), Ordering::Relaxed);
            Ok::<_, std::io::Error>(chunk)
        }
    });
    Body::from_stream(counted)
}

#[tokio::test]
async fn a_gigabyte_is_cut_off_at_the_limit() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    let page = opened(&desk, "1").await;
    let address = format!("{}/pages", page.path);
    let head = |csrf: &str| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--b\r\nContent-Disposition: form-data; \
             name=\"files\"; filename=\"a.jpg\"\r\n\r\n"
        )
    };
    let ask = async |visitor: &Visitor<'_>, length: Option<u64>, head: String| {
        let taken = Arc::new(AtomicUsize::new(0));
        let mut request = Request::post(&address)
            .header(header::HOST, "kocho.test")
            .header(header::COOKIE, visitor.cookies())
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        if let Some(length) = length {
            request = request.header(header::CONTENT_LENGTH, length);
        }
        let response = app.router().oneshot(request.body(endless(head, &taken)).unwrap()).await.unwrap();
        (response.status().as_u16(), taken.load(Ordering::Relaxed))
    };
    let token = csrf(&page).1;
    let (status, taken) = ask(&desk, None, head(&token)).await;
    assert!(status == 413 && taken < 410_000_000, "{status} after {taken} bytes");
    assert_eq!(
        ask(&desk, Some(1_000_000_000), head(&token)).await,
        (413, 0),
        "who says so beforehand is not even read"
    );
    let (status, taken) = ask(&desk, None, head("somebody-elses")).await;
    assert!(status == 400 && taken < 3_000_000, "{status} after {taken} bytes");
    let (status, taken) = ask(&app.resident(), None, head("")).await;
    assert!(status == 401 && taken < 3_000_000, "{status} after {taken} bytes");
    desk.open(&page.path).await.says("1枚少ない");
    app.finish().await;
}
