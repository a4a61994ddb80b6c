//! What people do: one use case = one function = one transaction. The only floor that opens a transaction.

pub mod account;
pub mod admin;
pub mod audit;
pub mod caller;
pub mod case;
mod city;
pub mod clean;
mod cx;
pub mod deadline;
pub mod desk;
pub mod ending;
mod error;
pub mod install;
pub mod job;
mod keys;
mod learning;
pub mod letter;
pub mod office;
pub mod reply;
pub mod reveal;
pub mod route;
pub mod search;
pub mod session;
pub mod status;
pub mod submission;
pub mod suggestion;
pub mod triage;
pub mod upload;

pub use city::City;
pub use cx::{Cx, House, Parts};
pub use error::{Error, FieldErrors};
pub use keys::{Keys, SystemClock, SystemIds};
/// What lists and pages are made of, as the store gives it.
pub use kocho_store as stored;
