use std::io::{Cursor, Read, Write};
use std::process::Command;

use crmgen_io::deflate::Part;
use crmgen_io::pipeline::{Chunk, Reuse};
use crmgen_io::sink::{Closed, Sink};
use crmgen_io::zip::{ZipError, ZipWriter};
use flate2::read::DeflateDecoder;
use proptest::prelude::*;
use zip::ZipArchive;

fn part(bytes: &[u8]) -> Part {
    let mut part = Part::default();
    part.plain.extend_from_slice(bytes);
    part.deflate();
    part
}

/// An archive of these entries, each of these pieces.
fn archive(entries: &[(&str, Vec<Vec<u8>>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut zip = ZipWriter::new(&mut out);
    for (name, pieces) in entries {
        let mut entry = zip.entry(name, 1_000).unwrap();
        pieces.iter().for_each(|piece| entry.part(&part(piece)).unwrap());
        entry.finish().unwrap();
    }
    assert_eq!(zip.finish().unwrap(), out.len() as u64);
    out
}

/// Every file of an archive, in order.
pub(crate) fn contents(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut files = Vec::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((file.name().unwrap().into_owned(), bytes));
    }
    files
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..3_000),
        (any::<u8>(), 0usize..100_000).prop_map(|(byte, len)| vec![byte; len]),
        "[a-e ]{0,2000}".prop_map(String::into_bytes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn archives_unpack_to_what_was_packed(
        entries in prop::collection::vec(("[a-zé東]{1,12}", prop::collection::vec(any_bytes(), 0..5)), 0..4),
    ) {
        let named: Vec<_> = entries.iter().enumerate().map(|(i, (name, pieces))| (format!("{i}{name}"), pieces)).collect();
        let expected: Vec<_> = named.iter().map(|(name, pieces)| (name.clone(), pieces.concat())).collect();
        let packed = archive(&named.iter().map(|(name, pieces)| (name.as_str(), pieces.to_vec())).collect::<Vec<_>>());
        prop_assert_eq!(contents(&packed), expected);
    }

    #[test]
    fn a_part_used_before_deflates_like_a_new_one(before in any_bytes(), bytes in any_bytes()) {
        let mut used = part(&before);
        used.reset();
        used.plain.extend_from_slice(&bytes);
        used.deflate();
        let new = part(&bytes);
        prop_assert_eq!(used.deflated(), new.deflated());
    }

    #[test]
    fn pieces_stored_and_deflated_are_one_stream(pieces in prop::collection::vec((any_bytes(), any::<bool>()), 0..6)) {
        let mut stream = Vec::new();
        for (piece, stored) in &pieces {
            let mut part = Part::default();
            part.plain.extend_from_slice(piece);
            if *stored { part.store() } else { part.deflate() }
            stream.extend_from_slice(part.deflated());
        }
        stream.extend([3, 0]);
        let mut plain = Vec::new();
        DeflateDecoder::new(stream.as_slice()).read_to_end(&mut plain).unwrap();
        prop_assert_eq!(plain, pieces.iter().flat_map(|piece| piece.0.clone()).collect::<Vec<_>>());
    }

    #[test]
    fn pieces_one_after_the_other_are_one_deflate_stream(pieces in prop::collection::vec(any_bytes(), 0..6)) {
        let mut stream: Vec<u8> = pieces.iter().flat_map(|piece| part(piece).deflated().to_vec()).collect();
        stream.extend([3, 0]);
        let mut plain = Vec::new();
        DeflateDecoder::new(stream.as_slice()).read_to_end(&mut plain).unwrap();
        prop_assert_eq!(plain, pieces.concat());
    }
}

/// Noise cannot be made smaller: the hardest case for the room that was set aside.
#[test]
fn bytes_that_do_not_compress_survive() {
    let mut state = 1u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8 | 0x90
    };
    let pieces: Vec<Vec<u8>> =
        [1, 2, 3, 1_000, 65_536, 3_000_000].map(|len| (0..len).map(|_| noise()).collect()).into();
    let packed = archive(&[("noise.bin", pieces.clone())]);
    assert!(contents(&packed)[0].1 == pieces.concat());
}

/// Checks an archive with Python's own `zipfile`: every sum, and what it says of each entry.
fn python_sees(archive: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(archive).unwrap();
    let script = "import sys, zipfile\n\
        z = zipfile.ZipFile(sys.argv[1])\n\
        assert z.testzip() is None\n\
        for i in z.infolist(): print(ascii(i.filename), i.file_size, *i.date_time, oct(i.external_attr >> 16), i.extract_version)";
    let output = Command::new("python3").arg("-c").arg(script).arg(file.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn python_opens_archives() {
    let packed =
        archive(&[("customers.csv", vec![b"a,b\n".to_vec(), b"1,2\n".repeat(10_000)]), ("leer-é.txt", vec![])]);
    let expected = "'customers.csv' 40004 1980 1 1 0 0 0 0o100644 20\n\
        'leer-\\xe9.txt' 0 1980 1 1 0 0 0 0o100644 20\n";
    assert_eq!(python_sees(&packed), expected);
}

#[test]
fn python_opens_an_archive_with_a_zip64_entry_that_stayed_small() {
    let mut out = Vec::new();
    let mut zip = ZipWriter::new(&mut out);
    let mut entry = zip.entry("maybe-large.csv", 1 << 40).unwrap();
    entry.part(&part(b"1,2\n")).unwrap();
    entry.finish().unwrap();
    zip.file("small.txt", b"hello").unwrap();
    zip.finish().unwrap();
    let expected = "'maybe-large.csv' 4 1980 1 1 0 0 0 0o100644 45\n'small.txt' 5 1980 1 1 0 0 0 0o100644 20\n";
    assert_eq!(python_sees(&out), expected);
    assert_eq!(contents(&out)[0].1, b"1,2\n");
}

/// Zeros, 8 MiB of them, deflated once and added until the entry is past 4 GiB.
#[test]
fn an_entry_of_more_than_4_gib_reads_back() {
    let piece = part(&vec![0; 8 << 20]);
    let pieces = (4 << 30) / (8 << 20) + 1;
    let mut out = Vec::new();
    let mut zip = ZipWriter::new(&mut out);
    let mut entry = zip.entry("zeros.bin", 5 << 30).unwrap();
    (0..pieces).for_each(|_| entry.part(&piece).unwrap());
    assert!(entry.finish().unwrap().size > 4 << 30);
    zip.file("after.txt", b"still here").unwrap();
    zip.finish().unwrap();

    let mut archive = ZipArchive::new(Cursor::new(&out)).unwrap();
    let mut file = archive.by_name("zeros.bin").unwrap();
    assert_eq!(file.size(), pieces * (8 << 20));
    let mut buffer = vec![1; 1 << 20];
    let mut read = 0;
    loop {
        // The reader checks the CRC-32 when it comes to the end.
        match file.read(&mut buffer).unwrap() {
            0 => break,
            n => read += n as u64,
        }
    }
    assert_eq!(read, pieces * (8 << 20));
    drop(file);
    let mut after = String::new();
    archive.by_name("after.txt").unwrap().read_to_string(&mut after).unwrap();
    assert_eq!(after, "still here");
}

/// A sink that only counts: stands for an archive too large to keep.
struct Counting(u64);

impl Sink for Counting {
    fn send(&mut self, bytes: Vec<u8>) -> Result<(), Closed> {
        self.send_copy(&bytes)
    }

    fn send_copy(&mut self, bytes: &[u8]) -> Result<(), Closed> {
        self.0 += bytes.len() as u64;
        Ok(())
    }
}

#[test]
fn an_entry_that_outgrows_what_was_announced_is_an_error() {
    let piece = part(&vec![0; 64 << 20]);
    let mut sink = Counting(0);
    let mut zip = ZipWriter::new(&mut sink);
    let mut entry = zip.entry("zeros.bin", 1_000).unwrap();
    let error = (0..64).find_map(|_| entry.part(&piece).err());
    assert_eq!(error, Some(ZipError::EntryTooLarge { name: "zeros.bin".to_owned(), announced: 1_000 }));
}

/// The end of the directory of an archive past 4 GiB, read by Python from a file with a hole in place of the entry's bytes.
#[test]
fn python_finds_entries_past_4_gib() {
    struct Sparse {
        file: std::fs::File,
    }
    impl Sink for Sparse {
        fn send(&mut self, bytes: Vec<u8>) -> Result<(), Closed> {
            self.send_copy(&bytes)
        }

        fn send_copy(&mut self, bytes: &[u8]) -> Result<(), Closed> {
            use std::io::{Seek, SeekFrom};
            if bytes.len() > 1_000_000 {
                self.file.seek(SeekFrom::Current(bytes.len() as i64)).unwrap();
            } else {
                self.file.write_all(bytes).unwrap();
            }
            Ok(())
        }

        fn send_chunk(&mut self, chunk: Chunk<Vec<u8>>) -> Result<(), Closed> {
            self.send_copy(&chunk)
        }
    }

    let noise: Vec<u8> =
        (0..16u32 << 20).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8 ^ (i >> 8) as u8).collect();
    let piece = part(&noise);
    let pieces = (4u64 << 30) / piece.deflated().len() as u64 + 1;
    assert!(pieces < 1_000, "{} bytes are too few for a quick test", piece.deflated().len());
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut sink = Sparse { file: file.reopen().unwrap() };
    let mut zip = ZipWriter::new(&mut sink);
    let mut entry = zip.entry("large.bin", 8 << 30).unwrap();
    (0..pieces).for_each(|_| entry.part(&piece).unwrap());
    let large = entry.finish().unwrap();
    assert!(large.compressed_size > 4 << 30);
    zip.file("after.txt", b"still here").unwrap();
    zip.finish().unwrap();

    let script = "import sys, zipfile\n\
        z = zipfile.ZipFile(sys.argv[1])\n\
        print([(i.filename, i.file_size, i.compress_size) for i in z.infolist()], z.read('after.txt'))";
    let output = Command::new("python3").arg("-c").arg(script).arg(file.path()).output().unwrap();
    let expected = format!(
        "[('large.bin', {}, {}), ('after.txt', 10, {})] b'still here'\n",
        large.size,
        large.compressed_size,
        part(b"still here").deflated().len() + 2
    );
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected, "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_closed_sink_ends_the_archive() {
    struct Gone;
    impl Sink for Gone {
        fn send(&mut self, _: Vec<u8>) -> Result<(), Closed> {
            Err(Closed)
        }
    }
    let mut sink = Gone;
    assert_eq!(ZipWriter::new(&mut sink).file("a.txt", b"a").unwrap_err(), ZipError::Closed(Closed));
}
