//! Numbers as people say them.

use crate::calendar::{MONTH_NAMES, Month};

/// `January 2026`.
pub(crate) fn month(month: Month) -> String {
    let (year, m) = month.year_month();
    format!("{} {year}", MONTH_NAMES[m as usize - 1])
}

/// `$4.2M`, `$310K`, `$12,400`, `$420`.
pub(crate) fn money(usd: f64) -> String {
    let (sign, usd) = if usd < 0.0 { ("-", -usd) } else { ("", usd) };
    let text = match usd {
        _ if usd >= 9.95e8 => format!("{}B", short(usd / 1e9)),
        _ if usd >= 9.95e5 => format!("{}M", short(usd / 1e6)),
        _ if usd >= 1e5 => format!("{}K", short(usd / 1e3)),
        _ if usd >= 1e3 => grouped(((usd / 100.0).round() * 100.0) as u64),
        _ if usd >= 100.0 => grouped(((usd / 10.0).round() * 10.0) as u64),
        _ => grouped(usd.round() as u64),
    };
    format!("{sign}${text}")
}

/// Three figures at most, no `.0`.
fn short(number: f64) -> String {
    let text = if number < 99.95 { format!("{number:.1}") } else { format!("{number:.0}") };
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// `1,234`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 customer`, `1,234 customers`, `no customers`.
pub(crate) fn count(number: u64, one: &str) -> String {
    match number {
        0 => format!("no {}", plural(one)),
        1 => format!("1 {one}"),
        _ => format!("{} {}", grouped(number), plural(one)),
    }
}

/// The plural of the nouns used here.
pub(crate) fn plural(one: &str) -> String {
    match one {
        "piece of feedback" => "pieces of feedback".to_owned(),
        "person" => "people".to_owned(),
        _ if one.ends_with('y') && !one.ends_with("ey") => format!("{}ies", &one[..one.len() - 1]),
        _ => format!("{one}s"),
    }
}

/// `is` or `are`.
pub(crate) fn are(number: u64) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

/// `12%`; one place below 10%.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent.abs() {
        p if p < 0.05 => "0%".to_owned(),
        p if p < 9.95 => format!("{}%", short(percent)),
        _ => format!("{percent:.0}%"),
    }
}

/// `12 points`, `1 point`, of a difference between shares.
pub(crate) fn points(difference: f64) -> String {
    let points = (difference.abs() * 100.0).round();
    match points as u64 {
        0 => "less than 1 point".to_owned(),
        1 => "1 point".to_owned(),
        n => format!("{n} points"),
    }
}

/// `about 1 in 5`, `about 2 in 3`; plain percent where no small fraction fits.
pub(crate) fn one_in(share: f64) -> String {
    if share < 0.01 {
        return "fewer than 1 in 100".to_owned();
    }
    let fits = |part: u32, whole: u32| (share - f64::from(part) / f64::from(whole)).abs() < 0.04 * share + 0.003;
    let fractions = [(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5), (1, 6), (1, 7), (1, 8)];
    let tenths = [(1, 10), (3, 10), (7, 10), (9, 10), (1, 12), (1, 15), (1, 20), (1, 25), (1, 30), (1, 50)];
    fractions
        .iter()
        .chain(&tenths)
        .find(|&&(part, whole)| fits(part, whole))
        .map_or_else(|| percent(share), |(part, whole)| format!("about {part} in {whole}"))
}

/// `45 minutes`, `3.5 hours`, `2 days`.
pub(crate) fn hours(hours: f64) -> String {
    let unit = |number: f64, one: &str| {
        let text = if number < 9.95 { short((number * 2.0).round() / 2.0) } else { format!("{number:.0}") };
        if text == "1" { format!("1 {one}") } else { format!("{text} {one}s") }
    };
    match hours {
        h if h * 60.0 < 1.5 => "1 minute".to_owned(),
        h if h < 0.92 => format!("{:.0} minutes", h * 60.0),
        h if h < 48.0 => unit(h, "hour"),
        h => unit(h / 24.0, "day"),
    }
}

/// `1.4 times`, `twice`, `three times`.
pub(crate) fn times(ratio: f64) -> String {
    match (ratio * 10.0).round() as i64 {
        20 => "twice".to_owned(),
        30 => "three times".to_owned(),
        40 => "four times".to_owned(),
        _ => format!("{} times", short(ratio)),
    }
}

/// Where deals come from, as one says it after "from": `referrals`, `cold outreach`.
pub(crate) fn sources(source: &str) -> String {
    match source {
        "Referral" | "Partner" | "Event" | "Inbound Lead" | "Marketing Campaign" | "Existing Customer" => {
            plural(&source.to_lowercase())
        }
        _ => source.to_lowercase(),
    }
}

/// How customers reach us: `by email`, `in chat`, `on social media`.
pub(crate) fn by_channel(channel: &str) -> String {
    match channel {
        "Chat" => "in chat".to_owned(),
        "Social Media" => "on social media".to_owned(),
        "Survey" | "Review" => format!("in {}", plural(&channel.to_lowercase())),
        _ => format!("by {}", channel.to_lowercase()),
    }
}

/// `a, b and c`.
pub(crate) fn list<S: AsRef<str>>(words: &[S]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// A score from −1 to 1 as people see it in charts: `+0.31`.
pub(crate) fn score(score: f64) -> String {
    let rounded = (score * 100.0).round() / 100.0;
    if rounded == 0.0 { "0.00".to_owned() } else { format!("{rounded:+.2}").replace('-', "−") }
}

/// With a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_say_them() {
        let amounts: Vec<String> = [4.23e6, 310_400.0, 12_432.0, 423.0, 7.0, 0.0, -2_000.0, 1.0e6].map(money).into();
        assert_eq!(amounts, ["$4.2M", "$310K", "$12,400", "$420", "$7", "$0", "-$2,000", "$1M"]);
        assert_eq!([0.123, 0.051, 0.5, 0.0].map(percent), ["12%", "5.1%", "50%", "0%"]);
        assert_eq!(
            [0.2, 0.33, 0.66, 0.1, 0.005].map(one_in).join("; "),
            "about 1 in 5; about 1 in 3; about 2 in 3; about 1 in 10; fewer than 1 in 100"
        );
        assert_eq!(
            [0.03, 0.75, 1.0, 3.4, 50.0].map(hours),
            ["2 minutes", "45 minutes", "1 hour", "3.5 hours", "2 days"]
        );
        assert_eq!((count(1, "customer"), count(1_234, "reply")), ("1 customer".into(), "1,234 replies".into()));
        assert_eq!((times(2.02), times(1.44)), ("twice".into(), "1.4 times".into()));
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(["Referral", "Cold Outreach"].map(sources), ["referrals", "cold outreach"]);
        assert_eq!(["Chat", "Support Ticket"].map(by_channel), ["in chat", "by support ticket"]);
        assert_eq!([0.312, -0.2, 0.001].map(score), ["+0.31", "−0.20", "0.00"]);
        assert_eq!([0.12, 0.01, 0.001].map(points), ["12 points", "1 point", "less than 1 point"]);
        assert_eq!(month(Month::parse("2026-01").unwrap()), "January 2026");
    }
}
