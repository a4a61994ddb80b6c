//! Files beside pages: who may see the page gets its words as a PDF, who may not gets nothing.

use axum::http::{HeaderMap, Method};
use chrono::TimeDelta;
use kocho_domain::access::Role;

use super::{Receipt, act, case, route, say};
use crate::support::{TestApp, Visitor, pdf::read};

const OFFICE: &str = "秘書広聴課";

/// A file that somebody was given.
pub(super) struct Sheet {
    path: String,
    headers: HeaderMap,
    /// What stands on its pages once, and what on every page.
    words: String,
    running: String,
}

impl Sheet {
    #[track_caller]
    pub(super) fn says(&self, words: &str) -> &Self {
        assert!(self.words.contains(words), "{} does not say 「{words}」: {}", self.path, self.words);
        self
    }

    #[track_caller]
    pub(super) fn hides(&self, words: &str) -> &Self {
        assert!(!self.words.contains(words) && !self.running.contains(words), "{} says 「{words}」", self.path);
        self
    }
}

/// What somebody gets under this address.
pub(super) async fn file(visitor: &Visitor<'_>, path: &str) -> Sheet {
    let response = visitor.once(Method::GET, path, None, Vec::new()).await;
    assert_eq!(response.status().as_u16(), 200, "{path}");
    let headers = response.headers().clone();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let pages = read(&bytes);
    let (words, running): (Vec<String>, Vec<String>) = pages.into_iter().unzip();
    assert!(running.iter().all(|page| page.contains(&format!(" / {}", running.len()))), "pages are numbered");
    Sheet { path: path.to_owned(), headers, words: words.concat(), running: running.concat() }
}

/// For this person there is no such file.
pub(super) async fn refused(visitor: &Visitor<'_>, path: &str) {
    visitor.open(path).await.has_status(404).hides("%PDF");
}

#[tokio::test]
async fn the_morning_is_a_file_for_those_who_read_it_with_what_they_may_read() {
    let app = TestApp::start().await;
    let voice = "回覧板が回ってきません。広報紙も届きません。";
    say(&app.resident(), &[("body", voice)]).await;
    say(&app.resident(), &[("body", "夫に首を絞められています。助けてください。")]).await;
    let secretary = app.staff(OFFICE, &[Role::Executive]).await;
    for (page, name) in [("/office", "朝のページ"), ("/office/week", "週の声")] {
        let link = secretary.open(page).await.link("PDFで保存する").unwrap();
        let sheet = file(&secretary, &link).await;
        sheet.says(name).says(voice).says("世論調査ではありません").hides("首を絞め");
        let header = |name: &str| sheet.headers[name].to_str().unwrap().to_owned();
        assert_eq!((header("content-type"), header("cache-control")), ("application/pdf".into(), "no-store".into()));
        assert!(header("content-disposition").starts_with("attachment; filename*=UTF-8''%"));

        let counts = app.staff(OFFICE, &[Role::Statistics]).await;
        file(&counts, &link).await.says("届いた声").hides(voice);
        refused(&app.staff("環境課", &[Role::SectionHead]).await, &link).await;
        app.resident().open(&link).await.hides("%PDF");
    }
    app.run_jobs().await;
    app.finish().await;
}

/// A voice that wants a letter, answered and decided.
async fn decided(app: &TestApp) -> Receipt {
    let name = app.plant("髙﨑　花子");
    let address = app.plant("小美玉市見本台四丁目");
    let fields = [
        ("body", "広報紙はどこでもらえますか。"),
        ("reply", "yes"),
        ("reply_way", "letter"),
        ("name", name.as_str()),
        ("address", address.as_str()),
    ];
    let given = say(&app.resident(), &fields).await;
    route(&app.hearing_desk().await, &given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    act(&clerk, &given, "accept", &[]).await.has_status(200);
    let text = "次のとおりお渡ししています。\n\n記\n\n1　公民館\n\n以上";
    let reply = [("text", text), ("outcome", "explained"), ("outcome_reason", "置いている所を示した")];
    act(&clerk, &given, "draft", &reply).await.has_status(200);
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    act(&head, &given, "approve", &[]).await.has_status(200);
    given
}

#[tokio::test]
async fn the_letter_is_a_file_with_name_and_address_for_the_desk_alone_and_the_audit_keeps_it() {
    let app = TestApp::start().await;
    let given = decided(&app).await;
    let desk = app.hearing_desk().await;
    let letter = case(&desk, &given).await.link("回答書").unwrap();
    let print = desk.open(&format!("{letter}/print")).await;
    let link = print.has_status(200).link("PDFで保存する").unwrap();
    // Who gave no 件名 is not answered under the first words of what was written.
    let title = "お寄せいただいたご意見について（回答）";
    print.says(title).hides("広報紙はどこで");
    let draft = file(&desk, &link).await;
    draft.says(title).hides("広報紙はどこで");
    draft.says("（文書番号）").says("小美玉市見本台四丁目").says("髙﨑　花子").says("1　公民館以上");
    assert!(draft.running.contains('案'), "{}", draft.running);

    app.pass(TimeDelta::minutes(5));
    desk.open(&letter).await.form("/send").submit().await.has_status(200);
    let sent = file(&desk, &link).await;
    sent.says("第1号").says("髙﨑　花子").hides("（文書番号）");
    assert!(!sent.running.contains('案'), "{}", sent.running);

    for stranger in [app.staff("市民協働課", &[Role::SectionHead]).await, app.staff(OFFICE, &[Role::Executive]).await]
    {
        refused(&stranger, &link).await;
    }
    let audit = app.staff(OFFICE, &[Role::Auditor]).await.open("/staff/audit").await;
    let printed = audit.all("tbody tr").iter().filter(|row| row.contains("回答書を印刷した")).count();
    assert_eq!(printed, 3, "one page and two files were made");
    app.run_jobs().await;
    app.finish().await;
}
