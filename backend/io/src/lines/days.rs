//! Days as they stand in the file.

use std::marker::PhantomData;

use crmgen_core::calendar::Day;

use super::Style;
use super::run::{put, put_display};
use crate::cells::date;

/// The most bytes of a date, with what stands around it: years of up to seven digits, and a sign.
pub(super) const DATE: usize = 16;

/// Cells of days, made when first met: there are more cells than days.
///
/// An entry is a cell and the day; a day's place is its number modulo the count of entries.
pub(super) struct Days<S>(Vec<[u8; 16]>, PhantomData<S>);

impl<S: Style> Days<S> {
    /// A memory of a size that suits so many rows.
    pub(super) fn new(rows: usize) -> Self {
        // What stands everywhere at first is true, and only ever found in the first place.
        let mut first = [0; 16];
        make_day::<S>(Day(0), &mut first);
        Self(vec![first; rows.next_power_of_two().clamp(16, 2048)], PhantomData)
    }

    #[inline(always)]
    pub(super) fn put(&mut self, day: Day, bytes: &mut [u8], at: u32) -> u32 {
        let place = day.0 as usize & (self.0.len() - 1);
        let cell = &mut self.0[place];
        if cell[12..] == day.0.to_le_bytes() || make_day::<S>(day, cell) {
            let is_null = cell[0] == S::NULL.as_bytes()[0];
            let len = if is_null { S::NULL.len() } else { S::OPEN.len() + 11 };
            put(bytes, at, cell, len as u32)
        } else {
            put_display(bytes, at, format_args!("{}{day}{}", S::OPEN, S::CLOSE as char))
        }
    }
}

/// Makes the entry of a day, unless its year has not four digits.
#[inline(never)]
fn make_day<S: Style>(day: Day, cell: &mut [u8; 16]) -> bool {
    if day == Day::NONE {
        cell[..S::NULL.len()].copy_from_slice(S::NULL.as_bytes());
    } else {
        let Some(text) = date(day) else { return false };
        let open = S::OPEN.len();
        cell[..open].copy_from_slice(S::OPEN.as_bytes());
        cell[open..open + 10].copy_from_slice(&text);
        cell[open + 10] = S::CLOSE;
    }
    cell[12..].copy_from_slice(&day.0.to_le_bytes());
    true
}
