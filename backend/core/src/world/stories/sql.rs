//! The query that shows a story, in DuckDB's dialect, over the exported CSV files.
//!
//! Each gives one row: the means that are compared, and `effect`, the number in the answer key.

use super::levers::{HANDOVER_DAYS, LARGE_DISCOUNT, OUTAGE_DAYS, QUARTER_END_DAYS, RELEASE_MONTHS};
use super::reveal::FIRST_YEAR_DAYS;
use super::{Planted, Stories};
use crate::vocabulary::Story;

/// How a query compares: names and conditions of its cells.
struct Shape<'a> {
    /// Rows with `here`, `later`, `value` and `weight`.
    marked: &'a str,
    log: bool,
    before: bool,
    elsewhere: bool,
}

impl Shape<'_> {
    fn query(&self) -> String {
        let cells = [
            ("here_after", "here AND later", true),
            ("here_before", "here AND NOT later", self.before),
            ("elsewhere_after", "NOT here AND later", self.elsewhere),
            ("elsewhere_before", "NOT here AND NOT later", self.before && self.elsewhere),
        ];
        let means: Vec<String> = cells
            .iter()
            .filter(|(.., wanted)| *wanted)
            .map(|(name, rows, _)| {
                format!("  sum(value) FILTER (WHERE {rows}) / sum(weight) FILTER (WHERE {rows}) AS {name},\n")
            })
            .collect();
        let level = |name: &str| if self.log { format!("ln({name})") } else { name.to_owned() };
        let change = |side: &str| match self.before {
            true => format!("{} - {}", level(&format!("{side}_after")), level(&format!("{side}_before"))),
            false => level(&format!("{side}_after")),
        };
        let effect = match self.elsewhere {
            // Nothing is taken off where everybody is here.
            true => format!("({}) - coalesce({}, 0)", change("here"), change("elsewhere")),
            false => change("here"),
        };
        format!("{}\nSELECT\n{}  {effect} AS effect\nFROM marked;", self.marked, means.concat())
    }
}

/// The query of a story. `owner` is the name of the colleague it is about, if it is about one.
pub(super) fn query(stories: &Stories, planted: &Planted, owner: &str) -> String {
    let (from, start) = (planted.from, stories.start);
    let conditions: Vec<String> = planted
        .place
        .columns()
        .filter(|(column, _)| *column != "product")
        .map(|(column, value)| format!("{column} = '{value}'"))
        .collect();
    let here = if conditions.is_empty() { "true".to_owned() } else { conditions.join(" AND ") };
    let both = |marked: &str| Shape { marked, log: false, before: true, elsewhere: true }.query();
    let sides = |marked: &str| Shape { marked, log: false, before: false, elsewhere: true }.query();
    match planted.story {
        Story::PriceRise => both(&format!(
            "WITH marked AS (\n  SELECT {here} AS here, feedback_date >= DATE '{from}' AS later, sentiment_score AS value, 1 AS weight\n  FROM 'feedback.csv'\n)"
        )),
        Story::BadRelease => {
            let product = planted.place.product.map_or("", |product| product.name());
            let until = from.plus_months(RELEASE_MONTHS);
            both(&format!(
                "WITH marked AS (\n  SELECT product = '{product}' AS here, feedback_date >= DATE '{from}' AS later,\n    (category = 'Product Quality')::INT AS value, 1 AS weight\n  FROM 'feedback.csv'\n  WHERE feedback_date < DATE '{until}'\n)"
            ))
        }
        Story::SlowSupport => both(&format!(
            "WITH marked AS (\n  SELECT {here} AS here, feedback_date >= DATE '{from}' AS later, ln(response_time_hours) AS value, 1 AS weight\n  FROM 'feedback.csv'\n  WHERE response_time_hours IS NOT NULL\n)"
        )),
        Story::OnboardingFix => sides(&format!(
            "WITH marked AS (\n  SELECT created_date >= DATE '{from}' AS here, true AS later, sentiment_score AS value, 1 AS weight\n  FROM 'feedback.csv' JOIN 'customers.csv' USING (customer_id)\n  WHERE feedback_date - created_date < {FIRST_YEAR_DAYS}\n)"
        )),
        Story::Handover => {
            let here = here.replace("region", "c.region");
            let (last, middle) = (from.month().last_day(), from.plus(15));
            both(&format!(
                "WITH moves AS (\n  SELECT customer_id, {here} AS here,\n    CASE WHEN NOT ({here}) THEN DATE '{middle}'\n      WHEN account_manager_since BETWEEN DATE '{from}' AND DATE '{last}' AND account_manager_since > created_date\n      THEN account_manager_since END AS moved\n  FROM 'customers.csv' c\n), marked AS (\n  SELECT here, feedback_date >= moved AS later, sentiment_score AS value, 1 AS weight\n  FROM 'feedback.csv' JOIN moves USING (customer_id)\n  WHERE feedback_date < moved + {HANDOVER_DAYS}\n)"
            ))
        }
        Story::SurveyWording => Shape {
            marked: &format!(
                "WITH marked AS (\n  SELECT true AS here, feedback_date >= DATE '{from}' AS later,\n    CASE WHEN nps_score >= 9 THEN 100 WHEN nps_score <= 6 THEN -100 ELSE 0 END AS value, 1 AS weight\n  FROM 'feedback.csv'\n  WHERE nps_score IS NOT NULL\n)"
            ),
            log: false,
            before: true,
            elsewhere: false,
        }
        .query(),
        Story::StarRep => sides(&format!(
            "WITH marked AS (\n  SELECT owner = {} AS here, true AS later, (stage = 'Closed Won')::INT AS value, 1 AS weight\n  FROM 'deals.csv'\n  WHERE closed_date >= DATE '{start}' AND deal_type <> 'Renewal'\n)",
            quoted(owner)
        )),
        Story::ReferralEdge => sides(&format!(
            "WITH marked AS (\n  SELECT source = 'Referral' AS here, true AS later, (stage = 'Closed Won')::INT AS value, 1 AS weight\n  FROM 'deals.csv'\n  WHERE closed_date >= DATE '{start}' AND deal_type = 'New'\n)"
        )),
        Story::NewCompetitor => both(&format!(
            "WITH marked AS (\n  SELECT {here} AS here, closed_date >= DATE '{from}' AS later, (stage = 'Closed Won')::INT AS value, 1 AS weight\n  FROM 'deals.csv' JOIN 'customers.csv' USING (customer_id)\n  WHERE closed_date >= DATE '{start}' AND deal_type <> 'Renewal'\n)"
        )),
        Story::SimpsonsParadox => paradox(&quoted(owner), &start.to_string()),
        Story::QuarterEndDiscounts => Shape {
            marked: &format!(
                "WITH bought AS (\n  SELECT customer_id, min(closed_date) AS first_win, arg_min(discount_percent, closed_date) AS discount\n  FROM 'deals.csv' WHERE stage = 'Closed Won' GROUP BY customer_id\n), marked AS (\n  SELECT month(first_win) % 3 = 0 AND last_day(first_win) - first_win < {QUARTER_END_DAYS} AND discount >= {LARGE_DISCOUNT} AS here,\n    true AS later, (churn_date IS NOT NULL)::INT AS value,\n    greatest(0, coalesce(churn_date, DATE '{as_of}') - greatest(first_win, DATE '{start}') + 1) AS weight\n  FROM 'customers.csv' JOIN bought USING (customer_id)\n)",
                as_of = stories.as_of
            ),
            log: true,
            before: false,
            elsewhere: true,
        }
        .query(),
        Story::Outage => {
            let until = from.plus(OUTAGE_DAYS - 1).to_string();
            let tickets = "SELECT customer_id, feedback_date AS day FROM 'feedback.csv' WHERE channel = 'Support Ticket'";
            exposure(stories, "true", (&from.to_string(), &until), tickets, false)
        }
        Story::SilentDecline => {
            let until = stories.as_of.to_string();
            let texts = "SELECT customer_id, feedback_date AS day FROM 'feedback.csv'";
            exposure(stories, &here, (&from.to_string(), &until), texts, true)
        }
        Story::IntegrationLaunch => {
            let until = stories.as_of.to_string();
            let wins = "SELECT customer_id, closed_date AS day FROM 'deals.csv'\n  WHERE deal_type = 'Expansion' AND stage = 'Closed Won'";
            exposure(stories, &here, (&from.to_string(), &until), wins, true)
        }
    }
}

/// Events for each day as a customer, in a window and outside it.
fn exposure(stories: &Stories, here: &str, (from, until): (&str, &str), events: &str, elsewhere: bool) -> String {
    let (start, as_of) = (stories.start, stories.as_of);
    let marked = format!(
        "WITH wins AS (\n  SELECT customer_id, min(closed_date) AS first_win\n  FROM 'deals.csv' WHERE stage = 'Closed Won' GROUP BY customer_id\n), exposed AS (\n  SELECT customer_id, {here} AS here, greatest(first_win, DATE '{start}') AS since, coalesce(churn_date, DATE '{as_of}') AS until\n  FROM 'customers.csv' JOIN wins USING (customer_id)\n), days AS (\n  SELECT here, greatest(0, until - since + 1) AS days,\n    greatest(0, least(until, DATE '{until}') - greatest(since, DATE '{from}') + 1) AS inside\n  FROM exposed\n), events AS (\n  {events}\n), marked AS (\n  SELECT here, true AS later, 0 AS value, inside AS weight FROM days\n  UNION ALL SELECT here, false, 0, days - inside FROM days\n  UNION ALL SELECT here, day BETWEEN DATE '{from}' AND DATE '{until}', 1, 0\n  FROM events JOIN exposed USING (customer_id) WHERE day >= DATE '{start}'\n)"
    );
    Shape { marked: &marked, log: true, before: true, elsewhere }.query()
}

/// What others would win of deals mixed as the colleague's, against what they win of their own.
fn paradox(owner: &str, start: &str) -> String {
    format!(
        "WITH marked AS (\n  SELECT owner = {owner} AS here, segment = 'Enterprise' AS large, (stage = 'Closed Won')::INT AS won\n  FROM 'deals.csv' JOIN 'customers.csv' USING (customer_id)\n  WHERE closed_date >= DATE '{start}' AND deal_type <> 'Renewal'\n)\nSELECT\n  avg(won) FILTER (WHERE here) AS own,\n  avg(won) FILTER (WHERE NOT here) AS others,\n  avg(won) FILTER (WHERE here AND large) AS own_enterprise,\n  avg(won) FILTER (WHERE NOT here AND large) AS others_enterprise,\n  avg(won) FILTER (WHERE here AND NOT large) AS own_smaller,\n  avg(won) FILTER (WHERE NOT here AND NOT large) AS others_smaller,\n  avg(large::INT) FILTER (WHERE here) AS own_share_of_enterprise,\n  others - (own_share_of_enterprise * others_enterprise + (1 - own_share_of_enterprise) * others_smaller) AS effect\nFROM marked;"
    )
}

/// A text as SQL has it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
