//! What is written down is true: the description of the API, the help, the committed files.

mod description;
mod schema;
mod schemathesis;
mod settings;
