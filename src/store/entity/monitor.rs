//! Table `monitor`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "monitor")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub panel_id: i64,
    pub candidate_id: Option<i64>,
    pub number: i64,
    pub language: String,
    pub name: String,
    pub kana: String,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub notice_by: String,
    pub name_hash: Option<String>,
    pub phone_hash: Option<String>,
    pub email_hash: Option<String>,
    pub home_hash: Option<String>,
    pub age_group: String,
    pub gender: String,
    pub district: String,
    pub appointed_on: Date,
    pub ends_on: Date,
    pub left_on: Option<Date>,
    pub leave_reason: Option<String>,
    pub leave_text_id: Option<i64>,
    pub purge_on: Date,
    pub purged_at: Option<DateTimeUtc>,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
