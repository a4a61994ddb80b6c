//! Stories: people act on the whole program, in process, on SQLite or (with `KOCHO_TEST_DATABASE_URL`) on PostgreSQL; and the
//! program as it is typed on a command line (`command.rs`).

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a story anything unexpected fails the test"
)]
#![expect(clippy::print_stdout, reason = "the PostgreSQL run prints the server's version")]

mod command;
mod mail;
mod rule;
mod story;
mod support;
