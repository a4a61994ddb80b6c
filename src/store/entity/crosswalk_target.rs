//! Table `crosswalk_target`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "crosswalk_target")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub crosswalk_id: i64,
    pub code: String,
    pub home: bool,
    pub position: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
