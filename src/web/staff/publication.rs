//! 公表した回答: those that everybody reads, writing one, and a second person's look before it is published.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{Form, Query};
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{access::Permission, localized::Lang};
use kocho_service::{
    Cx, Error,
    publication::{
        Publication,
        desk::{self, Waiting, Words},
    },
};
use serde::Deserialize;

use super::{admin::found, case::door::key_of};
use crate::{
    frame::Frame,
    guard::{self, Signed},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        filters,
        view::{Choice, Errors},
    },
    state::AppState,
    urls::{public, staff as urls},
};

/// `GET /staff/publications`
#[derive(Debug, Template)]
#[template(path = "staff/publication/list.html")]
pub(crate) struct PublicationListPage {
    pub(crate) frame: Frame,
    /// Drafts: address, heading, who wrote it and when.
    pub(crate) waiting: Vec<(String, String, String, DateTime<Utc>)>,
    pub(crate) answers: Vec<AnswerRow>,
}

/// A published answer.
#[derive(Debug, Clone)]
pub(crate) struct AnswerRow {
    /// As everybody reads it.
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) section: String,
    pub(crate) published_on: NaiveDate,
    /// Where it is written anew.
    pub(crate) edit: String,
    /// Where it is taken back (POST).
    pub(crate) withdraw: String,
}

/// `GET /staff/publications/write`
#[derive(Debug, Template)]
#[template(path = "staff/publication/write.html")]
pub(crate) struct PublicationWritePage {
    pub(crate) frame: Frame,
    pub(crate) form: WriteForm,
    pub(crate) sections: Vec<Choice>,
    pub(crate) measures: Vec<Choice>,
    pub(crate) outcomes: Vec<Choice>,
    pub(crate) languages: Vec<Choice>,
    pub(crate) errors: Errors,
}

/// `GET /staff/publications/drafts/{draft}`
#[derive(Debug, Template)]
#[template(path = "staff/publication/draft.html")]
pub(crate) struct PublicationDraftPage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) opinion: String,
    pub(crate) reply: String,
    /// 課, 施策, 対応区分, 言語
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) is_own: bool,
    /// The heading of the answer in whose place it is to stand, and its address.
    pub(crate) before: Option<(String, String)>,
    /// Words that may point at a person.
    pub(crate) doubts: Vec<String>,
    /// Where it is published (POST).
    pub(crate) release: String,
    /// Where it is taken away (POST).
    pub(crate) discard: String,
}

/// `POST /staff/publications/write`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct WriteForm {
    /// Key of the published answer in whose place it is to stand; empty: a new one.
    pub(crate) of: String,
    pub(crate) title: String,
    pub(crate) opinion: String,
    pub(crate) reply: String,
    pub(crate) section: String,
    pub(crate) measure: String,
    pub(crate) outcome: String,
    pub(crate) language: String,
    /// `yes`: somebody looked at the words that may point at a person.
    pub(crate) checked: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct WriteQuery {
    of: String,
}

/// A button that must be meant.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct SureForm {
    sure: String,
}

impl SureForm {
    fn is_sure(&self) -> Result<(), Error> {
        if self.sure == "yes" {
            Ok(())
        } else {
            Err(Error::field("sure", "ページのボタンからお進みください。"))
        }
    }
}

/// The doors: of the hearing desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let to = Access::Staff(Permission::CaseTriage);
    Routes::new(state)
        .get(urls::PUBLICATIONS, to, list)
        .get(urls::PUBLICATION_WRITE, to, write)
        .post(urls::PUBLICATION_WRITE, to, post_write)
        .get(urls::publication_draft("{draft}"), to, show)
        .post(urls::publication_release("{draft}"), to, post_release)
        .post(urls::publication_discard("{draft}"), to, post_discard)
        .post(urls::publication_withdraw("{answer}"), to, post_withdraw)
}

async fn list(State(state): State<AppState>, signed: Signed) -> Result<Page<PublicationListPage>, AppError> {
    let desk = desk::list(&signed.cx(&state)).await?;
    let waiting = desk.waiting.into_iter().map(|one| {
        let draft = one.draft;
        (urls::publication_draft(draft.key.as_str()), draft.words.title, one.by, draft.at)
    });
    let answers = desk.answers.into_iter().map(|answer| AnswerRow {
        href: public::answer(answer.key.as_str()),
        edit: urls::publication_edit(answer.key.as_str()),
        withdraw: urls::publication_withdraw(answer.key.as_str()),
        title: answer.title,
        section: answer.section,
        published_on: answer.published_on,
    });
    Ok(Page::ok(PublicationListPage {
        frame: signed.frame(&state),
        waiting: waiting.collect(),
        answers: answers.collect(),
    }))
}

async fn write(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<WriteQuery>,
) -> Result<Page<PublicationWritePage>, AppError> {
    let cx = signed.cx(&state);
    let form = match query.of.as_str() {
        "" => WriteForm { language: Lang::Ja.code().to_owned(), ..WriteForm::default() },
        of => WriteForm::of(desk::published(&cx, &key_of(of)?).await?),
    };
    Ok(Page::ok(PublicationWritePage::of(signed.frame(&state), &cx, form, Errors::default())))
}

async fn post_write(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<WriteForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let of = match form.of.as_str() {
        "" => None,
        of => Some(key_of(of)?),
    };
    match desk::write(&cx, of.as_ref(), &form.words(), form.checked == "yes").await {
        Ok(key) => Ok(Redirect::to(&urls::publication_draft(key.as_str())).into_response()),
        Err(Error::Invalid(fields)) => {
            let page = PublicationWritePage::of(signed.frame(&state), &cx, form, found(fields));
            Ok(Page::invalid(page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(draft): Path<String>,
) -> Result<Page<PublicationDraftPage>, AppError> {
    let cx = signed.cx(&state);
    let waiting = desk::draft(&cx, &key_of(&draft)?).await?;
    Ok(Page::ok(PublicationDraftPage::of(signed.frame(&state), &cx, waiting)))
}

async fn post_release(
    State(state): State<AppState>,
    signed: Signed,
    Path(draft): Path<String>,
    Form(form): Form<SureForm>,
) -> Result<Response, AppError> {
    form.is_sure()?;
    desk::release(&signed.cx(&state), &key_of(&draft)?).await?;
    Ok(guard::go_with(&state, urls::PUBLICATIONS, "success", "公表しました。"))
}

async fn post_discard(
    State(state): State<AppState>,
    signed: Signed,
    Path(draft): Path<String>,
    Form(form): Form<SureForm>,
) -> Result<Response, AppError> {
    form.is_sure()?;
    desk::discard(&signed.cx(&state), &key_of(&draft)?).await?;
    Ok(guard::go_with(&state, urls::PUBLICATIONS, "success", "案を消しました。"))
}

async fn post_withdraw(
    State(state): State<AppState>,
    signed: Signed,
    Path(answer): Path<String>,
    Form(form): Form<SureForm>,
) -> Result<Response, AppError> {
    form.is_sure()?;
    desk::withdraw(&signed.cx(&state), &key_of(&answer)?).await?;
    Ok(guard::go_with(&state, urls::PUBLICATIONS, "success", "公表を取り下げました。"))
}

impl WriteForm {
    fn of(answer: Publication) -> Self {
        WriteForm {
            of: answer.key.as_str().to_owned(),
            title: answer.title,
            opinion: answer.opinion,
            reply: answer.reply,
            section: answer.section,
            measure: answer.measure.unwrap_or_default(),
            outcome: answer.outcome,
            language: answer.language,
            checked: String::new(),
        }
    }

    fn words(&self) -> Words {
        Words {
            title: self.title.clone(),
            opinion: self.opinion.clone(),
            reply: self.reply.clone(),
            section: self.section.clone(),
            measure: Some(self.measure.clone()).filter(|code| !code.is_empty()),
            outcome: self.outcome.clone(),
            language: self.language.clone(),
        }
    }
}

impl PublicationWritePage {
    fn of(frame: Frame, cx: &Cx, form: WriteForm, errors: Errors) -> Self {
        let pick = |value: &str, label: &str, now: &str| Choice { chosen: value == now, ..Choice::new(value, label) };
        let city = &cx.city;
        let sections = city.sections.iter().filter(|s| s.in_force(cx.today()) || s.name == form.section);
        let measures = city.measures.iter().map(|m| pick(&m.code, &city.measure_words(m.id), &form.measure));
        let outcomes = city.rules.outcomes().iter().map(|o| pick(&o.code, &o.label.ja, &form.outcome));
        PublicationWritePage {
            sections: sections.map(|s| pick(&s.name, &s.name, &form.section)).collect(),
            measures: measures.collect(),
            outcomes: outcomes.collect(),
            languages: Lang::ALL.map(|lang| pick(lang.code(), language(lang), &form.language)).to_vec(),
            frame,
            form,
            errors,
        }
    }
}

impl PublicationDraftPage {
    fn of(frame: Frame, cx: &Cx, waiting: Waiting) -> Self {
        let draft = waiting.draft;
        let words = draft.words;
        let measure = words.measure.as_deref().and_then(|code| cx.city.measure_named(code));
        let outcome = cx.city.rules.outcome(&words.outcome).map(|outcome| outcome.label.ja.clone());
        let key = draft.key.as_str();
        PublicationDraftPage {
            frame,
            facts: vec![
                ("担当", words.section),
                ("施策", measure.map_or_else(|| "なし".to_owned(), |m| cx.city.measure_words(m.id))),
                ("対応区分", outcome.unwrap_or_default()),
                ("ことば", Lang::from_code(&words.language).map(language).unwrap_or_default().to_owned()),
            ],
            by: waiting.by,
            at: draft.at,
            is_own: waiting.is_own,
            before: waiting.before.map(|answer| (answer.title, public::answer(answer.key.as_str()))),
            doubts: waiting.doubts,
            release: urls::publication_release(key),
            discard: urls::publication_discard(key),
            title: words.title,
            opinion: words.opinion,
            reply: words.reply,
        }
    }
}

const fn language(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "日本語",
        Lang::Easy => "やさしい日本語",
        Lang::En => "英語",
    }
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::desk_frame;

    impl PublicationListPage {
        /// One that waits, one that is published.
        pub(crate) fn sample() -> Self {
            let draft = urls::publication_draft("d1");
            PublicationListPage {
                frame: desk_frame(),
                waiting: vec![(draft, "街灯について".into(), "広聴 花子".into(), DateTime::UNIX_EPOCH)],
                answers: vec![AnswerRow {
                    href: public::answer("a1"),
                    title: "ごみの出し方について".into(),
                    section: "環境課".into(),
                    published_on: "2026-05-15".parse().unwrap(),
                    edit: urls::publication_edit("a1"),
                    withdraw: urls::publication_withdraw("a1"),
                }],
            }
        }

        /// Nothing yet.
        pub(crate) fn sample_empty() -> Self {
            PublicationListPage { waiting: vec![], answers: vec![], ..PublicationListPage::sample() }
        }
    }

    impl PublicationWritePage {
        /// A form that comes back.
        pub(crate) fn sample() -> Self {
            PublicationWritePage {
                frame: desk_frame(),
                form: WriteForm { title: "街灯について".into(), ..WriteForm::default() },
                sections: vec![Choice::new("建設課", "建設課")],
                measures: vec![Choice::new("1101", "1101 まちづくり組織の支援")],
                outcomes: vec![Choice::new("done", "実施済")],
                languages: vec![Choice::new("ja", "日本語").chosen()],
                errors: Errors::one("checked", "個人を示すかもしれない言葉があります（山田）"),
            }
        }
    }

    impl PublicationDraftPage {
        /// Somebody else's, in the place of another.
        pub(crate) fn sample() -> Self {
            PublicationDraftPage {
                frame: desk_frame(),
                title: "街灯について".into(),
                opinion: "街灯が消えています。".into(),
                reply: "直しました。".into(),
                facts: vec![("担当", "建設課".into()), ("施策", "なし".into())],
                by: "広聴 花子".into(),
                at: DateTime::UNIX_EPOCH,
                is_own: false,
                before: Some(("街灯".into(), public::answer("a1"))),
                doubts: vec!["山田".into()],
                release: urls::publication_release("d1"),
                discard: urls::publication_discard("d1"),
            }
        }

        /// One's own.
        pub(crate) fn sample_own() -> Self {
            PublicationDraftPage { is_own: true, before: None, doubts: vec![], ..PublicationDraftPage::sample() }
        }
    }
}
