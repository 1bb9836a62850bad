//! Values of a column of a block in little room: numbers as small as their range allows, texts squeezed.

use crmgen_core::batch::{NULL_LABEL, NULL_NUMBER, Strings, Values};
use crmgen_core::calendar::Day;

/// Level of zstd. Chosen: the quickest; texts shrink to a fifth or less even so.
const LEVEL: i32 = 1;

/// A column of a block. [`Packed::unpack`] gives back exactly what was packed.
#[derive(Debug)]
pub(super) enum Packed {
    Key { prefix: &'static str, numbers: Ints, ordinals: Option<Ints> },
    Text { squeezed: Box<[u8]>, plain: usize, lengths: Ints },
    Label { codes: Ints, labels: &'static [&'static str] },
    Number { values: Ints, places: u8 },
    Date(Ints),
    Flag(Box<[bool]>),
}

impl Packed {
    pub(super) fn new(values: &Values) -> Self {
        match values {
            Values::Key { prefix, numbers, ordinals } => Self::Key {
                prefix,
                numbers: Ints::new(numbers.iter().map(|&number| Some(number as i64))),
                ordinals: ordinals.as_ref().map(|all| Ints::new(all.iter().map(|&ordinal| Some(i64::from(ordinal))))),
            },
            Values::Text(strings) => {
                let texts = (0..strings.len()).map(|row| strings.get(row));
                let plain: String = texts.clone().collect();
                let squeezed = zstd::bulk::compress(plain.as_bytes(), LEVEL).expect("memory can be compressed");
                let lengths = Ints::new(texts.map(|text| Some(text.len() as i64)));
                Self::Text { squeezed: squeezed.into(), plain: plain.len(), lengths }
            }
            Values::Label { codes, labels } => Self::Label {
                codes: Ints::new(codes.iter().map(|&code| (code != NULL_LABEL).then_some(i64::from(code)))),
                labels,
            },
            Values::Number { values, places } => Self::Number {
                values: Ints::new(values.iter().map(|&value| (value != NULL_NUMBER).then_some(value))),
                places: *places,
            },
            Values::Date(days) => {
                Self::Date(Ints::new(days.iter().map(|&day| (day != Day::NONE).then_some(i64::from(day.0)))))
            }
            Values::Flag(flags) => Self::Flag(flags.as_slice().into()),
        }
    }

    pub(super) fn unpack(&self) -> Values {
        match self {
            Self::Key { prefix, numbers, ordinals } => Values::Key {
                prefix,
                numbers: numbers.to_vec(|number| number.map_or(0, |number| number as u64)),
                ordinals: ordinals.as_ref().map(|all| all.to_vec(|ordinal| ordinal.map_or(0, |o| o as u32))),
            },
            Self::Text { squeezed, plain, lengths } => {
                let bytes = zstd::bulk::decompress(squeezed, *plain).expect("what was squeezed here is whole");
                let mut end = 0;
                let mut ends = lengths.to_vec(|length| length.map_or(0, |length| length as u32));
                for length in &mut ends {
                    end += *length;
                    *length = end;
                }
                Values::Text(Strings::from_parts(bytes, ends))
            }
            Self::Label { codes, labels } => {
                Values::Label { codes: codes.to_vec(|code| code.map_or(NULL_LABEL, |code| code as u16)), labels }
            }
            Self::Number { values, places } => {
                Values::Number { values: values.to_vec(|value| value.unwrap_or(NULL_NUMBER)), places: *places }
            }
            Self::Date(days) => Values::Date(days.to_vec(|day| day.map_or(Day::NONE, |day| Day(day as i32)))),
            Self::Flag(flags) => Values::Flag(flags.to_vec()),
        }
    }

    /// Bytes of memory it takes, about.
    pub(super) fn bytes(&self) -> u64 {
        let values = match self {
            Self::Key { numbers, ordinals, .. } => numbers.bytes() + ordinals.as_ref().map_or(0, Ints::bytes),
            Self::Text { squeezed, lengths, .. } => squeezed.len() + lengths.bytes(),
            Self::Label { codes: ints, .. } | Self::Number { values: ints, .. } | Self::Date(ints) => ints.bytes(),
            Self::Flag(flags) => flags.len(),
        };
        (size_of::<Self>() + values) as u64
    }
}

/// Numbers, some of them absent: what each has above the least, in as few bytes as the greatest needs.
#[derive(Debug)]
pub(super) struct Ints {
    least: i64,
    above: Above,
}

/// The greatest number of a width stands for an absent one.
#[derive(Debug)]
enum Above {
    Byte(Box<[u8]>),
    Short(Box<[u16]>),
    Word(Box<[u32]>),
    /// The numbers themselves.
    Long(Box<[Option<i64>]>),
}

impl Ints {
    fn new(numbers: impl Iterator<Item = Option<i64>> + Clone) -> Self {
        let least = numbers.clone().flatten().min().unwrap_or(0);
        let greatest = numbers.clone().flatten().max().unwrap_or(0);
        let above = numbers.clone().map(|number| number.map(|number| number.abs_diff(least)));
        let above = match greatest.abs_diff(least) {
            range if range < u64::from(u8::MAX) => Above::Byte(above.map(|a| a.map_or(u8::MAX, |a| a as u8)).collect()),
            range if range < u64::from(u16::MAX) => {
                Above::Short(above.map(|a| a.map_or(u16::MAX, |a| a as u16)).collect())
            }
            range if range < u64::from(u32::MAX) => {
                Above::Word(above.map(|a| a.map_or(u32::MAX, |a| a as u32)).collect())
            }
            _ => Above::Long(numbers.collect()),
        };
        Self { least, above }
    }

    fn to_vec<T>(&self, make: impl Fn(Option<i64>) -> T) -> Vec<T> {
        let above = |above: i64| self.least + above;
        match &self.above {
            Above::Byte(all) => all.iter().map(|&a| make((a != u8::MAX).then(|| above(a.into())))).collect(),
            Above::Short(all) => all.iter().map(|&a| make((a != u16::MAX).then(|| above(a.into())))).collect(),
            Above::Word(all) => all.iter().map(|&a| make((a != u32::MAX).then(|| above(a.into())))).collect(),
            Above::Long(all) => all.iter().map(|&number| make(number)).collect(),
        }
    }

    fn bytes(&self) -> usize {
        match &self.above {
            Above::Byte(all) => all.len(),
            Above::Short(all) => 2 * all.len(),
            Above::Word(all) => 4 * all.len(),
            Above::Long(all) => size_of_val(&**all),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    const LABELS: &[&str] = &["a", "b", "c"];

    /// Numbers of every width, with some absent.
    fn numbers() -> impl Strategy<Value = Vec<i64>> {
        let some = (any::<i64>(), prop::sample::select(vec![1_i64, 254, 255, 65_534, 65_535, 4_294_967_295, i64::MAX]))
            .prop_flat_map(|(from, range)| {
                let least = from.clamp(i64::MIN + 1, i64::MAX - range);
                let one = prop_oneof![4 => least..=least + range, 1 => Just(NULL_NUMBER), 1 => Just(least + range)];
                vec(one, 0..50)
            });
        prop_oneof![9 => some, 1 => vec(any::<i64>(), 0..50)]
    }

    fn values() -> impl Strategy<Value = Values> {
        prop_oneof![
            (vec((1_u64..1 << 40, 1_u32..5_000), 0..50), any::<bool>()).prop_map(|(keys, own)| Values::Key {
                prefix: "FB",
                numbers: keys.iter().map(|key| key.0).collect(),
                ordinals: own.then(|| keys.iter().map(|key| key.1).collect()),
            }),
            vec(any::<String>(), 0..50).prop_map(|texts| {
                let mut strings = Strings::default();
                texts.iter().for_each(|text| strings.push_with(|out| out.push_str(text)));
                Values::Text(strings)
            }),
            vec(prop_oneof![0..3_u16, Just(NULL_LABEL)], 0..50)
                .prop_map(|codes| Values::Label { codes, labels: LABELS }),
            numbers().prop_map(|values| Values::Number { values, places: 2 }),
            vec(prop_oneof![4 => (-200_000..200_000).prop_map(Day), 1 => Just(Day::NONE)], 0..50)
                .prop_map(Values::Date),
            vec(any::<bool>(), 0..50).prop_map(Values::Flag),
        ]
    }

    proptest! {
        #[test]
        fn what_is_unpacked_is_what_was_packed(values in values()) {
            let again = Packed::new(&values).unpack();
            prop_assert_eq!(format!("{again:?}"), format!("{values:?}"));
        }
    }

    #[test]
    fn small_numbers_take_little_room() {
        let bytes = |values: Vec<i64>| Packed::new(&Values::Number { values, places: 0 }).bytes();
        let few = bytes(Vec::new());
        assert_eq!(bytes((1_000_000..1_000_100).collect()) - few, 100);
        assert_eq!(bytes((0..100).map(|i| i * 100).collect()) - few, 200);
        assert_eq!(bytes((0..100).map(|i| i * 100_000).collect()) - few, 400);
    }
}
