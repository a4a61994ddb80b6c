//! Samples of the pages on which residents meet the mayor.

use chrono::NaiveDate;
use kocho_domain::{dialogue::ApplicationState, localized::Lang};

use super::{choices, day, frame, office, rendered, said};
use crate::public::application::{
    ApplicationChoices, ApplicationDonePage, ApplicationForm, ApplicationPage, AskApplicationPage,
    CancelApplicationPage, CheckApplicationPage, NewApplicationPage, OwnForm, words as application_words,
};
use crate::{
    filters::moment_in,
    public::{
        dialogue_day::{DialoguePage, DrawPage, PublicDayView, RoundView, SeriesView},
        form::{Choice, FieldErrors},
    },
    texts::{Text, Texts},
    urls::public as urls,
};

/// Every page with a name, in one language.
pub(super) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("dialogue", rendered(&DialoguePage::sample(lang))),
        ("dialogue-draw", rendered(&DrawPage::sample(lang))),
        ("dialogue-new", rendered(&NewApplicationPage::sample(lang))),
        ("dialogue-new-mistakes", rendered(&NewApplicationPage::sample_with_mistakes(lang))),
        ("dialogue-check", rendered(&CheckApplicationPage::sample(lang))),
        ("dialogue-done", rendered(&ApplicationDonePage::sample(lang, true))),
        ("dialogue-done-decided", rendered(&ApplicationDonePage::sample(lang, false))),
        ("dialogue-ask", rendered(&AskApplicationPage::sample(lang))),
        ("dialogue-accepted", rendered(&ApplicationPage::sample(lang, ApplicationState::Accepted))),
        ("dialogue-waiting", rendered(&ApplicationPage::sample(lang, ApplicationState::Waiting))),
        ("dialogue-declined", rendered(&ApplicationPage::sample(lang, ApplicationState::Declined))),
        (
            "dialogue-cancel",
            rendered(&CancelApplicationPage {
                frame: frame(lang, urls::DIALOGUE_VIEW),
                pass: "p".into(),
                number: "R8-対話申込-0012-K".into(),
                theme: "区の合併".into(),
            }),
        ),
    ]
}

impl DialoguePage {
    fn sample(lang: Lang) -> Self {
        let here = frame(lang, urls::DIALOGUE);
        let label =
            said(lang, "市長との「対話の日」", "{市長|しちょう}と{話|はな}す{日|ひ}", "Dialogue Day with the Mayor");
        let on = |on: NaiveDate, cancelled| PublicDayView {
            on,
            title: if cancelled { String::new() } else { "若い世代との対話の日".into() },
            venue: "本庁舎2階 第1会議室".into(),
            times: vec!["13:30～13:55".into(), "14:00～14:25".into()],
            moved: if cancelled { Text::default() } else { here.texts.dialogue.moved.with("date", "5月20日").text() },
            slots: 2,
            capacity: if cancelled { Text::default() } else { here.texts.dialogue.capacity.with("count", "10").text() },
            reception: if cancelled { Text::default() } else { here.texts.dialogue.now.with("date", "6/3").text() },
            cancelled,
            draw: (!cancelled).then(|| here.link(&urls::dialogue_draw("aaaabbbbccccddddeeeeffff22"))),
        };
        let series = |first: bool, days| SeriesView {
            label: label.clone(),
            about: said(lang, "1組25分です。", "1{組|くみ}25{分|ふん}です。", "25 minutes each."),
            who: said(lang, "市内に住んでいる方", "{市|し}に{住|す}んでいる{人|ひと}", "People who live in the city"),
            limit: here.texts.dialogue.limit(1),
            come: Text::default(),
            days,
            apply: Some(here.link(&urls::dialogue_new("dialogue_day", ""))),
            first,
        };
        DialoguePage {
            series: vec![
                series(true, vec![on(day(6, 17), false), on(day(7, 15), true)]),
                SeriesView { apply: None, ..series(false, vec![]) },
                series(false, vec![on(day(8, 19), false)]),
                SeriesView {
                    limit: Text::default(),
                    come: said(
                        lang,
                        "直接会場へ。",
                        "{会場|かいじょう}に{来|き}てください。",
                        "Just come to the venue.",
                    ),
                    apply: None,
                    ..series(
                        false,
                        vec![PublicDayView { reception: Text::default(), draw: None, ..on(day(9, 2), false) }],
                    )
                },
            ],
            excluded: vec![said(lang, "政治、宗教、営利を目的とするもの", "{政治|せいじ}の{話|はなし}", "Politics")],
            phone: "0299-48-0000".into(),
            frame: here,
        }
    }
}

impl DrawPage {
    fn sample(lang: Lang) -> Self {
        let at = moment_in("2026-06-04T00:30:00Z".parse().unwrap(), lang);
        let round = RoundView {
            round: 1,
            seal: "8f".repeat(32),
            sealed_at: at.clone(),
            reason: String::new(),
            seed: "a1".repeat(32),
            drawn_at: at,
            places: 1,
            result: vec![
                ("R8-対話申込-0012-K".into(), "01".repeat(32), true),
                ("R8-対話申込-0009-T".into(), "fe".repeat(32), false),
            ],
        };
        let sealed = RoundView {
            round: 2,
            reason: "受付の記録もれがあった。".into(),
            seed: String::new(),
            result: vec![],
            ..round.clone()
        };
        DrawPage {
            frame: frame(lang, urls::DIALOGUE),
            on: day(6, 17),
            number: "R8-対話02".into(),
            rounds: vec![round, sealed],
        }
    }
}

fn applied() -> ApplicationForm {
    ApplicationForm {
        form_token: "token-sample".into(),
        series: "dialogue_day".into(),
        theme: "隣り合う三つの区の合併について".into(),
        detail: "三つの区を合わせて81世帯です。\n区費の残りと集会所をどうするかを聞きたいです。".into(),
        party_kind: "group".into(),
        group_name: "見本台区".into(),
        people: "3".into(),
        needs: vec!["sign".into()],
        name: "例田 昇".into(),
        phone: "0299-00-0000".into(),
        notice_by: "mail".into(),
        email: "reida@example.jp".into(),
        ..ApplicationForm::default()
    }
}

fn application_choices(lang: Lang) -> ApplicationChoices {
    let days = vec![Choice { value: "aaaabbbbccccddddeeeeffff22".into(), label: Text::verbatim("6/17") }];
    ApplicationChoices { days, relations: choices(lang).relations, ..application_words(Texts::of(lang)) }
}

impl NewApplicationPage {
    fn sample(lang: Lang) -> Self {
        let page = DialoguePage::sample(lang);
        NewApplicationPage {
            frame: frame(lang, urls::DIALOGUE_NEW),
            form: applied(),
            errors: FieldErrors::default(),
            choices: application_choices(lang),
            series: page.series[0].label.clone(),
            who: page.series[0].who.clone(),
            excluded: page.excluded,
            limit: page.series[0].limit.clone(),
        }
    }

    fn sample_with_mistakes(lang: Lang) -> Self {
        let form = ApplicationForm { email: "x".into(), ..ApplicationForm::default() };
        let errors = form.check().unwrap_err().in_words(Texts::of(lang));
        NewApplicationPage { form, errors, ..NewApplicationPage::sample(lang) }
    }
}

impl CheckApplicationPage {
    fn sample(lang: Lang) -> Self {
        let form = applied();
        CheckApplicationPage {
            frame: frame(lang, urls::DIALOGUE_NEW),
            series: DialoguePage::sample(lang).series[0].label.clone(),
            answers: form.answers(Texts::of(lang), &application_choices(lang)),
            form,
        }
    }
}

impl ApplicationDonePage {
    fn sample(lang: Lang, is_drawn: bool) -> Self {
        ApplicationDonePage {
            frame: frame(lang, urls::DIALOGUE),
            number: "R8-対話申込-0012-K".into(),
            secret: Some(["1234", "5678", "9012", "3456"].map(String::from)),
            received_on: day(5, 12),
            is_drawn,
            until: Some(day(6, 3)),
            again_until: "2026-05-13T05:05:00Z".parse().unwrap(),
        }
    }
}

impl AskApplicationPage {
    fn sample(lang: Lang) -> Self {
        let office = office(lang);
        AskApplicationPage {
            frame: frame(lang, urls::DIALOGUE_STATUS),
            form: OwnForm::default(),
            errors: FieldErrors::default(),
            office: office.name,
            phone: office.phone,
        }
    }
}

impl ApplicationPage {
    fn sample(lang: Lang, state: ApplicationState) -> Self {
        let here = frame(lang, urls::DIALOGUE_VIEW);
        ApplicationPage {
            pass: "pass-sample".into(),
            number: "R8-対話申込-0012-K".into(),
            series: DialoguePage::sample(lang).series[0].label.clone(),
            theme: "隣り合う三つの区の合併について".into(),
            received_on: day(5, 12),
            state,
            place: (state == ApplicationState::Waiting).then_some(2),
            reason: if state == ApplicationState::Declined { Text::verbatim("—") } else { Text::default() },
            on: Some(day(6, 17)),
            period: if state == ApplicationState::Accepted { "13:30～13:55".into() } else { String::new() },
            venue: "本庁舎2階 第1会議室".into(),
            may_cancel: state.holds_the_day(),
            draw: Some(here.link(&urls::dialogue_draw("aaaabbbbccccddddeeeeffff22"))),
            frame: here,
        }
    }
}
