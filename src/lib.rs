//! The front door: command line, configuration, seed and wiring. No rules, no SQL, no pages.

mod command;
pub mod config;
pub mod embedded;
mod key_file;
pub mod seed;
mod terminal;
pub mod wiring;

pub use command::run;

/// A page is a hundred small texts; the C library's allocator takes a fifth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
