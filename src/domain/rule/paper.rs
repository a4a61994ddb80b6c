//! Where do the city's boxes stand, what do its paper forms ask in which order, and how many slips are read twice?

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use crate::paper::Field;

/// `paper.toml`. Every part has a usual value, so an empty document is one too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Papers {
    /// 受付方法 of what lies in boxes.
    pub box_channel: String,
    /// 受付方法 of open cards.
    pub card_channel: String,
    /// How many of a hundred slips a second person reads too; 100 = all, 0 = none.
    pub second_reading_percent: u8,
    /// Which day is the day of receipt, from which the period for the reply counts.
    pub received_on: Received,
    /// What the desk is told about open cards.
    pub open_card: String,
    /// Where boxes stand or stood.
    pub places: Vec<Place>,
    /// The paper forms; a 受付方法 without one has the usual order.
    pub forms: Vec<PaperForm>,
}

/// The day of receipt of a slip.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Received {
    /// 回収日: nobody could read it before.
    #[default]
    Collected,
    /// 投函日, where the slip says one.
    Posted,
}

/// 設置場所
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Code, e.g. `main_office`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// First day on which a box stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

/// A paper form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperForm {
    /// 受付方法 code.
    pub channel: String,
    /// Its fields from top to bottom.
    pub fields: Vec<Field>,
}

/// The order of a sheet that no form was printed for.
const USUAL: [Field; 6] = [Field::Name, Field::Address, Field::Phone, Field::AgeGroup, Field::ReplyWanted, Field::Body];

impl Default for Papers {
    fn default() -> Self {
        Papers {
            box_channel: "proposal_box".into(),
            card_channel: "postcard".into(),
            second_reading_percent: 10,
            received_on: Received::Collected,
            open_card: "はがきの裏は、運ぶ人も読めます。文面を載せた返事をはがきで出さず、封書にしてください。".into(),
            places: Vec::new(),
            forms: Vec::new(),
        }
    }
}

impl Papers {
    /// The places with a box on this day.
    pub fn places_on(&self, on: NaiveDate) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |place| check::holds(place.valid_from, place.valid_until, on))
    }

    /// The place of this code.
    #[must_use]
    pub fn place(&self, code: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.code == code)
    }

    /// The fields of a channel's form, in the paper's order.
    #[must_use]
    pub fn fields(&self, channel: &str) -> &[Field] {
        self.forms.iter().find(|form| form.channel == channel).map_or(&USUAL, |form| &form.fields)
    }
}

impl Document for Papers {
    const TITLE: &'static str = "紙で届く声";

    fn validate(&self) -> Result<(), RuleError> {
        check::codes("設置場所", self.places.iter().map(|place| place.code.as_str()))?;
        for place in &self.places {
            let row = format!("設置場所「{}」", place.code);
            check::filled(&row, "name", &place.name)?;
            check::period(&row, place.valid_from, place.valid_until)?;
        }
        check::codes("用紙", self.forms.iter().map(|form| form.channel.as_str()))?;
        for form in &self.forms {
            let row = format!("用紙「{}」", form.channel);
            if !form.fields.contains(&Field::Body) {
                return Err(RuleError::new(row, "本文の欄がありません", "fields に body を入れてください"));
            }
            let twice = |field: &&Field| form.fields.iter().filter(|other| other == field).count() > 1;
            if let Some(field) = form.fields.iter().find(twice) {
                let problem = format!("「{}」が2回あります", field.label());
                return Err(RuleError::new(row, problem, "同じ欄は1回だけ書いてください"));
            }
        }
        check::within("second_reading_percent", self.second_reading_percent.into(), 0, 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::check::read;

    #[test]
    fn an_empty_document_has_the_usual_order_and_no_boxes() {
        let papers: Papers = read("").unwrap();
        assert_eq!(papers.fields("letter"), USUAL);
        assert!(papers.places.is_empty());
    }

    #[test]
    fn a_box_counts_while_it_stands_there() {
        let body = "[[places]]\ncode = \"library\"\nname = \"図書館\"\nvalid_from = \"2026-04-01\"\nvalid_until = \"2026-09-30\"";
        let papers: Papers = read(body).unwrap();
        let on = |day: &str| papers.places_on(day.parse().unwrap()).count();
        assert_eq!((on("2026-03-31"), on("2026-04-01"), on("2026-09-30"), on("2026-10-01")), (0, 1, 1, 0));
    }

    #[test]
    fn a_form_without_room_for_the_text_is_refused_with_a_way_out() {
        for (body, words) in [
            ("[[forms]]\nchannel = \"fax\"\nfields = [\"name\"]", "本文"),
            ("[[forms]]\nchannel = \"fax\"\nfields = [\"body\", \"name\", \"name\"]", "2回"),
            ("second_reading_percent = 101", "101"),
            ("[[places]]\ncode = \"a\"\nname = \" \"", "空"),
        ] {
            let error = read::<Papers>(body).unwrap_err();
            assert!(error.problem.contains(words) && !error.remedy.is_empty(), "{error}");
        }
    }
}
