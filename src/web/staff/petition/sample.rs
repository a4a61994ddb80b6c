//! A 要望書 for looking at.

use super::*;

impl PetitionPage {
    /// Two items typed, a map kept.
    pub(crate) fn sample() -> Self {
        let item = |number, title: &str, place: &str, text: &str| ItemView {
            number,
            title: title.into(),
            place: place.into(),
            text: text.into(),
            error: String::new(),
        };
        PetitionPage {
            frame: Frame::staff_sample(),
            form: PetitionForm {
                organisation: "見本台行政区".into(),
                received_on: "2026-09-01".into(),
                reply: "yes".into(),
                ..PetitionForm::default()
            },
            items: vec![
                item(1, "街灯の設置", "集会所から県道まで", "夜は暗く、子どもが怖がっています。"),
                item(2, "側溝のふた", "見本台12番地先", ""),
                ItemView { number: 3, ..ItemView::default() },
            ],
            may_grow: true,
            years: vec![Choice::new("2026", "令和8年度"), Choice::new("2027", "令和9年度").chosen()],
            channels: vec![Choice::new("letter", "手紙").chosen(), Choice::new("counter", "窓口")],
            files: vec![("1".into(), "位置図.pdf".into())],
            accept: "image/jpeg,application/pdf",
            behalf: BehalfView { open: false, ..BehalfView::sample() },
            errors: Errors::default(),
        }
    }

    /// Nothing typed, and what is wrong with that.
    pub(crate) fn sample_mistakes() -> Self {
        let mut errors = Errors::one("organisation", "行政区または団体の名前を書いてください");
        errors.add("item-1", "要望の項目を1つ以上書いてください");
        errors.add("received_on", "受付日を入れてください");
        errors.add("resolved_on", "日付を年・月・日で入れてください");
        errors.add("earlier", "この受付番号の声はありません");
        errors.add("files", "この種類のファイルは受け取れません");
        let first = ItemView {
            number: 1, error: "要望の項目を1つ以上書いてください".into(), ..ItemView::default()
        };
        PetitionPage {
            form: PetitionForm::default(),
            items: vec![first],
            files: Vec::new(),
            behalf: BehalfView::default(),
            errors,
            ..PetitionPage::sample()
        }
    }
}
