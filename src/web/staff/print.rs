//! What is printed: 処理票, 受付簿, letter on A4, the receipt slip on A6.
//!
//! Japanese dates, portrait; the boxes for stamps are as wide as a stamp needs.

mod door;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_document::qr::Drawn;
use kocho_domain::localized::Lang;

pub(crate) use self::door::routes;
use super::letter::LetterText;
use crate::{
    frame::Frame,
    staff::{filters, view::Fact},
    texts::{SlipTexts, Text},
};

/// `GET /staff/cases/{key}/slip`: 処理票 with boxes for 供覧 and 決裁.
#[derive(Debug, Template)]
#[template(path = "print/slip.html")]
pub(crate) struct SlipPage {
    pub(crate) frame: Frame,
    /// R8-000123-K
    pub(crate) number: String,
    /// 令和8年度
    pub(crate) year: String,
    /// Branch and how many: 2 of 3; `None` when it is the only case.
    pub(crate) branch: Option<(usize, usize)>,
    pub(crate) printed_on: NaiveDate,
    /// 受付日, 受付方法, 受付者 …
    pub(crate) intake: Vec<Fact>,
    /// 氏名, 住所, 電話 …; masked values are ●●●●.
    pub(crate) contact: Vec<Fact>,
    pub(crate) subject: String,
    pub(crate) original: String,
    /// What the resident added later, oldest first.
    pub(crate) additions: Vec<(DateTime<Utc>, String)>,
    /// 種別, 分野, 施策, 主管課, 協力課, 期限 …
    pub(crate) handling: Vec<Fact>,
    /// 回答案 or 処理結果, as it stands; may be empty.
    pub(crate) reply: String,
    /// 対応区分, 実施時期, 文書番号, 回答日 …
    pub(crate) result: Vec<Fact>,
    /// Boxes for 供覧: 市長, 副市長, 部長 …
    pub(crate) circulation: Vec<StampBox>,
    /// Boxes for 決裁: 課長, 係長, 担当 …
    pub(crate) approval: Vec<StampBox>,
    /// Boxes are drawn.
    pub(crate) stamps: bool,
    /// Address of the case.
    pub(crate) back: String,
}

/// A box for a stamp or an electronic decision.
#[derive(Debug, Clone)]
pub(crate) struct StampBox {
    /// 課長
    pub(crate) label: String,
    /// Decided electronically: when; else the box is empty for a stamp.
    pub(crate) on: Option<NaiveDate>,
    /// 代決 and the like.
    pub(crate) mark: String,
}

/// `GET /staff/cases/register`: 受付簿, the list that the desk's filters hold.
#[derive(Debug, Template)]
#[template(path = "print/register.html")]
pub(crate) struct RegisterPage {
    pub(crate) frame: Frame,
    /// 令和8年度
    pub(crate) year: String,
    /// What was filtered, in words; empty for all.
    pub(crate) filtered: String,
    pub(crate) printed_at: DateTime<Utc>,
    pub(crate) rows: Vec<RegisterRow>,
    /// Address of the list.
    pub(crate) back: String,
}

/// A line of the register.
#[derive(Debug, Clone)]
pub(crate) struct RegisterRow {
    pub(crate) number: String,
    pub(crate) received_on: NaiveDate,
    pub(crate) channel: String,
    pub(crate) subject: String,
    pub(crate) kind: String,
    /// 1101; 未 while undecided; － when the plan has none.
    pub(crate) measure: String,
    pub(crate) section: String,
    pub(crate) due_on: Option<NaiveDate>,
    pub(crate) status: &'static str,
    pub(crate) ended_on: Option<NaiveDate>,
    /// 文書番号
    pub(crate) document_number: String,
}

/// `GET /staff/submissions/{key}/receipt`: the slip for a resident at the counter, in the language of the voice.
#[derive(Debug, Template)]
#[template(path = "print/receipt.html")]
pub(crate) struct ReceiptSlipPage {
    pub(crate) frame: Frame,
    /// R8-000123-K
    pub(crate) number: String,
    /// Four groups of digits; `None` when it may no more be shown.
    pub(crate) secret: Option<String>,
    /// The language it is handed over in, and its words.
    pub(crate) lang: Lang,
    pub(crate) words: &'static SlipTexts,
    pub(crate) received_on: Text,
    pub(crate) channel: Text,
    /// 要望書: who brought it, and how many items it has.
    pub(crate) petition: Option<(String, String)>,
    /// Expected day of the reply; `None` when none was asked or promised.
    pub(crate) expected_on: Option<Text>,
    /// Where the status can be seen, to be typed.
    pub(crate) status_url: String,
    /// The same with the number filled in, for a camera.
    pub(crate) code: Option<Drawn>,
    /// The city and its office.
    pub(crate) office: Text,
    pub(crate) phone: String,
    /// Address of the case, or of what was just registered.
    pub(crate) back: String,
}

/// `GET /staff/letters/{key}/print`
#[derive(Debug, Template)]
#[template(path = "print/letter.html")]
pub(crate) struct LetterPrintPage {
    pub(crate) frame: Frame,
    pub(crate) letter: LetterText,
    /// Not decided or not sent yet: 案 stands on it.
    pub(crate) draft: bool,
    /// The same as a file.
    pub(crate) pdf: String,
    /// Address of the letter.
    pub(crate) back: String,
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::{filters::date_in, texts::Texts, urls::staff as urls};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    impl SlipPage {
        /// One point of three.
        pub(crate) fn sample() -> Self {
            let stamp = |label: &str, on: Option<&str>| StampBox {
                label: label.into(),
                on: on.map(day),
                mark: if on.is_some() { "電子".into() } else { String::new() },
            };
            let text = "引っ越してきて半年になりますが、回覧板が一度も回ってきません。\n\n自治会に入らないと広報も届かないのでしょうか。";
            SlipPage {
                frame: Frame::staff_sample(),
                number: "R8-000118-T".into(),
                year: "令和8年度".into(),
                branch: Some((1, 2)),
                printed_on: day("2026-10-15"),
                intake: vec![
                    Fact::new("受付日", "令和8年10月6日"),
                    Fact::new("受付方法", "ウェブ"),
                    Fact::new("回答", "希望する（メール）"),
                    Fact::new("公表", "してよい"),
                ],
                contact: vec![Fact::new("氏名", "●●●●"), Fact::new("連絡先", "●●●●")],
                subject: "回覧板が回ってきません".into(),
                original: text.into(),
                additions: vec![("2026-10-08T11:11:00Z".parse().unwrap(), "写真を添えます。".into())],
                handling: vec![
                    Fact::new("種別", "要望"),
                    Fact::new("分野", "市民協働・自治会"),
                    Fact::new("施策", "1101 まちづくり組織の支援"),
                    Fact::new("主管課", "市民協働課"),
                    Fact::new("協力課", "－"),
                    Fact::new("回答期限", "令和8年10月21日"),
                ],
                reply: "広報紙は、自治会に入っていない方にも、郵便局と公民館でお渡ししています。".into(),
                result: vec![Fact::new("対応区分", "説明"), Fact::new("文書番号", "秘広第123号")],
                circulation: ["市長", "副市長", "部長"].map(|label| stamp(label, None)).into(),
                approval: vec![
                    stamp("課長", None),
                    stamp("係長", Some("2026-10-14")),
                    stamp("担当", Some("2026-10-13")),
                ],
                stamps: true,
                back: "/staff/cases/123".into(),
            }
        }
    }

    impl RegisterPage {
        /// Three lines.
        pub(crate) fn sample() -> Self {
            let row = |number: &str, subject: &str, ended: Option<&str>| RegisterRow {
                number: number.into(),
                received_on: day("2026-10-06"),
                channel: "ウェブ".into(),
                subject: subject.into(),
                kind: "要望".into(),
                measure: "1101".into(),
                section: "市民協働課".into(),
                due_on: Some(day("2026-10-21")),
                status: if ended.is_some() { "回答済" } else { "回答案作成" },
                ended_on: ended.map(day),
                document_number: if ended.is_some() { "秘広第120号".into() } else { String::new() },
            };
            RegisterPage {
                frame: Frame::staff_sample(),
                year: "令和8年度".into(),
                filtered: "課：市民協働課".into(),
                printed_at: "2026-10-15T00:10:00Z".parse().unwrap(),
                rows: vec![
                    row("R8-000118-T", "回覧板が回ってきません", None),
                    row("R8-000102-T", "定年後に地域で何か手伝いたい", Some("2026-10-12")),
                    row("R8-000096-P", "公民館の予約を電話以外でもできるようにしてほしい", Some("2026-10-09")),
                ],
                back: "/staff/cases".into(),
            }
        }
    }

    impl ReceiptSlipPage {
        /// For a resident at the counter, in a language.
        pub(crate) fn sample(lang: Lang) -> Self {
            let status_url = format!("https://koe.example.jp{}/status", lang.prefix());
            ReceiptSlipPage {
                frame: Frame::staff_sample(),
                number: "R8-000118-T".into(),
                secret: Some("1234 5678 9012 3456".into()),
                lang,
                words: &Texts::of(lang).slip,
                received_on: date_in(day("2026-10-06"), lang),
                channel: Text::new("{窓口|まどぐち}"),
                petition: None,
                expected_on: Some(date_in(day("2026-10-21"), lang)),
                code: kocho_document::qr::draw(&format!("{status_url}?number=R8-000118-T")),
                status_url,
                office: Text::new("小美玉市 秘書広聴課"),
                phone: "0299-00-0000".into(),
                back: "/staff/cases/123".into(),
            }
        }

        /// A paper of a 行政区 with three items.
        pub(crate) fn sample_petition() -> Self {
            ReceiptSlipPage {
                petition: Some(("見本台行政区".into(), "3".into())), ..ReceiptSlipPage::sample(Lang::Ja)
            }
        }

        /// Days later: the secret is not shown any more, and no reply was asked.
        pub(crate) fn sample_late() -> Self {
            ReceiptSlipPage { secret: None, expected_on: None, ..ReceiptSlipPage::sample(Lang::Ja) }
        }
    }

    impl LetterPrintPage {
        /// A draft.
        pub(crate) fn sample() -> Self {
            LetterPrintPage {
                frame: Frame::staff_sample(),
                letter: LetterText::sample(),
                draft: true,
                pdf: crate::pdf::beside(urls::letter_pdf("118")),
                back: "/staff/letters/118".into(),
            }
        }
    }
}
