//! Stories: people act on the whole program, in process, on SQLite or (with `KOCHO_TEST_DATABASE_URL`) on PostgreSQL.

mod rule;
mod story;
mod support;
