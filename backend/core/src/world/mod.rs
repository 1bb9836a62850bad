//! The model: places, people, accounts, deals, feedback.

pub(crate) mod account;
pub(crate) mod clock;
pub mod companies;
pub(crate) mod deal;
pub mod geography;
pub(crate) mod life;
pub mod parameters;
pub mod people;
pub(crate) mod plan;
pub(crate) mod shuffle;
pub mod staff;
pub mod stories;
pub(crate) mod tenure;
pub(crate) mod voice;
pub(crate) mod weighted;
