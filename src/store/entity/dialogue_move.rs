//! Table `dialogue_move`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dialogue_move")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub day_id: i64,
    pub slot_id: Option<i64>,
    pub before_on: Date,
    pub before_time: String,
    pub before_venue: String,
    pub after_on: Date,
    pub after_time: String,
    pub after_venue: String,
    pub reason_text_id: Option<i64>,
    pub told: i64,
    pub moved_by: Option<i64>,
    pub moved_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
