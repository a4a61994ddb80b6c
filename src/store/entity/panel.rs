//! Table `panel`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "panel")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub title: String,
    pub starts_on: Date,
    pub ends_on: Date,
    pub size: i64,
    pub apply_from: Date,
    pub apply_until: Date,
    pub state: String,
    pub demo: bool,
    pub created_by: i64,
    pub created_at: DateTimeUtc,
    pub settled_at: Option<DateTimeUtc>,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
