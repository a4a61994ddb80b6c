//! The texts of letters and receipts, as the rule of letters has them.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use kocho_domain::{
    access::Permission,
    localized::{Lang, Localized},
    rule::{
        RuleKind, Rules,
        letter::{LetterTemplate, ReceiptTexts},
    },
};
use kocho_service::Error;

use super::mail;
use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    state::AppState,
    urls::staff as urls,
};

/// The code of the receipt's texts in an address; letters have codes of their own.
const RECEIPT: &str = "receipt";

/// `GET /staff/admin/templates`
#[derive(Debug, Template)]
#[template(path = "staff/admin/template/list.html")]
pub(crate) struct TemplateListPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<TemplateRow>,
    /// The mails.
    pub(crate) mails: Vec<TemplateRow>,
}

/// A text.
#[derive(Debug, Clone)]
pub(crate) struct TemplateRow {
    pub(crate) href: String,
    /// 課長名の回答
    pub(crate) label: String,
    /// When it is used.
    pub(crate) about: &'static str,
}

/// `GET /staff/admin/templates/{code}`
#[derive(Debug, Template)]
#[template(path = "staff/admin/template/show.html")]
pub(crate) struct TemplatePage {
    pub(crate) frame: Frame,
    pub(crate) label: String,
    pub(crate) about: &'static str,
    /// The text by language: 日本語, やさしい日本語, English, as far as there is one.
    pub(crate) texts: Vec<TemplateText>,
    /// Address of the rule in which the texts stand.
    pub(crate) rule: String,
}

/// The text in one language.
#[derive(Debug, Clone)]
pub(crate) struct TemplateText {
    pub(crate) language: &'static str,
    /// Value of the `lang` attribute.
    pub(crate) code: &'static str,
    /// 件名, はじめの文 … with its words.
    pub(crate) parts: Vec<(&'static str, String)>,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let manage = Access::Staff(Permission::RuleManage);
    Routes::new(state).get(urls::TEMPLATES, manage, list).get(urls::template("{code}"), manage, show)
}

async fn list(State(state): State<AppState>, signed: Signed) -> Response {
    let rows = rows(&signed.cx(&state).city.rules);
    let mails = mail::rows(&state.mails);
    Page::ok(TemplateListPage { frame: signed.frame(&state), rows, mails }).into_response()
}

async fn show(State(state): State<AppState>, signed: Signed, Path(code): Path<String>) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let page = TemplatePage::of(signed.frame(&state), &cx.city.rules, &code).ok_or(Error::NotFound)?;
    Ok(Page::ok(page).into_response())
}

fn rows(rules: &Rules) -> Vec<TemplateRow> {
    let letter = |letter: &LetterTemplate| TemplateRow {
        href: urls::template(&letter.code),
        label: letter.label.clone(),
        about: about(letter),
    };
    let receipt = TemplateRow { href: urls::template(RECEIPT), label: "受付の文".into(), about: RECEIPT_ABOUT };
    rules.letters().templates.iter().map(letter).chain([receipt]).collect()
}

const RECEIPT_ABOUT: &str = "受け付けたときに、回答について伝える文";

const fn about(letter: &LetterTemplate) -> &'static str {
    if letter.interim { "回答書（中間のお知らせ）" } else { "回答書" }
}

impl TemplatePage {
    fn of(frame: Frame, rules: &Rules, code: &str) -> Option<Self> {
        let rule = urls::rule(RuleKind::Letter.code());
        if code == RECEIPT {
            let parts = receipt_parts(&rules.letters().receipt);
            return Some(TemplatePage {
                frame,
                label: "受付の文".into(),
                about: RECEIPT_ABOUT,
                texts: texts(&parts),
                rule,
            });
        }
        let letter = rules.letters().templates.iter().find(|letter| letter.code == code)?;
        let texts = texts(&letter_parts(letter));
        Some(TemplatePage { frame, label: letter.label.clone(), about: about(letter), texts, rule })
    }
}

fn letter_parts(letter: &LetterTemplate) -> Vec<(&'static str, &Localized)> {
    vec![
        ("宛名", &letter.addressee),
        ("名義", &letter.signature),
        ("件名", &letter.subject),
        ("はじめの文", &letter.opening),
        ("終わりの文", &letter.closing),
    ]
}

fn receipt_parts(receipt: &ReceiptTexts) -> Vec<(&'static str, &Localized)> {
    vec![
        ("回答するとき", &receipt.reply),
        ("回答を希望しないとき", &receipt.not_wanted),
        ("公表だけで答える受付方法", &receipt.publish_only),
        ("回答しない受付方法", &receipt.circulate_only),
    ]
}

/// The parts by language; a language without any text of its own is left out.
fn texts(parts: &[(&'static str, &Localized)]) -> Vec<TemplateText> {
    let in_lang = |(language, lang): (&'static str, Lang)| {
        let own = parts.iter().map(|(label, text)| (*label, text.get(lang)));
        let parts: Vec<_> =
            own.filter(|(_, (_, of))| *of == lang).map(|(label, (text, _))| (label, text.to_owned())).collect();
        (!parts.is_empty()).then(|| TemplateText { language, code: if lang == Lang::En { "en" } else { "ja" }, parts })
    };
    let languages = [("日本語", Lang::Ja), ("やさしい日本語", Lang::Easy), ("English", Lang::En)];
    languages.into_iter().filter_map(in_lang).collect()
}

#[cfg(test)]
mod sample {
    use super::*;

    impl TemplateListPage {
        /// Two texts.
        pub(crate) fn sample() -> Self {
            let row =
                |code: &str, label: &str, about| TemplateRow { href: urls::template(code), label: label.into(), about };
            TemplateListPage {
                frame: Frame::staff_sample(),
                rows: vec![row("section_head", "課長名の回答", "回答書"), row(RECEIPT, "受付の文", RECEIPT_ABOUT)],
                mails: vec![TemplateRow {
                    href: urls::mail_text("receipt"),
                    label: "受付のお知らせ".into(),
                    about: "声を受け付けたときに送ります。",
                }],
            }
        }
    }

    impl TemplatePage {
        /// A letter.
        pub(crate) fn sample() -> Self {
            let opening = Localized::ja("{received}にお寄せいただいたご意見について、お答えします。");
            let closing = Localized {
                en: Some("Yours sincerely".into()),
                ..Localized::ja("今後ともよろしくお願いいたします。")
            };
            TemplatePage {
                frame: Frame::staff_sample(),
                label: "課長名の回答".into(),
                about: "回答書",
                texts: texts(&[("はじめの文", &opening), ("終わりの文", &closing)]),
                rule: urls::rule(RuleKind::Letter.code()),
            }
        }
    }
}
