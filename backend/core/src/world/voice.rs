//! What customers say: how often, where, about what, in which tone, and how we answered.

use crate::calendar::Day;
use crate::maths::{exp, floor, rounded};
use crate::rng::{Draws, Stream, entity};
use crate::vocabulary::{Category, Channel, Product, Segment};
use crate::world::account::Profile;
use crate::world::clock::wall_hours;
use crate::world::life::{Life, cumulative, some_day};
use crate::world::parameters as p;
use crate::world::plan::Plan;
use crate::world::stories::Reach;
use crate::world::stories::levers::{Outage, Said};

/// One feedback, all but its words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Feedback {
    pub(crate) day: Day,
    pub(crate) channel: Channel,
    pub(crate) category: Category,
    pub(crate) product: Product,
    /// The compound score the text should have, −1 to 1.
    pub(crate) tone: f64,
    pub(crate) mixed: bool,
    pub(crate) urgent: bool,
    /// Unhappy, and says so in words of praise.
    pub(crate) sarcastic: bool,
    /// Stars 1–5; none on surveys.
    pub(crate) rating: Option<u8>,
    /// NPS 0–10; only on surveys.
    pub(crate) nps: Option<u8>,
    /// Hundredths of an hour until the first answer, where there was one by the last day.
    pub(crate) response: Option<i32>,
    pub(crate) resolved: bool,
    /// Hundredths of an hour until it was solved, where it was by the last day.
    pub(crate) resolution: Option<i32>,
}

/// At most this many feedbacks of one customer in one month.
const MOST_A_MONTH: usize = 40;

/// How much of a text's tone is the account's health, and how much the moment [A: gives
/// corr(sentiment, rating) of .55–.75 and corr(sentiment, churn) of −.20 to −.35].
const TONE_FROM_HEALTH: f64 = 0.88;
/// How much tone and rating share, where people rate what they write about, and where they rate how
/// we handled it (A).
const RATING_FROM_TONE: (f64, f64) = (0.94, 0.76);

/// The feedback of the days from `from` to `until` in one month of one customer; stories make it `louder`. Returns what
/// it does to next month's health.
#[expect(clippy::too_many_arguments, reason = "what a month of feedback depends on, each of another kind")]
pub(crate) fn month(
    plan: &Plan,
    who: &Profile,
    reach: Reach<'_>,
    life: &mut Life,
    health: f64,
    louder: f64,
    (from, until): (Day, Day),
    volume: &mut Draws,
) -> f64 {
    let covered = f64::from(until.since(from) + 1) / 30.437;
    // J-shape: the unhappy and the delighted speak up more.
    let eager = match health {
        h if h < 0.0 => exp(-0.35 * h),
        h if h > 1.0 => exp(0.15 * (h - 1.0)),
        _ => 1.0,
    };
    let mean =
        p::FEEDBACK_PER_MONTH[who.segment.index()] * who.talkative * eager * plan.activity_feedback * covered.min(1.0);
    let mean = mean * louder;
    let count = poisson(mean, volume).min(MOST_A_MONTH);
    let mut days = [Day::NONE; MOST_A_MONTH];
    for day in &mut days[..count] {
        *day = office_day(from, until, volume);
    }
    let outage = if reach.none() { None } else { reach.outage(from, until) };
    let count = outage.map_or(count, |outage| file_tickets(&outage, mean / covered.max(0.01), who, &mut days, count));
    days[..count].sort_unstable();
    let mut shock = 0.0;
    for &day in &days[..count] {
        let ordinal = life.feedback.len() as u32;
        let mut d = Draws::at(plan.seed, Stream::Feedback, entity(who.number, ordinal));
        let product = product_on(life, day, &mut d);
        let mut story = if reach.none() { Said::USUAL } else { reach.said(who, product, day) };
        if let Some(outage) = outage.filter(|outage| (outage.from..=outage.until).contains(&day)) {
            story = outage.heard(story, &mut d);
        }
        let (feedback, effect) = speak(plan, who, product, health, day, &story, &mut d);
        life.feedback.push(feedback);
        shock += effect;
    }
    shock.clamp(-0.6, 0.45)
}

/// One feedback and what it does to health.
fn speak(
    plan: &Plan,
    who: &Profile,
    product: Product,
    health: f64,
    day: Day,
    story: &Said,
    d: &mut Draws,
) -> (Feedback, f64) {
    let (mean, spread) = p::WRITERS_HEALTH;
    let happy = (health + story.health + plan.tone_segment[who.segment.index()] - mean) / spread;
    let mood = TONE_FROM_HEALTH * happy + (1.0 - TONE_FROM_HEALTH * TONE_FROM_HEALTH).sqrt() * d.normal();
    let channel = Channel::ALL[d.pick(&CHANNEL)];
    let channel = story.channel.unwrap_or(channel);
    let (low, high) = plan.tone_edges[channel.index()];
    let negative = mood < low;
    let neutral = !negative && mood < high;
    let category = category(usize::from(!negative) + usize::from(!negative && !neutral), story.category, d);

    // Beyond the edge, texts get stronger the further the mood is; strong words are commoner than mild.
    let strength = |beyond: f64| 0.18 + 0.74 * (1.0 - exp(-1.5 * beyond)) * (0.75 + 0.25 * d_unit(mood));
    let mut tone = if negative {
        -strength(low - mood)
    } else if neutral {
        0.0
    } else {
        strength(mood - high)
    };
    let mixed = matches!(channel, Channel::Survey | Channel::Review) && d.chance(p::MIXED);
    if mixed {
        tone *= 0.5;
    }
    let disagrees = d.chance(p::DISAGREE);
    if disagrees {
        tone = -tone;
    }

    let shared = match channel {
        Channel::Survey | Channel::Review | Channel::SocialMedia => RATING_FROM_TONE.0,
        _ => RATING_FROM_TONE.1,
    };
    let stars = shared * mood + (1.0 - shared * shared).sqrt() * d.normal();
    let level = |edges: &[f64], more: f64| edges.iter().filter(|&&edge| stars + more >= edge).count() as u8;
    let (rating, nps) = match channel {
        Channel::Survey => (None, Some(level(&plan.nps_edges, story.nps))),
        Channel::Review => (Some(in_tone(1 + level(&plan.review_edges, 0.0), tone, disagrees)), None),
        Channel::SocialMedia => (Some(in_tone(1 + level(&plan.rating_edges, 0.0), tone, disagrees)), None),
        _ => (Some(1 + level(&plan.rating_edges, 0.0)), None),
    };

    let asks = !matches!(channel, Channel::Survey | Channel::Review);
    let urgent = asks && negative && d.chance(0.2);
    let answered = asks || (negative && d.chance(0.6)) || d.chance(0.08);
    let answer = if answered {
        answer(plan, who.segment, channel, (negative, urgent), day, story, d)
    } else {
        Answer::NOT_NEEDED
    };
    let feedback = Feedback {
        day,
        channel,
        category,
        product,
        tone,
        mixed,
        urgent,
        sarcastic: disagrees && negative,
        rating,
        nps,
        response: answer.response,
        resolved: answer.resolved,
        resolution: answer.resolution,
    };
    // Slow or unresolved answers cost trust; a problem solved in time earns some (A).
    let effect = match (answered && asks, negative) {
        (true, true) if answer.resolved && !answer.slow => 0.15,
        (true, _) if answer.slow || !answer.resolved => -0.20,
        _ => 0.0,
    };
    (feedback, effect)
}

/// Stars beside a text in public, which are about the same thing: who is furious in words does not give five of them, and
/// who is delighted not one, except those who mean the reverse of what they say.
fn in_tone(stars: u8, tone: f64, reverse: bool) -> u8 {
    match tone {
        _ if reverse => stars,
        ..-0.7 => stars.min(2),
        ..STRONG_BLAME => stars.min(3),
        STRONG_PRAISE.. => stars.max(3),
        _ => stars,
    }
}

/// Tones from which stars must not say the reverse (chosen).
const STRONG_BLAME: f64 = -0.4;
const STRONG_PRAISE: f64 = 0.6;

/// Adds the days of the tickets that an outage brings; `mean` is the usual number of feedbacks a month. Returns how many
/// days there are then.
fn file_tickets(outage: &Outage, mean: f64, who: &Profile, days: &mut [Day], count: usize) -> usize {
    let usual = mean * p::CHANNEL_SHARE[Channel::SupportTicket.index()] / 30.437;
    let mut draws = outage.draws(who);
    let span = outage.until.since(outage.from) + 1;
    let more = poisson(usual * outage.more * f64::from(span), &mut draws).min(days.len() - count);
    for day in &mut days[count..count + more] {
        *day = some_day(outage.from, outage.until, &mut draws);
    }
    count + more
}

/// A little variety that costs no draw: the fraction of the mood's third decimal on.
fn d_unit(mood: f64) -> f64 {
    let scaled = mood * 1_000.0;
    scaled - floor(scaled)
}

struct Answer {
    response: Option<i32>,
    resolved: bool,
    resolution: Option<i32>,
    slow: bool,
}

impl Answer {
    /// Nothing was asked, so nothing is left to do.
    const NOT_NEEDED: Self = Self { response: None, resolved: true, resolution: None, slow: false };
}

/// How and when we answered; what lies after the last day has not happened yet.
fn answer(
    plan: &Plan,
    segment: Segment,
    channel: Channel,
    (negative, urgent): (bool, bool),
    day: Day,
    story: &Said,
    d: &mut Draws,
) -> Answer {
    let (median, sigma) = p::RESPONSE[channel.index()];
    let faster = if segment == Segment::Enterprise { 0.5 } else { 1.0 } * if urgent { 0.4 } else { 1.0 };
    let z = d.normal();
    let work = median * faster * story.response * exp(sigma * z);
    let hour = 8.0 + 10.0 * d.unit();
    let more = d.log_normal(p::RESOLUTION.0, p::RESOLUTION.1);
    let solved = d.chance(p::SOLVED.0 - story.unresolved - if negative { p::SOLVED.1 } else { 0.0 });
    let left = f64::from(plan.as_of.since(day)) * 24.0 + 24.0 - hour;
    let hundredths = |hours: f64| rounded(hours * 100.0).max(1);
    let first = wall_hours(day.weekday(), hour, work);
    if first > left {
        return Answer { response: None, resolved: false, resolution: None, slow: true };
    }
    let response = hundredths(first);
    let end = wall_hours(day.weekday(), hour, work * (1.0 + more));
    let resolved = solved && end <= left;
    Answer {
        response: Some(response),
        resolved,
        resolution: resolved.then(|| hundredths(end).max(response)),
        slow: z > 1.0,
    }
}

/// Cumulative shares of the channels.
const CHANNEL: [f64; Channel::COUNT] = cumulative(&p::CHANNEL_SHARE);
/// Cumulative weights of the categories, of the unhappy, of those who are neither, and of the happy.
const CATEGORY: [[f64; Category::COUNT]; 3] =
    [cumulative(&category_weights(1.0)), cumulative(&category_weights(0.5)), cumulative(&category_weights(0.0))];

/// Weights of the categories; `unhappy` from 0 to 1.
const fn category_weights(unhappy: f64) -> [f64; Category::COUNT] {
    let mut weights = [0.0; Category::COUNT];
    let mut i = 0;
    while i < weights.len() {
        let (sad, glad) = p::CATEGORY_WEIGHT[i];
        weights[i] = unhappy * sad + (1.0 - unhappy) * glad;
        i += 1;
    }
    weights
}

/// What it is about: the unhappy (`mood` 0) speak of other things than the happy (2).
fn category(mood: usize, louder: Option<(Category, f64)>, d: &mut Draws) -> Category {
    let Some((louder, more)) = louder else { return Category::ALL[d.pick(&CATEGORY[mood])] };
    let mut weights = category_weights([1.0, 0.5, 0.0][mood]);
    weights[louder.index()] *= more;
    Category::ALL[d.pick(&cumulative(&weights))]
}

/// One of the products owned that day; the first is spoken of most.
fn product_on(life: &Life, day: Day, d: &mut Draws) -> Product {
    let owned = life.owned.iter().filter(|&&(_, since)| since <= day);
    let count = owned.clone().count() as u32;
    if count <= 1 || d.chance(0.4) {
        return life.owned[0].0;
    }
    let at = d.below(count) as usize;
    owned.clone().nth(at).map_or(life.owned[0].0, |&(product, _)| product)
}

/// Most feedback reaches us on working days, on each of them about as much.
fn office_day(from: Day, until: Day, d: &mut Draws) -> Day {
    /// Share of the feedback of a weekend that comes then (chosen).
    const STAYS: f64 = 0.3;

    let day = some_day(from, until, d);
    let weekday = day.weekday() as i32;
    if weekday < 5 {
        return day;
    }
    let u = d.unit();
    if u < STAYS {
        return day;
    }
    // The other weekends' days of work, and what is left of the draw says which.
    let moved = day.plus(((u - STAYS) / (1.0 - STAYS) * 5.0) as i32 - weekday);
    if moved < from { moved.plus(7).min(until) } else { moved }
}

/// Poisson by inversion: fine for the small means of a month.
fn poisson(mean: f64, d: &mut Draws) -> usize {
    let u = d.unit();
    // exp(−mean) is at least 1 − mean: most months are settled without it.
    if u < 1.0 - mean {
        return 0;
    }
    let mut term = exp(-mean);
    let mut sum = term;
    let mut k = 0;
    while u > sum && k < MOST_A_MONTH {
        k += 1;
        term *= mean / k as f64;
        sum += term;
    }
    k
}
