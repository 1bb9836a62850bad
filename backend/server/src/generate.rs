//! `crmgen generate` and `crmgen verify`: a dataset as files, and the proof that they are whole.

use std::fs::OpenOptions;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::{Args, ValueEnum};
use crmgen_core::block::{Block, Depth, Plan};
use crmgen_core::columns::Table;
use crmgen_core::recipe::{Given, Limits, Recipe, RecipeDraft, grouped};
use crmgen_core::world::stories::reveal::Tally;
use crmgen_io::csv::Csv;
use crmgen_io::directory::{DirectoryError, DirectoryExport, Progress, write_files};
use crmgen_io::encode::Encode;
use crmgen_io::hyper::Hyper;
use crmgen_io::json::Ndjson;
use crmgen_io::manifest::Manifest;
use crmgen_io::occupied;
use crmgen_io::parquet::Parquet;
use crmgen_io::partition::Partition;
use crmgen_io::pipeline::Pool;
use crmgen_io::rules::check_directory;
use crmgen_io::source::Source;
use crmgen_io::verify::{VerifyError, lone_part};
use crmgen_io::whole::Whole;
use indicatif::{ProgressBar, ProgressStyle};

use crate::api::answer_key::AnswerKey;
use crate::cli::{Failure, print};
use crate::config;
use crate::count::{count, over_blocks};
use crate::input::draft_from_json;
use crate::source::Blocks;
use crate::stopping::Stopping;
use crate::surroundings::Surroundings;

/// What to make and where to put it. A flag wins over the recipe file, and the file over the defaults.
#[derive(Args, Debug)]
pub(crate) struct GenerateArgs {
    /// How many customers [default: 500]
    #[arg(long, value_name = "N")]
    customers: Option<String>,
    /// Number that all chance comes from; drawn and printed if not given [0 to 9007199254740991]
    #[arg(long, value_name = "N")]
    seed: Option<String>,
    /// Last day of the data [default: today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// Months of history up to that day [default: 24]
    #[arg(long, value_name = "N")]
    months: Option<String>,
    /// Regions, with commas between them [default: all]
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    regions: Vec<String>,
    /// Segments, with commas between them [default: all]
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    segments: Vec<String>,
    /// Industries, with commas between them [default: all]
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    industries: Vec<String>,
    /// How much customers write, compared with the usual [0.1 to 5; default: 1]
    #[arg(long, value_name = "X")]
    feedback_activity: Option<String>,
    /// How many deals there are, compared with the usual [0.1 to 5; default: 1]
    #[arg(long, value_name = "X")]
    deal_activity: Option<String>,
    /// Stories to plant, with commas between them, such as price-rise,star-rep:obvious, or surprise for three that the
    /// seed picks; see crmgen stories [default: none]
    #[arg(long, value_name = "STORY,…", value_delimiter = ',')]
    stories: Vec<String>,
    /// Write the answer key of the stories to this file (JSON); keep it away from those who look for them
    #[arg(long, value_name = "FILE")]
    answer_key: Option<PathBuf>,
    /// Name of the dataset [default: Dataset]
    #[arg(long)]
    name: Option<String>,
    /// Read the recipe from a JSON file, as the API takes and gives it
    #[arg(long, value_name = "FILE")]
    recipe: Option<PathBuf>,
    /// Format of the files
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Folder for the files; made if it is not there. It must hold no other export: another part of the same data, or the same
    /// files from an earlier run, which are replaced
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Make only part K of N, as K/N; the parts one after the other are the whole, byte for byte
    #[arg(long, value_name = "K/N", default_value = "1/1")]
    partition: Partition,
    /// Threads that make rows; 0 means one for each core [0 to 256]
    #[arg(long, value_name = "N", env = "CRMGEN_THREADS", default_value_t = 0, value_parser = config::threads)]
    threads: usize,
    /// Tableau's program hyperd, to put an extract into tableau.tdsx (docs/operations.md). Without it: CSV files
    #[arg(long, value_name = "FILE", env = "CRMGEN_HYPERD")]
    hyperd: Option<PathBuf>,
    /// Most customers allowed
    #[arg(long, value_name = "N", env = "CRMGEN_MAX_CUSTOMERS", default_value_t = 1_000_000_000)]
    max_customers: u64,
}

/// What a folder can be written as.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Comma-separated values, UTF-8, one header line
    Csv,
    /// One JSON object a line
    Ndjson,
    /// Typed columns, compressed: for Power BI, notebooks and DuckDB
    Parquet,
    /// One workbook with a dashboard, excel.xlsx
    Excel,
    /// A workbook with a dashboard and a data source, tableau.twbx and tableau.tdsx
    Tableau,
    /// A Power BI project, powerbi.zip
    Powerbi,
}

/// What a format comes to.
enum Output {
    /// A file a table.
    Tables(Arc<dyn Encode>),
    /// Files that hold all tables.
    Whole(&'static [Whole]),
}

impl Output {
    /// The names of the files beside the manifest, in the order they are written.
    fn files(&self, part: Partition) -> Vec<String> {
        match self {
            Self::Tables(encoder) => {
                Table::ALL.iter().map(|&table| part.table_file(table, encoder.extension())).collect()
            }
            Self::Whole(files) => files.iter().map(|file| file.name().to_owned()).collect(),
        }
    }
}

impl Format {
    fn output(self) -> Output {
        match self {
            Self::Csv => Output::Tables(Arc::new(Csv)),
            Self::Ndjson => Output::Tables(Arc::new(Ndjson)),
            Self::Parquet => Output::Tables(Arc::new(Parquet)),
            Self::Excel => Output::Whole(&[Whole::Excel]),
            Self::Powerbi => Output::Whole(&[Whole::PowerBi]),
            Self::Tableau => Output::Whole(&[Whole::TableauWorkbook, Whole::TableauSource]),
        }
    }
}

/// The folder to check.
#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    /// Folder that `crmgen generate` wrote, or that an exported ZIP was unpacked to; one part of a dataset alone is checked
    /// as that part, of two or more none may be missing
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Also check the rules of the data, row by row: do dates, sums, names and texts fit together? (CSV files only)
    #[arg(long)]
    rules: bool,
}

impl GenerateArgs {
    fn recipe(&self, surroundings: &Surroundings) -> Result<Recipe, Failure> {
        let mut draft = match &self.recipe {
            None => RecipeDraft::default(),
            Some(file) => {
                let bytes = std::fs::read(file)
                    .map_err(|error| Failure::Usage(format!("cannot read {}: {error}", file.display())))?;
                draft_from_json(&bytes).map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?
            }
        };
        let single = [
            ("name", &self.name),
            ("seed", &self.seed),
            ("customers", &self.customers),
            ("as_of", &self.as_of),
            ("months", &self.months),
            ("feedback_activity", &self.feedback_activity),
            ("deal_activity", &self.deal_activity),
        ];
        for (name, text) in single {
            if let Some(text) = text {
                draft = draft.with(name, Given::Loose(text.clone()));
            }
        }
        let lists = [
            ("regions", &self.regions),
            ("segments", &self.segments),
            ("industries", &self.industries),
            ("stories", &self.stories),
        ];
        for (name, texts) in lists {
            if !texts.is_empty() {
                draft = draft.with(name, Given::List(texts.iter().cloned().map(Given::Loose).collect()));
            }
        }
        if self.partition != Partition::WHOLE {
            // Parts made one by one must be parts of the same whole.
            draft = draft.requiring(&["seed", "as_of"]);
        }
        let limits = Limits { customers: self.max_customers };
        Recipe::from_draft(&draft, &limits, surroundings.today(), surroundings.seed).map_err(|problems| {
            let list: Vec<String> = problems.iter().map(|p| format!("\n  {}", p.message)).collect();
            Failure::Usage(format!("the recipe cannot be used:{}", list.concat()))
        })
    }
}

/// Writes the files.
///
/// # Errors
/// When the recipe is wrong, or a file cannot be written.
pub(crate) fn run(args: &GenerateArgs, surroundings: Surroundings) -> Result<(), Failure> {
    let recipe = args.recipe(&surroundings)?;
    let pool = Pool::new(args.threads).map_err(Failure::while_doing("cannot start"))?;
    let plan = Arc::new(Plan::new(&recipe));
    let source = Arc::new(Blocks::new(Arc::clone(&plan), &recipe));
    let stopping = Stopping::at_signal().map_err(Failure::while_doing("cannot listen for signals"))?;
    let output = args.format.output();
    check_folder(args, &*source, &output)?;
    check_answer_key(args, &output)?;
    let encoder = match output {
        Output::Tables(encoder) => encoder,
        Output::Whole(files) => return write_whole(args, files, &pool, &plan, source, &stopping),
    };
    let export = DirectoryExport { source, encoder, directory: args.out.clone(), partition: args.partition };
    eprintln!("Making {} customers up to {} with seed {}.", grouped(recipe.customers()), recipe.as_of(), recipe.seed());
    let begun = Instant::now();
    let bar = progress_bar();
    let mut bytes = 0;
    let mut show = |progress: Progress| {
        bytes = progress.bytes;
        bar.set_length(progress.blocks);
        bar.set_position(progress.blocks_done);
        bar.set_message(format!("{} rows", grouped(progress.rows)));
    };
    let written = export.write(&pool, &mut show, stopping.flag());
    bar.finish_and_clear();
    let manifest = written.map_err(cannot_write)?;
    for file in &manifest.files {
        let rows = file.rows.map_or(String::new(), |rows| format!(", {} rows", grouped(rows)));
        println!("{}: {} bytes{rows}", args.out.join(&file.file).display(), grouped(file.bytes));
    }
    write_answer_key(args, || count_stories(&pool, &plan, &stopping))?;
    let seconds = begun.elapsed().as_secs_f64();
    eprintln!("Done in {seconds:.2} s ({:.0} MB/s).", bytes as f64 / 1e6 / seconds.max(1e-9));
    Ok(())
}

/// Refuses a folder that holds another export.
fn check_folder(args: &GenerateArgs, source: &dyn Source, output: &Output) -> Result<(), Failure> {
    let ours = Manifest::new(source, args.partition).map_err(Failure::while_doing("cannot write the recipe"))?;
    occupied::check_folder(&args.out, &ours, |part| output.files(part))
        .map_err(|error| Failure::Usage(error.to_string()))
}

/// Refuses a file for the answer key that is one of the files to be written, or that cannot be made.
fn check_answer_key(args: &GenerateArgs, output: &Output) -> Result<(), Failure> {
    let Some(key) = &args.answer_key else { return Ok(()) };
    let place = resolved(key);
    let manifest = args.partition.manifest_file();
    for name in output.files(args.partition).into_iter().chain([manifest]) {
        if [name.clone(), format!("{name}.part")].iter().any(|name| resolved(&args.out.join(name)) == place) {
            let message =
                format!("--answer-key is {}, but {name} is written there; give it another name", key.display());
            return Err(Failure::Usage(message));
        }
    }
    if !args.out.exists() && place.parent() == Some(&resolved(&args.out)) {
        // The folder is made with the files.
        return Ok(());
    }
    let is_new = !place.exists();
    let opened = OpenOptions::new().append(true).create(true).open(key);
    opened.map_err(|error| Failure::Usage(format!("--answer-key: cannot write {}: {error}", key.display())))?;
    if is_new {
        std::fs::remove_file(key).map_err(Failure::while_doing(format!("cannot remove {}", key.display())))?;
    }
    Ok(())
}

/// Where a path leads to, links followed, as far as it is there.
fn resolved(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = whole.ancestors().find_map(|folder| Some((folder, folder.canonicalize().ok()?)));
    match there.and_then(|(folder, real)| Some(real.join(whole.strip_prefix(folder).ok()?))) {
        // A path joined with nothing ends in a separator.
        Some(place) => place.components().collect(),
        None => whole,
    }
}

/// Writes the answer key as the API gives it, if it was asked for. `tally` tells what the stories came to.
fn write_answer_key(args: &GenerateArgs, tally: impl FnOnce() -> Result<Tally, Failure>) -> Result<(), Failure> {
    let Some(file) = &args.answer_key else { return Ok(()) };
    let json = serde_json::to_string_pretty(&AnswerKey::from(&tally()?))
        .map_err(Failure::while_doing("cannot write the answer key"))?;
    std::fs::write(file, json + "\n").map_err(Failure::while_doing(format!("cannot write {}", file.display())))?;
    println!("{}: the answer key", file.display());
    Ok(())
}

/// What the stories of a plan came to.
fn count_stories(pool: &Pool, plan: &Arc<Plan>, stopping: &Stopping) -> Result<Tally, Failure> {
    let mut tally = Tally::new(plan.stories());
    if plan.stories().is_empty() {
        return Ok(tally);
    }
    let new = |plan: &Plan| Tally::new(plan.stories());
    let add = |tally: &mut Tally, _, block: &Block| tally.add(block);
    let counts = over_blocks(pool, plan, Depth::Scored, new, add, || !stopping.has_begun())
        .map_err(Failure::while_doing("cannot count the answer key"))?;
    counts.ok_or(Failure::Stopped)?.iter().for_each(|part| tally.merge(part));
    Ok(tally)
}

/// Writes files that hold all tables, and the manifest that `verify` reads.
fn write_whole(
    args: &GenerateArgs,
    files: &[Whole],
    pool: &Pool,
    plan: &Arc<Plan>,
    source: Arc<Blocks>,
    stopping: &Stopping,
) -> Result<(), Failure> {
    if args.partition != Partition::WHOLE {
        return Err(Failure::Usage("this format is one file of all data: it cannot be made in parts".to_owned()));
    }
    let begun = Instant::now();
    let counted = count(pool, plan, || !stopping.has_begun()).map_err(Failure::while_doing("cannot count the rows"))?;
    let (index, tally) = counted.ok_or(Failure::Stopped)?;
    if let Some(why) = files.iter().find_map(|file| file.why_not(&index)) {
        return Err(Failure::Usage(why));
    }
    let hyper = args.hyperd.as_deref().map(Hyper::at).transpose();
    let hyper = hyper.map_err(|error| Failure::Usage(format!("--hyperd: {error}")))?;
    let source: Arc<dyn Source> = source;
    let manifest = write_files(pool, &source, &index, files, hyper.as_ref(), &args.out, stopping.flag());
    let manifest = manifest.map_err(cannot_write)?;
    for file in &manifest.files {
        println!("{}: {} bytes", args.out.join(&file.file).display(), grouped(file.bytes));
    }
    write_answer_key(args, || Ok(tally))?;
    eprintln!("Done in {:.2} s.", begun.elapsed().as_secs_f64());
    Ok(())
}

fn cannot_write(error: DirectoryError) -> Failure {
    match error {
        DirectoryError::Cancelled => Failure::Stopped,
        other => Failure::Failed(format!("cannot write the files: {other}")),
    }
}

/// A bar for people; nothing for a file or a pipe.
fn progress_bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent}%  {msg}  {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// What a folder is whose files are all as its manifest says. One part of a dataset is not the whole of it.
fn state(lone: Option<Partition>) -> String {
    let Some(part) = lone else { return "is complete and unchanged".to_owned() };
    let others = match part.of() - 1 {
        1 => "the other part is".to_owned(),
        others => format!("the other {others} parts are"),
    };
    format!("holds part {} of {}, complete and unchanged; {others} not in this folder", part.index(), part.of())
}

/// Compares the files of a folder with its manifest and, if asked, their rows with the rules of the data.
///
/// # Errors
/// When a file is missing, was changed, or cannot be read, or a row breaks a rule.
pub(crate) fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let folder = args.directory.display();
    let mut wrong = Vec::new();
    let failed = |error: VerifyError| Failure::Failed(error.to_string());
    let differences = crmgen_io::verify::verify(&args.directory).map_err(failed)?;
    if differences.is_empty() {
        println!("{folder} {}.", state(lone_part(&args.directory).map_err(failed)?));
    } else {
        let list: Vec<String> = differences.iter().map(|difference| format!("\n  {difference}")).collect();
        wrong.push(format!("{folder} is not as its manifest says:{}", list.concat()));
    }
    if args.rules {
        // Changed files may still be whole enough to read: both answers are wanted.
        let report = check_directory(&args.directory).map_err(|error| Failure::Failed(error.to_string()))?;
        print(&report.to_string())?;
        match report.broken().count() {
            0 => {}
            1 => wrong.push(format!("1 rule is broken in {folder}")),
            broken => wrong.push(format!("{broken} rules are broken in {folder}")),
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::Failed(wrong.join("\n"))) }
}
