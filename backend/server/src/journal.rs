//! Datasets that outlive the program: one line for each that was made, named or deleted, written and synced before the
//! client hears of it.
//!
//! A line is a check sum and JSON. A line that was torn by a crash, or damaged since, is reported, put aside in
//! `datasets.damaged`, and costs nothing but itself. At the start, and when most lines are about deleted datasets, the
//! journal is written anew, into another file that then takes its place.

mod lines;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use uuid::Uuid;

pub(crate) use self::lines::Made;
use self::lines::{Line, Live, apply, read, written};

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

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    #[error("{}: {cause}", path.display())]
    File { path: PathBuf, cause: io::Error },
    #[error("another server uses {}", .0.display())]
    InUse(PathBuf),
}

/// The open journal. Lines that come at the same time are written and synced together.
#[derive(Debug)]
pub(crate) struct Journal {
    folder: PathBuf,
    /// Lines that are not written yet, in order.
    waiting: Mutex<Vec<Waiting>>,
    writing: Mutex<Writing>,
    /// Held as long as the journal is.
    _lock: File,
}

/// A line, and where its writer learns what became of it.
#[derive(Debug)]
struct Waiting {
    line: Line,
    bytes: Vec<u8>,
    outcome: Outcome,
}

/// Empty until the line is synced, or could not be.
type Outcome = Arc<OnceLock<Result<(), (io::ErrorKind, String)>>>;

#[derive(Debug)]
struct Writing {
    file: File,
    /// Bytes that are known to be whole lines.
    length: u64,
    /// How many lines there are, and the datasets that exist.
    lines: usize,
    live: Live,
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
        Ok((
            Self { folder: folder.to_owned(), waiting: Mutex::default(), writing: Mutex::new(writing), _lock: lock },
            made,
        ))
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

    /// Returns once the line is synced. Whoever comes to write takes along all that wait by then, so that one sync does
    /// for many clients.
    fn write(&self, line: Line) -> io::Result<()> {
        let outcome = Outcome::default();
        let waiting = Waiting { bytes: written(&line)?, line, outcome: Arc::clone(&outcome) };
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(waiting);
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if outcome.get().is_none() {
            let lines = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
            self.write_all(lines, &mut writing);
        }
        match outcome.get() {
            Some(Ok(())) => Ok(()),
            Some(Err((kind, cause))) => Err(io::Error::new(*kind, cause.clone())),
            None => Err(io::Error::other("the line was not written")),
        }
    }

    fn write_all(&self, lines: Vec<Waiting>, writing: &mut Writing) {
        let bytes: Vec<u8> = lines.iter().flat_map(|line| &line.bytes).copied().collect();
        let before = writing.length;
        if let Err(error) = writing.file.write_all(&bytes).and_then(|()| writing.file.sync_data()) {
            // Half a line must not spoil the next one.
            let _ = writing.file.set_len(before);
            let _ = writing.file.seek(SeekFrom::Start(before));
            for line in lines {
                let _ = line.outcome.set(Err((error.kind(), error.to_string())));
            }
            return;
        }
        writing.length += bytes.len() as u64;
        for Waiting { line, outcome, .. } in lines {
            writing.lines += 1;
            apply(line, &mut writing.live, &mut writing.next);
            let _ = outcome.set(Ok(()));
        }
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
    fn what_many_write_at_once_is_all_there() {
        let folder = Folder::new("many");
        let (journal, _) = Journal::open(&folder.0).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..16 {
                let journal = &journal;
                scope.spawn(move || {
                    for number in 0..10 {
                        let id = thread * 100 + number;
                        journal.made(made(id)).unwrap();
                        if number % 2 == 0 {
                            journal.deleted(Uuid::from_u128(id)).unwrap();
                        }
                    }
                });
            }
        });
        drop(journal);
        let mut back = ids(&Journal::open(&folder.0).unwrap().1);
        back.sort_unstable();
        let wanted: Vec<u128> =
            (0..16).flat_map(|t| (0..10).filter(|n| n % 2 == 1).map(move |n| t * 100 + n)).collect();
        assert_eq!(back, wanted);
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
