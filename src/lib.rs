//! The front door: command line, configuration, seed and wiring. No rules, no SQL, no pages.

/// Runs the program with the process's arguments.
pub fn run() {}
