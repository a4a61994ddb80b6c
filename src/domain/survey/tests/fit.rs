//! The way through a questionnaire, dead ends, what fits, and what a second reader is asked to look at.

use super::*;
use crate::survey::{
    check::unreachable,
    estimate, leading, path,
    question::{END, Skip, When},
    validate::{Extent, What, validate},
};

fn answers(pairs: &[(&str, Answer)]) -> Answers {
    pairs.iter().map(|(id, answer)| ((*id).to_owned(), answer.clone())).collect()
}

fn asked(pairs: &[(&str, Answer)]) -> String {
    let ids: Vec<String> = path::asked(&sample(), &answers(pairs)).iter().map(|q| q.id.clone()).collect();
    ids.join(" ")
}

#[test]
fn answers_decide_what_is_asked() {
    assert_eq!(asked(&[]), "Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9 Q10 Q11 Q12");
    assert_eq!(asked(&[("Q3", Answer::one("4"))]), "Q1 Q2 Q3 Q5 Q6 Q7 Q8 Q9 Q10 Q11 Q12");
    assert_eq!(asked(&[("Q3", Answer::one("5")), ("Q7", Answer::one("3"))]), "Q1 Q2 Q3 Q5 Q6 Q7 Q9 Q10 Q11 Q12");
    assert_eq!(asked(&[("Q3", Answer::one("1"))]), asked(&[]));
}

#[test]
fn an_answer_off_the_way_decides_nothing_and_is_pruned() {
    let mut questionnaire = sample();
    // Q8 is skipped by whoever never wrote; what stands there from before must not jump to the end.
    let end = Skip { when: When { question: "Q8".into(), codes: vec!["1".into()] }, go_to: END.into() };
    questionnaire.questions[8].skip.push(end);
    let given = answers(&[("Q7", Answer::one("3")), ("Q8", Answer::one("1"))]);
    assert!(path::asked(&questionnaire, &given).iter().any(|q| q.id == "Q12"));
    assert_eq!(path::prune(&questionnaire, &given), answers(&[("Q7", Answer::one("3"))]));
    let given = answers(&[("Q7", Answer::one("1")), ("Q8", Answer::one("1"))]);
    assert!(!path::asked(&questionnaire, &given).iter().any(|q| q.id == "Q12"));
}

#[test]
fn a_question_that_nobody_reaches_is_found() {
    let skip = |codes: &[&str], to: &str| Skip {
        when: When { question: "Q1".into(), codes: codes.iter().map(|c| (*c).to_owned()).collect() },
        go_to: to.into(),
    };
    let cases: [(&[Skip], bool, &[usize]); 6] = [
        (&[skip(&["1", "2"], "Q3")], true, &[]),
        (&[skip(&["1", "2", "3", "4"], "Q3")], true, &[1]),
        (&[skip(&["1", "2"], "Q3"), skip(&["3", "4"], "Q4")], true, &[1]),
        // Whoever need not answer falls through.
        (&[skip(&["1", "2", "3", "4"], "Q3")], false, &[]),
        (&[skip(&["1", "2", "3", "4"], END)], true, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        // The second rule is never reached: all of its codes are taken.
        (&[skip(&["1", "2"], "Q3"), skip(&["1"], "Q4")], true, &[]),
    ];
    for (skips, required, wanted) in cases {
        let mut questionnaire = sample();
        questionnaire.questions[0].skip = skips.to_vec();
        questionnaire.questions[0].required = required;
        assert_eq!(unreachable(&questionnaire), wanted, "{skips:?}");
    }
    let mut questionnaire = sample();
    questionnaire.questions[0].skip = vec![skip(&["1", "2", "3", "4"], "Q3")];
    let mistakes = check::check(&questionnaire, &|_| true);
    assert!(
        mistakes[0].to_string().starts_with("設問2（Q2）：必須ですが、どの答え方をしても、ここに来る人がいません。")
    );
}

#[test]
fn a_way_never_goes_round_in_a_circle() {
    let mut questionnaire = sample();
    let back = Skip { when: When { question: "Q3".into(), codes: vec!["4".into()] }, go_to: "Q1".into() };
    questionnaire.questions[2].skip = vec![back];
    assert_eq!(path::asked(&questionnaire, &answers(&[("Q3", Answer::one("4"))])).len(), 12);
}

#[test]
fn what_does_not_fit_is_named_by_question() {
    let faults = |pairs: &[(&str, Answer)]| -> Vec<String> {
        let found = validate(&sample(), &answers(pairs), Extent::Partial);
        found.into_iter().map(|fault| format!("{}：{}", fault.question, fault.what)).collect()
    };
    let cases: &[(&str, Answer, &str)] = &[
        ("Q1", Answer::one("9"), "Q1：「9」という選択肢はありません"),
        ("Q1", Answer::some(&["1", "2"]), "Q1：選べるのは1つまでです。2つあります"),
        ("Q2", Answer::some(&["1", "2", "3", "4"]), "Q2：選べるのは3つまでです。4つあります"),
        ("Q2", Answer::some(&["1", "1"]), "Q2：「1」が2回あります"),
        ("Q2", Answer::some(&["1", "10"]), "Q2：「市の情報はほとんど得ていない」は、ほかの選択肢と一緒に選べません"),
        (
            "Q2",
            Answer::Codes { codes: vec!["1".into()], other: Some("友人".into()) },
            "Q2：「その他」の文がありますが、その選択肢を選んでいません",
        ),
        ("Q4", Answer::Rows([("9".to_owned(), 5)].into()), "Q4：「9」という項目はありません"),
        ("Q4", Answer::Rows([("1".to_owned(), 6)].into()), "Q4：「6」という段階はありません"),
        ("Q5", Answer::Number(100), "Q5：数は0から99までにしてください"),
        ("Q5", Answer::Text("3".into()), "Q5：この設問の答え方ではありません"),
        ("Q12", Answer::Text("あ".repeat(401)), "Q12：400字までです。401字あります"),
        ("Q99", Answer::Number(1), "Q99：この設問は調査票にありません"),
    ];
    for (id, answer, wanted) in cases {
        assert_eq!(faults(&[(id, answer.clone())]), [*wanted]);
    }
    let good =
        [("Q2", Answer::Codes { codes: vec!["9".into()], other: Some("友人".into()) }), ("Q5", Answer::Number(0))];
    assert_eq!(faults(&good), [""; 0]);
    assert_eq!(faults(&[("Q3", Answer::one("5")), ("Q4", Answer::Rows([("1".to_owned(), 5)].into()))]).len(), 1);
}

#[test]
fn what_must_be_answered_depends_on_the_page_and_the_way() {
    let all = |extent| validate(&sample(), &answers(&[("Q3", Answer::one("4")), ("Q7", Answer::one("3"))]), extent);
    let missing: Vec<String> = all(Extent::Whole).into_iter().map(|fault| fault.question).collect();
    // Six rows of Q10 are six faults; Q4 and Q8 are not asked, Q5 and Q12 are not required.
    assert_eq!(missing.join(" "), "Q1 Q2 Q6 Q9 Q10 Q10 Q10 Q10 Q10 Q10 Q11");
    assert_eq!(all(Extent::Partial), []);
    let page = ["Q1".to_owned(), "Q3".to_owned()];
    let found = all(Extent::Page(&page));
    assert_eq!(
        found.iter().map(|fault| (fault.question.as_str(), &fault.what)).collect::<Vec<_>>(),
        [("Q1", &What::Missing)]
    );
}

#[test]
fn each_answer_is_written_in_its_own_shape() {
    let cases = [
        (Answer::one("1"), r#"["1"]"#),
        (Answer::Codes { codes: vec!["9".into()], other: Some("友人".into()) }, r#"{"codes":["9"],"other":"友人"}"#),
        (Answer::Rows([("1".to_owned(), 5), ("2".to_owned(), 1)].into()), r#"{"rows":{"1":5,"2":1}}"#),
        (Answer::Scale(4), r#"{"scale":4}"#),
        (Answer::Ranking(vec!["2".into(), "1".into()]), r#"{"rank":["2","1"]}"#),
        (Answer::Number(-7), "-7"),
        (Answer::Date("2026-09-01".parse().unwrap()), r#"{"date":"2026-09-01"}"#),
        (Answer::Text("7".into()), r#""7""#),
    ];
    for (answer, text) in cases {
        let given = answers(&[("Q1", answer)]);
        assert_eq!(given.to_json(), format!("{{\"Q1\":{text}}}"));
        assert_eq!(Answers::from_json(&given.to_json()), Some(given));
    }
    for bad in [r#"{"Q1":{}}"#, r#"{"Q1":{"scale":1,"rank":[]}}"#, r#"{"Q1":{"other":"x"}}"#, r#"{"Q1":null}"#, "[]"] {
        assert_eq!(Answers::from_json(bad), None, "{bad}");
    }
}

#[test]
fn a_survey_goes_from_the_section_over_the_desk_to_its_end() {
    use crate::survey::SurveyState as S;
    let ways: Vec<String> = S::ALL
        .into_iter()
        .flat_map(|from| {
            [Act::Submit, Act::SendBack, Act::Open, Act::Close, Act::Report].into_iter().filter_map(move |act| {
                from.next(act).map(|to| format!("{} {} {}", from.label(), act.label(), to.label()))
            })
        })
        .collect();
    assert_eq!(
        ways,
        [
            "作成中 確認に出す 確認待ち",
            "作成中 実施を始める 実施中",
            "確認待ち 差し戻す 作成中",
            "確認待ち 実施を始める 実施中",
            "実施中 終える 終了",
            "終了 実施を始める 実施中",
            "終了 結果を公表する 結果公表",
        ]
    );
}

#[test]
fn minutes_grow_with_what_is_asked() {
    let minutes = estimate::minutes(&sample());
    assert!(minutes.least < minutes.most, "{minutes:?}");
    assert!((4..=12).contains(&minutes.most), "{minutes:?}");
    let mut short = sample();
    short.questions.truncate(2);
    assert!(estimate::minutes(&short).most < minutes.most);
}

#[test]
fn leading_questions_are_pointed_at_and_plain_ones_are_not() {
    let cases = [
        ("市の取組は当然続けるべきだと思いますか。", true),
        ("広報紙及びホームページに満足していますか。", true),
        ("反対しない人はいないと思いますか。", true),
        ("広報紙をどの程度読んでいますか。", false),
    ];
    for (text, is_hint) in cases {
        let mut questionnaire = sample();
        questionnaire.questions.truncate(1);
        questionnaire.questions[0].text = text.to_owned();
        assert_eq!(!leading::hints(&questionnaire).is_empty(), is_hint, "{text}: {:?}", leading::hints(&questionnaire));
    }
    let mut questionnaire = sample();
    questionnaire.questions[3].scale.remove(4);
    assert!(leading::hints(&questionnaire).iter().any(|hint| hint.question.as_deref() == Some("Q4")));
}
