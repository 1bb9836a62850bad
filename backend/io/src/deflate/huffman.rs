//! Prefix codes of limited length (RFC 1951, 3.2.2), made from how often each symbol occurs.

/// The code of one symbol: its bits in the order they are written, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) bits: u16,
    pub(super) len: u8,
}

/// Lengths of a code for symbols that occur `counts` times, none longer than `limit`. Symbols that never occur get none.
///
/// Huffman's algorithm in place on sorted counts (Moffat and Katajainen 1995); lengths beyond the limit are cut, and what
/// that takes too much of Kraft's sum is given back by the longest codes that can grow.
pub(super) fn lengths<const N: usize>(counts: &[u32; N], limit: u8) -> [u8; N] {
    let mut lengths = [0; N];
    let mut sorted = [(0u32, 0u16); N];
    let mut used = 0;
    for (symbol, &count) in counts.iter().enumerate() {
        if count > 0 {
            sorted[used] = (count, symbol as u16);
            used += 1;
        }
    }
    let sorted = &mut sorted[..used];
    sorted.sort_unstable();
    match used {
        0 => return lengths,
        1 => {
            lengths[usize::from(sorted[0].1)] = 1;
            return lengths;
        }
        _ => {}
    }
    let mut depths = [0; N];
    let depths = &mut depths[..used];
    for (depth, &(count, _)) in depths.iter_mut().zip(sorted.iter()) {
        *depth = count;
    }
    depths_in_place(depths);
    limit_depths(depths, u32::from(limit));
    for (&depth, &(_, symbol)) in depths.iter().zip(sorted.iter()) {
        lengths[usize::from(symbol)] = depth as u8;
    }
    lengths
}

/// Turns at least two counts, ascending, into the depths of their leaves, descending.
fn depths_in_place(a: &mut [u32]) {
    let n = a.len();
    // Counts become parents, from the left.
    let (mut leaf, mut root) = (0, 0);
    for next in 0..n - 1 {
        let mut take = |a: &mut [u32]| {
            if leaf < n && (root >= next || a[leaf] <= a[root]) {
                leaf += 1;
                a[leaf - 1]
            } else {
                let count = a[root];
                a[root] = next as u32;
                root += 1;
                count
            }
        };
        let first = take(a);
        let second = take(a);
        a[next] = first + second;
    }
    // Parents become depths of inner nodes, from the root.
    a[n - 2] = 0;
    for node in (0..n - 2).rev() {
        a[node] = a[a[node] as usize] + 1;
    }
    // Those become depths of leaves: what is not an inner node at a depth is a leaf.
    let (mut free, mut depth, mut inner, mut at) = (1, 0, n as isize - 2, n);
    while free > 0 {
        let mut nodes = 0;
        while inner >= 0 && a[inner as usize] == depth {
            nodes += 1;
            inner -= 1;
        }
        for _ in nodes..free {
            at -= 1;
            a[at] = depth;
        }
        free = 2 * nodes;
        depth += 1;
    }
}

/// Cuts depths (descending) to a limit, so that they still are those of a code.
fn limit_depths(depths: &mut [u32], limit: u32) {
    let whole = 1u64 << limit;
    let mut taken: u64 = 0;
    for depth in depths.iter_mut() {
        *depth = (*depth).min(limit);
        taken += 1 << (limit - *depth);
    }
    // From the rarest symbol: each step down gives back half of what its code takes.
    while taken > whole {
        let at = depths.iter().position(|&depth| depth < limit).expect("there are fewer symbols than codes");
        depths[at] += 1;
        taken -= 1 << (limit - depths[at]);
    }
    // What was given back too much goes to the most frequent that can take it.
    for depth in depths.iter_mut().rev() {
        while *depth > 1 && taken + (1 << (limit - *depth)) <= whole {
            taken += 1 << (limit - *depth);
            *depth -= 1;
        }
    }
}

/// The codes that belong to lengths: canonical, the first bit lowest.
pub(super) fn codes<const N: usize>(lengths: &[u8; N]) -> [Code; N] {
    let mut counts = [0u32; 16];
    for &len in lengths {
        counts[usize::from(len)] += u32::from(len > 0);
    }
    let mut next = [0u32; 16];
    for len in 1..16 {
        next[len] = (next[len - 1] + counts[len - 1]) << 1;
    }
    lengths.map(|len| {
        if len == 0 {
            return Code::default();
        }
        let code = next[usize::from(len)];
        next[usize::from(len)] += 1;
        Code { bits: (code as u16).reverse_bits() >> (16 - len), len }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lengths_fill_a_code_within_the_limit(
            counts in prop::collection::vec(prop_oneof![Just(0), 1u32..4, any::<u16>().prop_map(u32::from)], 19),
            limit in 5u8..=15,
        ) {
            let counts: [u32; 19] = counts.try_into().unwrap();
            let lengths = lengths(&counts, limit);
            let used = counts.iter().filter(|&&count| count > 0).count();
            for (&len, &count) in lengths.iter().zip(&counts) {
                prop_assert_eq!(len > 0, count > 0);
                prop_assert!(len <= limit);
            }
            let taken: u32 = lengths.iter().filter(|&&len| len > 0).map(|&len| 1 << (15 - len)).sum();
            prop_assert_eq!(taken, match used { 0 => 0, 1 => 1 << 14, _ => 1 << 15 });
            for (&a, &len_a) in counts.iter().zip(&lengths) {
                for (&b, &len_b) in counts.iter().zip(&lengths) {
                    prop_assert!(a == 0 || b == 0 || a <= b || len_a <= len_b, "the frequent are not longer");
                }
            }
        }
    }

    #[test]
    fn the_most_uneven_counts_are_cut_to_the_limit() {
        // Fibonacci's numbers make the deepest trees.
        let mut counts = [1u32; 30];
        for i in 2..30 {
            counts[i] = counts[i - 1] + counts[i - 2];
        }
        let cut = lengths(&counts, 15);
        assert_eq!(cut.iter().map(|&len| 1 << (15 - len)).sum::<u32>(), 1 << 15);
        assert_eq!((cut[0], cut[29]), (15, 1));
        let free = lengths::<10>(counts[..10].first_chunk().unwrap(), 15);
        assert_eq!(free, [9, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    }

    #[test]
    fn codes_are_those_of_the_specification() {
        // RFC 1951, 3.2.2: lengths of ABCDEFGH, and their codes.
        let codes = codes(&[3, 3, 3, 3, 3, 2, 4, 4]);
        let text = codes
            .map(|Code { bits, len }| format!("{:0width$b}", bits.reverse_bits() >> (16 - len), width = len.into()));
        assert_eq!(text, ["010", "011", "100", "101", "110", "00", "1110", "1111"]);
    }
}
