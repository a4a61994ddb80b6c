//! Samples of the pages of applications.

use super::*;
use crate::{
    staff::case::sample::{KEY, desk_frame},
    urls::staff as urls,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl ApplicationNewPage {
    /// With a mistake.
    pub(crate) fn sample() -> Self {
        ApplicationNewPage {
            frame: desk_frame(),
            form: ApplicationForm { theme: "区の合併".into(), ..ApplicationForm::default() },
            errors: Errors::one("detail", "話したいことの具体的な内容を書いてください"),
            channels: vec![Choice::new("phone", "電話").chosen(), Choice::new("counter", "窓口")],
            series: vec![Choice::new("dialogue_day", "市長との「対話の日」").chosen()],
            days: vec![Choice::new(KEY, "6月17日（水）　市長との「対話の日」（6月）")],
            parties: vec![Choice::new("person", "個人"), Choice::new("group", "団体")],
            relations: vec![Choice::new("resident", "市内に住んでいる")],
            needs: vec![Choice::new("sign", "手話通訳").chosen(), Choice::new("childcare", "託児")],
            ways: vec![Choice::new("mail", "メール"), Choice::new("letter", "郵送").chosen()],
            languages: vec![Choice::new("ja", "日本語").chosen()],
            excluded: vec!["政治、宗教、営利を目的とするもの".into()],
        }
    }
}

impl ApplicationHandedPage {
    /// Just registered.
    pub(crate) fn sample() -> Self {
        ApplicationHandedPage {
            frame: desk_frame(),
            number: "R8-対話申込-0012-K".into(),
            secret: Some("1234-5678-9012-3456".into()),
            status_url: "https://kocho.example.jp/dialogue/status".into(),
            href: urls::application(KEY),
        }
    }
}

impl ApplicationShowPage {
    /// The second of the fiscal year, to be decided.
    pub(crate) fn sample() -> Self {
        let act = |act: &str| urls::application_act(KEY, act);
        ApplicationShowPage {
            frame: desk_frame(),
            number: "R8-対話申込-0012-K".into(),
            state: "受付".into(),
            tone: Tone::Warning,
            theme: "隣り合う三つの区の合併について".into(),
            detail: "三つの区を合わせて81世帯です。\n区費の残りと集会所をどうするかを聞きたいです。".into(),
            facts: vec![Fact::new("申込者", "見本台区 団体 3人"), Fact::new("希望", "15時よりあと")],
            contact: vec![Fact::new("氏名", "●●●●"), Fact::new("電話", "●●●●")],
            revealed: false,
            erased_at: None,
            reveal_reasons: vec![Choice::new("contact", "連絡のため")],
            day: Some(("6月17日（水）　市長との「対話の日」（6月）".into(), urls::dialogue_day(KEY))),
            same: vec![SameRow {
                href: urls::application(KEY),
                number: "R8-対話申込-0003-T".into(),
                received_on: day("2026-04-22"),
                theme: "集会所の建てかえ".into(),
                shared: "団体名・電話が同じ".into(),
                state: "決定（可）",
                tone: Tone::Success,
                counts: true,
            }],
            second: Some("R8-対話申込-0003-T".into()),
            slots: vec![Choice::new(KEY, "6月17日（水） 13:30～13:55").chosen()],
            days: vec![Choice::new(KEY, "7月15日（水）　市長との「対話の日」（7月）")],
            reasons: vec![Choice::new("once_a_year", "同じ年度の2回目")],
            because: String::new(),
            notices: vec![],
            may: ApplicationMay { accept: true, moves: false, wait: true, decline: true, cancel: true },
            version: 2,
            typed: ActTyped::default(),
            errors: Errors::one("accept", "同じ年度にR8-対話申込-0003-Tを受け付けています。"),
            urls: ApplicationUrls {
                accept: act("accept"),
                decline: act("decline"),
                wait: act("wait"),
                day: act("day"),
                cancel: act("cancel"),
                contact: act("contact"),
                receipt: act("receipt"),
                sheet: act("sheet"),
            },
        }
    }

    /// It has a slot, and its letter waits.
    pub(crate) fn sample_accepted() -> Self {
        ApplicationShowPage {
            state: "決定（可）".into(),
            tone: Tone::Success,
            same: vec![],
            second: None,
            revealed: true,
            erased_at: None,
            contact: vec![Fact::new("氏名", "例田 昇"), Fact::new("電話", "0299-00-0000")],
            notices: vec![NoticeRow {
                what: "決定（可）の通知",
                medium: "郵送",
                at: "2026-05-14T01:00:00Z".parse().unwrap(),
                sent_at: None,
                body: "日時が決まりました\n\n次のとおり決まりました。".into(),
                came_back: true,
                letter: Some(urls::decision_letter(3)),
            }],
            may: ApplicationMay { accept: true, moves: true, wait: false, decline: true, cancel: true },
            errors: Errors::default(),
            ..ApplicationShowPage::sample()
        }
    }
}

impl ApplicationSheetPage {
    /// Decided, with a slot.
    pub(crate) fn sample() -> Self {
        ApplicationSheetPage {
            frame: desk_frame(),
            printed_on: day("2026-05-14"),
            title: "市長との「対話の日」受付票".into(),
            form: "様式第1号".into(),
            number: "R8-対話申込-0012-K".into(),
            contact: vec![Fact::new("氏名", "例田 昇"), Fact::new("電話", "0299-00-0000")],
            facts: vec![Fact::new("申込者", "見本台区 団体 3人"), Fact::new("受付", "5月12日（火）　電話")],
            theme: "隣り合う三つの区の合併について".into(),
            detail: "三つの区を合わせて81世帯です。\n区費の残りと集会所をどうするかを聞きたいです。".into(),
            decision: "決定（可）".into(),
            day: "6月17日（水） 13:30～13:55　本庁舎2階 第1会議室".into(),
            back: urls::application(KEY),
        }
    }
}

impl DecisionLetterPage {
    /// 決定（可）
    pub(crate) fn sample() -> Self {
        DecisionLetterPage {
            frame: desk_frame(),
            dated_on: day("2026-05-14"),
            addressee: vec!["小美玉市見本台1番地".into(), "見本台区".into(), "例田 昇".into()],
            signature: "小美玉市長".into(),
            title: "市長との「対話の日」の日時が決まりました".into(),
            paragraphs: vec![
                "お申し込みについて、次のとおり決まりました。".into(),
                "テーマ　区の合併\n日時　令和8年6月17日".into(),
            ],
            inquiry: vec!["小美玉市 秘書広聴課".into(), "0299-00-0000".into()],
            lang: "ja",
            pdf: crate::pdf::beside(urls::decision_pdf(3)),
            back: urls::application(KEY),
        }
    }
}
