//! Tables for a spreadsheet: CSV that opens in the town's Excel and runs nothing there.

/// The bytes before the first row: UTF-8's mark, so that Excel reads Japanese.
pub const BOM: &[u8] = b"\xEF\xBB\xBF";

/// One row as CSV bytes, ended by CR LF, cells neutralised.
///
/// # Errors
/// What the writer says; it writes to memory only.
pub fn row<S: AsRef<str>>(cells: &[S]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells.iter().map(|c| neutral(c.as_ref())))?;
    writer.into_inner().map_err(|e| csv::Error::from(std::io::Error::other(e.to_string())))
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection).
fn neutral(cell: &str) -> String {
    if runs(cell) { format!("'{cell}") } else { cell.to_owned() }
}

fn runs(cell: &str) -> bool {
    cell.trim_start_matches([' ', '\u{3000}']).starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// The apostrophe in front is ours: the cell would run without it.
#[must_use]
pub fn is_neutralised(cell: &str) -> bool {
    cell.strip_prefix('\'').is_some_and(runs)
}

#[cfg(test)]
mod tests {
    use super::{is_neutralised, row};

    #[test]
    fn a_cell_that_would_run_is_neutralised_and_line_breaks_stay_inside_their_cell() {
        let line = row(&["=1+1", "-お礼", "a,b", "一行目\n二行目", "ふつう"]).unwrap();
        assert_eq!(String::from_utf8(line).unwrap(), "'=1+1,'-お礼,\"a,b\",\"一行目\n二行目\",ふつう\r\n");
    }

    #[test]
    fn our_apostrophe_is_told_from_a_typed_one() {
        assert!(is_neutralised("'-道の穴") && is_neutralised("'=1+1"));
        assert!(!is_neutralised("'ふつう") && !is_neutralised("-道の穴") && !is_neutralised("'"));
    }
}
