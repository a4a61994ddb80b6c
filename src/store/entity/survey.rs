//! Table `survey`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "survey")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub code: String,
    pub title: String,
    pub section_id: i64,
    pub state: String,
    pub anonymous: bool,
    pub kind: String,
    pub starts_on: Date,
    pub ends_on: Date,
    pub target: String,
    pub method: String,
    pub purpose: String,
    pub selection: String,
    pub population: Option<i64>,
    pub demo: bool,
    pub created_by: Option<i64>,
    pub created_at: DateTimeUtc,
    pub submitted_by: Option<i64>,
    pub opened_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
