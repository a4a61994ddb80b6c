//! Sample pages of indicators.

use kocho_domain::{
    id::PublicKey,
    indicator::{Base, Formula, Origin},
    plan::{Actual, Direction},
    survey::{Choice, Question, Row, Step},
};
use kocho_service::indicator::of_survey::{Offer, Reckoned};

use super::{
    of_survey::{IndicatorOfSurveyPage, ShareForm},
    *,
};
use crate::staff::{case::sample::desk_frame, survey_result::sample::survey};

fn line(waiting: usize) -> Line {
    Line {
        id: "12-1".into(),
        policy: "12".into(),
        policy_name: "人権の尊重・男女共同参画社会の推進".into(),
        indicator: Indicator {
            name: "人権が尊重された地域社会であると思う市民の割合".into(),
            unit: "%".into(),
            baseline: Some(YearValue { year: 2016, value: 14.8 }),
            actuals: vec![Actual { year: 2025, value: 17.4, source: Some("市民満足度調査".into()) }],
            target: Some(YearValue { year: 2022, value: 20.0 }),
            direction: Direction::Up,
            source: Some("市民満足度調査（満足・やや満足の割合）".into()),
        },
        waiting,
        may_propose: true,
    }
}

fn entry(state: State) -> Entry {
    let at = |text: &str| text.parse().unwrap();
    let line = line(0);
    Entry {
        key: Some(PublicKey::from_random([7; 17])),
        line: Some((line.id, line.indicator.name)),
        unit: "%".into(),
        year: 2026,
        value: 18.2,
        origin: Origin::Survey,
        source: "令和8年度第2回市政モニターアンケート".into(),
        note: "速報の値です。".into(),
        survey: Some(OfSurvey {
            code: "monitor-2026-02".into(),
            title: "令和8年度第2回市政モニターアンケート".into(),
            version: 1,
            words: "問3「満足ですか。」で「5 満足」「4 やや満足」を選んだ割合（n=287、無回答を除く）".into(),
            people: (52, 287),
        }),
        state,
        proposed: ("秘書広聴課 広聴担当A".into(), at("2026-11-02T01:00:00Z")),
        decided: (state != State::Proposed).then(|| ("秘書広聴課 広聴課長".into(), at("2026-11-04T01:00:00Z"))),
        reason: if state == State::SentBack { "重みを使ってください。".into() } else { String::new() },
        is_own: false,
        may_decide: state == State::Proposed,
    }
}

fn by_hand(state: State) -> Entry {
    Entry {
        origin: Origin::Hand, source: "市民協働課調べ".into(), survey: None, note: String::new(), ..entry(state)
    }
}

fn of_file() -> Entry {
    Entry {
        key: None,
        origin: Origin::Plan,
        source: String::new(),
        survey: None,
        note: String::new(),
        proposed: (String::new(), "2026-04-01T00:00:00Z".parse().unwrap()),
        decided: None,
        ..entry(State::InForce)
    }
}

impl IndicatorListPage {
    /// One that waits, and one that the plan does not name any more.
    pub(crate) fn sample() -> Self {
        let left = vec![Entry { line: None, unit: String::new(), ..by_hand(State::InForce) }];
        let other = Line {
            id: "12-2".into(),
            indicator: Indicator { baseline: None, actuals: vec![], target: None, ..line(0).indicator },
            ..line(0)
        };
        let list = List {
            plan: "第2次総合計画".into(),
            lines: vec![line(1), other],
            waiting: vec![entry(State::Proposed)],
            left,
        };
        IndicatorListPage::of(desk_frame(), &list)
    }

    /// A plan without indicators.
    pub(crate) fn sample_empty() -> Self {
        let list = List { plan: "第2次総合計画".into(), lines: vec![], waiting: vec![], left: vec![] };
        IndicatorListPage::of(desk_frame(), &list)
    }
}

impl IndicatorPage {
    /// A proposal to decide, and a mistake in one's own.
    pub(crate) fn sample() -> Self {
        let entries = vec![entry(State::Proposed), by_hand(State::SentBack), by_hand(State::Replaced), of_file()];
        let page = IndicatorPage::of(desk_frame(), &View { line: line(1), entries });
        IndicatorPage { errors: Errors::one("value", "数を入れてください"), ..page }
    }

    /// Who proposed it tried to decide it.
    pub(crate) fn sample_own() -> Self {
        let own = Entry { is_own: true, may_decide: false, ..by_hand(State::Proposed) };
        let page = IndicatorPage::of(desk_frame(), &View { line: line(1), entries: vec![own] });
        IndicatorPage { refused: "自分の提案を自分で決めることはできません。".into(), ..page }
    }

    /// Nothing yet, for somebody who only reads.
    pub(crate) fn sample_read() -> Self {
        let line = Line { may_propose: false, ..line(0) };
        IndicatorPage::of(Frame::staff_sample(), &View { line, entries: vec![] })
    }
}

fn offer(refusal: Option<&str>) -> Offer {
    let step = |value, label: &str| Step { value, label: label.into(), ..Step::default() };
    let option = |code: &str, label: &str| Choice { code: code.into(), label: label.into(), ..Choice::default() };
    let single = Question {
        id: "Q1".into(),
        no: Some(1),
        text: "市政に関心がありますか。".into(),
        options: vec![option("1", "ある"), option("2", "少しある"), option("3", "ない")],
        ..Question::default()
    };
    let matrix = Question {
        id: "Q4".into(),
        no: Some(4),
        kind: kocho_domain::survey::Kind::ScaleMatrix,
        text: "広報紙の満足度をお答えください。".into(),
        scale: vec![step(5, "満足"), step(4, "やや満足"), step(3, "ふつう")],
        rows: vec![Row { code: "1".into(), label: "読みやすさ".into(), ..Row::default() }],
        ..Question::default()
    };
    Offer {
        survey: survey(kocho_domain::survey::SurveyState::Closed),
        refusal: refusal.map(str::to_owned),
        questions: vec![single, matrix],
        lines: vec![line(0)],
        can_weigh: true,
    }
}

impl IndicatorOfSurveyPage {
    /// A value that came out.
    pub(crate) fn sample() -> Self {
        let form = ShareForm {
            question: "Q4".into(),
            row: "1".into(),
            codes: vec!["5".into(), "4".into()],
            base: "answered".into(),
            indicator: "12-1".into(),
            year: "2026".into(),
            reckon: "on".into(),
            ..ShareForm::default()
        };
        let offer = offer(None);
        let formula = Formula {
            question: "Q4".into(),
            row: "1".into(),
            codes: form.codes.clone(),
            base: Base::Answered,
            weighted: false,
        };
        let words = formula.words(&offer.questions[1], 287);
        let page = IndicatorOfSurveyPage::of(desk_frame(), &offer, form);
        let value = page.value_of(&Reckoned { value: 18.2, words, version: 1, chosen: 52, n: 287 });
        IndicatorOfSurveyPage { value: Some(value), ..page }
    }

    /// Mistakes, and a share that tells of few.
    pub(crate) fn sample_wrong() -> Self {
        let form = ShareForm { question: "Q1".into(), year: "2016".into(), ..ShareForm::default() };
        let mut errors = Errors::one("codes", "数える選択肢を選んでください");
        errors.add("result", "5人に満たないため、この割合は使えません");
        errors.add("year", "年度を入れてください");
        errors.add("indicator", "指標を選んでください");
        errors.add("weighted", "人口の表が合いません");
        IndicatorOfSurveyPage { errors, ..IndicatorOfSurveyPage::of(desk_frame(), &offer(None), form) }
    }

    /// The survey is still open.
    pub(crate) fn sample_open() -> Self {
        let offer = offer(Some("この調査は今「実施中」なので、結果をまだ使えません。"));
        IndicatorOfSurveyPage::of(desk_frame(), &offer, ShareForm::default())
    }
}
