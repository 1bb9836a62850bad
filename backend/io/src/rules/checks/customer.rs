//! What a row of the customers table shows by itself: place, address, size.

use crmgen_core::vocabulary::{Segment, Status};
use crmgen_core::world::geography::{City, Country, cities, countries};

use super::letters::made_from;
use super::{Account, not_after};
use crate::rules::cells::Decimal;
use crate::rules::report::Report;
use crate::rules::row::Customer;
use crate::rules::rule::Rule;

/// Least and most employees of a segment, and the ends of the model's size distribution of enterprises.
const EMPLOYEES: [(i64, i64); Segment::COUNT] = [(5, 199), (200, 1_999), (2_000, 300_000)];

pub(super) fn check(account: &Account<'_>, report: &mut Report) {
    let c = account.customer;
    for (column, day) in [
        ("created_date", Some(c.created)),
        ("account_manager_since", Some(c.manager_since)),
        ("last_activity_date", Some(c.last_activity)),
        ("churn_date", c.churned),
    ] {
        not_after(account.as_of, c.key, column, day, report);
    }
    report.expect(
        Rule::Staff,
        c.manager.has_name(),
        c.key,
        format_args!("account_manager empty"),
        format_args!("the name of a colleague"),
    );
    report.expect(
        Rule::Staff,
        c.manager_since >= c.created,
        c.key,
        format_args!("account_manager_since {}", c.manager_since),
        format_args!("no day before the created_date, {}", c.created),
    );
    billing(c, report);
    place(c, report);
    size(c, report);
}

/// Rule 0: prospects have no plan, and what is said of the future is said of those who are customers today.
fn billing(c: &Customer, report: &mut Report) {
    let customer = matches!(c.status, Status::Active | Status::Inactive);
    report.expect(
        Rule::Cells,
        c.plan.is_some() == (c.status != Status::Prospect),
        c.key,
        format_args!("status {}, plan {}", c.status, c.plan.map_or("empty", |plan| plan.name())),
        format_args!("a plan, except on prospects"),
    );
    report.expect(
        Rule::Cells,
        if customer { c.monthly_cents >= 0 } else { c.monthly_cents == 0 },
        c.key,
        format_args!("status {}, monthly_recurring_revenue {}", c.status, Decimal(c.monthly_cents, 2)),
        format_args!("0 for prospects and customers who left, never less"),
    );
    let risk = (c.risk_e4.is_some(), c.risk.is_some());
    let share = c.risk_e4.is_none_or(|risk| (0..=10_000).contains(&risk));
    report.expect(
        Rule::Cells,
        risk == (customer, customer) && share,
        c.key,
        format_args!(
            "status {}, churn_risk_score {}, churn_risk {}",
            c.status,
            c.risk_e4.map_or("empty".to_owned(), |risk| Decimal(risk, 4).to_string()),
            c.risk.map_or("empty", |risk| risk.name())
        ),
        format_args!("a score from 0 to 1 and its name, except on prospects and customers who left"),
    );
}

/// Rules 20 and 21.
fn place(c: &Customer, report: &mut Report) {
    let country = countries().iter().position(|country| country.name == c.country);
    let known: Option<&Country> = country.map(|index| &countries()[index]);
    report.expect(
        Rule::PlaceFits,
        known.is_some_and(|country| country.region == c.region),
        c.key,
        format_args!("country {:?}, region {}", c.country, c.region),
        format_args!("a country of the region"),
    );
    let (Some(index), Some(country)) = (country, known) else { return };
    let of_country = |city: &&City| usize::from(city.country) == index;
    report.expect(
        Rule::PlaceFits,
        cities().iter().filter(of_country).any(|city| city.name == c.city),
        c.key,
        format_args!("city {:?}, country {:?}", c.city, c.country),
        format_args!("a city of the country"),
    );
    // Degrees fit in 32 bits; what does not is in no country.
    let degrees = |value: i64| i32::try_from(value).unwrap_or(i32::MAX);
    report.expect(
        Rule::PlaceFits,
        country.bounds.contain(degrees(c.latitude_e4), degrees(c.longitude_e4)),
        c.key,
        format_args!("latitude {}, longitude {}", Decimal(c.latitude_e4, 4), Decimal(c.longitude_e4, 4)),
        format_args!("a point in {}, {:?}", country.name, country.bounds),
    );
    report.expect(
        Rule::PlaceFits,
        c.phone.strip_prefix(country.dialing).is_some_and(|rest| rest.starts_with(' ')),
        c.key,
        format_args!("phone {:?}", c.phone),
        format_args!("a number of {}, {}", country.name, country.dialing),
    );
    let label = c.email.split_once('@').and_then(|(_, domain)| domain.strip_suffix(country.domain));
    let label = label.filter(|label| !label.is_empty() && !label.contains('.'));
    report.expect(
        Rule::PlaceFits,
        label.is_some(),
        c.key,
        format_args!("email {:?}", c.email),
        format_args!("a domain of {}, {}", country.name, country.domain),
    );
    let Some(label) = label else { return };
    report.expect(
        Rule::EmailFits,
        made_from(label, &c.company),
        c.key,
        format_args!("email {:?}", c.email),
        format_args!("a domain that begins with letters of {:?}", c.company),
    );
}

/// Rule 22.
fn size(c: &Customer, report: &mut Report) {
    let (least, most) = EMPLOYEES[c.segment.index()];
    report.expect(
        Rule::SizeFits,
        (least..=most).contains(&c.employees),
        c.key,
        format_args!("employees {}, segment {}", c.employees, c.segment),
        format_args!("from {least} to {most} employees"),
    );
    let band = c.size.name();
    let within = match band.split_once('-') {
        Some((least, most)) => Some(least).zip(Some(most)).and_then(|(least, most)| {
            Some((least.parse::<i64>().ok()?..=most.parse::<i64>().ok()?).contains(&c.employees))
        }),
        None => band.strip_suffix('+').and_then(|least| Some(least.parse::<i64>().ok()? <= c.employees)),
    };
    report.expect(
        Rule::SizeFits,
        within == Some(true),
        c.key,
        format_args!("employees {}, company_size {band}", c.employees),
        format_args!("a band that contains the employees"),
    );
}
