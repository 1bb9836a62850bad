//! Sums by cell, with room only for cells in which something happened.

/// `N` sums in each of many cells.
#[derive(Debug)]
pub(super) struct Cells<const N: usize> {
    /// For each cell, one more than its place in `sums`; 0 where nothing happened.
    place: Vec<u32>,
    sums: Vec<[i64; N]>,
}

impl<const N: usize> Cells<N> {
    pub(super) fn new(cells: usize) -> Self {
        Self { place: vec![0; cells], sums: Vec::new() }
    }

    /// The sums of a cell, all zero the first time.
    #[inline]
    pub(super) fn at(&mut self, cell: usize) -> &mut [i64; N] {
        if self.place[cell] == 0 {
            self.make_room(cell);
        }
        &mut self.sums[self.place[cell] as usize - 1]
    }

    #[cold]
    fn make_room(&mut self, cell: usize) {
        self.sums.push([0; N]);
        self.place[cell] = self.sums.len() as u32;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (cell, &place) in other.place.iter().enumerate() {
            if place > 0 {
                let from = &other.sums[place as usize - 1];
                for (sum, more) in self.at(cell).iter_mut().zip(from) {
                    *sum += more;
                }
            }
        }
    }

    /// Adds the sums of these cells to `total`.
    pub(super) fn add_to(&self, cells: core::ops::Range<usize>, total: &mut [i64; N]) {
        for &place in &self.place[cells] {
            if place > 0 {
                for (sum, more) in total.iter_mut().zip(&self.sums[place as usize - 1]) {
                    *sum += more;
                }
            }
        }
    }
}
