//! Documents without a database or a page: cleaned pictures, tables as CSV.

pub mod picture;
pub mod table;
