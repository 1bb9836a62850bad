//! From codes to values: every column of every table, by name.

use core::cell::OnceCell;
use core::fmt::Write as _;
use core::ops::Range;

use super::{Block, close_probability, deal_word};
use crate::batch::{Batch, NULL_LABEL, NULL_NUMBER, Strings, Values};
use crate::calendar::Day;
use crate::colleagues::Colleagues;
use crate::columns::{ColumnSet, Kind, Table};
use crate::rng::{Draws, Stream};
use crate::text::{Composition, Page};
use crate::vocabulary::{
    BillingPlan as Billing, Category, Channel, CompanySize, Competitor, DealType, Industry, LossReason, Product,
    Region, RiskBand, Segment, SentimentLabel, Source, Stage, Status,
};
use crate::world::account::StaffId;
use crate::world::companies::{Company, company_size, draw_company, draw_employees, draw_revenue_usd};
use crate::world::geography::{cities, city_names, country_names};
use crate::world::people::{PersonName, draw_job_title, draw_name_in, write_email, write_phone_in};
use crate::world::staff::write_staff_name;

/// These columns and rows of a table of a block.
pub(super) fn batch(block: &Block, table: Table, columns: ColumnSet, rows: Range<usize>) -> Batch {
    let drawn = Drawn::new(block, rows.clone());
    let values = columns
        .iter()
        .map(|i| {
            let column = &table.columns()[i];
            match table {
                Table::Customers => customers(block, &drawn, column.name, rows.clone()),
                Table::Deals => deals(block, column.name, rows.clone()),
                Table::Feedback => feedback(block, column.name, column.kind, rows.clone()),
            }
        })
        .collect();
    Batch { table, columns, rows: rows.len(), values }
}

/// What several columns of the customers are made of, drawn once when the first of them is asked for.
struct Drawn<'a> {
    block: &'a Block,
    rows: Range<usize>,
    people: OnceCell<Vec<PersonName>>,
    /// Employees and yearly revenue in US dollars.
    sizes: OnceCell<Vec<(u32, i64)>>,
}

impl<'a> Drawn<'a> {
    fn new(block: &'a Block, rows: Range<usize>) -> Self {
        Self { block, rows, people: OnceCell::new(), sizes: OnceCell::new() }
    }

    fn person(&self, row: usize) -> PersonName {
        let all = self.people.get_or_init(|| self.rows.clone().map(|r| self.block.person(r)).collect());
        all[row - self.rows.start]
    }

    fn sizes(&self) -> impl Iterator<Item = (u32, i64)> {
        let all = self.sizes.get_or_init(|| self.rows.clone().map(|r| self.block.size(r)).collect());
        all.iter().copied()
    }
}

fn customers(b: &Block, drawn: &Drawn<'_>, name: &str, rows: Range<usize>) -> Values {
    let c = &b.customers;
    let text = |bytes: usize, write: &mut dyn FnMut(usize, &mut String)| text(rows.clone(), bytes, write);
    match name {
        "customer_id" => key("CUST", rows.clone().map(|r| b.number(r as u32)).collect(), None),
        "customer_name" => text(16, &mut |r, out| {
            let PersonName { first, last } = drawn.person(r);
            out.push_str(first);
            out.push(' ');
            out.push_str(last);
        }),
        "job_title" => text(20, &mut |r, out| {
            let mut draws = Draws::at(b.seed, Stream::Contact, b.number(r as u32));
            out.push_str(draw_job_title(c.segment[r], c.industry[r], &mut draws));
        }),
        "company_name" => match b.companies(rows.len() == b.rows(Table::Customers)) {
            Some(all) => Values::Text(all.names.clone()),
            None => text(24, &mut |r, out| b.company(r).write_name(out)),
        },
        "email" => {
            let mut domain = String::with_capacity(48);
            let companies = b.companies(rows.len() == b.rows(Table::Customers));
            text(36, &mut |r, out| {
                let number = b.number(r as u32);
                domain.clear();
                companies.map_or_else(|| b.company(r), |all| all.drawn[r]).write_domain(number, &mut domain);
                write_email(drawn.person(r), &domain, number, out);
            })
        }
        "phone" => text(16, &mut |r, out| {
            let mut draws = Draws::at(b.seed, Stream::Phone, b.number(r as u32));
            write_phone_in(c.city[r], &mut draws, out);
        }),
        "segment" => label(Segment::NAMES, c.segment[rows].iter().map(|&s| s as u16)),
        "region" => label(Region::NAMES, c.region[rows].iter().map(|&s| s as u16)),
        "country" => label(country_names(), rows.map(|r| u16::from(b.country(r)))),
        "city" => label(city_names(), c.city[rows].iter().copied()),
        "latitude" => number(4, rows.map(|r| i64::from(cities()[c.city[r] as usize].latitude_e4))),
        "longitude" => number(4, rows.map(|r| i64::from(cities()[c.city[r] as usize].longitude_e4))),
        "industry" => label(Industry::NAMES, c.industry[rows].iter().map(|&s| s as u16)),
        "company_size" => label(CompanySize::NAMES, drawn.sizes().map(|(employees, _)| company_size(employees) as u16)),
        "employees" => number(0, drawn.sizes().map(|(employees, _)| i64::from(employees))),
        "annual_revenue" => number(0, drawn.sizes().map(|(_, revenue)| revenue)),
        "plan" => label(Billing::NAMES, c.billing[rows].iter().map(|p| p.map_or(NULL_LABEL, |p| p as u16))),
        "account_manager" => staff(b.seed, rows.len(), rows.map(|r| c.manager[r])),
        "account_manager_since" => Values::Date(c.manager_since[rows].to_vec()),
        "acquisition_source" => label(Source::NAMES, c.source[rows].iter().map(|&s| s as u16)),
        "created_date" => Values::Date(c.created[rows].to_vec()),
        "last_activity_date" => Values::Date(c.last_activity[rows].to_vec()),
        "status" => label(Status::NAMES, c.status[rows].iter().map(|&s| s as u16)),
        "churn_date" => Values::Date(c.churned[rows].to_vec()),
        "monthly_recurring_revenue" => number(2, c.monthly_cents[rows].iter().copied()),
        "lifetime_value" => number(0, c.lifetime_value[rows].iter().copied()),
        "feedback_count" => number(0, c.feedback_count[rows].iter().map(|&n| i64::from(n))),
        "avg_sentiment" => number(4, rows.map(|r| mean_e4(c.score_sum_e4[r], c.feedback_count[r]))),
        "churn_risk_score" => {
            number(4, c.risk_e4[rows].iter().map(|&r| if r < 0 { NULL_NUMBER } else { i64::from(r) }))
        }
        "churn_risk" => label(RiskBand::NAMES, rows.map(|r| b.customer_risk(r).map_or(NULL_LABEL, |band| band as u16))),
        _ => unreachable!("customers.{name} has no values"),
    }
}

fn deals(b: &Block, name: &str, rows: Range<usize>) -> Values {
    let d = &b.deals.deal[rows.clone()];
    let of = &b.deals.customer[rows.clone()];
    let numbers = || of.iter().map(|&c| b.number(c)).collect();
    match name {
        "deal_id" => key("DEAL", numbers(), Some(b.deals.ordinal[rows].to_vec())),
        "customer_id" => key("CUST", numbers(), None),
        "deal_name" => {
            let companies = b.companies(rows.len() == b.rows(Table::Deals));
            text(rows, 40, &mut |r, out| {
                let deal = &b.deals.deal[r];
                let customer = b.deals.customer[r] as usize;
                match companies {
                    Some(all) => out.push_str(all.names.get(customer)),
                    None => b.company(customer).write_name(out),
                }
                out.push_str(" - ");
                if deal.kind == DealType::Renewal {
                    out.push_str(deal_word(deal.kind));
                    let (year, ..) = deal.created.ymd();
                    let _ = write!(out, " {year}");
                } else {
                    out.push_str(deal.product.name());
                    out.push(' ');
                    out.push_str(deal_word(deal.kind));
                }
            })
        }
        "deal_type" => label(DealType::NAMES, d.iter().map(|d| d.kind as u16)),
        "product" => label(Product::NAMES, d.iter().map(|d| d.product as u16)),
        "amount" => number(0, d.iter().map(|d| d.amount)),
        "discount_percent" => number(0, d.iter().map(|d| i64::from(d.discount))),
        "stage" => label(Stage::NAMES, d.iter().map(|d| d.stage as u16)),
        "close_probability" => number(0, d.iter().map(|d| close_probability(d.stage))),
        "source" => label(Source::NAMES, d.iter().map(|d| d.source as u16)),
        "competitor" => label(Competitor::NAMES, d.iter().map(|d| d.competitor.map_or(NULL_LABEL, |c| c as u16))),
        "owner" => staff(b.seed, rows.len(), d.iter().map(|d| d.owner)),
        "created_date" => Values::Date(d.iter().map(|d| d.created).collect()),
        "expected_close_date" => Values::Date(d.iter().map(|d| d.expected).collect()),
        "closed_date" => Values::Date(d.iter().map(|d| d.closed).collect()),
        "sales_cycle_days" => number(
            0,
            d.iter().map(|d| if d.closed == Day::NONE { NULL_NUMBER } else { i64::from(d.closed.since(d.created)) }),
        ),
        "loss_reason" => label(LossReason::NAMES, d.iter().map(|d| d.loss_reason.map_or(NULL_LABEL, |l| l as u16))),
        _ => unreachable!("deals.{name} has no values"),
    }
}

fn feedback(b: &Block, name: &str, kind: Kind, rows: Range<usize>) -> Values {
    let f = &b.feedback;
    let of = &f.customer[rows.clone()];
    let numbers = || of.iter().map(|&c| b.number(c)).collect();
    let optional = |n: &Option<u8>| n.map_or(NULL_NUMBER, i64::from);
    let hours = |n: &Option<i32>| n.map_or(NULL_NUMBER, i64::from);
    let places = if let Kind::Number { places } = kind { places } else { 0 };
    match name {
        "feedback_id" => key("FB", numbers(), Some(f.ordinal[rows].to_vec())),
        "customer_id" => key("CUST", numbers(), None),
        "feedback_date" => Values::Date(f.day[rows].to_vec()),
        "channel" => label(Channel::NAMES, f.channel[rows].iter().map(|&c| c as u16)),
        "category" => label(Category::NAMES, f.category[rows].iter().map(|&c| c as u16)),
        "product" => label(Product::NAMES, f.product[rows].iter().map(|&c| c as u16)),
        "feedback_text" => written(&f.words[rows]),
        "rating" => number(places, f.rating[rows].iter().map(optional)),
        "nps_score" => number(places, f.nps[rows].iter().map(optional)),
        "sentiment_score" => number(places, f.score_e4[rows].iter().map(|&s| i64::from(s))),
        "sentiment_label" => label(SentimentLabel::NAMES, rows.map(|r| b.label(r) as u16)),
        "churn_risk" => label(RiskBand::NAMES, f.risk[rows].iter().map(|&r| r as u16)),
        "response_time_hours" => number(places, f.response[rows].iter().map(hours)),
        "resolved" => Values::Flag(f.resolved[rows].to_vec()),
        "resolution_time_hours" => number(places, f.resolution[rows].iter().map(hours)),
        "region" => label(Region::NAMES, of.iter().map(|&c| b.customers.region[c as usize] as u16)),
        "segment" => label(Segment::NAMES, of.iter().map(|&c| b.customers.segment[c as usize] as u16)),
        _ => unreachable!("feedback.{name} has no values"),
    }
}

/// The companies of all customers of a block, and what they are called.
#[derive(Debug)]
pub(super) struct Companies {
    drawn: Vec<Company>,
    names: Strings,
}

impl Block {
    /// All companies, if so many of them are wanted that it is worth while to keep them: the columns of several tables
    /// tell them.
    fn companies(&self, are_all_wanted: bool) -> Option<&Companies> {
        let draw = || {
            let drawn: Vec<Company> = (0..self.rows(Table::Customers)).map(|customer| self.company(customer)).collect();
            let mut names = Strings::with_capacity(drawn.len(), drawn.len() * 24);
            drawn.iter().for_each(|company| names.push_with(|out| company.write_name(out)));
            Companies { drawn, names }
        };
        are_all_wanted.then(|| self.companies.get_or_init(draw))
    }

    fn country(&self, customer: usize) -> u8 {
        cities()[self.customers.city[customer] as usize].country
    }

    fn person(&self, customer: usize) -> PersonName {
        let mut draws = Draws::at(self.seed, Stream::Person, self.number(customer as u32));
        draw_name_in(self.customers.city[customer], &mut draws)
    }

    fn company(&self, customer: usize) -> Company {
        let c = &self.customers;
        let mut draws = Draws::at(self.seed, Stream::Company, self.number(customer as u32));
        draw_company(self.country(customer), c.industry[customer], c.segment[customer], c.city[customer], &mut draws)
    }

    /// Employees and yearly revenue in US dollars.
    fn size(&self, customer: usize) -> (u32, i64) {
        let mut draws = Draws::at(self.seed, Stream::Size, self.number(customer as u32));
        let employees = draw_employees(self.customers.segment[customer], &mut draws);
        (employees, draw_revenue_usd(employees, self.customers.industry[customer], &mut draws))
    }
}

fn key(prefix: &'static str, numbers: Vec<u64>, ordinals: Option<Vec<u32>>) -> Values {
    Values::Key { prefix, numbers, ordinals }
}

fn label(labels: &'static [&'static str], codes: impl Iterator<Item = u16>) -> Values {
    Values::Label { codes: codes.collect(), labels }
}

fn number(places: u8, values: impl Iterator<Item = i64>) -> Values {
    Values::Number { values: values.collect(), places }
}

/// Texts of about this many bytes each.
fn text(rows: Range<usize>, bytes: usize, write: &mut dyn FnMut(usize, &mut String)) -> Values {
    let mut strings = Strings::with_capacity(rows.len(), rows.len() * bytes);
    for row in rows {
        strings.push_with(|out| write(row, out));
    }
    Values::Text(strings)
}

/// The texts of feedback, of some 350 bytes each.
fn written(words: &[Composition]) -> Values {
    let mut page = Page::with_capacity(words.len() * 360);
    let ends = words.iter().map(|composition| {
        composition.render(&mut page);
        page.len() as u32
    });
    let ends = ends.collect();
    Values::Text(Strings::from_parts(page.into_bytes(), ends))
}

/// Names of colleagues: a block has a few dozen of them, each spelt once and then copied from where it stands already.
fn staff(seed: u64, rows: usize, ids: impl Iterator<Item = StaffId>) -> Values {
    let mut strings = Strings::with_capacity(rows, rows * 16);
    let mut spelt: Colleagues<Range<usize>> = Colleagues::default();
    for who in ids {
        let known = spelt.at(who);
        strings.push_with(|out| {
            if known.start == known.end {
                let start = out.len();
                write_staff_name(seed, who.id(), who.region(), out);
                *known = start..out.len();
            } else {
                out.extend_from_within(known.clone());
            }
        });
    }
    Values::Text(strings)
}

/// Mean of scores in ten-thousandths, rounded half away from zero, as an integer.
fn mean_e4(sum: i64, count: u32) -> i64 {
    if count == 0 {
        return NULL_NUMBER;
    }
    let n = i64::from(count);
    let rounded = (2 * sum.abs() + n) / (2 * n);
    if sum < 0 { -rounded } else { rounded }
}
