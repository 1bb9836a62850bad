//! From a draft to a recipe: one field after the other, gathering every problem on the way.

use core::ops::RangeInclusive;

use super::draft::shortened;
use super::{
    ACTIVITY, DEFAULT_CUSTOMERS, DEFAULT_MONTHS, DEFAULT_NAME, FIRST_AS_OF, FieldProblem, Given, LAST_AS_OF, Limits,
    MAX_SEED, MONTHS, NAME_CHARACTERS, Recipe, RecipeDraft,
};
use crate::calendar::Day;
use crate::vocabulary::{Industry, Region, Segment};

/// The names a recipe understands. The two flat activity names stand for `activity` where there are no objects.
const FIELDS: &[&str] = &[
    "name",
    "seed",
    "customers",
    "regions",
    "segments",
    "industries",
    "as_of",
    "months",
    "activity",
    "feedback_activity",
    "deal_activity",
    "stories",
];

/// Fields that take several values, as repeated names in forms.
pub(super) fn is_list(field: &str) -> bool {
    matches!(field, "regions" | "segments" | "industries" | "stories")
}

pub(super) fn recipe(
    draft: &RecipeDraft,
    limits: &Limits,
    today: Day,
    drawn_seed: impl FnOnce() -> u64,
) -> Result<Recipe, Vec<FieldProblem>> {
    let mut p = Parser { draft, problems: Vec::new() };
    p.names();
    let name = p.name();
    let seed = p.integer("seed", 0..=MAX_SEED);
    let customers = p.integer("customers", 1..=limits.customers);
    let regions = p.list("regions", Region::ALL, Region::NAMES);
    let segments = p.list("segments", Segment::ALL, Segment::NAMES);
    let industries = p.list("industries", Industry::ALL, Industry::NAMES);
    let as_of = p.day("as_of");
    let months = p.integer("months", u64::from(*MONTHS.start())..=u64::from(*MONTHS.end()));
    let (activity_feedback, activity_deals) = p.activities();
    let stories = p.stories();
    p.required();
    if !p.problems.is_empty() {
        return Err(p.problems);
    }
    let recipe = Recipe {
        name: name.unwrap_or_else(|| DEFAULT_NAME.to_owned()),
        seed: seed.unwrap_or_else(|| drawn_seed() & MAX_SEED),
        customers: customers.unwrap_or(DEFAULT_CUSTOMERS.min(limits.customers)),
        regions: regions.unwrap_or_else(|| Region::ALL.to_vec()),
        segments: segments.unwrap_or_else(|| Segment::ALL.to_vec()),
        industries: industries.unwrap_or_else(|| Industry::ALL.to_vec()),
        as_of: as_of.unwrap_or(today),
        months: months.map_or(DEFAULT_MONTHS, |m| m as u32),
        activity_feedback: activity_feedback.unwrap_or(1.0),
        activity_deals: activity_deals.unwrap_or(1.0),
        stories,
    };
    super::stories::plantable(&recipe)?;
    Ok(recipe)
}

pub(super) struct Parser<'a> {
    draft: &'a RecipeDraft,
    pub(super) problems: Vec<FieldProblem>,
}

/// Each method returns `None` for a field that is not there, and for one that is wrong after noting what is wrong.
impl<'a> Parser<'a> {
    /// Names that nobody knows, and names given twice.
    fn names(&mut self) {
        for (i, (name, value)) in self.draft.fields.iter().enumerate() {
            if !FIELDS.contains(&name.as_str()) {
                self.unknown(&format!("/{}", escaped(name)), name, value, FIELDS);
            } else if self.draft.fields[..i].iter().any(|(earlier, _)| earlier == name) {
                self.problems.push(FieldProblem {
                    pointer: format!("/{name}"),
                    field: name.clone(),
                    given: value.shown(),
                    allowed: "the field once".to_owned(),
                    message: format!("{name} is given twice; give it once."),
                });
            }
        }
    }

    fn unknown(&mut self, pointer: &str, name: &str, value: &Given, known: &[&str]) {
        let name = shortened(name.to_owned());
        let hint = nearest(&name, known).map_or(String::new(), |near| format!(" Did you mean {near}?"));
        self.problems.push(FieldProblem {
            pointer: pointer.to_owned(),
            field: name.clone(),
            given: value.shown(),
            allowed: known.join(", "),
            message: format!("There is no field called \"{name}\".{hint}"),
        });
    }

    /// The value of a field, unless it is absent or null.
    pub(super) fn given(&self, field: &str) -> Option<&'a Given> {
        self.draft.fields.iter().find(|(name, value)| name == field && *value != Given::Null).map(|(_, value)| value)
    }

    fn wrong<T>(&mut self, pointer: String, field: &str, value: &Given, allowed: String, spoken: &str) -> Option<T> {
        let message = format!("{field} is {}; it must be {spoken}.", value.quoted());
        self.problems.push(FieldProblem { pointer, field: field.to_owned(), given: value.shown(), allowed, message });
        None
    }

    fn name(&mut self) -> Option<String> {
        let value = self.given("name")?;
        if let Given::Text(text) | Given::Loose(text) = value {
            let text = text.trim();
            if NAME_CHARACTERS.contains(&text.chars().count()) && !text.chars().any(char::is_control) {
                return Some(text.to_owned());
            }
        }
        let allowed =
            format!("a text of {} to {} characters on one line", NAME_CHARACTERS.start(), NAME_CHARACTERS.end());
        let spoken = allowed.clone();
        self.wrong("/name".to_owned(), "name", value, allowed, &spoken)
    }

    fn integer(&mut self, field: &str, bounds: RangeInclusive<u64>) -> Option<u64> {
        let value = self.given(field)?;
        if let Some(number) = whole(value).and_then(|n| u64::try_from(n).ok()).filter(|n| bounds.contains(n)) {
            return Some(number);
        }
        let (low, high) = (*bounds.start(), *bounds.end());
        let allowed = format!("a whole number from {low} to {high}");
        let spoken = format!("a whole number from {} to {}", grouped(low), grouped(high));
        self.wrong(format!("/{field}"), field, value, allowed, &spoken)
    }

    fn list<T: Copy>(&mut self, field: &str, all: &[T], names: &[&str]) -> Option<Vec<T>> {
        let value = self.given(field)?;
        let one;
        let items = match value {
            Given::List(items) => items,
            Given::Text(_) | Given::Loose(_) => {
                one = [value.clone()];
                &one[..]
            }
            _ => &[],
        };
        if items.is_empty() {
            let allowed = format!("a list of at least one of: {}", names.join(", "));
            let spoken = allowed.clone();
            return self.wrong(format!("/{field}"), field, value, allowed, &spoken);
        }
        let mut held = vec![false; all.len()];
        let before = self.problems.len();
        for (i, item) in items.iter().enumerate() {
            let position = match item {
                Given::Text(text) | Given::Loose(text) => {
                    names.iter().position(|name| name.eq_ignore_ascii_case(text.trim()))
                }
                _ => None,
            };
            match position {
                Some(position) => held[position] = true,
                None => self.unknown_item(field, i, item, names),
            }
        }
        (self.problems.len() == before).then(|| all.iter().zip(&held).filter(|(_, h)| **h).map(|(v, _)| *v).collect())
    }

    fn unknown_item(&mut self, field: &str, index: usize, item: &Given, names: &[&str]) {
        let hint = nearest(&item.shown(), names).map_or(String::new(), |near| format!(" Did you mean {near}?"));
        self.problems.push(FieldProblem {
            pointer: format!("/{field}/{index}"),
            field: field.to_owned(),
            given: item.shown(),
            allowed: names.join(", "),
            message: format!("{field} has {}, which is none of: {}.{hint}", item.quoted(), names.join(", ")),
        });
    }

    fn day(&mut self, field: &str) -> Option<Day> {
        let value = self.given(field)?;
        let limit = |(y, m, d)| Day::from_ymd(y, m, d).unwrap_or(Day::NONE);
        let (first, last) = (limit(FIRST_AS_OF), limit(LAST_AS_OF));
        if let Given::Text(text) | Given::Loose(text) = value
            && let Some(day) = Day::parse(text.trim()).filter(|day| (first..=last).contains(day))
        {
            return Some(day);
        }
        let allowed = format!("a date from {first} to {last}, written YYYY-MM-DD");
        let spoken = allowed.clone();
        self.wrong(format!("/{field}"), field, value, allowed, &spoken)
    }

    /// Feedback and deal activity, from the object or from the two flat names.
    fn activities(&mut self) -> (Option<f64>, Option<f64>) {
        const INSIDE: &[&str] = &["feedback", "deals"];
        let flat = |parser: &mut Self, field: &str| {
            let value = parser.given(field)?;
            parser.decimal(format!("/{field}"), field, value)
        };
        let mut found = [flat(self, "feedback_activity"), flat(self, "deal_activity")];
        let Some(value) = self.given("activity") else { return (found[0], found[1]) };
        let Given::Object(fields) = value else {
            let allowed =
                "an object such as {\"feedback\": 1, \"deals\": 1}; in a form, feedback_activity and deal_activity";
            self.wrong::<()>("/activity".to_owned(), "activity", value, allowed.to_owned(), allowed);
            return (None, None);
        };
        for (i, (name, value)) in fields.iter().enumerate() {
            let pointer = format!("/activity/{}", escaped(name));
            let Some(which) = INSIDE.iter().position(|inside| inside == name) else {
                self.unknown(&pointer, name, value, INSIDE);
                continue;
            };
            let flat_name = ["feedback_activity", "deal_activity"][which];
            if fields[..i].iter().any(|(earlier, _)| earlier == name) || self.given(flat_name).is_some() {
                let message = format!("The activity of {name} is given twice; give it once.");
                let allowed = "the field once".to_owned();
                self.problems.push(FieldProblem {
                    pointer,
                    field: name.clone(),
                    given: value.shown(),
                    allowed,
                    message,
                });
            } else if *value != Given::Null {
                found[which] = self.decimal(pointer, &format!("activity.{name}"), value);
                if let (None, Some(problem)) = (found[which], self.problems.last_mut()) {
                    problem.field.clone_from(name); // the bare name; the pointer and the message say where
                }
            }
        }
        (found[0], found[1])
    }

    fn decimal(&mut self, pointer: String, field: &str, value: &Given) -> Option<f64> {
        let number = match value {
            Given::Integer(n) => Some(*n as f64),
            Given::Decimal(x) => Some(*x),
            Given::Loose(text) => plain_decimal(text.trim()),
            _ => None,
        };
        if let Some(number) = number.filter(|x| ACTIVITY.contains(x)) {
            return Some(number);
        }
        let allowed = format!("a number from {} to {}", ACTIVITY.start(), ACTIVITY.end());
        let spoken = allowed.clone();
        self.wrong(pointer, field, value, allowed, &spoken)
    }

    fn required(&mut self) {
        for &field in self.draft.required {
            if self.given(field).is_none() {
                self.problems.push(FieldProblem {
                    pointer: format!("/{field}"),
                    field: field.to_owned(),
                    given: "nothing".to_owned(),
                    allowed: "a value".to_owned(),
                    message: format!(
                        "{field} is missing; it is needed here, so that the rows are the same every time."
                    ),
                });
            }
        }
    }
}

/// A whole number, also where it is written `500.0` or `1e3`, as JSON allows.
fn whole(value: &Given) -> Option<i128> {
    match value {
        Given::Integer(n) => Some(*n),
        Given::Decimal(x) if x.fract() == 0.0 && x.abs() <= MAX_SEED as f64 => Some(*x as i128),
        Given::Loose(text) => {
            let text = text.trim();
            let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| text.parse().ok()).flatten()
        }
        _ => None,
    }
}

/// Digits with at most one point: what people write, without `inf`, `nan` or exponents.
fn plain_decimal(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    plain.then(|| text.parse().ok()).flatten()
}

/// The known name most like this one, if any is like it at all.
#[must_use]
pub fn nearest<'n>(name: &str, known: &[&'n str]) -> Option<&'n str> {
    // Chosen: .8 finds misspellings and cut-off words, and leaves unrelated words alone.
    const ALIKE: f64 = 0.8;
    let name = name.to_lowercase();
    let alike = |candidate: &&str| strsim::jaro_winkler(&name, &candidate.to_lowercase());
    let best = known.iter().copied().max_by(|a, b| alike(a).total_cmp(&alike(b)))?;
    (alike(&best) >= ALIKE).then_some(best)
}

/// A name as one step of a JSON pointer (RFC 6901, section 3).
fn escaped(name: &str) -> String {
    shortened(name.to_owned()).replace('~', "~0").replace('/', "~1")
}

/// A whole number with its thousands set apart by commas, as people read it.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
