//! Documents without a database or a page: cleaned pictures, tables as CSV, tables from outside.

pub mod pdf;
pub mod picture;
pub mod sheet;
pub mod table;
