//! The numbers of the model, each with where it comes from.
//!
//! (D) was measured on real data, (S) comes from published figures, (A) is our choice. Arrays by
//! segment are SMB, Mid-Market, Enterprise; other arrays follow the order of their vocabulary.

use crate::vocabulary::{Category, Channel, Product};

/// Share of customers by segment (A).
pub const SEGMENT_SHARE: [f64; 3] = [0.60, 0.30, 0.10];
/// Share of customers by region (A).
pub const REGION_SHARE: [f64; 4] = [0.46, 0.30, 0.16, 0.08];
/// Share of customers by industry (A).
pub const INDUSTRY_SHARE: [f64; 10] = [0.22, 0.14, 0.14, 0.13, 0.11, 0.11, 0.05, 0.04, 0.04, 0.02];
/// Growth of the customer base a month, as a rate (A).
pub const GROWTH_PER_MONTH: f64 = 0.025;
/// No account is older than this many months on `as_of` (A).
pub const OLDEST_MONTHS: f64 = 120.0;

/// Median and sigma of won amounts in USD [A; top 20% hold 73%, Gini .69].
pub const AMOUNT: [(f64, f64); 3] = [(6_000.0, 0.75), (28_000.0, 0.70), (120_000.0, 0.85)];
/// Amounts stay inside the .01–99.99% band: this many sigmas.
pub const AMOUNT_SIGMAS: f64 = 3.7;
/// An expansion is this part of a new deal's amount (A).
pub const EXPANSION_AMOUNT: f64 = 0.40;
/// A later product is this part of a first deal's amount (A).
pub const CROSS_SELL_AMOUNT: f64 = 0.60;

/// Win rate of new business [S: 25–40, 15–25, 10–20%].
pub const WIN_NEW: [f64; 3] = [0.32, 0.24, 0.17];
/// Win rate of expansions (S).
pub const WIN_EXPANSION: [f64; 3] = [0.48, 0.45, 0.42];
/// Win rate of renewals (S).
pub const WIN_RENEWAL: [f64; 3] = [0.80, 0.89, 0.945];
/// Mean of what health, discount, stalling and attempts cut short by another's win add to the log-odds
/// of new business [measured, so that the win rates above hold].
pub const WIN_NEW_MEAN: [f64; 3] = [0.035, 0.105, 0.205];
/// The same for expansions (measured).
pub const WIN_EXPANSION_MEAN: [f64; 3] = [0.19, 0.243, 0.282];
/// Cycle of won new deals: median days and sigma [S; shape D].
pub const CYCLE: [(f64, f64); 3] = [(28.0, 0.75), (70.0, 0.65), (160.0, 0.60)];
/// A lost cycle has this part of the median, and this much more sigma (A).
pub const LOST_CYCLE: (f64, f64) = (0.85, 0.25);
/// An expansion's cycle is this part of a new deal's (A).
pub const EXPANSION_CYCLE: f64 = 0.6;
/// A renewal is opened this many days before it is due: median, sigma (A).
pub const RENEWAL_LEAD: (f64, f64) = (35.0, 0.4);
/// Days until a prospect is approached again after a lost deal: mean (A).
pub const RETRY_DAYS: [f64; 3] = [6.0, 5.0, 5.0];
/// Chance that a prospect is offered another product while the deal before is still open (A).
pub const PARALLEL_ATTEMPT: [f64; 3] = [0.60, 0.85, 0.97];

/// Customers lost a year [S: 15–25, 8–12, 3–7%].
pub const CHURN_YEARLY: [f64; 3] = [0.22, 0.11, 0.055];
/// Weibull shape of churn on monthly plans (A): new customers leave sooner.
pub const CHURN_SHAPE: f64 = 0.76;
/// Share of customers who pay monthly (A).
pub const MONTHLY_PLAN: [f64; 3] = [0.55, 0.15, 0.0];
/// Expansion attempts a customer-month at health 0 (A).
pub const EXPANSIONS_PER_MONTH: f64 = 0.06;
/// Attempts a customer-month to sell a further product (A).
pub const CROSS_SELLS_PER_MONTH: f64 = 0.018;

/// Feedback a customer-month (A).
pub const FEEDBACK_PER_MONTH: [f64; 3] = [0.30, 0.45, 0.80];
/// Gamma shape of how talkative customers are, so that counts are negative binomial (A).
pub const TALKATIVE_SHAPE: f64 = 1.2;

/// Customers an account manager looks after (S).
pub const CUSTOMERS_PER_MANAGER: [f64; 3] = [120.0, 45.0, 10.0];
/// Mean time an account manager stays, in days [A: 40 months; S: two to four years].
pub const MANAGER_TENURE_DAYS: f64 = 1_218.0;
/// What a new account manager does to next month's health (A).
pub const MANAGER_CHANGE_SHOCK: f64 = -0.25;
/// What a change of account manager adds to the log of the churn hazard for two months (A).
pub const MANAGER_CHANGE_HAZARD: f64 = 0.30;
/// What two or more unresolved matters of three months add to the log of the churn hazard (A).
pub const UNRESOLVED_HAZARD: f64 = 0.5;
/// Successors that somebody new to a team is counted after, so that they are nobody known (chosen).
pub const NEWCOMER: u32 = 20;
/// Customers in the region of a block for one sales person [A: about 110 closed deals in two years].
pub const CUSTOMERS_PER_SELLER: f64 = 40.0;
/// Spread of skill among sales people, in log-odds of winning (A).
pub const SELLER_SIGMA: f64 = 0.35;
/// Share of deals owned by someone from another region [A; the rules allow 5%].
pub const FOREIGN_OWNER: f64 = 0.03;

/// Health: how much of last month's deviation stays, and the size of news (A).
pub const HEALTH_MEMORY: f64 = 0.85;
/// Standard deviation of a month's news (A).
pub const HEALTH_NEWS: f64 = 0.25;
/// Mean of baseline health (A).
pub const HEALTH_MEAN: f64 = 0.25;
/// Standard deviation of baseline health among customers (A).
pub const HEALTH_SPREAD: f64 = 0.60;
/// Standard deviation of what a region, segment, industry or product adds, drawn once a dataset (A).
pub const HEALTH_LEVEL_EFFECT: f64 = 0.10;
/// How strongly unhappy customers leave: churn is multiplied by `exp(−.8·(h − mean))` (A).
pub const CHURN_HEALTH: f64 = 0.8;
/// Raw churn is divided by this, for the mean of the factor above over unequal customers: at renewals,
/// and on monthly plans by segment [measured, so that the margins hold].
pub const RENEWAL_LIFT: [f64; 3] = [1.22, 1.31, 1.46];
/// See [`RENEWAL_LIFT`].
pub const MONTHLY_LIFT: [f64; 3] = [0.87, 1.08, 0.97];
/// Part of the yearly churn on annual plans that happens between renewals [A: 70% happens at them].
pub const BETWEEN_RENEWALS: f64 = 0.30;
/// Mean and standard deviation of health among the texts of a month: the unhappy write more (measured).
pub const WRITERS_HEALTH: (f64, f64) = (0.155, 0.80);

/// Feedback by channel (A).
pub const CHANNEL_SHARE: [f64; Channel::COUNT] = [0.28, 0.26, 0.15, 0.12, 0.07, 0.06, 0.06];
/// Shares of negative and neutral texts by channel (A).
pub const LABEL_MIX: [(f64, f64); Channel::COUNT] =
    [(0.25, 0.17), (0.45, 0.30), (0.30, 0.30), (0.30, 0.35), (0.14, 0.08), (0.35, 0.30), (0.45, 0.22)];
/// The shares to ask for so that the finished texts have [`LABEL_MIX`]: some texts that should be neutral come out a little
/// one way or the other, long ones most [measured on the margins test].
pub const LABEL_ASKED: [(f64, f64); Channel::COUNT] =
    [(0.244, 0.174), (0.443, 0.317), (0.292, 0.320), (0.301, 0.349), (0.134, 0.084), (0.344, 0.310), (0.447, 0.217)];
/// Shares of NPS answers 0–10 [+33; S: B2B software about +36].
pub const NPS: [f64; 11] = [0.010, 0.007, 0.010, 0.013, 0.020, 0.050, 0.060, 0.130, 0.200, 0.210, 0.290];
/// Shares of ratings 1–5 (customer satisfaction) (A).
pub const RATING: [f64; 5] = [0.06, 0.04, 0.08, 0.27, 0.55];
/// Shares of ratings 1–5 in reviews [A; app-store reviews D: .05 .03 .05 .14 .73].
pub const REVIEW_RATING: [f64; 5] = [0.04, 0.02, 0.07, 0.27, 0.60];
/// First response in working hours by channel: median, sigma. Surveys and reviews: of a follow-up.
pub const RESPONSE: [(f64, f64); Channel::COUNT] =
    [(16.0, 0.8), (3.5, 1.3), (7.0, 1.1), (0.03, 0.9), (20.0, 0.9), (0.1, 0.8), (1.2, 1.0)];
/// Resolution takes the response time times this: median, sigma (A).
pub const RESOLUTION: (f64, f64) = (4.0, 0.8);
/// Share of matters that are solved, and how much less when the text is negative (A).
pub const SOLVED: (f64, f64) = (0.86, 0.10);
/// Share of mixed texts among surveys and reviews (A).
pub const MIXED: f64 = 0.15;
/// Share of texts whose words and rating disagree (sarcasm, mistakes) (A).
pub const DISAGREE: f64 = 0.005;

/// How often each category is spoken of, unhappy and happy (A).
pub const CATEGORY_WEIGHT: [(f64, f64); Category::COUNT] = [
    (0.17, 0.15), // Product Quality
    (0.09, 0.18), // Customer Service
    (0.15, 0.06), // Pricing
    (0.12, 0.20), // Features
    (0.16, 0.10), // Performance
    (0.17, 0.14), // Support
    (0.10, 0.08), // Implementation
    (0.04, 0.09), // Training
];
/// What a first deal is about, by product (A).
pub const FIRST_PRODUCT: [f64; Product::COUNT] = [0.52, 0.18, 0.12, 0.06, 0.07, 0.05];
/// The product a customer bought first, as a share of all feedback: some bought another before the one that was offered
/// first (measured).
pub const FIRST_OWNED: [f64; Product::COUNT] = [0.344, 0.199, 0.154, 0.103, 0.110, 0.090];
/// What later deals for a further product are about (A).
pub const LATER_PRODUCT: [f64; Product::COUNT] = [0.14, 0.24, 0.20, 0.18, 0.10, 0.14];

/// Where new business comes from, in the order of `Source` without Existing Customer (A).
pub const SOURCE_SHARE: [f64; 6] = [0.30, 0.20, 0.10, 0.13, 0.12, 0.15];
/// What a source adds to the log-odds of winning (A); Existing Customer 0.
pub const SOURCE_LOGIT: [f64; 7] = [0.0, -0.10, -0.20, 0.30, 0.45, -0.45, 0.0];
/// Share of deals with a known competitor, and what that adds to the log-odds (A).
pub const COMPETITOR: (f64, f64) = (0.35, -0.85);
/// What a point of health adds to the log-odds of winning (A).
pub const WIN_HEALTH: f64 = 0.35;
/// What a standard deviation of log amount adds to the log-odds (A).
pub const WIN_AMOUNT: f64 = -0.25;
/// What a point of discount adds, up to 15 points (A).
pub const WIN_DISCOUNT: f64 = 0.03;
/// What a stalled deal (older than 1.6 medians) adds (A).
pub const WIN_STALLED: f64 = -0.6;
/// Why deals are lost, in the order of `LossReason`, without and with a known competitor (A).
pub const LOSS_REASON: [[f64; 6]; 2] = [[0.27, 0.00, 0.30, 0.13, 0.15, 0.15], [0.24, 0.42, 0.10, 0.12, 0.06, 0.06]];
/// Shares of won deals by month of the quarter [S: 20–25, 25–30, 45–55].
pub const QUARTER_MONTH: [f64; 3] = [0.24, 0.29, 0.47];
/// Share of deals near the end of a quarter that are closed in its last ten working days instead; from how many days after
/// that end, and from how many before [measured, so that the months have their shares: with the 35% and 21 days of (S)
/// the last month would have 43].
pub const QUARTER_END_PULL: f64 = 0.39;
/// See [`QUARTER_END_PULL`].
pub const PULLED_BACK_DAYS: i32 = 31;
/// See [`QUARTER_END_PULL`].
pub const PULLED_ON_DAYS: i32 = 34;
