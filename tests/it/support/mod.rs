//! What stories are told with: the program in a test, people who use it, pages as they see them.

mod app;
mod clock;
pub(crate) mod database;
mod log;
mod page;
#[path = "../../../src/pdf/reader.rs"]
pub(crate) mod pdf;
mod visitor;

pub(crate) use app::{Beside, TestApp};
pub(crate) use page::{Form, Page};
pub(crate) use visitor::Visitor;
