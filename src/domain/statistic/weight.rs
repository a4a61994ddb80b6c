//! How much does each answer count, so that the whole looks like the population?
//!
//! Raking (iterative proportional fitting, Deming and Stephan 1940) on as many margins as are given. On one margin it is done
//! after one round and is post-stratification: a cell's people together weigh what the cell's share of the population is.

/// Rounds at most; margins that have not met by then contradict each other in these answers.
const ROUNDS: u32 = 2_000;
/// Margins have met when no factor is further from 1 than this.
const MET: f64 = 1e-13;

/// In which cell of a margin each person is (`None`: in none that the population names), and how many the population has there.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// A person's cell.
    pub cells: Vec<Option<usize>>,
    /// People of the population, a cell.
    pub population: Vec<f64>,
}

/// A weight a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// In the order of the people; their mean is 1.
    pub of: Vec<f64>,
    /// People whom the population's figures do not name: each weighs 1.
    pub outside: u64,
    /// Rounds until the margins met.
    pub rounds: u32,
}

/// Why nothing can be weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unweighable {
    /// The population has people in these cells (margin, cell), and nobody answered there: cells have to be put together.
    Empty(Vec<(usize, usize)>),
    /// The margins contradict each other in these answers.
    Apart,
}

impl Weights {
    /// Effective number of people, (Σw)² / Σw² (Kish 1965).
    #[must_use]
    pub fn effective(&self) -> f64 {
        let squares: f64 = self.of.iter().map(|weight| weight * weight).sum();
        if squares > 0.0 { self.of.iter().sum::<f64>().powi(2) / squares } else { 0.0 }
    }

    /// The smallest and the largest weight.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        let of = self.of.iter().copied();
        Some((of.clone().reduce(f64::min)?, of.reduce(f64::max)?))
    }
}

/// Weighs people on margins.
///
/// # Errors
/// [`Unweighable`].
pub fn weigh(people: usize, margins: &[Margin]) -> Result<Weights, Unweighable> {
    let cell = |margin: &Margin, person: usize| margin.cells.get(person).copied().flatten();
    let inside: Vec<usize> =
        (0..people).filter(|person| margins.iter().all(|margin| cell(margin, *person).is_some())).collect();
    let mut of = vec![1.0; people];
    let mut rounds = 0;
    loop {
        let mut furthest: f64 = 0.0;
        for (place, margin) in margins.iter().enumerate() {
            let mut weight = vec![0.0; margin.population.len()];
            for person in &inside {
                cell(margin, *person).into_iter().for_each(|cell| weight[cell] += of[*person]);
            }
            let factor = factors(place, margin, &weight, inside.len())?;
            for person in &inside {
                cell(margin, *person).into_iter().for_each(|cell| of[*person] *= factor[cell]);
            }
            let met = weight.iter().zip(&factor).filter(|(weight, _)| **weight > 0.0);
            furthest = met.map(|(_, factor)| (factor - 1.0).abs()).fold(furthest, f64::max);
        }
        rounds += 1;
        if furthest < MET || margins.len() < 2 {
            return Ok(Weights { of, outside: (people - inside.len()) as u64, rounds });
        }
        if rounds == ROUNDS {
            return Err(Unweighable::Apart);
        }
    }
}

/// By what each cell's people have to be multiplied so that the margin is met.
fn factors(place: usize, margin: &Margin, weight: &[f64], people: usize) -> Result<Vec<f64>, Unweighable> {
    let all: f64 = margin.population.iter().sum();
    let cells = || margin.population.iter().zip(weight).enumerate();
    let empty: Vec<(usize, usize)> = cells()
        .filter(|(_, (population, weight))| **population > 0.0 && **weight <= 0.0)
        .map(|(cell, _)| (place, cell))
        .collect();
    if !empty.is_empty() {
        return Err(Unweighable::Empty(empty));
    }
    let factor = |(_, (population, weight)): (usize, (&f64, &f64))| {
        if *weight > 0.0 { population / all * people as f64 / weight } else { 1.0 }
    };
    Ok(cells().map(factor).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn margin(cells: &[usize], population: &[f64]) -> Margin {
        Margin { cells: cells.iter().map(|cell| Some(*cell)).collect(), population: population.to_vec() }
    }

    #[test]
    fn on_one_margin_each_cell_weighs_its_share_of_the_population() {
        let weights = weigh(4, &[margin(&[0, 0, 0, 1], &[5_000.0, 5_000.0])]).unwrap();
        let third = 2.0 / 3.0;
        assert!(weights.of.iter().zip([third, third, third, 2.0]).all(|(a, b)| (a - b).abs() < 1e-12));
        assert_eq!((weights.rounds, weights.outside), (1, 0));
        assert!((weights.effective() - 16.0 / (3.0 * third * third + 4.0)).abs() < 1e-12);
        assert_eq!(weights.range().map(|(a, b)| (a < 0.67, b)), Some((true, 2.0)));
    }

    #[test]
    fn whoever_the_population_does_not_name_weighs_one() {
        let mut one = margin(&[0, 0, 1, 1], &[1.0, 3.0]);
        one.cells[0] = None;
        let weights = weigh(4, &[one]).unwrap();
        assert_eq!(weights.outside, 1);
        assert!(weights.of.iter().zip([1.0, 0.75, 1.125, 1.125]).all(|(a, b)| (a - b).abs() < 1e-12));
    }

    #[test]
    fn a_cell_without_answers_and_margins_that_contradict_each_other_are_said() {
        assert_eq!(weigh(2, &[margin(&[0, 0], &[1.0, 1.0])]), Err(Unweighable::Empty(vec![(0, 1)])));
        let apart = [margin(&[0, 1], &[1.0, 9.0]), margin(&[0, 1], &[9.0, 1.0])];
        assert_eq!(weigh(2, &apart), Err(Unweighable::Apart));
    }

    #[test]
    fn without_margins_everybody_counts_once() {
        assert_eq!(weigh(3, &[]).unwrap().of, [1.0; 3]);
    }

    proptest! {
        #[test]
        fn both_margins_are_met_and_the_mean_is_one(
            people in proptest::collection::vec((0usize..3, 0usize..2), 0..40),
            a in proptest::array::uniform3(1.0f64..100.0),
            b in proptest::array::uniform2(1.0f64..100.0),
        ) {
            // Everybody once in each cell, so that none is empty.
            let all: Vec<(usize, usize)> = (0..6).map(|i| (i % 3, i / 3)).chain(people).collect();
            let margins = [
                margin(&all.iter().map(|p| p.0).collect::<Vec<_>>(), &a),
                margin(&all.iter().map(|p| p.1).collect::<Vec<_>>(), &b),
            ];
            let weights = weigh(all.len(), &margins).unwrap();
            for margin in &margins {
                let whole: f64 = margin.population.iter().sum();
                for (cell, population) in margin.population.iter().enumerate() {
                    let here = margin.cells.iter().zip(&weights.of).filter(|(c, _)| **c == Some(cell));
                    let share = here.map(|(_, w)| w).sum::<f64>() / all.len() as f64;
                    prop_assert!((share - population / whole).abs() < 1e-10, "{share} {population}");
                }
            }
            prop_assert!((weights.of.iter().sum::<f64>() / all.len() as f64 - 1.0).abs() < 1e-10);
        }
    }
}
