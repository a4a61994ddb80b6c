//! Table `incoming_mail`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Deserialize)]
#[sea_orm(table_name = "incoming_mail")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub blob_hash: String,
    pub digest: Option<String>,
    pub size: i64,
    pub whole: bool,
    pub message_id: String,
    pub sender_hash: Option<String>,
    pub verdict: String,
    pub reason: String,
    pub title: String,
    pub danger: String,
    pub submission_id: Option<i64>,
    pub outbox_id: Option<i64>,
    pub answered: bool,
    pub left_files: i64,
    pub cut: bool,
    pub place: String,
    pub arrived_at: DateTimeUtc,
    pub taken_at: DateTimeUtc,
    pub done_at: Option<DateTimeUtc>,
    pub done_by: Option<i64>,
    pub raw_erased_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
