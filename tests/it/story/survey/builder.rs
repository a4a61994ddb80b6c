//! 調査票を作る: a clerk without training makes a questionnaire from nothing, by the pages of the builder alone.

use kocho_domain::access::{Actor, Role};

use crate::support::{Form, Page, TestApp, Visitor};

const CODE: &str = "hiroba-2026";
/// The beginning of a picture, which is all that is looked at.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n and what a picture is made of";

/// A clerk of a section with a survey that has no question yet.
async fn clerk(app: &TestApp) -> Visitor<'_> {
    let clerk = app.staff("市民協働課", &[Role::SectionClerk]).await;
    let section = app.section("市民協働課").to_string();
    let form = clerk.open("/staff/surveys/new").await.form("/staff/surveys/new");
    let form =
        form.fill("code", CODE).fill("title", "広場のアンケート").fill("purpose", "広場を直す順番を決めるため。");
    let form = form.fill("section", &section).fill("start", "2026-05-01").fill("end", "2026-05-20");
    form.submit().await.has_status(200).says("まだ設問がありません");
    clerk
}

fn path(rest: &str) -> String {
    format!("/staff/surveys/{CODE}{rest}")
}

/// Types into a form; a name that comes again is one more of it.
fn typed<'a>(form: Form<'a>, fields: &[(&str, &str)]) -> Form<'a> {
    fields.iter().enumerate().fold(form, |form, (at, (name, value))| {
        let is_first = fields[..at].iter().all(|(before, _)| before != name);
        if is_first { form.fill(name, value) } else { form.tick(name, value) }
    })
}

/// A form for a new question of a kind.
async fn new<'a>(clerk: &Visitor<'a>, kind: &str, fields: &[(&str, &str)]) -> Form<'a> {
    let page = clerk.open(&path(&format!("/questions/new?kind={kind}"))).await;
    typed(page.has_status(200).form("/questions/new"), fields)
}

/// Saves a question; answers the builder, or the form again.
async fn save(form: Form<'_>) -> Page<'_> {
    form.tick("do", "save").submit().await
}

/// Changes a question that is there.
async fn change<'a>(clerk: &Visitor<'a>, id: &str, fields: &[(&str, &str)]) -> Page<'a> {
    let page = clerk.open(&path(&format!("/questions/{id}"))).await;
    save(typed(page.has_status(200).form(&format!("/questions/{id}")), fields)).await
}

/// One question of every kind: Q1 to Q11 in the order of the builder.
async fn one_of_each_kind(clerk: &Visitor<'_>) {
    let options = [("text", "広場を使いますか。"), ("label", "使う"), ("label", "使わない"), ("label", "知らない")];
    save(new(clerk, "single_choice", &options).await).await.says("使う ／ 使わない ／ 知らない");
    let many = [
        ("text", "何が要りますか。"),
        ("label", "遊具"),
        ("label", "ベンチ"),
        ("label", "その他"),
        ("label", "特にない"),
        ("other", "2"),
        ("alone", "3"),
        ("max_select", "2"),
    ];
    save(new(clerk, "multiple_choice", &many).await).await.says("遊具 ／ ベンチ ／ その他 ／ 特にない");
    let scale = [("text", "広場に満足していますか。"), ("measure", "1101"), ("bank", "square-mood")];
    save(new(clerk, "scale", &scale).await).await.says("施策 1101");
    let matrix = [("text", "次のことに満足していますか。"), ("label", "広さ"), ("label", "明るさ"), ("to", "1101")];
    save(new(clerk, "scale_matrix", &matrix).await).await.says("広さ ／ 明るさ");
    let ranking = [
        ("text", "大事な順に選んでください。"),
        ("label", "安全"),
        ("label", "近さ"),
        ("label", "静かさ"),
        ("max_select", "2"),
    ];
    save(new(clerk, "ranking", &ranking).await).await.says("安全 ／ 近さ ／ 静かさ");
    let number = [("text", "月に何回行きますか。"), ("min", "0"), ("max", "31"), ("unit", "回")];
    save(new(clerk, "number", &number).await).await.has_status(200).says("数を書く");
    save(new(clerk, "date", &[("text", "最後に行ったのはいつですか。")]).await).await.says("日付を書く");
    let short = [("text", "広場の呼び名を教えてください。"), ("max_length", "40")];
    save(new(clerk, "short_text", &short).await).await.says("短い文を書く");
    save(new(clerk, "free_text", &[("text", "ご意見をお書きください。")]).await).await.says("自由に書く");
    save(new(clerk, "section_text", &[("text", "最後に、写真をご覧ください。")]).await).await.says("見出し・説明の文");
    let image = new(clerk, "image", &[("text", "今の広場です。")]).await.attach("image", "hiroba.png", PICTURE);
    save(image).await.says("画像の説明（alt）がありません");
    let builder = change(clerk, "Q11", &[("alt", "木が3本ある広場")]).await;
    builder.has_status(200).hides("直すところがあります").says("問9 自由に書く").hides("問10");
}

#[tokio::test]
async fn every_kind_of_question_is_made_by_its_form_and_shown_as_it_will_be_answered() {
    let app = TestApp::start().await;
    let clerk = clerk(&app).await;
    one_of_each_kind(&clerk).await;
    let preview = clerk.open(&path("/preview")).await;
    preview.says("広場のアンケート").says("（2つまで）").says("2番目").says("回").hides("3番目");
    assert!(preview.body.contains("木が3本ある広場"), "the picture is described");
    assert_eq!(preview.all("input[type=checkbox][name=Q2]").len(), 4);
    assert_eq!(preview.all("input[type=radio][name=Q4_1]").len(), 5, "five steps a row");
    let paper = clerk.open(&path("/print")).await;
    paper.says("回答の番号（コード）").says("問4").says("(2) 明るさ").says("2番目（").says("1 使う");
    let page = clerk.open(&path("")).await;
    page.says("9問").says("およそ").says("第1版").says("気になる言葉は見つかりませんでした");

    // The checklist reads the words; it blocks nothing.
    change(&clerk, "Q9", &[("text", "広場は大切な取組だと思いませんか。")]).await.has_status(200);
    let page = clerk.open(&path("")).await;
    page.says("「と思いませんか」とあります").says("答えを一方に誘っていませんか");
    assert!(page.find_form("/act").is_some(), "a hint is no mistake");
    app.finish().await;
}

#[tokio::test]
async fn how_often_monitors_are_asked_in_a_year_is_pointed_out_before_it_is_too_often() {
    let app = TestApp::start().await;
    let clerk = clerk(&app).await;
    save(new(&clerk, "free_text", &[("text", "ご意見をお書きください。")]).await).await.has_status(200);
    let cx = app.house.cx(Actor::Import);
    // One of the year before, and three of this one.
    for (code, year) in [("before", 2025), ("one", 2026), ("two", 2026), ("three", 2026)] {
        clerk.open(&path("")).await.hides("回目です");
        let text = super::SURVEY.replacen(super::CODE, code, 1).replace("\"2026-09-", &format!("\"{year}-09-"));
        super::imported(&cx, &text).await;
        super::take(&cx, code, super::RESPONSES.to_vec()).await.unwrap();
    }
    let page = clerk.open(&path("")).await;
    page.says("令和8年度のモニターへの調査は、これで4回目です。目安は年に3回までです。");
    assert!(page.find_form("/act").is_some(), "a hint is no mistake");
    app.finish().await;
}

#[tokio::test]
async fn jumps_lead_forward_and_dead_ends_are_refused_in_words() {
    let app = TestApp::start().await;
    let clerk = clerk(&app).await;
    one_of_each_kind(&clerk).await;
    change(&clerk, "Q1", &[("to", ""), ("to", "Q9"), ("to", "END")]).await.says("「2」を選んだ人は、問9へ");
    let rule = [("rule_question", "Q1"), ("rule_codes", "１、3"), ("rule_to", "Q6")];
    change(&clerk, "Q3", &rule).await.says("問1「1・3」を選んだ人は、問6へ");
    let paper = clerk.open(&path("/print")).await;
    paper.says("「2」を選んだ人は、問9へ進んでください。").says("「3」を選んだ人は、これで終わりです。");
    paper.says("問1で「1・3」を選んだ人は、問6へ進んでください。");
    // Nothing is translated: there is one form, in Japanese.
    assert_eq!(paper.all(".survey-languages").len(), 0);
    clerk.open(&path("/print?lang=en")).await.says("ご協力ありがとうございました。").hides("Circle");
    clerk.open(&path("/preview?lang=en")).await.says("If you chose “1・3” in Question 1, go on with Question 6.");

    let back = change(&clerk, "Q5", &[("rule_question", "Q1"), ("rule_codes", "1"), ("rule_to", "Q2")]).await;
    back.has_status(422).says("分岐に直すところがあります").says("この設問より前か同じ設問です");
    assert!(back.body.contains(r#"name="rule_codes" value="1""#), "what was typed stays");
    let nothing = change(&clerk, "Q5", &[("rule_question", "Q1"), ("rule_codes", "7"), ("rule_to", "Q9")]).await;
    nothing.has_status(422).says("「7」という選択肢はありません");

    // Whoever answers leaves: nobody comes to the questions behind.
    let builder = change(&clerk, "Q1", &[("to", "END"), ("to", "END"), ("to", "END")]).await;
    builder.says("どの答え方をしても、ここに来る人がいません");
    let page = clerk.open(&path("")).await;
    page.says("調査票に直すところがあります");
    assert!(page.find_form("/act").is_none(), "nothing that leads nowhere goes to the desk");
    change(&clerk, "Q1", &[("to", ""), ("to", "Q9"), ("to", "")]).await.hides("直すところがあります");
    assert!(clerk.open(&path("")).await.find_form("/act").is_some());
    app.finish().await;
}

#[tokio::test]
async fn a_questionnaire_speaks_three_languages() {
    let app = TestApp::start().await;
    let clerk = clerk(&app).await;
    one_of_each_kind(&clerk).await;
    let words = [
        ("easy", "{広場|ひろば}を{使|つか}いますか。"),
        ("english", "Do you use the square?"),
        ("label_easy", "はい"),
        ("label_easy", "いいえ"),
        ("label_english", "Yes"),
        ("label_english", "No"),
    ];
    change(&clerk, "Q1", &words).await.has_status(200);
    let steps = [("english", "Are you content?"), ("step_english", "Very"), ("step_english", "Rather")];
    change(&clerk, "Q3", &steps).await.has_status(200);
    change(&clerk, "Q6", &[("unit_english", "times"), ("note_english", "Roughly is enough.")]).await.has_status(200);
    change(&clerk, "Q11", &[("alt_english", "A square with three trees")]).await.has_status(200);
    let head = clerk.open(&path("/head")).await.form("/head");
    let long = head.fill("title_english", &"a".repeat(201)).submit().await;
    long.has_status(422).says("200字までで書いてください");
    let form =
        long.form("/head").fill("title_english", "Survey on the square").fill("title_easy", "{広場|ひろば}のこと");
    form.fill("purpose_english", "To decide what is mended first.").submit().await.has_status(200);

    let english = clerk.open(&path("/preview?lang=en")).await;
    english.says("Survey on the square").says("To decide what is mended first.").says("Do you use the square?");
    english.says("Yes").says("No").says("知らない").says("Very").says("Rather").says("ふつう").says("times");
    assert!(english.body.contains("A square with three trees"), "a picture is described in English, too");
    clerk.open(&path("/preview?lang=easy")).await.says("はい").says("いいえ").hides("{広場|");

    // The same on paper, with a choice of the languages that it speaks.
    let paper = clerk.open(&path("/print")).await;
    assert_eq!(paper.all(".paper-bar .survey-languages a"), ["日本語", "やさしい日本語", "English"]);
    let english = clerk.open(&path("/print?lang=en")).await;
    english.says("Survey on the square").says("Your code").says("Circle the number of your answer.");
    english.says("Question 1").says("1 Yes").says("No. 2（").says("times").hides("番目").hides("ご協力");
    assert_eq!(english.all("main [lang=en]").len(), 1, "the form is English");
    assert!(english.all("main [lang=ja]").iter().any(|words| words == "知らない"), "what is not says so");
    let easy = clerk.open(&path("/print?lang=easy")).await;
    easy.says("はい").says("答 （ こた ） えの").hides("{広場|").hides("ご協力");
    // What is written stands in the forms again.
    let again = clerk.open(&path("/head")).await.form("/head");
    assert_eq!(again.value("title_english"), Some("Survey on the square"));
    app.finish().await;
}

#[tokio::test]
async fn a_file_that_goes_out_and_comes_in_is_the_same_and_last_year_is_copied_with_its_ids() {
    let app = TestApp::start().await;
    let clerk = clerk(&app).await;
    one_of_each_kind(&clerk).await;
    change(&clerk, "Q1", &[("to", ""), ("to", "Q9"), ("to", "END"), ("english", "Do you use it?")])
        .await
        .has_status(200);
    let out = clerk.open(&path("/json")).await;
    let other = out.body.replacen(CODE, "hiroba-again", 1);
    let list = clerk.open("/staff/surveys").await;
    let file = list.form("/import").attach("file", "調査票.json", other.as_bytes()).submit().await;
    file.has_status(200).says("調査票を読み込みました");
    let again = clerk.open("/staff/surveys/hiroba-again/json").await;
    assert_eq!(again.body, other, "every kind, jump, word and picture comes back");

    // The desk takes a question into the bank; next year it is asked again under the same name.
    let desk = app.hearing_desk().await;
    let page = clerk.open(&path("")).await;
    page.form("/act").tick("do", "submit").submit().await.says("確認待ち");
    let builder = desk.open(&path("/edit")).await;
    builder.form("/edit").fill("question", "Q3").tick("do", "bank").submit().await.says("設問集に入れました");
    let copy = clerk.open(&path("")).await.form("/copy").fill("code", "hiroba-2027").submit().await;
    copy.says("写しました").says("令和9年5月1日");
    let json = clerk.open("/staff/surveys/hiroba-2027/json").await;
    assert_eq!(json.body.matches("\"id\": \"Q").count(), 11);
    let new = clerk.open("/staff/surveys/hiroba-2027/questions/new?bank=square-mood").await;
    let form = new.form("/questions/new");
    assert_eq!((form.value("bank"), form.value("text")), (Some("square-mood"), Some("広場に満足していますか。")));
    save(form).await.has_status(200).says("問10 段階で答える");

    // What the desk reads is fixed, what is opened stays as it is.
    clerk.open(&path("/edit")).await.has_status(403);
    let page = desk.open(&path("")).await;
    page.form("/act").tick("do", "open").submit().await.says("実施中");
    desk.open(&path("/edit")).await.has_status(403);
    desk.open(&path("/questions/Q1")).await.has_status(403);
    app.finish().await;
}

#[tokio::test]
async fn two_people_write_at_once_and_nobody_loses_what_they_typed() {
    let app = TestApp::start().await;
    let clerk = clerk(&app).await;
    let form = new(&clerk, "free_text", &[("text", "1人目の設問です。")]).await;
    let late = new(&clerk, "free_text", &[("text", "2人目の設問です。")]).await;
    let head = clerk.open(&path("/head")).await.form("/head").fill("target", "広場を使う人");
    let page = clerk.open(&path("")).await;
    save(form).await.has_status(200).says("1人目の設問です。");
    let overtaken = save(late).await;
    overtaken.has_status(422).says("ほかの人が先にこの調査を変えました");
    let again = overtaken.form("/questions/new");
    assert_eq!(again.value("text"), Some("2人目の設問です。"));
    save(again).await.has_status(200).says("1人目の設問です。").says("2人目の設問です。");

    let overtaken = head.submit().await;
    overtaken.has_status(422).says("ほかの人が先にこの調査を変えました");
    let again = overtaken.form("/head");
    assert_eq!(again.value("target"), Some("広場を使う人"));
    again.submit().await.has_status(200).says("広場を使う人");

    assert!(page.find_form("/act").is_none(), "no question yet");
    let page = clerk.open(&path("")).await;
    change(&clerk, "Q1", &[("note", "短くてもかまいません。")]).await.has_status(200);
    let overtaken = page.form("/act").fill("remark", "急ぎです。").tick("do", "submit").submit().await;
    overtaken.has_status(422).says("ほかの人が先に変えました");
    let again = overtaken.form("/act");
    assert_eq!(again.value("remark"), Some("急ぎです。"));
    again.tick("do", "submit").submit().await.has_status(200).says("確認待ち").says("急ぎです。");
    app.finish().await;
}

#[tokio::test]
async fn before_an_anonymous_survey_is_opened_the_desk_sees_how_few_share_their_classes() {
    let app = TestApp::start().await;
    let desk = app.hearing_desk().await;
    super::super::panel::serving(&desk).await;
    let clerk = clerk(&app).await;
    save(new(&clerk, "free_text", &[("text", "ご意見をお書きください。")]).await).await.has_status(200);
    clerk.open(&path("")).await.form("/act").tick("do", "submit").submit().await.hides("組合せ");
    let page = desk.open(&path("")).await;
    page.says("第11期市政モニター（3人）：区分の組合せ3通りのうち、3通り（3人）").says("回答に添える区分");
    // Fewer classes: everybody falls into one of them.
    let head = desk.open(&path("/head")).await;
    head.says("年代（10代・20代").says("性別（").says("お住まいの地区（");
    let page = head.form("/head").fill("profile", "gender").submit().await;
    page.has_status(200).says("区分の組合せ1通りのうち、1通り（3人）");
    assert!(!desk.open(&path("/json")).await.body.contains("age_group"));
    // A survey with names has nothing to hide.
    let page = desk.open(&path("/head")).await.form("/head").fill("named", "named").submit().await;
    page.has_status(200).hides("組合せ");
    app.run_jobs().await;
    app.leave();
}
