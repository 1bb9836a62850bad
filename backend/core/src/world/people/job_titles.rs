//! What people do at their company.

use std::sync::LazyLock;

use super::ranked;
use crate::rng::Draws;
use crate::vocabulary::{Industry, Segment};
use crate::world::weighted::Weighted;

struct Titles {
    list: Vec<&'static str>,
    table: Weighted,
}

impl Titles {
    /// By rank: weights `1 / (r + 4)`, chosen.
    fn new(list: Vec<&'static str>) -> Self {
        let table = Weighted::new(&(0..list.len()).map(|r| 1.0 / (r as f64 + 4.0)).collect::<Vec<_>>());
        Self { list, table }
    }
}

/// For each segment and industry: the titles of the industry with their share, and the general ones.
struct Desk {
    special: Titles,
    share: f64,
    general: &'static Titles,
}

static GENERAL: LazyLock<Vec<Titles>> = LazyLock::new(|| {
    let sections = sections();
    Segment::NAMES.iter().map(|&segment| Titles::new(find(&sections, segment).entries.clone())).collect()
});

static DESKS: LazyLock<Vec<Desk>> = LazyLock::new(|| {
    let sections = sections();
    let desk = |segment: &Segment, industry: &Industry| {
        let section = find(&sections, &format!("{segment} {industry}"));
        Desk {
            special: Titles::new(section.entries.clone()),
            share: section.number("share").unwrap_or(1.0),
            general: &GENERAL[segment.index()],
        }
    };
    Segment::ALL.iter().flat_map(|s| Industry::ALL.iter().map(move |i| desk(s, i))).collect()
});

fn sections() -> Vec<ranked::Section> {
    ranked::parse(include_str!("../../../data/world/job_titles.txt"))
}

fn find<'a>(sections: &'a [ranked::Section], name: &str) -> &'a ranked::Section {
    sections.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("job_titles.txt: no [{name}]"))
}

/// The job title of somebody who buys from us at a company of this size and industry.
#[must_use]
pub fn draw_job_title(segment: Segment, industry: Industry, draws: &mut Draws) -> &'static str {
    let desk = &DESKS[segment.index() * Industry::COUNT + industry.index()];
    let titles = if draws.chance(desk.share) { &desk.special } else { desk.general };
    titles.list[titles.table.draw(draws)]
}
