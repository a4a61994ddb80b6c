//! The only floor that knows SQL. One file a noun; functions take a `Tx` to write, a `Reader` or `Tx` to read.

pub mod addition;
pub mod approval;
pub mod attachment;
pub mod case;
pub mod case_file;
pub mod case_list;
mod convert;
pub mod counter;
pub mod crosswalk;
mod db;
pub mod demo;
mod entity;
mod error;
pub mod event;
pub mod job;
pub mod letter;
pub mod note;
pub mod outbox;
pub mod plan;
pub mod reply;
pub mod report;
pub mod rule;
pub mod section;
pub mod session;
pub mod setting;
pub mod staff;
pub mod submission;
pub mod suggestion;
pub mod throttle;
mod together;
mod tx;
pub mod voice_file;

pub use db::{Db, OpenError, Reader, Source, Target};
pub use error::StoreError;
pub use tx::Tx;
