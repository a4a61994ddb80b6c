//! Samples of the results' pages: a small survey, counted as a real one.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    id::{SectionId, SurveyId},
    statistic::{
        finding::{Ask, Finding, Findings},
        layout::{About as Column, Layout},
        weight::{Margin, weigh},
    },
    survey::{Answer, Answers, Method, Selection, SurveyKind, SurveyState, read},
};
use kocho_service::{
    stored::{
        survey::{About, Survey},
        survey_result::SurveyResult,
    },
    survey_result::{
        Shown, Weighing,
        quadrant::{Axes, Point, Scores},
        text::Texts,
        trend::{Trend, Wave},
        voice::{Offered, OfferedText},
    },
};

use super::{NoteForm, SurveyResultPage, SurveyScoresPage, SurveyTextsPage, SurveyTrendPage, voices::SurveyVoicesPage};
use crate::{
    frame::Frame,
    staff::{case::sample::desk_frame, view::Errors},
};

const QUESTIONS: &str = r#"{"id":"sample","title":"市からのお知らせと、市民の声の届け方","purpose":"見直しの資料とするため。",
"period":{"start":"2026-09-01","end":"2026-09-24"},"target":"市政モニター","method":"ウェブ","section":"秘書広聴課","anonymous":true,
"profile_fields":[{"id":"gender","label":"性別","options":["男性","女性"]}],"questions":[
{"id":"Q1","no":1,"bank":"interest","type":"single_choice","required":true,"text":"市政に関心がありますか。","options":[{"code":"1","label":"ある"},{"code":"2","label":"ない"},{"code":"3","label":"その他","free_text":true}],"measures":[]},
{"id":"Q2","no":2,"type":"multiple_choice","required":false,"text":"何から知りますか。","options":[{"code":"1","label":"広報紙"},{"code":"2","label":"市のその他のSNS（Instagram、Xなど）"}],"measures":[]},
{"id":"Q3","no":3,"type":"scale_matrix","required":true,"text":"広報紙についてお答えください。","scale":[{"value":2,"label":"満足"},{"value":1,"label":"不満"}],"rows":[{"code":"1","label":"読みやすさ","measure":"1301"},{"code":"2","label":"写真"}],"measures":[]},
{"id":"Q4","no":4,"type":"number","required":false,"min":0,"max":99,"text":"何回見ましたか。","measures":[]},
{"id":"Q5","no":5,"type":"free_text","required":false,"max_length":400,"text":"ご意見があればお書きください。","measures":[]}]}"#;

fn findings(by: Option<Column>, weighted: bool) -> Findings {
    let questionnaire = read(QUESTIONS).unwrap();
    let layout = Layout::of(&questionnaire);
    let mut sheet = layout.sheet();
    for person in 0..12_i64 {
        let rows = BTreeMap::from([("1".to_owned(), 1 + person % 2), ("2".to_owned(), 1)]);
        let answers: Answers = [
            ("Q1", Answer::one(if person < 8 { "1" } else { "3" })),
            ("Q2", Answer::some(&["1", "2"])),
            ("Q3", Answer::Rows(rows)),
            ("Q4", Answer::Number(person)),
        ]
        .map(|(id, answer)| (id.to_owned(), answer))
        .into_iter()
        .collect();
        let class = if person % 3 == 0 { "男性" } else { "女性" };
        let profile = BTreeMap::from([("gender".to_owned(), class.to_owned())]);
        sheet.push(person > 1, &layout.cells(&questionnaire, &profile, &answers));
    }
    let cells = (0..12).map(|person| Some(usize::from(person % 3 != 0))).collect();
    let weights = weigh(12, &[Margin { cells, population: vec![1.0, 1.0] }]).unwrap();
    let weights = weighted.then_some(&weights);
    Ask { questionnaire: &questionnaire, layout: &layout, sheet: &sheet, by, weights, population: Some(20) }.all()
}

fn finding() -> Finding {
    findings(None, false).questions.remove(0)
}

pub(crate) fn survey(state: SurveyState) -> Survey {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    Survey {
        id: SurveyId(1),
        about: About {
            code: "sample".into(),
            title: "市からのお知らせと、市民の声の届け方".into(),
            section: SectionId(1),
            anonymous: true,
            starts_on: day("2026-09-01"),
            ends_on: day("2026-09-24"),
            target: "市政モニター20人".into(),
            method: "ウェブ".into(),
            purpose: "見直しの資料とするため。".into(),
        },
        state,
        kind: SurveyKind::Panel,
        selection: Selection::Panel,
        population: Some(20),
        demo: true,
        created_by: None,
        created_at: DateTime::<Utc>::UNIX_EPOCH,
        submitted_by: None,
        opened_at: None,
        closed_at: None,
        lock: 3,
    }
}

fn shown(findings: Findings, state: SurveyState, weighing: Weighing) -> Shown {
    Shown {
        survey: survey(state),
        findings,
        rate: Some(60.0),
        result: SurveyResult {
            population: r#"[["項目","区分","人口"],["性別","男性","1"],["性別","女性","1"]]"#.into(),
            comment: "広報紙を読む人が多い。".into(),
            reflection_due_on: Some("2026-09-30".parse().unwrap()),
            ..SurveyResult::default()
        },
        weighing,
        banners: vec![("gender".into(), "性別".into()), ("Q1".into(), "Q1 市政に関心がありますか。".into())],
        methods: BTreeMap::from([(Method::Web, 9), (Method::Paper, 3)]),
        counted_at: "2026-10-01T01:00:00Z".parse().unwrap(),
        may_write: true,
        may_publish: true,
        consents: vec!["秘書広聴課 担当A".into(), "秘書広聴課 課長".into()],
        agreed: false,
        late: true,
        may_read_texts: true,
        worded: vec!["Q1".into(), "Q5".into()],
        may_propose: true,
    }
}

impl SurveyResultPage {
    /// Over, not published, split by sex and weighed, a mistake in the population.
    pub(crate) fn sample() -> Self {
        let shown = shown(findings(Some(Column::Profile(0)), true), SurveyState::Closed, Weighing::On);
        let errors = Errors::one("population", "2行目：人口「多い」が0以上の数ではありません。");
        SurveyResultPage { errors, ..SurveyResultPage::of(desk_frame(), &shown, "gender") }
    }

    /// Somebody else wrote first.
    pub(crate) fn sample_overtaken() -> Self {
        let mut page = SurveyResultPage::sample();
        page.overtaken_by(NoteForm {
            reflection: "広報紙の文字を大きくした。".into(), ..NoteForm::default()
        });
        page
    }

    /// Published, for somebody who only reads.
    pub(crate) fn sample_read() -> Self {
        let shown = Shown {
            may_write: false,
            may_publish: false,
            consents: vec![],
            late: false,
            may_read_texts: false,
            may_propose: false,
            ..shown(findings(None, false), SurveyState::Reported, Weighing::Without)
        };
        SurveyResultPage::of(Frame::staff_sample(), &shown, "")
    }
}

impl SurveyTextsPage {
    /// Two texts of the first of two pages.
    pub(crate) fn sample() -> Self {
        let texts = Texts {
            title: "市からのお知らせと、市民の声の届け方".into(),
            question: "Q5".into(),
            asked: "ご意見があればお書きください。".into(),
            n: 51,
            texts: vec!["字を大きくしてほしい。".into(), "●●●さんが親切だった。\nありがとう。".into()],
            found: Some(1),
            page: (1, 2),
            questions: vec![("Q1".into(), "市政に関心がありますか。".into()), ("Q5".into(), "ご意見".into())],
            may_take: true,
        };
        SurveyTextsPage::of(desk_frame(), "sample".into(), texts)
    }
}

impl SurveyVoicesPage {
    /// One that is a voice already, of the first of two pages.
    pub(crate) fn sample() -> Self {
        SurveyVoicesPage::of(desk_frame(), "sample".into(), offered(None))
    }

    /// Answers still come in.
    pub(crate) fn sample_open() -> Self {
        let refusal = Some("この調査は今「実施中」なので、結果をまだ使えません。".into());
        SurveyVoicesPage::of(desk_frame(), "sample".into(), offered(refusal))
    }
}

fn offered(refusal: Option<String>) -> Offered {
    let text = |key: &str, text: &str, taken| OfferedText { key: key.into(), text: text.into(), taken };
    Offered {
        title: "市からのお知らせと、市民の声の届け方".into(),
        refusal,
        questions: vec![("Q4".into(), "困ったこと".into()), ("Q5".into(), "ご意見".into())],
        question: "Q5".into(),
        asked: "ご意見があればお書きください。".into(),
        texts: vec![
            text("survey-1", "字を大きくしてほしい。", true),
            text("survey-2", "●●●さんが親切だった。\nありがとう。", false),
        ],
        n: (51, 1),
        nothing: 3,
        page: (1, 2),
    }
}

impl SurveyTrendPage {
    /// Two waves.
    pub(crate) fn sample() -> Self {
        let wave = |code: &str, ended_on: &str| Wave {
            code: code.into(),
            title: "市政モニターアンケート".into(),
            ended_on: ended_on.parse().unwrap(),
            total: 12,
            selection: Selection::Panel,
            rate: Some(60.0),
            finding: finding(),
        };
        let waves = vec![wave("earlier", "2025-09-24"), wave("sample", "2026-09-24")];
        let trend = Trend { title: "市政モニターアンケート".into(), bank: Some("interest".into()), waves };
        SurveyTrendPage::of(desk_frame(), "sample".into(), trend)
    }
}

impl SurveyScoresPage {
    /// Two rows in two fields and one without importance.
    pub(crate) fn sample() -> Self {
        use kocho_domain::{
            figure::Year,
            statistic::score::{Method, Quadrant},
        };
        let point = |label: &str, satisfaction, importance, quadrant| Point {
            label: label.into(),
            measure: Some(("1301".into(), "広報・広聴の充実".into())),
            n: 276,
            satisfaction,
            importance,
            quadrant,
            voices: Some(12),
        };
        let scores = Scores {
            title: "市民満足度調査".into(),
            selection: Selection::Random,
            rate: Some(42.5),
            matrices: vec![("Q3".into(), "満足度".into()), ("Q4".into(), "重要度".into())],
            axes: Axes { satisfaction: "Q3".into(), importance: "Q4".into(), method: "mean".into() },
            method: Method::Mean,
            points: vec![
                point("読みやすさ", 0.4, Some(1.1), Some(Quadrant::KeepFirst)),
                point("写真", -0.5, Some(0.2), Some(Quadrant::Improve)),
                point("届く時期", 0.1, None, None),
            ],
            cross: Some((-0.05, 0.65)),
            year: Year::ending("2026-11-22".parse().unwrap()),
        };
        SurveyScoresPage::of(desk_frame(), "sample".into(), &scores)
    }
}
