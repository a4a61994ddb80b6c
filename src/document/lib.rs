//! Documents without a database or a page: cleaned pictures, tables as CSV, tables from outside, codes that a camera reads.

pub mod pdf;
pub mod picture;
pub mod qr;
pub mod sheet;
pub mod table;
