//! Table `remark_version`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "remark_version")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub remark_id: i64,
    pub version: i64,
    pub said: String,
    pub answered: String,
    pub device: String,
    pub staff_id: i64,
    pub written_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
