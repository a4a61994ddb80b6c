//! Samples of the search page: hits, nothing found, the beginning.

use super::{
    AnswerView, BesideHitView, BesideView, FieldsView, HitView, PieceView, ResultView, SavedView, SearchPage,
    SnippetView,
};
use crate::{
    frame::Frame,
    staff::{
        case::list::Chip,
        view::{Choice, Tone},
    },
};

fn piece(text: &str, is_marked: bool) -> PieceView {
    PieceView { text: text.into(), is_marked }
}

fn hit(number: &str, title: &str, snippets: Vec<SnippetView>) -> HitView {
    HitView {
        href: "/staff/cases/c1".into(),
        number: number.into(),
        title: vec![piece(title, false)],
        received_on: "2026-10-14".parse().unwrap(),
        channel: "はがき".into(),
        section: "学校教育課".into(),
        status: "回答済",
        status_tone: Tone::Calm,
        restricted: false,
        snippets,
    }
}

impl SearchPage {
    /// Two hits of many, best first, one filter.
    pub(crate) fn sample() -> Self {
        let body = SnippetView {
            place: "本文",
            pieces: vec![piece("…毎日の", false), piece("給食", true), piece("について、量が足りないと…", false)],
        };
        let reply = SnippetView {
            place: "回答",
            pieces: vec![piece("給食", true), piece("の量は、年齢ごとの基準により…", false)],
        };
        SearchPage {
            q: "給食 -アレルギー".into(),
            fields: FieldsView {
                sections: vec![Choice::new("7", "学校教育課").chosen()],
                measures: vec![Choice::new("1101", "1101 まちづくり組織の支援")],
                older_measures: vec![(
                    "前の計画".into(),
                    vec![Choice::new("before/1305", "旧1305 国際交流・国際化の推進")],
                )],
                chips: vec![Chip { label: "課：学校教育課".into(), remove: "/staff/search?q=a".into() }],
                clear: "/staff/search?q=a".into(),
                is_best: true,
                ..FieldsView::default()
            },
            result: Some(ResultView {
                total: "1,000件以上".into(),
                public: "/office/answer?q=%E7%B5%A6%E9%A3%9F".into(),
                is_cut: true,
                rows: vec![
                    hit("R8-000118-T", "給食の量について", vec![body.clone(), reply]),
                    HitView { restricted: true, ..hit("R8-000101-K 2/3", "学校のこと", vec![body]) },
                ],
                answers: vec![AnswerView {
                    href: "/answers/a1".into(),
                    title: vec![piece("給食", true), piece("の味について", false)],
                    published_on: "2026-09-01".parse().unwrap(),
                    section: "学校教育課".into(),
                    snippets: vec![SnippetView {
                        place: "回答",
                        pieces: vec![piece("給食", true), piece("の献立は…", false)],
                    }],
                }],
                beside: vec![BesideView {
                    label: "調査の自由記述",
                    total: "12件".into(),
                    rows: vec![BesideHitView {
                        href: "/staff/surveys/s1/results/texts?question=Q12&page=1".into(),
                        title: "令和8年度第2回市政モニターアンケート".into(),
                        number: "問12".into(),
                        on: "2026-09-24".parse().unwrap(),
                        snippets: vec![SnippetView {
                            place: "自由記述",
                            pieces: vec![piece("学校の", false), piece("給食", true), piece("を続けて…", false)],
                        }],
                    }],
                    all: "/staff/search?q=a&place=text".into(),
                }],
                place: String::new(),
                cases: String::new(),
                other_order: "/staff/search?q=a".into(),
                first: Some("/staff/search?q=a".into()),
                next: Some("/staff/search?q=a&after=5".into()),
            }),
            saved: vec![SavedView {
                name: "給食の声".into(),
                href: "/staff/search?q=a".into(),
                delete: "/staff/search/saved/1/delete".into(),
            }],
            keep: "q=a".into(),
            name_fault: "名前を40文字までで入れてください。".into(),
            is_indexing: true,
            ..Self::sample_start()
        }
    }

    /// One place alone.
    pub(crate) fn sample_beside() -> Self {
        let page = Self::sample();
        let result = page.result.map(|result| ResultView {
            total: "12件".into(),
            rows: vec![],
            answers: vec![],
            beside: result.beside.into_iter().map(|one| BesideView { all: String::new(), ..one }).collect(),
            place: "text".into(),
            cases: "/staff/search?q=a".into(),
            is_cut: false,
            public: String::new(),
            ..result
        });
        SearchPage { result, fields: FieldsView::default(), ..Self::sample_start() }
    }

    /// Nothing found.
    pub(crate) fn sample_empty() -> Self {
        SearchPage {
            q: "ない言葉".into(),
            result: Some(ResultView {
                total: "0件".into(),
                public: String::new(),
                is_cut: false,
                rows: vec![],
                answers: vec![],
                beside: vec![],
                place: String::new(),
                cases: String::new(),
                other_order: "/staff/search?q=a".into(),
                first: None,
                next: None,
            }),
            ..Self::sample_start()
        }
    }

    /// Before anything was looked for.
    pub(crate) fn sample_start() -> Self {
        SearchPage {
            frame: Frame::staff_sample(),
            q: String::new(),
            fault: String::new(),
            fields: FieldsView::default(),
            result: None,
            saved: vec![],
            keep: String::new(),
            save_name: String::new(),
            name_fault: String::new(),
            is_indexing: false,
            publications: "/staff/publications",
        }
    }
}
