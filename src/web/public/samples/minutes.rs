//! The pages about what was said to the mayor and what the city promised, with sample data.

use kocho_domain::localized::Lang;

use super::{day, frame, said};
use crate::{
    filters::date_in,
    public::{
        figure::{FigureView, FiguresPage},
        minutes::{DayRow, HeldDayPage, HeldDaysPage, TalkView},
        promise::{PromiseView, PromisesPage},
    },
    texts::{Text, Texts},
    urls::public as urls,
};

impl PromisesPage {
    /// One that is late, one that was kept.
    pub(super) fn sample(lang: Lang) -> Self {
        let words = &Texts::of(lang).promise;
        let view = |standing: Text, late: bool| PromiseView {
            text: "玉里の施設ごとの維持費を一覧にして公表します。".into(),
            section: "管財検査課".into(),
            made: words.made.with("date", date_in(day(6, 17), lang)).text(),
            standing,
            first_due: late.then(|| words.first_due.with("date", date_in(day(7, 31), lang)).text()),
            late,
            outcome: if late {
                String::new()
            } else {
                "広報8月号に載せました。\n市のページでも見られます。".into()
            },
        };
        let date = date_in(day(8, 31), lang);
        PromisesPage {
            frame: frame(lang, urls::PROMISES),
            rate: words.rate.with("percent", "86").with("judged", "21").with("kept", "18").text(),
            open: vec![view(words.due.with("date", date.clone()).text(), true)],
            done: vec![view(words.kept.with("date", date).text(), false)],
        }
    }

    /// Nothing yet.
    pub(super) fn sample_none(lang: Lang) -> Self {
        let rate = Texts::of(lang).promise.rate_none.clone();
        PromisesPage { frame: frame(lang, urls::PROMISES), rate, open: vec![], done: vec![] }
    }
}

impl FiguresPage {
    /// Twelve months with two figures and an outcome.
    pub(super) fn sample(lang: Lang) -> Self {
        let words = &Texts::of(lang).figure;
        let view = |name: &Text, value: Text, note: &Text| FigureView { name: name.clone(), value, note: note.clone() };
        let period = words.period.with("from", date_in(day(6, 1), lang)).with("until", date_in(day(6, 17), lang));
        let cases = |n: &str| words.cases_count.with("count", n).text();
        FiguresPage {
            frame: frame(lang, urls::FIGURES),
            period: period.text(),
            figures: vec![
                view(&words.letters, words.letters_count.with("count", "212").text(), &Text::default()),
                view(&words.proposals, words.percent.with("percent", "18").text(), &words.proposals_note),
            ],
            outcomes: vec![
                view(&said(lang, "実施しました", "しました", "Done"), cases("41"), &Text::default()),
                view(&words.no_outcome, cases("3"), &Text::default()),
            ],
        }
    }

    /// Too little to tell.
    pub(super) fn sample_few(lang: Lang) -> Self {
        FiguresPage { figures: vec![], outcomes: vec![], ..FiguresPage::sample(lang) }
    }
}

impl HeldDaysPage {
    /// One day.
    pub(super) fn sample(lang: Lang) -> Self {
        let href = frame(lang, urls::DIALOGUE_DAYS).link(&urls::dialogue_held("0123456789abcdefghjkmnpqrs"));
        let day = DayRow { href, title: "対話の日（6月）".into(), held: date_in(day(6, 17), lang) };
        HeldDaysPage { frame: frame(lang, urls::DIALOGUE_DAYS), days: vec![day] }
    }
}

impl HeldDayPage {
    /// A talk with a promise and one without.
    pub(super) fn sample(lang: Lang) -> Self {
        let words = &Texts::of(lang).minutes;
        let talk = |promises, taken| TalkView {
            theme: "支所と公民館の今後について".into(),
            body: "テーマ：支所と公民館\n\n1　資料を出してほしい。".into(),
            promises,
            taken,
        };
        let held = words.held.with("date", date_in(day(6, 17), lang)).with("venue", "玉里支所").text();
        HeldDayPage {
            frame: frame(lang, &urls::dialogue_held("0123456789abcdefghjkmnpqrs")),
            day: date_in(day(6, 17), lang),
            name: "対話の日（6月）".into(),
            held,
            talks: vec![
                talk(PromisesPage::sample(lang).open, Some(words.taken.with("all", "2").with("done", "1").text())),
                talk(vec![], None),
            ],
        }
    }
}
