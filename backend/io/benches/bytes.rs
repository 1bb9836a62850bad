//! MB/s of plain bytes through each stage: encoders on one core, then ZIP and folder on one and two threads.
//!
//! `csv/own` beside `csv/crate` is why the encoder in `csv.rs` exists, `deflate/own` beside `deflate/zlib-rs 1` is why the one
//! in `deflate/` does; `sha256` is what a manifest costs.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use crmgen_core::batch::{Batch, Cell};
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_io::csv::Csv;
use crmgen_io::csv_zip::write_csv_zip;
use crmgen_io::deflate::Part;
use crmgen_io::directory::DirectoryExport;
use crmgen_io::encode::Encode;
use crmgen_io::json::Ndjson;
use crmgen_io::parquet::Parquet;
use crmgen_io::partition::Partition;
use crmgen_io::pipeline::{Pool, Reuse};
use crmgen_io::sink::{Closed, Sink};
use crmgen_io::source::Source;
use flate2::{Compress, Compression, FlushCompress};
use sha2::{Digest, Sha256};

#[path = "../tests/io/support.rs"]
mod support;
use support::Fake;

/// Customers in a block of the real generator.
const BLOCK: u64 = crmgen_core::BLOCK_CUSTOMERS as u64;

fn encoded(encoder: &dyn Encode, batch: &Batch) -> Vec<u8> {
    let mut out = Vec::new();
    encoder.rows(batch, &mut out);
    out
}

/// One row after the other through the `csv` crate's writer, with the same helpers a user of it would take: `itoa` and
/// one buffer for what is not text already.
fn csv_crate(batch: &Batch, out: &mut Vec<u8>) {
    use std::io::Write;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    let mut digits = itoa::Buffer::new();
    let mut field = Vec::new();
    for row in 0..batch.rows {
        for values in &batch.values {
            field.clear();
            let result = match values.cell(row) {
                Cell::Null => writer.write_field(""),
                Cell::Text(text) => writer.write_field(text),
                Cell::Flag(flag) => writer.write_field(if flag { "true" } else { "false" }),
                Cell::Number { value, places: 0 } => writer.write_field(digits.format(value)),
                Cell::Number { value, places } => {
                    let scale = 10u64.pow(places.into());
                    let (abs, sign) = (value.unsigned_abs(), if value < 0 { "-" } else { "" });
                    let width = usize::from(places);
                    write!(field, "{sign}{}.{:0width$}", abs / scale, abs % scale).unwrap();
                    writer.write_field(&field)
                }
                Cell::Key { prefix, number, ordinal } => {
                    write!(field, "{prefix}-{number:07}").unwrap();
                    if let Some(ordinal) = ordinal {
                        write!(field, "-{ordinal:02}").unwrap();
                    }
                    writer.write_field(&field)
                }
                Cell::Date(day) => {
                    write!(field, "{day}").unwrap();
                    writer.write_field(&field)
                }
            };
            result.unwrap();
        }
        writer.write_record(None::<&[u8]>).unwrap();
    }
    writer.flush().unwrap();
}

/// Gives the size of bytes deflated at a level and ended by a sync flush, as a piece of ours is.
fn zlib_rs(level: u32) -> impl FnMut(&[u8]) -> usize {
    let mut compress = Compress::new(Compression::new(level), false);
    let mut out = Vec::new();
    move |plain| {
        compress.reset();
        out.resize(plain.len() + plain.len() / 8 + 64, 0);
        compress.compress(plain, &mut out, FlushCompress::Sync).unwrap();
        compress.total_out() as usize
    }
}

fn encoders(criterion: &mut Criterion) {
    let source = Fake::new(1, BLOCK);
    for &table in Table::ALL {
        let batch = source.batch(table, ColumnSet::all(table), 0);
        let bytes = encoded(&Csv, &batch);
        let mut other = Vec::new();
        csv_crate(&batch, &mut other);
        assert!(bytes == other, "both write the same");

        let mut group = criterion.benchmark_group(table.name());
        let mut out = Vec::new();
        for (name, encoder) in [("csv/own", &Csv as &dyn Encode), ("ndjson", &Ndjson)] {
            group.throughput(Throughput::Bytes(encoded(encoder, &batch).len() as u64));
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    out.clear();
                    encoder.rows(black_box(&batch), &mut out);
                    out.len()
                });
            });
        }
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("csv/crate", |bencher| {
            bencher.iter(|| {
                out.clear();
                csv_crate(black_box(&batch), &mut out);
                out.len()
            });
        });
        // MB/s of the same rows as CSV.
        group.bench_function("parquet", |bencher| {
            bencher.iter(|| {
                out.clear();
                Parquet.rows(black_box(&batch), &mut out);
                out.len()
            });
        });
        let mut part = Part::default();
        let mut own = |plain: &[u8]| {
            part.reset();
            part.plain.extend_from_slice(plain);
            part.deflate();
            part.deflated().len()
        };
        let (mut fastest, mut small) = (zlib_rs(1), zlib_rs(2));
        let sizes = [own(&bytes), fastest(&bytes), small(&bytes)];
        println!("{}: {} bytes, deflated to {sizes:?}: own, zlib-rs 1 and 2", table.name(), bytes.len());
        assert!(sizes[0] <= sizes[1], "no larger than that of the general one at its fastest");
        group.bench_function("deflate/own", |bencher| bencher.iter(|| own(black_box(&bytes))));
        group.bench_function("deflate/zlib-rs 1", |bencher| bencher.iter(|| fastest(black_box(&bytes))));
        group.bench_function("deflate/zlib-rs 2", |bencher| bencher.iter(|| small(black_box(&bytes))));
        group.bench_function("sha256", |bencher| bencher.iter(|| Sha256::digest(black_box(&bytes))));
        group.finish();
    }
}

/// Takes everything and keeps nothing.
struct Nowhere;

impl Sink for Nowhere {
    fn send(&mut self, _: Vec<u8>) -> Result<(), Closed> {
        Ok(())
    }

    fn send_copy(&mut self, _: &[u8]) -> Result<(), Closed> {
        Ok(())
    }
}

/// A source whose one block was made before: what is left is the cost of the bytes.
struct Ready {
    blocks: u64,
    batches: Vec<Batch>,
}

impl Source for Ready {
    fn name(&self) -> &str {
        "Ready"
    }

    fn recipe_json(&self) -> String {
        "{}".to_owned()
    }

    fn blocks(&self) -> u64 {
        self.blocks
    }

    fn visit(&self, _: u64, tables: &[(Table, ColumnSet)], visit: &mut dyn FnMut(Batch)) {
        tables.iter().for_each(|&(table, _)| visit(self.batches[table as usize].clone()));
    }
}

fn exports(criterion: &mut Criterion) {
    let fake = Fake::new(1, BLOCK);
    let batches = Table::ALL.iter().map(|&table| fake.batch(table, ColumnSet::all(table), 0)).collect();
    let source: Arc<dyn Source> = Arc::new(Ready { blocks: 48, batches });
    let folder = tempfile::TempDir::new().unwrap();
    let export = DirectoryExport {
        source: Arc::clone(&source),
        encoder: Arc::new(Csv),
        directory: folder.path().to_owned(),
        partition: Partition::WHOLE,
    };
    let mut group = criterion.benchmark_group("exports");
    group.sample_size(10);
    for threads in [1, 2] {
        let pool = Pool::new(threads).unwrap();
        let manifest = write_csv_zip(&pool, Arc::clone(&source), &mut Nowhere).unwrap();
        let bytes = manifest.files.iter().filter(|file| file.rows.is_some()).map(|file| file.bytes).sum();
        group.throughput(Throughput::Bytes(bytes));
        group.bench_function(format!("csv.zip/{threads}"), |bencher| {
            bencher.iter(|| write_csv_zip(&pool, Arc::clone(&source), &mut Nowhere).unwrap());
        });
        group.bench_function(format!("folder/{threads}"), |bencher| {
            bencher.iter(|| export.write(&pool, &mut |_| {}, &AtomicBool::new(false)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, encoders, exports);
criterion_main!(benches);
