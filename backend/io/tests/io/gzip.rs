use std::io::Read;
use std::sync::Arc;

use crmgen_core::columns::{ColumnSet, Table};
use crmgen_io::csv::Csv;
use crmgen_io::encode::Encode;
use crmgen_io::gzip::write_table_gzip;
use crmgen_io::json::Ndjson;
use crmgen_io::pipeline::Pool;
use crmgen_io::tables::write_table;
use flate2::read::GzDecoder;

use crate::support::Fake;

#[test]
fn a_packed_table_unpacks_to_the_plain_one_with_any_number_of_threads() {
    let table = (Table::Feedback, ColumnSet::all(Table::Feedback));
    for blocks in [0, 1, 5] {
        for encoder in [Arc::new(Csv) as Arc<dyn Encode>, Arc::new(Ndjson)] {
            let source = Arc::new(Fake::new(blocks, 300));
            let mut packed: Vec<Vec<u8>> = Vec::new();
            let mut plain = Vec::new();
            for threads in [1, 3] {
                let pool = Pool::new(threads).unwrap();
                let mut bytes = Vec::new();
                write_table_gzip(&pool, source.clone(), table, Arc::clone(&encoder), &mut bytes).unwrap();
                packed.push(bytes);
                plain.clear();
                write_table(&pool, source.clone(), table, Arc::clone(&encoder), &mut plain).unwrap();
            }
            assert!(packed[0] == packed[1], "the number of threads plays a part");
            let mut unpacked = Vec::new();
            // Reads one member and no more: what follows would be left over.
            let mut decoder = GzDecoder::new(&packed[0][..]);
            decoder.read_to_end(&mut unpacked).unwrap();
            assert!(unpacked == plain && decoder.into_inner().is_empty(), "{blocks} blocks of {}", encoder.extension());
        }
    }
}
