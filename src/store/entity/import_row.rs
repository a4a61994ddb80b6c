//! Table `import_row`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_row")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub import_id: i64,
    pub row_no: i64,
    pub state: String,
    pub errors: String,
    pub flags: String,
    pub hash: String,
    pub head: String,
    pub received_on: Option<Date>,
    pub channel: Option<String>,
    pub cells: Option<String>,
    pub danger: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
