//! How is a line of the bank of invented letters (`data/voices`) read? Only learning and measuring read the bank.

/// A letter with what its writer says of it.
pub(crate) struct Line<'a> {
    /// Codes of measures, separated by commas; `-` for none.
    pub(crate) codes: &'a str,
    /// Names of sections, separated by commas; `-` for none.
    pub(crate) sections: &'a str,
    /// Code of a group of danger; `-` for none.
    pub(crate) flag: &'a str,
    /// The letter, line breaks as such, marks of personal information reduced to their words.
    pub(crate) text: String,
}

/// Reads `codes<TAB>sections<TAB>flag<TAB>text`.
///
/// # Errors
/// How many fields there are instead.
pub(crate) fn line(line: &str) -> Result<Line<'_>, String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [codes, sections, flag, text] = fields[..] else {
        return Err(format!("{} fields instead of 4", fields.len()));
    };
    Ok(Line { codes, sections, flag, text: unmarked(&text.replace("\\n", "\n")) })
}

/// `[[name:見本花子]]` becomes `見本花子`.
fn unmarked(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        let (marked, tail) = after.split_once("]]").unwrap_or((after, ""));
        plain.push_str(before);
        plain.push_str(marked.split_once(':').map_or(marked, |(_, words)| words));
        rest = tail;
    }
    plain + rest
}
