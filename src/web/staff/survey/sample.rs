//! Samples of the pages of surveys, made of the demo city's own questionnaires.

use kocho_domain::{
    localized::{Lang, Localized},
    survey::{Kind, Questionnaire, Words, check::check, leading, read},
};

use super::{
    builder::{SurveyBuilderPage, rows},
    head::{HeadTyped, SurveyHeadPage},
    leads::RuleLine,
    paper::{Asked, SurveyPreviewPage, SurveyPrintPage},
    question::{Line, Shape, StepLine, SurveyQuestionPage},
    typed::QuestionTyped,
    *,
};
use crate::{
    staff::{case::sample::desk_frame, panel::sample::rule, view::Choice},
    texts::Text,
};

const HELD: &str = include_str!("../../../../config/demo/monitor_survey.json");
const OF_A_SECTION: &str = include_str!("../../../../config/demo/section_survey.json");

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn of_a_section() -> Questionnaire {
    read(OF_A_SECTION).unwrap()
}

impl SurveyListPage {
    /// Two surveys.
    pub(crate) fn sample() -> Self {
        let row = |title: &str, state: SurveyState| SurveyRow {
            href: urls::survey("monitor-2026-02"),
            code: "monitor-2026-02".into(),
            title: title.into(),
            section: "秘書広聴課".into(),
            starts_on: day("2026-09-01"),
            ends_on: day("2026-09-24"),
            answers: answers(state, Counts { complete: 276, partial: 24 }),
            state: state.label(),
            tone: tone(state),
            late: if state == SurveyState::Reported { "反映状況 6日超過".into() } else { String::new() },
        };
        SurveyListPage {
            frame: desk_frame(),
            rows: vec![
                row("学区コミュニティ活動についてのアンケート", SurveyState::Review),
                row(
                    "令和8年度第2回市政モニターアンケート「市からのお知らせと、市民の声の届け方」",
                    SurveyState::Closed,
                ),
            ],
            waiting_only: false,
            may_write: true,
            mistakes: vec![],
            next: None,
        }
    }

    /// None, after a file that was refused.
    pub(crate) fn sample_refused() -> Self {
        let mistakes = vec!["設問3（Q3） ＞ 分岐1：行き先の設問「Q55」がありません。後ろにある設問の記号か、END（終わり）にしてください。".into()];
        SurveyListPage { rows: vec![], mistakes, ..SurveyListPage::sample() }
    }
}

impl SurveyShowPage {
    /// A survey that waits for the desk.
    pub(crate) fn sample() -> Self {
        let questionnaire = of_a_section();
        let act =
            |code, label, asks, primary| SurveyAct {
                code, label, asks, primary, support: "調査票が固定されます。"
            };
        let hints = leading::hints(&questionnaire).into_iter();
        let link = |href, label| SurveyLink { href, label, about: "スマートフォンの幅で".into() };
        SurveyShowPage {
            frame: desk_frame(),
            code: questionnaire.id.clone(),
            title: questionnaire.title.clone(),
            purpose: questionnaire.purpose.clone(),
            state: SurveyState::Review.label(),
            tone: tone(SurveyState::Review),
            facts: vec![Fact::new("実施課", "市民協働課"), Fact::new("調査票", "第1版　9問　およそ3～5分")],
            hint: "確認の手がかりを見て、始めるか、理由を書いて差し戻してください。",
            acts: vec![act("send_back", "差し戻す", "直してほしいこと", false), act("open", "実施を始める", "", true)],
            may_write: true,
            may_manage: true,
            is_written: true,
            mistakes: vec![],
            hints: hints.map(|h| HintRow { no: h.question.unwrap_or_default(), what: h.what, ask: h.ask }).collect(),
            links: vec![
                link(urls::survey_edit(&questionnaire.id), "調査票を作る・直す"),
                link(urls::survey_preview(&questionnaire.id), "画面で見る"),
            ],
            steps: vec![StepRow {
                at: "2026-04-22T01:00:00Z".parse().unwrap(),
                what: "確認に出しました",
                by: "市民協働課 担当A".into(),
                text: "予算要求の前に結果が必要です。".into(),
            }],
            version: 1,
            population: String::new(),
            may_count: false,
            copy_code: "kyodo-2026-".into(),
            faults: vec![],
            errors: Errors::default(),
            typed: Typed::default(),
            few: vec!["第12期市政モニター（43人）：区分の組合せ28通りのうち、26通り（35人）".into()],
        }
    }

    /// The same with what does not fit.
    pub(crate) fn sample_mistakes() -> Self {
        SurveyShowPage {
            acts: vec![],
            mistakes: vec!["設問2（Q1）：選択肢の番号「1」が2つあります。番号を違うものにしてください。".into()],
            hints: vec![],
            faults: vec!["2行目「Q1」列：「7」という選択肢はありません。".into()],
            errors: Errors::one("code", "この記号の調査はもうあります"),
            population: "412".into(),
            may_count: true,
            typed: Typed { is_table: true, asked: "412".into(), ..Typed::default() },
            ..SurveyShowPage::sample()
        }
    }
}

impl SurveyHeadPage {
    /// Changing one.
    pub(crate) fn sample() -> Self {
        let form = HeadTyped {
            code: "kyodo-2026-01".into(),
            title: of_a_section().title,
            start: "2027-01-12".into(),
            end: "2027-02-05".into(),
            ..HeadTyped::default()
        };
        SurveyHeadPage {
            frame: desk_frame(),
            is_new: false,
            action: urls::survey_head("kyodo-2026-01"),
            back: urls::survey("kyodo-2026-01"),
            form,
            sections: vec![Choice::new("1", "市民協働課").chosen()],
            kinds: vec![Choice::new("panel", "市政モニターに聞く").chosen()],
            selections: vec![Choice::new("panel", "登録したモニター").chosen()],
            classes: vec![Choice::new("age_group", "年代（20代・60代）").chosen()],
            errors: Errors::one("purpose", "目的を書いてください"),
        }
    }

    /// Beginning one.
    pub(crate) fn sample_new() -> Self {
        SurveyHeadPage { is_new: true, action: urls::SURVEY_NEW.into(), ..SurveyHeadPage::sample() }
    }
}

impl SurveyBuilderPage {
    /// A section's survey with a mistake.
    pub(crate) fn sample() -> Self {
        let mut questionnaire = of_a_section();
        questionnaire.questions[2].skip[0].go_to = "H1".into();
        SurveyBuilderPage {
            frame: desk_frame(),
            code: questionnaire.id.clone(),
            title: questionnaire.title.clone(),
            version: 3,
            rows: rows(&questionnaire.id, &questionnaire),
            minutes: "およそ3～5分".into(),
            mistakes: check(&questionnaire, &|_| true).iter().map(Mistake::to_string).collect(),
            kinds: Kind::ALL.map(|kind| Choice::new(kind.code(), kind.label())).to_vec(),
            banked: vec![Choice::new("community-known", "学区コミュニティがあることを知っていますか。")],
            fault: "先に、設問集での記号を決めて保存してください。".into(),
        }
    }

    /// Nothing yet.
    pub(crate) fn sample_empty() -> Self {
        SurveyBuilderPage {
            rows: vec![],
            mistakes: vec![],
            banked: vec![],
            fault: String::new(),
            ..SurveyBuilderPage::sample()
        }
    }
}

impl SurveyQuestionPage {
    fn sample_of(kind: Kind, shape: Shape) -> Self {
        let questionnaire = of_a_section();
        let question = questionnaire.questions.iter().find(|question| question.kind == kind).unwrap();
        let to = vec![Choice::new("", "次の設問").chosen(), Choice::new("END", "終わり")];
        let line = |(at, (code, label)): (usize, (String, &str))| Line {
            at,
            position: at + 1,
            code,
            label: label.into(),
            is_other: at == 2,
            is_alone: at == 3,
            to: to.clone(),
            easy: if at == 0 { "{地域|ちいき}の{行事|ぎょうじ}".into() } else { String::new() },
            english: String::new(),
        };
        let step = |(at, step): (usize, &kocho_domain::survey::Step)| StepLine {
            position: at + 1,
            value: step.value.to_string(),
            label: step.label.clone(),
            to: to.clone(),
            easy: String::new(),
            english: "Satisfied".into(),
        };
        SurveyQuestionPage {
            frame: desk_frame(),
            name: "問2".into(),
            kind: kind.label(),
            shape,
            action: urls::survey_question(&questionnaire.id, &question.id),
            back: urls::survey_edit(&questionnaire.id),
            form: QuestionTyped::of(question, 3),
            lines: if shape.has_options || shape.has_rows {
                question.codes().into_iter().enumerate().map(line).collect()
            } else {
                vec![]
            },
            steps: question.scale.iter().enumerate().map(step).collect(),
            measures: vec![Choice::new("1105", "1105 学区コミュニティ活動の充実").chosen()],
            rules: vec![RuleLine {
                position: 1,
                questions: vec![Choice::new("", "（使わない）"), Choice::new("Q1", "問1").chosen()],
                codes: "3".into(),
                to: vec![Choice::new("END", "終わり").chosen()],
            }],
            deciders: vec![("問1".into(), "1 知っている、2 聞いたことがある、3 知らない".into())],
            arrivals: vec![(
                "問1で「1」を選んだ人が、問1からここへ移ります".into(),
                urls::survey_question("kyodo-2026-01", "Q1"),
            )],
            picture: String::new(),
            errors: Errors::one("text", "文を1000字までで書いてください"),
        }
    }

    /// Several options.
    pub(crate) fn sample() -> Self {
        let shape = Shape { is_answered: true, has_options: true, leads: true, is_many: true, ..Shape::default() };
        SurveyQuestionPage::sample_of(Kind::MultipleChoice, shape)
    }

    /// Steps.
    pub(crate) fn sample_scale() -> Self {
        let shape = Shape { is_answered: true, has_scale: true, leads: true, ..Shape::default() };
        SurveyQuestionPage::sample_of(Kind::Scale, shape)
    }

    /// A number.
    pub(crate) fn sample_number() -> Self {
        let shape = Shape { is_answered: true, is_number: true, ..Shape::default() };
        SurveyQuestionPage::sample_of(Kind::Number, shape)
    }

    /// A picture.
    pub(crate) fn sample_image() -> Self {
        let shape = Shape { is_image: true, ..Shape::default() };
        let picture = urls::survey_picture("kyodo-2026-01", "H2");
        SurveyQuestionPage { picture, ..SurveyQuestionPage::sample_of(Kind::Image, shape) }
    }
}

impl SurveyPreviewPage {
    /// Every kind of question.
    pub(crate) fn sample() -> Self {
        let questionnaire = of_a_section();
        SurveyPreviewPage {
            frame: desk_frame(),
            back: urls::survey(&questionnaire.id),
            lang: Lang::Ja,
            title: Text::verbatim(&questionnaire.title),
            purpose: Text::verbatim(&questionnaire.purpose),
            minutes: 5,
            asked: Asked::all(&questionnaire.id, &questionnaire, Lang::Ja),
            languages: vec![(urls::survey_preview(&questionnaire.id), "日本語", true)],
        }
    }
}

impl SurveyPrintPage {
    /// The survey of the demo city; in other languages one of which hardly anything is translated.
    pub(crate) fn sample(lang: Lang) -> Self {
        let mut questionnaire = if lang == Lang::Ja { read(HELD).unwrap() } else { of_a_section() };
        if lang == Lang::En {
            let words = Words { title: Some("Survey on the square".into()), ..Words::default() };
            questionnaire.translations.en = Some(words);
        }
        let city = Localized { ja: "小美玉市".into(), easy: None, en: Some("Omitama City".into()) };
        SurveyPrintPage::of(desk_frame(), &questionnaire, (&city, &rule()), lang)
    }
}
