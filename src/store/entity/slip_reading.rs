//! Table `slip_reading`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "slip_reading")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub slip_id: i64,
    pub turn: i64,
    pub body: String,
    pub staff_id: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
