//! See `crmgen_server::fuzz::recipe_json`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crmgen_server::fuzz::recipe_json(bytes));
