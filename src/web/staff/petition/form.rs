//! What does the form of a 要望書 send, and what does it become?

use std::fmt;

use kocho_domain::{
    body::Body,
    intake::{ITEMS_AT_MOST, Proxy},
    personal::Personal,
    submission::Contact,
};
use kocho_service::petition::{Item, NewPetition};
use serde::Deserialize;
use validator::Validate;

use super::ItemView;
use crate::{
    public::form::{Mistakes, shape},
    staff::{
        behalf::BehalfForm,
        case::form::day,
        memo::{in_words, line},
        view::Errors,
    },
};

/// Rows that an empty form shows.
const ROWS: usize = 3;

/// A paper as it is typed.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct PetitionForm {
    /// Signed: idempotency key and time issued.
    pub(crate) form_token: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) organisation: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) name: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) address: String,
    #[validate(custom(function = "shape::phone"))]
    pub(crate) phone: String,
    /// ISO.
    pub(crate) received_on: String,
    /// 受付方法 code.
    pub(crate) channel: String,
    /// Fiscal year.
    pub(crate) budget_year: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) resolution: String,
    /// ISO; may be empty.
    pub(crate) resolved_on: String,
    /// Receipt number.
    pub(crate) earlier: String,
    /// `yes`: a written answer is wanted.
    pub(crate) reply: String,
    pub(crate) item_title: Vec<String>,
    pub(crate) item_place: Vec<String>,
    pub(crate) item_text: Vec<String>,
    pub(crate) proxy: String,
    pub(crate) proxy_for: String,
    pub(crate) proxy_writer: String,
    pub(crate) read_back: String,
    /// The button that only adds a row.
    pub(crate) more: String,
}

impl fmt::Debug for PetitionForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PetitionForm(●●●)")
    }
}

impl PetitionForm {
    /// 代筆・代理
    pub(super) fn behalf(&self) -> BehalfForm<'_> {
        BehalfForm {
            circumstance: &self.proxy,
            for_whom: &self.proxy_for,
            writer: &self.proxy_writer,
            read_back: &self.read_back,
        }
    }

    /// The rows as they were typed, one more when that was asked, never more than a paper has.
    pub(super) fn rows(&self, errors: &Errors) -> Vec<ItemView> {
        let typed = self.item_title.len().max(self.item_text.len()).max(ROWS);
        let rows = typed + usize::from(!self.more.is_empty());
        let at = |list: &[String], n: usize| list.get(n).cloned().unwrap_or_default();
        (0..rows.min(ITEMS_AT_MOST))
            .map(|n| ItemView {
                number: n + 1,
                title: at(&self.item_title, n),
                place: at(&self.item_place, n),
                text: at(&self.item_text, n),
                error: errors.get(&format!("item-{}", n + 1)).unwrap_or_default().to_owned(),
            })
            .collect()
    }

    /// The paper, or what is wrong with it.
    pub(super) fn command(&self, form_key: String, proxy: Option<Proxy>, errors: &mut Errors) -> Option<NewPetition> {
        in_words(&self.validate().err().map_or_else(Mistakes::default, |found| Mistakes::of(&found)), errors);
        self.check_sender(errors);
        let mut dated = |field: &'static str, typed: &str| match day(typed) {
            Ok(day) => day,
            Err(sentence) => {
                errors.add(field, sentence);
                None
            }
        };
        let (received_on, resolved_on) =
            (dated("received_on", &self.received_on), dated("resolved_on", &self.resolved_on));
        if received_on.is_none() {
            errors.add("received_on", "受付日を入れてください");
        }
        let items = self.items(errors);
        if items.is_empty() {
            errors.add("item-1", "要望の項目を1つ以上書いてください");
        }
        if !errors.is_empty() {
            return None;
        }
        Some(NewPetition {
            form_key,
            received_on: received_on?,
            channel: self.channel.clone(),
            organisation: line(&self.organisation)?,
            contact: Personal::new(Contact {
                name: line(&self.name),
                address: line(&self.address),
                phone: line(&self.phone),
                ..Contact::default()
            }),
            reply_wanted: self.reply == "yes",
            resolution: (line(&self.resolution), resolved_on),
            budget_year: self.budget_year.parse().ok(),
            earlier: self.earlier.clone(),
            items,
            proxy,
        })
    }

    fn check_sender(&self, errors: &mut Errors) {
        let wanted = self.reply == "yes";
        let needed = [
            (true, "organisation", &self.organisation, "行政区または団体の名前を書いてください"),
            (wanted, "name", &self.name, "回答書の宛名にする代表者を書いてください"),
            (wanted, "address", &self.address, "回答書の送り先を書いてください"),
        ];
        for (_, field, _, sentence) in needed.iter().filter(|(needed, _, typed, _)| *needed && typed.trim().is_empty())
        {
            errors.add(*field, *sentence);
        }
    }

    /// The items; an empty row is none. A text or place without a heading asks for one.
    fn items(&self, errors: &mut Errors) -> Vec<Item> {
        let is_written = |row: &ItemView| [&row.title, &row.place, &row.text].iter().any(|t| !t.trim().is_empty());
        let written: Vec<ItemView> = self.rows(&Errors::default()).into_iter().filter(is_written).collect();
        written.iter().filter_map(|row| item(row, errors)).collect()
    }
}

fn item(row: &ItemView, errors: &mut Errors) -> Option<Item> {
    let field = format!("item-{}", row.number);
    let Some(title) = line(&row.title) else {
        errors.add(field, format!("項目{}の見出しを、改行を入れずに200文字までで書いてください", row.number));
        return None;
    };
    let text = (!row.text.trim().is_empty()).then(|| Body::parse(&row.text));
    let place = line(&row.place);
    if matches!(text, Some(Err(_))) || (place.is_none() && !row.place.trim().is_empty()) {
        errors.add(field, format!("項目{}の場所か内容が長すぎるか、目に見えない記号が入っています", row.number));
        return None;
    }
    Some(Item { title, text: text.and_then(Result::ok), place })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper() -> PetitionForm {
        PetitionForm {
            organisation: "見本台行政区".into(),
            received_on: "2026-09-01".into(),
            item_title: vec!["街灯".into(), String::new(), "側溝".into()],
            item_place: vec![String::new(), String::new(), "集会所の前".into()],
            item_text: vec!["暗い。".into(), String::new(), String::new()],
            ..PetitionForm::default()
        }
    }

    #[test]
    fn empty_rows_are_no_items_and_a_text_needs_a_heading() {
        let mut errors = Errors::default();
        let command = paper().command("key".into(), None, &mut errors).unwrap();
        assert_eq!(command.items.len(), 2);
        let headless = PetitionForm { item_title: vec![String::new()], ..paper() };
        assert!(headless.command("key".into(), None, &mut errors).is_none() && errors.has("item-1"));
    }

    #[test]
    fn a_written_answer_needs_somebody_to_send_it_to() {
        let mut errors = Errors::default();
        let wanted = PetitionForm { reply: "yes".into(), ..paper() };
        assert!(wanted.command("key".into(), None, &mut errors).is_none());
        assert!(errors.has("name") && errors.has("address"));
    }

    #[test]
    fn rows_grow_by_one_up_to_what_a_paper_has() {
        let more = |rows: usize| PetitionForm {
            item_title: vec![String::new(); rows],
            more: "1".into(),
            ..PetitionForm::default()
        };
        let shown = |form: PetitionForm| form.rows(&Errors::default()).len();
        assert_eq!((shown(PetitionForm::default()), shown(more(3)), shown(more(10))), (3, 4, ITEMS_AT_MOST));
    }
}
