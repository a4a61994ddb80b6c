//! Table `slip`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "slip")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub collection_id: i64,
    pub position: i64,
    pub state: String,
    pub awaits_back: bool,
    pub edition_id: Option<i64>,
    pub submission_id: Option<i64>,
    pub void_reason: Option<String>,
    pub holder_id: Option<i64>,
    pub held_until: Option<DateTimeUtc>,
    pub draft: String,
    pub draft_at: Option<DateTimeUtc>,
    pub guess: String,
    pub posted_on: Option<Date>,
    pub first_by: Option<i64>,
    pub second_by: Option<i64>,
    pub settled_by: Option<i64>,
    pub settled_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
