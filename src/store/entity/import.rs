//! Table `import`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub file_name: String,
    pub file_hash: String,
    pub sheet: Option<String>,
    pub headers: String,
    pub header_key: String,
    pub mapping: String,
    pub channel: String,
    pub is_text: bool,
    pub section_id: i64,
    pub staff_id: i64,
    pub state: String,
    pub rows: i64,
    pub take_known: bool,
    pub after_row: i64,
    pub taken: i64,
    pub kept: i64,
    pub created_at: DateTimeUtc,
    pub started_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub past: bool,
    pub screened: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
