//! 公表した回答: those that everybody reads, writing one, and a second person's look before it is published.

pub(crate) mod door;
#[cfg(test)]
mod sample;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{access::Permission, localized::Lang};
use kocho_service::{
    Cx,
    publication::{
        Publication, Words,
        desk::{Desk, PublicationDraft, Waiting},
    },
};
use serde::Deserialize;

use crate::{
    frame::Frame,
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
    pub(crate) waiting: Vec<DraftRow>,
    pub(crate) answers: Vec<AnswerRow>,
    pub(crate) withdrawn: Vec<WithdrawnRow>,
}

/// A draft that waits.
#[derive(Debug, Clone)]
pub(crate) struct DraftRow {
    pub(crate) href: String,
    pub(crate) title: String,
    /// Who wrote it.
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
    /// It was given back and waits for its writer.
    pub(crate) is_returned: bool,
}

/// An answer that was taken back.
#[derive(Debug, Clone)]
pub(crate) struct WithdrawnRow {
    pub(crate) title: String,
    pub(crate) section: String,
    pub(crate) at: DateTime<Utc>,
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
    /// Where it is taken back: asks once.
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
    /// That answer was taken back: it would be published as a new one.
    pub(crate) before_is_gone: bool,
    /// Why it was given back, and by whom.
    pub(crate) returned: Option<(String, String)>,
    /// Words that may point at a person.
    pub(crate) doubts: Vec<String>,
    /// Where it is published (POST).
    pub(crate) release: String,
    /// Where it is given back to who wrote it (POST).
    pub(crate) send_back: String,
    /// The reason as it was typed.
    pub(crate) reason: String,
    pub(crate) errors: Errors,
    /// Where who wrote it writes it anew.
    pub(crate) rewrite: String,
    /// Where it is taken away: asks once.
    pub(crate) discard: String,
}

/// `GET /staff/publications/{answer}/withdraw`, `GET /staff/publications/drafts/{draft}/discard`: what will be gone is named once more.
#[derive(Debug, Template)]
#[template(path = "staff/publication/sure.html")]
pub(crate) struct PublicationSurePage {
    pub(crate) frame: Frame,
    pub(crate) heading: &'static str,
    /// What will happen, in words that name the thing.
    pub(crate) sentence: String,
    pub(crate) button: &'static str,
    /// Where it is done (POST).
    pub(crate) act: String,
    /// Where nothing happens.
    pub(crate) back: String,
}

/// `POST /staff/publications/write`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct WriteForm {
    /// Key of the published answer in whose place it is to stand; empty: a new one.
    pub(crate) of: String,
    /// Key of this person's own draft in whose place it is to stand; empty: another draft.
    pub(crate) draft: String,
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
    draft: String,
}

/// The doors: of the hearing desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let to = Access::Staff(Permission::CaseTriage);
    Routes::new(state)
        .get(urls::PUBLICATIONS, to, door::list)
        .get(urls::PUBLICATION_WRITE, to, door::write)
        .post(urls::PUBLICATION_WRITE, to, door::post_write)
        .get(urls::publication_draft("{draft}"), to, door::show)
        .post(urls::publication_release("{draft}"), to, door::post_release)
        .post(urls::publication_return("{draft}"), to, door::post_return)
        .get(urls::publication_discard("{draft}"), to, door::discard)
        .post(urls::publication_discard("{draft}"), to, door::post_discard)
        .get(urls::publication_withdraw("{answer}"), to, door::withdraw)
        .post(urls::publication_withdraw("{answer}"), to, door::post_withdraw)
}

impl WriteForm {
    fn of(answer: Publication) -> Self {
        WriteForm { of: answer.key.as_str().to_owned(), ..Self::with(answer.words) }
    }

    /// This person's own draft, to be written anew.
    fn of_draft(draft: PublicationDraft) -> Self {
        WriteForm {
            of: draft.of.map(|of| of.as_str().to_owned()).unwrap_or_default(),
            draft: draft.key.as_str().to_owned(),
            ..Self::with(draft.words)
        }
    }

    fn with(words: Words) -> Self {
        WriteForm {
            title: words.title,
            opinion: words.opinion,
            reply: words.reply,
            section: words.section,
            measure: words.measure.unwrap_or_default(),
            outcome: words.outcome,
            language: words.language,
            ..WriteForm::default()
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

impl PublicationListPage {
    fn of(frame: Frame, desk: Desk) -> Self {
        let waiting = desk.waiting.into_iter().map(|one| DraftRow {
            href: urls::publication_draft(one.draft.key.as_str()),
            title: one.draft.words.title,
            by: one.by,
            at: one.draft.at,
            is_returned: one.returned.is_some(),
        });
        let answers = desk.answers.into_iter().map(|answer| AnswerRow {
            href: public::answer(answer.key.as_str()),
            edit: urls::publication_edit(answer.key.as_str()),
            withdraw: urls::publication_withdraw(answer.key.as_str()),
            title: answer.words.title,
            section: answer.words.section,
            published_on: answer.published_on,
        });
        let withdrawn = desk.withdrawn.into_iter();
        let withdrawn =
            withdrawn.map(|(answer, at)| WithdrawnRow { title: answer.words.title, section: answer.words.section, at });
        PublicationListPage {
            waiting: waiting.collect(),
            answers: answers.collect(),
            withdrawn: withdrawn.collect(),
            frame,
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
            before: waiting.before.map(|answer| (answer.words.title, public::answer(answer.key.as_str()))),
            before_is_gone: waiting.before_is_gone,
            returned: waiting.returned,
            doubts: waiting.doubts,
            release: urls::publication_release(key),
            send_back: urls::publication_return(key),
            reason: String::new(),
            errors: Errors::default(),
            rewrite: urls::publication_rewrite(key),
            discard: urls::publication_discard(key),
            title: words.title,
            opinion: words.opinion,
            reply: words.reply,
        }
    }
}

impl PublicationSurePage {
    fn withdraw(frame: Frame, answer: &Publication) -> Self {
        PublicationSurePage {
            frame,
            heading: "公表を取り下げる",
            sentence: format!("「{}」の公表を取り下げます。だれも読めなくなります。", answer.words.title),
            button: "取り下げる",
            act: urls::publication_withdraw(answer.key.as_str()),
            back: urls::PUBLICATIONS.to_owned(),
        }
    }

    fn discard(frame: Frame, draft: &PublicationDraft) -> Self {
        PublicationSurePage {
            frame,
            heading: "案を消す",
            sentence: format!("公表する前の案「{}」を消します。元には戻せません。", draft.words.title),
            button: "この案を消す",
            act: urls::publication_discard(draft.key.as_str()),
            back: urls::publication_draft(draft.key.as_str()),
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
