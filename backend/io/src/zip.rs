//! A ZIP archive written front to back, without ever going back: it can be sent while it is made.
//!
//! Sizes and sums of an entry follow it (data descriptors, APPNOTE 4.3.9). Names are UTF-8. All times are 1980-01-01,
//! the oldest ZIP can say: the same content gives the same bytes. ZIP64 (APPNOTE 4.5.3) is used for an entry when
//! its caller says it may be large, because that must be known before its first byte; and for the archive where needed.

use crc32fast::Hasher;

use crate::deflate::{END_OF_STREAM, Part};
use crate::pipeline::Reuse;
use crate::sink::{Closed, Sink};

/// Why an archive could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZipError {
    /// The reader has gone.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// An entry turned out larger than announced, and the announced size did not call for ZIP64.
    #[error("{name} was announced with at most {announced} bytes and grew past the 4 GiB a plain ZIP entry can hold")]
    EntryTooLarge {
        /// Name of the entry.
        name: String,
        /// What the caller had said.
        announced: u64,
    },
    /// A name longer than 65,535 bytes, or more than 65,535 entries.
    #[error("{what} is {given}; a ZIP holds at most 65535")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How much there is.
        given: usize,
    },
}

/// Entries announced above this use ZIP64. Below 4 GiB by more than deflate can ever add (an eighth of the size).
const PLAIN_LIMIT: u64 = 3 << 30;
const MAX_32: u64 = u32::MAX as u64;
const ZIP64_VERSION: u16 = 45;
const PLAIN_VERSION: u16 = 20;
/// Made by: host system 3 (Unix, so that the file mode counts), version 4.5.
const MADE_BY: u16 = 3 << 8 | ZIP64_VERSION;
/// Bit 3: a data descriptor follows. Bit 11: names are UTF-8.
const FLAGS: u16 = 1 << 3 | 1 << 11;
const DEFLATE: u16 = 8;
/// 1980-01-01 (year since 1980, month, day).
const DATE: u16 = 1 << 5 | 1;
/// A regular file, rw-r--r--.
const MODE: u32 = 0o100_644 << 16;

/// What an entry came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name in the archive.
    pub name: String,
    /// Size of the unpacked file in bytes.
    pub size: u64,
    /// Its size in the archive in bytes.
    pub compressed_size: u64,
    /// CRC-32 of the unpacked file.
    pub crc: u32,
    offset: u64,
    zip64: bool,
}

/// Writes an archive into a sink.
#[derive(Debug)]
pub struct ZipWriter<'s, S: Sink + ?Sized> {
    sink: &'s mut S,
    offset: u64,
    entries: Vec<Entry>,
}

/// Writes one entry; see [`ZipWriter::entry`].
#[derive(Debug)]
pub struct EntryWriter<'z, 's, S: Sink + ?Sized> {
    zip: &'z mut ZipWriter<'s, S>,
    entry: Entry,
    announced: u64,
    crc: Hasher,
}

impl<'s, S: Sink + ?Sized> ZipWriter<'s, S> {
    /// Starts an archive.
    pub const fn new(sink: &'s mut S) -> Self {
        Self { sink, offset: 0, entries: Vec::new() }
    }

    /// Starts an entry whose unpacked size will be at most `size_at_most` bytes; give generous bounds, they cost nothing.
    ///
    /// # Errors
    /// When the sink is closed, or the name is too long.
    pub fn entry(&mut self, name: &str, size_at_most: u64) -> Result<EntryWriter<'_, 's, S>, ZipError> {
        if name.len() > usize::from(u16::MAX) {
            return Err(ZipError::TooMany { what: "the length of a name", given: name.len() });
        }
        if self.entries.len() == usize::from(u16::MAX) {
            return Err(ZipError::TooMany { what: "the number of entries", given: self.entries.len() + 1 });
        }
        let zip64 = size_at_most > PLAIN_LIMIT;
        let entry = Entry { name: name.to_owned(), size: 0, compressed_size: 0, crc: 0, offset: self.offset, zip64 };
        self.send(local_header(&entry).0)?;
        Ok(EntryWriter { zip: self, entry, announced: size_at_most, crc: Hasher::new() })
    }

    /// Writes a whole small entry.
    ///
    /// # Errors
    /// As [`Self::entry`].
    pub fn file(&mut self, name: &str, bytes: &[u8]) -> Result<Entry, ZipError> {
        let mut part = Part::default();
        let mut entry = self.entry(name, bytes.len() as u64)?;
        // Large ones in pieces, for the sake of memory.
        for piece in bytes.chunks(1 << 20) {
            part.reset();
            part.plain.extend_from_slice(piece);
            part.deflate();
            entry.part(&part)?;
        }
        entry.finish()
    }

    /// Lists the entries that were written last in the order of these names, whatever the order they were written in.
    pub(crate) fn list_last(&mut self, names: &[&str]) {
        let from = self.entries.len().saturating_sub(names.len());
        self.entries[from..].sort_by_key(|entry| names.iter().position(|name| *name == entry.name));
    }

    /// Writes the central directory; gives the size of the archive in bytes.
    ///
    /// # Errors
    /// When the sink is closed.
    pub fn finish(mut self) -> Result<u64, ZipError> {
        let start = self.offset;
        let mut directory = Record::default();
        for entry in &self.entries {
            central_header(entry, &mut directory);
        }
        let size = directory.0.len() as u64;
        let count = self.entries.len() as u16;
        if size >= MAX_32 || start >= MAX_32 {
            zip64_end(u64::from(count), size, start, &mut directory);
        }
        directory.u32(0x0605_4b50).u16(0).u16(0).u16(count).u16(count);
        directory.u32(size.min(MAX_32) as u32).u32(start.min(MAX_32) as u32).u16(0);
        self.send(directory.0)?;
        Ok(self.offset)
    }

    fn send(&mut self, bytes: Vec<u8>) -> Result<(), Closed> {
        self.offset += bytes.len() as u64;
        self.sink.send(bytes)
    }
}

impl<S: Sink + ?Sized> EntryWriter<'_, '_, S> {
    /// Adds the next piece, which must have been deflated.
    ///
    /// # Errors
    /// When the sink is closed, or the entry is larger than was announced.
    pub fn part(&mut self, part: &Part) -> Result<(), ZipError> {
        self.piece(part.plain.len() as u64, part.deflated(), part.crc())
    }

    /// The same, for what is left of a piece: its size before, its deflated bytes, the checksum of what it was.
    pub(crate) fn piece(&mut self, size: u64, deflated: &[u8], crc: &Hasher) -> Result<(), ZipError> {
        self.entry.size += size;
        self.entry.compressed_size += deflated.len() as u64;
        self.check_size()?;
        self.crc.combine(crc);
        self.zip.offset += deflated.len() as u64;
        Ok(self.zip.sink.send_copy(deflated)?)
    }

    /// Ends the entry.
    ///
    /// # Errors
    /// As [`Self::part`].
    pub fn finish(mut self) -> Result<Entry, ZipError> {
        self.entry.compressed_size += END_OF_STREAM.len() as u64;
        self.check_size()?;
        self.entry.crc = self.crc.finalize();
        let mut end = Record(END_OF_STREAM.to_vec());
        end.u32(0x0807_4b50).u32(self.entry.crc);
        let sizes = [self.entry.compressed_size, self.entry.size];
        if self.entry.zip64 {
            end.u64(sizes[0]).u64(sizes[1]);
        } else {
            end.u32(sizes[0] as u32).u32(sizes[1] as u32);
        }
        self.zip.send(end.0)?;
        self.zip.entries.push(self.entry.clone());
        Ok(self.entry)
    }

    fn check_size(&self) -> Result<(), ZipError> {
        if !self.entry.zip64 && self.entry.size.max(self.entry.compressed_size) >= MAX_32 {
            return Err(ZipError::EntryTooLarge { name: self.entry.name.clone(), announced: self.announced });
        }
        Ok(())
    }
}

/// Bytes in the making, little-endian.
#[derive(Default)]
struct Record(Vec<u8>);

impl Record {
    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn u16(&mut self, value: u16) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    fn u32(&mut self, value: u32) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    fn u64(&mut self, value: u64) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }
}

const fn version(zip64: bool) -> u16 {
    if zip64 { ZIP64_VERSION } else { PLAIN_VERSION }
}

/// APPNOTE 4.3.7. With ZIP64 the extra field is what tells readers that the descriptor has sizes of 8 bytes.
fn local_header(entry: &Entry) -> Record {
    let mut record = Record::default();
    record.u32(0x0403_4b50).u16(version(entry.zip64)).u16(FLAGS).u16(DEFLATE).u16(0).u16(DATE).u32(0);
    let unknown = if entry.zip64 { u32::MAX } else { 0 };
    record.u32(unknown).u32(unknown).u16(entry.name.len() as u16).u16(if entry.zip64 { 20 } else { 0 });
    record.bytes(entry.name.as_bytes());
    if entry.zip64 {
        record.u16(1).u16(16).u64(0).u64(0);
    }
    record
}

/// APPNOTE 4.3.12. Only what does not fit 32 bits goes into the ZIP64 field, as 4.5.3 asks.
fn central_header(entry: &Entry, record: &mut Record) {
    let mut large = Record::default();
    let fields = [entry.size, entry.compressed_size, entry.offset].map(|value| {
        if value >= MAX_32 {
            large.u64(value);
        }
        value.min(MAX_32) as u32
    });
    let [size, compressed_size, offset] = fields;
    let extra_len = if large.0.is_empty() { 0 } else { large.0.len() as u16 + 4 };
    record.u32(0x0201_4b50).u16(MADE_BY).u16(version(entry.zip64 || extra_len > 0)).u16(FLAGS).u16(DEFLATE);
    record.u16(0).u16(DATE).u32(entry.crc).u32(compressed_size).u32(size);
    record.u16(entry.name.len() as u16).u16(extra_len).u16(0).u16(0).u16(0).u32(MODE).u32(offset);
    record.bytes(entry.name.as_bytes());
    if extra_len > 0 {
        record.u16(1).u16(extra_len - 4).bytes(&large.0);
    }
}

/// APPNOTE 4.3.14 and 4.3.15: the ZIP64 end of the central directory, and where to find it.
fn zip64_end(count: u64, size: u64, start: u64, record: &mut Record) {
    record.u32(0x0606_4b50).u64(44).u16(MADE_BY).u16(ZIP64_VERSION).u32(0).u32(0);
    record.u64(count).u64(count).u64(size).u64(start);
    record.u32(0x0706_4b50).u32(0).u64(start + size).u32(1);
}
