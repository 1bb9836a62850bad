//! The words of the banks in one piece of memory, laid out to be copied fast.
//!
//! A text is put together from some two dozen short pieces. Copying a block of fixed size, and then forgetting what was
//! copied too much, is several times as fast as copying exactly so many bytes (`benches/text.rs`).

/// Bytes copied at once; longer pieces are copied exactly.
const BLOCK: usize = 32;

/// A piece of text in a [`Blob`]: its length in the low [`LENGTH`] bits, and above them where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word(u32);

const LENGTH: u32 = 12;

impl Word {
    /// Nothing.
    pub(crate) const EMPTY: Self = Self(0);

    fn new(at: usize, len: usize) -> Self {
        assert!(
            at < 1 << (u32::BITS - LENGTH) && len < 1 << LENGTH,
            "the banks have grown beyond what a word can tell"
        );
        Self((at << LENGTH | len) as u32)
    }

    #[inline]
    fn at(self) -> usize {
        (self.0 >> LENGTH) as usize
    }

    /// How many bytes.
    #[inline]
    pub(crate) fn len(self) -> usize {
        (self.0 & ((1 << LENGTH) - 1)) as usize
    }
}

/// Pieces of text one after the other, each once, and a block to spare; and lists of some of them to choose from.
#[derive(Default)]
pub(crate) struct Blob {
    bytes: Vec<u8>,
    lists: Vec<Word>,
}

/// A blob in the making: pieces that are there already are found again.
#[expect(clippy::disallowed_types, reason = "only ever looked up in")]
pub(crate) struct BlobMaker {
    blob: Blob,
    known: std::collections::HashMap<Box<str>, Word, foldhash::fast::FixedState>,
}

impl BlobMaker {
    pub(crate) fn new() -> Self {
        let blob = Blob { bytes: vec![0; BLOCK], lists: Vec::new() };
        Self { blob, known: Default::default() }
    }

    /// Takes a piece in.
    pub(crate) fn add(&mut self, text: &str) -> Word {
        if text.is_empty() {
            return Word::EMPTY;
        }
        if let Some(&word) = self.known.get(text) {
            return word;
        }
        let bytes = &mut self.blob.bytes;
        let at = bytes.len() - BLOCK;
        bytes.truncate(at);
        bytes.extend_from_slice(text.as_bytes());
        bytes.resize(at + text.len() + BLOCK, 0);
        let word = Word::new(at, text.len());
        self.known.insert(text.into(), word);
        word
    }

    /// Takes in what is chosen from; tells the number of the first.
    pub(crate) fn list<T: AsRef<str>>(&mut self, texts: &[T]) -> u16 {
        let first = self.blob.lists.len();
        for text in texts {
            let word = self.add(text.as_ref());
            self.blob.lists.push(word);
        }
        u16::try_from(first).expect("the banks have grown beyond what a part can tell")
    }

    pub(crate) fn finish(self) -> Blob {
        self.blob
    }
}

impl Blob {
    /// A piece of a list, by its number.
    #[inline]
    pub(crate) fn listed(&self, number: usize) -> Word {
        self.lists[number]
    }

    /// The bytes of a piece.
    pub(crate) fn get(&self, word: Word) -> &[u8] {
        &self.bytes[word.at()..][..word.len()]
    }

    /// Appends a piece.
    #[inline(always)]
    pub(crate) fn push(&self, word: Word, page: &mut Page) {
        let (len, end) = (word.len(), page.end);
        match (self.bytes[word.at()..].first_chunk::<BLOCK>(), page.bytes[end..].first_chunk_mut::<BLOCK>()) {
            (Some(block), Some(room)) if len <= BLOCK => *room = *block,
            _ => page.bytes[end..][..len].copy_from_slice(self.get(word)),
        }
        page.end = end + len;
    }
}

/// Texts that are being written, one after the other, into memory that is ready before it is needed.
#[derive(Default)]
pub struct Page {
    bytes: Vec<u8>,
    end: usize,
}

/// Bytes made ready at once: few enough to be near when they are written.
const READY: usize = 4_096;

impl Page {
    /// An empty page for about so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), end: 0 }
    }

    /// How many bytes are written.
    #[must_use]
    #[inline]
    pub fn len(&self) -> usize {
        self.end
    }

    /// Whether nothing is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.end == 0
    }

    /// What is written.
    #[must_use]
    pub fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.truncate(self.end);
        self.bytes
    }

    /// Makes room for this many bytes, and a block to spare.
    #[inline]
    pub(crate) fn make_room(&mut self, bytes: usize) {
        let needed = self.end + bytes + BLOCK;
        if self.bytes.len() < needed {
            self.bytes.resize(needed + READY, 0);
        }
    }

    /// What is written from there on.
    #[inline]
    pub(crate) fn from(&mut self, start: usize) -> &mut [u8] {
        &mut self.bytes[start..self.end]
    }

    /// Appends a byte.
    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        self.bytes[self.end] = byte;
        self.end += 1;
    }

    /// Appends some bytes.
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        self.bytes[self.end..][..bytes.len()].copy_from_slice(bytes);
        self.end += bytes.len();
    }

    /// Takes the last byte back.
    pub(crate) fn pop(&mut self) {
        self.end -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_every_length_come_out_as_they_went_in() {
        let mut blob = BlobMaker::new();
        let texts: Vec<String> = (0..100).map(|len| "xyz".chars().cycle().take(len).collect()).collect();
        let words: Vec<Word> = texts.iter().map(|text| blob.add(text)).collect();
        let blob = blob.finish();
        for (text, &word) in texts.iter().zip(&words) {
            let mut page = Page::default();
            page.make_room(1 + text.len());
            page.push(b'>');
            blob.push(word, &mut page);
            assert_eq!(page.into_bytes(), format!(">{text}").into_bytes());
        }
    }
}
