//! Rows of several tables in one statement. A page that shows fifteen tables would else wait fifteen times for the
//! database, and on SQLite each time wake the connection's thread, and again for every row and value. So the rows of a
//! table come as one JSON text, each row an array in the order of its type's fields, and are read into the entities here.

mod columns;

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, Statement, Value,
};
use serde::de::DeserializeOwned;

use crate::{Source, StoreError, error::corrupt};

/// A statement that is being put together. Conditions speak of their table as `t` and of the values as `$1`, `$2` …
pub(crate) struct Together {
    backend: DbBackend,
    values: Vec<Value>,
    parts: Vec<String>,
}

impl Together {
    /// Everything that has to do with these values: a case's key, a session's hash, what a list is narrowed to.
    pub(crate) fn around(from: &impl Source, values: Vec<Value>) -> Self {
        Together { backend: from.conn().get_database_backend(), values, parts: Vec::new() }
    }

    /// All rows of a table for which the condition holds.
    pub(crate) fn with<E: EntityTrait>(self, condition: &str) -> Self {
        let table = E::default().as_str();
        let columns: Vec<(&str, bool)> =
            E::Column::iter().map(|c| (c.as_str(), *c.def().get_column_type() == ColumnType::Boolean)).collect();
        self.with_rows(table, &columns, &format!("\"{table}\" t where {condition}"))
    }

    /// Rows of a query of one's own, named among the parts; it has a column for each field of the row.
    pub(crate) fn with_query<T: DeserializeOwned>(self, name: &str, query: &str) -> Self {
        let columns: Vec<(&str, bool)> = columns::of::<T>().iter().map(|c| (*c, false)).collect();
        self.with_rows(name, &columns, &format!("({query}) t"))
    }

    fn with_rows(mut self, name: &str, columns: &[(&str, bool)], from: &str) -> Self {
        let sqlite = self.backend == DbBackend::Sqlite;
        let value = |(column, is_bool): &(&str, bool)| match (sqlite, is_bool) {
            // SQLite keeps true and false as 1 and 0.
            (true, true) => format!("json(case t.\"{column}\" when 1 then 'true' when 0 then 'false' end)"),
            _ => format!("t.\"{column}\""),
        };
        let values: Vec<String> = columns.iter().map(value).collect();
        let values = values.join(", ");
        let rows = if sqlite {
            format!("json_group_array(json_array({values}))")
        } else {
            format!("coalesce(json_agg(json_build_array({values})), '[]')::text")
        };
        self.parts.push(format!("select '{name}' as part, {rows} as body from {from}"));
        self
    }

    /// Asks the database.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn read(self, from: &impl Source) -> Result<Rows, StoreError> {
        let statement = Statement::from_sql_and_values(self.backend, self.parts.join(" union all "), self.values);
        let mut parts = BTreeMap::new();
        for row in from.conn().query_all_raw(statement).await? {
            parts.insert(row.try_get("", "part")?, row.try_get("", "body")?);
        }
        Ok(Rows(parts))
    }
}

/// What came back: the rows of each table as a JSON array.
pub(crate) struct Rows(BTreeMap<String, String>);

impl Rows {
    /// The rows of a table, in no order; they are taken once.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a row is not what the entity says.
    pub(crate) fn take<E: EntityTrait>(&mut self) -> Result<Vec<E::Model>, StoreError>
    where
        E::Model: DeserializeOwned,
    {
        self.take_part(E::default().as_str())
    }

    /// The rows of a query of one's own, in no order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a row is not what the type says.
    pub(crate) fn take_part<T: DeserializeOwned>(&mut self, name: &str) -> Result<Vec<T>, StoreError> {
        let Some(rows) = self.0.remove(name) else { return Ok(Vec::new()) };
        serde_json::from_str(&rows).map_err(|e| corrupt(name, e))
    }
}

/// The rows in an order of their own.
pub(crate) fn sorted<T, K: Ord>(mut rows: Vec<T>, by: impl Fn(&T) -> K) -> Vec<T> {
    rows.sort_by_key(by);
    rows
}

/// A truth that a query of one's own gives: SQLite says 1 or 0, PostgreSQL true or false.
///
/// # Errors
/// When it is neither.
pub(crate) fn truth<'de, D: serde::Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Truth {
        Word(bool),
        Number(i64),
    }
    serde::Deserialize::deserialize(from).map(|truth| match truth {
        Truth::Word(truth) => truth,
        Truth::Number(number) => number != 0,
    })
}
