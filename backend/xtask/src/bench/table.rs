//! The one table at the end: budget, measured, ratio, met or not.

use std::fmt::Write;

use crate::shell::Failure;

/// Which side of the budget is the good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// The measured value must not be above the budget.
    AtMost,
    /// The measured value must not be below the budget.
    AtLeast,
}

/// The measured values, in the order they were taken.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

#[derive(Debug)]
enum Row {
    Judged { what: String, want: Want, budget: f64, measured: f64, unit: &'static str },
    Noted { what: String, measured: f64, unit: &'static str },
    Missing { what: String, why: String },
}

impl Table {
    /// A value with a budget.
    pub(crate) fn judge(
        &mut self,
        what: impl Into<String>,
        want: Want,
        budget: f64,
        measured: f64,
        unit: &'static str,
    ) {
        let what = what.into();
        println!("{what}: {measured:.1} {unit}");
        self.rows.push(Row::Judged { what, want, budget, measured, unit });
    }

    /// A value without a budget, to read the others by.
    pub(crate) fn note(&mut self, what: impl Into<String>, measured: f64, unit: &'static str) {
        let what = what.into();
        println!("{what}: {measured:.1} {unit}");
        self.rows.push(Row::Noted { what, measured, unit });
    }

    /// A value that could not be measured here.
    pub(crate) fn missing(&mut self, what: impl Into<String>, why: impl Into<String>) {
        let (what, why) = (what.into(), why.into());
        println!("{what}: not measured: {why}");
        self.rows.push(Row::Missing { what, why });
    }

    /// Prints everything, one line a value.
    pub(crate) fn print(&self) {
        println!("\n{}", self.render());
    }

    /// An error that counts the budgets not met, if there are any.
    pub(crate) fn verdict(&self) -> Result<(), Failure> {
        let unmet = self.rows.iter().filter(|row| row.met() == Some(false)).count();
        if unmet == 0 { Ok(()) } else { Err(Failure::Refused(format!("{unmet} of the budgets are not met."))) }
    }

    fn render(&self) -> String {
        let mut text = String::new();
        let width = self.rows.iter().map(|row| row.what().chars().count()).max().unwrap_or(0);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:width$}  {:>16}  {:>16}  {:>7}  met", "what", "budget", "measured", "ratio");
        for row in &self.rows {
            let _ = match row {
                Row::Judged { what, want, budget, measured, unit } => {
                    let sign = if *want == Want::AtMost { "≤" } else { "≥" };
                    let budget_text = format!("{sign} {budget:.1} {unit}");
                    let measured_text = format!("{measured:.1} {unit}");
                    let met = if row.met() == Some(true) { "yes" } else { "NO" };
                    let ratio = if *budget == 0.0 { "-".into() } else { format!("{:.2}", measured / budget) };
                    writeln!(text, "{what:width$}  {budget_text:>16}  {measured_text:>16}  {ratio:>7}  {met}")
                }
                Row::Noted { what, measured, unit } => {
                    let measured_text = format!("{measured:.1} {unit}");
                    writeln!(text, "{what:width$}  {:>16}  {measured_text:>16}", "")
                }
                Row::Missing { what, why } => writeln!(text, "{what:width$}  not measured: {why}"),
            };
        }
        text
    }
}

impl Row {
    fn what(&self) -> &str {
        match self {
            Self::Judged { what, .. } | Self::Noted { what, .. } | Self::Missing { what, .. } => what,
        }
    }

    fn met(&self) -> Option<bool> {
        match self {
            Self::Judged { want: Want::AtMost, budget, measured, .. } => Some(measured <= budget),
            Self::Judged { want: Want::AtLeast, budget, measured, .. } => Some(measured >= budget),
            Self::Noted { .. } | Self::Missing { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_met_on_its_own_side_only() {
        let mut table = Table::default();
        table.judge("memory", Want::AtMost, 200.0, 150.0, "MB");
        table.judge("speed", Want::AtLeast, 2.0, 2.5, "times");
        table.note("rows", 5.0, "rows");
        assert!(table.verdict().is_ok());
        table.judge("memory again", Want::AtMost, 200.0, 250.0, "MB");
        let message = table.verdict().expect_err("one is not met").to_string();
        assert!(message.starts_with("1 of"), "{message}");
        assert!(table.render().lines().any(|line| line.starts_with("memory again") && line.ends_with("NO")));
    }
}
