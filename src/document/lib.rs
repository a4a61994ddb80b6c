//! Documents without a database or a page: cleaned pictures, tables as CSV, codes that a camera reads.

pub mod picture;
pub mod qr;
pub mod table;
