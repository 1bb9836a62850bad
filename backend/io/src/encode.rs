//! What every encoder of tables looks like. A new format is one file that implements [`Encode`].

use crmgen_core::batch::Batch;
use crmgen_core::columns::{ColumnSet, Table};

use crate::parquet::RowGroup;

/// Hands the batches of one piece, in order, to whoever asks.
pub type Batches<'a> = dyn FnMut(&mut dyn FnMut(&Batch)) + 'a;

/// Turns batches into bytes that may simply be put one after the other: a header, then rows, then perhaps an end.
///
/// In a format of rows ([`Self::blocks_a_piece`] is 1) the bytes of some rows never depend on how rows are cut into
/// batches. In a format of columns the piece is what counts: the same rows in the same pieces are the same bytes.
pub trait Encode: Send + Sync {
    /// What a file's name ends with, such as `csv`.
    fn extension(&self) -> &'static str;

    /// The media type, such as `text/csv; charset=utf-8`.
    fn media_type(&self) -> &'static str;

    /// Appends what comes before the first row of a file, if anything.
    fn header(&self, table: Table, columns: ColumnSet, out: &mut Vec<u8>);

    /// Appends all rows of a batch.
    fn rows(&self, batch: &Batch, out: &mut Vec<u8>);

    /// How many blocks become one piece of a file.
    fn blocks_a_piece(&self) -> u64 {
        1
    }

    /// Whether the bytes are compressed already, so that compressing them again would be in vain.
    fn is_compressed(&self) -> bool {
        false
    }

    /// Whether a file has an end that must be told of every piece. Such files cannot be put one after the other.
    fn has_end(&self) -> bool {
        false
    }

    /// Appends the rows of all batches of a piece; gives what the end of the file must know of it.
    fn piece(
        &self,
        _table: Table,
        _columns: ColumnSet,
        batches: &mut Batches<'_>,
        out: &mut Vec<u8>,
    ) -> Option<RowGroup> {
        batches(&mut |batch| self.rows(batch, out));
        None
    }

    /// Appends what comes after the last piece: given what is known of each, and where in the file it begins.
    fn end(&self, _table: Table, _columns: ColumnSet, _groups: &[(u64, RowGroup)], _out: &mut Vec<u8>) {}
}
