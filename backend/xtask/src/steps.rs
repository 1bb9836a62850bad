//! Many checks in a row: each is run, timed and counted, and none is left out in silence.

use std::time::{Duration, Instant};

use crate::shell::{Failure, in_ci};

/// One check.
pub(crate) struct Step {
    /// One word, for the summary and for the command line.
    pub(crate) name: &'static str,
    /// Steps without which this one makes no sense.
    pub(crate) needs: &'static [&'static str],
    /// The check itself. [`Failure::Missing`] means that this machine cannot run it.
    pub(crate) action: fn() -> Result<(), Failure>,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

/// Runs the steps named in `wanted` and those they need, or all if none is named, in the order given.
///
/// A failing step does not stop those that do not need it, so one run tells everything.
pub(crate) fn run_all(steps: &[Step], wanted: &[String]) -> Result<(), Failure> {
    let chosen = choose(steps, wanted)?;
    let ci = in_ci();
    let mut results: Vec<(&'static str, Outcome, Duration, String)> = Vec::new();
    for step in chosen {
        println!("\n== {} ==", step.name);
        let start = Instant::now();
        let (outcome, why) = match unmet(step, &results) {
            Some(needed) => (Outcome::Skipped, format!("not run, because it needs {needed}")),
            None => judge((step.action)(), ci),
        };
        if !why.is_empty() {
            eprintln!("{}: {why}", step.name);
        }
        results.push((step.name, outcome, start.elapsed(), why));
    }

    println!();
    for (name, outcome, time, why) in &results {
        println!("{:>8.1} s  {:<8} {name}  {why}", time.as_secs_f64(), format!("{outcome:?}").to_lowercase());
    }
    let total: Duration = results.iter().map(|(_, _, time, _)| *time).sum();
    println!("{:>8.1} s  in all\n", total.as_secs_f64());
    let count = |wanted: Outcome| results.iter().filter(|(_, outcome, _, _)| *outcome == wanted).count();
    let (passed, failed, skipped) = (count(Outcome::Passed), count(Outcome::Failed), count(Outcome::Skipped));
    let more = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    println!("steps: {passed} passed, {failed} failed{more}");
    if failed > 0 { Err(Failure::Refused("Some steps failed; see above.".into())) } else { Ok(()) }
}

/// What a step's result counts as. What this machine cannot run is a failure where nobody is there to read it.
fn judge(result: Result<(), Failure>, ci: bool) -> (Outcome, String) {
    match result {
        Ok(()) => (Outcome::Passed, String::new()),
        Err(Failure::Missing(why)) if !ci => (Outcome::Skipped, why),
        Err(failure) => (Outcome::Failed, failure.to_string()),
    }
}

/// The first step that `step` needs and that has not passed.
fn unmet(step: &Step, results: &[(&'static str, Outcome, Duration, String)]) -> Option<&'static str> {
    let passed =
        |needed: &str| results.iter().any(|(name, outcome, _, _)| *name == needed && *outcome == Outcome::Passed);
    step.needs.iter().find(|needed| !passed(needed)).copied()
}

/// The steps named, and those they need, in the order of the list.
fn choose<'a>(steps: &'a [Step], wanted: &[String]) -> Result<Vec<&'a Step>, Failure> {
    let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
    if let Some(unknown) = wanted.iter().find(|name| !names.contains(&name.as_str())) {
        return Err(Failure::Usage(format!("There is no step called {unknown}. The steps are: {}.", names.join(", "))));
    }
    if wanted.is_empty() {
        return Ok(steps.iter().collect());
    }
    let mut chosen: Vec<&str> = wanted.iter().map(String::as_str).collect();
    // What a step needs stands before it, so one pass from the end finds everything.
    for step in steps.iter().rev() {
        if chosen.contains(&step.name) {
            chosen.extend(step.needs);
        }
    }
    Ok(steps.iter().filter(|step| chosen.contains(&step.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 3] = [
        Step { name: "packages", needs: &[], action: || Ok(()) },
        Step { name: "lint", needs: &[], action: || Err(Failure::Refused("crooked".into())) },
        Step { name: "browser", needs: &["packages", "lint"], action: || panic!("lint failed, this must not run") },
    ];

    fn names(wanted: &[&str]) -> Vec<&'static str> {
        let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
        choose(&STEPS, &wanted).expect("known names").iter().map(|step| step.name).collect()
    }

    #[test]
    fn a_named_step_brings_what_it_needs() {
        assert_eq!(names(&["browser"]), ["packages", "lint", "browser"]);
        assert_eq!(names(&["lint"]), ["lint"]);
        assert_eq!(names(&[]), ["packages", "lint", "browser"]);
    }

    #[test]
    fn an_unknown_step_is_named_and_the_known_ones_are_listed() {
        let error = choose(&STEPS, &["lnit".to_owned()]).err().expect("no such step").to_string();
        assert!(error.contains("lnit") && error.contains("packages, lint, browser"), "{error}");
    }

    #[test]
    fn a_failing_step_fails_the_run_and_what_needs_it_is_not_run() {
        assert!(run_all(&STEPS, &[]).is_err());
    }

    #[test]
    fn what_a_machine_lacks_is_skipped_at_a_desk_and_fails_in_ci() {
        let lacking = || Err(Failure::Missing("no browser".into()));
        assert_eq!(judge(lacking(), false), (Outcome::Skipped, "no browser".to_owned()));
        assert_eq!(judge(lacking(), true), (Outcome::Failed, "no browser".to_owned()));
    }
}
