//! Table `case`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Deserialize)]
#[sea_orm(table_name = "case")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub submission_id: i64,
    pub branch: i64,
    pub point: Option<String>,
    pub title: String,
    pub status: String,
    pub status_at: DateTimeUtc,
    pub holder_id: i64,
    pub holder_staff_id: Option<i64>,
    pub holder_at: DateTimeUtc,
    pub restricted: bool,
    pub kind: Option<String>,
    pub category: Option<String>,
    pub measure_state: String,
    pub measure_id: Option<i64>,
    pub outcome: Option<String>,
    pub reply_due: bool,
    pub received_on: Date,
    pub due_on: Date,
    pub follow_up_on: Option<Date>,
    pub returns: i64,
    pub ruled: bool,
    pub urgent_at: Option<DateTimeUtc>,
    pub urgent_taken_at: Option<DateTimeUtc>,
    pub ending: Option<String>,
    pub closed_on: Option<Date>,
    pub open: bool,
    pub channel: String,
    pub retention: String,
    pub hold: bool,
    pub lock: i64,
    pub flood_id: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
