//! Rows of several tables in one statement. A page that shows fifteen tables would else wait fifteen times for the
//! database, and on SQLite each time wake the connection's thread. The rows come as JSON and are read into the entities.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, Statement, Value,
};
use serde::de::DeserializeOwned;

use crate::{Source, StoreError, error::corrupt};

/// A statement that is being put together. Conditions speak of their table as `t` and of the value as `$1`.
pub(crate) struct Together {
    backend: DbBackend,
    value: Value,
    parts: Vec<String>,
}

impl Together {
    /// Everything that has to do with one value: a case's key, a session's hash.
    pub(crate) fn around(from: &impl Source, value: impl Into<Value>) -> Self {
        Together { backend: from.conn().get_database_backend(), value: value.into(), parts: Vec::new() }
    }

    /// All rows of a table for which the condition holds.
    pub(crate) fn with<E: EntityTrait>(self, condition: &str) -> Self {
        let table = E::default().as_str();
        let columns: Vec<(&str, bool)> =
            E::Column::iter().map(|c| (c.as_str(), *c.def().get_column_type() == ColumnType::Boolean)).collect();
        self.with_rows(table, &columns, &format!("\"{table}\" t where {condition}"))
    }

    /// Rows of a query of one's own: its name among the parts, its columns, and what follows `from`.
    pub(crate) fn with_query(self, name: &str, columns: &[&str], query: &str) -> Self {
        let columns: Vec<(&str, bool)> = columns.iter().map(|c| (*c, false)).collect();
        self.with_rows(name, &columns, &format!("({query}) t"))
    }

    fn with_rows(mut self, name: &str, columns: &[(&str, bool)], from: &str) -> Self {
        let sqlite = self.backend == DbBackend::Sqlite;
        let pair = |(column, is_bool): &(&str, bool)| match (sqlite, is_bool) {
            // SQLite keeps true and false as 1 and 0.
            (true, true) => format!("'{column}', json(case t.\"{column}\" when 1 then 'true' when 0 then 'false' end)"),
            _ => format!("'{column}', t.\"{column}\""),
        };
        let pairs: Vec<String> = columns.iter().map(pair).collect();
        let pairs = pairs.join(", ");
        let row = if sqlite { format!("json_object({pairs})") } else { format!("json_build_object({pairs})::text") };
        self.parts.push(format!("select '{name}' as part, {row} as body from {from}"));
        self
    }

    /// Asks the database.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn read(self, from: &impl Source) -> Result<Rows, StoreError> {
        let statement = Statement::from_sql_and_values(self.backend, self.parts.join(" union all "), [self.value]);
        let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in from.conn().query_all_raw(statement).await? {
            parts.entry(row.try_get("", "part")?).or_default().push(row.try_get("", "body")?);
        }
        Ok(Rows(parts))
    }
}

/// What came back, by table.
pub(crate) struct Rows(BTreeMap<String, Vec<String>>);

impl Rows {
    /// The rows of a table, in no order.
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
        let bodies = self.0.remove(name).unwrap_or_default();
        bodies.iter().map(|body| serde_json::from_str(body).map_err(|e| corrupt(name, e))).collect()
    }
}

/// The rows in an order of their own.
pub(crate) fn sorted<T, K: Ord>(mut rows: Vec<T>, by: impl Fn(&T) -> K) -> Vec<T> {
    rows.sort_by_key(by);
    rows
}
