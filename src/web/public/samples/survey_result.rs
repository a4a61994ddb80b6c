//! Published results with sample data.

use kocho_domain::localized::Lang;

use super::{day, frame, rendered};
use crate::{
    chart::{Around, Share, ShareChart, ShareWords},
    filters::date_in,
    public::survey_result::{BannerView, FactView, QuestionView, SplitView, SurveyResultsPage, SurveysPage, TableView},
    texts::{Text, Texts},
    urls::survey_result as urls,
};

impl SurveysPage {
    /// One survey.
    fn sample(lang: Lang) -> Self {
        let ended = Texts::of(lang).result.ended.with("date", date_in(day(9, 24), lang)).text();
        let frame = frame(lang, urls::PUBLIC_LIST);
        let href = frame.link(&urls::of(urls::PUBLIC, "sample"));
        SurveysPage { surveys: vec![(href, "市政モニターアンケート".into(), ended)], frame }
    }
}

impl SurveyResultsPage {
    /// A choice by sex with a number that is kept back, one of which several could be chosen, a number, and a question in words.
    pub(crate) fn sample(lang: Lang) -> Self {
        let words = &Texts::of(lang).result;
        let here = urls::of(urls::PUBLIC, "sample");
        let own = |words: &str| Text::of_words((words, Lang::Ja), lang);
        let share = |name: &str, told| Share {
            name: name.into(),
            lang: if lang == Lang::En { "ja" } else { "" },
            told,
            ..Share::default()
        };
        let around = Around { id: "chart-q1-0".into(), title: "問1".into(), desc: "表".into(), basis: String::new() };
        let chart_words = ShareWords {
            table: words.table.plain().into(),
            heading: words.option.plain().into(),
            people: words.people.plain().into(),
            percent: words.percent.plain().into(),
            kept_back: words.kept_back.plain().into(),
            ..ShareWords::default()
        };
        let shares = [share("ある", Some((120, 80.0))), share("ない", None)];
        let table = |chart, numbers, split| TableView {
            label: Text::verbatim(""),
            chart,
            numbers,
            basis: words.basis.with("n", "150").text(),
            split,
        };
        let split = SplitView {
            heading: words.option_in.with("option", words.option.clone()).with("unit", words.percent.clone()).text(),
            columns: vec![words.whole.clone(), own("男性")],
            rows: vec![(own("ある"), vec!["80.0".into(), "81.2".into()])],
            sizes: vec!["150".into(), "80".into()],
        };
        let question = |id: &str, table: TableView, in_words| QuestionView {
            id: id.into(),
            text: own("問　市政に関心がありますか。"),
            tables: vec![table],
            in_words,
        };
        let several_words = ShareWords {
            percent: words.percent_of_people.plain().into(),
            of_answers: words.percent_of_answers.plain().into(),
            ..chart_words.clone()
        };
        let both = [
            Share { of_answers: Some(60.0), ..share("広報紙", Some((120, 80.0))) },
            Share { of_answers: Some(40.0), ..share("SNS", Some((80, 53.3))) },
            share("その他", None),
        ];
        let several_around = Around { id: "chart-q4-0".into(), ..around.clone() };
        let several = ShareChart::of(several_around, several_words, &both);
        let chart = ShareChart::of(around, chart_words, &shares);
        let fact = |label: &Text, value: &str, is_japanese| FactView {
            label: label.clone(),
            value: Text::verbatim(value),
            is_japanese,
        };
        SurveyResultsPage {
            name: own("市政モニターアンケート"),
            purpose: own("見直しの資料とするため。"),
            facts: vec![
                fact(&words.answers, "150", false),
                fact(&words.parts, "138・12", false),
                fact(&words.target, "市政モニター", true),
            ],
            caution: words.caution_panel.clone(),
            here: format!("{}{here}", lang.prefix()),
            banners: vec![BannerView {
                id: "gender".into(),
                label: Texts::of(lang).answering.gender.plain().into(),
                is_japanese: false,
                is_chosen: true,
            }],
            questions: vec![
                question("Q1", table(Some(chart), vec![], Some(split)), false),
                question("Q2", table(None, vec![(words.mean.clone(), "3.5".into())], None), false),
                question("Q3", table(None, vec![], None), true),
                question("Q4", table(Some(several), vec![], None), false),
            ],
            comment: "関心のある人が多い。".into(),
            reflection: String::new(),
            reflection_due: Some(words.reflection_due.with("date", date_in(day(12, 20), lang)).text()),
            #[cfg(feature = "pdf")]
            read_on: day(11, 30),
            pdf: crate::pdf::beside(format!("{}{}", lang.prefix(), urls::public_report("sample", ""))),
            frame: frame(lang, &here),
        }
    }
}

/// All pages of this noun.
pub(super) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("surveys", rendered(&SurveysPage::sample(lang))),
        ("surveys-none", rendered(&SurveysPage { surveys: vec![], ..SurveysPage::sample(lang) })),
        ("survey-results", rendered(&SurveyResultsPage::sample(lang))),
    ]
}
