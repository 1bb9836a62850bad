//! See `crmgen_server::fuzz::filter`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crmgen_server::fuzz::filter(bytes));
