//! What people do: one use case = one function = one transaction. The only floor that opens a transaction.

pub mod account;
pub mod accuracy;
pub mod admin;
pub mod audit;
mod batch;
pub mod caller;
pub mod case;
mod city;
pub mod clean;
pub mod crosswalk;
mod cx;
pub mod deadline;
pub mod desk;
pub mod enclosure;
pub mod ending;
mod error;
pub mod flood;
pub mod install;
pub mod job;
mod kept;
mod keys;
mod learning;
pub mod letter;
pub mod office;
pub mod plan;
pub mod publication;
pub mod reply;
pub mod reveal;
pub mod rising;
pub mod route;
pub mod session;
pub mod similar;
pub mod status;
pub mod submission;
pub mod suggestion;
pub mod term;
pub mod topic;
pub mod triage;
pub mod trial;
pub mod upload;

pub use city::{City, Plans};
pub use cx::{Cx, House, Parts};
pub use error::{Error, FieldErrors};
pub use keys::{Keys, SystemClock, SystemIds};
/// What lists and pages are made of, as the store gives it.
pub use kocho_store as stored;
