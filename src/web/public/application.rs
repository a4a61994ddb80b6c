//! `/dialogue/new`: applying to meet the mayor, checking it, the receipt; and where an application stands.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    body::{Body, Line},
    dialogue::{Applicant, ApplicationState, AppliedBy, Need, NoticeBy, PartyKind},
    id::PublicKey,
    personal::Personal,
};
use kocho_service::application::Apply;
use serde::Deserialize;
use validator::Validate;

use super::form::{Choice, FieldErrors, Mistakes, shape};
use super::submission::Answer;
use crate::{
    filters,
    filters::{date_in, moment_in},
    frame::Frame,
    texts::{Text, Texts},
};

/// What an applicant writes.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct ApplicationForm {
    /// Signed: idempotency key and time issued.
    pub(crate) form_token: String,
    /// Code of the series.
    pub(crate) series: String,
    /// Key of the day; empty = any.
    pub(crate) day: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) theme: String,
    #[validate(custom(function = "shape::note"))]
    pub(crate) detail: String,
    /// A code of [`PartyKind`].
    pub(crate) party_kind: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) group_name: String,
    pub(crate) people: String,
    pub(crate) relation: String,
    #[validate(custom(function = "shape::note"))]
    pub(crate) wishes: String,
    /// Codes of [`Need`].
    pub(crate) needs: Vec<String>,
    #[validate(custom(function = "shape::note"))]
    pub(crate) needs_note: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) name: String,
    #[validate(custom(function = "shape::phone"))]
    pub(crate) phone: String,
    /// A code of [`NoticeBy`].
    pub(crate) notice_by: String,
    #[validate(custom(function = "shape::email"))]
    pub(crate) email: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) address: String,
    #[validate(custom(function = "shape::note"))]
    pub(crate) reach_note: String,
    /// By telephone or at the counter, when the desk writes it down.
    pub(crate) channel: String,
    /// In which language the applicant is told, when the desk writes it down.
    pub(crate) language: String,
}

/// The fields in the order of the page.
const ORDER: [&str; 16] = [
    "day",
    "theme",
    "detail",
    "party_kind",
    "group_name",
    "people",
    "relation",
    "wishes",
    "needs",
    "needs_note",
    "name",
    "phone",
    "notice_by",
    "email",
    "address",
    "reach_note",
];

impl ApplicationForm {
    /// The shape of everything that was typed, and what has to be there.
    ///
    /// # Errors
    /// The mistakes, topmost first.
    pub(crate) fn check(&self) -> Result<(), Mistakes> {
        let mut mistakes = self.validate().err().map_or_else(Mistakes::default, |errors| Mistakes::of(&errors));
        let missing = |typed: &str| typed.trim().is_empty();
        mistakes.add_if(missing(&self.theme), "theme", "theme_needed");
        mistakes.add_if(missing(&self.detail), "detail", "detail_needed");
        let party = PartyKind::parse(&self.party_kind);
        mistakes.add_if(party.is_none(), "party_kind", "choice_needed");
        mistakes.add_if(party == Some(PartyKind::Group) && missing(&self.group_name), "group_name", "group_needed");
        mistakes.add_if(self.people().is_none(), "people", "people_needed");
        mistakes.add_if(missing(&self.name), "name", "applicant_needed");
        mistakes.add_if(missing(&self.phone), "phone", "applicant_phone_needed");
        match NoticeBy::parse(&self.notice_by) {
            None => mistakes.add("notice_by", "choice_needed"),
            Some(NoticeBy::Mail) => mistakes.add_if(missing(&self.email), "email", "notice_email_needed"),
            Some(NoticeBy::Letter) => mistakes.add_if(missing(&self.address), "address", "address_needed"),
        }
        mistakes.in_order(&ORDER).into_result()
    }

    /// How many people come, also as 5人; a person who says nothing comes alone.
    pub(crate) fn people(&self) -> Option<u32> {
        let typed = self.people.trim().trim_end_matches(['人', '名']);
        let alone = typed.is_empty() && PartyKind::parse(&self.party_kind) == Some(PartyKind::Person);
        if alone { Some(1) } else { crate::staff::dialogue_day::count(typed).filter(|people| *people > 0) }
    }

    /// Whether a need is ticked.
    pub(crate) fn has_need(&self, code: &str) -> bool {
        self.needs.iter().any(|need| need == code)
    }

    /// Every field with its value except the token, for the hidden copy on the check page.
    pub(crate) fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields: Vec<(&'static str, String)> = [
            ("series", &self.series),
            ("day", &self.day),
            ("theme", &self.theme),
            ("detail", &self.detail),
            ("party_kind", &self.party_kind),
            ("group_name", &self.group_name),
            ("people", &self.people),
            ("relation", &self.relation),
            ("wishes", &self.wishes),
            ("needs_note", &self.needs_note),
            ("name", &self.name),
            ("phone", &self.phone),
            ("notice_by", &self.notice_by),
            ("email", &self.email),
            ("address", &self.address),
            ("reach_note", &self.reach_note),
        ]
        .map(|(name, value)| (name, value.clone()))
        .into();
        fields.extend(self.needs.iter().map(|need| ("needs", need.clone())));
        fields
    }

    /// The answers in words.
    pub(crate) fn answers(&self, texts: &Texts, choices: &ApplicationChoices) -> Vec<Answer> {
        let t = &texts.application;
        let chosen = |list: &[Choice], value: &str| {
            list.iter().find(|choice| choice.value == value).map_or_else(Text::default, |choice| choice.label.clone())
        };
        let typed = |value: &str| Text::verbatim(value.trim());
        let needs = choices.needs.iter().filter(|need| self.has_need(&need.value));
        let needs = needs.fold(Text::default(), |said, need| {
            if said.is_empty() { need.label.clone() } else { said.followed_by("・").joined(&need.label) }
        });
        let day = if self.day.is_empty() { t.any_day.clone() } else { chosen(&choices.days, &self.day) };
        let always = [
            (&t.day, day),
            (&t.theme, typed(&self.theme)),
            (&t.detail, typed(&self.detail)),
            (&t.party_kind, chosen(&choices.parties, &self.party_kind)),
            (&t.group_name, typed(&self.group_name)),
            (&t.people, Text::verbatim(&self.people().map(|people| people.to_string()).unwrap_or_default())),
            (&t.relation, chosen(&choices.relations, &self.relation)),
            (&t.wishes, typed(&self.wishes)),
            (&t.needs, needs),
            (&t.needs_note, typed(&self.needs_note)),
            (&t.name, typed(&self.name)),
            (&t.phone, typed(&self.phone)),
            (&t.notice_by, chosen(&choices.ways, &self.notice_by)),
            (&t.email, typed(&self.email)),
            (&t.address, typed(&self.address)),
            (&t.reach_note, typed(&self.reach_note)),
        ];
        always
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| Answer { label: label.clone(), value })
            .collect()
    }
}

/// The longest single line of a form, in characters; the same as the form's own check.
const LINE_LIMIT: usize = 200;

impl ApplicationForm {
    /// As the use case takes it; `None` when its shape was not checked.
    pub(crate) fn command(&self, form_key: &str, channel: AppliedBy, language: &str) -> Option<Apply> {
        let line =
            |typed: &str| if typed.trim().is_empty() { None } else { Line::parse(typed.trim(), LINE_LIMIT).ok() };
        let note = |typed: &str| if typed.trim().is_empty() { None } else { Body::parse(typed).ok() };
        let owned = |typed: &str| line(typed).map(Line::into_string);
        Some(Apply {
            form_key: form_key.to_owned(),
            series: self.series.clone(),
            day: if self.day.is_empty() { None } else { Some(PublicKey::parse(&self.day)?) },
            channel,
            language: language.to_owned(),
            theme: line(&self.theme)?,
            detail: Body::parse(&self.detail).ok()?,
            party_kind: PartyKind::parse(&self.party_kind)?,
            group_name: line(&self.group_name),
            people: self.people()?,
            relation: (!self.relation.is_empty()).then(|| self.relation.clone()),
            wishes: note(&self.wishes),
            needs: self.needs.iter().filter_map(|code| Need::parse(code)).collect(),
            needs_note: note(&self.needs_note),
            applicant: Personal::new(Applicant {
                name: owned(&self.name)?,
                address: owned(&self.address),
                phone: owned(&self.phone),
                email: owned(&self.email),
                reach_note: note(&self.reach_note).map(Body::into_string),
            }),
            notice_by: NoticeBy::parse(&self.notice_by)?,
        })
    }
}

/// What may be chosen.
#[derive(Debug, Clone, Default)]
pub(crate) struct ApplicationChoices {
    /// Days that take applications now.
    pub(crate) days: Vec<Choice>,
    pub(crate) parties: Vec<Choice>,
    pub(crate) relations: Vec<Choice>,
    pub(crate) needs: Vec<Choice>,
    pub(crate) ways: Vec<Choice>,
}

/// The words for parties, needs and ways, in the reader's language.
pub(crate) fn words(texts: &Texts) -> ApplicationChoices {
    let t = &texts.application;
    let choice = |value: &str, label: &Text| Choice { value: value.to_owned(), label: label.clone() };
    let need = |need: &Need| match need {
        Need::Sign => &t.need_sign,
        Need::Notetaking => &t.need_notetaking,
        Need::Wheelchair => &t.need_wheelchair,
        Need::Childcare => &t.need_childcare,
        Need::Interpreter => &t.need_interpreter,
    };
    ApplicationChoices {
        parties: vec![
            choice(PartyKind::Person.code(), &t.party_person),
            choice(PartyKind::Group.code(), &t.party_group),
        ],
        needs: Need::ALL.iter().map(|one| choice(one.code(), need(one))).collect(),
        ways: vec![choice(NoticeBy::Mail.code(), &t.way_mail), choice(NoticeBy::Letter.code(), &t.way_letter)],
        ..ApplicationChoices::default()
    }
}

/// `/dialogue/new`
#[derive(Template)]
#[template(path = "public/application/new.html")]
pub(crate) struct NewApplicationPage {
    pub(crate) frame: Frame,
    pub(crate) form: ApplicationForm,
    pub(crate) errors: FieldErrors,
    pub(crate) choices: ApplicationChoices,
    /// What it is called, who may apply, what is not taken.
    pub(crate) series: Text,
    pub(crate) who: Text,
    pub(crate) excluded: Vec<Text>,
    /// How often one may apply in a fiscal year; empty where nobody counts.
    pub(crate) limit: Text,
}

impl NewApplicationPage {
    fn title(&self) -> &Text {
        &self.frame.texts.application.title
    }
}

/// `/dialogue/check`: exactly what will be sent. Nothing is received yet.
#[derive(Template)]
#[template(path = "public/application/check.html")]
pub(crate) struct CheckApplicationPage {
    pub(crate) frame: Frame,
    pub(crate) form: ApplicationForm,
    pub(crate) series: Text,
    pub(crate) answers: Vec<Answer>,
}

impl CheckApplicationPage {
    fn title(&self) -> &Text {
        let words = &self.frame.texts.application;
        &words.check_title
    }
}

/// `/dialogue/done/{application}`
#[derive(Template)]
#[template(path = "public/application/done.html")]
pub(crate) struct ApplicationDonePage {
    pub(crate) frame: Frame,
    /// R8-対話申込-0012-K
    pub(crate) number: String,
    /// In four groups of four.
    pub(crate) secret: Option<[String; 4]>,
    pub(crate) received_on: NaiveDate,
    /// Places are drawn.
    pub(crate) is_drawn: bool,
    /// The last day of applications.
    pub(crate) until: Option<NaiveDate>,
    pub(crate) again_until: DateTime<Utc>,
}

impl ApplicationDonePage {
    fn title(&self) -> &Text {
        let words = &self.frame.texts.application;
        &words.done_title
    }

    fn again(&self) -> Text {
        moment_in(self.again_until, self.frame.lang)
    }

    fn next(&self) -> Text {
        let t = &self.frame.texts.application;
        match self.until {
            Some(until) if self.is_drawn => t.next_drawn.with("date", date_in(until, self.frame.lang)).text(),
            _ => t.next_decided.clone(),
        }
    }
}

/// Number and secret as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OwnForm {
    pub(crate) number: String,
    pub(crate) secret: String,
}

/// `/dialogue/status`
#[derive(Template)]
#[template(path = "public/application/ask.html")]
pub(crate) struct AskApplicationPage {
    pub(crate) frame: Frame,
    pub(crate) form: OwnForm,
    pub(crate) errors: FieldErrors,
    pub(crate) office: Text,
    pub(crate) phone: String,
}

impl AskApplicationPage {
    fn title(&self) -> &Text {
        let words = &self.frame.texts.application;
        &words.ask_title
    }
}

/// `/dialogue/status/view`
#[derive(Template)]
#[template(path = "public/application/show.html")]
pub(crate) struct ApplicationPage {
    pub(crate) frame: Frame,
    /// Sent with the act, so that no other site can make a visitor act.
    pub(crate) pass: String,
    pub(crate) number: String,
    pub(crate) series: Text,
    pub(crate) theme: String,
    pub(crate) received_on: NaiveDate,
    pub(crate) state: ApplicationState,
    /// Place in the waiting list.
    pub(crate) place: Option<usize>,
    /// Why it was refused.
    pub(crate) reason: Text,
    /// When and where: the day, the time when it has a slot, the place.
    pub(crate) on: Option<NaiveDate>,
    pub(crate) period: String,
    pub(crate) venue: String,
    pub(crate) may_cancel: bool,
    /// Address of the day's draws.
    pub(crate) draw: Option<String>,
}

impl ApplicationPage {
    fn title(&self) -> &Text {
        let words = &self.frame.texts.application;
        &words.show_title
    }

    /// Where it stands, in one sentence.
    fn standing(&self) -> Text {
        let t = &self.frame.texts.application;
        match (self.state, self.place) {
            (ApplicationState::Received, _) => t.state_received.clone(),
            (ApplicationState::Chosen, _) => t.state_chosen.clone(),
            (ApplicationState::Accepted, _) => t.state_accepted.clone(),
            (ApplicationState::Waiting, Some(place)) => t.state_waiting.with("place", place).text(),
            (ApplicationState::Waiting, None) => t.state_waits.clone(),
            (ApplicationState::Declined, _) => t.state_declined.clone(),
            (ApplicationState::Cancelled, _) => t.state_cancelled.clone(),
        }
    }

    /// It has a slot.
    fn is_accepted(&self) -> bool {
        self.state == ApplicationState::Accepted
    }
}

/// `/dialogue/status/cancel`: asks once.
#[derive(Template)]
#[template(path = "public/application/cancel.html")]
pub(crate) struct CancelApplicationPage {
    pub(crate) frame: Frame,
    pub(crate) pass: String,
    pub(crate) number: String,
    pub(crate) theme: String,
}

impl CancelApplicationPage {
    fn title(&self) -> &Text {
        let words = &self.frame.texts.application;
        &words.cancel_title
    }
}

#[cfg(test)]
mod tests {
    use super::ApplicationForm;

    fn whole() -> ApplicationForm {
        ApplicationForm {
            theme: "区の合併".into(),
            detail: "三つの区の合併の進め方を聞きたい".into(),
            party_kind: "group".into(),
            group_name: "見本台区".into(),
            people: "３".into(),
            name: "例田 昇".into(),
            phone: "0299-00-0000".into(),
            notice_by: "letter".into(),
            address: "小美玉市見本台1".into(),
            ..ApplicationForm::default()
        }
    }

    fn codes(form: &ApplicationForm) -> String {
        format!("{:?}", form.check().err())
    }

    #[test]
    fn the_bylaw_asks_for_theme_and_content() {
        assert!(whole().check().is_ok());
        let empty = codes(&ApplicationForm::default());
        for code in ["theme_needed", "detail_needed", "choice_needed", "applicant_needed", "applicant_phone_needed"] {
            assert!(empty.contains(code), "{code}: {empty}");
        }
    }

    #[test]
    fn a_group_has_a_name_and_the_way_of_the_notice_its_address() {
        assert!(codes(&ApplicationForm { group_name: " ".into(), ..whole() }).contains("group_needed"));
        assert!(codes(&ApplicationForm { address: String::new(), ..whole() }).contains("address_needed"));
        assert!(codes(&ApplicationForm { notice_by: "mail".into(), ..whole() }).contains("notice_email_needed"));
        assert!(codes(&ApplicationForm { people: "0".into(), ..whole() }).contains("people_needed"));
        assert_eq!(ApplicationForm { people: "５人".into(), ..whole() }.people(), Some(5));
        let alone = ApplicationForm { party_kind: "person".into(), people: String::new(), ..whole() };
        assert_eq!(alone.people(), Some(1));
    }

    #[test]
    fn every_need_is_sent_again() {
        let form = ApplicationForm { needs: vec!["sign".into(), "childcare".into()], ..whole() };
        assert_eq!(form.fields().iter().filter(|(name, _)| *name == "needs").count(), 2);
    }
}
