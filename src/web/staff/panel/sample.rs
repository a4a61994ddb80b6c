//! Samples of the pages of terms.

use kocho_domain::{
    panel::{Classes, quota::Matrix},
    rule::panel::Panels,
};

use super::{
    PanelLetterView, PanelLettersPage, PanelListPage, PanelMay, PanelNewPage, PanelPage, PanelRow, PanelTyped,
    QuotaPage,
    door::panel_urls,
    matrix::{MatrixView, blocks},
};
use crate::{
    staff::{
        case::sample::{KEY, desk_frame},
        view::{Errors, Fact, Tone},
    },
    urls::staff as urls,
};

/// The rule of the preset.
pub(in crate::staff) fn rule() -> Panels {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/presets/omitama/panel.toml");
    kocho_domain::rule::check::read(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn matrix() -> (Matrix, [Vec<String>; 3]) {
    let quota = rule().quota(100);
    let mut order: [Vec<String>; 3] = Default::default();
    for (classes, _) in &quota {
        let codes = [&classes.age_group, &classes.gender, &classes.district];
        order.iter_mut().zip(codes).for_each(|(list, code)| {
            if !list.contains(code) {
                list.push(code.clone());
            }
        });
    }
    let cell = |age: &str| Classes { age_group: age.into(), gender: "female".into(), district: "ogawa".into() };
    let chosen = [cell("40s"), cell("40s"), cell("60s")];
    (Matrix::of(quota, &chosen, &[cell("30s")]), order)
}

impl PanelListPage {
    /// Two terms.
    pub(crate) fn sample() -> Self {
        let row = |title: &str, state, tone| PanelRow {
            href: urls::panel(KEY),
            title: title.into(),
            term: ("2027-04-01".parse().unwrap(), "2029-03-31".parse().unwrap()),
            size: 100,
            active: 41,
            waiting: 12,
            state,
            tone,
        };
        let rows = vec![
            row("第12期市政モニター", "募集・選考", Tone::Info),
            row("第11期市政モニター", "選考済", Tone::Success),
        ];
        PanelListPage { frame: desk_frame(), rows }
    }

    /// None yet.
    pub(crate) fn sample_empty() -> Self {
        PanelListPage { rows: Vec::new(), ..PanelListPage::sample() }
    }
}

impl PanelNewPage {
    /// A form with a mistake.
    pub(crate) fn sample() -> Self {
        let form = PanelTyped {
            title: "第12期市政モニター".into(),
            starts_on: "2027-04-01".into(),
            ends_on: "2029-03-31".into(),
            size: "0".into(),
            apply_from: "2027-01-04".into(),
            apply_until: "2027-01-31".into(),
        };
        let errors = Errors::one("size", "定員を1から10,000までの数で入れてください");
        PanelNewPage { frame: desk_frame(), form, errors }
    }
}

impl PanelPage {
    /// Called, and partly filled.
    pub(crate) fn sample() -> Self {
        let (matrix, order) = matrix();
        PanelPage {
            frame: desk_frame(),
            title: "第12期市政モニター".into(),
            state: "募集・選考",
            tone: Tone::Info,
            facts: vec![Fact::new("任期", "2027/4/1～2029/3/31"), Fact::new("定員", "100人")],
            tally: vec![
                ("受付", 12, urls::candidates(KEY, "received", "")),
                ("選出", 3, urls::candidates(KEY, "chosen", "")),
            ],
            matrix: MatrixView::of(&rule(), &matrix, &order),
            small: (2, 3, 4, vec![("60代・女性・小川".into(), 1), ("40代・女性・小川".into(), 3)]),
            serving: 9,
            chosen: 3,
            letters: 2,
            letters_back: 1,
            may: PanelMay { quota: true, take_in: true, draw: true, appoint: true, ..PanelMay::default() },
            version: 2,
            errors: Errors::one("act", "まだ抽せんしていない回があります。"),
            urls: panel_urls(KEY),
        }
    }

    /// A draft.
    pub(crate) fn sample_draft() -> Self {
        PanelPage {
            state: "準備中",
            tone: Tone::Calm,
            tally: Vec::new(),
            small: (0, 0, 0, Vec::new()),
            serving: 0,
            chosen: 0,
            letters: 0,
            letters_back: 0,
            may: PanelMay { call: true, quota: true, ..PanelMay::default() },
            errors: Errors::default(),
            ..PanelPage::sample()
        }
    }
}

impl QuotaPage {
    /// With a mistake.
    pub(crate) fn sample() -> Self {
        let (matrix, order) = matrix();
        QuotaPage {
            frame: desk_frame(),
            title: "第12期市政モニター".into(),
            blocks: blocks(&rule(), &matrix, &order, &[]),
            version: 1,
            errors: Errors::one("quota", "どの欄にも、0以上の数を入れてください。"),
            action: urls::panel_act(KEY, "quota"),
            back: urls::panel(KEY),
        }
    }
}

impl PanelLettersPage {
    /// Two letters.
    pub(crate) fn sample() -> Self {
        let letter = |lang| PanelLetterView {
            id: 7,
            dated_on: "2027-02-10".parse().unwrap(),
            addressee: vec!["小美玉市見本台1番地".into(), "例田 昇".into()],
            title: "市政モニターの選考の結果".into(),
            paragraphs: vec!["第12期市政モニターの選考の結果です。".into(), "理由　区分の人数がいっぱい".into()],
            lang,
        };
        PanelLettersPage {
            frame: desk_frame(),
            panel: "第12期市政モニター".into(),
            signature: "小美玉市長".into(),
            inquiry: vec!["秘書広聴課".into(), "0299-48-1111".into()],
            letters: vec![letter("ja"), letter("en")],
            sent: urls::panel_act(KEY, "letters"),
            back: urls::panel(KEY),
        }
    }

    /// Nothing waits.
    pub(crate) fn sample_empty() -> Self {
        PanelLettersPage { letters: Vec::new(), ..PanelLettersPage::sample() }
    }
}
