//! What the tests of the built program share: starting the server on a free port, asking it, running commands, reading
//! its log. Each test file drives the program from outside, as users do.

pub mod http;
pub mod program;
pub mod python;

pub use http::Answer;
pub use program::{Server, crmgen, program, repository};
pub use python::python;
