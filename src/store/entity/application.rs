//! Table `application`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "application")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub form_key: String,
    pub number_year: i64,
    pub number_seq: i64,
    pub secret_hash: String,
    pub series: String,
    pub day_id: Option<i64>,
    pub channel: String,
    pub language: String,
    pub received_on: Date,
    pub received_at: DateTimeUtc,
    pub registered_by_kind: String,
    pub registered_by_id: Option<i64>,
    pub theme: String,
    pub detail: String,
    pub party_kind: String,
    pub group_name: String,
    pub people: i64,
    pub relation: Option<String>,
    pub wishes: String,
    pub needs: String,
    pub needs_note: String,
    pub name: String,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub reach_note: Option<String>,
    pub notice_by: String,
    pub name_hash: Option<String>,
    pub group_hash: Option<String>,
    pub phone_hash: Option<String>,
    pub email_hash: Option<String>,
    pub purge_on: Option<Date>,
    pub state: String,
    pub waiting_place: Option<i64>,
    pub reason: Option<String>,
    pub reason_text_id: Option<i64>,
    pub decided_by: Option<i64>,
    pub decided_at: Option<DateTimeUtc>,
    pub special: bool,
    pub lock: i64,
    pub purged_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
