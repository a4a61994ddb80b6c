//! Table `approval_step`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Deserialize)]
#[sea_orm(table_name = "approval_step")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub approval_id: i64,
    pub position: i64,
    pub label: String,
    pub role: String,
    pub section_id: i64,
    pub act: String,
    pub done_by: Option<i64>,
    pub done_for: Option<String>,
    pub done_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
