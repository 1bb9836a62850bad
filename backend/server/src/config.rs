//! What whoever runs the server can choose: defaults, then `CRMGEN_*` variables, then flags.

use std::net::IpAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

use clap::Args;
use crmgen_core::recipe::Limits;

/// Where the built page lies in a checkout.
const PAGE_IN_CHECKOUT: &str = "frontend/dist";

/// Settings of `crmgen serve`. The text of each is its help.
#[derive(Args, Clone, Debug)]
pub(crate) struct Config {
    /// Address to listen on; 0.0.0.0 lets other machines in
    #[arg(long, env = "CRMGEN_HOST", default_value = "127.0.0.1", value_name = "ADDRESS")]
    pub(crate) host: IpAddr,
    /// Port to listen on; 0 takes any free one, and the first line printed says which
    #[arg(long, env = "CRMGEN_PORT", default_value_t = 8080)]
    pub(crate) port: u16,
    /// Folder of the built page, served at /. Without it: frontend/dist, if that is there
    #[arg(long, env = "CRMGEN_PAGE", value_name = "DIR")]
    page: Option<PathBuf>,
    /// Folder where recipes are kept, so that datasets are there again after a restart. Without it: memory only
    #[arg(long, env = "CRMGEN_DATA_DIR", value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// File of keys that open the API, a line name:key for each. Without it: no key is needed
    #[arg(long, env = "CRMGEN_API_KEYS", value_name = "FILE")]
    pub(crate) api_keys: Option<PathBuf>,
    /// Sites whose pages may use the API, such as `https://bi.example.com`, with commas between them; * for all. Without it:
    /// only the page served here
    #[arg(long, env = "CRMGEN_ALLOWED_ORIGINS", value_name = "ORIGINS", value_delimiter = ',', value_parser = origin)]
    pub(crate) allowed_origins: Vec<String>,
    /// Requests each client (each key, or else each address) may make in a minute; 0 is no limit
    #[arg(long, env = "CRMGEN_REQUESTS_PER_MINUTE", default_value_t = 0, value_name = "N")]
    pub(crate) requests_per_minute: u32,
    /// Seconds that downloads may go on once the server is told to stop
    #[arg(long, env = "CRMGEN_GRACE_SECONDS", default_value_t = 8, value_name = "N",
        value_parser = clap::value_parser!(u16).range(0..=3600))]
    pub(crate) grace_seconds: u16,
    /// Most customers one dataset may have
    #[arg(long, env = "CRMGEN_MAX_CUSTOMERS", default_value_t = 10_000_000, value_name = "N",
        value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub(crate) max_customers: u64,
    /// Most datasets kept at a time; none is ever dropped unasked
    #[arg(long, env = "CRMGEN_MAX_DATASETS", default_value_t = 200, value_name = "N")]
    pub(crate) max_datasets: usize,
    /// Builds that run at the same time
    #[arg(long, env = "CRMGEN_BUILDS", default_value = "2", value_name = "N")]
    pub(crate) builds: NonZeroUsize,
    /// Builds that may wait; beyond them clients are told to come back later
    #[arg(long, env = "CRMGEN_BUILD_QUEUE", default_value_t = 8, value_name = "N")]
    pub(crate) build_queue: usize,
    /// Files that may be downloaded at the same time
    #[arg(long, env = "CRMGEN_DOWNLOADS", default_value = "16", value_name = "N")]
    pub(crate) downloads: NonZeroUsize,
    /// Largest request body, in bytes
    #[arg(long, env = "CRMGEN_MAX_BODY", default_value_t = 1 << 20, value_name = "BYTES")]
    pub(crate) max_body: u64,
    /// Seconds that the server works on one answer before it gives up; downloads and progress may take longer
    #[arg(long, env = "CRMGEN_REQUEST_SECONDS", default_value = "30", value_name = "N")]
    pub(crate) request_seconds: NonZeroU32,
    /// Megabytes of memory for columns that queries look through, so that they are quick; 0 keeps nothing
    #[arg(long, env = "CRMGEN_CACHE_MB", default_value_t = 256, value_name = "N")]
    pub(crate) cache_mb: u32,
    /// Tableau's program hyperd, to put an extract into tableau.tdsx (docs/operations.md). Without it: CSV files
    #[arg(long, env = "CRMGEN_HYPERD", value_name = "FILE")]
    pub(crate) hyperd: Option<PathBuf>,
    /// Threads that make rows; 0 means one for each core [0 to 256]
    #[arg(long, env = "CRMGEN_THREADS", default_value_t = 0, value_name = "N", value_parser = threads)]
    pub(crate) threads: usize,
}

/// The most threads that make rows. Chosen: more than any machine has cores for; thousands would only stand in each other's way.
const MOST_THREADS: usize = 256;

/// A number of threads.
pub(crate) fn threads(text: &str) -> Result<usize, String> {
    let number = text.trim().parse().ok().filter(|threads| *threads <= MOST_THREADS);
    number.ok_or_else(|| format!("it must be a whole number from 0 to {MOST_THREADS}"))
}

/// An origin as browsers send it, or `*`.
fn origin(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if text == "*" || host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', ' ', '@'])) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("an origin is http:// or https:// and a host, such as https://bi.example.com".to_owned())
    }
}

impl Config {
    /// The bounds that recipes are held to.
    pub(crate) const fn limits(&self) -> Limits {
        Limits { customers: self.max_customers }
    }

    /// The folder of the page, if there is one.
    ///
    /// # Errors
    /// When a folder was named and holds no page.
    pub(crate) fn page_folder(&self) -> Result<Option<PathBuf>, NoPage> {
        let holds_page = |folder: &Path| folder.join("index.html").is_file();
        match &self.page {
            Some(folder) if holds_page(folder) => Ok(Some(folder.clone())),
            Some(folder) => Err(NoPage { folder: folder.clone() }),
            None => Ok(Some(PathBuf::from(PAGE_IN_CHECKOUT)).filter(|folder| holds_page(folder))),
        }
    }
}

/// The folder given with `--page` holds no page.
#[derive(Debug, thiserror::Error)]
#[error("{} has no index.html; --page (or CRMGEN_PAGE) must name the folder of the built page", folder.display())]
pub(crate) struct NoPage {
    folder: PathBuf,
}
