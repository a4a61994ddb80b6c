//! What must hold for the whole program: the workflow table, the access table, the rules of the house.

mod access;
mod house;
mod migration;
mod workflow;
