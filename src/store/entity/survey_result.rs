//! Table `survey_result`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_result")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub survey_id: i64,
    pub population: String,
    pub comment: String,
    pub reflection: String,
    pub reflection_due_on: Option<Date>,
    pub reflected_at: Option<DateTimeUtc>,
    pub public_comment: String,
    pub public_reflection: String,
    pub public_due_on: Option<Date>,
    pub told_late_for: Option<Date>,
    pub updated_by: Option<i64>,
    pub updated_at: DateTimeUtc,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
