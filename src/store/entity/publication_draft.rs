//! Table `publication_draft`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Deserialize)]
#[sea_orm(table_name = "publication_draft")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub publication_key: Option<String>,
    pub title: String,
    pub opinion: String,
    pub reply: String,
    pub section: String,
    pub measure: Option<String>,
    pub outcome: String,
    pub language: String,
    pub written_by: i64,
    pub created_at: DateTimeUtc,
    pub return_reason: Option<String>,
    pub returned_by: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
