//! The text of numbers, dates and keys: the same in CSV, JSON and whatever else is written as text.

use crmgen_core::calendar::Day;

/// Every number of two digits.
pub(crate) const PAIRS: [[u8; 2]; 100] = {
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

/// Room for any number: a sign, a point and up to 39 digits, and some more to write whole words into.
pub(crate) const NUMBER: usize = 48;

/// Numbers below this have eight digits at most.
const EIGHT_DIGITS: u64 = 100_000_000;

/// Writes `value / 10^places` with exactly that many digits after the point, up to 38: `-3.5000`, `12.00`, `7`. Gives
/// its length; a comma stands after it, and then anything.
#[inline(always)]
pub(crate) fn write_number(value: i64, places: u8, out: &mut [u8; NUMBER]) -> usize {
    match write_usual_number(value, places, out) {
        Some(len) => len,
        None => write_other_number(value, places, out),
    }
}

/// The same for numbers as most columns hold them; nothing for others. [`i64::MIN`] is never among them.
#[inline(always)]
pub(crate) fn write_usual_number(value: i64, places: u8, out: &mut [u8; NUMBER]) -> Option<usize> {
    match places {
        0 if (value as u64) < 1_000 => {
            let (digits, len) = SMALL[value as usize];
            out[..4].copy_from_slice(&digits);
            Some(usize::from(len))
        }
        0 if (value as u64) < 1_000_000 => {
            let (digits, len) = SMALL[(value as u32 / 1_000) as usize];
            let [tens, ones] = PAIRS[(value as u32 % 100) as usize];
            let hundreds = b'0' + (value as u32 / 100 % 10) as u8;
            let rest = usize::from(len & 3);
            out[..4].copy_from_slice(&digits);
            out[rest..rest + 4].copy_from_slice(&[hundreds, tens, ones, b',']);
            Some(rest + 3)
        }
        2 if (value as u64) < 100_000 => {
            let (digits, len) = SMALL[(value as u32 / 100) as usize];
            let [tens, ones] = PAIRS[(value as u32 % 100) as usize];
            let point = usize::from(len & 3);
            out[..4].copy_from_slice(&digits);
            out[point..point + 4].copy_from_slice(&[b'.', tens, ones, b',']);
            Some(point + 3)
        }
        4 if value.unsigned_abs() < 10_000 => {
            let abs = value.unsigned_abs() as u32;
            let ([a, b], [c, d]) = (PAIRS[(abs / 100) as usize], PAIRS[(abs % 100) as usize]);
            let sign = usize::from(value < 0);
            out[0] = b'-';
            out[sign..sign + 8].copy_from_slice(&[b'0', b'.', a, b, c, d, b',', 0]);
            Some(sign + 6)
        }
        _ => None,
    }
}

/// The same for all other numbers.
#[inline(always)]
fn write_other_number(value: i64, places: u8, out: &mut [u8; NUMBER]) -> usize {
    match places {
        0 => write_eight_digits::<0>(value, out),
        2 => write_eight_digits::<2>(value, out),
        4 => write_eight_digits::<4>(value, out),
        _ => write_any_number(value, places, out),
    }
}

/// Numbers of up to eight digits without a branch for how many there are; longer ones digit by digit.
#[inline(always)]
fn write_eight_digits<const PLACES: usize>(value: i64, out: &mut [u8; NUMBER]) -> usize {
    let abs = value.unsigned_abs();
    if abs >= EIGHT_DIGITS {
        return write_any_number(value, PLACES as u8, out);
    }
    let digits = eight_digits(abs as u32);
    // Leading zeros are dropped, but for one before the point.
    let zeros = (digits | 1 << (56 - 8 * PLACES)).trailing_zeros() as usize / 8;
    let text = digits | u64::from_le_bytes([b'0'; 8]);
    out[0] = b'-';
    let sign = usize::from(value < 0);
    out[sign..sign + 8].copy_from_slice(&(text >> (8 * zeros)).to_le_bytes());
    let point = sign + 8 - PLACES - zeros;
    if PLACES == 0 {
        out[point] = b',';
        return point;
    }
    let fraction = text >> (64 - 8 * PLACES) << 8 | u64::from(b'.') | u64::from(b',') << (8 + 8 * PLACES);
    out[point..point + 8].copy_from_slice(&fraction.to_le_bytes());
    point + 1 + PLACES
}

/// The eight digits of a number, one a byte, the highest in the lowest byte: halves, quarters and eighths of the word
/// are divided at once.
#[inline(always)]
const fn eight_digits(value: u32) -> u64 {
    let value = value as u64;
    let halves = (value << 32) - (value / 10_000) * ((10_000 << 32) - 1);
    let hundreds = ((halves * 10_486) >> 20) & 0x7f_0000_007f;
    let quarters = (halves << 16) - hundreds * ((100 << 16) - 1);
    let tens = ((quarters * 103) >> 10) & 0x000f_000f_000f_000f;
    (quarters << 8) - tens * ((10 << 8) - 1)
}

/// The digits of the small integers with a comma after them, and how many they are (`& 3` tells the compiler so).
static SMALL: [([u8; 4], u8); 1000] = {
    let mut small = [([b','; 4], 0); 1000];
    let mut value = 0;
    while value < small.len() {
        let digits = [value / 100, value / 10 % 10, value % 10];
        let zeros = (value < 100) as usize + (value < 10) as usize;
        let mut at = zeros;
        while at < 3 {
            small[value].0[at - zeros] = b'0' + digits[at] as u8;
            at += 1;
        }
        small[value].1 = 3 - zeros as u8;
        value += 1;
    }
    small
};

/// Any number, digit by digit from its end.
#[inline(never)]
fn write_any_number(value: i64, places: u8, out: &mut [u8; NUMBER]) -> usize {
    let mut text = [0u8; NUMBER];
    let mut from = text.len();
    let mut push = |byte| {
        from -= 1;
        text[from] = byte;
    };
    let mut abs = value.unsigned_abs();
    let mut digits = 0;
    while abs > 0 || digits <= places {
        if digits == places && places > 0 {
            push(b'.');
        }
        push(b'0' + (abs % 10) as u8);
        abs /= 10;
        digits += 1;
    }
    if value < 0 {
        push(b'-');
    }
    let text = &text[from..];
    out[..text.len()].copy_from_slice(text);
    out[text.len()] = b',';
    text.len()
}

/// Appends a number as [`write_number`] writes it.
#[inline]
pub(crate) fn push_number(value: i64, places: u8, out: &mut Vec<u8>) {
    let mut block = [0; NUMBER];
    let len = write_number(value, places, &mut block);
    push_block(&block, len, out);
}

/// A day as `YYYY-MM-DD`; none in years of other than four digits.
#[inline]
pub(crate) fn date(day: Day) -> Option<[u8; 10]> {
    let (year, month, date) = day.ymd();
    let year = u32::try_from(year).ok().filter(|&year| year < 10_000)?;
    let (c, y) = (PAIRS[(year / 100) as usize], PAIRS[(year % 100) as usize]);
    let (m, d) = (PAIRS[month as usize], PAIRS[date as usize]);
    Some([c[0], c[1], y[0], y[1], b'-', m[0], m[1], b'-', d[0], d[1]])
}

/// Appends a day as `YYYY-MM-DD`; years of fewer than four digits are padded, years outside 0–9999 written whole.
#[inline]
pub(crate) fn push_date(day: Day, out: &mut Vec<u8>) {
    match date(day) {
        Some(text) => out.extend_from_slice(&text),
        None => out.extend_from_slice(day.to_string().as_bytes()),
    }
}

/// Appends a key: `CUST-0000001`, or with an ordinal `DEAL-0000001-01`; at least 7 and 2 digits.
#[inline]
pub(crate) fn push_key(prefix: &str, number: u64, ordinal: Option<u32>, out: &mut Vec<u8>) {
    match key_of_customer(prefix, number) {
        Some((block, len)) => push_block(&block, len, out),
        None => push_long_key(prefix, number, out),
    }
    match ordinal {
        None => {}
        Some(ordinal) if ordinal < 100 => {
            let pair = PAIRS[ordinal as usize];
            out.extend_from_slice(&[b'-', pair[0], pair[1]]);
        }
        Some(ordinal) => out.extend_from_slice(format!("-{ordinal}").as_bytes()),
    }
}

/// A key without ordinal, such as `CUST-0000001`, and its length, unless it is too long for a block of 16 with one
/// byte to spare.
#[inline]
pub(crate) fn key_of_customer(prefix: &str, number: u64) -> Option<([u8; 16], usize)> {
    if prefix.len() > 4 || number >= EIGHT_DIGITS {
        return None;
    }
    let mut block = [0; 16];
    block[..prefix.len()].copy_from_slice(prefix.as_bytes());
    block[prefix.len()] = b'-';
    let at = prefix.len() + 1;
    let digits = eight_digits(number as u32) | u64::from_le_bytes([b'0'; 8]);
    let zero = usize::from(number < 10_000_000);
    block[at..at + 8].copy_from_slice(&(digits >> (8 * zero)).to_le_bytes());
    Some((block, at + 8 - zero))
}

#[cold]
fn push_long_key(prefix: &str, number: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{prefix}-{number:07}").as_bytes());
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
            let mut room = [0; NUMBER];
            let len = write_number(value, places, &mut room);
            prop_assert_eq!(room[len], b',');
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
    fn eight_digits_are_two_times_four() {
        for half in 0..10_000 {
            let expected = u32::from_le_bytes(format!("{half:04}").into_bytes().try_into().unwrap()) - 0x3030_3030;
            assert_eq!(eight_digits(half), u64::from(expected) << 32);
            assert_eq!(eight_digits(10_000 * half + 9_999 - half) as u32, expected);
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
            (999, 0, "999"),
            (1_000, 0, "1000"),
            (-1_000, 0, "-1000"),
            (999_009, 0, "999009"),
            (1_000_000, 0, "1000000"),
            (99_999_999, 0, "99999999"),
            (100_000_000, 0, "100000000"),
            (99_999, 2, "999.99"),
            (100_000, 2, "1000.00"),
            (-9_999, 4, "-0.9999"),
            (10_000, 4, "1.0000"),
            (-10_000, 4, "-1.0000"),
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
