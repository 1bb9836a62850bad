//! What came out of a check.

use std::fmt::{self, Arguments, Display};

use super::rule::Rule;

/// How many violations of a rule are kept word for word; the rest are counted.
pub const EXAMPLES: usize = 5;

/// One row that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// The key of the row, such as `DEAL-0000001-01`; for a share of all rows, what was counted.
    pub row: String,
    /// What stands there: `closed_date 2026-05-01`.
    pub found: String,
    /// What does not go with it, or should stand there: `created_date 2026-05-03`.
    pub expected: String,
}

/// How a rule fared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How often it was looked at: rows, or customers.
    pub checked: u64,
    /// How often it was broken.
    pub broken: u64,
    /// The first [`EXAMPLES`] of these, in file order.
    pub examples: Vec<Violation>,
}

/// How all rules fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    tallies: Vec<Tally>,
}

impl Default for Report {
    fn default() -> Self {
        Self { tallies: vec![Tally::default(); Rule::ALL.len()] }
    }
}

impl Report {
    /// How this rule fared.
    #[must_use]
    pub fn of(&self, rule: Rule) -> &Tally {
        &self.tallies[usize::from(rule.number())]
    }

    /// The rules that were broken, by number.
    pub fn broken(&self) -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(|&rule| self.of(rule).broken > 0)
    }

    /// Counts one look at a rule; `found` and `expected` are written out only if it does not hold.
    pub(super) fn expect(
        &mut self,
        rule: Rule,
        holds: bool,
        row: impl Display,
        found: Arguments<'_>,
        expected: Arguments<'_>,
    ) {
        let tally = &mut self.tallies[usize::from(rule.number())];
        tally.checked += 1;
        if holds {
            return;
        }
        tally.broken += 1;
        if tally.examples.len() < EXAMPLES {
            let (row, found, expected) = (row.to_string(), found.to_string(), expected.to_string());
            tally.examples.push(Violation { rule, row, found, expected });
        }
    }

    /// Adds the report on the rows that come next.
    pub(super) fn then(&mut self, later: Self) {
        for (tally, more) in self.tallies.iter_mut().zip(later.tallies) {
            tally.checked += more.checked;
            tally.broken += more.broken;
            let room = EXAMPLES.saturating_sub(tally.examples.len());
            tally.examples.extend(more.examples.into_iter().take(room));
        }
    }
}

impl Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, row, found, expected } = self;
        write!(f, "rule {}, {row}: {found}; expected {expected}", rule.number())
    }
}

/// One line a rule, then the violations.
impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &rule in Rule::ALL {
            let Tally { checked, broken, .. } = self.of(rule);
            let state = match (broken, checked) {
                (0, 0) => "nothing to check".to_owned(),
                (0, _) => "ok".to_owned(),
                _ => format!("{broken} broken"),
            };
            writeln!(f, "{:>2} {state}: {rule}", rule.number())?;
        }
        for tally in self.broken().map(|rule| self.of(rule)) {
            writeln!(f)?;
            for violation in &tally.examples {
                writeln!(f, "{violation}")?;
            }
            let more = tally.broken - tally.examples.len() as u64;
            if more > 0 {
                writeln!(f, "… and {more} more")?;
            }
        }
        Ok(())
    }
}
