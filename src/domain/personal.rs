//! Personal data that cannot slip into a log: printing shows dots, reading it has a name of its own.

use std::fmt;

/// A value that belongs to a person. `Debug` and `Display` print ●●●; the text leaves only through [`Personal::reveal`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Wraps a value as soon as it arrives.
    pub fn new(value: T) -> Self {
        Personal(value)
    }

    /// The value itself. Who calls this towards a person writes an audit event; storing and hashing do not count as seeing.
    pub fn reveal(&self) -> &T {
        &self.0
    }

    /// Takes the value out, for storing.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("●●●")
    }
}

impl<T> fmt::Display for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("●●●")
    }
}

#[cfg(test)]
mod tests {
    use super::Personal;

    #[test]
    fn printing_personal_data_shows_dots() {
        let phone = Personal::new("0299-00-0111".to_owned());
        assert_eq!(format!("{phone} {phone:?}"), "●●● ●●●");
        assert_eq!(phone.reveal(), "0299-00-0111");
    }
}
