//! Table `submission`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Deserialize)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub form_key: String,
    pub number_year: i64,
    pub number_seq: i64,
    pub channel: String,
    pub medium: String,
    pub language: String,
    pub received_on: Date,
    pub received_at: DateTimeUtc,
    pub registered_at: DateTimeUtc,
    pub registered_by_kind: String,
    pub registered_by_id: Option<i64>,
    pub subject: String,
    pub kind_guess: Option<String>,
    pub place: Option<String>,
    pub age_group: Option<String>,
    pub district: Option<String>,
    pub relation: Option<String>,
    pub reply_wanted: Option<bool>,
    pub publish_ok: Option<bool>,
    pub reply_way: Option<String>,
    pub receipt_mail: bool,
    pub secret_hash: String,
    pub source_noun: Option<String>,
    pub source_id: Option<i64>,
    pub has_my_number: bool,
    pub demo: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
