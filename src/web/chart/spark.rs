//! A line as small as a word, in the row that it belongs to: did it grow? The numbers stand in a table of the page.

/// Pixels.
const WIDTH: usize = 96;
const HEIGHT: usize = 28;
const EDGE: f64 = 4.0;

/// Twelve months in a cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spark {
    /// Read out instead of the drawing: 12か月の件数 3、0、5 …
    pub(crate) words: String,
    pub(crate) path: String,
    /// The last value.
    pub(crate) x: usize,
    pub(crate) y: usize,
    /// There is something to draw.
    pub(crate) is_drawn: bool,
}

impl Spark {
    /// Of the numbers of months, the oldest first.
    pub(crate) fn of(months: &[u64]) -> Self {
        let highest = months.iter().copied().max().unwrap_or(0);
        let step = (WIDTH as f64 - 2.0 * EDGE) / (months.len().saturating_sub(1).max(1)) as f64;
        let corner = |(place, n): (usize, &u64)| {
            let down = (HEIGHT as f64 - 2.0 * EDGE) * (*n as f64) / (highest.max(1) as f64);
            ((EDGE + step * place as f64) as usize, (HEIGHT as f64 - EDGE - down) as usize)
        };
        let corners: Vec<(usize, usize)> = months.iter().enumerate().map(corner).collect();
        let (x, y) = corners.last().copied().unwrap_or_default();
        let numbers: Vec<String> = months.iter().map(u64::to_string).collect();
        Spark {
            words: format!("月ごとの件数、古い順に {}", numbers.join("、")),
            path: corners.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" "),
            x,
            y,
            is_drawn: highest > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Spark;

    #[test]
    fn a_spark_ends_at_its_last_month_and_says_its_numbers() {
        let spark = Spark::of(&[0, 4, 2]);
        assert_eq!((spark.path.as_str(), spark.x, spark.y), ("4,24 48,4 92,14", 92, 14));
        assert_eq!(spark.words, "月ごとの件数、古い順に 0、4、2");
        assert!(!Spark::of(&[0, 0]).is_drawn && !Spark::of(&[]).is_drawn);
    }
}
