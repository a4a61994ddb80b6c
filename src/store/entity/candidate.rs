//! Table `candidate`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "candidate")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub form_key: String,
    pub panel_id: i64,
    pub number: String,
    pub way: String,
    pub language: String,
    pub received_on: Date,
    pub received_at: DateTimeUtc,
    pub registered_by_kind: String,
    pub registered_by_id: Option<i64>,
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
    pub relation: Option<String>,
    pub occupation: Option<String>,
    pub motive: String,
    pub recommender: String,
    pub renews: Option<i64>,
    pub state: String,
    pub reserve_place: Option<i64>,
    pub reason: Option<String>,
    pub reason_text_id: Option<i64>,
    pub decided_by: Option<i64>,
    pub decided_at: Option<DateTimeUtc>,
    pub purge_on: Option<Date>,
    pub purged_at: Option<DateTimeUtc>,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
