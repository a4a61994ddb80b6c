//! Table `invitee`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitee")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub survey_id: i64,
    pub monitor_id: Option<i64>,
    pub number: i64,
    pub name: String,
    pub postal_code: String,
    pub address: String,
    pub email: Option<String>,
    pub language: String,
    pub profile: String,
    pub asked_no_more: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
