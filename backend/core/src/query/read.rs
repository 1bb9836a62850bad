//! From texts to a query: every filter, the search and the order, gathering all problems on the way.

use super::condition::{Condition, Needle, Test, TextTest};
use super::literal::{Decimal, read_day, read_key, read_list};
use super::order::SortKey;
use super::{Query, cost, labels, ranks};
use crate::columns::{Column, Kind, Table};
use crate::recipe::{FieldProblem, nearest};

/// The most conditions of one query. Chosen: more than anybody clicks together.
const MOST_FILTERS: usize = 50;
/// The most characters that are searched for. Chosen: longer than any text in the data is wide on a screen.
const MOST_SEARCHED: usize = 200;

/// What operators are called.
const OPERATORS: [&str; 9] = ["eq", "ne", "in", "lt", "lte", "gt", "gte", "contains", "null"];

/// A query as people write it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryText {
    /// Conditions, each `column:operator:value`; all must hold.
    pub filters: Vec<String>,
    /// A text to look for in all text columns.
    pub search: Option<String>,
    /// Columns to sort by, with commas between them; `-` before one turns it round.
    pub sort: Option<String>,
}

/// How a column is compared with a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compared {
    Equal,
    Below,
    UpTo,
    Above,
    From,
}

impl Query {
    /// Reads a query over a table.
    ///
    /// # Errors
    /// Everything that is wrong, with pointers `/filter/0`, `/q` and `/sort`; never an empty list.
    pub fn read(table: Table, text: &QueryText) -> Result<Self, Vec<FieldProblem>> {
        let mut reader = Reader { table, problems: Vec::new() };
        if text.filters.len() > MOST_FILTERS {
            reader.wrong(
                "/filter",
                "filter",
                &text.filters.len().to_string(),
                format!("at most {MOST_FILTERS} filters"),
                format!("filter is given {} times; {MOST_FILTERS} is the most.", text.filters.len()),
            );
            return Err(reader.problems);
        }
        let mut conditions: Vec<Condition> =
            text.filters.iter().enumerate().filter_map(|(i, filter)| reader.filter(i, filter)).collect();
        conditions.sort_by_key(|condition| cost(table, condition.column));
        let searched = text.search.as_deref().map(str::trim).filter(|search| !search.is_empty());
        let search = searched.and_then(|search| reader.search(search));
        let sorted = text.sort.as_deref().map(str::trim).filter(|sort| !sort.is_empty());
        let sort = sorted.map_or_else(Vec::new, |sort| reader.sort(sort));
        if !reader.problems.is_empty() {
            return Err(reader.problems);
        }
        let mut said: Vec<(&'static str, String)> =
            text.filters.iter().map(|filter| ("filter", filter.trim().to_owned())).collect();
        said.extend(searched.map(|search| ("q", search.to_owned())));
        said.extend(sorted.map(|sort| ("sort", sort.to_owned())));
        Ok(Self { table, conditions, search, sort, text: said })
    }
}

struct Reader {
    table: Table,
    problems: Vec<FieldProblem>,
}

impl Reader {
    fn wrong(&mut self, pointer: &str, field: &str, given: &str, allowed: String, message: String) {
        self.problems.push(FieldProblem {
            pointer: pointer.to_owned(),
            field: field.to_owned(),
            given: short(given),
            allowed,
            message,
        });
    }

    fn filter(&mut self, number: usize, filter: &str) -> Option<Condition> {
        let filter = filter.trim();
        match self.condition(filter) {
            Ok(condition) => Some(condition),
            Err((allowed, why)) => {
                let message = format!("The filter \"{}\" cannot be used: {why}", short(filter));
                self.wrong(&format!("/filter/{number}"), "filter", filter, allowed, message);
                None
            }
        }
    }

    /// A condition, or what is allowed and what is wrong.
    fn condition(&self, filter: &str) -> Result<Condition, (String, String)> {
        let mut parts = filter.splitn(3, ':');
        let (Some(name), Some(operator), Some(value)) = (parts.next(), parts.next(), parts.next()) else {
            let allowed = "column:operator:value".to_owned();
            let example = self.table.columns().iter().find(|column| matches!(column.kind, Kind::Label(&[_, ..])));
            let example = example.map_or(String::new(), |column| match column.kind {
                Kind::Label(names) => format!(", such as {}:eq:{}", column.name, names[0]),
                _ => String::new(),
            });
            return Err((allowed, format!("write it as column:operator:value{example}.")));
        };
        let index = self.column(name.trim())?;
        let column = &self.table.columns()[index];
        let operator = operator.trim();
        let Some(at) = OPERATORS.iter().position(|known| known.eq_ignore_ascii_case(operator)) else {
            let all = OPERATORS.join(", ");
            let hint = nearest(operator, &OPERATORS).map_or(String::new(), |near| format!(" Did you mean {near}?"));
            let why = format!("there is no operator \"{}\"; there are: {all}.{hint}", short(operator));
            return Err((all, why));
        };
        if value.trim().is_empty() {
            let why = format!("it has no value. Empty cells are found with {}:null:true.", column.name);
            return Err(("a value".to_owned(), why));
        }
        let (test, not) = match OPERATORS[at] {
            "null" => (Test::Null(boolean(column, value)?), false),
            "contains" => (self.contains(index, value), false),
            "in" => {
                let list = read_list(value).filter(|list| list.iter().all(|value| !value.is_empty()));
                let Some(list) = list else {
                    let allowed =
                        "values with commas between them; one that holds a comma in quotation marks".to_owned();
                    return Err((allowed.clone(), format!("after in come {allowed}.")));
                };
                (self.equal(index, &list)?, false)
            }
            "eq" => (self.equal(index, &[value.to_owned()])?, false),
            "ne" => (self.equal(index, &[value.to_owned()])?, true),
            "lt" => (self.compared(index, Compared::Below, value)?, false),
            "lte" => (self.compared(index, Compared::UpTo, value)?, false),
            "gt" => (self.compared(index, Compared::Above, value)?, false),
            _ => (self.compared(index, Compared::From, value)?, false),
        };
        Ok(Condition { column: index, test, not })
    }

    fn column(&self, name: &str) -> Result<usize, (String, String)> {
        if let Some(index) = self.table.columns().iter().position(|c| c.name.eq_ignore_ascii_case(name)) {
            return Ok(index);
        }
        let names: Vec<&str> = self.table.columns().iter().map(|column| column.name).collect();
        let hint = nearest(name, &names).map_or(String::new(), |near| format!(" Did you mean {near}?"));
        let why = format!("{} has no column \"{}\".{hint}", self.table.name(), short(name));
        Err((names.join(", "), why))
    }

    fn contains(&self, index: usize, value: &str) -> Test {
        let labels = labels(self.table, index);
        if labels.is_empty() {
            return Test::Contains(Needle::new(value));
        }
        let value = value.to_lowercase();
        Test::Labels(labels.iter().map(|label| label.to_lowercase().contains(&value)).collect())
    }

    /// The test for being one of some values.
    fn equal(&self, index: usize, values: &[String]) -> Result<Test, (String, String)> {
        let column = &self.table.columns()[index];
        if column.kind == Kind::Text {
            let mut values: Vec<String> = values.iter().map(|value| value.to_lowercase()).collect();
            values.sort_unstable();
            return Ok(Test::Texts(TextTest::OneOf(values)));
        }
        let tests = values.iter().map(|value| self.compared(index, Compared::Equal, value));
        let mut tests = tests.collect::<Result<Vec<Test>, _>>()?.into_iter();
        let first = tests.next().unwrap_or(Test::Null(true));
        Ok(tests.fold(first, either))
    }

    fn compared(&self, index: usize, how: Compared, value: &str) -> Result<Test, (String, String)> {
        let column = &self.table.columns()[index];
        let value = value.trim();
        match column.kind {
            Kind::Text => {
                let value = value.to_lowercase();
                Ok(Test::Texts(match how {
                    Compared::Equal => TextTest::OneOf(vec![value]),
                    Compared::Below => TextTest::Below(value),
                    Compared::UpTo => TextTest::UpTo(value),
                    Compared::Above => TextTest::Above(value),
                    Compared::From => TextTest::From(value),
                }))
            }
            Kind::Number { places } => match Decimal::read(value) {
                Some(decimal) => Ok(Test::Numbers(range(decimal.scaled(places), how))),
                None => Err(unfit(column, value, "a number, such as 12 or -0.5")),
            },
            Kind::Date => match read_day(value) {
                Some(day) => Ok(Test::Numbers(range((day, day), how))),
                None => Err(unfit(column, value, "a day, written YYYY-MM-DD")),
            },
            Kind::Flag => boolean(column, value).map(|flag| {
                let number = i64::from(flag);
                Test::Numbers(range((number, number), how))
            }),
            Kind::Key => {
                let (prefix, with_ordinal, example) = match column.name {
                    "deal_id" => ("DEAL", true, "a key such as DEAL-0000001-01"),
                    "feedback_id" => ("FB", true, "a key such as FB-0000001-01"),
                    _ => ("CUST", false, "a key such as CUST-0000001"),
                };
                let key = read_key(value, prefix, with_ordinal).ok_or_else(|| unfit(column, value, example))?;
                Ok(Test::Keys(vec![key_range(key, how)]))
            }
            Kind::Label(_) => self.label(index, how, value),
        }
    }

    fn label(&self, index: usize, how: Compared, value: &str) -> Result<Test, (String, String)> {
        let column = &self.table.columns()[index];
        let labels = labels(self.table, index);
        let Some(at) = labels.iter().position(|label| label.eq_ignore_ascii_case(value)) else {
            let word = value.to_lowercase();
            let part = || labels.iter().copied().find(|label| label.to_lowercase().contains(&word));
            let near = nearest(value, labels).or_else(part);
            let hint = near.map_or(String::new(), |near| format!(" Did you mean {near}?"));
            // A list of a few hundred cities helps nobody.
            let allowed = if labels.len() > 30 { format!("a {} of the data", column.name) } else { labels.join(", ") };
            let why = match labels.len() {
                31.. => format!("no {} is called \"{}\".{hint}", column.name, short(value)),
                _ => format!("{} is none of: {allowed}; it is \"{}\".{hint}", column.name, short(value)),
            };
            return Err((allowed, why));
        };
        let ranks = ranks(self.table, index);
        let place = ranks[at];
        let fits = |rank: &u16| match how {
            Compared::Equal => *rank == place,
            Compared::Below => *rank < place,
            Compared::UpTo => *rank <= place,
            Compared::Above => *rank > place,
            Compared::From => *rank >= place,
        };
        Ok(Test::Labels(ranks.iter().map(fits).collect()))
    }

    fn search(&mut self, search: &str) -> Option<Needle> {
        if search.chars().count() <= MOST_SEARCHED {
            return Some(Needle::new(search));
        }
        let allowed = format!("a text of at most {MOST_SEARCHED} characters");
        let message = format!("q has {} characters; it must be {allowed}.", search.chars().count());
        self.wrong("/q", "q", search, allowed, message);
        None
    }

    fn sort(&mut self, sort: &str) -> Vec<SortKey> {
        let mut keys: Vec<SortKey> = Vec::new();
        for word in sort.split(',').map(str::trim) {
            let (down, name) = word.strip_prefix('-').map_or((false, word), |name| (true, name));
            match self.column(name) {
                Ok(column) if keys.iter().any(|key| key.column == column) => {
                    let message = format!("sort names {name} twice; name it once.");
                    self.wrong("/sort", "sort", sort, "each column once".to_owned(), message);
                }
                Ok(column) => keys.push(SortKey { column, down, ranks: ranks(self.table, column) }),
                Err((allowed, why)) => {
                    let message = format!("sort is \"{}\": {why}", short(sort));
                    self.wrong("/sort", "sort", sort, allowed, message);
                }
            }
        }
        keys
    }
}

fn boolean(column: &Column, value: &str) -> Result<bool, (String, String)> {
    match value.trim() {
        value if value.eq_ignore_ascii_case("true") => Ok(true),
        value if value.eq_ignore_ascii_case("false") => Ok(false),
        value => Err(unfit(column, value, "true or false")),
    }
}

fn unfit(column: &Column, value: &str, allowed: &str) -> (String, String) {
    (allowed.to_owned(), format!("{} is compared with {allowed}; \"{}\" is none.", column.name, short(value)))
}

/// Numbers that compare so with one that lies between `floor` and `ceiling`.
fn range((floor, ceiling): (i64, i64), how: Compared) -> Vec<(i64, i64)> {
    let (low, high) = match how {
        Compared::Equal => (ceiling, floor),
        Compared::Below => (i64::MIN, ceiling.saturating_sub(1)),
        Compared::UpTo => (i64::MIN, floor),
        Compared::Above => (floor.saturating_add(1), i64::MAX),
        Compared::From => (ceiling, i64::MAX),
    };
    if low <= high { vec![(low, high)] } else { Vec::new() }
}

fn key_range((number, ordinal): (u64, u32), how: Compared) -> ((u64, u32), (u64, u32)) {
    const FIRST: (u64, u32) = (0, 0);
    const LAST: (u64, u32) = (u64::MAX, u32::MAX);
    let before = || match ordinal.checked_sub(1) {
        Some(ordinal) => (number, ordinal),
        None => (number.saturating_sub(1), u32::MAX),
    };
    match how {
        Compared::Equal => ((number, ordinal), (number, ordinal)),
        Compared::Below => (FIRST, before()),
        Compared::UpTo => (FIRST, (number, ordinal)),
        Compared::Above => ((number, ordinal.saturating_add(1)), LAST),
        Compared::From => ((number, ordinal), LAST),
    }
}

/// What holds where one of two tests of the same column holds.
fn either(one: Test, other: Test) -> Test {
    match (one, other) {
        (Test::Labels(one), Test::Labels(other)) => {
            Test::Labels(one.iter().zip(&other).map(|(one, other)| *one || *other).collect())
        }
        (Test::Numbers(mut ranges), Test::Numbers(mut more)) => {
            ranges.append(&mut more);
            ranges.sort_unstable();
            ranges.dedup();
            Test::Numbers(ranges)
        }
        (Test::Keys(mut ranges), Test::Keys(mut more)) => {
            ranges.append(&mut more);
            ranges.sort_unstable();
            ranges.dedup();
            Test::Keys(ranges)
        }
        (one, _) => one,
    }
}

/// At most 80 characters, without control characters.
fn short(text: &str) -> String {
    text.chars().take(80).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
