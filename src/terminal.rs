//! How do the commands speak to the person at the terminal? One place that prints; logs go another way.

use std::fmt::Display;
use std::io::Write;

/// Prints a line. When nobody listens any more (a closed pipe), there is nobody to tell.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Prints a line for mistakes, apart from the answers.
pub(crate) fn complain(line: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
