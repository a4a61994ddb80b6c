//! The texts of mails and letters, as they are sent.

use askama::Template;

use crate::frame::Frame;

/// `GET /staff/admin/templates`
#[derive(Debug, Template)]
#[template(path = "staff/admin/template/list.html")]
pub(crate) struct TemplateListPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<TemplateRow>,
}

/// A text.
#[derive(Debug, Clone)]
pub(crate) struct TemplateRow {
    pub(crate) href: String,
    /// 受付のお知らせ
    pub(crate) label: String,
    /// When it is sent, and to whom.
    pub(crate) about: String,
}

/// `GET /staff/admin/templates/{code}`
#[derive(Debug, Template)]
#[template(path = "staff/admin/template/show.html")]
pub(crate) struct TemplatePage {
    pub(crate) frame: Frame,
    pub(crate) label: String,
    pub(crate) about: String,
    /// The text by language, filled with an example: 日本語, やさしい日本語, English.
    pub(crate) texts: Vec<TemplateText>,
    /// Where a changed text is taken in.
    pub(crate) import: String,
    pub(crate) export: String,
}

/// The text in one language.
#[derive(Debug, Clone)]
pub(crate) struct TemplateText {
    pub(crate) language: &'static str,
    /// Value of the `lang` attribute.
    pub(crate) code: &'static str,
    /// Empty for a text that is no mail.
    pub(crate) subject: String,
    pub(crate) body: String,
}

#[cfg(test)]
mod sample {
    use super::*;

    impl TemplateListPage {
        /// Two texts.
        pub(crate) fn sample() -> Self {
            let row = |code: &str, label: &str, about: &str| TemplateRow {
                href: crate::urls::staff::template(code),
                label: label.into(),
                about: about.into(),
            };
            TemplateListPage {
                frame: Frame::staff_sample(),
                rows: vec![
                    row("receipt", "受付のお知らせ", "受け付けたとき、メールを希望した方へ"),
                    row("reply", "回答のお知らせ", "回答を発送したとき"),
                ],
            }
        }
    }

    impl TemplatePage {
        /// The receipt mail.
        pub(crate) fn sample() -> Self {
            let text = |language, code, subject: &str, body: &str| TemplateText {
                language,
                code,
                subject: subject.into(),
                body: body.into(),
            };
            TemplatePage {
                frame: Frame::staff_sample(),
                label: "受付のお知らせ".into(),
                about: "受け付けたとき、メールを希望した方へ".into(),
                texts: vec![
                    text(
                        "日本語",
                        "ja",
                        "受け付けました（R8-000123-K）",
                        "ご意見を受け付けました。\n受付番号　R8-000123-K\n",
                    ),
                    text("English", "en", "Received (R8-000123-K)", "We have received your message.\n"),
                ],
                import: "/staff/admin/templates/receipt/import".into(),
                export: "/staff/admin/templates/receipt/export".into(),
            }
        }
    }
}
