//! Table `section`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "section")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub code: String,
    pub name: String,
    pub reading: String,
    pub name_en: String,
    pub department: String,
    pub duties: String,
    pub mail: String,
    pub mark: String,
    pub hearing: bool,
    pub head: Option<String>,
    pub demo_note: Option<String>,
    pub successor_id: Option<i64>,
    pub valid_from: Date,
    pub valid_until: Option<Date>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
