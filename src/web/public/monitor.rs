//! `/monitor`: what city monitors do, the open call with its form, the receipt, and the record of the draws.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    body::{Body, Line},
    dialogue::NoticeBy,
    id::PublicKey,
    panel::{CandidateWay, Person},
    personal::Personal,
    rule::panel::{AskField, Panels},
};
use kocho_service::candidate::Offer;
use serde::Deserialize;
use validator::Validate;

use super::dialogue_day::RoundView;
use super::form::{Choice, FieldErrors, Mistakes, shape};
use super::submission::Answer;
use crate::{
    filters,
    filters::{date_in, moment_in},
    frame::Frame,
    staff::dialogue_day::count,
    texts::{Text, Texts},
};

/// What somebody writes who wants to be a monitor.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct OfferForm {
    /// Signed: idempotency key and time issued.
    pub(crate) form_token: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) name: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) kana: String,
    pub(crate) age: String,
    pub(crate) gender: String,
    pub(crate) district: String,
    pub(crate) relation: String,
    pub(crate) occupation: String,
    #[validate(custom(function = "shape::note"))]
    pub(crate) motive: String,
    #[validate(custom(function = "shape::phone"))]
    pub(crate) phone: String,
    /// A code of [`NoticeBy`].
    pub(crate) notice_by: String,
    #[validate(custom(function = "shape::email"))]
    pub(crate) email: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) address: String,
    /// How it came, when the desk writes it down.
    pub(crate) way: String,
    /// 推薦した区, when the desk writes it down.
    #[validate(custom(function = "shape::line"))]
    pub(crate) recommender: String,
    /// In which language they are told, when the desk writes it down.
    pub(crate) language: String,
}

/// The fields in the order of the page.
const ORDER: [&str; 12] = [
    "name",
    "kana",
    "age",
    "gender",
    "district",
    "relation",
    "occupation",
    "motive",
    "phone",
    "notice_by",
    "email",
    "address",
];

impl OfferForm {
    /// The shape of everything that was typed, and what always has to be there; what the city's call asks is checked behind.
    ///
    /// # Errors
    /// The mistakes, topmost first.
    pub(crate) fn check(&self) -> Result<(), Mistakes> {
        let mut mistakes = self.validate().err().map_or_else(Mistakes::default, |errors| Mistakes::of(&errors));
        let missing = |typed: &str| typed.trim().is_empty();
        mistakes.add_if(missing(&self.name), "name", "applicant_needed");
        mistakes.add_if(self.age().is_none(), "age", "age_needed");
        mistakes.add_if(missing(&self.gender), "gender", "choice_needed");
        mistakes.add_if(missing(&self.district), "district", "choice_needed");
        mistakes.add_if(missing(&self.address), "address", "address_needed");
        match NoticeBy::parse(&self.notice_by) {
            None => mistakes.add("notice_by", "choice_needed"),
            Some(NoticeBy::Mail) => mistakes.add_if(missing(&self.email), "email", "notice_email_needed"),
            Some(NoticeBy::Letter) => {}
        }
        mistakes.in_order(&ORDER).into_result()
    }

    /// Years, in any width.
    fn age(&self) -> Option<u16> {
        count(&self.age).and_then(|years| u16::try_from(years).ok()).filter(|years| *years <= 120)
    }

    /// Every field with its value except the token, for the hidden copy on the check page.
    pub(crate) fn fields(&self) -> [(&'static str, &str); 12] {
        [
            ("name", &self.name),
            ("kana", &self.kana),
            ("age", &self.age),
            ("gender", &self.gender),
            ("district", &self.district),
            ("relation", &self.relation),
            ("occupation", &self.occupation),
            ("motive", &self.motive),
            ("phone", &self.phone),
            ("notice_by", &self.notice_by),
            ("email", &self.email),
            ("address", &self.address),
        ]
    }

    /// The answers in words.
    pub(crate) fn answers(&self, texts: &Texts, choices: &OfferChoices) -> Vec<Answer> {
        let t = &texts.monitor;
        let chosen = |list: &[Choice], value: &str| {
            list.iter().find(|choice| choice.value == value).map_or_else(Text::default, |choice| choice.label.clone())
        };
        let typed = |value: &str| Text::verbatim(value.trim());
        let all = [
            (&t.name, typed(&self.name)),
            (&t.kana, typed(&self.kana)),
            (&t.age, typed(&self.age)),
            (&t.gender, chosen(&choices.genders, &self.gender)),
            (&t.district, chosen(&choices.districts, &self.district)),
            (&t.relation, chosen(&choices.relations, &self.relation)),
            (&t.occupation, chosen(&choices.occupations, &self.occupation)),
            (&t.motive, typed(&self.motive)),
            (&t.phone, typed(&self.phone)),
            (&t.notice_by, chosen(&choices.ways, &self.notice_by)),
            (&t.email, typed(&self.email)),
            (&t.address, typed(&self.address)),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| Answer { label: label.clone(), value })
            .collect()
    }

    /// As the use case takes it; `None` when its shape was not checked.
    pub(crate) fn command(
        &self,
        form_key: &str,
        panel: &PublicKey,
        (way, language): (CandidateWay, &str),
    ) -> Option<Offer> {
        let line = |typed: &str| if typed.trim().is_empty() { None } else { Line::parse(typed.trim(), LINE).ok() };
        let owned = |typed: &str| line(typed).map(Line::into_string);
        let code = |typed: &str| (!typed.is_empty()).then(|| typed.to_owned());
        Some(Offer {
            form_key: form_key.to_owned(),
            panel: panel.clone(),
            way,
            language: language.to_owned(),
            person: Personal::new(Person {
                name: owned(&self.name)?,
                kana: owned(&self.kana).unwrap_or_default(),
                address: owned(&self.address),
                phone: owned(&self.phone),
                email: owned(&self.email),
            }),
            age: self.age()?,
            gender: self.gender.clone(),
            district: self.district.clone(),
            relation: code(&self.relation),
            occupation: code(&self.occupation),
            motive: if self.motive.trim().is_empty() { None } else { Body::parse(&self.motive).ok() },
            recommender: line(&self.recommender),
            notice_by: NoticeBy::parse(&self.notice_by)?,
        })
    }
}

/// The longest single line of a form, in characters; the same as the form's own check.
const LINE: usize = 200;

/// What may be chosen, and which questions the city's call asks.
#[derive(Debug, Clone, Default)]
pub(crate) struct OfferChoices {
    pub(crate) genders: Vec<Choice>,
    pub(crate) districts: Vec<Choice>,
    pub(crate) relations: Vec<Choice>,
    pub(crate) occupations: Vec<Choice>,
    pub(crate) ways: Vec<Choice>,
    /// Asked, and needed.
    pub(crate) kana: (bool, bool),
    pub(crate) phone: (bool, bool),
    pub(crate) relation: (bool, bool),
    pub(crate) occupation: (bool, bool),
    pub(crate) motive: (bool, bool),
}

impl OfferChoices {
    /// As the rule has them, in the reader's language.
    pub(crate) fn of(
        rule: &Panels,
        relations: &[kocho_domain::rule::city::Choice],
        lang: kocho_domain::localized::Lang,
    ) -> Self {
        let texts = Texts::of(lang);
        let t = &texts.monitor;
        let asked = |field: AskField| (rule.ask(field).is_some(), rule.ask(field) == Some(true));
        let choice = |code: &str, label: &kocho_domain::localized::Localized| Choice {
            value: code.to_owned(),
            label: Text::of(label, lang),
        };
        let ways = [(NoticeBy::Mail, &t.way_mail), (NoticeBy::Letter, &t.way_letter)];
        OfferChoices {
            genders: rule.genders.iter().map(|one| choice(&one.code, &one.label)).collect(),
            districts: rule.districts.iter().map(|one| choice(&one.code, &one.label)).collect(),
            relations: relations.iter().map(|one| choice(&one.code, &one.label)).collect(),
            occupations: rule.occupations.iter().map(|one| choice(&one.code, &one.label)).collect(),
            ways: ways.map(|(way, label)| Choice { value: way.code().to_owned(), label: label.clone() }).into(),
            kana: asked(AskField::Kana),
            phone: asked(AskField::Phone),
            relation: asked(AskField::Relation),
            occupation: asked(AskField::Occupation),
            motive: asked(AskField::Motive),
        }
    }
}

/// The call as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct CallView {
    /// 第12期市政モニター
    pub(crate) title: String,
    pub(crate) term: (NaiveDate, NaiveDate),
    pub(crate) period: (NaiveDate, NaiveDate),
    pub(crate) size: u32,
    /// One may apply now.
    pub(crate) is_open: bool,
    /// From when on, while it has not begun.
    pub(crate) opens_on: Option<NaiveDate>,
    /// Seeds are sealed, and can be read.
    pub(crate) drawn: bool,
}

/// `/monitor`
#[derive(Debug, Template)]
#[template(path = "public/monitor/show.html")]
pub(crate) struct MonitorPage {
    pub(crate) frame: Frame,
    pub(crate) about: Text,
    pub(crate) duties: Vec<Text>,
    pub(crate) who: Vec<Text>,
    pub(crate) thanks: Text,
    pub(crate) call: Option<CallView>,
    pub(crate) phone: String,
}

impl MonitorPage {
    fn title(&self) -> &Text {
        &self.frame.texts.monitor.title
    }

    fn between(&self, (from, until): &(NaiveDate, NaiveDate)) -> Text {
        let (t, lang) = (&self.frame.texts.monitor, self.frame.lang);
        t.until_to.with("from", date_in(*from, lang)).with("until", date_in(*until, lang)).text()
    }

    fn opens(&self, on: &NaiveDate) -> Text {
        self.frame.texts.monitor.opens.with("date", date_in(*on, self.frame.lang)).text()
    }
}

/// `/monitor/new`
#[derive(Template)]
#[template(path = "public/monitor/new.html")]
pub(crate) struct NewOfferPage {
    pub(crate) frame: Frame,
    pub(crate) form: OfferForm,
    pub(crate) errors: FieldErrors,
    pub(crate) choices: OfferChoices,
    pub(crate) panel: String,
    pub(crate) starts_on: NaiveDate,
    pub(crate) who: Vec<Text>,
    /// Days after which data are erased: of candidates, of monitors.
    pub(crate) days: (u16, u16),
}

impl NewOfferPage {
    fn title(&self) -> &Text {
        let t = &self.frame.texts.monitor;
        &t.form_title
    }

    fn age_support(&self) -> Text {
        self.frame.texts.monitor.age_support.with("date", date_in(self.starts_on, self.frame.lang)).text()
    }

    fn privacy(&self) -> Text {
        let t = &self.frame.texts.monitor;
        t.privacy.with("candidates", u32::from(self.days.0)).with("monitors", u32::from(self.days.1)).text()
    }
}

/// `/monitor/check`: exactly what will be sent. Nothing is received yet.
#[derive(Template)]
#[template(path = "public/monitor/check.html")]
pub(crate) struct CheckOfferPage {
    pub(crate) frame: Frame,
    pub(crate) form: OfferForm,
    pub(crate) panel: String,
    pub(crate) answers: Vec<Answer>,
}

impl CheckOfferPage {
    fn title(&self) -> &Text {
        let t = &self.frame.texts.monitor;
        &t.check_title
    }
}

/// `/monitor/done/{candidate}`
#[derive(Template)]
#[template(path = "public/monitor/done.html")]
pub(crate) struct OfferDonePage {
    pub(crate) frame: Frame,
    /// R8-モニター0012-K
    pub(crate) number: String,
    pub(crate) panel: String,
    pub(crate) received_on: NaiveDate,
    /// The last day of the call.
    pub(crate) until: NaiveDate,
    /// A mail with the same is on its way.
    pub(crate) mailed: bool,
    pub(crate) again_until: DateTime<Utc>,
}

impl OfferDonePage {
    fn title(&self) -> &Text {
        let t = &self.frame.texts.monitor;
        &t.done_title
    }

    fn again(&self) -> Text {
        moment_in(self.again_until, self.frame.lang)
    }

    fn next(&self) -> Text {
        self.frame.texts.monitor.next.with("date", date_in(self.until, self.frame.lang)).text()
    }
}

/// `/monitor/draw`: rounds of the call, and of registers.
#[derive(Debug, Template)]
#[template(path = "public/monitor/draw.html")]
pub(crate) struct MonitorDrawPage {
    pub(crate) frame: Frame,
    /// The newest terms, each with its rounds.
    pub(crate) panels: Vec<(String, Vec<MonitorRoundView>)>,
}

impl MonitorDrawPage {
    fn title(&self) -> &Text {
        let t = &self.frame.texts.monitor;
        &t.draw_title
    }
}

/// A round, with what a panel's draw has beside.
#[derive(Debug, Clone)]
pub(crate) struct MonitorRoundView {
    pub(crate) round: RoundView,
    pub(crate) is_register: bool,
    pub(crate) listed: usize,
    pub(crate) erased: u32,
}

#[cfg(test)]
mod tests {
    use super::OfferForm;

    fn whole() -> OfferForm {
        OfferForm {
            name: "例田 昇".into(),
            age: "４２".into(),
            gender: "male".into(),
            district: "ogawa".into(),
            notice_by: "letter".into(),
            address: "小美玉市見本台1".into(),
            ..OfferForm::default()
        }
    }

    #[test]
    fn what_always_has_to_be_there_is_asked_and_the_way_of_the_result_decides_the_rest() {
        assert!(whole().check().is_ok());
        let codes = |form: &OfferForm| format!("{:?}", form.check().err());
        let empty = codes(&OfferForm::default());
        for code in ["applicant_needed", "age_needed", "choice_needed", "address_needed"] {
            assert!(empty.contains(code), "{code}: {empty}");
        }
        assert!(codes(&OfferForm { notice_by: "mail".into(), ..whole() }).contains("notice_email_needed"));
        for age in ["", "若い", "121", "-3"] {
            assert!(codes(&OfferForm { age: age.into(), ..whole() }).contains("age_needed"), "{age}");
        }
    }
}
