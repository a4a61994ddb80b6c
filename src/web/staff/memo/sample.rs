//! Memos for looking at.

use super::*;

impl MemoPage {
    /// A section's clerk, in the middle of it.
    pub(crate) fn sample() -> Self {
        MemoPage {
            frame: Frame::staff_sample(),
            form: MemoForm {
                body: "集会所の前の街灯が3日前から消えている。".into(), ..MemoForm::default()
            },
            channels: vec![Choice::new("phone", "電話").chosen(), Choice::new("counter", "窓口")],
            kinds: vec![Choice::new("request", "要望").chosen(), Choice::new("question", "問合せ")],
            sections: vec![
                Choice::new("4", "市民協働課").chosen(),
                Choice::new("1", "秘書広聴課に渡す（ほかの課のこと）"),
            ],
            outcomes: vec![Choice::new("done", "実施済"), Choice::new("explained", "説明").chosen()],
            ways: vec![Choice::new("phone", "電話"), Choice::new("letter", "郵送")],
            districts: vec![Choice::new("ogawa", "小川")],
            ages: vec![Choice::new("70s", "70代")],
            languages: vec![Choice::new("ja", "日本語").chosen(), Choice::new("en", "英語")],
            behalf: BehalfView { open: false, ..BehalfView::sample() },
            errors: Errors::default(),
            kept_at: Some("2026-10-15T05:03:00Z".parse().unwrap()),
            last: vec![MemoRow {
                number: "R8-000117-R".into(),
                title: "ごみの出し方が分からない".into(),
                at: "2026-10-15T04:40:00Z".parse().unwrap(),
                href: "/staff/memos/117".into(),
            }],
            takes_petitions: false,
        }
    }

    /// The desk, with every fold open and mistakes in each.
    pub(crate) fn sample_mistakes() -> Self {
        let mut errors = Errors::one("body", "聞いたことを書いてください");
        errors.add("outcome", "対応区分を選んでください");
        errors.add("phone", "回答する電話番号を書いてください");
        errors.add("place", "改行を入れずに書いてください");
        errors.add("read_back", "書いたものを読み上げ、本人に確かめてから、印を付けてください");
        MemoPage {
            form: MemoForm { done: "yes".into(), reply: "yes".into(), ..MemoForm::default() },
            sections: vec![Choice::new("1", "秘書広聴課").chosen()],
            behalf: BehalfView { read_back: false, ..BehalfView::sample() },
            errors,
            kept_at: None,
            last: Vec::new(),
            takes_petitions: true,
            ..MemoPage::sample()
        }
    }
}

impl MemoDonePage {
    /// Registered in the own section.
    pub(crate) fn sample() -> Self {
        MemoDonePage {
            frame: Frame::staff_sample(),
            number: "R8-000118-T".into(),
            secret: Some("1234 5678 9012 3456".into()),
            urgent: false,
            case: Some("/staff/cases/123".into()),
            slip: "/staff/submissions/118/receipt".into(),
            next: "/staff/memos/new?channel=phone".into(),
        }
    }

    /// Before the desk, because it may be dangerous; the numbers are not shown any more.
    pub(crate) fn sample_urgent() -> Self {
        MemoDonePage { secret: None, urgent: true, case: None, ..MemoDonePage::sample() }
    }
}
