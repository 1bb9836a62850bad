//! What a row of the feedback table shows, by itself and beside the customer's other rows.

use std::sync::LazyLock;

use crmgen_core::text::cap;
use crmgen_core::text::sentiment::analyser;
use crmgen_core::vocabulary::{Channel, Product};

use super::{Account, not_after};
use crate::rules::cells::Decimal;
use crate::rules::report::Report;
use crate::rules::row::Feedback;
use crate::rules::rule::Rule;
use crate::rules::words;

/// Days after leaving on which a customer may still write.
const AFTERWARDS_DAYS: i32 = 30;

pub(super) fn check(account: &Account<'_>, said: &Feedback, report: &mut Report) {
    let Account { customer: c, as_of, .. } = account;
    let key = said.key;
    report.expect(
        Rule::HasCustomer,
        key.customer == c.key.customer && (said.region, said.segment) == (c.region, c.segment),
        key,
        format_args!("feedback_id {key}, customer_id {}, {}, {}", said.customer, said.region, said.segment),
        format_args!("the number, region and segment of the customer: {}, {}, {}", c.key, c.region, c.segment),
    );
    answers_asked_for(said, report);
    not_after(*as_of, key, "feedback_date", Some(said.day), report);
    let until = c.churned.map(|day| day.plus(AFTERWARDS_DAYS));
    report.expect(
        Rule::FeedbackWhileCustomer,
        said.day >= c.created && until.is_none_or(|until| said.day <= until),
        key,
        format_args!("feedback_date {}", said.day),
        format_args!(
            "a day from {} to {}",
            c.created,
            until.map_or("the last of the data".to_owned(), |until| until.to_string())
        ),
    );
    answer(account, said, report);
    score(said, report);
    text(account, said, report);
}

/// Rule 0: surveys ask for the NPS, all else for stars; both have their scale.
fn answers_asked_for(said: &Feedback, report: &mut Report) {
    let survey = said.channel == Channel::Survey;
    let nps = said.nps.map_or(!survey, |points| survey && (0..=10).contains(&points));
    let rating = said.rating.map_or(survey, |stars| !survey && (1..=5).contains(&stars));
    let shown = |number: Option<i64>| number.map_or("empty".to_owned(), |number| number.to_string());
    report.expect(
        Rule::Cells,
        nps && rating,
        said.key,
        format_args!("channel {}, rating {}, nps_score {}", said.channel, shown(said.rating), shown(said.nps)),
        format_args!("an nps_score from 0 to 10 on surveys, a rating from 1 to 5 elsewhere"),
    );
}

/// Rule 14.
fn answer(account: &Account<'_>, said: &Feedback, report: &mut Report) {
    let Feedback { key, response, resolved, resolution, .. } = *said;
    let hours = |value: Option<i64>| value.map_or("empty".to_owned(), |value| Decimal(value, 2).to_string());
    let (first, last) = (hours(response), hours(resolution));
    report.expect(
        Rule::AnswersInOrder,
        match (response, resolution) {
            (Some(response), Some(resolution)) => resolved && 0 <= response && response <= resolution,
            // Where nothing was asked there is nothing left to do; a matter that was answered takes its time.
            (Some(response), None) => !resolved && response >= 0,
            (None, Some(_)) => false,
            (None, None) => true,
        },
        key,
        format_args!("response_time_hours {first}, resolved {resolved}, resolution_time_hours {last}"),
        format_args!("an answer before the solution, and a solution exactly where it is resolved"),
    );
    let left = (i64::from(account.as_of.since(said.day)) + 1) * 24 * 100;
    let latest = response.max(resolution);
    report.expect(
        Rule::AnswersInOrder,
        latest.is_none_or(|latest| latest <= left),
        key,
        format_args!("feedback_date {}, response_time_hours {first}, resolution_time_hours {last}", said.day),
        format_args!("no more than {} hours, until the end of the last day, {}", Decimal(left, 2), account.as_of),
    );
}

/// Rules 23 and 24.
fn score(said: &Feedback, report: &mut Report) {
    let Feedback { key, score_e4, label, .. } = *said;
    let expected = match score_e4 {
        500.. => "Positive",
        ..=-500 => "Negative",
        _ => "Neutral",
    };
    report.expect(
        Rule::LabelOfScore,
        label.name() == expected,
        key,
        format_args!("sentiment_label {label}, sentiment_score {}", Decimal(score_e4, 4)),
        format_args!("{expected}"),
    );
    let analysed = analyser().score(&said.text);
    report.expect(
        Rule::ScoreOfText,
        score_e4 == i64::from(analysed),
        key,
        format_args!("sentiment_score {}", Decimal(score_e4, 4)),
        format_args!("{}, by the text {:?}", Decimal(i64::from(analysed), 4), said.text),
    );
}

/// How a product is named in small letters: in full, and as a hashtag. Shorter forms ("the tool") name none.
static NAMES: LazyLock<Vec<[String; 2]>> = LazyLock::new(|| {
    let forms = |product: &Product| {
        let name = product.name().to_lowercase();
        [name.replace(' ', ""), name]
    };
    Product::ALL.iter().map(forms).collect()
});

/// Rules 25, 26 and 27.
fn text(account: &Account<'_>, said: &Feedback, report: &mut Report) {
    let Feedback { key, channel, category, product, ref text, .. } = *said;
    let small = text.to_lowercase();
    let names = |product: &Product| NAMES[product.index()].iter().any(|name| small.contains(name.as_str()));
    let other = Product::ALL.iter().find(|&&other| other != product && names(&other));
    report.expect(
        Rule::ProductOwned,
        other.is_none(),
        key,
        format_args!("product {product}, and {} in the text {text:?}", other.map_or("none", |other| other.name())),
        format_args!("no other product in the text"),
    );
    let bought = account.deals.iter().filter(|deal| deal.product == product).filter_map(|deal| deal.won_on()).min();
    report.expect(
        Rule::ProductOwned,
        bought.is_some_and(|day| day <= said.day),
        key,
        format_args!("feedback_date {}, product {product}", said.day),
        format_args!("a product bought by then; first bought {}", bought.map_or("never".to_owned(), |d| d.to_string())),
    );
    report.expect(
        Rule::TextOfCategory,
        words::speaks_about(category, &small),
        key,
        format_args!("category {category}, text {text:?}"),
        format_args!("a word of this category in the text"),
    );
    let (length, cap) = (text.chars().count(), cap(channel));
    report.expect(
        Rule::TextLength,
        length <= cap,
        key,
        format_args!("{length} characters, channel {channel}"),
        format_args!("at most {cap} characters"),
    );
}
