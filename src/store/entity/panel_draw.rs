//! Table `panel_draw`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "panel_draw")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub panel_id: i64,
    pub source: String,
    pub round: i64,
    pub seed: String,
    pub seed_sha256: String,
    pub sealed_at: DateTimeUtc,
    pub reason_text_id: Option<i64>,
    pub places: Option<i64>,
    pub list: Option<String>,
    pub result: Option<String>,
    pub chosen: Option<String>,
    pub erased: Option<i64>,
    pub drawn_by: Option<i64>,
    pub drawn_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
