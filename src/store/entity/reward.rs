//! Table `reward`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reward")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub panel_id: i64,
    pub monitor_id: i64,
    pub fiscal_year: i64,
    pub survey_key: String,
    pub survey_title: String,
    pub amount: i64,
    pub capped: bool,
    pub entered_on: Date,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
