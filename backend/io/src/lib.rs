//! Bytes: turns what `crmgen-core` makes into CSV, JSON rows, Parquet, Excel and BI files, ZIP archives and folders of files.
//!
//! Rows come from a [`source::Source`], block by block, on the threads of a [`pipeline::Pool`], and leave in order,
//! with memory that does not grow with the size of the dataset. The same source gives the same bytes with any number of
//! threads. Nothing here knows of HTTP or of where datasets are kept.

pub(crate) mod archive;
mod cells;
pub mod csv;
pub mod csv_zip;
pub mod deflate;
pub mod dictionary;
pub mod directory;
pub mod encode;
pub mod excel;
pub mod excel_csv;
pub mod guides;
pub mod gzip;
pub mod hyper;
mod ids;
pub mod json;
mod lines;
pub mod manifest;
pub mod occupied;
pub mod parquet;
pub mod partition;
pub mod pipeline;
pub mod powerbi;
mod readme;
pub mod rules;
pub mod sink;
pub mod source;
pub mod tableau;
pub mod tables;
pub mod verify;
pub mod whole;
pub mod zip;
