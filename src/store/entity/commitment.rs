//! Table `commitment`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "commitment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub number_year: i64,
    pub number_seq: i64,
    pub slot_id: Option<i64>,
    pub remark_id: Option<i64>,
    pub case_id: Option<i64>,
    pub measure_id: Option<i64>,
    pub text: String,
    pub public_text: String,
    pub public_outcome: String,
    pub section_id: i64,
    pub made_on: Date,
    pub due_on: Date,
    pub first_due_on: Date,
    pub state: String,
    pub closed_on: Option<Date>,
    pub evidence_text_id: Option<i64>,
    pub evidence_url: String,
    pub reminded_on: Option<Date>,
    pub follow_up_on: Option<Date>,
    pub followed_up_at: Option<DateTimeUtc>,
    pub follow_up_told_on: Option<Date>,
    pub demo: bool,
    pub created_by: Option<i64>,
    pub created_at: DateTimeUtc,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
