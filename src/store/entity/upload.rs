//! Table `upload`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub form_key: String,
    pub blob_hash: String,
    pub file_name: String,
    pub media_type: String,
    pub size: i64,
    pub created_at: DateTimeUtc,
    pub small_hash: Option<String>,
    pub scan_state: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
