//! The front door: command line, configuration, seed and wiring. No rules, no SQL, no pages.

mod command;
pub mod config;
pub mod embedded;
mod key_file;
pub mod seed;
mod terminal;
pub mod wiring;

pub use command::run;
