//! Table `dialogue_day`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dialogue_day")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub series: String,
    pub number_year: i64,
    pub number_seq: i64,
    pub title: String,
    pub held_on: Date,
    pub venue: String,
    pub attendees: String,
    pub capacity: i64,
    pub apply_from: Option<Date>,
    pub apply_until: Option<Date>,
    pub state: String,
    pub cancel_text_id: Option<i64>,
    pub demo: bool,
    pub created_by: i64,
    pub created_at: DateTimeUtc,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
