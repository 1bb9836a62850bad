//! Everything `crmgen-io` writes, read back with somebody else's reader.

mod encoders;
mod exports;
mod pipeline;
mod support;
mod zip_archives;
