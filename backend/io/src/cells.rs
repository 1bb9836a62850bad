//! The text of numbers, dates and keys: the same in CSV, JSON and whatever else is written as text.

use crmgen_core::calendar::Day;

/// Every number of two digits.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut i = 0;
    while i < 100 {
        pairs[i] = [b'0' + (i / 10) as u8, b'0' + (i % 10) as u8];
        i += 1;
    }
    pairs
};

/// Appends the first `len` bytes of a block. Copying a block of fixed size is faster than copying exactly `len` bytes.
#[inline(always)]
pub(crate) fn push_block<const N: usize>(block: &[u8; N], len: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(block);
    out.truncate(out.len() - (N - len));
}

/// Appends `value / 10^places` with exactly that many digits after the point: `-3.5000`, `12.00`, `7`.
#[inline]
pub(crate) fn push_number(value: i64, places: u8, out: &mut Vec<u8>) {
    match places {
        0 => push_integer(value, out),
        2 if value.unsigned_abs() < 1_000_000 => {
            let abs = value.unsigned_abs() as u32;
            let mut block = [0u8; 16];
            let at = sign(value, &mut block);
            let at = small_integer(abs / 100, &mut block, at);
            block[at] = b'.';
            block[at + 1..at + 3].copy_from_slice(&PAIRS[(abs % 100) as usize]);
            push_block(&block, at + 3, out);
        }
        4 if value.unsigned_abs() < 100_000_000 => {
            let abs = value.unsigned_abs() as u32;
            let fraction = abs % 10_000;
            let mut block = [0u8; 16];
            let at = sign(value, &mut block);
            let at = small_integer(abs / 10_000, &mut block, at);
            block[at] = b'.';
            block[at + 1..at + 3].copy_from_slice(&PAIRS[(fraction / 100) as usize]);
            block[at + 3..at + 5].copy_from_slice(&PAIRS[(fraction % 100) as usize]);
            push_block(&block, at + 5, out);
        }
        places => push_any_number(value, places, out),
    }
}

#[inline(always)]
fn sign(value: i64, block: &mut [u8; 16]) -> usize {
    block[0] = b'-';
    usize::from(value < 0)
}

/// Writes `value` below 10,000 at `at`; gives where it ends.
#[inline(always)]
fn small_integer(value: u32, block: &mut [u8; 16], at: usize) -> usize {
    debug_assert!(value < 10_000);
    let (high, low) = (PAIRS[(value / 100) as usize], PAIRS[(value % 100) as usize]);
    let digits = u32::from_be_bytes([high[0], high[1], low[0], low[1]]);
    let len = 1 + usize::from(value >= 10) + usize::from(value >= 100) + usize::from(value >= 1000);
    block[at..at + 4].copy_from_slice(&(digits << (8 * (4 - len) as u32)).to_be_bytes());
    at + len
}

#[inline]
fn push_integer(value: i64, out: &mut Vec<u8>) {
    if (0..10_000).contains(&value) {
        let mut block = [0u8; 16];
        let len = small_integer(value as u32, &mut block, 0);
        push_block::<4>(&[block[0], block[1], block[2], block[3]], len, out);
    } else {
        out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
    }
}

/// Any number, at any count of places up to 38.
fn push_any_number(value: i64, places: u8, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    let scale = 10u128.pow(u32::from(places));
    let abs = u128::from(value.unsigned_abs());
    out.extend_from_slice(itoa::Buffer::new().format(abs / scale).as_bytes());
    if places > 0 {
        out.push(b'.');
        push_padded(abs % scale, usize::from(places), out);
    }
}

/// Appends a whole number with leading zeros, at least `width` digits.
fn push_padded(value: u128, width: usize, out: &mut Vec<u8>) {
    let mut digits = itoa::Buffer::new();
    let digits = digits.format(value).as_bytes();
    out.resize(out.len() + width.saturating_sub(digits.len()), b'0');
    out.extend_from_slice(digits);
}

/// Appends a day as `YYYY-MM-DD`; years of fewer than four digits are padded, years outside 0–9999 written whole.
#[inline]
pub(crate) fn push_date(day: Day, out: &mut Vec<u8>) {
    let (year, month, date) = day.ymd();
    let Some((century, year_of_century)) = u32::try_from(year).ok().map(|y| (y / 100, y % 100)).filter(|c| c.0 < 100)
    else {
        return out.extend_from_slice(day.to_string().as_bytes());
    };
    let (c, y) = (PAIRS[century as usize], PAIRS[year_of_century as usize]);
    let (m, d) = (PAIRS[month as usize], PAIRS[date as usize]);
    out.extend_from_slice(&[c[0], c[1], y[0], y[1], b'-', m[0], m[1], b'-', d[0], d[1]]);
}

/// Appends a key: `CUST-0000001`, or with an ordinal `DEAL-0000001-01`; at least 7 and 2 digits.
#[inline]
pub(crate) fn push_key(prefix: &str, number: u64, ordinal: Option<u32>, out: &mut Vec<u8>) {
    let short = prefix.len() <= 4 && number < 100_000_000 && ordinal.is_none_or(|o| o < 100);
    if !short {
        return push_long_key(prefix, number, ordinal, out);
    }
    let mut block = [0u8; 16];
    let mut at = 0;
    for &byte in prefix.as_bytes() {
        block[at] = byte;
        at += 1;
    }
    block[at] = b'-';
    at += 1;
    let number = number as u32;
    let (high, low) = (number / 10_000, number % 10_000);
    let mut digits = [0u8; 8];
    digits[..2].copy_from_slice(&PAIRS[(high / 100) as usize]);
    digits[2..4].copy_from_slice(&PAIRS[(high % 100) as usize]);
    digits[4..6].copy_from_slice(&PAIRS[(low / 100) as usize]);
    digits[6..].copy_from_slice(&PAIRS[(low % 100) as usize]);
    if number < 10_000_000 {
        block[at..at + 7].copy_from_slice(&digits[1..]);
        at += 7;
    } else {
        block[at..at + 8].copy_from_slice(&digits);
        at += 8;
    }
    push_block(&block, at, out);
    if let Some(ordinal) = ordinal {
        let pair = PAIRS[ordinal as usize];
        out.extend_from_slice(&[b'-', pair[0], pair[1]]);
    }
}

#[cold]
fn push_long_key(prefix: &str, number: u64, ordinal: Option<u32>, out: &mut Vec<u8>) {
    out.extend_from_slice(prefix.as_bytes());
    out.push(b'-');
    push_padded(u128::from(number), 7, out);
    if let Some(ordinal) = ordinal {
        out.push(b'-');
        push_padded(u128::from(ordinal), 2, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = b"before".to_vec();
        write(&mut out);
        String::from_utf8(out.split_off(6)).unwrap()
    }

    /// Moves the point by looking at the digits as text: a second way to the same answer.
    fn slow_number(value: i64, places: usize) -> String {
        let digits = format!("{:0width$}", value.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let point = if places > 0 { "." } else { "" };
        format!("{}{whole}{point}{fraction}", if value < 0 { "-" } else { "" })
    }

    proptest! {
        #[test]
        fn numbers_keep_every_digit_and_place(value in any::<i64>(), shift in 0u32..64, places in 0u8..=9) {
            let value = value >> shift;
            prop_assert_eq!(text(|out| push_number(value, places, out)), slow_number(value, places.into()));
        }

        #[test]
        fn dates_read_as_the_calendar_says(day in -800_000i32..3_000_000) {
            prop_assert_eq!(text(|out| push_date(Day(day), out)), Day(day).to_string());
        }

        #[test]
        fn keys_have_at_least_seven_and_two_digits(
            prefix in prop::sample::select(&["CUST", "DEAL", "FB", "A-LONGER-ONE"]),
            number in prop_oneof![1u64..20_000, 9_999_000..10_001_000u64, 99_999_000..100_001_000u64, any::<u64>()],
            ordinal in prop::option::of(prop_oneof![1u32..200, any::<u32>()]),
        ) {
            let expected = match ordinal {
                None => format!("{prefix}-{number:07}"),
                Some(ordinal) => format!("{prefix}-{number:07}-{ordinal:02}"),
            };
            prop_assert_eq!(text(|out| push_key(prefix, number, ordinal, out)), expected);
        }
    }

    #[test]
    fn numbers_at_the_edges_are_right() {
        for (value, places, expected) in [
            (0, 0, "0"),
            (0, 2, "0.00"),
            (0, 4, "0.0000"),
            (-1, 4, "-0.0001"),
            (-5, 2, "-0.05"),
            (9_999, 0, "9999"),
            (10_000, 0, "10000"),
            (999_999, 2, "9999.99"),
            (1_000_000, 2, "10000.00"),
            (-999_999, 2, "-9999.99"),
            (99_999_999, 4, "9999.9999"),
            (100_000_000, 4, "10000.0000"),
            (i64::MAX, 0, "9223372036854775807"),
            (i64::MIN, 1, "-922337203685477580.8"),
        ] {
            assert_eq!(text(|out| push_number(value, places, out)), expected);
        }
    }
}
