//! Parquet beside `tpchgen-cli`, each on one thread: megabytes a second of the data, counted as the CSV of the same rows.

use super::cli::{Scratch, generate, megabytes};
use super::process::{self, Cost};
use super::table::{Table, Want};
use super::yardstick;
use crate::shell::Failure;

/// Customers in a run.
const CUSTOMERS: u32 = 200_000;
/// How often ours and the yardstick take turns; the best counts.
const TURNS: u32 = 3;

/// Measures the Parquet writer.
pub(crate) fn measure(table: &mut Table) -> Result<(), Failure> {
    let scratch = Scratch::new("parquet")?;
    let tpchgen = yardstick::tpchgen();
    let ours_mb = {
        let folder = scratch.folder("csv")?;
        process::measure(generate("csv", CUSTOMERS, 2, &folder))?;
        megabytes(&folder, "csv")?
    };
    let theirs_mb = match &tpchgen {
        Ok(program) => {
            let folder = scratch.folder("csv")?;
            process::measure(yardstick::tpchgen_table(program, "csv", &folder))?;
            megabytes(&folder, "csv")?
        }
        Err(_) => 0.0,
    };
    let (mut ours, mut theirs): (Option<Cost>, Option<Cost>) = (None, None);
    let mut written_mb = 0.0;
    for turn in 1..=TURNS {
        println!("turn {turn} of {TURNS}: {CUSTOMERS} customers to Parquet, one thread; tpchgen-cli");
        let folder = scratch.folder("ours")?;
        Cost::keep_best(&mut ours, process::measure(generate("parquet", CUSTOMERS, 1, &folder))?);
        written_mb = megabytes(&folder, "parquet")?;
        if let Ok(program) = &tpchgen {
            let folder = scratch.folder("theirs")?;
            Cost::keep_best(&mut theirs, process::measure(yardstick::tpchgen_table(program, "parquet", &folder))?);
        }
    }
    let Some(ours) = ours else { return Ok(()) };
    let speed = ours_mb / ours.wall_seconds;
    table.note("Parquet, all tables, one thread", speed, "MB/s of CSV");
    table.note("Parquet, of the size of the CSV", 100.0 * written_mb / ours_mb, "%");
    match (tpchgen, theirs) {
        (Ok(_), Some(cost)) => {
            let yardstick = theirs_mb / cost.wall_seconds;
            table.note("tpchgen-cli parquet, one thread", yardstick, "MB/s of CSV");
            table.judge("Parquet, one thread, times tpchgen-cli", Want::AtLeast, 1.0, speed / yardstick, "times");
        }
        (Err(why), _) => table.missing("Parquet, one thread, times tpchgen-cli", why.to_string()),
        (Ok(_), None) => {}
    }
    Ok(())
}
