//! Table `summary_comment`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "summary_comment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub summary_id: i64,
    pub version: i64,
    pub code: String,
    pub quote: String,
    pub body: String,
    pub staff_id: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
