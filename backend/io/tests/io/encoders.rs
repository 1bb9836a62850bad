use std::collections::BTreeMap;

use crmgen_core::batch::{Batch, Cell, NULL_LABEL, NULL_NUMBER, Strings, Values};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{ColumnSet, Kind, Table};
use crmgen_io::csv::Csv;
use crmgen_io::encode::Encode;
use crmgen_io::excel_csv::ExcelCsv;
use crmgen_io::json::{Ndjson, Rows};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::value::RawValue;

use crate::support::Fake;

/// Labels with everything that needs care.
const LABELS: &[&str] = &["plain", "with, comma", "with \"quotes\"", "two\nlines", "", "Zürich 東京"];
/// The same, and one that is not short.
const LONG_LABELS: &[&str] = &["plain", "with, comma", "with \"quotes\"", "two\nlines", "", "Zürich 東京", LONG];
const LONG: &str = "a label that is longer than any block of fixed size, and has a \"quote\" as well";

/// Any text, with more of what matters to CSV and JSON than chance would give.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-c,\"\n\r\\\\\t é東🦀\u{2028}\u{0}\u{8}\u{c}\u{1f}\u{7f}]{0,40}",
        Just(String::new()),
        "[ -~]{0,300}",
        // Nothing but quotes and backslashes, as long as a block, and much longer.
        "[\"\\\\]{0,70}",
        "[a-c \"\\\\🦀]{0,40}".prop_map(|text| text.repeat(60)),
    ]
}

fn any_values(table: Table, index: usize, rows: usize) -> BoxedStrategy<Values> {
    match table.columns()[index].kind {
        Kind::Key => {
            let prefix = prop::sample::select(&["DEAL", "FB", "A-LONGER-ONE"]);
            let number = prop_oneof![4 => 0u64..5, 2 => 0u64..200_000_000, 1 => any::<u64>()];
            let ordinal = prop_oneof![4 => 1u32..150, 1 => any::<u32>()];
            (prefix, vec(number, rows), prop::option::of(vec(ordinal, rows)))
                .prop_map(|(prefix, numbers, ordinals)| Values::Key { prefix, numbers, ordinals })
                .boxed()
        }
        Kind::Text => vec(any_text(), rows)
            .prop_map(|texts| {
                let mut strings = Strings::default();
                texts.iter().for_each(|text| strings.push_with(|out| out.push_str(text)));
                Values::Text(strings)
            })
            .boxed(),
        Kind::Label(_) => prop::sample::select(&[LABELS, LONG_LABELS])
            .prop_flat_map(move |labels| {
                vec(prop_oneof![0..labels.len() as u16, Just(NULL_LABEL)], rows)
                    .prop_map(move |codes| Values::Label { codes, labels })
            })
            .boxed(),
        Kind::Number { places } => vec(prop_oneof![any::<i64>(), -20_000i64..20_000, Just(NULL_NUMBER)], rows)
            .prop_map(move |values| Values::Number { values, places })
            .boxed(),
        Kind::Date => {
            let day = prop_oneof![4 => 0i32..40_000, 1 => -800_000i32..3_000_000, 1 => any::<i32>()];
            vec(prop_oneof![4 => day.prop_map(Day), 1 => Just(Day::NONE)], rows).prop_map(Values::Date).boxed()
        }
        Kind::Flag => vec(any::<bool>(), rows).prop_map(Values::Flag).boxed(),
    }
}

/// Any rows of any columns of any table.
fn any_batch() -> impl Strategy<Value = Batch> {
    (prop::sample::select(Table::ALL), 0usize..130, any::<u64>()).prop_flat_map(|(table, rows, mask)| {
        let mut columns: ColumnSet = (0..table.columns().len()).filter(|&index| mask >> index & 1 == 1).collect();
        if columns == ColumnSet::NONE {
            columns = columns.with(mask.trailing_zeros() as usize % table.columns().len());
        }
        let values: Vec<_> = columns.iter().map(|index| any_values(table, index, rows)).collect();
        values.prop_map(move |values| Batch { table, columns, rows, values })
    })
}

/// What a cell should read as, by another way than the encoders'.
fn plain(cell: Cell<'_>) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Key { prefix, number, ordinal: None } => format!("{prefix}-{number:07}"),
        Cell::Key { prefix, number, ordinal: Some(ordinal) } => format!("{prefix}-{number:07}-{ordinal:02}"),
        Cell::Text(text) => text.to_owned(),
        Cell::Number { value, places } => {
            let digits = format!("{:0width$}", value.unsigned_abs(), width = usize::from(places) + 1);
            let (whole, fraction) = digits.split_at(digits.len() - usize::from(places));
            let sign = if value < 0 { "-" } else { "" };
            if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
        }
        Cell::Date(day) => day.to_string(),
        Cell::Flag(flag) => flag.to_string(),
    }
}

fn names(batch: &Batch) -> Vec<&'static str> {
    batch.columns.iter().map(|index| batch.table.columns()[index].name).collect()
}

fn csv_bytes(batch: &Batch) -> Vec<u8> {
    let mut out = Vec::new();
    Csv.header(batch.table, batch.columns, &mut out);
    Csv.rows(batch, &mut out);
    out
}

fn ndjson_bytes(batch: &Batch) -> Vec<u8> {
    let mut out = Vec::new();
    Ndjson.rows(batch, &mut out);
    out
}

/// What `serde_json` makes of a row.
fn json_row(batch: &Batch, row: usize) -> String {
    let field = |(name, values): (&&str, &Values)| {
        let cell = values.cell(row);
        let value = match cell {
            Cell::Null => "null".to_owned(),
            Cell::Number { .. } | Cell::Flag(_) => plain(cell),
            _ => serde_json::to_string(&plain(cell)).unwrap(),
        };
        format!("\"{name}\":{value}")
    };
    let fields: Vec<_> = names(batch).iter().zip(&batch.values).map(field).collect();
    format!("{{{}}}", fields.join(","))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn csv_reads_back_as_it_was(batch in any_batch()) {
        let bytes = csv_bytes(&batch);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        prop_assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), names(&batch));
        let mut rows = 0;
        for (row, record) in reader.records().enumerate() {
            let record = record.unwrap();
            prop_assert_eq!(record.len(), batch.values.len());
            for (found, values) in record.iter().zip(&batch.values) {
                prop_assert_eq!(found, plain(values.cell(row)));
            }
            rows += 1;
        }
        prop_assert_eq!(rows, batch.rows);
    }

    #[test]
    fn csv_is_what_the_csv_crate_writes(batch in any_batch()) {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        writer.write_record(names(&batch)).unwrap();
        for row in 0..batch.rows {
            writer.write_record(batch.values.iter().map(|values| plain(values.cell(row)))).unwrap();
        }
        prop_assert_eq!(String::from_utf8(csv_bytes(&batch)), String::from_utf8(writer.into_inner().unwrap()));
    }

    #[test]
    fn csv_for_excel_changes_texts_alone_and_leaves_no_formula(batch in any_batch()) {
        let (mut plain, mut excel) = (Vec::new(), Vec::new());
        Csv.header(batch.table, batch.columns, &mut plain);
        ExcelCsv.header(batch.table, batch.columns, &mut excel);
        prop_assert_eq!(&excel[..3], b"\xef\xbb\xbf");
        prop_assert_eq!(&plain, &excel[3..]);
        Csv.rows(&batch, &mut plain);
        ExcelCsv.rows(&batch, &mut excel);
        let (mut plain, mut excel) = (csv::Reader::from_reader(&plain[..]), csv::Reader::from_reader(&excel[3..]));
        let mut rows = 0;
        for (plain, excel) in plain.records().zip(excel.records()) {
            let (plain, excel) = (plain.unwrap(), excel.unwrap());
            prop_assert_eq!(plain.len(), excel.len());
            for ((plain, excel), values) in plain.iter().zip(&excel).zip(&batch.values) {
                let text = matches!(values, Values::Text(_) | Values::Label { .. });
                let safe = excel.strip_prefix('\'').filter(|rest| *rest == plain).is_some();
                prop_assert!(plain == excel || text && safe, "{plain:?} became {excel:?}");
                prop_assert!(!text || !excel.starts_with(['=', '+', '-', '@', '\t', '\r']), "{excel:?} could be a formula");
                let number = text && !excel.is_empty() && excel.chars().all(|c| c.is_ascii_digit() || c == '.');
                prop_assert!(!number || !excel.contains(|c: char| c.is_ascii_digit()), "{excel:?} would be a number");
            }
            rows += 1;
        }
        prop_assert_eq!(rows, batch.rows);
    }

    #[test]
    fn ndjson_is_what_serde_json_writes(batch in any_batch()) {
        let expected: String = (0..batch.rows).map(|row| json_row(&batch, row) + "\n").collect();
        prop_assert_eq!(String::from_utf8(ndjson_bytes(&batch)).unwrap(), expected);
    }

    #[test]
    fn ndjson_reads_back_as_it_was(batch in any_batch()) {
        let bytes = ndjson_bytes(&batch);
        let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
        prop_assert_eq!(lines.len(), batch.rows);
        for (row, line) in lines.into_iter().enumerate() {
            let object: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(line).unwrap();
            prop_assert_eq!(object.len(), batch.values.len());
            for (name, values) in names(&batch).into_iter().zip(&batch.values) {
                let (found, cell) = (object[name].get(), values.cell(row));
                match cell {
                    Cell::Null => prop_assert_eq!(found, "null"),
                    // As written: a number is not to lose a digit by being read.
                    Cell::Number { .. } | Cell::Flag(_) => prop_assert_eq!(found, plain(cell)),
                    _ => prop_assert_eq!(serde_json::from_str::<String>(found).unwrap(), plain(cell)),
                }
            }
        }
    }

    #[test]
    fn single_rows_are_the_rows_of_the_whole(batch in any_batch(), pick in any::<prop::sample::Index>()) {
        prop_assume!(batch.rows > 0);
        let row = pick.index(batch.rows);
        let mut out = Vec::new();
        Rows::new(&batch).push(row, &mut out);
        prop_assert_eq!(String::from_utf8(out).unwrap(), json_row(&batch, row));
    }
}

#[test]
fn a_csv_row_looks_like_this() {
    let column = |name| Table::Feedback.column_index(name).unwrap();
    let columns = ["feedback_id", "feedback_date", "feedback_text", "rating", "sentiment_score", "resolved"];
    let mut text = Strings::default();
    text.push_with(|out| out.push_str("He said \"no\", twice"));
    text.push_with(|out| out.push_str("fine"));
    let batch = Batch {
        table: Table::Feedback,
        columns: columns.iter().map(|name| column(name)).collect(),
        rows: 2,
        values: vec![
            Values::Key { prefix: "FB", numbers: vec![1, 12_345_678], ordinals: Some(vec![1, 123]) },
            Values::Date(vec![Day::parse("2026-01-31").unwrap(), Day::parse("2024-02-29").unwrap()]),
            Values::Text(text),
            Values::Number { values: vec![5, NULL_NUMBER], places: 0 },
            Values::Number { values: vec![-2_960, 0], places: 4 },
            Values::Flag(vec![true, false]),
        ],
    };
    let expected = "feedback_id,feedback_date,feedback_text,rating,sentiment_score,resolved\n\
        FB-0000001-01,2026-01-31,\"He said \"\"no\"\", twice\",5,-0.2960,true\n\
        FB-12345678-123,2024-02-29,fine,,0.0000,false\n";
    assert_eq!(String::from_utf8(csv_bytes(&batch)).unwrap(), expected);
    let mut json = Vec::new();
    Rows::new(&batch).push(1, &mut json);
    assert_eq!(
        String::from_utf8(json).unwrap(),
        r#"{"feedback_id":"FB-12345678-123","feedback_date":"2024-02-29","feedback_text":"fine","rating":null,"#
            .to_owned()
            + r#""sentiment_score":0.0000,"resolved":false}"#
    );
}

#[test]
fn a_row_of_one_empty_cell_is_still_a_row() {
    let rating = Table::Feedback.column_index("rating").unwrap();
    let values = vec![Values::Number { values: vec![NULL_NUMBER, 4, NULL_NUMBER], places: 0 }];
    let batch = Batch { table: Table::Feedback, columns: ColumnSet::NONE.with(rating), rows: 3, values };
    assert_eq!(csv_bytes(&batch), b"rating\n\"\"\n4\n\"\"\n");
}

#[test]
fn rows_do_not_depend_on_how_they_are_cut_into_batches() {
    for &table in Table::ALL {
        let columns = ColumnSet::all(table);
        for encoder in [&Csv as &dyn Encode, &Ndjson] {
            let (mut whole, mut cut) = (Vec::new(), Vec::new());
            encoder.rows(&Fake::new(1, 300).batch(table, columns, 0), &mut whole);
            (0..20).for_each(|block| encoder.rows(&Fake::new(20, 15).batch(table, columns, block), &mut cut));
            assert!(whole == cut && whole.len() > 300, "{} of {}", encoder.extension(), table.name());
        }
    }
}
