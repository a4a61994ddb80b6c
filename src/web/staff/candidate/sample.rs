//! Samples of the pages of candidates.

use kocho_domain::{localized::Lang, panel::Person, rule::panel::Panels};

use super::{
    CandidateListPage, CandidateMay, CandidateNewPage, CandidatePage, CandidateRow, CandidateUrls, ToldRow, contact,
};
use crate::{
    public::monitor::{OfferChoices, OfferForm},
    staff::{
        case::sample::{KEY, desk_frame},
        view::{Choice, Errors, Fact, Tone},
    },
    urls::staff as urls,
};

fn rule() -> Panels {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/presets/omitama/panel.toml");
    kocho_domain::rule::check::read(&std::fs::read_to_string(file).unwrap()).unwrap()
}

impl CandidateListPage {
    /// Two candidates.
    pub(crate) fn sample() -> Self {
        let row = |number: &str, state: &str, tone, reason: &str| CandidateRow {
            href: urls::candidate(KEY),
            number: number.into(),
            received_on: "2027-01-12".parse().unwrap(),
            way: "公募（ウェブ）",
            classes: "40代・女性・小川".into(),
            state: state.into(),
            tone,
            reason: reason.into(),
        };
        CandidateListPage {
            frame: desk_frame(),
            panel: "第12期市政モニター".into(),
            back: urls::panel(KEY),
            states: vec![
                ("すべて", urls::candidates(KEY, "", ""), true),
                ("受付", urls::candidates(KEY, "received", ""), false),
            ],
            rows: vec![
                row("R8-モニター0012-K", "受付", Tone::Warning, ""),
                row("R8-モニター0013-M", "選外", Tone::Calm, "同じ世帯から選ばれている"),
            ],
            next: Some(urls::candidates(KEY, "", "R8-モニター0013-M")),
            take_in: Some(urls::panel_act(KEY, "candidates/new")),
        }
    }

    /// Nobody.
    pub(crate) fn sample_empty() -> Self {
        CandidateListPage { rows: Vec::new(), next: None, take_in: None, ..CandidateListPage::sample() }
    }
}

impl CandidateNewPage {
    /// A form with a mistake.
    pub(crate) fn sample() -> Self {
        let form =
            OfferForm { form_token: "t".into(), name: "例田 昇".into(), age: "12".into(), ..OfferForm::default() };
        CandidateNewPage {
            frame: desk_frame(),
            panel: "第12期市政モニター".into(),
            form,
            errors: Errors::one("age", "任期の始まる日の年齢が、条件に合いません"),
            choices: OfferChoices::of(&rule(), &[], Lang::Ja),
            ways: vec![Choice::new("phone", "公募（電話）").chosen()],
            languages: vec![Choice::new("ja", "日本語").chosen()],
            who: vec!["任期の始まる日に18歳以上の方".into()],
            action: urls::panel_act(KEY, "candidates/new"),
            back: urls::panel(KEY),
        }
    }
}

impl CandidatePage {
    /// Something stands against it.
    pub(crate) fn sample() -> Self {
        let person = Person { name: "例田 昇".into(), phone: Some("0299-00-0000".into()), ..Person::default() };
        let act = |act: &str| urls::candidate_act(KEY, act);
        CandidatePage {
            frame: desk_frame(),
            number: "R8-モニター0012-K".into(),
            panel: "第12期市政モニター".into(),
            back: urls::panel(KEY),
            list: urls::panel_act(KEY, "candidates"),
            state: "受付".into(),
            tone: Tone::Warning,
            because: String::new(),
            facts: vec![Fact::new("区分", "40代・女性・小川")],
            cell: "この区分は3人のうち2人が決まり、あと1人です。".into(),
            motive: "市の仕事を知りたい。".into(),
            against: vec!["続けて次の期の委嘱はできない".into()],
            contact: contact(&person, false),
            revealed: false,
            reveal_reasons: vec![Choice::new("reply", "連絡のため")],
            reasons: vec![Choice::new("places", "区分の人数がいっぱい")],
            notices: vec![ToldRow {
                what: "受付のお知らせ",
                medium: "メール",
                at: "2027-01-12T01:00:00Z".parse().unwrap(),
                sent_at: None,
                came_back: true,
                body: "受け付けました。".into(),
            }],
            may: CandidateMay { choose: true, pass: true, decline: true, ask: false },
            version: 1,
            errors: Errors::one("choose", "この方は選べません。"),
            urls: CandidateUrls {
                choose: act("choose"),
                pass: act("pass"),
                decline: act("decline"),
                ask: act("ask"),
                contact: act("contact"),
            },
        }
    }

    /// Chosen by a district, and open.
    pub(crate) fn sample_chosen() -> Self {
        CandidatePage {
            state: "選出".into(),
            tone: Tone::Info,
            against: Vec::new(),
            revealed: true,
            may: CandidateMay { choose: false, pass: true, decline: true, ask: true },
            errors: Errors::default(),
            ..CandidatePage::sample()
        }
    }
}
