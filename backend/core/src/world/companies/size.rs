//! How big companies are, and what they earn.

use crate::maths::exp;
use crate::rng::Draws;
use crate::vocabulary::{CompanySize, Industry, Segment};

/// The Pareto distribution of large companies: the smallest, and the index.
const LEAST: f64 = 2_000.0;
const INDEX: f64 = 1.06;
/// Share of those that would be larger than 300,000: (2,000 / 300,000) to the power of [`INDEX`].
const BEYOND: f64 = 0.004_935_637_615_327_515;

/// Employees of a company of this segment, within the segment's band.
///
/// MODEL.md, section 2: log-normal with median 35 and sigma .8 in 5–199, median 450 and sigma .6 in 200–1,999 (what falls
/// outside is drawn anew); Pareto with index 1.06 from 2,000 to 300,000 (Axtell 2001: firm sizes are near Zipf).
#[must_use]
pub fn draw_employees(segment: Segment, draws: &mut Draws) -> u32 {
    match segment {
        Segment::Smb => truncated_log_normal(35.0, 0.8, 5, 199, draws),
        Segment::MidMarket => truncated_log_normal(450.0, 0.6, 200, 1_999, draws),
        Segment::Enterprise => {
            // Inversion, with the tail beyond the largest left out rather than heaped up on it.
            let survival = 1.0 - draws.unit() * (1.0 - BEYOND);
            (LEAST * exp(-libm::log(survival) / INDEX)) as u32
        }
    }
}

fn truncated_log_normal(median: f64, sigma: f64, least: u32, most: u32, draws: &mut Draws) -> u32 {
    // One draw in ten at most falls outside: 64 in a row never do.
    for _ in 0..64 {
        let employees = (draws.log_normal(median, sigma) + 0.5) as u32;
        if (least..=most).contains(&employees) {
            return employees;
        }
    }
    median as u32
}

/// The company's own sales a year in whole US dollars, as analysts estimate them: to three figures.
///
/// MODEL.md, section 2: employees × log-normal(180,000, .5) × a factor of the industry.
#[must_use]
pub fn draw_revenue_usd(employees: u32, industry: Industry, draws: &mut Draws) -> i64 {
    // Sales per employee relative to the average: chosen. Traders and banks turn over more a head than schools.
    let factor = match industry {
        Industry::Technology => 1.2,
        Industry::Finance => 1.6,
        Industry::Manufacturing => 1.25,
        Industry::Healthcare => 0.75,
        Industry::ProfessionalServices => 0.85,
        Industry::Retail => 1.4,
        Industry::Education => 0.5,
        Industry::Media => 1.05,
        Industry::Government => 0.6,
        Industry::NonProfit => 0.45,
    };
    let exact = (f64::from(employees) * draws.log_normal(180_000.0, 0.5) * factor + 0.5) as i64;
    let mut unit = 1;
    while exact >= 1_000 * unit {
        unit *= 10;
    }
    (exact + unit / 2) / unit * unit
}

/// The band that contains this many employees.
#[must_use]
pub fn company_size(employees: u32) -> CompanySize {
    match employees {
        ..=10 => CompanySize::To10,
        11..=50 => CompanySize::To50,
        51..=199 => CompanySize::To200,
        200..=499 => CompanySize::To500,
        500..=999 => CompanySize::To1000,
        1_000..=1_999 => CompanySize::To2000,
        2_000..=9_999 => CompanySize::To10000,
        _ => CompanySize::More,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_would_be_larger_than_the_largest() {
        assert!((libm::pow(LEAST / 300_000.0, INDEX) - BEYOND).abs() < 1e-15);
    }
}
