//! The files that hold a whole dataset: what each is, what it is good for, and how it is written.

use std::sync::Arc;

use crmgen_core::cube::{Filter, Index};

use crate::archive::ArchiveError;
use crate::csv::Csv;
use crate::csv_zip::write_table_zip;
use crate::encode::Encode;
use crate::excel::{ExcelError, excel_limit, write_excel};
use crate::guides::{Addresses, Guide};
use crate::hyper::{Hyper, HyperError};
use crate::json::Ndjson;
use crate::parquet::Parquet;
use crate::pipeline::Pool;
use crate::powerbi::write_powerbi;
use crate::sink::Sink;
use crate::source::Source;
use crate::tableau::{write_extracted_tdsx, write_tdsx, write_twbx};
use crate::zip::ZipError;

/// A file with all tables of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// Three CSV files in a ZIP.
    CsvZip,
    /// A workbook with a dashboard.
    Excel,
    /// A packaged workbook with a dashboard.
    TableauWorkbook,
    /// A packaged data source with the tables related.
    TableauSource,
    /// A project with a model and a report page.
    PowerBi,
    /// Three Parquet files in a ZIP.
    ParquetZip,
    /// Three NDJSON files in a ZIP.
    NdjsonZip,
}

/// Why a file was not made to its end.
#[derive(Debug, thiserror::Error)]
pub enum WholeError {
    /// The reader has gone.
    #[error("nobody takes the file any more")]
    Closed,
    /// The format cannot hold this dataset; says why and what to do instead.
    #[error("{0}")]
    TooLarge(String),
    /// Anything else.
    #[error("{0}")]
    Broken(String),
}

impl Whole {
    /// All of them, the most useful first.
    pub const ALL: &'static [Self] = &[
        Self::CsvZip,
        Self::Excel,
        Self::TableauWorkbook,
        Self::TableauSource,
        Self::PowerBi,
        Self::ParquetZip,
        Self::NdjsonZip,
    ];

    /// Its name in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CsvZip => "csv.zip",
            Self::Excel => "excel.xlsx",
            Self::TableauWorkbook => "tableau.twbx",
            Self::TableauSource => "tableau.tdsx",
            Self::PowerBi => "powerbi.zip",
            Self::ParquetZip => "parquet.zip",
            Self::NdjsonZip => "ndjson.zip",
        }
    }

    /// The file of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|file| file.name() == name)
    }

    /// What is put after a dataset's name to name a download.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::CsvZip => "-csv.zip",
            Self::Excel => ".xlsx",
            Self::TableauWorkbook => ".twbx",
            Self::TableauSource => ".tdsx",
            Self::PowerBi => "-powerbi.zip",
            Self::ParquetZip => "-parquet.zip",
            Self::NdjsonZip => "-ndjson.zip",
        }
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            // What Tableau Server sends such files as; there is no registered name.
            Self::TableauWorkbook => "application/twbx",
            Self::TableauSource => "application/tdsx",
            Self::CsvZip | Self::PowerBi | Self::ParquetZip | Self::NdjsonZip => "application/zip",
        }
    }

    /// What to call it on a button.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::CsvZip => "All tables as CSV in one ZIP",
            Self::Excel => "Excel workbook with a dashboard",
            Self::TableauWorkbook => "Tableau workbook with a dashboard",
            Self::TableauSource => "Tableau data source",
            Self::PowerBi => "Power BI project",
            Self::ParquetZip => "All tables as Parquet in one ZIP",
            Self::NdjsonZip => "All tables as NDJSON in one ZIP",
        }
    }

    /// What is in it.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::CsvZip => {
                "Customers, deals and feedback as three CSV files, with a description of every column and a note on how \
                 to open them."
            }
            Self::Excel => {
                "A sheet for customers, deals and feedback each, as Excel tables; a table of days; what the columns mean; \
                 and a dashboard with charts, fed by formulas."
            }
            Self::TableauWorkbook => {
                "A packaged workbook that opens on a finished dashboard: key figures, sentiment by month, region and \
                 segment, pipeline, churn risk, pain points, and a choice of region that acts on all of them. The data is \
                 inside."
            }
            Self::TableauSource => {
                "A packaged data source with the three tables related by customer_id, with captions, formats and places \
                 on a map. The data is inside."
            }
            Self::PowerBi => {
                "A project to unzip and open: a model with types, relationships, a table of days and measures, one report \
                 page, and the data as Parquet files."
            }
            Self::ParquetZip => {
                "Customers, deals and feedback as three Parquet files with typed columns, with a description of every \
                 column and a note on how to open them."
            }
            Self::NdjsonZip => {
                "Customers, deals and feedback as three files with one JSON object a line, and a description of every \
                 column."
            }
        }
    }

    /// What it is good for, in one plain sentence.
    #[must_use]
    pub const fn good_for(self) -> &'static str {
        match self {
            Self::CsvZip => "Opens everywhere: Tableau, Power BI, Excel, Looker Studio, and every notebook.",
            Self::Excel => "Double-click it and look around: no import, no set-up.",
            Self::TableauWorkbook => "Double-click it in Tableau Desktop and start from a finished dashboard.",
            Self::TableauSource => "Start your own sheets in Tableau from tables that are related already.",
            Self::PowerBi => "Start in Power BI Desktop from a finished model and a first page.",
            Self::ParquetZip => {
                "Small and quick to load, with the right types: Power BI, Python, R, DuckDB, warehouses."
            }
            Self::NdjsonZip => "Feed it to programs and pipelines that read JSON line by line.",
        }
    }

    /// Why this dataset cannot be had as this file, in plain words; `None` if it can.
    #[must_use]
    pub fn why_not(self, index: &Index) -> Option<String> {
        match self {
            Self::Excel => excel_limit(index),
            _ => None,
        }
    }

    /// Whether the same dataset gives the same bytes: not where another program writes a part of them.
    #[must_use]
    pub fn is_reproducible(self, hyper: Option<&Hyper>) -> bool {
        self != Self::TableauSource || hyper.is_none()
    }

    /// Writes the file into a sink. `index` is what was counted of the same source; with `hyper` Tableau's data source holds
    /// an extract.
    ///
    /// The same dataset gives the same bytes ([`Self::is_reproducible`]), with any number of threads. Blocks until done: call it on a thread that is not
    /// one of the pool's.
    ///
    /// # Errors
    /// When the dataset is too large for the format (before anything is made), the sink is closed, or something broke;
    /// what was sent until then is no whole file.
    pub fn write<S: Sink + ?Sized>(
        self,
        pool: &Pool,
        source: Arc<dyn Source>,
        index: &Index,
        hyper: Option<&Hyper>,
        sink: &mut S,
    ) -> Result<(), WholeError> {
        match self {
            Self::CsvZip => {
                let guide = Guide::of("tableau").map(|guide| guide.text(source.name(), index, &Addresses::Beside));
                let guide = guide.as_deref().map(|text| ("guide-tableau.md", text));
                drop(write_table_zip(pool, source, &encoder(Csv), guide, sink)?);
            }
            Self::ParquetZip => drop(write_table_zip(pool, source, &encoder(Parquet), None, sink)?),
            Self::NdjsonZip => drop(write_table_zip(pool, source, &encoder(Ndjson), None, sink)?),
            Self::Excel => write_excel(pool, &source, index, sink)?,
            Self::TableauWorkbook => write_twbx(pool, source, &index.summary(&Filter::default()), sink)?,
            Self::TableauSource => match hyper {
                Some(hyper) => {
                    let extract = hyper.extract(pool, &source, index)?;
                    write_extracted_tdsx(&*source, &extract, sink)?;
                }
                None => write_tdsx(pool, source, sink)?,
            },
            Self::PowerBi => {
                let period = index.summary(&Filter::default()).period;
                write_powerbi(pool, source, index, period, sink)?;
            }
        }
        Ok(())
    }
}

fn encoder(encoder: impl Encode + 'static) -> Arc<dyn Encode> {
    Arc::new(encoder)
}

impl From<ArchiveError> for WholeError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Zip(ZipError::Closed(_)) => Self::Closed,
            other => Self::Broken(other.to_string()),
        }
    }
}

impl From<HyperError> for WholeError {
    fn from(error: HyperError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<ExcelError> for WholeError {
    fn from(error: ExcelError) -> Self {
        match error {
            ExcelError::Closed(_) => Self::Closed,
            ExcelError::TooManyRows(why) => Self::TooLarge(why),
            other => Self::Broken(other.to_string()),
        }
    }
}
