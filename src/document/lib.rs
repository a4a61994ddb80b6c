//! Documents without a database or a page: cleaned pictures, tables as CSV, mails that came in.

pub mod mail_in;
pub mod picture;
pub mod table;
