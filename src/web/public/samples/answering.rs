//! Samples of the pages on which residents answer surveys.

use kocho_domain::localized::Lang;

use super::{day, frame, office, rendered, said};
use crate::{
    filters::date_in,
    public::{
        answering::{
            AboutView, AnswerLine, AnswerPage, AnsweredPage, CheckAnswersPage, ClassView, KeptOut, KeptOutPage,
            OpenSurvey, StandingView, SurveyPage, SurveysPage, WaitPage,
        },
        form::{Choice, FieldErrors},
    },
    questions::view::sample_views,
    texts::Text,
    urls::public as urls,
};

/// Every page with a name, in one language.
pub(super) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let standing = |standing| rendered(&SurveyPage::sample(lang, standing));
    let kept_out = |why| rendered(&KeptOutPage::sample(lang, why));
    let on = || date_in(day(9, 24), lang);
    vec![
        ("survey-list", rendered(&SurveysPage::sample(lang))),
        ("survey-list-none", rendered(&SurveysPage::sample_with_mistake(lang))),
        ("survey-code", standing(StandingView::Code)),
        ("survey-begin", standing(StandingView::Begin)),
        ("survey-go-on", standing(StandingView::GoOn(true))),
        ("survey-sent", standing(StandingView::Sent)),
        ("survey-from", standing(StandingView::From(on()))),
        ("survey-over", standing(StandingView::Over(on()))),
        ("survey-on-paper", standing(StandingView::OnPaper)),
        ("survey-answer", rendered(&AnswerPage::sample(lang, false))),
        ("survey-answer-all", rendered(&AnswerPage::sample(lang, true))),
        ("survey-check", rendered(&CheckAnswersPage::sample(lang))),
        (
            "survey-done",
            rendered(&AnsweredPage { frame: here(lang, urls::SURVEY_DONE), about: about(lang), left: false }),
        ),
        ("survey-left", rendered(&AnsweredPage { frame: here(lang, urls::SURVEY), about: about(lang), left: true })),
        ("survey-kept-over", kept_out(KeptOut::Over)),
        ("survey-kept-paper", kept_out(KeptOut::OnPaper)),
        ("survey-kept-void", kept_out(KeptOut::Void)),
        ("survey-kept-again", kept_out(KeptOut::Again)),
        ("survey-wait", rendered(&WaitPage { frame: frame(lang, urls::SURVEYS), minutes: 8, codes: true })),
        ("survey-wait-many", rendered(&WaitPage { frame: frame(lang, urls::SURVEYS), minutes: 60, codes: false })),
    ]
}

const CODE: &str = "monitor-2026-02";

fn here(lang: Lang, at: &str) -> crate::frame::Frame {
    frame(lang, &urls::of_survey(at, CODE))
}

fn about(lang: Lang) -> AboutView {
    AboutView {
        code: CODE.into(),
        title: said(
            lang,
            "市からのお知らせについて",
            "{市|し}のお{知|し}らせのアンケート",
            "Survey on the city's information",
        ),
        purpose: said(lang, "広報紙を見直すため。", "{広報|こうほう}をよくするため。", "To improve the newsletter."),
        target: Text::of_words(("市政モニター412人", Lang::Ja), lang),
        section: Text::of_words(("秘書広聴課", Lang::Ja), lang),
        until: date_in(day(9, 24), lang),
        minutes: 8,
        count: 9,
        anonymous: true,
        fields: "年代・地区".into(),
        open: false,
    }
}

fn line(lang: Lang, answered: bool) -> AnswerLine {
    let texts = crate::texts::Texts::of(lang);
    AnswerLine {
        id: if answered { "Q1".into() } else { "Q2".into() },
        number: texts.answering.question.with("no", if answered { 1_u32 } else { 2 }).text(),
        text: said(lang, "広報紙を読みますか。", "{広報|こうほう}を{読|よ}みますか。", "Do you read the newsletter?"),
        said: if answered { vec![said(lang, "読む", "{読|よ}む", "Yes")] } else { vec![] },
        href: here(lang, urls::SURVEY_ANSWER).link(&urls::of_survey(urls::SURVEY_ANSWER, CODE)),
    }
}

impl SurveysPage {
    fn sample(lang: Lang) -> Self {
        let about = about(lang);
        let here = frame(lang, urls::SURVEYS);
        SurveysPage {
            code: String::new(),
            errors: FieldErrors::default(),
            open: vec![OpenSurvey {
                title: about.title,
                purpose: about.purpose,
                href: here.link(&urls::of_survey(urls::SURVEY, CODE)),
                until: about.until,
                minutes: about.minutes,
            }],
            office: office(lang).name,
            phone: "0299-48-0000".into(),
            frame: here,
        }
    }

    fn sample_with_mistake(lang: Lang) -> Self {
        let page = SurveysPage::sample(lang);
        let said = page.frame.texts.error.get("code_check").clone();
        SurveysPage { open: vec![], errors: FieldErrors::said(vec![("code".into(), said)]), ..page }
    }
}

impl SurveyPage {
    fn sample(lang: Lang, standing: StandingView) -> Self {
        let open = standing == StandingView::Begin;
        SurveyPage {
            frame: here(lang, urls::SURVEY),
            about: AboutView { open, anonymous: standing != StandingView::GoOn(true), ..about(lang) },
            standing,
            code: String::new(),
            errors: FieldErrors::default(),
            office: office(lang).name,
            phone: "0299-48-0000".into(),
        }
    }
}

impl AnswerPage {
    fn sample(lang: Lang, all: bool) -> Self {
        let views = sample_views(lang, true);
        let said = crate::texts::Texts::of(lang).answering.need_answer.clone();
        AnswerPage {
            frame: here(lang, urls::SURVEY_ANSWER),
            about: about(lang),
            token: "t".into(),
            at: if all { String::new() } else { "Q2".into() },
            progress: (!all).then_some((2, 9)),
            questions: if all { views } else { views.into_iter().skip(1).take(1).collect() },
            errors: FieldErrors::said(vec![("Q2".into(), said)]),
            trapped: all,
            has_before: !all,
        }
    }
}

impl CheckAnswersPage {
    fn sample(lang: Lang) -> Self {
        let said = crate::texts::Texts::of(lang).answering.need_answer.clone();
        CheckAnswersPage {
            frame: here(lang, urls::SURVEY_CHECK),
            about: about(lang),
            token: "t".into(),
            lines: vec![line(lang, true), line(lang, false)],
            classes: vec![ClassView {
                field: "_age_group".into(),
                label: Text::of_words(("年代", Lang::Ja), lang),
                choices: vec![Choice { value: "60代".into(), label: Text::verbatim("60代") }],
                chosen: String::new(),
            }],
            errors: FieldErrors::said(vec![("Q2".into(), said)]),
        }
    }
}

impl KeptOutPage {
    fn sample(lang: Lang, why: KeptOut) -> Self {
        KeptOutPage {
            frame: here(lang, urls::SURVEY_ANSWER),
            about: about(lang),
            why,
            lines: vec![line(lang, true)],
            fields: vec![("_at".into(), "Q1".into()), ("Q1".into(), "1".into())],
            errors: FieldErrors::default(),
            office: office(lang).name,
            phone: "0299-48-0000".into(),
        }
    }
}
