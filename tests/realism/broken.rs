//! A good dataset with one thing changed in it: the checker names the rule that this breaks, and no other.

use crmgen_core::calendar::Day;
use crmgen_core::columns::Table;
use crmgen_io::rules::{Rule, check_csv};
use rayon::prelude::*;

use crate::tables::{At, Tables};
use Table::{Customers, Deals, Feedback};

/// What is broken, how, and the rules that are then named.
type Breakage = (&'static [Rule], &'static str, fn(&mut Tables));

const BREAKAGES: &[Breakage] = &[
    (&[Rule::Cells], "a number with too many places", |t| t.set(t.lost(), "amount", "12.5")),
    (&[Rule::Cells], "a day that is none", |t| t.set(t.lost(), "created_date", "2026-02-30")),
    (&[Rule::Cells], "a name that is not listed", |t| t.set(t.lost(), "stage", "Closed")),
    (&[Rule::Cells], "a key of another table", |t| t.set(t.lost(), "customer_id", "FB-0000001-01")),
    (&[Rule::Cells], "nothing where something must be", |t| t.set((Customers, 5), "created_date", "")),
    (&[Rule::Cells], "a text that a spreadsheet would run", |t| t.set((Customers, 5), "customer_name", "=1+1")),
    (&[Rule::Cells], "an empty text", |t| t.set((Customers, 5), "job_title", "")),
    (&[Rule::Cells], "neither true nor false", |t| t.set((Feedback, 5), "resolved", "yes")),
    (&[Rule::Cells], "stars on a survey", |t| {
        t.set(t.first(Feedback, |t, at| t.get(at, "channel") == "Survey"), "rating", 5);
    }),
    (&[Rule::Cells], "six stars", |t| {
        t.set(t.first(Feedback, |t, at| t.get(at, "channel") == "Review"), "rating", 6);
    }),
    (&[Rule::Cells], "a prospect who pays", |t| {
        t.set(t.first(Customers, |t, at| t.get(at, "status") == "Prospect"), "monthly_recurring_revenue", "9.00");
    }),
    (&[Rule::Cells], "a prospect with a plan", |t| {
        t.set(t.first(Customers, |t, at| t.get(at, "status") == "Prospect"), "plan", "Annual");
    }),
    (&[Rule::Cells], "no risk for an active customer", |t| {
        t.set(t.first(Customers, |t, at| t.get(at, "status") == "Active"), "churn_risk_score", "");
    }),
    (&[Rule::UniqueKeys], "a deal twice", |t| {
        let (_, row) = t.lost();
        let copy = t.rows[Deals as usize][row].clone();
        t.rows[Deals as usize].insert(row, copy);
    }),
    (&[Rule::UniqueKeys], "two deals out of order", |t| {
        let row = t.first(Deals, |t, (_, row)| row > 0 && t.rows[1][row][1] == t.rows[1][row - 1][1]).1;
        t.rows[Deals as usize].swap(row, row - 1);
    }),
    (&[Rule::HasCustomer], "a customer is gone", |t| {
        t.rows[Customers as usize].remove(300);
    }),
    (&[Rule::HasCustomer], "the last customer is gone", |t| {
        t.rows[Customers as usize].pop();
    }),
    (&[Rule::HasCustomer], "a feedback from elsewhere", |t| {
        t.set(t.first(Feedback, |t, at| t.get(at, "region") != "APAC"), "region", "APAC");
    }),
    (&[Rule::HasCustomer], "a deal with another number than its customer", |t| {
        let at = t.first(Deals, |t, (_, row)| row > 5 && t.rows[1][row][1] != t.rows[1][row - 1][1]);
        let own = t.get(at, "deal_id").to_owned();
        // The number of the customer before, and a high ordinal: still in order.
        let before = &t.get((Deals, at.1 - 1), "deal_id")[..12];
        let other = format!("{before}-99");
        assert!(other < own);
        t.set(at, "deal_id", other);
    }),
    (&[Rule::Staff], "a customer nobody looks after", |t| t.set((Customers, 9), "account_manager", "")),
    (&[Rule::Staff], "a deal nobody owns", |t| t.set((Deals, 9), "owner", "")),
    (&[Rule::Staff], "a renewal by somebody who does not look after the customer", |t| {
        t.set(t.first(Deals, |t, at| t.get(at, "deal_type") == "Renewal"), "owner", "Pat Doe-Everywhere");
    }),
    (&[Rule::Staff], "an account manager from before the account", |t| {
        t.set((Customers, 9), "account_manager_since", t.day((Customers, 9), "created_date").plus(-1));
    }),
    (&[Rule::Staff], "one colleague sells everywhere", |t| {
        (0..t.rows[Deals as usize].len()).for_each(|row| t.set((Deals, row), "owner", "Pat Doe-Everywhere"));
    }),
    (&[Rule::NotAfterAsOf], "a closed deal expected next month", |t| {
        t.set(t.lost(), "expected_close_date", t.as_of.plus(30));
    }),
    (&[Rule::NotAfterAsOf, Rule::ActiveIsRecent, Rule::LastActivity], "activity tomorrow", |t| {
        let at = t.first(Customers, |t, at| t.get(at, "status") == "Inactive");
        t.set(at, "last_activity_date", t.as_of.plus(1));
    }),
    (&[Rule::DealAfterCustomer], "a deal before its customer", |t| {
        let at = t.open();
        let day = t.day(t.customer(at), "created_date");
        t.set(at, "created_date", day.plus(-1));
    }),
    (&[Rule::DealDatesInOrder], "expected before it was opened", |t| {
        let at = t.open();
        t.set(at, "expected_close_date", t.day(at, "created_date").plus(-1));
    }),
    (&[Rule::DealDatesInOrder], "closed before it was opened", |t| {
        let at = t.lost();
        t.set(at, "closed_date", t.day(at, "created_date").plus(-1));
        t.set(at, "sales_cycle_days", -1);
    }),
    (&[Rule::ClosedTogether], "a cycle of one day more", |t| {
        let at = t.lost();
        t.set(at, "sales_cycle_days", t.number(at, "sales_cycle_days") + 1.0);
    }),
    (&[Rule::ClosedTogether], "an open deal with a cycle", |t| t.set(t.open(), "sales_cycle_days", 3)),
    (&[Rule::ClosedTogether], "a lost deal without a day", |t| t.set(t.lost(), "closed_date", "")),
    (&[Rule::ProbabilityOfStage], "an open deal that is certain", |t| t.set(t.open(), "close_probability", 100)),
    (&[Rule::ProbabilityOfStage], "a lost deal that may be won", |t| t.set(t.lost(), "close_probability", 10)),
    (&[Rule::LossReason], "a reason on an open deal", |t| t.set(t.open(), "loss_reason", "Price")),
    (&[Rule::LossReason], "a loss for no reason", |t| t.set(t.lost(), "loss_reason", "")),
    (&[Rule::AmountInBand], "a deal for nothing", |t| t.set(t.lost(), "amount", 0)),
    (&[Rule::AmountInBand], "a small company that pays like a large one", |t| {
        let at = t.first(Deals, |t, at| t.get(at, "stage") == "Closed Lost" && t.of_customer(at, "segment") == "SMB");
        t.set(at, "amount", 200_000);
    }),
    (&[Rule::AmountInBand], "a renewal of ten times what was bought", |t| {
        let at = t.first(Deals, |t, at| t.get(at, "deal_type") == "Renewal" && t.is_open(at));
        t.set(at, "amount", t.number(t.customer(at), "lifetime_value") * 10.0);
    }),
    (&[Rule::DiscountAtMost40], "a discount of 41%", |t| t.set(t.lost(), "discount_percent", 41)),
    (&[Rule::DiscountAtMost40], "a discount below nothing", |t| t.set(t.lost(), "discount_percent", -1)),
    (&[Rule::FewOverdue], "nobody moves the dates of open deals", |t| {
        let open = |t: &Tables, at: At| {
            t.is_open(at) && t.get(at, "deal_type") != "Renewal" && t.day(at, "created_date") < t.as_of
        };
        for at in t.all(Deals, |t, at| open(t, at) && t.day(at, "expected_close_date") >= t.as_of) {
            t.set(at, "expected_close_date", t.day(at, "created_date"));
        }
    }),
    (&[Rule::FeedbackWhileCustomer], "feedback 31 days after they left", |t| {
        let gone = |t: &Tables, at: At| t.day(t.customer(at), "churn_date");
        let at = t.first(Feedback, |t, at| {
            let last =
                t.get((Feedback, (at.1 + 1).min(t.rows[2].len() - 1)), "customer_id") != t.get(at, "customer_id");
            last && gone(t, at) != Day::NONE && gone(t, at) < t.as_of.plus(-60)
        });
        let day = gone(t, at).plus(31);
        t.set(at, "feedback_date", day);
        t.set(t.customer(at), "last_activity_date", day);
    }),
    (&[Rule::FeedbackWhileCustomer, Rule::ProductOwned], "feedback before the account", |t| {
        let at = t
            .first(Feedback, |t, at| t.day(at, "feedback_date") < t.day(t.customer(at), "last_activity_date").plus(-9));
        t.set(at, "feedback_date", t.day(t.customer(at), "created_date").plus(-1));
    }),
    (&[Rule::AnswersInOrder], "solved before it was answered", |t| {
        let at =
            t.first(Feedback, |t, at| t.get(at, "resolved") == "true" && t.number(at, "response_time_hours") > 1.0);
        t.set(at, "resolution_time_hours", "0.50");
    }),
    (&[Rule::AnswersInOrder], "unsolved with a time of solution", |t| {
        t.set(t.first(Feedback, |t, at| !t.get(at, "resolution_time_hours").is_empty()), "resolved", "false");
    }),
    (&[Rule::AnswersInOrder], "solved without an answer", |t| {
        t.set(t.first(Feedback, |t, at| !t.get(at, "resolution_time_hours").is_empty()), "response_time_hours", "");
    }),
    (&[Rule::AnswersInOrder], "answered after the last day", |t| {
        let at =
            t.first(Feedback, |t, at| t.get(at, "resolved") == "false" && !t.get(at, "response_time_hours").is_empty());
        let hours = (t.as_of.since(t.day(at, "feedback_date")) + 1) * 24;
        t.set(at, "response_time_hours", format!("{hours}.01"));
    }),
    (&[Rule::ChurnIsFinal], "who left has no day of leaving", |t| {
        t.set(t.first(Customers, |t, at| t.get(at, "status") == "Churned"), "churn_date", "");
    }),
    (&[Rule::ChurnIsFinal], "an open deal with someone who left", |t| {
        let at = t.first(Deals, |t, at| {
            t.of_customer(at, "status") == "Churned"
                && t.get(at, "stage") == "Closed Lost"
                && t.day(at, "closed_date") < t.day(t.customer(at), "last_activity_date")
        });
        for (column, value) in [
            ("stage", "Negotiation"),
            ("close_probability", "75"),
            ("closed_date", ""),
            ("sales_cycle_days", ""),
            ("loss_reason", ""),
        ] {
            t.set(at, column, value);
        }
    }),
    (&[Rule::ChurnIsFinal], "a win after they left", |t| {
        let at = t.first(Deals, |t, at| {
            t.of_customer(at, "status") == "Churned"
                && t.of_customer(at, "plan") == "Monthly" // no renewal counts on this win
                && t.get(at, "stage") == "Closed Won"
                && t.get(at, "deal_type") == "Expansion"
                && t.day(t.customer(at), "churn_date") < t.day(t.customer(at), "last_activity_date").plus(30)
                && t.day(t.customer(at), "churn_date") < t.as_of.plus(-60)
        });
        let day = t.day(t.customer(at), "churn_date").plus(50);
        t.set(at, "closed_date", day);
        t.set(at, "sales_cycle_days", day.since(t.day(at, "created_date")));
        t.set(t.customer(at), "last_activity_date", day);
    }),
    (&[Rule::ActiveIsRecent], "inactive with news", |t| {
        t.set(t.first(Customers, |t, at| t.get(at, "status") == "Active"), "status", "Inactive");
    }),
    (&[Rule::ActiveIsRecent], "active without", |t| {
        t.set(t.first(Customers, |t, at| t.get(at, "status") == "Inactive"), "status", "Active");
    }),
    (&[Rule::LastActivity], "the last day is another", |t| {
        let at = t.first(Customers, |t, at| t.get(at, "status") == "Churned");
        t.set(at, "last_activity_date", t.day(at, "last_activity_date").plus(-1));
    }),
    (&[Rule::NeedsEarlierWin], "an expansion of nothing", |t| {
        let at = t.lost();
        t.set(at, "deal_type", "Expansion");
        t.set(at, "amount", [2_400, 11_200, 48_000][segment(t, at)]);
    }),
    (&[Rule::NeedsEarlierWin], "a renewal in the middle of the year", |t| {
        let at = t.first(Deals, |t, at| t.get(at, "deal_type") == "Renewal" && t.is_open(at));
        t.set(at, "expected_close_date", t.day(at, "expected_close_date").plus(120));
    }),
    (&[Rule::SumsMatch], "a dollar more", |t| {
        t.set((Customers, 3), "lifetime_value", t.number((Customers, 3), "lifetime_value") + 1.0);
    }),
    (&[Rule::SumsMatch], "a feedback more", |t| {
        t.set((Customers, 3), "feedback_count", t.number((Customers, 3), "feedback_count") + 1.0);
    }),
    (&[Rule::SumsMatch], "happier than they say", |t| {
        let at = t.first(Customers, |t, at| t.number(at, "avg_sentiment") < 0.9);
        t.set(at, "avg_sentiment", format!("{:.4}", t.number(at, "avg_sentiment") + 0.0002));
    }),
    (&[Rule::SumsMatch], "a feedback is gone", |t| {
        let at = t.first(Feedback, |t, at| t.day(at, "feedback_date") < t.day(t.customer(at), "last_activity_date"));
        t.rows[Feedback as usize].remove(at.1);
    }),
    (&[Rule::PlaceFits], "a city of another country", |t| {
        t.set(t.first(Customers, |t, at| t.get(at, "country") == "Germany"), "city", "Tokyo");
    }),
    (&[Rule::PlaceFits], "a country of another region", |t| {
        t.set(t.first(Customers, |t, at| t.get(at, "country") == "Germany"), "country", "Japan");
    }),
    (&[Rule::PlaceFits], "a country nobody knows", |t| t.set((Customers, 8), "country", "Atlantis")),
    (&[Rule::PlaceFits], "a place in the sea", |t| t.set((Customers, 8), "latitude", "-89.0000")),
    (&[Rule::PlaceFits], "a phone in another country", |t| {
        t.set(t.first(Customers, |t, at| t.get(at, "country") == "Germany"), "phone", "+33 1 99 00 12 34");
    }),
    (&[Rule::PlaceFits], "a domain of another country", |t| {
        let at = t.first(Customers, |t, at| t.get(at, "country") == "Germany");
        let email = t.get(at, "email").replace(".de.example", ".fr.example");
        t.set(at, "email", email);
    }),
    (&[Rule::EmailFits], "one address for two customers of the same name", |t| {
        let (one, other) = (t.first(Customers, |t, at| t.get(at, "country") == "Germany"), |t: &Tables, at: At| {
            t.get(at, "country") == "Germany"
        });
        let two = t.all(Customers, other)[1];
        let (email, company) = (t.get(one, "email").to_uppercase(), t.get(one, "company_name").to_owned());
        t.set(two, "email", email.to_lowercase());
        t.set(two, "company_name", company);
    }),
    (&[Rule::EmailFits], "a domain that has nothing to do with the name", |t| {
        t.set((Customers, 8), "company_name", "Qwrtz Xyxyx");
    }),
    (&[Rule::SizeFits], "a small company of thousands", |t| {
        let at = t.first(Customers, |t, at| t.get(at, "segment") == "SMB");
        t.set(at, "employees", 12_000);
        t.set(at, "company_size", "10000+");
    }),
    (&[Rule::SizeFits], "another band than its people", |t| {
        t.set(t.first(Customers, |t, at| t.get(at, "company_size") == "11-50"), "company_size", "51-199");
    }),
    (&[Rule::LabelOfScore], "a sad label on a happy score", |t| {
        t.set(t.first(Feedback, |t, at| t.get(at, "sentiment_label") == "Positive"), "sentiment_label", "Negative");
    }),
    (&[Rule::ScoreOfText], "a word more in the text", |t| {
        let at = t.first(Feedback, |t, at| t.number(at, "sentiment_score").abs() < 0.5);
        let text = format!("{} Lovely disaster, awful.", t.get(at, "feedback_text"));
        t.set(at, "feedback_text", text);
    }),
    (&[Rule::ProductOwned], "another product in the text", |t| {
        let at = t.first(Feedback, |t, at| t.get(at, "feedback_text").contains("CRM Platform"));
        let text = t.get(at, "feedback_text").replace("CRM Platform", "Analytics Suite");
        t.set(at, "feedback_text", text);
    }),
    (&[Rule::ProductOwned], "a product they never bought", |t| {
        let bought = |t: &Tables, at: At, product: &str| {
            !t.all(Deals, |t, deal| {
                t.get(deal, "customer_id") == t.get(at, "customer_id") && t.get(deal, "product") == product
            })
            .is_empty()
        };
        let unnamed = |t: &Tables, at: At| {
            let text = t.get(at, "feedback_text").to_lowercase().replace(' ', "");
            !text.contains("analyticssuite") && !text.contains("crmplatform") && t.get(at, "product") == "CRM Platform"
        };
        let at = t.first(Feedback, |t, at| unnamed(t, at) && !bought(t, at, "Analytics Suite"));
        t.set(at, "product", "Analytics Suite");
    }),
    (&[Rule::TextOfCategory], "courses filed under prices", |t| {
        for at in t.all(Feedback, |t, at| t.get(at, "category") == "Training") {
            t.set(at, "category", "Pricing");
        }
    }),
    (&[Rule::TextLength], "a chat as long as a letter", |t| {
        let at = t.first(Feedback, |t, at| t.get(at, "channel") == "Chat");
        let text = format!("{}{}", t.get(at, "feedback_text"), " and the desk by the door".repeat(20));
        t.set(at, "feedback_text", text);
    }),
];

fn segment(t: &Tables, at: At) -> usize {
    ["SMB", "Mid-Market", "Enterprise"].iter().position(|&s| s == t.of_customer(at, "segment")).unwrap()
}

#[test]
fn whatever_is_broken_the_checker_names_the_rule() {
    let good = Tables::of(&crate::plan(&[("customers", "700"), ("seed", "31")]));
    let report = good.check().unwrap();
    assert_eq!(report.broken().count(), 0, "the dataset to break is broken already:\n{report}");
    let wrong: Vec<String> = BREAKAGES
        .par_iter()
        .filter_map(|&(rules, what, break_it)| {
            let mut tables = good.clone();
            break_it(&mut tables);
            let report = tables.check().unwrap();
            let named: Vec<Rule> = report.broken().collect();
            (named != rules).then(|| format!("{what}: {rules:?} should be named; the report is\n{report}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    for rule in Rule::ALL {
        assert!(BREAKAGES.iter().any(|(rules, ..)| rules.contains(rule)), "nothing here breaks {rule:?}");
    }
}

#[test]
fn a_violation_says_the_rule_the_row_and_both_values() {
    let mut tables = Tables::of(&crate::plan(&[("customers", "300"), ("seed", "31")]));
    let at = tables.lost();
    tables.set(at, "sales_cycle_days", 1_234);
    let report = tables.check().unwrap();
    let tally = report.of(Rule::ClosedTogether);
    assert_eq!((tally.broken, tally.examples.len()), (1, 1));
    let violation = &tally.examples[0];
    assert_eq!(violation.row, tables.get(at, "deal_id"));
    assert!(violation.found.contains("sales_cycle_days 1234"), "{violation}");
    assert!(violation.expected.contains(tables.get(at, "created_date")), "{violation}");
    let text = report.to_string();
    assert!(text.contains("\n 7 1 broken: a deal has a closed date"), "{text}");
    assert!(text.contains("\n 8 ok: the probability is"), "{text}");
    assert!(text.contains(&format!("\nrule 7, {}: stage Closed Lost", violation.row)), "{text}");
}

#[test]
fn only_the_first_five_violations_are_told_and_all_are_counted() {
    let mut tables = Tables::of(&crate::plan(&[("customers", "300"), ("seed", "31")]));
    for row in 0..8 {
        tables.set((Customers, row), "country", "Atlantis");
    }
    let report = tables.check().unwrap();
    let tally = report.of(Rule::PlaceFits);
    assert_eq!((tally.broken, tally.examples.len()), (8, 5));
    assert_eq!(tally.examples[4].row, "CUST-0000005");
    assert!(report.to_string().contains("… and 3 more"), "{report}");
}

#[test]
fn other_columns_than_those_of_the_table_are_named() {
    let tables = Tables::of(&crate::plan(&[("customers", "20"), ("seed", "31")]));
    let [customers, deals, feedback] =
        [Customers, Deals, Feedback].map(|table| String::from_utf8(tables.csv(table)).unwrap());
    let other = customers.replacen("customer_name,", "name,", 1).replacen("churn_risk\n", "churn_risk,mood\n", 1);
    let error = check_csv(tables.as_of, other.as_bytes(), deals.as_bytes(), feedback.as_bytes()).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("customers") && text.contains("missing: customer_name"), "{text}");
    assert!(text.contains("unknown: name, mood"), "{text}");

    // Another order of the columns is fine.
    let turned: String = deals
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            cells.reverse();
            cells.join(",") + "\n"
        })
        .collect();
    assert!(!deals.contains('"'), "the cells are cut at commas here");
    let turned = check_csv(tables.as_of, customers.as_bytes(), turned.as_bytes(), feedback.as_bytes()).unwrap();
    assert_eq!(turned, tables.check().unwrap());
}
