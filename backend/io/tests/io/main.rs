//! Everything `crmgen-io` writes, read back with somebody else's reader.

mod encoders;
mod exports;
mod gzip;
mod pipeline;
mod support;
mod zip_archives;
