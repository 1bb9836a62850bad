//! The sales people of one block, found again at once.

use crate::vocabulary::Region;
use crate::world::account::StaffId;

/// Something about each sales person of one block, who look after no other, in the order they turn up.
#[derive(Debug, Default)]
pub(crate) struct Sellers<T> {
    /// For each place in each region's team, one more than where its colleague stands in `found`; 0 for nobody yet.
    seats: Vec<u16>,
    found: Vec<(StaffId, T)>,
}

impl<T: Default> Sellers<T> {
    /// What is known of somebody who sells.
    #[inline]
    pub(crate) fn at(&mut self, who: StaffId) -> &mut T {
        let seat = who.place() as usize * Region::COUNT + who.region().index();
        if seat >= self.seats.len() {
            self.seats.resize(seat + 1, 0);
        }
        if self.seats[seat] == 0 {
            self.found.push((who, T::default()));
            self.seats[seat] = self.found.len() as u16;
        }
        let (found, about) = &mut self.found[usize::from(self.seats[seat]) - 1];
        debug_assert_eq!(*found, who, "a seat is taken once");
        about
    }

    /// All who turned up.
    pub(crate) fn all(&self) -> impl Iterator<Item = &(StaffId, T)> {
        self.found.iter()
    }
}
