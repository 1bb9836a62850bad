//! See `crmgen_server::fuzz::query_string`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crmgen_server::fuzz::query_string(bytes));
