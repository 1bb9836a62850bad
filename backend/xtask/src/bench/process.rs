//! A program's time and memory, read from Linux's `/proc` while it runs and just after it ended.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::shell::{Failure, not_started};

/// How often a running program is looked at. Its memory can grow unseen for no longer than this.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// The clock ticks that `/proc/PID/stat` counts in: 100 a second on every Linux that users see (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;

/// What one run of a program cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// Wall-clock seconds.
    pub(crate) wall_seconds: f64,
    /// Processor seconds in the program itself, of all its threads; `None` where there is no `/proc`.
    pub(crate) user_seconds: Option<f64>,
    /// The most memory it held at once, in MB (10^6 bytes); `None` where there is no `/proc`.
    pub(crate) peak_mb: Option<f64>,
}

impl Cost {
    /// Processor seconds, or wall-clock seconds where they are not known.
    pub(crate) fn processor_seconds(&self) -> f64 {
        self.user_seconds.unwrap_or(self.wall_seconds)
    }

    /// Keeps the least of each time, and the most memory: a processor shared with others may be half as fast for some
    /// seconds.
    pub(crate) fn keep_best(best: &mut Option<Self>, cost: Self) {
        let either = |one: Option<f64>, other: Option<f64>, choose: fn(f64, f64) -> f64| match (one, other) {
            (Some(one), Some(other)) => Some(choose(one, other)),
            (one, other) => one.or(other),
        };
        *best = Some(match *best {
            None => cost,
            Some(best) => Self {
                wall_seconds: best.wall_seconds.min(cost.wall_seconds),
                user_seconds: either(best.user_seconds, cost.user_seconds, f64::min),
                peak_mb: either(best.peak_mb, cost.peak_mb, f64::max),
            },
        });
    }
}

/// Runs a program to its end, its output thrown away.
pub(crate) fn measure(mut command: Command) -> Result<Cost, Failure> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().map_err(|source| not_started(&command, source))?;
    let mut peak_mb = None;
    let mut user_seconds = None;
    // A program that has ended keeps its times (not its memory) in `/proc` until it is waited for.
    let wall = loop {
        match stat(&child) {
            Some(stat) if stat.ended => {
                user_seconds = Some(stat.user_seconds);
                break start.elapsed();
            }
            Some(_) => peak_mb = peak_memory_mb(&child).or(peak_mb),
            None if child.try_wait().map_err(|source| not_started(&command, source))?.is_some() => {
                break start.elapsed();
            }
            None => {}
        }
        sleep(LOOK_EVERY);
    };
    let status = child.wait().map_err(|source| not_started(&command, source))?;
    if status.success() {
        Ok(Cost { wall_seconds: wall.as_secs_f64(), user_seconds, peak_mb })
    } else {
        Err(Failure::Failed { command: format!("{command:?}"), status })
    }
}

/// The most memory (resident set) that a running program has held at once, in MB (10^6 bytes).
pub(crate) fn peak_memory_mb(child: &Child) -> Option<f64> {
    status_mb(child, "VmHWM:")
}

/// The memory (resident set) that a running program holds now, in MB (10^6 bytes).
pub(crate) fn memory_mb(child: &Child) -> Option<f64> {
    status_mb(child, "VmRSS:")
}

/// Lets a running program's peak begin anew at what it holds now.
pub(crate) fn forget_peak(child: &Child) {
    // proc(5), clear_refs. Where it cannot be done, peaks are of the whole run: higher, never lower.
    let _ = std::fs::write(format!("/proc/{}/clear_refs", child.id()), "5");
}

fn status_mb(child: &Child, label: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(label))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

struct Stat {
    ended: bool,
    user_seconds: f64,
}

fn stat(child: &Child) -> Option<Stat> {
    parse_stat(&std::fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?)
}

/// `/proc/PID/stat`, proc(5): `pid (name) state …`; the user time is field 14. The name may hold spaces and brackets.
fn parse_stat(stat: &str) -> Option<Stat> {
    let mut fields = stat[stat.rfind(')')? + 1..].split_whitespace();
    let ended = fields.next()? == "Z";
    let ticks: f64 = fields.nth(10)?.parse().ok()?;
    Some(Stat { ended, user_seconds: ticks / TICKS_PER_SECOND })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_does_not_shift_the_fields() {
        let line = "42 (a) b) Z 1 2 3 4 5 6 7 8 9 10 250 7 0 0 20 0 1";
        let stat = parse_stat(line).expect("well formed");
        assert!(stat.ended);
        assert!((stat.user_seconds - 2.5).abs() < 1e-9);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_program_that_works_is_seen_to_work() {
        let mut command = Command::new("sh");
        command.args(["-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"]);
        let cost = measure(command).expect("sh is there");
        assert!(
            cost.user_seconds.is_some_and(|seconds| seconds > 0.0 && seconds <= cost.wall_seconds + 0.05),
            "{cost:?}"
        );
        assert!(cost.peak_mb.is_some_and(|mb| mb > 0.1 && mb < 100.0), "{cost:?}");
    }
}
