//! From the journal back into the store.

use std::path::Path;
use std::sync::Arc;

use crmgen_core::GENERATOR_VERSION;
use crmgen_core::calendar::Day;
use crmgen_core::recipe::{Given, Limits, Recipe};

use crate::dataset::Dataset;
use crate::input::draft_from_json;
use crate::journal::{Journal, JournalError, Made};
use crate::store::Store;

/// Opens the journal of a folder and puts its datasets into the store; gives them, newest first.
///
/// # Errors
/// When the folder cannot be used.
pub(crate) fn restore(folder: &Path, store: &Store) -> Result<(Journal, Vec<Arc<Dataset>>), JournalError> {
    let (journal, made) = Journal::open(folder)?;
    let mut datasets = Vec::new();
    let mut older = 0;
    for made in made {
        older += usize::from(made.generator_version != GENERATOR_VERSION);
        match dataset(&made) {
            Ok((recipe, created_at)) => datasets.push(store.restore(|order| {
                let owner = made.owner.as_deref().map(Into::into);
                Dataset::new(made.id, recipe, created_at, order, owner).into_restored()
            })),
            Err(why) => log::warn!("dataset {} cannot be made again: {why}", made.id),
        }
    }
    if !datasets.is_empty() {
        log::info!("{} datasets are back from {}", datasets.len(), folder.display());
    }
    if older > 0 {
        log::info!("{older} of them were made by another version of the generator; their rows may differ now");
    }
    datasets.reverse();
    Ok((journal, datasets))
}

/// The recipe of a dataset, and when it was made.
fn dataset(made: &Made) -> Result<(Recipe, jiff::Timestamp), String> {
    let draft = draft_from_json(made.recipe.get().as_bytes())?;
    // Limits are for what is made now; what was made under others is kept.
    let limits = Limits { customers: u64::MAX };
    let problems = |problems: Vec<crmgen_core::recipe::FieldProblem>| {
        problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" ")
    };
    let recipe = Recipe::from_draft(&draft, &limits, Day(0), || 0).map_err(problems)?;
    let recipe = match &made.name {
        Some(name) => {
            recipe.renamed(&crmgen_core::recipe::RecipeDraft::default().with("name", Given::Text(name.clone())))
        }
        None => Ok(recipe),
    };
    let created_at = made.created_at.parse().map_err(|_| "the time it was made is not a time".to_owned())?;
    Ok((recipe.map_err(problems)?, created_at))
}
