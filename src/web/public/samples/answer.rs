//! Published answers: one, the list, one that was taken back.

use chrono::NaiveDate;
use kocho_domain::localized::Lang;

use super::{day, frame, rendered, said};
use crate::{
    filters::date_in,
    public::answer::{AnswerGonePage, AnswerListPage, AnswerPage, AnswerRow},
    urls::public as urls,
};

pub(super) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("answer", rendered(&AnswerPage::sample(lang))),
        ("answers", rendered(&AnswerListPage::sample(lang))),
        ("answers-none", rendered(&AnswerListPage::sample_none(lang))),
        ("answer-gone", rendered(&AnswerGonePage { frame: frame(lang, urls::ANSWERS) })),
    ]
}

impl AnswerPage {
    fn sample(lang: Lang) -> Self {
        AnswerPage {
            frame: frame(lang, urls::HOME),
            heading: "通学路の街灯について".into(),
            written_in: "ja",
            outcome: said(lang, "実施予定", "これからします", "Planned"),
            opinion: "小川の図書館の前の交差点が、夕方とても暗いです。".into(),
            reply: "ご意見をありがとうございます。\n来年3月までに、街灯を1基付けます。".into(),
            section: "建設課".into(),
            published_on: date_in(day(5, 15), lang),
            is_japanese_elsewhere: lang != Lang::Ja,
        }
    }
}

impl AnswerListPage {
    /// A page in the middle.
    fn sample(lang: Lang) -> Self {
        let row = |heading: &str, section: &str, on: NaiveDate| AnswerRow {
            href: frame(lang, urls::ANSWERS).link(&urls::answer("a1")),
            heading: heading.into(),
            written_in: "ja",
            outcome: said(lang, "実施予定", "これからします", "Planned"),
            section: section.into(),
            published_on: date_in(on, lang),
        };
        AnswerListPage {
            frame: frame(lang, urls::ANSWERS),
            answers: vec![
                row("通学路の街灯について", "建設課", day(5, 15)),
                row("広報紙を駅や病院にも置いてほしいという、遠くから通う方のご意見について", "秘書広聴課", day(4, 2)),
            ],
            is_first: false,
            older: Some(frame(lang, urls::ANSWERS).link(&urls::answers_after("a1"))),
        }
    }

    /// Nothing yet.
    fn sample_none(lang: Lang) -> Self {
        AnswerListPage { answers: Vec::new(), is_first: true, older: None, ..AnswerListPage::sample(lang) }
    }
}
