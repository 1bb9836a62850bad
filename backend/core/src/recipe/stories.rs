//! The `stories` of a draft: ids, objects, or `id:strength:column=value` in forms.

use super::parse::{Parser, nearest};
use super::{FieldProblem, Given, Recipe};
use crate::calendar::Month;
use crate::vocabulary::{Industry, Product, Region, Segment, Story, Strength};
use crate::world::plan::Plan;
use crate::world::stories::{Ask, Place, Wanted, ask::SURPRISE, planner};

/// The names an entry understands.
const INSIDE: &[&str] = &["id", "strength", "where", "onset"];

impl Parser<'_> {
    /// The stories asked for; what is wrong with any of them is noted.
    pub(super) fn stories(&mut self) -> Vec<Wanted> {
        let Some(value) = self.given("stories") else { return Vec::new() };
        let one;
        let items = match value {
            Given::List(items) => items,
            Given::Text(_) | Given::Loose(_) | Given::Object(_) => {
                one = [value.clone()];
                &one[..]
            }
            _ => {
                let allowed = "a list of stories, such as [\"price-rise\"] or [\"surprise\"]".to_owned();
                let message = format!("stories is {}; it must be {allowed}.", value.quoted());
                self.note("", value, allowed, message);
                return Vec::new();
            }
        };
        let mut wanted: Vec<Wanted> = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let before = self.problems.len();
            let entry = match item {
                Given::Text(text) | Given::Loose(text) => self.flat(i, text),
                Given::Object(fields) => self.object(i, fields),
                _ => {
                    let allowed = "the id of a story, or an object with an id".to_owned();
                    let message = format!("stories has {}; an entry must be {allowed}.", item.quoted());
                    self.note(&format!("/{i}"), item, allowed, message);
                    None
                }
            };
            let Some(entry) = entry.filter(|_| self.problems.len() == before) else { continue };
            let same = |other: &Wanted| match (other, &entry) {
                (Wanted::Surprise, Wanted::Surprise) => true,
                (Wanted::Story(a), Wanted::Story(b)) => a.story == b.story,
                _ => false,
            };
            if wanted.iter().any(same) {
                let message = format!("stories has {} twice; give each story once.", name(&entry));
                self.note(&format!("/{i}"), item, "each story once".to_owned(), message);
            } else {
                wanted.push(entry);
            }
        }
        wanted
    }

    fn note(&mut self, below: &str, value: &Given, allowed: String, message: String) {
        let pointer = format!("/stories{below}");
        self.problems.push(FieldProblem {
            pointer,
            field: "stories".to_owned(),
            given: value.shown(),
            allowed,
            message,
        });
    }

    /// `price-rise`, or `price-rise:obvious:region=Europe:onset=2026-01`.
    fn flat(&mut self, i: usize, text: &str) -> Option<Wanted> {
        let mut parts = text.split(':').map(str::trim);
        let id = parts.next().unwrap_or_default();
        let mut fields = vec![("id".to_owned(), Given::Text(id.to_owned()))];
        let mut place = Vec::new();
        for part in parts {
            let value = |text: &str| Given::Text(text.trim().to_owned());
            match part.split_once('=').map(|(name, text)| (name.trim(), text)) {
                None => fields.push(("strength".to_owned(), value(part))),
                Some((name @ ("strength" | "onset"), text)) => fields.push((name.to_owned(), value(text))),
                Some((name, text)) => place.push((name.to_owned(), value(text))),
            }
        }
        if !place.is_empty() {
            fields.push(("where".to_owned(), Given::Object(place)));
        }
        self.object(i, &fields)
    }

    fn object(&mut self, i: usize, fields: &[(String, Given)]) -> Option<Wanted> {
        for (at, (name, value)) in fields.iter().enumerate() {
            if !INSIDE.contains(&name.as_str()) {
                let hint = nearest(name, INSIDE).map_or(String::new(), |near| format!(" Did you mean {near}?"));
                let message = format!("A story has no field called \"{name}\".{hint}");
                self.note(&format!("/{i}/{name}"), value, INSIDE.join(", "), message);
            } else if fields[..at].iter().any(|(earlier, _)| earlier == name) {
                let message = format!("{name} of a story is given twice; give it once.");
                self.note(&format!("/{i}/{name}"), value, "the field once".to_owned(), message);
            }
        }
        let field = |wanted: &str| {
            fields.iter().find(|(name, value)| name == wanted && *value != Given::Null).map(|(_, value)| value)
        };
        let Some(id) = field("id") else {
            let allowed = format!("{SURPRISE}, {}", Story::NAMES.join(", "));
            let message = "An entry of stories has no id.".to_owned();
            self.note(&format!("/{i}"), &Given::Object(fields.to_vec()), allowed, message);
            return None;
        };
        let is_surprise = text(id).is_some_and(|id| id.eq_ignore_ascii_case(SURPRISE));
        if is_surprise {
            if fields.len() > 1 {
                let message = "A surprise is picked by the seed: it takes no strength, place or month.".to_owned();
                self.note(&format!("/{i}"), id, format!("\"{SURPRISE}\" alone"), message);
            }
            return Some(Wanted::Surprise);
        }
        let ids: Vec<&str> = Story::NAMES.iter().copied().chain([SURPRISE]).collect();
        let story = self.named(&format!("/{i}"), "stories", id, &ids).and_then(|at| Story::ALL.get(at).copied());
        let strength = match field("strength") {
            None => Some(Strength::Clear),
            Some(value) => self
                .named(&format!("/{i}/strength"), "The strength of a story", value, Strength::NAMES)
                .map(|at| Strength::ALL[at]),
        };
        let story = story?;
        let place = self.place(i, story, field("where"))?;
        let onset = match field("onset") {
            None => None,
            Some(value) => Some(self.onset(i, story, value)?),
        };
        Some(Wanted::Story(Ask { story, strength: strength?, place, onset }))
    }

    /// Position of a name in a list.
    fn named(&mut self, below: &str, what: &str, value: &Given, names: &[&str]) -> Option<usize> {
        let found = text(value).and_then(|text| names.iter().position(|name| name.eq_ignore_ascii_case(text)));
        if found.is_none() {
            let hint = nearest(&value.shown(), names).map_or(String::new(), |near| format!(" Did you mean {near}?"));
            let verb = if what == "stories" { "has" } else { "is" };
            let message = format!("{what} {verb} {}, which is none of: {}.{hint}", value.quoted(), names.join(", "));
            self.note(below, value, names.join(", "), message);
        }
        found
    }

    fn place(&mut self, i: usize, story: Story, value: Option<&Given>) -> Option<Place> {
        let mut place = Place::ANYWHERE;
        let Some(value) = value else { return Some(place) };
        let columns = story.entry().place;
        let allowed = match columns {
            [] => "nothing: this story has no place to choose".to_owned(),
            _ => format!("an object with {}", columns.join(", ")),
        };
        let Given::Object(fields) = value else {
            let message = format!("where of {story} is {}; it must be {allowed}.", value.quoted());
            self.note(&format!("/{i}/where"), value, allowed, message);
            return None;
        };
        let before = self.problems.len();
        for (column, value) in fields {
            let below = format!("/{i}/where/{column}");
            if !columns.contains(&column.as_str()) {
                let hint = nearest(column, columns).map_or(String::new(), |near| format!(" Did you mean {near}?"));
                let message = format!("where of {story} has \"{column}\"; it must be {allowed}.{hint}");
                self.note(&below, value, allowed.clone(), message);
                continue;
            }
            let what = format!("{column} of {story}");
            match column.as_str() {
                "region" => place.region = self.named(&below, &what, value, Region::NAMES).map(|at| Region::ALL[at]),
                "segment" => {
                    place.segment = self.named(&below, &what, value, Segment::NAMES).map(|at| Segment::ALL[at]);
                }
                "industry" => {
                    place.industry = self.named(&below, &what, value, Industry::NAMES).map(|at| Industry::ALL[at]);
                }
                _ => place.product = self.named(&below, &what, value, Product::NAMES).map(|at| Product::ALL[at]),
            }
        }
        (self.problems.len() == before).then_some(place)
    }

    fn onset(&mut self, i: usize, story: Story, value: &Given) -> Option<Month> {
        let allowed = if story.entry().has_onset { "a month, written YYYY-MM" } else { "nothing: it has no start" };
        let month = text(value).and_then(Month::parse).filter(|_| story.entry().has_onset);
        if month.is_none() {
            let message = format!("onset of {story} is {}; it must be {allowed}.", value.quoted());
            self.note(&format!("/{i}/onset"), value, allowed.to_owned(), message);
        }
        month
    }
}

/// Whether every story has room in the dataset.
pub(super) fn plantable(recipe: &Recipe) -> Result<(), Vec<FieldProblem>> {
    if recipe.stories.is_empty() {
        return Ok(());
    }
    let bare = Recipe { stories: Vec::new(), ..recipe.clone() };
    planner::plant(&Plan::new(&bare), &recipe.stories).map(drop).map_err(|refusals| {
        let problem = |refusal: planner::Refusal| FieldProblem {
            pointer: format!("/stories/{}{}", refusal.index, refusal.below),
            field: "stories".to_owned(),
            given: refusal.given,
            allowed: refusal.allowed,
            message: refusal.message,
        };
        refusals.into_iter().map(problem).collect()
    })
}

/// What goes for text in drafts.
fn text(value: &Given) -> Option<&str> {
    match value {
        Given::Text(text) | Given::Loose(text) => Some(text.trim()),
        _ => None,
    }
}

fn name(wanted: &Wanted) -> &'static str {
    match wanted {
        Wanted::Surprise => SURPRISE,
        Wanted::Story(ask) => ask.story.name(),
    }
}
