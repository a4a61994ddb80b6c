//! Samples of the pages of city monitors.

use kocho_domain::localized::Lang;

use super::{choices, day, frame, rendered, said};
use crate::{
    filters::moment_in,
    public::{
        dialogue_day::RoundView,
        form::{FieldErrors, Mistakes},
        monitor::{
            CallView, CheckOfferPage, MonitorDrawPage, MonitorPage, MonitorRoundView, NewOfferPage, OfferChoices,
            OfferDonePage, OfferForm,
        },
    },
    texts::Texts,
    urls::public as urls,
};

/// Every page with a name, in one language.
pub(super) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("monitor", rendered(&MonitorPage::sample(lang))),
        ("monitor-closed", rendered(&MonitorPage { call: None, ..MonitorPage::sample(lang) })),
        ("monitor-ahead", rendered(&MonitorPage::sample_ahead(lang))),
        ("monitor-new", rendered(&NewOfferPage::sample(lang, false))),
        ("monitor-new-mistakes", rendered(&NewOfferPage::sample(lang, true))),
        ("monitor-check", rendered(&CheckOfferPage::sample(lang))),
        ("monitor-done", rendered(&OfferDonePage::sample(lang))),
        ("monitor-draw", rendered(&MonitorDrawPage::sample(lang))),
    ]
}

impl MonitorPage {
    fn sample(lang: Lang) -> Self {
        MonitorPage {
            frame: frame(lang, urls::MONITOR),
            about: said(
                lang,
                "アンケートに答える方です。",
                "{質問|しつもん}に{答|こた}える{人|ひと}です。",
                "Monitors answer surveys.",
            ),
            duties: vec![said(lang, "年に3回ほど答える", "1{年|ねん}に3{回|かい}", "About three surveys a year")],
            who: vec![said(lang, "18歳以上の方", "18{歳|さい}より{上|うえ}の{人|ひと}", "18 or older")],
            thanks: said(lang, "図書カード", "{図書|としょ}カード", "A book voucher"),
            call: Some(CallView {
                title: "第12期市政モニター".into(),
                term: (day(4, 1), day(9, 30)),
                period: (day(1, 4), day(1, 31)),
                size: 100,
                is_open: true,
                opens_on: None,
                drawn: true,
            }),
            phone: "0299-48-0000".into(),
        }
    }

    fn sample_ahead(lang: Lang) -> Self {
        let mut page = MonitorPage::sample(lang);
        if let Some(call) = &mut page.call {
            (call.is_open, call.opens_on) = (false, Some(day(1, 4)));
        }
        page
    }
}

fn offered() -> OfferForm {
    OfferForm {
        form_token: "token-sample".into(),
        name: "例田 昇".into(),
        age: "42".into(),
        gender: "male".into(),
        district: "ogawa".into(),
        relation: "resident".into(),
        motive: "市の仕事を知りたい。".into(),
        notice_by: "letter".into(),
        address: "小美玉市見本台1番地".into(),
        ..OfferForm::default()
    }
}

fn offer_choices(lang: Lang) -> OfferChoices {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/presets/omitama/panel.toml");
    let rule = kocho_domain::rule::check::read(&std::fs::read_to_string(file).unwrap()).unwrap();
    OfferChoices { relations: choices(lang).relations, ..OfferChoices::of(&rule, &[], lang) }
}

impl NewOfferPage {
    fn sample(lang: Lang, wrong: bool) -> Self {
        let mut mistakes = Mistakes::default();
        for (field, code) in [("name", "applicant_needed"), ("age", "age_young"), ("gender", "choice_needed")] {
            mistakes.add_if(wrong, field, code);
        }
        let page = MonitorPage::sample(lang);
        NewOfferPage {
            frame: frame(lang, urls::MONITOR_NEW),
            form: offered(),
            errors: if wrong { mistakes.in_words(Texts::of(lang)) } else { FieldErrors::default() },
            choices: offer_choices(lang),
            panel: "第12期市政モニター".into(),
            starts_on: day(4, 1),
            who: page.who,
            days: (90, 365),
        }
    }
}

impl CheckOfferPage {
    fn sample(lang: Lang) -> Self {
        let form = offered();
        CheckOfferPage {
            frame: frame(lang, urls::MONITOR_NEW),
            panel: "第12期市政モニター".into(),
            answers: form.answers(Texts::of(lang), &offer_choices(lang)),
            form,
        }
    }
}

impl OfferDonePage {
    fn sample(lang: Lang) -> Self {
        OfferDonePage {
            frame: frame(lang, urls::MONITOR),
            number: "R8-モニター0012-K".into(),
            panel: "第12期市政モニター".into(),
            received_on: day(1, 12),
            until: day(1, 31),
            mailed: true,
            again_until: "2026-01-13T05:05:00Z".parse().unwrap(),
        }
    }
}

impl MonitorDrawPage {
    fn sample(lang: Lang) -> Self {
        let at = moment_in("2026-02-02T00:30:00Z".parse().unwrap(), lang);
        let round = RoundView {
            round: 1,
            seal: "8f".repeat(32),
            sealed_at: at.clone(),
            reason: "辞退で空きが出た。".into(),
            seed: "a1".repeat(32),
            drawn_at: at,
            places: 1,
            result: vec![
                ("R8-モニター0012-K".into(), "01".repeat(32), true),
                ("R8-モニター0009-T".into(), "fe".repeat(32), false),
            ],
        };
        let sealed = RoundView { round: 2, seed: String::new(), result: vec![], ..round.clone() };
        let view = |round, is_register, erased| MonitorRoundView { round, is_register, listed: 2, erased };
        MonitorDrawPage {
            frame: frame(lang, urls::MONITOR_DRAW),
            panels: vec![
                ("第12期市政モニター".into(), vec![view(sealed, false, 0)]),
                ("第11期市政モニター".into(), vec![view(round.clone(), false, 0), view(round, true, 396)]),
            ],
        }
    }
}
