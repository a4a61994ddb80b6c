//! Samples of the pages of briefs.

use super::*;
use crate::{
    staff::case::sample::{KEY, desk_frame},
    urls::staff as urls,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl BriefView {
    fn sample() -> Self {
        BriefView {
            on: day("2026-06-17"),
            period: "13:30～13:55".into(),
            number: "R8-対話02".into(),
            party: "見本台区ほか2区".into(),
            theme: "隣り合う三つの区の合併について".into(),
            detail: "三つの区を合わせて81世帯です。\n区費の残りと集会所をどうするかを聞きたいです。".into(),
            facts: vec![Fact::new("来る人", "団体 3人"), Fact::new("必要なもの", "手話通訳")],
            chosen: false,
            measures: vec![MeasureView {
                name: "1101 市民協働推進のための環境づくり".into(),
                policy: "11 市民協働".into(),
                sections: "市民協働課".into(),
                indicators: vec![(
                    "行政区加入率".into(),
                    "65%（2016年度）、67%（2025年度）".into(),
                    "70%（2022年度）".into(),
                )],
            }],
            letters: vec![LetterView {
                href: urls::case(KEY),
                number: "R8-000118-T".into(),
                on: day("2026-04-22"),
                title: "集会所の名義について".into(),
                section: "市民協働課".into(),
                status: "回答済",
            }],
            meetings: vec![(day("2025-11-19"), "区の役員のなり手".into())],
            memos: vec![
                MemoView {
                    section: "市民協働課".into(),
                    due_on: day("2026-06-11"),
                    body: "過去に2例あります。\n名義は司法書士の相談につなぎます。".into(),
                    late: false,
                },
                MemoView { section: "財政課".into(), due_on: day("2026-06-11"), body: String::new(), late: true },
            ],
        }
    }
}

impl BriefPage {
    /// For the desk; a section has not written yet.
    pub(crate) fn sample() -> Self {
        BriefPage {
            frame: desk_frame(),
            brief: BriefView::sample(),
            ready_by: day("2026-06-12"),
            ready: false,
            manages: true,
            codes: "1101".into(),
            sections: vec![Choice::new("7", "企画調整課")],
            due_on: "2026-06-11".into(),
            errors: Errors::one("measures", "「9999」という施策はありません"),
            measures_url: urls::slot_act(KEY, "measures"),
            memos_url: urls::slot_act(KEY, "memos"),
            print: urls::dialogue_day_act(KEY, "briefs"),
            pdf: crate::pdf::beside(urls::slot_act(KEY, "brief.pdf")),
            back: urls::dialogue_day(KEY),
        }
    }

    /// For the office, with nothing found.
    pub(crate) fn sample_office() -> Self {
        let empty =
            BriefView { measures: vec![], letters: vec![], meetings: vec![], memos: vec![], ..BriefView::sample() };
        BriefPage { brief: empty, manages: false, ready: true, errors: Errors::default(), ..BriefPage::sample() }
    }
}

impl BriefPrintPage {
    /// Two visitors.
    pub(crate) fn sample() -> Self {
        BriefPrintPage {
            frame: desk_frame(),
            title: "R8-対話02　令和8年6月17日　市長との「対話の日」（6月）".into(),
            attendees: "市長、秘書広聴課長".into(),
            briefs: vec![BriefView::sample(), BriefView { period: "14:00～14:25".into(), ..BriefView::sample() }],
            pdf: crate::pdf::beside(urls::dialogue_day_act(KEY, "briefs.pdf")),
            back: urls::dialogue_day(KEY),
        }
    }
}

impl MemoRow {
    fn sample() -> Self {
        MemoRow {
            href: urls::dialogue_memo(4),
            due_on: day("2026-06-11"),
            on: day("2026-06-17"),
            party: "見本台区ほか2区".into(),
            theme: "隣り合う三つの区の合併について".into(),
            section: "市民協働課".into(),
            state: "未記入",
            tone: Tone::Warning,
        }
    }
}

impl MemoListPage {
    /// One that waits.
    pub(crate) fn sample() -> Self {
        MemoListPage { frame: desk_frame(), rows: vec![MemoRow::sample()] }
    }

    /// Nothing asked.
    pub(crate) fn sample_empty() -> Self {
        MemoListPage { rows: vec![], ..MemoListPage::sample() }
    }
}

impl MemoPage {
    /// To be written.
    pub(crate) fn sample() -> Self {
        MemoPage {
            frame: desk_frame(),
            row: MemoRow::sample(),
            period: "13:30～13:55".into(),
            detail: "三つの区を合わせて81世帯です。".into(),
            written: None,
            saved: String::new(),
            conflict: false,
            may_write: true,
            typed: String::new(),
            version: 0,
            errors: Errors::one("body", "文章を書いてください。"),
            action: urls::dialogue_memo(4),
        }
    }

    /// Somebody else was faster.
    pub(crate) fn sample_conflict() -> Self {
        MemoPage {
            written: Some(("市民協働課 担当B".into(), "2026-06-10T02:00:00Z".parse().unwrap())),
            saved: "過去に2例あります。".into(),
            conflict: true,
            typed: "名義は司法書士の相談につなぎます。".into(),
            version: 1,
            errors: Errors::default(),
            ..MemoPage::sample()
        }
    }
}
