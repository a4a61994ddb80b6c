//! Table `trial_case`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "trial_case")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub trial_id: i64,
    pub case_id: i64,
    pub before: String,
    pub after: String,
    pub wanted: String,
    pub was_right: bool,
    pub is_right: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
