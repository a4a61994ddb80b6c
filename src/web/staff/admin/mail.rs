//! How does each mail read that the program sends by itself or with a letter? An invented one, in every language.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use kocho_domain::{access::Permission, localized::Lang};
use kocho_service::{Error, job::MailSample};

use super::template::TemplateRow;
use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/admin/mails/{notice}`
#[derive(Debug, Template)]
#[template(path = "staff/admin/template/mail.html")]
pub(crate) struct MailTextPage {
    pub(crate) frame: Frame,
    pub(crate) label: &'static str,
    /// When it goes out.
    pub(crate) about: &'static str,
    pub(crate) texts: Vec<MailText>,
}

/// The mail in one language.
#[derive(Debug, Clone)]
pub(crate) struct MailText {
    pub(crate) language: &'static str,
    /// Value of the `lang` attribute.
    pub(crate) code: &'static str,
    pub(crate) subject: String,
    pub(crate) body: String,
}

/// The door.
pub(crate) fn routes(state: &AppState) -> Routes {
    Routes::new(state).get(urls::mail_text("{notice}"), Access::Staff(Permission::RuleManage), show)
}

async fn show(State(state): State<AppState>, signed: Signed, Path(notice): Path<String>) -> Result<Response, AppError> {
    let page = MailTextPage::of(signed.frame(&state), &state.mails, &notice).ok_or(Error::NotFound)?;
    Ok(Page::ok(page).into_response())
}

/// Every kind once, for the list of texts.
pub(crate) fn rows(mails: &[MailSample]) -> Vec<TemplateRow> {
    let mut rows: Vec<TemplateRow> = Vec::new();
    for mail in mails {
        let (label, about) = words(mail.code);
        let href = urls::mail_text(mail.code);
        if rows.iter().all(|row| row.href != href) {
            rows.push(TemplateRow { href, label: label.to_owned(), about });
        }
    }
    rows
}

/// Name of a kind of mail, and when it goes out.
fn words(code: &str) -> (&'static str, &'static str) {
    match code {
        "receipt" => ("受付のお知らせ", "声を受け付けたときに、メールを希望した人へ送ります。本文や件名は載せません。"),
        "reply" => ("回答書", "発送のときに、回答書の文を載せて送ります。"),
        "reply_notice" => ("回答のお知らせ", "「番号で自分で読む」を選んだ人へ、回答ができたことだけを送ります。"),
        "urgent" => ("要緊急確認", "危険な言葉が見つかったときに、すぐ当番へ送ります。番号と区分だけを載せます。"),
        "notices" => {
            ("職員へのお知らせ", "担当する件に動きがあったときに、1時間に1通まで送ります。番号だけを載せます。")
        }
        "dialogue" => {
            ("対話の申込みのお知らせ", "可否、キャンセル待ち、中止、近づいたことを、メールを選んだ申込者へ送ります。")
        }
        "panel" => {
            ("市政モニターのお知らせ", "応募の受付、選考の結果、委嘱、退任を、メールを選んだ候補とモニターへ送ります。")
        }
        "commitments" => {
            ("約束の期限", "約束の期限の7日前と、期限を過ぎたときに、担当課へ送ります。番号と期限だけを載せます。")
        }
        "digest" => {
            ("朝のまとめ", "市長室のページを見る人のうち希望した人へ、開庁日の朝に送ります。数とリンクだけを載せます。")
        }
        "survey" => (
            "調査の案内",
            "調査の案内、お願い、番号の再発行として送ります。番号は送ったあと消えます。お願いには番号を載せません。",
        ),
        "test" => ("送信テスト", "kocho mail test で送ります。"),
        _ => ("そのほかのメール", ""),
    }
}

impl MailTextPage {
    fn of(frame: Frame, mails: &[MailSample], code: &str) -> Option<Self> {
        let texts: Vec<MailText> = mails.iter().filter(|mail| mail.code == code).map(MailText::of).collect();
        let (label, about) = words(mails.iter().find(|mail| mail.code == code)?.code);
        Some(MailTextPage { frame, label, about, texts })
    }
}

impl MailText {
    fn of(mail: &MailSample) -> Self {
        let (language, code) = match mail.lang {
            Lang::Ja => ("日本語", "ja"),
            Lang::Easy => ("やさしい日本語", "ja"),
            Lang::En => ("English", "en"),
        };
        MailText { language, code, subject: mail.subject.clone(), body: mail.body.clone() }
    }
}

#[cfg(test)]
mod sample {
    use super::*;

    impl MailTextPage {
        /// A receipt in two languages.
        pub(crate) fn sample() -> Self {
            let mail = |lang, subject: &str, body: &str| MailSample {
                code: "receipt",
                lang,
                subject: subject.into(),
                body: body.into(),
            };
            let mails = [
                mail(Lang::Ja, "【小美玉市】受け付けました", "受付番号 R8-000123-K\n\nありがとうございます。\n"),
                mail(Lang::En, "[Omitama City] Received", "Receipt number R8-000123-K\n"),
            ];
            let (label, about) = words("receipt");
            let texts = mails.iter().map(MailText::of).collect();
            MailTextPage { frame: Frame::staff_sample(), label, about, texts }
        }
    }
}
