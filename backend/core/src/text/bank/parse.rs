//! Reads the phrase banks: line-based text, described at the top of `common.txt`.

use super::{Piece, Role, Slot, Stance};
use crate::vocabulary::{Category, Channel, Product};

const FILES: [(&str, Option<Category>, &str); 9] = [
    ("common.txt", None, include_str!("../../../data/text/common.txt")),
    ("product-quality.txt", Some(Category::ProductQuality), include_str!("../../../data/text/product-quality.txt")),
    ("customer-service.txt", Some(Category::CustomerService), include_str!("../../../data/text/customer-service.txt")),
    ("pricing.txt", Some(Category::Pricing), include_str!("../../../data/text/pricing.txt")),
    ("features.txt", Some(Category::Features), include_str!("../../../data/text/features.txt")),
    ("performance.txt", Some(Category::Performance), include_str!("../../../data/text/performance.txt")),
    ("support.txt", Some(Category::Support), include_str!("../../../data/text/support.txt")),
    ("implementation.txt", Some(Category::Implementation), include_str!("../../../data/text/implementation.txt")),
    ("training.txt", Some(Category::Training), include_str!("../../../data/text/training.txt")),
];

/// One clause as written.
pub(crate) struct Source {
    pub(crate) place: Place,
    pub(crate) category: Option<Category>,
    pub(crate) role: Role,
    pub(crate) stance: Stance,
    /// Bit of each channel it may appear in.
    pub(crate) channels: u8,
    /// Bit of each product it may speak of.
    pub(crate) products: u8,
    pub(crate) text: &'static str,
}

/// One value of a slot, and for which products.
pub(crate) struct ValueSource {
    pub(crate) list: &'static str,
    pub(crate) products: u8,
    pub(crate) text: &'static str,
}

/// What texts of a category keep to: clauses that have one of its stems speak of it.
pub(crate) struct TopicSource {
    pub(crate) place: Place,
    pub(crate) category: Category,
    /// For messages.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the lint names it"))]
    pub(crate) name: &'static str,
    /// Beginnings of words, in small letters.
    pub(crate) stems: Vec<&'static str>,
}

/// Where something stands, for messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) file: &'static str,
    pub(crate) line: usize,
}

impl core::fmt::Display for Place {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What a bank file says wrongly, and where.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub(crate) struct BankError {
    pub(crate) place: Place,
    pub(crate) problem: String,
}

enum Heading {
    Clauses { role: Role, stance: Stance, channels: u8, products: u8 },
    Values { list: &'static str, products: u8 },
}

/// Everything the files hold.
#[derive(Default)]
pub(crate) struct Sources {
    pub(crate) clauses: Vec<Source>,
    pub(crate) values: Vec<ValueSource>,
    pub(crate) topics: Vec<TopicSource>,
}

impl Sources {
    /// Reads all files.
    pub(crate) fn read() -> Result<Self, BankError> {
        let mut sources = Self::default();
        for (file, category, text) in FILES {
            parse(file, category, text, &mut sources)?;
        }
        Ok(sources)
    }
}

/// Adds everything a file holds.
fn parse(
    file: &'static str,
    category: Option<Category>,
    text: &'static str,
    sources: &mut Sources,
) -> Result<(), BankError> {
    let mut heading = None;
    for (n, line) in text.lines().enumerate() {
        let place = Place { file, line: n + 1 };
        if line.trim().is_empty() || line == "#" || line.starts_with("# ") {
            continue;
        }
        if let Some(inner) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            if let Some(topic) = inner.strip_prefix("topic ") {
                let wrong =
                    || BankError { place, problem: "[topic name: stem, ...] stands in the file of a category".into() };
                let (name, stems) = topic.split_once(": ").ok_or_else(wrong)?;
                let category = category.ok_or_else(wrong)?;
                sources.topics.push(TopicSource { place, category, name, stems: stems.split(", ").collect() });
                heading = None;
                continue;
            }
            heading = Some(parse_heading(inner).map_err(|problem| BankError { place, problem })?);
            continue;
        }
        match heading {
            None => return Err(BankError { place, problem: "a line before the first [heading]".into() }),
            Some(Heading::Clauses { role, stance, channels, products }) => {
                sources.clauses.push(Source { place, category, role, stance, channels, products, text: line });
            }
            Some(Heading::Values { list, products }) => sources.values.push(ValueSource { list, products, text: line }),
        }
    }
    Ok(())
}

/// `role stance`, `role stance: Channel or Product, ...`, `values list` or `values list: Product, ...`.
fn parse_heading(inner: &'static str) -> Result<Heading, String> {
    let (what, only) = inner.split_once(": ").unwrap_or((inner, ""));
    let (mut channels, mut products) = (0u8, 0u8);
    for name in only.split(", ").filter(|name| !name.is_empty()) {
        match (Channel::from_name(name), Product::from_name(name)) {
            (Some(channel), _) => channels |= 1 << channel.index(),
            (_, Some(product)) => products |= 1 << product.index(),
            _ => return Err(format!("\"{name}\" is no channel and no product")),
        }
    }
    // Nothing said: all.
    let all = |mask: u8| if mask == 0 { u8::MAX } else { mask };
    let (first, second) = what.split_once(' ').ok_or("a heading is [role stance] or [values list]")?;
    if first == "values" {
        return Ok(Heading::Values { list: second, products: all(products) });
    }
    let role = Role::from_name(first).ok_or_else(|| format!("\"{first}\" is no role; roles: {:?}", Role::NAMES))?;
    let stance =
        Stance::from_name(second).ok_or_else(|| format!("\"{second}\" is no stance; stances: {:?}", Stance::NAMES))?;
    Ok(Heading::Clauses { role, stance, channels: all(channels), products: all(products) })
}

/// Cuts a clause into fixed text, `{a|b}` choices and `{slot}`s.
pub(crate) fn cut(text: &'static str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        if open > 0 {
            pieces.push(Piece::Text(&rest[..open]));
        }
        let close = rest[open..].find('}').ok_or("a { without its }")? + open;
        let inner = &rest[open + 1..close];
        if inner.contains('{') {
            return Err("braces inside braces".into());
        }
        pieces.push(if inner.contains('|') {
            Piece::Choice(inner.split('|').collect())
        } else {
            Piece::Slot(
                Slot::from_name(inner).ok_or_else(|| format!("{{{inner}}} is no slot; slots: {:?}", Slot::NAMES))?,
            )
        });
        rest = &rest[close + 1..];
    }
    if rest.contains('}') {
        return Err("a } without its {".into());
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}
