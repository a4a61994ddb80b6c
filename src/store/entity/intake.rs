//! Table `intake`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "intake")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub submission_id: i64,
    pub staff_id: Option<i64>,
    pub section_id: Option<i64>,
    pub proxy: Option<String>,
    pub proxy_for: Option<String>,
    pub proxy_writer: Option<String>,
    pub read_back: bool,
    pub organisation: Option<String>,
    pub resolution: Option<String>,
    pub resolved_on: Option<Date>,
    pub budget_year: Option<i64>,
    pub earlier_id: Option<i64>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
