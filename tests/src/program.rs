//! The built program: found, built if it must be, started, stopped.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{env, fs};

/// How long anything may take that takes no time on an idle machine. Generous: tests share theirs.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The folder of the repository.
#[must_use]
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository")
}

/// The program under test: `CRMGEN_BIN`, or the workspace's own, brought up to date first.
///
/// # Panics
/// When it cannot be built.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        if let Some(path) = env::var_os("CRMGEN_BIN") {
            return PathBuf::from(path);
        }
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--quiet", "--package", "crmgen-server"])
            .current_dir(repository())
            .status()
            .expect("cargo runs");
        assert!(built.success(), "the program cannot be built");
        // …/target/debug/deps/<this test>: the program lies one folder up.
        let tests = env::current_exe().expect("tests have a path");
        let folder = tests.parent().and_then(Path::parent).expect("tests lie in target/debug/deps");
        folder.join("crmgen").with_extension(env::consts::EXE_EXTENSION)
    })
}

/// The program with these arguments, in an environment without its own settings.
#[must_use]
pub fn crmgen(arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(arguments);
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CRMGEN_")) {
        command.env_remove(name);
    }
    command.env_remove("RUST_LOG").current_dir(env::temp_dir());
    command
}

/// A running server; stopped when dropped. Fails the test if it logged a warning or an error that was not expected.
#[derive(Debug)]
pub struct Server {
    /// Where it listens, such as `http://127.0.0.1:41234`.
    pub address: String,
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
    reader: Option<JoinHandle<()>>,
    expected: Vec<&'static str>,
}

impl Server {
    /// Starts a server with default settings.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server with these settings, as names without `CRMGEN_` and values.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_with(settings: &[(&str, &str)]) -> Self {
        let mut command = crmgen(&["serve", "--port", "0"]);
        for (name, value) in settings {
            command.env(format!("CRMGEN_{name}"), value);
        }
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the built program can be started");
        let log = Arc::new(Mutex::new(Vec::new()));
        let errors = child.stderr.take().expect("it is piped");
        let reader = thread::spawn({
            let log = Arc::clone(&log);
            move || {
                for line in BufReader::new(errors).lines().map_while(Result::ok) {
                    log.lock().unwrap_or_else(PoisonError::into_inner).push(line);
                }
            }
        });
        let mut first = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut first).expect("it prints text");
        let address = first.trim().strip_prefix("listening on ").unwrap_or_default().to_owned();
        let server = Self { address, child, log, reader: Some(reader), expected: Vec::new() };
        assert!(server.address.starts_with("http://"), "the server did not start: {first:?} {:#?}", server.log());
        server
    }

    /// Lets the log have warnings and errors that contain this text.
    #[must_use]
    pub fn expecting(mut self, text: &'static str) -> Self {
        self.expected.push(text);
        self
    }

    /// What it has logged so far.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for a log line that contains this text, and gives it.
    ///
    /// # Panics
    /// When none comes in time.
    #[must_use]
    pub fn wait_for_log(&self, text: &str, at_most: Duration) -> String {
        let begun = Instant::now();
        loop {
            if let Some(line) = self.log().into_iter().find(|line| line.contains(text)) {
                return line;
            }
            assert!(begun.elapsed() < at_most, "nothing logged {text:?} in {at_most:?}: {:#?}", self.log());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The memory it holds now (resident set), in MB; `None` where there is no `/proc`.
    #[must_use]
    pub fn memory_mb(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kib * 1024.0 / 1e6)
    }

    /// Ends it at once, as `kill -9` and a power cut do.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks it to stop, as a service manager does, without waiting for it.
    ///
    /// # Panics
    /// When it cannot be asked.
    #[cfg(unix)]
    pub fn ask_to_stop(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.expect("there is a kill").success());
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    ///
    /// # Panics
    /// When it does not stop in time.
    #[cfg(unix)]
    pub fn terminate(&mut self) -> ExitStatus {
        self.ask_to_stop();
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it is our child") {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not stop: {:#?}", self.log());
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        let troubling = |line: &&String| {
            ["WARN", "ERROR", "panicked"].iter().any(|word| line.contains(word))
                && !self.expected.iter().any(|text| line.contains(text))
        };
        let log = self.log();
        let trouble: Vec<&String> = log.iter().filter(troubling).collect();
        if !thread::panicking() {
            assert!(trouble.is_empty(), "the server logged: {trouble:#?}");
        }
    }
}
