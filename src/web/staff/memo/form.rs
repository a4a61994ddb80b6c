//! What does a memo's form send, and what does it become?

use std::fmt;

use kocho_domain::{
    body::{Body, Line},
    id::SectionId,
    intake::Proxy,
    localized::Lang,
    personal::Personal,
    submission::{Contact, ReplyWay},
};
use kocho_service::{memo::NewMemo, submission::Submit};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::{
    public::form::{Mistakes, shape},
    staff::{behalf::BehalfForm, view::Errors},
    texts::Texts,
};

/// The longest single line.
const LINE_LIMIT: usize = 200;
/// Ways of reply that somebody who calls or comes can be promised here.
pub(super) const WAYS: [ReplyWay; 3] = [ReplyWay::Phone, ReplyWay::Letter, ReplyWay::Online];

/// A memo as it is typed. Only `body` is required.
#[derive(Clone, Default, Deserialize, Serialize, Validate)]
#[serde(default)]
pub(crate) struct MemoForm {
    /// Signed: idempotency key and time issued.
    pub(crate) form_token: String,
    #[validate(custom(function = "shape::body"))]
    pub(crate) body: String,
    pub(crate) channel: String,
    pub(crate) kind: String,
    /// Database key of a section.
    pub(crate) section: String,
    /// `yes`: 対応済で登録.
    pub(crate) done: String,
    #[validate(custom(function = "shape::note"))]
    pub(crate) result: String,
    pub(crate) outcome: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) name: String,
    #[validate(custom(function = "shape::phone"))]
    pub(crate) phone: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) address: String,
    /// `yes`, `no` or nothing.
    #[validate(custom(function = "shape::yes_no"))]
    pub(crate) reply: String,
    pub(crate) reply_way: String,
    #[validate(custom(function = "shape::note"))]
    pub(crate) reach_note: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) place: String,
    pub(crate) district: String,
    pub(crate) age_group: String,
    /// In which language the slip is: ja, easy or en.
    pub(crate) language: String,
    pub(crate) proxy: String,
    pub(crate) proxy_for: String,
    pub(crate) proxy_writer: String,
    pub(crate) read_back: String,
    /// `yes`: the page's script keeps it and needs no page in return.
    #[serde(skip_serializing)]
    pub(crate) quiet: String,
}

impl fmt::Debug for MemoForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoForm(●●●)")
    }
}

/// A field's text, when there is one.
pub(crate) fn line(typed: &str) -> Option<Line> {
    if typed.trim().is_empty() { None } else { Line::parse(typed, LINE_LIMIT).ok() }
}

/// A code, when one was chosen.
pub(crate) fn code(typed: &str) -> Option<String> {
    (!typed.is_empty()).then(|| typed.to_owned())
}

/// A form's mistakes of shape, in words for staff.
pub(crate) fn in_words(mistakes: &Mistakes, errors: &mut Errors) {
    for (field, text) in mistakes.in_words(Texts::of(Lang::Ja)).list() {
        errors.add(field, text.plain().trim_end_matches('。'));
    }
}

impl MemoForm {
    /// 代筆・代理
    pub(super) fn behalf(&self) -> BehalfForm<'_> {
        BehalfForm {
            circumstance: &self.proxy,
            for_whom: &self.proxy_for,
            writer: &self.proxy_writer,
            read_back: &self.read_back,
        }
    }

    /// Something that is worth keeping stands in it.
    pub(super) fn is_begun(&self) -> bool {
        !self.body.trim().is_empty() || !self.result.trim().is_empty() || self.names_caller()
    }

    pub(super) fn names_caller(&self) -> bool {
        [&self.name, &self.phone, &self.address, &self.reply, &self.reach_note].iter().any(|typed| !typed.is_empty())
    }

    pub(super) fn says_more(&self) -> bool {
        [&self.place, &self.district, &self.age_group].iter().any(|typed| !typed.is_empty())
            || !["", Lang::Ja.code()].contains(&self.language.as_str())
    }

    /// What is wrong with its shape, and what a promise needs.
    pub(super) fn check(&self) -> Errors {
        let mut errors = Errors::default();
        if self.body.trim().is_empty() {
            errors.add("body", "聞いたことを書いてください");
        }
        if self.done == "yes" && self.result.trim().is_empty() {
            errors.add("result", "どう対応したかを書いてください");
        }
        if self.done == "yes" && self.outcome.is_empty() {
            errors.add("outcome", "対応区分を選んでください");
        }
        if self.reply == "yes" {
            let missing = |typed: &str| typed.trim().is_empty();
            match ReplyWay::parse(&self.reply_way).filter(|way| WAYS.contains(way)) {
                None => errors.add("reply_way", "回答の方法を選んでください"),
                Some(ReplyWay::Phone) if missing(&self.phone) => {
                    errors.add("phone", "回答する電話番号を書いてください");
                }
                Some(ReplyWay::Letter) if missing(&self.name) => errors.add("name", "宛名にする氏名を書いてください"),
                Some(ReplyWay::Letter) if missing(&self.address) => {
                    errors.add("address", "送り先の住所を書いてください");
                }
                Some(_) => {}
            }
        }
        in_words(&self.validate().err().map_or_else(Mistakes::default, |found| Mistakes::of(&found)), &mut errors);
        errors
    }

    /// The memo; `None` when the text is none, which [`MemoForm::check`] has said.
    pub(super) fn command(&self, form_key: String, proxy: Option<Proxy>) -> Option<NewMemo> {
        Some(NewMemo {
            voice: self.voice(form_key)?,
            section: SectionId(self.section.parse().unwrap_or_default()),
            kind: code(&self.kind),
            done: (self.done == "yes").then(|| (self.outcome.clone(), self.result.trim().to_owned())),
            proxy,
        })
    }

    fn voice(&self, form_key: String) -> Option<Submit> {
        let reply_wanted = match self.reply.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        Some(Submit {
            form_key,
            channel: self.channel.clone(),
            medium: "voice".into(),
            language: Lang::from_code(&self.language).unwrap_or_default().code().to_owned(),
            received_at: None,
            body: Body::parse(&self.body).ok()?,
            subject: None,
            kind_guess: None,
            place: line(&self.place),
            age_group: code(&self.age_group),
            district: code(&self.district),
            relation: None,
            reply_wanted,
            publish_ok: None,
            reply_way: ReplyWay::parse(&self.reply_way).filter(|_| reply_wanted == Some(true)),
            receipt_mail: false,
            contact: Personal::new(self.caller()),
            source: None,
            demo: false,
        })
    }

    fn caller(&self) -> Contact {
        Contact {
            name: line(&self.name),
            address: line(&self.address),
            phone: line(&self.phone),
            email: None,
            reach_note: if self.reach_note.trim().is_empty() { None } else { Body::parse(&self.reach_note).ok() },
            notice_only: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(reply: &str, way: &str) -> MemoForm {
        MemoForm {
            body: "街灯が消えている".into(), reply: reply.into(), reply_way: way.into(), ..MemoForm::default()
        }
    }

    #[test]
    fn only_what_was_said_is_required_and_a_promise_needs_its_way() {
        assert!(said("", "").check().is_empty());
        assert!(MemoForm::default().check().has("body"));
        assert!(said("yes", "").check().has("reply_way"));
        assert!(said("yes", "phone").check().has("phone"));
        assert!(said("yes", "letter").check().has("name"));
        assert!(said("yes", "online").check().is_empty());
    }

    #[test]
    fn what_is_kept_comes_back_as_it_was_typed() {
        let typed = MemoForm { body: "1行目\n2行目 & 記号".into(), done: "yes".into(), ..said("yes", "phone") };
        let kept = serde_html_form::to_string(&typed).unwrap();
        let again: MemoForm = serde_html_form::from_str(&kept).unwrap();
        assert_eq!((again.body, again.done, again.reply_way), (typed.body, typed.done, typed.reply_way));
    }
}
