//! Extracts: tables in the format that Tableau reads fastest, made by Tableau's own program `hyperd` where somebody has it.
//!
//! The program is not ours to pass on: it is inside Tableau Desktop, and in the package `tableauhyperapi` on PyPI. Its
//! shell reads SQL, and ends well whatever became of it; so the rows are counted afterwards, and a file that lacks one is
//! never handed out. The same rows do not give the same bytes: each file carries ids of its own.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::cube::Index;
use tempfile::TempDir;

use crate::encode::Encode;
use crate::parquet::Parquet;
use crate::pipeline::{Pool, TaskPanicked};
use crate::sink::WriteSink;
use crate::source::Source;
use crate::tables::{TableError, write_table};

/// The schema that extracts are looked for in.
pub(crate) const SCHEMA: &str = "Extract";
/// The extract's name in the folder it is made in.
const NAME: &str = "crm.hyper";
/// Who Tableau's programs are to each other; files of another owner are refused.
pub(crate) const OWNER: &str = "tableau_internal_user";

/// The program `hyperd` of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hyper {
    program: PathBuf,
}

/// Why there is no extract.
#[derive(Debug, thiserror::Error)]
pub enum HyperError {
    /// The file that was named is not there.
    #[error("there is no program at {}", .0.display())]
    NoProgram(PathBuf),
    /// A file could not be written, or the program not started.
    #[error("cannot make the extract: {0}")]
    Io(#[from] io::Error),
    /// Making the rows failed.
    #[error(transparent)]
    Task(#[from] TaskPanicked),
    /// What came out is not what went in.
    #[error("hyperd made an extract without all rows: {counted} of {table}, and not {rows}; it says: {said}")]
    Incomplete {
        /// The table that is not whole.
        table: &'static str,
        /// Rows that hyperd counted, or what it said in their place.
        counted: String,
        /// Rows there are.
        rows: u64,
        /// All that it said.
        said: String,
    },
}

/// An extract in a folder that goes when this is dropped.
#[derive(Debug)]
pub struct Extract {
    folder: TempDir,
}

impl Extract {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.path().join(NAME)
    }
}

impl Hyper {
    /// The program at this path.
    ///
    /// # Errors
    /// When there is no file.
    pub fn at(program: &Path) -> Result<Self, HyperError> {
        // It is started in another folder.
        let whole = fs::canonicalize(program).ok().filter(|path| path.is_file());
        whole.map(|program| Self { program }).ok_or_else(|| HyperError::NoProgram(program.to_owned()))
    }

    /// Makes an extract of all tables, named as they are. `index` is what was counted of the same source.
    ///
    /// Takes the disk space of the extract and of the tables as Parquet, until it is dropped. Blocks until done: call it on a
    /// thread that is not one of the pool's.
    ///
    /// # Errors
    /// When a file cannot be written, the program not started, or rows are missing from what it made.
    pub fn extract(&self, pool: &Pool, source: &Arc<dyn Source>, index: &Index) -> Result<Extract, HyperError> {
        let folder = tempfile::tempdir()?;
        for &table in Table::ALL {
            write_parquet(pool, source, table, &folder.path().join(parquet(table)))?;
        }
        let said = self.run(folder.path(), &script())?;
        for &table in Table::ALL {
            let rows = index.rows(table);
            fs::remove_file(folder.path().join(parquet(table)))?;
            let label = label(table);
            let found = said.lines().find_map(|line| line.trim().strip_prefix(&label)).unwrap_or("nothing");
            if found != rows.to_string() {
                let counted = found.to_owned();
                return Err(HyperError::Incomplete { table: table.name(), counted, rows, said });
            }
        }
        Ok(Extract { folder })
    }

    /// Runs SQL in a folder; gives what the program said: rows, too, stand among what it complains about.
    fn run(&self, folder: &Path, sql: &str) -> io::Result<String> {
        let log = format!("--log-dir={}", folder.display());
        let mut child = Command::new(&self.program)
            .args([&format!("--init-user={OWNER}"), &log, "shell"])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        // The script is shorter than any pipe holds; its end is the end of the shell.
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(sql.as_bytes())?;
        }
        let output = child.wait_with_output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        Ok(format!("{}\n{}", text(&output.stderr), text(&output.stdout)))
    }
}

fn parquet(table: Table) -> String {
    format!("{}.parquet", table.name())
}

/// What stands before the count of a table's rows.
fn label(table: Table) -> String {
    format!("rows of {}: ", table.name())
}

fn script() -> String {
    let mut sql =
        format!("CREATE DATABASE \"{NAME}\";\nATTACH DATABASE \"{NAME}\" AS crm;\nCREATE SCHEMA crm.\"{SCHEMA}\";\n");
    for &table in Table::ALL {
        let name = format!("crm.\"{SCHEMA}\".\"{}\"", table.name());
        sql += &format!("CREATE TABLE {name} AS SELECT * FROM external('{}');\n", parquet(table));
        sql += &format!("SELECT '{}' || COUNT(*) FROM {name};\n", label(table));
    }
    sql + "DETACH DATABASE crm;\n"
}

fn write_parquet(pool: &Pool, source: &Arc<dyn Source>, table: Table, path: &Path) -> Result<(), HyperError> {
    let mut sink = WriteSink::new(BufWriter::new(File::create(path)?));
    let encoder: Arc<dyn Encode> = Arc::new(Parquet);
    match write_table(pool, Arc::clone(source), (table, ColumnSet::all(table)), encoder, &mut sink) {
        Err(TableError::Task(panicked)) => return Err(panicked.into()),
        // The reason is in the sink.
        Err(TableError::Closed(_)) | Ok(()) => {}
    }
    sink.finish()?;
    Ok(())
}
