//! Table `paper_return`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_return")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub survey_id: i64,
    pub number: i64,
    pub response_key: String,
    pub first_by: i64,
    pub second_by: Option<i64>,
    pub second_answers: Option<String>,
    pub decided_by: Option<i64>,
    pub state: String,
    pub differences: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
