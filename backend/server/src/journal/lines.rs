//! The lines of the journal: a check sum and JSON each.

use std::collections::BTreeMap;
use std::io;

use crmgen_core::GENERATOR_VERSION;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use uuid::Uuid;

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
pub(super) enum Line {
    Made(Made),
    Named { id: Uuid, name: String },
    Deleted { id: Uuid },
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

/// A line as it stands in the file.
pub(super) fn written(line: &Line) -> io::Result<Vec<u8>> {
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

pub(super) type Live = BTreeMap<Uuid, (u64, Made)>;

/// The datasets that a journal leaves, and its damaged lines with their numbers.
pub(super) fn read(text: &[u8]) -> (Live, Vec<(usize, &[u8])>) {
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

pub(super) fn apply(line: Line, live: &mut Live, next: &mut u64) {
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
