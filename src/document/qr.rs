//! An address as a code that a camera reads, drawn as one path.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// White modules around the code; readers need four.
const MARGIN: usize = 4;

/// A code without colour: dark modules as a path of an SVG whose sides are `side` modules long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Modules on each side, the white ones around it too.
    pub side: usize,
    /// The `d` of a path.
    pub path: String,
}

/// Draws an address; `None` when it is longer than a code can hold (some 2,300 bytes). 15 % of it may be stained.
#[must_use]
pub fn draw(address: &str) -> Option<Drawn> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % width + MARGIN, at / width + MARGIN);
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some(Drawn { side: width + 2 * MARGIN, path })
}

#[cfg(test)]
mod tests {
    use super::{MARGIN, draw};

    #[test]
    fn the_three_corners_of_a_code_stand_where_readers_look_for_them() {
        let drawn = draw("https://koe.example.jp/status?number=R8-000118-T").unwrap();
        assert!(drawn.side > 21 + 2 * MARGIN - 1 && (drawn.side - 2 * MARGIN - 21).is_multiple_of(4));
        let last = drawn.side - MARGIN - 1;
        for (x, y) in [(MARGIN, MARGIN), (last, MARGIN), (MARGIN, last)] {
            assert!(drawn.path.contains(&format!("M{x} {y}h1")), "no corner at {x}, {y}");
        }
        assert!(!drawn.path.contains("M0 ") && draw(&"x".repeat(5000)).is_none());
        assert_ne!(Some(drawn), draw("https://koe.example.jp/status?number=R8-000119-U"));
    }
}
