//! How does a Japanese name fit above a bar? In at most two lines of a phone's width; what is longer ends in ….

/// Full-width characters of a line: 14 px each in the 320 px that a small phone leaves.
const LINE: usize = 44;
/// Lines of a name.
const LINES: usize = 2;

/// The lines of a name; half-width characters take half the room.
pub(super) fn lines(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let (mut room, mut chars) = (LINE, name.chars().peekable());
    while let Some(c) = chars.next() {
        let width = width(c);
        if width > room {
            if lines.len() == LINES {
                let last = lines.last_mut();
                if let Some(line) = last {
                    line.pop();
                    line.push('…');
                }
                return lines;
            }
            lines.push(String::new());
            room = LINE;
        }
        // A line that begins with a blank looks moved.
        let begins = lines.last().is_some_and(String::is_empty);
        if !(begins && c.is_whitespace() && chars.peek().is_some()) {
            lines.last_mut().into_iter().for_each(|line| line.push(c));
            room = room.saturating_sub(width);
        }
    }
    lines
}

fn width(c: char) -> usize {
    // Half-width kana are narrow as well.
    let is_narrow = c.is_ascii() || ('\u{ff61}'..='\u{ff9f}').contains(&c);
    if is_narrow { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_name_takes_one_line_two_lines_or_ends_in_an_ellipsis() {
        assert_eq!(lines("1101 市民協働推進のための環境づくり"), ["1101 市民協働推進のための環境づくり"]);
        let two = lines(&"あ".repeat(30));
        assert_eq!(two.iter().map(|l| l.chars().count()).collect::<Vec<_>>(), [22, 8]);
        let cut = lines(&"あ".repeat(60));
        assert_eq!((cut.len(), cut[1].chars().count(), cut[1].ends_with('…')), (2, 22, true));
        assert_eq!(lines(""), [""]);
    }
}
