//! 満足度×重要度: where each row lies, and how many voices there are on the same measure.

use askama::Template;
use kocho_domain::statistic::score::Method;
use kocho_service::survey_result::quadrant::{Point, Scores};

use super::{basis, urls};
use crate::{frame::Frame, staff::view::Choice, urls::staff as staff_urls};

/// The drawing, in its own units.
const SIDE: f64 = 1_000.0;
/// Room at the edges for marks.
const EDGE: f64 = 60.0;

/// `GET /staff/surveys/{survey}/results/scores`
#[derive(Debug, Template)]
#[template(path = "staff/survey_result/scores.html")]
pub(crate) struct SurveyScoresPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) satisfactions: Vec<Choice>,
    pub(crate) importances: Vec<Choice>,
    pub(crate) methods: Vec<Choice>,
    pub(crate) method: &'static str,
    pub(crate) points: Vec<PointView>,
    /// Where the axes cross.
    pub(crate) cross: Option<(i64, i64)>,
    /// Means of both, in words.
    pub(crate) means: String,
    /// On what it stands, and of whom it does not speak.
    pub(crate) basis: String,
    pub(crate) caution: &'static str,
}

/// A row of the matrix.
#[derive(Debug, Clone)]
pub(crate) struct PointView {
    /// 1, 2 …
    pub(crate) mark: usize,
    pub(crate) label: String,
    pub(crate) measure: String,
    pub(crate) n: u64,
    pub(crate) satisfaction: String,
    pub(crate) importance: String,
    pub(crate) quadrant: &'static str,
    pub(crate) voices: String,
    /// Where those stand that the reader may know; empty: there are none.
    pub(crate) voices_href: String,
    /// Its place in the drawing.
    pub(crate) at: Option<(i64, i64)>,
}

impl SurveyScoresPage {
    pub(super) fn of(frame: Frame, code: String, found: &Scores) -> Self {
        let choices = |chosen: &str| {
            let choice = |(id, text): &(String, String)| Choice {
                chosen: id == chosen,
                ..Choice::new(id.clone(), format!("{id} {text}"))
            };
            found.matrices.iter().map(choice).collect()
        };
        let method =
            |method: Method| Choice { chosen: method == found.method, ..Choice::new(method.code(), method.label()) };
        let field = Field::around(&found.points);
        let means = found.cross.map(|(x, y)| format!("平均：満足度 {}、重要度 {}", written(x), written(y)));
        SurveyScoresPage {
            title: found.title.clone(),
            satisfactions: choices(&found.axes.satisfaction),
            importances: choices(&found.axes.importance),
            methods: Method::ALL.map(method).to_vec(),
            method: found.method.label(),
            points: (1..).zip(&found.points).map(|(mark, point)| view(mark, point, &field)).collect(),
            cross: found.cross.map(|(x, y)| field.place(x, y)),
            means: means.unwrap_or_default(),
            basis: basis(found.rate, found.selection),
            caution: found.selection.caution(),
            frame,
            code,
        }
    }
}

/// The least and the greatest of both scores.
struct Field {
    x: (f64, f64),
    y: (f64, f64),
}

impl Field {
    fn around(points: &[Point]) -> Self {
        let range = |of: &dyn Fn(&Point) -> Option<f64>| {
            let all = points.iter().filter_map(of);
            (all.clone().fold(f64::INFINITY, f64::min), all.fold(f64::NEG_INFINITY, f64::max))
        };
        Field { x: range(&|point| point.importance.map(|_| point.satisfaction)), y: range(&|point| point.importance) }
    }

    /// Right is satisfied, up is important.
    fn place(&self, x: f64, y: f64) -> (i64, i64) {
        let part = |(low, high): (f64, f64), at: f64| if high > low { (at - low) / (high - low) } else { 0.5 };
        let across = EDGE + (SIDE - 2.0 * EDGE) * part(self.x, x);
        let down = SIDE - EDGE - (SIDE - 2.0 * EDGE) * part(self.y, y);
        (across.round() as i64, down.round() as i64)
    }
}

fn view(mark: usize, point: &Point, field: &Field) -> PointView {
    let dash = || "－".to_owned();
    PointView {
        mark,
        label: point.label.clone(),
        measure: point.measure.as_ref().map_or_else(String::new, |(code, name)| format!("{code} {name}")),
        n: point.n,
        satisfaction: written(point.satisfaction),
        importance: point.importance.map_or_else(dash, written),
        quadrant: point.quadrant.map_or("－", kocho_domain::statistic::score::Quadrant::label),
        voices: point.voices.map_or_else(dash, |n| format!("{n}件")),
        voices_href: match (&point.measure, point.voices) {
            (Some((code, _)), Some(1..)) => {
                staff_urls::case_list(staff_urls::DESK, &[("queue", "all"), ("measure", code)])
            }
            _ => String::new(),
        },
        at: point.importance.map(|importance| field.place(point.satisfaction, importance)),
    }
}

/// +0.42, −1.10
fn written(score: f64) -> String {
    format!("{score:+.2}").replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(satisfaction: f64, importance: Option<f64>) -> Point {
        Point { label: "項目".into(), measure: None, n: 10, satisfaction, importance, quadrant: None, voices: None }
    }

    #[test]
    fn the_satisfied_stand_right_and_the_important_up() {
        let points = [point(-1.0, Some(0.5)), point(1.0, Some(1.5)), point(9.0, None)];
        let field = Field::around(&points);
        assert_eq!(
            (field.place(-1.0, 0.5), field.place(1.0, 1.5), field.place(0.0, 1.0)),
            ((60, 940), (940, 60), (500, 500))
        );
        assert_eq!(Field::around(&points[..1]).place(-1.0, 0.5), (500, 500));
        assert_eq!((written(0.416), written(-1.1)), ("+0.42".into(), "−1.10".into()));
    }
}
