//! What do many filled questionnaires say? Counting, and how sure a count is: pure functions over columns of small codes.
//!
//! What a question is and who may know a number is not decided here. What leaves the house goes through [`hidden`].

pub mod banner;
pub mod chi_square;
pub mod describe;
pub mod finding;
mod gamma;
pub mod hidden;
pub mod layout;
pub mod margin;
pub mod population;
pub mod score;
pub mod share;
pub mod sheet;
pub mod tally;
pub mod weight;
