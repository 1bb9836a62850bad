//! The words of the banks in one piece of memory, laid out to be copied fast.
//!
//! A text is put together from some two dozen short pieces. Copying a block of fixed size, and then forgetting what was
//! copied too much, is several times as fast as copying exactly so many bytes (`benches/text.rs`).

/// Bytes copied at once; longer pieces are copied exactly.
const BLOCK: usize = 32;

/// A piece of text in a [`Blob`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    at: u32,
    len: u16,
}

/// Pieces of text one after the other, and a block to spare.
pub(crate) struct Blob(Vec<u8>);

impl Blob {
    pub(crate) fn new() -> Self {
        Self(vec![0; BLOCK])
    }

    /// Takes a piece in: at most 65,535 bytes.
    pub(crate) fn add(&mut self, text: &str) -> Word {
        let at = self.0.len() - BLOCK;
        self.0.truncate(at);
        self.0.extend_from_slice(text.as_bytes());
        self.0.resize(at + text.len() + BLOCK, 0);
        Word { at: at as u32, len: u16::try_from(text.len()).expect("a line of a bank is short") }
    }

    /// The bytes of a piece.
    pub(crate) fn get(&self, word: Word) -> &[u8] {
        &self.0[word.at as usize..][..usize::from(word.len)]
    }

    /// Appends a piece.
    #[inline]
    pub(crate) fn push(&self, word: Word, out: &mut Vec<u8>) {
        let len = usize::from(word.len);
        match self.0[word.at as usize..].first_chunk::<BLOCK>() {
            Some(block) if len <= BLOCK => {
                out.extend_from_slice(block);
                out.truncate(out.len() - (BLOCK - len));
            }
            _ => out.extend_from_slice(self.get(word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_every_length_come_out_as_they_went_in() {
        let mut blob = Blob::new();
        let texts: Vec<String> = (0..100).map(|len| "xyz".chars().cycle().take(len).collect()).collect();
        let words: Vec<Word> = texts.iter().map(|text| blob.add(text)).collect();
        for (text, &word) in texts.iter().zip(&words) {
            let mut out = b"before ".to_vec();
            blob.push(word, &mut out);
            assert_eq!(out, format!("before {text}").into_bytes());
        }
    }
}
