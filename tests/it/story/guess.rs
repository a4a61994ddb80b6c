//! 文字の読取り: what a machine reads off a slip is a guess, and a person's business before it is anybody else's.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use kocho_service::ocr::Ocr;

use super::paper::{next, opened, own, photographed, press, read_twice};
use crate::support::{Beside, TestApp};

/// A program that takes a picture and does this; it goes away with the folder.
struct Program(PathBuf);

impl Program {
    fn new(name: &str, script: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ocr-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let file = dir.join("tesseract");
        std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        Program(file)
    }

    fn beside(&self, patience: Duration) -> Beside {
        Beside { ocr: Some(Ocr::new(self.0.clone(), patience)), ..Beside::default() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

const PATIENCE: Duration = Duration::from_secs(20);
/// Says which arguments it was given, whether it got a picture, and whether it sees this program's secrets.
const READS: &str = "printf '公園 の 街灯 が 切れ て います 。\\n%s\\n' \"$*\"; test -n \"$(head -c 2)\" && echo 絵あり; \
                     test -z \"$HOME\" && echo 秘密なし";

#[tokio::test]
async fn a_guess_is_marked_compared_and_never_saved_unread() {
    let program = Program::new("reads", READS);
    let app = TestApp::start_beside(program.beside(PATIENCE)).await;
    read_twice(&app, 100).await;
    let (one, other) = (app.hearing_desk().await, app.hearing_desk().await);
    photographed(&opened(&one, "2").await, &[10, 20]).await;
    let slip = next(&one, "first").await;
    slip.says("文字の読取り（下書き）").hides("機械の読取り");

    // What was typed stays, and the guess stands beside it, not in it.
    let guessed = press(&slip, "guess-across", &[("name", "甲野 花子")]).await;
    guessed.has_status(200).says("機械の読取り・未確認").says("公園の街灯が切れています。");
    guessed.says("stdin stdout -l jpn").says("絵あり").says("秘密なし");
    let form = guessed.form(&own(&guessed));
    assert_eq!((form.value("name"), form.value("body")), (Some("甲野 花子"), Some("")));
    let down = press(&guessed, "guess-down", &[]).await;
    down.says("-l jpn_vert");

    let used = press(&down, "guess-use", &[("body", "前文。")]).await;
    let body = used.form(&own(&used)).value("body").unwrap().to_owned();
    assert!(body.starts_with("前文。\n公園の街灯が切れています。"), "{body}");
    used.says("機械の読取り・未確認");
    let mended = [("name", "甲野 花子"), ("body", "公園の街灯が切れています。")];
    let unread = press(&used, "save", &mended).await;
    unread.has_status(422).says("まだだれも確かめていません");
    assert_eq!(unread.form(&own(&unread)).value("body"), Some("公園の街灯が切れています。"), "nothing typed is lost");

    let form = unread.form(&own(&unread)).tick("compared", "yes").tick("do", "save");
    form.submit().await.has_status(200).says("ほかの人も読んで照合します");

    // The second reader sees neither the first reading nor the machine's, and cannot ask for one.
    let second = next(&other, "second").await;
    second.hides("機械の読取り").hides("街灯").hides("文字の読取り（下書き）");
    let asked = press(&second, "guess-across", &[]).await;
    asked.has_status(422).says("今「照合待ち」").hides("街灯");
    press(&second, "save", &mended).await.has_status(200).says("で受け付けました");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_guess_that_fails_is_said_and_loses_nothing() {
    let failures = [
        ("fails", "head -c 1 >/dev/null; exit 3", PATIENCE, "終了コード 3"),
        ("hangs", "exec sleep 60", Duration::from_millis(300), "終わらなかった"),
        ("empty", "cat >/dev/null; echo ' '", PATIENCE, "文字は読み取れませんでした"),
        ("endless", "exec yes 字", PATIENCE, "文字の読取りができませんでした"),
    ];
    for (name, script, patience, words) in failures {
        let program = Program::new(name, script);
        let app = TestApp::start_beside(program.beside(patience)).await;
        let desk = app.hearing_desk().await;
        photographed(&opened(&desk, "1").await, &[10]).await;
        let slip = next(&desk, "first").await;
        let failed = press(&slip, "guess-across", &[("body", "半分まで")]).await;
        failed.has_status(422).says(words);
        assert_eq!(failed.form(&own(&failed)).value("body"), Some("半分まで"), "{name}");
        let again = desk.open(&own(&slip)).await;
        assert_eq!(again.form(&own(&again)).value("body"), Some("半分まで"), "{name}: the draft is kept");
        again.hides("機械の読取り");
        app.finish().await;
    }
}

#[tokio::test]
async fn a_missing_program_is_said_and_without_one_there_is_no_button() {
    let gone = Beside { ocr: Some(Ocr::new("/nonexistent/tesseract".into(), PATIENCE)), ..Beside::default() };
    let app = TestApp::start_beside(gone).await;
    let desk = app.hearing_desk().await;
    photographed(&opened(&desk, "1").await, &[10]).await;
    let slip = next(&desk, "first").await;
    press(&slip, "guess-across", &[("body", "橋")]).await.has_status(422).says("始められませんでした");
    app.finish().await;

    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    photographed(&opened(&desk, "1").await, &[10]).await;
    let slip = next(&desk, "first").await;
    slip.hides("文字の読取り");
    press(&slip, "guess-across", &[("body", "橋")]).await.has_status(422).says("この市では使っていません");
    app.finish().await;
}

/// Two printed lines: 公園の街灯を直してください。夜は暗くて歩けません。
const PRINTED: &[u8] = include_bytes!("../paper/printed.png");

/// Where the real program is installed it reads a real picture; elsewhere this says so and looks at nothing.
#[tokio::test]
async fn the_real_program_reads_a_real_picture() {
    let real = PathBuf::from("/usr/bin/tesseract");
    let data = [
        "/usr/share/tesseract-ocr/5/tessdata/jpn.traineddata",
        "/usr/share/tesseract-ocr/4.00/tessdata/jpn.traineddata",
    ];
    if !real.exists() || !data.iter().any(|file| Path::new(file).exists()) {
        eprintln!("skipped: tesseract with Japanese data is not installed");
        return;
    }
    let app = TestApp::start_beside(Beside { ocr: Some(Ocr::new(real, PATIENCE)), ..Beside::default() }).await;
    let desk = app.hearing_desk().await;
    let page = opened(&desk, "1").await;
    page.form("/pages").attach("files", "印字.png", PRINTED).submit().await.has_status(200);
    let slip = next(&desk, "first").await;
    let guessed = press(&slip, "guess-across", &[]).await;
    guessed.has_status(200).says("機械の読取り・未確認").says("街灯を直してください。");
    app.finish().await;
}
