//! Datasets that outlive the program: one line for each that was made, named or deleted, written and synced before the
//! client hears of it.
//!
//! A line is a check sum and JSON. A line that was torn by a crash, or damaged since, is reported, put aside in
//! `datasets.damaged`, and costs nothing but itself. At the start, and when most lines are about deleted datasets, the
//! journal is written anew, into another file that then takes its place.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crmgen_core::GENERATOR_VERSION;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The journal's name in the data folder.
const JOURNAL: &str = "datasets.journal";
/// Where a new journal is written before it takes the place of the old one.
const NEXT: &str = "datasets.journal.new";
/// Lines that could not be read.
const DAMAGED: &str = "datasets.damaged";
/// Held while a server runs.
const LOCK: &str = "lock";
/// Lines about nothing that still exists, beyond which the journal is written anew. Chosen: some hundred kilobytes.
const DEAD_LINES: usize = 1_000;
/// Characters of a check sum: 64 bits of SHA-256. Chosen: against accidents, not against people.
const SUM: usize = 16;

/// A dataset as the journal has it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Made {
    pub(crate) id: Uuid,
    pub(crate) created_at: String,
    /// The name of the key it was made with.
    pub(crate) owner: Option<String>,
    pub(crate) generator_version: u32,
    /// The recipe as the API echoes it.
    pub(crate) recipe: Box<RawValue>,
    /// The name that was given to it later.
    pub(crate) name: Option<String>,
}

/// What a line says.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Made(Made),
    Named { id: Uuid, name: String },
    Deleted { id: Uuid },
}

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    #[error("{}: {cause}", path.display())]
    File { path: PathBuf, cause: io::Error },
    #[error("another server uses {}", .0.display())]
    InUse(PathBuf),
}

/// The open journal. Lines are written one after the other, each synced before the next.
#[derive(Debug)]
pub(crate) struct Journal {
    folder: PathBuf,
    writing: Mutex<Writing>,
    /// Held as long as the journal is.
    _lock: File,
}

#[derive(Debug)]
struct Writing {
    file: File,
    /// Bytes that are known to be whole lines.
    length: u64,
    /// How many lines there are, and the datasets that exist.
    lines: usize,
    live: BTreeMap<Uuid, (u64, Made)>,
    next: u64,
}

impl Journal {
    /// Opens the journal of a folder, which is made if need be; gives the datasets it has, oldest first.
    ///
    /// # Errors
    /// When the folder cannot be used, or another server uses it. Damaged lines are no error.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Vec<Made>), JournalError> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |cause| JournalError::File { path, cause }
        };
        fs::create_dir_all(folder).map_err(at(folder))?;
        let lock_path = folder.join(LOCK);
        let lock = File::create(&lock_path).map_err(at(&lock_path))?;
        lock.try_lock().map_err(|_| JournalError::InUse(folder.to_owned()))?;

        let path = folder.join(JOURNAL);
        let mut text = Vec::new();
        match File::open(&path) {
            Ok(mut file) => drop(file.read_to_end(&mut text).map_err(at(&path))?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => return Err(JournalError::File { path, cause }),
        }
        let (live, damaged) = read(&text);
        if !damaged.is_empty() {
            let numbers: Vec<String> = damaged.iter().map(|(number, _)| number.to_string()).collect();
            let aside = folder.join(DAMAGED);
            log::warn!("{}: damaged lines, put aside in {}: {}", path.display(), aside.display(), numbers.join(", "));
            let mut file = OpenOptions::new().create(true).append(true).open(&aside).map_err(at(&aside))?;
            for (_, line) in &damaged {
                file.write_all(line).and_then(|()| file.write_all(b"\n")).map_err(at(&aside))?;
            }
            file.sync_all().map_err(at(&aside))?;
        }
        let writing = rewrite(folder, live).map_err(at(&path))?;
        let mut made: Vec<&(u64, Made)> = writing.live.values().collect();
        made.sort_by_key(|(order, _)| *order);
        let made = made.into_iter().map(|(_, made)| made.clone()).collect();
        Ok((Self { folder: folder.to_owned(), writing: Mutex::new(writing), _lock: lock }, made))
    }

    /// A dataset was made.
    ///
    /// # Errors
    /// When it could not be written and synced; then the journal is as before.
    pub(crate) fn made(&self, made: Made) -> io::Result<()> {
        self.write(Line::Made(made))
    }

    /// A dataset has another name.
    ///
    /// # Errors
    /// As [`Self::made`].
    pub(crate) fn named(&self, id: Uuid, name: &str) -> io::Result<()> {
        self.write(Line::Named { id, name: name.to_owned() })
    }

    /// A dataset was deleted.
    ///
    /// # Errors
    /// As [`Self::made`].
    pub(crate) fn deleted(&self, id: Uuid) -> io::Result<()> {
        self.write(Line::Deleted { id })
    }

    fn write(&self, line: Line) -> io::Result<()> {
        let bytes = written(&line)?;
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = writing.length;
        if let Err(error) = writing.file.write_all(&bytes).and_then(|()| writing.file.sync_data()) {
            // Half a line must not spoil the next one.
            let _ = writing.file.set_len(before);
            let _ = writing.file.seek(SeekFrom::Start(before));
            return Err(error);
        }
        writing.length += bytes.len() as u64;
        writing.lines += 1;
        let Writing { live, next, .. } = &mut *writing;
        apply(line, live, next);
        if writing.lines > 2 * writing.live.len() + DEAD_LINES {
            let live = std::mem::take(&mut writing.live);
            match rewrite(&self.folder, live.clone()) {
                Ok(fresh) => *writing = fresh,
                Err(error) => {
                    // The long journal is as good; the next line tries again.
                    log::warn!("the journal could not be written anew: {error}");
                    writing.live = live;
                }
            }
        }
        Ok(())
    }
}

/// A line as it stands in the file.
fn written(line: &Line) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(line)?;
    let mut bytes = sum(&json).into_bytes();
    bytes.push(b' ');
    bytes.extend_from_slice(&json);
    bytes.push(b'\n');
    Ok(bytes)
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(SUM / 2).map(|byte| format!("{byte:02x}")).collect()
}

type Live = BTreeMap<Uuid, (u64, Made)>;

/// The datasets that a journal leaves, and its damaged lines with their numbers.
fn read(text: &[u8]) -> (Live, Vec<(usize, &[u8])>) {
    let (mut live, mut next, mut damaged) = (Live::new(), 0, Vec::new());
    for (number, line) in text.split_inclusive(|&byte| byte == b'\n').enumerate() {
        // A line without an end was never acknowledged, however whole it looks; but then it may as well come back.
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        match parse(bare) {
            Some(line) => apply(line, &mut live, &mut next),
            None => damaged.push((number + 1, bare)),
        }
    }
    (live, damaged)
}

fn parse(line: &[u8]) -> Option<Line> {
    let (given, json) = line.split_at_checked(SUM)?;
    let json = json.strip_prefix(b" ")?;
    if given != sum(json).as_bytes() {
        return None;
    }
    serde_json::from_slice(json).ok()
}

fn apply(line: Line, live: &mut Live, next: &mut u64) {
    match line {
        Line::Made(made) => {
            live.insert(made.id, (*next, made));
            *next += 1;
        }
        Line::Named { id, name } => {
            if let Some((_, made)) = live.get_mut(&id) {
                made.name = Some(name);
            }
        }
        Line::Deleted { id } => drop(live.remove(&id)),
    }
}

/// Writes a journal of what lives, puts it in the place of the old one, and opens it.
fn rewrite(folder: &Path, live: Live) -> io::Result<Writing> {
    let path = folder.join(NEXT);
    let mut file = File::create(&path)?;
    let mut ordered: Vec<&(u64, Made)> = live.values().collect();
    ordered.sort_by_key(|(order, _)| *order);
    let mut length = 0;
    for (_, made) in ordered {
        let line = written(&Line::Made(made.clone()))?;
        file.write_all(&line)?;
        length += line.len() as u64;
    }
    file.sync_all()?;
    fs::rename(&path, folder.join(JOURNAL))?;
    sync_folder(folder)?;
    let next = live.values().map(|(order, _)| order + 1).max().unwrap_or(0);
    Ok(Writing { file, length, lines: live.len(), live, next })
}

/// Makes a renamed or new file's name last. Only Unix has it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

impl Made {
    /// A dataset that is made now.
    ///
    /// # Errors
    /// When the recipe cannot be written as JSON, which cannot be.
    pub(crate) fn now(id: Uuid, created_at: String, owner: Option<&str>, recipe: &impl Serialize) -> io::Result<Self> {
        let recipe = serde_json::value::to_raw_value(recipe)?;
        let owner = owner.map(str::to_owned);
        Ok(Self { id, created_at, owner, generator_version: GENERATOR_VERSION, recipe, name: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(number: u128) -> Made {
        Made::now(Uuid::from_u128(number), "2026-06-30T10:00:00Z".into(), None, &number.to_string()).unwrap()
    }

    fn ids(made: &[Made]) -> Vec<u128> {
        made.iter().map(|made| made.id.as_u128()).collect()
    }

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("crmgen-journal-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&folder);
            Self(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn what_was_made_comes_back_in_order_with_its_last_name() {
        let folder = Folder::new("order");
        let (journal, before) = Journal::open(&folder.0).unwrap();
        assert!(before.is_empty());
        for number in [9, 4, 7] {
            journal.made(made(number)).unwrap();
        }
        journal.named(Uuid::from_u128(4), "one").unwrap();
        journal.named(Uuid::from_u128(4), "two").unwrap();
        journal.deleted(Uuid::from_u128(9)).unwrap();
        assert!(matches!(Journal::open(&folder.0), Err(JournalError::InUse(_))));
        drop(journal);
        for _ in 0..2 {
            let (_journal, back) = Journal::open(&folder.0).unwrap();
            assert_eq!(ids(&back), [4, 7]);
            assert_eq!((back[0].name.as_deref(), back[1].recipe.get()), (Some("two"), "\"7\""));
        }
    }

    #[test]
    fn a_journal_cut_at_any_byte_gives_all_whole_lines_before_it() {
        let folder = Folder::new("cut");
        let (journal, _) = Journal::open(&folder.0).unwrap();
        for number in 1..=3 {
            journal.made(made(number)).unwrap();
        }
        drop(journal);
        let whole = fs::read(folder.0.join(JOURNAL)).unwrap();
        let ends: Vec<usize> = whole.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at).collect();
        for cut in 0..=whole.len() {
            let (live, damaged) = read(&whole[..cut]);
            // A line is whole with its last brace, even if its end is missing.
            assert_eq!(live.len(), ends.iter().filter(|&&end| end <= cut).count(), "cut at {cut}");
            assert!(damaged.len() <= 1);
        }
    }

    #[test]
    fn a_damaged_line_is_put_aside_and_costs_nothing_but_itself() {
        let folder = Folder::new("damage");
        let (journal, _) = Journal::open(&folder.0).unwrap();
        for number in 1..=3 {
            journal.made(made(number)).unwrap();
        }
        drop(journal);
        let path = folder.0.join(JOURNAL);
        let mut bytes = fs::read(&path).unwrap();
        let second = bytes.iter().position(|&b| b == b'\n').unwrap() + 40;
        bytes[second] ^= 1;
        bytes.extend_from_slice(b"torn");
        fs::write(&path, bytes).unwrap();
        let (journal, back) = Journal::open(&folder.0).unwrap();
        assert_eq!(ids(&back), [1, 3]);
        journal.made(made(4)).unwrap();
        drop(journal);
        assert_eq!(ids(&Journal::open(&folder.0).unwrap().1), [1, 3, 4]);
        assert_eq!(fs::read(folder.0.join(DAMAGED)).unwrap().iter().filter(|&&b| b == b'\n').count(), 2);
    }

    #[test]
    fn the_journal_stays_short_however_much_comes_and_goes() {
        let folder = Folder::new("short");
        let (journal, _) = Journal::open(&folder.0).unwrap();
        journal.made(made(0)).unwrap();
        for number in 1..=700 {
            journal.made(made(number)).unwrap();
            journal.deleted(Uuid::from_u128(number)).unwrap();
        }
        let lines = fs::read(folder.0.join(JOURNAL)).unwrap().iter().filter(|&&b| b == b'\n').count();
        assert!(lines < 1_010, "{lines}");
        drop(journal);
        assert_eq!(ids(&Journal::open(&folder.0).unwrap().1), [0]);
    }
}
