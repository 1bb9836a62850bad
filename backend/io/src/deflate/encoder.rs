//! Blocks of deflate.

use super::bits::Bits;
use super::matches::Seen;
use super::symbols::{Coder, Codes, MAX_MATCH, Tokens};

/// Bytes after which it is looked at whether the codes still suit (chosen; with a match more it fits a stored block).
const CHUNK: usize = 63 << 10;
/// Room for a head and what a flush adds; a chunk in the worst codes takes twice its size.
const MORE: usize = 4096;

/// What is kept from one piece to the next, to save making it.
pub(super) struct Encoder {
    seen: Seen,
    tokens: Tokens,
}

struct Fitted {
    codes: Codes,
    /// Bits that 64 bytes took when the codes were made.
    usual: usize,
}

impl Encoder {
    pub(super) fn new() -> Self {
        Self { seen: Seen::new(), tokens: Tokens::new() }
    }

    /// Deflates into `out`, and gives how many bytes that took; those behind are rubbish.
    pub(super) fn deflate(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        if input.is_empty() {
            return 0;
        }
        self.seen.clear();
        let need = input.len() + input.len() / 8 + 2 * input.len().min(CHUNK) + MORE;
        if out.len() < need {
            out.resize(need, 0);
        }
        let mut bits = Bits::new(out);
        let mut fitted: Option<Fitted> = None;
        let mut at = 0;
        while at < input.len() {
            let to = input.len().min(at + CHUNK);
            let mark = bits.mark();
            let before = bits.len();
            let end;
            match &fitted {
                Some(Fitted { codes, usual }) => {
                    end = self.seen.scan(input, at, to, &mut Coder { codes, bits: &mut bits });
                    let took = bits.len() - before;
                    let plain = (end - at) * 8;
                    if took > plain {
                        bits.rewind(mark);
                        codes.write_end(&mut bits);
                        store(&input[at..end], &mut bits);
                        fitted = None;
                    } else if took * 64 > (usual + usual / 8) * (end - at) {
                        codes.write_end(&mut bits);
                        fitted = None;
                    }
                }
                None => {
                    self.tokens.clear();
                    end = self.seen.scan(input, at, to, &mut self.tokens);
                    let codes = Codes::new(&self.tokens, end < input.len());
                    codes.write_head(&mut bits);
                    let took = bits.len() - before + codes.cost(&self.tokens);
                    if took > (end - at) * 8 {
                        bits.rewind(mark);
                        store(&input[at..end], &mut bits);
                    } else {
                        self.tokens.replay(&mut Coder { codes: &codes, bits: &mut bits });
                        fitted = Some(Fitted { codes, usual: took * 64 / (end - at) });
                    }
                }
            }
            at = end;
        }
        if let Some(Fitted { codes, .. }) = &fitted {
            codes.write_end(&mut bits);
        }
        store(&[], &mut bits);
        bits.len() / 8
    }
}

/// A stored block, which ends at a byte.
fn store(plain: &[u8], bits: &mut Bits<'_>) {
    debug_assert!(plain.len() <= CHUNK + MAX_MATCH);
    let len = plain.len() as u16;
    bits.flush();
    bits.put(0, 3);
    bits.align();
    bits.bytes(&len.to_le_bytes());
    bits.bytes(&(!len).to_le_bytes());
    bits.bytes(plain);
}
