//! The model: places, people, accounts, deals, feedback.

pub mod companies;
pub mod geography;
pub mod people;
