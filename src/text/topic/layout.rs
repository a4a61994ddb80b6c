//! Where do the groups stand on the map? The more alike, the nearer; none covers another. Voices stand around the middle of
//! their group like the seeds of a sunflower, the most typical in the middle.

use super::matrix::{alike, dot, unit};

/// The field's width.
pub const WIDTH: i32 = 1000;
/// The field's height.
pub const HEIGHT: i32 = 700;
/// Room for the rim.
const RIM: f32 = 20.0;
/// Room for a group's name below it: half its width, and its height.
const NAME: (f32, f32) = (84.0, 36.0);
/// A turn of the golden angle: its cosine and sine.
const GOLDEN: (f32, f32) = (-0.737_368_9, 0.675_490_3);

/// How large a group of so many voices is drawn when there are `all`.
#[must_use]
pub fn radius(voices: usize, all: usize) -> f32 {
    let share = voices as f32 / all.max(1) as f32;
    (share * 0.2 * (WIDTH * HEIGHT) as f32 / std::f32::consts::PI).sqrt().max(8.0)
}

/// Where the voice of this rank stands in a group of so many voices, from the middle; `radius` is the group's.
#[must_use]
pub fn around(rank: usize, voices: usize, radius: f32) -> (i32, i32) {
    let far = radius * 0.86 * ((rank as f32 + 0.35) / voices.max(1) as f32).sqrt();
    let (mut x, mut y) = (1.0_f32, 0.0_f32);
    for _ in 0..rank % 360 {
        (x, y) = (x * GOLDEN.0 - y * GOLDEN.1, x * GOLDEN.1 + y * GOLDEN.0);
    }
    ((10.0 * far * x).round() as i32, (10.0 * far * y).round() as i32)
}

/// The middle of each group.
pub(super) fn place(centres: &[Vec<f32>], sizes: &[usize], themes: &[usize]) -> Vec<(i32, i32)> {
    let all = sizes.iter().sum();
    let radii: Vec<f32> = sizes.iter().map(|voices| radius(*voices, all)).collect();
    let mut at = spread(centres, themes);
    even_out(&mut at);
    fill(&mut at);
    for _ in 0..ROUNDS {
        push_apart(&mut at, &radii);
    }
    at.into_iter().map(|(x, y)| (x.round() as i32, y.round() as i32)).collect()
}

/// Rounds of pushing apart.
const ROUNDS: usize = 3_000;

/// Classical scaling: the two directions in which the groups' distances differ most.
fn spread(centres: &[Vec<f32>], themes: &[usize]) -> Vec<(f32, f32)> {
    let n = centres.len();
    let far = |a: usize, b: usize| {
        let far = 1.0 - alike(&centres[a], &centres[b]);
        // A theme stays together.
        if themes[a] == themes[b] { 0.4 * far } else { far }
    };
    let square: Vec<Vec<f32>> = (0..n).map(|a| (0..n).map(|b| far(a, b) * far(a, b)).collect()).collect();
    let means: Vec<f32> = square.iter().map(|row| row.iter().sum::<f32>() / n.max(1) as f32).collect();
    let mean = means.iter().sum::<f32>() / n.max(1) as f32;
    let mut products: Vec<Vec<f32>> =
        (0..n).map(|a| (0..n).map(|b| -0.5 * (square[a][b] - means[a] - means[b] + mean)).collect()).collect();
    let x = strongest(&mut products);
    let y = strongest(&mut products);
    x.into_iter().zip(y).collect()
}

/// The strongest direction of a square of numbers, which is then taken out of it.
fn strongest(square: &mut [Vec<f32>]) -> Vec<f32> {
    let n = square.len();
    let mut direction: Vec<f32> = (0..n).map(|i| 1.0 + (i as f32) / n as f32 + (i % 3) as f32).collect();
    for _ in 0..200 {
        let mut next: Vec<f32> = square.iter().map(|row| dot(row, &direction)).collect();
        unit(&mut next, 1.0);
        direction = next;
    }
    let image: Vec<f32> = square.iter().map(|row| dot(row, &direction)).collect();
    let strength = dot(&image, &direction);
    for (a, row) in square.iter_mut().enumerate() {
        row.iter_mut().zip(&direction).for_each(|(number, b)| *number -= strength * direction[a] * b);
    }
    let scale = strength.max(0.0).sqrt();
    direction.into_iter().map(|number| number * scale).collect()
}

/// One group that is unlike all others would press the rest into a corner: what counts is more the order than the
/// distance.
fn even_out(at: &mut [(f32, f32)]) {
    let ordered = |values: Vec<f32>| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]).then(a.cmp(b)));
        let (low, high) =
            values.iter().fold((f32::MAX, f32::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
        let mut placed: Vec<f32> = values.iter().map(|value| (value - low) / (high - low).max(1e-6)).collect();
        for (rank, group) in order.into_iter().enumerate() {
            placed[group] = 0.25 * placed[group] + 0.75 * rank as f32 / values.len().max(2) as f32;
        }
        placed
    };
    let (x, y) = (ordered(at.iter().map(|(x, _)| *x).collect()), ordered(at.iter().map(|(_, y)| *y).collect()));
    at.iter_mut().zip(x.into_iter().zip(y)).for_each(|(place, even)| *place = even);
}

/// Stretches the places over the whole field.
fn fill(at: &mut [(f32, f32)]) {
    let range = |values: &mut dyn Iterator<Item = f32>| {
        values.fold((f32::MAX, f32::MIN), |(low, high), value| (low.min(value), high.max(value)))
    };
    let stretch = |(low, high): (f32, f32), size: i32| {
        let scale = if high - low > 1e-3 { 0.84 * size as f32 / (high - low) } else { 0.0 };
        let middle = f32::midpoint(low, high);
        move |value: f32| size as f32 / 2.0 + (value - middle) * scale
    };
    let across = stretch(range(&mut at.iter().map(|(x, _)| *x)), WIDTH);
    let down = stretch(range(&mut at.iter().map(|(_, y)| *y)), HEIGHT);
    at.iter_mut().for_each(|(x, y)| (*x, *y) = (across(*x), down(*y)));
}

/// Two groups that cover each other, or each other's names, move apart on the shorter way, in a fixed order; nobody leaves
/// the field.
fn push_apart(at: &mut [(f32, f32)], radii: &[f32]) {
    for a in 0..at.len() {
        for b in a + 1..at.len() {
            let (dx, dy) = (at[b].0 - at[a].0, at[b].1 - at[a].1);
            let beside = radii[a].max(NAME.0) + radii[b].max(NAME.0) - dx.abs();
            let below = radii[a] + radii[b] + NAME.1 - dy.abs();
            if beside > 0.0 && below > 0.0 {
                // A little on the longer way too: else the field's rim could hold both where they are.
                let (x, y) = if beside < below { (0.5 * beside, 0.08 * below) } else { (0.08 * beside, 0.5 * below) };
                let (x, y) = (if dx < 0.0 { -x } else { x }, if dy < 0.0 { -y } else { y });
                at[a] = (at[a].0 - x, at[a].1 - y);
                at[b] = (at[b].0 + x, at[b].1 + y);
            }
        }
    }
    for ((x, y), r) in at.iter_mut().zip(radii) {
        let side = r.max(NAME.0);
        *x = x.clamp(side, (WIDTH as f32 - side).max(side));
        *y = y.clamp(r + RIM, (HEIGHT as f32 - r - NAME.1).max(r + RIM));
    }
}
