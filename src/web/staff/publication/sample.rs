//! Samples of the pages of published answers.

use super::*;
use crate::staff::case::sample::desk_frame;

impl PublicationListPage {
    /// One that waits and one that was given back, one that is published, one that was taken back.
    pub(crate) fn sample() -> Self {
        let waiting = |key: &str, title: &str, is_returned| DraftRow {
            href: urls::publication_draft(key),
            title: title.into(),
            by: "広聴 花子".into(),
            at: DateTime::UNIX_EPOCH,
            is_returned,
        };
        PublicationListPage {
            frame: desk_frame(),
            waiting: vec![waiting("d1", "街灯について", false), waiting("d2", "公園のトイレについて", true)],
            answers: vec![AnswerRow {
                href: public::answer("a1"),
                title: "ごみの出し方について".into(),
                section: "環境課".into(),
                published_on: "2026-05-15".parse().unwrap(),
                edit: urls::publication_edit("a1"),
                withdraw: urls::publication_withdraw("a1"),
            }],
            withdrawn: vec![WithdrawnRow {
                title: "バスの時刻について".into(),
                section: "企画調整課".into(),
                at: DateTime::UNIX_EPOCH,
            }],
        }
    }

    /// Nothing yet.
    pub(crate) fn sample_empty() -> Self {
        PublicationListPage { waiting: vec![], answers: vec![], withdrawn: vec![], ..PublicationListPage::sample() }
    }
}

impl PublicationWritePage {
    /// A form that comes back with all its mistakes.
    pub(crate) fn sample() -> Self {
        let mut errors = Errors::one("checked", "個人を示すかもしれない言葉があります（山田）");
        errors.add("outcome", "対応区分を選んでください");
        PublicationWritePage {
            frame: desk_frame(),
            form: WriteForm { title: "街灯について".into(), ..WriteForm::default() },
            sections: vec![Choice::new("建設課", "建設課")],
            measures: vec![Choice::new("1101", "1101 まちづくり組織の支援")],
            outcomes: vec![Choice::new("done", "実施済")],
            languages: vec![Choice::new("ja", "日本語").chosen()],
            errors,
        }
    }

    /// One's own draft, written anew.
    pub(crate) fn sample_draft() -> Self {
        let form = WriteForm { draft: "d1".into(), title: "街灯について".into(), ..WriteForm::default() };
        PublicationWritePage { form, errors: Errors::default(), ..PublicationWritePage::sample() }
    }
}

impl PublicationDraftPage {
    /// Somebody else's, in the place of another.
    pub(crate) fn sample() -> Self {
        PublicationDraftPage {
            frame: desk_frame(),
            title: "街灯について".into(),
            opinion: "街灯が消えています。".into(),
            reply: "直しました。".into(),
            facts: vec![("担当", "建設課".into()), ("施策", "なし".into())],
            by: "広聴 花子".into(),
            at: DateTime::UNIX_EPOCH,
            is_own: false,
            before: Some(("街灯".into(), public::answer("a1"))),
            before_is_gone: false,
            returned: None,
            doubts: vec!["山田".into()],
            release: urls::publication_release("d1"),
            send_back: urls::publication_return("d1"),
            reason: String::new(),
            errors: Errors::default(),
            rewrite: urls::publication_rewrite("d1"),
            discard: urls::publication_discard("d1"),
        }
    }

    /// What it was to stand for was taken back; the reason for giving it back is missing.
    pub(crate) fn sample_gone() -> Self {
        PublicationDraftPage {
            before: None,
            before_is_gone: true,
            errors: Errors::one("reason", "戻す理由を300文字までの1行で入れてください"),
            ..PublicationDraftPage::sample()
        }
    }

    /// One's own.
    pub(crate) fn sample_own() -> Self {
        PublicationDraftPage { is_own: true, before: None, doubts: vec![], ..PublicationDraftPage::sample() }
    }

    /// One's own that came back.
    pub(crate) fn sample_returned() -> Self {
        let returned = Some(("いつ付けるかも書いてください。".into(), "広聴 次郎".into()));
        PublicationDraftPage { returned, ..PublicationDraftPage::sample_own() }
    }
}

impl PublicationSurePage {
    /// Before an answer is taken back.
    pub(crate) fn sample() -> Self {
        PublicationSurePage {
            frame: desk_frame(),
            heading: "公表を取り下げる",
            sentence: "「街灯について」の公表を取り下げます。だれも読めなくなります。".into(),
            button: "取り下げる",
            act: urls::publication_withdraw("a1"),
            back: urls::PUBLICATIONS.into(),
        }
    }
}
