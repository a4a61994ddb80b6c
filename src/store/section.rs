//! 課.

use chrono::NaiveDate;
use kocho_domain::id::SectionId;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::section};

/// A section as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Database key.
    pub id: SectionId,
    /// Short code.
    pub code: String,
    /// 市民協働課
    pub name: String,
    /// しみんきょうどうか
    pub reading: String,
    /// English name.
    pub name_en: String,
    /// 部
    pub department: String,
    /// 事務分掌 in everyday words.
    pub duties: Vec<String>,
    /// Mail address.
    pub mail: String,
    /// 文書記号
    pub mark: String,
    /// The hearing desk.
    pub hearing: bool,
    /// 職名 of the head where it is not the name with 長.
    pub head: Option<String>,
    /// デモ用の仮の課
    pub demo_note: Option<String>,
    /// Who took over its work.
    pub successor: Option<SectionId>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_until: Option<NaiveDate>,
}

impl Section {
    /// 市民協働課長, or the head's own title.
    pub fn head_title(&self) -> String {
        self.head.clone().unwrap_or_else(|| format!("{}長", self.name))
    }

    /// True when the section works on this day.
    pub fn in_force(&self, on: NaiveDate) -> bool {
        self.valid_from <= on && self.valid_until.is_none_or(|until| until >= on)
    }
}

/// All sections, in the order in which they were entered.
///
/// # Errors
/// What the database says.
pub async fn all(from: &impl Source) -> Result<Vec<Section>, StoreError> {
    let rows = section::Entity::find().order_by_asc(section::Column::Id).all(from.conn()).await?;
    rows.into_iter().map(convert).collect()
}

/// A section by key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: SectionId) -> Result<Option<Section>, StoreError> {
    section::Entity::find_by_id(id.0).one(from.conn()).await?.map(convert).transpose()
}

/// Makes a section or changes the one with the same code.
///
/// # Errors
/// [`StoreError::Conflict`] when the name is taken by another.
pub async fn save(tx: &mut Tx, section: &Section) -> Result<SectionId, StoreError> {
    let existing = section::Entity::find().filter(section::Column::Code.eq(&section.code)).one(tx.conn()).await?;
    let duties = serde_json::to_string(&section.duties).map_err(|e| StoreError::Corrupt(e.to_string()))?;
    let mut row = section::ActiveModel {
        id: NotSet,
        code: Set(section.code.clone()),
        name: Set(section.name.clone()),
        reading: Set(section.reading.clone()),
        name_en: Set(section.name_en.clone()),
        department: Set(section.department.clone()),
        duties: Set(duties),
        mail: Set(section.mail.clone()),
        mark: Set(section.mark.clone()),
        hearing: Set(section.hearing),
        head: Set(section.head.clone()),
        demo_note: Set(section.demo_note.clone()),
        successor_id: Set(section.successor.map(|s| s.0)),
        valid_from: Set(section.valid_from),
        valid_until: Set(section.valid_until),
    };
    let id = match existing {
        Some(old) => {
            row.id = Set(old.id);
            row.update(tx.conn()).await?.id
        }
        None => row.insert(tx.conn()).await?.id,
    };
    Ok(SectionId(id))
}

fn convert(row: section::Model) -> Result<Section, StoreError> {
    Ok(Section {
        id: SectionId(row.id),
        duties: serde_json::from_str(&row.duties).map_err(|e| StoreError::Corrupt(e.to_string()))?,
        code: row.code,
        name: row.name,
        reading: row.reading,
        name_en: row.name_en,
        department: row.department,
        mail: row.mail,
        mark: row.mark,
        hearing: row.hearing,
        head: row.head,
        demo_note: row.demo_note,
        successor: row.successor_id.map(SectionId),
        valid_from: row.valid_from,
        valid_until: row.valid_until,
    })
}
