//! See `crmgen_server::fuzz::recipe_form`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crmgen_server::fuzz::recipe_form(bytes));
