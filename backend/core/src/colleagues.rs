//! Our colleagues of one block, found again at once.

use crate::world::account::StaffId;

/// Something about each colleague who looks after one block, in the order they turn up.
#[derive(Debug, Default)]
pub(crate) struct Colleagues<T> {
    /// For each seat, one more than where its colleague stands in `found`; 0 for nobody yet.
    seats: Vec<u16>,
    found: Vec<(StaffId, T)>,
}

impl<T: Default> Colleagues<T> {
    /// What is known of a colleague.
    #[inline]
    pub(crate) fn at(&mut self, who: StaffId) -> &mut T {
        let seat = who.seat();
        if seat >= self.seats.len() {
            self.seats.resize(seat + 1, 0);
        }
        if self.seats[seat] == 0 {
            self.found.push((who, T::default()));
            self.seats[seat] = self.found.len() as u16;
        }
        let (found, about) = &mut self.found[usize::from(self.seats[seat]) - 1];
        debug_assert_eq!(*found, who, "they look after the same block");
        about
    }

    /// All who turned up.
    pub(crate) fn all(&self) -> impl Iterator<Item = &(StaffId, T)> {
        self.found.iter()
    }
}
