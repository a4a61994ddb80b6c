//! The form of a monitor's name and contact: it stands open only for who has given a reason to see them.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{dialogue::NoticeBy, localized::Lang, panel::Person, personal::Personal};
use kocho_service::{
    Cx, Error,
    monitor::{self, Contact},
    stored::monitor::Monitor,
};
use serde::Deserialize;
use validator::Validate;

use super::door::{Shown, monitor_page};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    public::form::{Mistakes, shape},
    staff::{
        admin::found,
        case::door::{key_of, sentence_of},
        view::{Choice, Errors},
    },
    state::AppState,
    texts::Texts,
    urls::staff as urls,
};

/// Name and contact as they are typed.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct ContactTyped {
    pub(crate) version: i64,
    #[validate(custom(function = "shape::line"))]
    pub(crate) name: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) kana: String,
    #[validate(custom(function = "shape::phone"))]
    pub(crate) phone: String,
    #[validate(custom(function = "shape::email"))]
    pub(crate) email: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) address: String,
    /// A code of [`NoticeBy`].
    pub(crate) notice_by: String,
    pub(crate) district: String,
}

/// Nobody reads names in a log.
impl std::fmt::Debug for ContactTyped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactTyped").field("version", &self.version).finish_non_exhaustive()
    }
}

/// The form with its choices.
#[derive(Debug, Clone)]
pub(crate) struct ContactView {
    pub(crate) form: ContactTyped,
    pub(crate) ways: Vec<Choice>,
    pub(crate) districts: Vec<Choice>,
    pub(crate) errors: Errors,
}

impl ContactTyped {
    /// As it stands in the register.
    pub(super) fn of(one: &Monitor) -> Self {
        let person = one.about.person.reveal().clone();
        ContactTyped {
            version: one.lock,
            name: person.name,
            kana: person.kana,
            phone: person.phone.unwrap_or_default(),
            email: person.email.unwrap_or_default(),
            address: person.address.unwrap_or_default(),
            notice_by: one.about.way.code().to_owned(),
            district: one.about.classes.district.clone(),
        }
    }

    /// As the use case takes it.
    fn contact(&self) -> Contact {
        let typed = |text: &str| text.trim().to_owned();
        let some = |text: &str| Some(typed(text)).filter(|text| !text.is_empty());
        Contact {
            person: Personal::new(Person {
                name: typed(&self.name),
                kana: typed(&self.kana),
                address: some(&self.address),
                phone: some(&self.phone),
                email: some(&self.email),
            }),
            way: NoticeBy::parse(&self.notice_by).unwrap_or(NoticeBy::Letter),
            district: self.district.clone(),
        }
    }

    /// What is wrong with the shape of what was typed.
    fn mistakes(&self) -> Errors {
        let mut errors = Errors::default();
        let mistakes = self.validate().err().map_or_else(Mistakes::default, |errors| Mistakes::of(&errors));
        for (field, sentence) in mistakes.in_words(Texts::of(Lang::Ja)).list() {
            errors.add(field.as_str(), sentence.plain().trim_end_matches('。'));
        }
        errors
    }
}

impl ContactView {
    pub(super) fn of(cx: &Cx, form: ContactTyped, errors: Errors) -> Self {
        let pick = |value: &str, label: &str, now: &str| Choice { chosen: value == now, ..Choice::new(value, label) };
        let districts = cx.city.rules.panels().districts.iter();
        ContactView {
            ways: NoticeBy::ALL.iter().map(|way| pick(way.code(), way.label(), &form.notice_by)).collect(),
            districts: districts.map(|one| pick(&one.code, &one.label.ja, &form.district)).collect(),
            form,
            errors,
        }
    }
}

/// `POST /staff/panels/monitors/{monitor}/person`
pub(super) async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(typed): Form<ContactTyped>,
) -> Result<Response, AppError> {
    let mut errors = typed.mistakes();
    if errors.is_empty() {
        let cx = signed.cx(&state);
        match monitor::change_contact(&cx, &key_of(&key)?, typed.version, &typed.contact()).await {
            Ok(()) => {
                let words = "氏名と連絡先を直しました。これから送るものに使います。";
                return Ok(go_with(&state, &urls::monitor(&key), "success", words));
            }
            Err(Error::Invalid(fields)) => errors = found(fields),
            Err(Error::Stale) => {
                let page = monitor_page(&state, &signed, &key, Shown::Overtaken(typed), Errors::default()).await?;
                return Ok(Page::invalid(page).into_response());
            }
            Err(error @ Error::Refused(_)) => {
                let errors = Errors::one("contact", sentence_of(error)?);
                let page = monitor_page(&state, &signed, &key, Shown::Masked, errors).await?;
                return Ok(Page::invalid(page).into_response());
            }
            Err(other) => return Err(other.into()),
        }
    }
    let page = monitor_page(&state, &signed, &key, Shown::Typed(typed, errors), Errors::default()).await?;
    Ok(Page::invalid(page).into_response())
}
