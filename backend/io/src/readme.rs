//! The `README.txt` of an archive: what it is and how to open it, for people who do not program.

use crmgen_core::GENERATOR_VERSION;
use crmgen_core::calendar::Day;
use crmgen_core::columns::Table;
use serde::Deserialize;

use crate::manifest::{FileSum, Manifest};

/// Rows an Excel sheet holds (Microsoft, "Excel specifications and limits"), less the header.
const EXCEL_ROWS: u64 = 1_048_576 - 1;

/// The text for these files of tables, one for each of [`Table::ALL`], in the format with this extension.
pub(crate) fn readme(manifest: &Manifest, tables: &[FileSum], format: &str) -> String {
    let name = &manifest.name;
    let line = "=".repeat(name.chars().count());
    let recipe = manifest.recipe.get();
    let inside: String = Table::ALL
        .iter()
        .zip(tables)
        .map(|(table, file)| {
            format!("  {}: {} rows. {}\n", file.file, grouped(file.rows.unwrap_or(0)), table.meaning())
        })
        .collect();
    let open = match format {
        "parquet" => open_parquet(tables),
        "ndjson" => open_ndjson(tables),
        _ => open_csv(tables),
    };
    let first = first_day(recipe).map_or_else(|| "the first month of the history".to_owned(), |day| day.to_string());
    format!(
        "{name}\n{line}\n
This is practice data of a company that sells software: its customers, the deals it tried to make with them, and what
they wrote or said about it. A program made it up. The people and companies in it are not real.

WHAT IS IN THIS ZIP

{inside}  data_dictionary.csv: what each column means.
  manifest.json: how the data was made, and check sums that tell whether a file is complete.

HOW THE FILES BELONG TOGETHER

Each row of customers.csv is one customer, with a customer_id. The other two files have a customer_id too: it tells
whose deal, or whose feedback, a row is. One customer can have many deals and many feedbacks, or none.
Keep deals and feedback as two tables, each linked to customers. If you join all three into one big table, a customer
with 3 deals and 5 feedbacks becomes 15 rows, and every sum comes out too high.
An empty cell means: there is no value. Amounts are in US dollars.

Before you start: unzip this file into a folder.

{open}BEFORE YOU COUNT WINS

Deals closed before {first} are in the file only if they were won: they are the first deals of
customers who joined before. Deals lost in that time are not in it. So take win rates, and revenue by year, from deals
closed from then on. The lifetime_value of a customer is the sum of all their won deals in the file, old and new.

MAKE THE SAME DATA AGAIN

The same recipe and the same generator version always give exactly the same data.
Generator version: {GENERATOR_VERSION}
Recipe: {recipe}
"
    )
}

/// The day that the history of this recipe begins on; none where the recipe does not say.
fn first_day(recipe: &str) -> Option<Day> {
    #[derive(Deserialize)]
    struct Span {
        as_of: String,
        months: i32,
    }
    let Span { as_of, months } = serde_json::from_str(recipe).ok()?;
    Some(Day::parse(&as_of)?.month().plus(1 - months).day(1))
}

/// How to open CSV files.
fn open_csv(tables: &[FileSum]) -> String {
    let [customers, deals, feedback] = counts(tables);
    let excel_limit: String = tables
        .iter()
        .filter(|file| file.rows.unwrap_or(0) > EXCEL_ROWS)
        .map(|file| {
            format!(
                "   {} has more rows than a sheet can hold (1,048,575 and the header). For this file choose\n   \
                 Load To, then \"Only Create Connection\" and \"Add this data to the Data Model\".\n",
                file.file
            )
        })
        .collect();
    format!(
        "OPEN IT IN TABLEAU

1. Start Tableau. Under Connect, click \"Text file\" and choose customers.csv.
2. Drag deals.csv next to customers.csv. Tableau draws a line between the two. If it asks how they are related, choose
   customer_id on both sides.
3. Drag feedback.csv next to customers.csv (not next to deals.csv), and do the same.
4. Click \"Sheet 1\" and drag \"customers.csv (Count)\" onto Text. You should see {customers}.

OPEN IT IN POWER BI

1. Start Power BI Desktop. Click \"Get data\", then \"Text/CSV\", choose customers.csv and click Load.
2. Do the same with deals.csv and feedback.csv.
3. Click the Model view on the left. A line should go from deals to customers and one from feedback to customers. If
   one is missing, drag customer_id from that table onto customer_id of customers. If there is a line between deals
   and feedback, delete it.
4. Go back to the Report view, add a Card and put customer_id of customers on it, as Count. You should see {customers}.

OPEN IT IN EXCEL

1. Start Excel with an empty workbook. Click Data, then \"From Text/CSV\", and choose customers.csv.
2. See that \"File Origin\" says \"65001: Unicode (UTF-8)\", then click Load. (A double click on the file also opens it,
   but letters such as e with an accent may look wrong.)
3. Do the same with deals.csv and feedback.csv.
{excel_limit}4. You should have {customers} rows of customers, {deals} of deals and {feedback} of feedback, not counting the headers.

"
    )
}

/// How to open Parquet files.
fn open_parquet(tables: &[FileSum]) -> String {
    let [customers, deals, feedback] = counts(tables);
    format!(
        "WHAT PARQUET IS

Parquet files know what their columns hold: dates are dates, numbers are numbers, and empty is empty. They are small and
quick to read. Power BI, Python, R, DuckDB and many data warehouses read them. Excel does not by itself: use csv.zip or
excel.xlsx for it.

OPEN IT IN POWER BI

1. Start Power BI Desktop. Click \"Get data\", then \"More\", choose Parquet, and give the full path of customers.parquet.
2. Do the same with deals.parquet and feedback.parquet.
3. Click the Model view on the left. A line should go from deals to customers and one from feedback to customers. If
   one is missing, drag customer_id from that table onto customer_id of customers.
4. Go back to the Report view, add a Card and put customer_id of customers on it, as Count. You should see {customers}.

OPEN IT IN PYTHON

  import pandas as pd
  customers = pd.read_parquet(\"customers.parquet\")   # needs: pip install pandas pyarrow
  print(len(customers))                               # {customers}

ASK IT WITH SQL (DUCKDB)

  select count(*) from 'deals.parquet';      -- {deals}
  select count(*) from 'feedback.parquet';   -- {feedback}

"
    )
}

/// How to open NDJSON files.
fn open_ndjson(tables: &[FileSum]) -> String {
    let [customers, deals, feedback] = counts(tables);
    format!(
        "WHAT NDJSON IS

Each line of a file is one row, written as a JSON object. Programs can read it line by line. Null means: empty.

OPEN IT IN PYTHON

  import pandas as pd
  customers = pd.read_json(\"customers.ndjson\", lines=True)   # needs: pip install pandas
  print(len(customers))                                       # {customers}

ASK IT WITH SQL (DUCKDB)

  select count(*) from 'deals.ndjson';      -- {deals}
  select count(*) from 'feedback.ndjson';   -- {feedback}

"
    )
}

/// Rows of customers, deals and feedback, for people.
fn counts(tables: &[FileSum]) -> [String; 3] {
    [0, 1, 2].map(|table: usize| grouped(tables.get(table).and_then(|file| file.rows).unwrap_or(0)))
}

/// A count with commas: `1,234,567`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;

    fn readme_of(rows: [u64; 3]) -> String {
        readme_with(r#"{"seed":7}"#, rows)
    }

    fn readme_with(recipe: &str, rows: [u64; 3]) -> String {
        let recipe = RawValue::from_string(recipe.to_owned()).unwrap();
        let manifest = Manifest {
            manifest_version: 1,
            name: "Été 2026".to_owned(),
            generator_version: GENERATOR_VERSION,
            recipe,
            partition: None,
            files: Vec::new(),
        };
        let file = |(table, rows): (&Table, u64)| FileSum {
            file: format!("{}.csv", table.name()),
            rows: Some(rows),
            bytes: 1,
            sha256: String::new(),
        };
        readme(&manifest, &Table::ALL.iter().zip(rows).map(file).collect::<Vec<_>>(), "csv")
    }

    #[test]
    fn the_readme_says_the_numbers_a_reader_should_see() {
        let text = readme_of([500, 1_460, 3_012]);
        assert!(text.starts_with("Été 2026\n========\n"));
        assert!(text.contains("You should see 500.") && text.contains("deals.csv: 1,460 rows."), "{text}");
        assert!(text.contains("500 rows of customers, 1,460 of deals and 3,012 of feedback"), "{text}");
        assert!(text.contains(r#"Recipe: {"seed":7}"#));
        assert!(!text.contains("more rows than a sheet"));
        assert!(text.lines().all(|line| line.chars().count() <= 120), "lines fit a window");
    }

    #[test]
    fn the_readme_says_from_which_day_on_wins_can_be_counted() {
        let text = readme_with(r#"{"as_of":"2026-06-30","months":24,"seed":7}"#, [500, 1_460, 3_012]);
        assert!(text.contains("Deals closed before 2024-07-01 are in the file only if they were won"), "{text}");
        assert!(readme_of([1, 1, 1]).contains("Deals closed before the first month of the history are in the file"));
    }

    #[test]
    fn the_readme_warns_when_a_table_is_too_long_for_excel() {
        let text = readme_of([1_048_575, 1_048_576, 9]);
        assert!(text.contains("deals.csv has more rows than a sheet can hold"), "{text}");
        assert!(!text.contains("customers.csv has more rows"));
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        let texts = [0, 12, 999, 1_000, 12_345, 1_234_567].map(grouped);
        assert_eq!(texts, ["0", "12", "999", "1,000", "12,345", "1,234,567"]);
    }
}
