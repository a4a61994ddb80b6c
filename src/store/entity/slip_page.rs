//! Table `slip_page`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "slip_page")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub slip_id: i64,
    pub position: i64,
    pub blob_hash: String,
    pub small_hash: Option<String>,
    pub file_name: String,
    pub media_type: String,
    pub size: i64,
    pub scan_state: String,
    pub turn: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
