//! Pages of a list: the parameters, and the links to the pages around (RFC 8288).

use serde::Serialize;
use utoipa::ToSchema;

/// The most things that can be skipped: the greatest whole number that every JSON reader gets right, 2^53 - 1.
pub(crate) const MOST_SKIPPED: u64 = (1 << 53) - 1;

/// Where a page starts and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) limit: u64,
    pub(super) offset: u64,
}

/// Addresses of the pages around this one.
#[derive(Debug, Serialize, ToSchema, PartialEq, Eq)]
pub(crate) struct PageLinks {
    /// This page.
    #[serde(rename = "self")]
    #[schema(example = "/api/v1/datasets?limit=50&offset=50")]
    this: String,
    /// The first page.
    #[schema(example = "/api/v1/datasets?limit=50&offset=0")]
    first: String,
    /// The page before; null on the first.
    #[schema(required, example = "/api/v1/datasets?limit=50&offset=0")]
    prev: Option<String>,
    /// The page after; null on the last.
    #[schema(required, example = "/api/v1/datasets?limit=50&offset=100")]
    next: Option<String>,
    /// The last page.
    #[schema(example = "/api/v1/datasets?limit=50&offset=100")]
    last: String,
}

impl PageLinks {
    /// Links of a page of `total` things at `path`; `rest` is what else the address says, as `&name=value`.
    pub(super) fn new(path: &str, rest: &str, window: Window, total: u64) -> Self {
        let Window { limit, offset } = window;
        let at = |offset: u64| format!("{path}?limit={limit}&offset={offset}{rest}");
        // The last page, counted so that going on from this page ends there.
        let before_last = total.saturating_sub(1).saturating_sub(offset % limit) / limit * limit + offset % limit;
        let last = if total > offset % limit { before_last } else { 0 };
        Self {
            this: at(offset),
            first: at(0),
            prev: (offset > 0).then(|| at(offset.min(last + limit).saturating_sub(limit))),
            next: (offset.saturating_add(limit) < total).then(|| at(offset + limit)),
            last: at(last),
        }
    }

    /// The same as a `Link` header.
    pub(super) fn header(&self) -> String {
        let all = [
            ("first", Some(&self.first)),
            ("prev", self.prev.as_ref()),
            ("next", self.next.as_ref()),
            ("last", Some(&self.last)),
        ];
        let links: Vec<String> =
            all.iter().filter_map(|(rel, link)| link.map(|link| format!("<{link}>; rel=\"{rel}\""))).collect();
        links.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(limit: u64, offset: u64, total: u64) -> [Option<String>; 3] {
        let links = PageLinks::new("/x", "", Window { limit, offset }, total);
        let offset = |link: String| link.rsplit('=').next().unwrap_or_default().to_owned();
        [links.prev.map(offset), links.next.map(offset), Some(offset(links.last))]
    }

    fn offsets(list: [Option<u64>; 3]) -> [Option<String>; 3] {
        list.map(|offset| offset.map(|offset| offset.to_string()))
    }

    #[test]
    fn links_lead_through_every_row_once() {
        assert_eq!(links(50, 0, 120), offsets([None, Some(50), Some(100)]));
        assert_eq!(links(50, 50, 120), offsets([Some(0), Some(100), Some(100)]));
        assert_eq!(links(50, 100, 120), offsets([Some(50), None, Some(100)]));
        assert_eq!(links(50, 0, 100), offsets([None, Some(50), Some(50)]));
        assert_eq!(links(50, 0, 0), offsets([None, None, Some(0)]));
        assert_eq!(links(50, 10, 120), offsets([Some(0), Some(60), Some(110)]));
    }

    #[test]
    fn from_past_the_end_the_way_back_is_to_the_last_page() {
        assert_eq!(links(50, 1_000, 120), offsets([Some(100), None, Some(100)]));
        assert_eq!(links(50, u64::MAX, 0)[1], None);
    }
}
