//! The one transaction of a use case. It ends in `commit(story)` or it never was.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::{DateTime, Utc};
use kocho_domain::{
    access::Actor,
    id::SubmissionId,
    reply::text_hash,
    story::{AuditEvent, CaseEvent, Story},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, NotSet, QueryFilter, Set, sea_query::Expr,
};

use crate::{
    StoreError, case_text,
    db::{Source, sealed::Conn},
    entity::{audit_event, case_event, free_text},
};

/// Lines of a history that one statement writes.
const LINES: usize = 500;

/// An open transaction, knowing who acts and when.
#[derive(Debug)]
pub struct Tx {
    inner: DatabaseTransaction,
    commits: Arc<AtomicU64>,
    actor_kind: &'static str,
    actor_id: Option<i64>,
    at: DateTime<Utc>,
    indexed: BTreeSet<SubmissionId>,
}

impl Conn for Tx {
    type C = DatabaseTransaction;

    fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }
}
impl Source for Tx {}

impl Tx {
    pub(crate) fn new(inner: DatabaseTransaction, commits: Arc<AtomicU64>, actor: &Actor, at: DateTime<Utc>) -> Self {
        let (actor_kind, actor_id) = actor.kind_and_id();
        Tx { inner, commits, actor_kind, actor_id, at, indexed: BTreeSet::new() }
    }

    /// The moment of this use case.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    pub(crate) fn actor(&self) -> (String, Option<i64>) {
        (self.actor_kind.to_owned(), self.actor_id)
    }

    /// The search index has this new voice's line already.
    pub(crate) fn note_indexed(&mut self, voice: SubmissionId) {
        self.indexed.insert(voice);
    }

    pub(crate) fn is_indexed(&self, voice: SubmissionId) -> bool {
        self.indexed.contains(&voice)
    }

    /// Writes the story into both histories and commits. There is no other commit.
    ///
    /// # Errors
    /// What the database says; then nothing happened.
    pub async fn commit(self, story: Story) -> Result<(), StoreError> {
        if let Story::Told { cases, audits } = story {
            self.write_case_events(&cases).await?;
            case_text::follow(&self, &cases).await?;
            let mut lines = Vec::with_capacity(audits.len());
            for event in &audits {
                let text = self.write_free_text(event.free_text.as_deref()).await?;
                lines.push(self.audit_line(event, text));
            }
            self.write_audit(lines).await?;
        }
        let done = self.inner.commit().await;
        // Also after an error: whether it was written is then not known.
        self.commits.fetch_add(1, Ordering::AcqRel);
        Ok(done?)
    }

    /// Keeps somebody's own words in a row that can be erased; answers where.
    pub(crate) async fn write_free_text(&self, text: Option<&str>) -> Result<Option<i64>, StoreError> {
        let Some(text) = text else { return Ok(None) };
        let row = free_text::ActiveModel { id: NotSet, body: Set(text.to_owned()) }.insert(&self.inner).await?;
        Ok(Some(row.id))
    }

    /// Blanks words whose day of erasing has come; where they stood stays.
    pub(crate) async fn blank_free_text(&self, ids: &[i64]) -> Result<(), StoreError> {
        for some in ids.chunks(LINES) {
            free_text::Entity::update_many()
                .col_expr(free_text::Column::Body, Expr::value(""))
                .filter(free_text::Column::Id.is_in(some.iter().copied()))
                .exec(&self.inner)
                .await?;
        }
        Ok(())
    }

    /// Lines of histories go in together: a batch has a thousand of them.
    async fn write_case_events(&self, events: &[CaseEvent]) -> Result<(), StoreError> {
        for some in events.chunks(LINES) {
            let (mut lines, mut audits) = (Vec::with_capacity(some.len()), Vec::with_capacity(some.len()));
            for event in some {
                let text = self.write_free_text(event.free_text.as_deref()).await?;
                lines.push(self.case_line(event, text));
                let audit = AuditEvent {
                    code: event.code,
                    noun: "case",
                    subject: Some(event.case.0),
                    data: event.data.clone(),
                    free_text: None,
                };
                audits.push(self.audit_line(&audit, text));
            }
            case_event::Entity::insert_many(lines).exec_without_returning(&self.inner).await?;
            self.write_audit(audits).await?;
        }
        Ok(())
    }

    fn case_line(&self, event: &CaseEvent, text: Option<i64>) -> case_event::ActiveModel {
        let data = data_line(&event.data);
        case_event::ActiveModel {
            id: NotSet,
            case_id: Set(event.case.0),
            submission_id: Set(event.submission.0),
            at: Set(self.at),
            actor_kind: Set(self.actor_kind.to_owned()),
            actor_id: Set(self.actor_id),
            code: Set(event.code.to_owned()),
            sha256: Set(self.event_hash("case", Some(event.case.0), event.code, &data)),
            data: Set(data),
            free_text_id: Set(text),
        }
    }

    async fn write_audit(&self, lines: Vec<audit_event::ActiveModel>) -> Result<(), StoreError> {
        if !lines.is_empty() {
            audit_event::Entity::insert_many(lines).exec_without_returning(&self.inner).await?;
        }
        Ok(())
    }

    fn audit_line(&self, event: &AuditEvent, text: Option<i64>) -> audit_event::ActiveModel {
        let data = data_line(&event.data);
        audit_event::ActiveModel {
            id: NotSet,
            at: Set(self.at),
            actor_kind: Set(self.actor_kind.to_owned()),
            actor_id: Set(self.actor_id),
            code: Set(event.code.to_owned()),
            noun: Set(event.noun.to_owned()),
            subject_id: Set(event.subject),
            sha256: Set(self.event_hash(event.noun, event.subject, event.code, &data)),
            data: Set(data),
            free_text_id: Set(text),
        }
    }

    /// The hash of an event's canonical bytes: what, whom, who, when; never the erasable text.
    fn event_hash(&self, noun: &str, subject: Option<i64>, code: &str, data: &str) -> String {
        let id = |id: Option<i64>| id.map(|n| n.to_string()).unwrap_or_default();
        text_hash(&[noun, &id(subject), code, data, self.actor_kind, &id(self.actor_id), &self.at.to_rfc3339()])
    }
}

/// `key=value` pairs in order; values are codes and ids, so no escaping is needed beyond spaces.
fn data_line(data: &[(&'static str, String)]) -> String {
    data.iter().map(|(k, v)| format!("{k}={}", v.replace(' ', "_"))).collect::<Vec<_>>().join(" ")
}
