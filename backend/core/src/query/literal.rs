//! Values as people write them in a filter, and cells as they stand in files.

use core::fmt::Write as _;

use crate::batch::Cell;
use crate::calendar::Day;

/// A decimal number, exact: `digits / 10^places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: i128,
    places: u32,
}

impl Decimal {
    /// Reads `-12`, `3.50`, `+.5`; up to 18 digits before the point and 12 after it.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (negative, plain) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        if whole.len() > 18 || fraction.len() > 12 {
            return None;
        }
        let all: i128 = format!("0{whole}{fraction}").parse().ok()?;
        Some(Self { digits: if negative { -all } else { all }, places: fraction.len() as u32 })
    }

    /// The nearest numbers of this many places that are not above and not below it, as scaled integers.
    pub(super) fn scaled(self, places: u8) -> (i64, i64) {
        let places = u32::from(places);
        let (floor, ceiling) = if self.places <= places {
            let exact = self.digits * 10_i128.pow(places - self.places);
            (exact, exact)
        } else {
            let unit = 10_i128.pow(self.places - places);
            let floor = self.digits.div_euclid(unit);
            (floor, floor + i128::from(self.digits.rem_euclid(unit) != 0))
        };
        // One beyond what columns hold is as good as any: the sentinel of null is left out.
        let fit = |value: i128| value.clamp(i128::from(i64::MIN) + 1, i128::from(i64::MAX)) as i64;
        (fit(floor), fit(ceiling))
    }
}

/// A key such as `CUST-0000001` or `DEAL-0000001-01` with this prefix, in any case: its numbers, the second 0 on
/// customers.
pub(super) fn read_key(text: &str, prefix: &str, with_ordinal: bool) -> Option<(u64, u32)> {
    let mut parts = text.split('-');
    if !parts.next()?.eq_ignore_ascii_case(prefix) {
        return None;
    }
    let number = |part: &str| -> Option<u64> {
        let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let customer = number(parts.next()?)?;
    let ordinal = if with_ordinal { u32::try_from(number(parts.next()?)?).ok()? } else { 0 };
    parts.next().is_none().then_some((customer, ordinal))
}

/// Appends a cell as it stands in a CSV file, before quoting; nothing for an empty one.
pub(super) fn write_cell(cell: Cell<'_>, out: &mut String) {
    let _ = match cell {
        Cell::Null => Ok(()),
        Cell::Key { prefix, number, ordinal: None } => write!(out, "{prefix}-{number:07}"),
        Cell::Key { prefix, number, ordinal: Some(ordinal) } => write!(out, "{prefix}-{number:07}-{ordinal:02}"),
        Cell::Text(text) => {
            out.push_str(text);
            Ok(())
        }
        Cell::Number { value, places: 0 } => write!(out, "{value}"),
        Cell::Number { value, places } => {
            let unit = 10_u64.pow(u32::from(places));
            let (sign, size) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
            write!(out, "{sign}{}.{:0width$}", size / unit, size % unit, width = usize::from(places))
        }
        Cell::Date(day) => write!(out, "{day}"),
        Cell::Flag(flag) => write!(out, "{flag}"),
    };
}

/// A day, `YYYY-MM-DD`, as a number that sorts like it.
pub(super) fn read_day(text: &str) -> Option<i64> {
    Day::parse(text).map(|day| i64::from(day.0))
}

/// Values with commas between them; one that holds a comma stands in quotation marks, which are doubled inside.
/// `None` if a quotation mark is never closed or something follows a closed one.
pub(super) fn read_list(text: &str) -> Option<Vec<String>> {
    let mut values = Vec::new();
    let mut rest = text;
    loop {
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix('"') {
            rest = quoted;
            loop {
                let end = rest.find('"')?;
                value.push_str(&rest[..end]);
                rest = &rest[end + 1..];
                match rest.strip_prefix('"') {
                    Some(more) => {
                        value.push('"');
                        rest = more;
                    }
                    None => break,
                }
            }
            values.push(value);
            if rest.is_empty() {
                return Some(values);
            }
            rest = rest.strip_prefix(',')?;
        } else {
            let (first, more) = rest.split_once(',').map_or((rest, None), |(first, more)| (first, Some(more)));
            values.push(first.trim().to_owned());
            match more {
                Some(more) => rest = more,
                None => return Some(values),
            }
        }
    }
}
