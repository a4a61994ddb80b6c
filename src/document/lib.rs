//! Documents without a database or a page: cleaned pictures, tables as CSV, tables and mails from outside, codes that a camera reads.

pub mod ics;
pub mod mail_in;
pub mod pdf;
pub mod picture;
pub mod qr;
pub mod sheet;
pub mod table;
pub mod workbook;
