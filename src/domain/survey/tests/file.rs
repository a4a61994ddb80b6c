//! A file comes in whole or not at all.

use super::*;

#[test]
fn the_sample_is_read_and_written_back_as_the_same_document() {
    let questionnaire = sample();
    assert_eq!(mistakes_of(SAMPLE), [""; 0]);
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(&questionnaire.to_json()), value(SAMPLE));
    assert_eq!(read(&questionnaire.to_json()), Ok(questionnaire));
}

#[test]
fn every_mistake_is_named_with_its_place_and_what_to_do() {
    let cases: &[((&str, &str), &str)] = &[
        (("\"title\"", "\"titel\""), "全体：知らない項目「titel」があります。つづりを確かめてください。"),
        (("\"title\"", "\"titel\""), "件名（title）：文がありません。「\"title\": \"…\"」を書いてください。"),
        (("\"anonymous\": true,", ""), "無記名（anonymous）：項目がありません。"),
        (("\"anonymous\": true", "\"anonymous\": \"はい\""), "無記名（anonymous）：true でも false でもありません。"),
        (("2026-09-24", "2026-09-31"), "実施期間 ＞ end：「2026-09-31」は日付ではありません。"),
        (("2026-09-24", "2026-08-24"), "実施期間：終わりの日が始まりの日より前です。"),
        (("\"monitor-2026-02\"", "\"モニター2\""), "記号（id）：記号「モニター2」は使えません。"),
        (("\"single_choice\"", "\"radio\""), "設問1（Q1） ＞ 種類（type）：「radio」という種類はありません。"),
        (("\"max_select\": 3", "\"max_select\": 10"), "設問2（Q2）：選べる数が10ですが、一緒に選べる選択肢は9つです。"),
        (("\"max_select\": 3", "\"max_select\": \"3\""), "設問2（Q2） ＞ 選べる数（max_select）：整数ではありません。"),
        (("\"no\": 1,", "\"no\": 1, \"min\": 0,"), "設問1（Q1）：項目「min」は、この種類の設問では使いません。"),
        (("\"code\": \"2\"", "\"code\": \"1\""), "設問1（Q1）：選択肢の番号「1」が2つあります。"),
        (("ある程度関心がある", "とても関心がある"), "設問1（Q1）：同じ選択肢「とても関心がある」が2つあります。"),
        (
            ("\"exclusive\": true", "\"exclusive\": 1"),
            "設問2（Q2） ＞ 選択肢10 ＞ exclusive：true でも false でもありません。",
        ),
        (("\"id\": \"Q2\"", "\"id\": \"Q1\""), "設問2（Q1）：記号「Q1」の設問が前にもあります。"),
        (("\"1301\"", "\"9999\""), "設問2（Q2）：施策「9999」は総合計画にありません。"),
        (("\"measure\": \"1304\"", "\"measure\": \"1399x\""), ""),
        (("\"go_to\": \"Q5\"", "\"go_to\": \"Q55\""), "設問3（Q3） ＞ 分岐1：行き先の設問「Q55」がありません。"),
        (
            ("\"go_to\": \"Q5\"", "\"go_to\": \"Q2\""),
            "設問3（Q3） ＞ 分岐1：行き先の「Q2」は、この設問より前か同じ設問です。",
        ),
        (
            ("\"question\": \"Q3\"", "\"question\": \"Q4\""),
            "設問3（Q3） ＞ 分岐1：条件の「Q4」は、まだ聞いていない後ろの設問です。",
        ),
        (("\"question\": \"Q3\"", "\"question\": \"Q4\""), "設問3（Q3） ＞ 分岐1：「Q4」の答えでは分岐できません"),
        (
            ("\"4\",\n              \"5\"", "\"4\",\n              \"6\""),
            "設問3（Q3） ＞ 分岐1：「Q3」に「6」という選択肢はありません。",
        ),
        (("\"value\": 4", "\"value\": 5"), "設問4（Q4）：段階「5」が2つあります。"),
        (("\"min\": 0", "\"min\": 100"), "設問5（Q5）：最小の数が最大の数より大きくなっています。"),
        (("\"max_length\": 400", "\"max_length\": 0"), "設問12（Q12）：字数の上限がおかしな数です。"),
        (("\"id\": \"age_group\"", "\"id\": \"年代\""), "属性1（年代） ＞ 記号（id）：記号「年代」は使えません。"),
        (("\"id\": \"gender\"", "\"id\": \"age_group\""), "属性2（age_group）：記号「age_group」が2回使われています。"),
    ];
    for ((from, to), wanted) in cases {
        let found = mistakes_of(&altered(&[(from, to)]));
        assert!(found.iter().any(|line| line.starts_with(wanted)), "{from} → {to}: {found:#?}");
        assert!(found.iter().all(|line| line.ends_with('。') && line.matches('：').count() >= 1), "{found:#?}");
    }
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    let text = altered(&[("2026-09-24", "2026-09-31"), ("\"value\": 4", "\"value\": 5"), ("\"Q12\"", "\"Q 12\"")]);
    let found = mistakes_of(&text);
    for place in ["実施期間", "設問4（Q4）", "設問12（Q 12）"] {
        assert!(found.iter().any(|line| line.starts_with(place)), "{place}: {found:#?}");
    }
}

#[test]
fn what_is_no_json_is_refused_with_line_and_column() {
    let cut = &SAMPLE[..SAMPLE.len() / 2 - SAMPLE.len() / 2 % 4];
    let cut: String = cut.chars().collect();
    assert!(mistakes_of(&cut)[0].contains("ファイルが途中で終わっています"), "{:?}", mistakes_of(&cut));
    let found = mistakes_of("{\n  \"id\": x\n}");
    assert!(found[0].starts_with("2行目9文字目：JSONとして読めません。"), "{found:?}");
    assert_eq!(mistakes_of("").len(), 1);
    assert!(mistakes_of("[]")[0].starts_with("全体：{ } で囲まれた項目の集まりではありません。"));
}

#[test]
fn translations_are_kept_and_fall_back_to_japanese() {
    let words =
        "\"translations\": {\"en\": {\"text\": \"How interested are you?\"}, \"ja-easy\": {\"text\": \"{市|し}\"}},";
    let text = altered(&[("\"no\": 1,", &format!("\"no\": 1, {words}"))]);
    let questionnaire = read(&text).unwrap();
    let question = questionnaire.question("Q1").unwrap();
    assert_eq!(question.text_in(Lang::En), ("How interested are you?", Lang::En));
    assert_eq!(questionnaire.question("Q2").unwrap().text_in(Lang::En).1, Lang::Ja);
    assert_eq!(read(&questionnaire.to_json()).unwrap(), questionnaire);
    let wrong = text.replace("\"ja-easy\"", "\"easy\"");
    assert!(mistakes_of(&wrong)[0].starts_with("設問1（Q1） ＞ 翻訳：知らない項目「easy」があります。"));
}
