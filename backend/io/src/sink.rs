//! Where finished bytes go: a file, a response, a test.

use std::io::Write;

use crate::pipeline::Chunk;

/// Whoever takes the bytes is gone, or can take no more. There is no point in making others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nobody takes the bytes any more")]
pub struct Closed;

/// Takes bytes in order. May block until there is room: that is what slows the work down to the reader's speed.
pub trait Sink {
    /// Takes some bytes.
    ///
    /// # Errors
    /// When nobody takes them any more.
    fn send(&mut self, bytes: Vec<u8>) -> Result<(), Closed>;

    /// Takes the bytes of a chunk. A sink that is done with them when this returns lets the chunk drop, so that its
    /// memory is used again.
    ///
    /// # Errors
    /// When nobody takes them any more.
    fn send_chunk(&mut self, chunk: Chunk<Vec<u8>>) -> Result<(), Closed> {
        self.send(chunk.into_inner())
    }

    /// Takes a copy of some bytes.
    ///
    /// # Errors
    /// When nobody takes them any more.
    fn send_copy(&mut self, bytes: &[u8]) -> Result<(), Closed> {
        self.send(bytes.to_vec())
    }

    /// Whether somebody still takes the bytes, as far as is known: for work that takes long before its first byte.
    fn is_open(&self) -> bool {
        true
    }
}

impl Sink for Vec<u8> {
    fn send(&mut self, bytes: Vec<u8>) -> Result<(), Closed> {
        self.send_copy(&bytes)
    }

    fn send_copy(&mut self, bytes: &[u8]) -> Result<(), Closed> {
        self.extend_from_slice(bytes);
        Ok(())
    }
}

/// A sink over anything that can be written to. Keeps the first error for [`WriteSink::finish`].
#[derive(Debug)]
pub struct WriteSink<W> {
    writer: W,
    error: Option<std::io::Error>,
}

impl<W: Write> WriteSink<W> {
    /// Writes into `writer`.
    pub const fn new(writer: W) -> Self {
        Self { writer, error: None }
    }

    /// Flushes, and gives the writer back.
    ///
    /// # Errors
    /// The first error of any write: the reason of an earlier [`Closed`].
    pub fn finish(mut self) -> std::io::Result<W> {
        match self.error {
            Some(error) => Err(error),
            None => self.writer.flush().map(|()| self.writer),
        }
    }
}

impl<W: Write> Sink for WriteSink<W> {
    fn send(&mut self, bytes: Vec<u8>) -> Result<(), Closed> {
        self.send_copy(&bytes)
    }

    fn send_chunk(&mut self, chunk: Chunk<Vec<u8>>) -> Result<(), Closed> {
        self.send_copy(&chunk)
    }

    fn send_copy(&mut self, bytes: &[u8]) -> Result<(), Closed> {
        if self.error.is_some() {
            return Err(Closed);
        }
        self.writer.write_all(bytes).map_err(|error| {
            self.error = Some(error);
            Closed
        })
    }
}
