//! Files that go out with a reply: chosen by the section, decided with the text, mailed, and opened with number and secret.

use kocho_domain::access::Role;

use super::{Receipt, act, case, route, say, status};
use crate::support::{Page, TestApp, Visitor};

const MAP: &[u8] = b"%PDF-1.7 a map of the places where the paper lies %%EOF";

/// A voice that wants a reply, and the clerk of the section that has accepted it.
async fn accepted(app: &TestApp) -> (Receipt, Visitor<'_>) {
    let mail = app.plant("hanako.kouno@example.jp");
    let fields = [("body", "広報紙はどこでもらえますか。"), ("reply", "yes"), ("reply_way", "mail"), ("email", &mail)];
    let given = say(&app.resident(), &fields).await;
    route(&app.hearing_desk().await, &given, "市民協働課").await;
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    act(&clerk, &given, "accept", &[]).await.has_status(200);
    (given, clerk)
}

async fn draft<'a>(clerk: &Visitor<'a>, given: &Receipt, text: &str, files: &[(&str, &[u8])]) -> Page<'a> {
    let form = case(clerk, given).await.form("/draft").fill("text", text);
    let form = form.fill("outcome", "explained").fill("outcome_reason", "置いている所を示した");
    files.iter().fold(form, |form, (name, bytes)| form.attach("files", name, bytes)).submit().await
}

#[tokio::test]
async fn a_map_is_decided_with_the_reply_mailed_with_it_and_opened_by_the_resident() {
    let app = TestApp::start().await;
    let (given, clerk) = accepted(&app).await;
    draft(&clerk, &given, "地図のとおりです。", &[("置いている所.pdf", MAP)]).await.has_status(200);
    let page = case(&clerk, &given).await;
    page.says("置いている所.pdf");
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    let head = app.staff("市民協働課", &[Role::SectionHead]).await;
    let opened = head.open(&case(&head, &given).await.link("置いている所.pdf").unwrap()).await;
    assert_eq!(opened.has_status(200).body.as_bytes(), MAP);
    let header = |name: &str| opened.headers[name].to_str().unwrap().to_owned();
    assert!(header("content-disposition").starts_with("attachment") && header("x-content-type-options") == "nosniff");
    assert!(header("content-security-policy").ends_with("sandbox"), "nothing in a PDF may run");
    let stranger = app.staff("環境課", &[Role::SectionClerk]).await;
    stranger.open(&opened.path).await.has_status(404);
    act(&head, &given, "approve", &[]).await.has_status(200);

    let before = status(&app.resident(), &given).await;
    before.hides("置いている所.pdf");
    let desk = app.hearing_desk().await;
    let letter = desk.open(&case(&desk, &given).await.link("回答書").unwrap()).await;
    letter.says("添付資料 1 置いている所.pdf");
    letter.form("/send").submit().await.has_status(200);
    app.run_jobs().await;
    let mail = app.mailer.mailed().into_iter().find(|mail| mail.kind == "reply").unwrap();
    assert!(mail.body.contains("添付資料　置いている所.pdf"), "{}", mail.body);

    let resident = app.resident();
    let shown = status(&resident, &given).await;
    let address = shown.says("添付資料").link("置いている所.pdf").unwrap();
    assert_eq!(resident.open(&address).await.has_status(200).body.as_bytes(), MAP);
    app.resident().open(&address).await.hides("%PDF");
    app.finish().await;
}

#[tokio::test]
async fn a_changed_file_is_a_changed_text_and_versions_keep_theirs() {
    let app = TestApp::start().await;
    let (given, clerk) = accepted(&app).await;
    draft(&clerk, &given, "地図のとおりです。", &[("古い地図.pdf", MAP)]).await.has_status(200);
    act(&clerk, &given, "request_approval", &[]).await.has_status(200);
    act(&clerk, &given, "withdraw_request", &[]).await.has_status(200);
    let form = case(&clerk, &given).await.form("/draft");
    let key = case(&clerk, &given).await.link("古い地図.pdf").unwrap().rsplit('/').next().unwrap().to_owned();
    let form = form.tick("remove_file", &key).attach("files", "新しい地図.pdf", b"%PDF-1.7 new %%EOF");
    form.submit().await.has_status(200);
    let now = case(&clerk, &given).await;
    now.says("新しい地図.pdf").hides("古い地図.pdf");
    let first = clerk.open(&now.link("第1版").unwrap()).await;
    first.says("古い地図.pdf").hides("新しい地図.pdf");
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn a_chosen_file_waits_while_another_field_is_wrong_and_a_strange_one_is_refused() {
    let app = TestApp::start().await;
    let (given, clerk) = accepted(&app).await;
    let form = case(&clerk, &given).await.form("/draft").fill("text", "").attach("files", "地図.pdf", MAP);
    let again = form.submit().await;
    again.has_status(422).says("地図.pdf").says("案と一緒に保存されます");
    let form = again.form("/draft").fill("text", "地図のとおりです。");
    let refused = form.attach("files", "tool.exe", b"MZ\x90\0").submit().await;
    refused.has_status(422).says("「tool.exe」：").says("この種類のファイルは受け取れません").says("地図.pdf");
    refused.form("/draft").submit().await.has_status(200);
    case(&clerk, &given).await.says("地図.pdf").hides("案と一緒に保存されます");
    let large = [b"%PDF-1.7 ".as_slice(), &vec![b' '; 7_000_000], b"%%EOF"].concat();
    draft(&clerk, &given, "大きな地図です。", &[("大きな地図.pdf", &large)])
        .await
        .has_status(422)
        .says("合わせて7 MBまで");
    case(&clerk, &given).await.form("/draft").submit().await.has_status(422);
    app.run_jobs().await;
    app.finish().await;
}

#[tokio::test]
async fn files_chosen_after_the_session_ended_are_asked_for_again_and_the_text_is_kept() {
    let app = TestApp::start().await;
    let (given, clerk) = accepted(&app).await;
    let form = case(&clerk, &given)
        .await
        .form("/draft")
        .fill("text", "広報紙を置いている所は、地図のとおりです。")
        .attach("files", "地図.pdf", MAP);
    app.pass(chrono::TimeDelta::minutes(31));
    let login = form.submit().await;
    login.has_status(401);
    let name = app.account("市民協働課", &[Role::SectionClerk]).await;
    let form = login.form("/staff/login").fill("name", &name).fill("password", "correct-horse-battery");
    let resume = form.submit().await;
    resume.has_status(200).says("広報紙を置いている所は、地図のとおりです。");
    resume.form("/draft").submit().await.has_status(200);
    case(&clerk_again(&app).await, &given).await.says("広報紙を置いている所は、地図のとおりです。").hides("地図.pdf");
    app.run_jobs().await;
    app.finish().await;
}

async fn clerk_again(app: &TestApp) -> Visitor<'_> {
    app.staff("市民協働課", &[Role::SectionClerk]).await
}
