//! Our own colleagues: account managers and sales people.

use std::sync::LazyLock;

use super::geography::countries;
use super::people::Culture;
use super::people::ranked::fingerprint;
use super::shuffle::shuffle;
use crate::rng::{Stream, mix};
use crate::vocabulary::Region;

/// Names for the colleagues of each region, aimed at this many (chosen: a block of customers needs a few dozen).
const POOL: usize = 16_384;

/// Appends the name of a colleague of this region, such as `Anna Keller`.
///
/// The same (seed, id) is always the same person. `id` is laid out as the model deals its teams out: the place in
/// the team in bits 0–11, role and region in bits 12–15, the block of customers above. Two ids of a region never share a
/// name, and names of different regions never meet: each (block, role, place) has a cell of its own in a shuffled pool
/// of names, and once the pool is used up a middle initial tells them apart (`Anna B. Keller`).
pub fn write_staff_name(seed: u64, id: u64, region: Region, out: &mut String) {
    let pool = &POOLS[region.index()];
    // 64 places a role are the rule; more of them count as a further round through the pool.
    let place = (id >> 16) << 8 | (id >> 12 & 3) << 6 | id & 63;
    let size = pool.len() as u64;
    let round = place / size * 64 + (id >> 6 & 63);
    let cell = shuffle(place % size, size, mix(seed ^ mix(Stream::Staff as u64 ^ (region as u64) << 32)));
    let (first, last) = pool[cell as usize];
    out.push_str(first);
    out.push(' ');
    // Bijective numeration in base 26: none, A … Z, AA …
    let mut rest = round;
    while rest > 0 {
        rest -= 1;
        out.push(char::from(b'A' + (rest % 26) as u8));
        out.push_str(". ");
        rest /= 26;
    }
    out.push_str(last);
}

type Pool = Vec<(&'static str, &'static str)>;

/// By region: pairs of first and last names of its cultures, the commonest of each, no pair in two regions.
static POOLS: LazyLock<Vec<Pool>> = LazyLock::new(|| {
    let mut taken = Taken(vec![0; 1 << (Taken::BITS - 6)]);
    Region::ALL.iter().map(|&region| pool(region, &mut taken)).collect()
});

/// Which pairs are taken, one bit each: the same pair never twice, and now and then (64,000 in 4 million) a pair is
/// passed over that was free.
struct Taken(Vec<u64>);

impl Taken {
    const BITS: u32 = 22;

    /// Takes a pair; false when it was taken.
    fn insert(&mut self, pair: u64) -> bool {
        let bit = mix(pair) >> (64 - Self::BITS);
        let (word, mask) = (&mut self.0[(bit >> 6) as usize], 1 << (bit & 63));
        let free = *word & mask == 0;
        *word |= mask;
        free
    }
}

/// Cultures that lend their names, with the share of each: the region's countries by weight.
fn pool(region: Region, taken: &mut Taken) -> Pool {
    let members = || countries().iter().filter(|c| c.region == region);
    let total: f64 = members().map(|c| c.weight).sum();
    let mut shares: Vec<(Culture, f64)> = Vec::new();
    let mut add = |culture, share| match shares.iter_mut().find(|(c, _)| *c == culture) {
        Some((_, sum)) => *sum += share,
        None => shares.push((culture, share)),
    };
    for country in members() {
        let share = country.weight / total;
        match country.code {
            // As among the customers: several origins.
            "US" => {
                add(Culture::Us, share * 0.88);
                add(Culture::UsHispanic, share * 0.08);
                add(Culture::In, share * 0.04);
            }
            "CA" => {
                add(Culture::Us, share * 0.8);
                add(Culture::FrCa, share * 0.2);
            }
            _ => add(country.culture, share),
        }
    }
    let mut pool = Pool::new();
    for (culture, share) in shares {
        let names = culture.names();
        let wanted = (POOL as f64 * share) as usize;
        let mut left = wanted;
        // The squares of the ranks, growing: the commonest pairs first, neither list ahead of the other.
        let widest = names.first.len().max(names.last.len());
        'culture: for rank in 0..widest {
            for other in 0..=rank {
                for (f, l) in [(rank, other), (other, rank)] {
                    if left == 0 {
                        break 'culture;
                    }
                    if f >= names.first.len() || l >= names.last.len() || (rank == other && f != l) {
                        continue;
                    }
                    let first = names.first[f];
                    let pair = (first, names.last_for(l, first));
                    if first != pair.1 && taken.insert(fingerprint(&[first, " ", pair.1])) {
                        pool.push(pair);
                        left -= 1;
                    }
                }
            }
        }
    }
    pool
}

#[cfg(test)]
mod tests;
