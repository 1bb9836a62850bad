use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crmgen_core::batch::Batch;
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_io::csv::Csv;
use crmgen_io::csv_zip::{ArchiveError, write_csv_zip};
use crmgen_io::directory::{DirectoryError, DirectoryExport, Progress};
use crmgen_io::encode::Encode;
use crmgen_io::json::Ndjson;
use crmgen_io::manifest::Manifest;
use crmgen_io::partition::Partition;
use crmgen_io::pipeline::Pool;
use crmgen_io::sink::{Closed, Sink, WriteSink};
use crmgen_io::source::Source;
use crmgen_io::tables::stream_table;
use crmgen_io::verify::{Difference, VerifyError, verify};
use crmgen_io::zip::ZipError;
use tempfile::TempDir;

use crate::support::Fake;
use crate::zip_archives::contents;

fn pool(threads: usize) -> Pool {
    Pool::new(threads).unwrap()
}

/// The whole table, made the simple way.
fn expected(source: &Fake, table: Table, encoder: &dyn Encode) -> Vec<u8> {
    let mut out = Vec::new();
    encoder.header(table, ColumnSet::all(table), &mut out);
    (0..source.blocks).for_each(|block| encoder.rows(&source.batch(table, ColumnSet::all(table), block), &mut out));
    out
}

fn streamed(pool: &Pool, source: &Fake, table: Table, encoder: Arc<dyn Encode>) -> Vec<u8> {
    let chunks = stream_table(pool, Arc::new(source.clone()), table, ColumnSet::all(table), encoder);
    chunks.flat_map(|chunk| chunk.unwrap().to_vec()).collect()
}

fn zipped(threads: usize, source: &Fake) -> (Vec<u8>, Manifest) {
    let mut out = Vec::new();
    let manifest = write_csv_zip(&pool(threads), Arc::new(source.clone()), &mut out).unwrap();
    (out, manifest)
}

fn export(source: &Fake, directory: &Path, partition: Partition) -> DirectoryExport {
    DirectoryExport {
        source: Arc::new(source.clone()),
        encoder: Arc::new(Csv),
        directory: directory.to_owned(),
        partition,
    }
}

fn write(export: &DirectoryExport) -> Manifest {
    export.write(&pool(2), &mut |_| {}, &AtomicBool::new(false)).unwrap()
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(directory).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_streamed_table_is_the_table_with_any_number_of_threads() {
    let source = Fake::new(9, 40);
    for &table in Table::ALL {
        for threads in [1, 3] {
            assert!(streamed(&pool(threads), &source, table, Arc::new(Csv)) == expected(&source, table, &Csv));
        }
        assert!(streamed(&pool(2), &source, table, Arc::new(Ndjson)) == expected(&source, table, &Ndjson));
    }
}

#[test]
fn a_table_without_blocks_is_its_header() {
    let bytes = streamed(&pool(1), &Fake::new(0, 10), Table::Deals, Arc::new(Csv));
    assert_eq!(bytes, expected(&Fake::new(0, 10), Table::Deals, &Csv));
    assert!(bytes.starts_with(b"deal_id,customer_id,") && bytes.ends_with(b",loss_reason\n"));
}

#[test]
fn dropping_a_streamed_table_stops_making_blocks() {
    let source = Fake::new(1_000_000, 5);
    let pool = pool(2);
    let mut stream =
        stream_table(&pool, Arc::new(source.clone()), Table::Deals, ColumnSet::all(Table::Deals), Arc::new(Csv));
    (0..10).for_each(|_| drop(stream.next().unwrap().unwrap()));
    drop(stream);
    assert!(source.visits.load(Ordering::Relaxed) <= 10 + pool.window() as u64);
}

#[test]
fn the_archive_holds_all_tables_and_what_explains_them() {
    let source = Fake::new(5, 60);
    let (archive, manifest) = zipped(2, &source);
    let files = contents(&archive);
    let order: Vec<_> = files.iter().map(|file| file.0.as_str()).collect();
    let tables = ["customers.csv", "deals.csv", "feedback.csv"];
    assert_eq!(order, [&tables[..], &["data_dictionary.csv", "README.txt", "manifest.json"]].concat());
    for (&table, file) in Table::ALL.iter().zip(&files) {
        assert!(file.1 == expected(&source, table, &Csv), "{}", table.name());
    }

    let text = |name: &str| String::from_utf8(files.iter().find(|file| file.0 == name).unwrap().1.clone()).unwrap();
    assert_eq!(text("manifest.json"), manifest.to_json());
    assert!(text("README.txt").contains(&format!("customers.csv: {} rows.", 300)));
    let dictionary = text("data_dictionary.csv");
    let mut reader = csv::Reader::from_reader(dictionary.as_bytes());
    let described: Vec<(String, String, String)> = reader
        .records()
        .map(|record| record.unwrap())
        .map(|record| (record[0].to_owned(), record[1].to_owned(), record[5].to_owned()))
        .collect();
    let columns = Table::ALL.iter().flat_map(|table| {
        table.columns().iter().map(|c| (table.name().to_owned(), c.name.to_owned(), c.meaning.to_owned()))
    });
    let columns: Vec<_> = columns.collect();
    assert_eq!(described.len(), columns.len());
    for (row, (table, column, meaning)) in described.iter().zip(&columns) {
        assert!((&row.0, &row.1) == (table, column) && row.2.starts_with(meaning.as_str()), "{row:?}");
    }
    let closed = described.iter().find(|row| row.1 == "closed_date").unwrap();
    assert!(closed.2.contains("only if they were won"), "{closed:?}");
}

#[test]
fn the_manifest_counts_and_sums_every_file() {
    let source = Fake::new(4, 33);
    let (archive, manifest) = zipped(2, &source);
    let json: serde_json::Value = serde_json::from_str(&manifest.to_json()).unwrap();
    assert_eq!(json["recipe"]["customers"], 132);
    assert_eq!(json["generator_version"], crmgen_core::GENERATOR_VERSION);
    assert_eq!(json.get("partition"), None);
    let files: BTreeMap<_, _> = contents(&archive).into_iter().collect();
    assert_eq!(manifest.files.len() + 1, files.len(), "all but the manifest itself");
    for file in &manifest.files {
        let bytes = &files[&file.file];
        assert_eq!(file.bytes, bytes.len() as u64);
        if let Some(rows) = file.rows {
            assert_eq!(rows as usize, csv::Reader::from_reader(bytes.as_slice()).records().count());
        }
    }
    assert_eq!(manifest.files.iter().filter(|file| file.rows.is_some()).count(), 3);

    // Unpacked into a folder, our own check and Python's hashlib agree that the sums are right.
    let folder = TempDir::new().unwrap();
    files.iter().for_each(|(name, bytes)| fs::write(folder.path().join(name), bytes).unwrap());
    assert_eq!(verify(folder.path()).unwrap(), []);
    let script = "import hashlib, json\n\
        for f in json.load(open('manifest.json'))['files']:\n    \
            assert hashlib.sha256(open(f['file'], 'rb').read()).hexdigest() == f['sha256'], f";
    let output = Command::new("python3").args(["-c", script]).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_archive_is_the_same_with_any_number_of_threads() {
    let source = Fake::new(7, 50);
    let (one, _) = zipped(1, &source);
    assert!(zipped(4, &source).0 == one);
    assert!(zipped(2, &source).0 == one);
}

#[test]
fn the_blocks_of_a_large_archive_are_made_twice_not_three_times() {
    let source = Fake::new(80, 20);
    let (archive, _) = zipped(2, &source);
    let made = source.visits.load(Ordering::Relaxed);
    // Once for feedback and customers, once for deals; a few more where threads run ahead.
    assert!((160..170).contains(&made), "{made}");
    for (&table, (name, bytes)) in Table::ALL.iter().zip(contents(&archive)) {
        assert!(bytes == expected(&source, table, &Csv), "{name}");
    }
}

/// Takes some bytes and then no more.
struct Leaving(usize);

impl Sink for Leaving {
    fn send(&mut self, bytes: Vec<u8>) -> Result<(), Closed> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(Closed)?;
        Ok(())
    }
}

#[test]
fn an_archive_nobody_takes_is_not_made() {
    let source = Fake::new(1_000_000, 20);
    let pool = pool(2);
    let error = write_csv_zip(&pool, Arc::new(source.clone()), &mut Leaving(10_000)).unwrap_err();
    assert!(matches!(error, ArchiveError::Zip(ZipError::Closed(Closed))), "{error}");
    assert!(source.visits.load(Ordering::Relaxed) < 1_000, "{:?} blocks were made for nothing", source.visits);
}

#[test]
fn a_full_disk_is_told() {
    let mut sink = WriteSink::new(Cursor::new([0u8; 1_000]));
    assert!(write_csv_zip(&pool(1), Arc::new(Fake::new(3, 50)), &mut sink).is_err());
    assert_eq!(sink.finish().unwrap_err().kind(), std::io::ErrorKind::WriteZero);
}

#[test]
fn a_folder_holds_the_tables_and_verifies() {
    let source = Fake::new(6, 45);
    let folder = TempDir::new().unwrap();
    let mut progress = Vec::new();
    let target = folder.path().join("new/folder");
    let manifest = export(&source, &target, Partition::WHOLE)
        .write(&pool(2), &mut |step| progress.push(step), &AtomicBool::new(false))
        .unwrap();

    assert_eq!(names(&target), ["customers.csv", "deals.csv", "feedback.csv", "manifest.json"]);
    for &table in Table::ALL {
        let bytes = fs::read(target.join(format!("{}.csv", table.name()))).unwrap();
        assert!(bytes == expected(&source, table, &Csv), "{}", table.name());
    }
    assert_eq!(source.visits.load(Ordering::Relaxed), 6, "each block is made once for all tables");
    assert_eq!(verify(&target).unwrap(), []);
    assert_eq!(fs::read_to_string(target.join("manifest.json")).unwrap(), manifest.to_json());

    assert_eq!(progress.iter().map(|step| step.blocks_done).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    let rows = manifest.files.iter().filter_map(|file| file.rows).sum();
    let bytes = manifest.files.iter().map(|file| file.bytes).sum();
    assert_eq!(progress.last(), Some(&Progress { blocks_done: 6, blocks: 6, rows, bytes }));
}

#[test]
fn parts_put_together_are_the_whole() {
    let source = Fake::new(5, 30);
    for of in [1, 2, 3, 7] {
        let folder = TempDir::new().unwrap();
        let parts: Vec<_> = (1..=of).map(|index| Partition::new(index, of).unwrap()).collect();
        for &part in &parts {
            write(&export(&source, folder.path(), part));
        }
        for &table in Table::ALL {
            let file = |part: &Partition| fs::read(folder.path().join(part.table_file(table, "csv"))).unwrap();
            let whole: Vec<u8> = parts.iter().flat_map(file).collect();
            assert!(whole == expected(&source, table, &Csv), "{} of {of} parts", table.name());
        }
        assert_eq!(verify(folder.path()).unwrap(), []);
    }
}

#[test]
fn a_missing_part_is_noticed() {
    let source = Fake::new(5, 30);
    let folder = TempDir::new().unwrap();
    write(&export(&source, folder.path(), Partition::new(1, 3).unwrap()));
    assert_eq!(verify(folder.path()).unwrap(), [], "one part alone is fine");
    write(&export(&source, folder.path(), Partition::new(3, 3).unwrap()));
    let file = "manifest-0002-of-0003.json".to_owned();
    assert_eq!(verify(folder.path()).unwrap(), [Difference::MissingPart { part: 2, file }]);

    write(&export(&Fake::new(6, 30), folder.path(), Partition::new(2, 3).unwrap()));
    let [first, second] = [1, 2].map(|part| format!("manifest-000{part}-of-0003.json"));
    assert_eq!(verify(folder.path()).unwrap(), [Difference::Mixed { first, second }]);
}

#[test]
fn every_difference_is_told() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    let manifest = write(&export(&Fake::new(3, 30), folder.path(), Partition::WHOLE));
    fs::remove_file(at("customers.csv")).unwrap();
    let mut deals = fs::read(at("deals.csv")).unwrap();
    deals.push(b'\n');
    fs::write(at("deals.csv"), &deals).unwrap();
    let mut feedback = fs::read(at("feedback.csv")).unwrap();
    *feedback.last_mut().unwrap() ^= 1;
    fs::write(at("feedback.csv"), &feedback).unwrap();

    let differences = verify(folder.path()).unwrap();
    let [
        Difference::Missing { file: missing },
        Difference::Size { file: size, expected, found },
        Difference::Sum { file: sum, .. },
    ] = differences.as_slice()
    else {
        panic!("{differences:?}")
    };
    assert_eq!([missing, size, sum], ["customers.csv", "deals.csv", "feedback.csv"]);
    assert_eq!((*expected, *found), (manifest.files[1].bytes, manifest.files[1].bytes + 1));
    let told = differences[1].to_string();
    assert_eq!(told, format!("deals.csv has {found} bytes; the manifest says {expected}"));
}

#[test]
fn a_manifest_cannot_lead_out_of_its_folder() {
    let folder = TempDir::new().unwrap();
    write(&export(&Fake::new(1, 3), folder.path(), Partition::WHOLE));
    let manifest = fs::read_to_string(folder.path().join("manifest.json")).unwrap();
    for name in ["../deals.csv", "/etc/hostname", "..", "a/deals.csv"] {
        fs::write(folder.path().join("manifest.json"), manifest.replace("deals.csv", name)).unwrap();
        let error = verify(folder.path()).unwrap_err();
        assert!(matches!(error, VerifyError::BadManifest { .. }) && error.to_string().contains(name), "{error}");
    }
}

#[test]
fn a_folder_without_a_manifest_cannot_be_checked() {
    let folder = TempDir::new().unwrap();
    assert!(matches!(verify(folder.path()), Err(VerifyError::NoManifest { .. })));
    assert!(matches!(verify(&folder.path().join("none")), Err(VerifyError::Io { .. })));
}

#[test]
fn a_cancelled_export_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("deals.csv"), "from before").unwrap();
    let source = Fake::new(100_000, 20);
    let cancel = AtomicBool::new(false);
    let error = export(&source, folder.path(), Partition::WHOLE)
        .write(&pool(2), &mut |step| cancel.store(step.blocks_done == 5, Ordering::Relaxed), &cancel)
        .unwrap_err();
    assert!(matches!(error, DirectoryError::Cancelled), "{error}");
    assert_eq!(names(folder.path()), ["deals.csv"]);
    assert_eq!(fs::read_to_string(folder.path().join("deals.csv")).unwrap(), "from before");
    assert!(source.visits.load(Ordering::Relaxed) < 100);
}

/// A source with a block that cannot be made.
struct Broken(Fake);

impl Source for Broken {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn recipe_json(&self) -> String {
        self.0.recipe_json()
    }

    fn blocks(&self) -> u64 {
        self.0.blocks()
    }

    fn visit(&self, block: u64, tables: &[(Table, ColumnSet)], visit: &mut dyn FnMut(Batch)) {
        assert!(block != 2, "block 2 is broken");
        self.0.visit(block, tables, visit);
    }
}

#[test]
fn a_block_that_cannot_be_made_is_an_error_and_no_half_file() {
    let folder = TempDir::new().unwrap();
    let source: Arc<dyn Source> = Arc::new(Broken(Fake::new(10, 20)));
    let job = DirectoryExport { source: source.clone(), ..export(&Fake::new(0, 0), folder.path(), Partition::WHOLE) };
    let error = job.write(&pool(2), &mut |_| {}, &AtomicBool::new(false)).unwrap_err();
    assert_eq!(error.to_string(), "task 2 failed: block 2 is broken");
    assert_eq!(names(folder.path()), [""; 0]);
    let error = write_csv_zip(&pool(2), source, &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "task 2 failed: block 2 is broken");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let target = folder.path().join("file/below");
    let error = export(&Fake::new(1, 1), &target, Partition::WHOLE)
        .write(&pool(1), &mut |_| {}, &AtomicBool::new(false))
        .unwrap_err();
    assert!(error.to_string().contains(&target.display().to_string()), "{error}");
}
