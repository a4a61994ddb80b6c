//! Documents without a database or a page: cleaned pictures, tables as CSV.

pub mod pdf;
pub mod picture;
pub mod table;
