//! Every number of the dashboard, worked out once more from the CSV files by a reader of somebody else's.

use std::collections::BTreeMap;

use crmgen_tests::Server;
use serde_json::{Value, json};

use crate::fixed;

mod months;

type Row = BTreeMap<String, String>;

/// The three tables as the files have them, with the customer's industry in every row.
struct Sheets {
    customers: Vec<Row>,
    deals: Vec<Row>,
    feedback: Vec<Row>,
}

impl Sheets {
    fn read(server: &Server, dataset: &Value) -> Self {
        let read = |table: &str| -> Vec<Row> {
            let path = format!("{}/{table}.csv", dataset["links"]["tables"].as_str().unwrap());
            let bytes = server.get(&path).body;
            csv::Reader::from_reader(&bytes[..]).deserialize().map(Result::unwrap).collect()
        };
        let (customers, mut deals, mut feedback) = (read("customers"), read("deals"), read("feedback"));
        let of: BTreeMap<&str, &Row> = customers.iter().map(|c| (c["customer_id"].as_str(), c)).collect();
        for row in deals.iter_mut().chain(&mut feedback) {
            let customer = of[row["customer_id"].as_str()];
            for column in ["region", "segment", "industry"] {
                row.insert(column.to_owned(), customer[column].clone());
            }
        }
        Self { customers, deals, feedback }
    }
}

/// What the address asks for.
#[derive(Default)]
struct Asked {
    region: Vec<&'static str>,
    segment: Vec<&'static str>,
    industry: Vec<&'static str>,
    from: &'static str,
    to: &'static str,
}

impl Asked {
    fn address(&self) -> String {
        let lists = [("region", &self.region), ("segment", &self.segment), ("industry", &self.industry)];
        let lists = lists.iter().flat_map(|(name, list)| list.iter().map(move |value| (*name, *value)));
        let months = [("from", self.from), ("to", self.to)].into_iter().filter(|(_, month)| !month.is_empty());
        lists
            .chain(months)
            .map(|(name, value)| format!("{name}={}", value.replace(' ', "%20")))
            .collect::<Vec<_>>()
            .join("&")
    }

    fn keeps(&self, row: &Row) -> bool {
        let fits = |list: &[&str], column: &str| list.is_empty() || list.contains(&row[column].as_str());
        fits(&self.region, "region") && fits(&self.segment, "segment") && fits(&self.industry, "industry")
    }
}

fn month(row: &Row, column: &str) -> String {
    row[column].chars().take(7).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap()
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Wilson (1927), as in every textbook, with z = 1.96 to four digits more.
fn wilson(hits: usize, n: usize) -> Option<[f64; 2]> {
    if n == 0 {
        return None;
    }
    let (z, n) = (1.959_963_984_540_054_f64, n as f64);
    let p = hits as f64 / n;
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Some([middle - half, middle + half])
}

/// Compares numbers to nine digits, and everything else exactly.
fn same(at: &str, got: &Value, wanted: &Value) {
    match (got, wanted) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{at}: {a}, not {b}");
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{at}: {got} {wanted}");
            a.iter().zip(b).enumerate().for_each(|(i, (a, b))| same(&format!("{at}/{i}"), a, b));
        }
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{at}");
            a.iter().for_each(|(name, value)| same(&format!("{at}/{name}"), value, &b[name]));
        }
        _ => assert_eq!(got, wanted, "{at}"),
    }
}

struct Period {
    from: String,
    to: String,
}

impl Period {
    fn of(value: &Value) -> Self {
        let text = |name: &str| value[name].as_str().unwrap().to_owned();
        Self { from: text("from"), to: text("to") }
    }

    fn holds(&self, month: &str) -> bool {
        self.from.as_str() <= month && month <= self.to.as_str()
    }

    fn months(&self) -> Vec<String> {
        let parts = |text: &str| (text[..4].parse::<u32>().unwrap() * 12, text[5..].parse::<u32>().unwrap() - 1);
        let ((from, first), (to, last)) = (parts(&self.from), parts(&self.to));
        (from + first..=to + last).map(|m| format!("{:04}-{:02}", m / 12, m % 12 + 1)).collect()
    }
}

/// The kept rows of a dataset in a period.
struct Part<'a> {
    customers: Vec<&'a Row>,
    all_deals: Vec<&'a Row>,
    deals: Vec<&'a Row>,
    feedback: Vec<&'a Row>,
}

impl<'a> Part<'a> {
    fn new(sheets: &'a Sheets, asked: &Asked, period: &Period) -> Self {
        let kept = |rows: &'a [Row]| -> Vec<&'a Row> { rows.iter().filter(|row| asked.keeps(row)).collect() };
        let within = |rows: Vec<&'a Row>, column: &str| -> Vec<&'a Row> {
            rows.into_iter().filter(|row| !row[column].is_empty() && period.holds(&month(row, column))).collect()
        };
        Self {
            customers: kept(&sheets.customers).into_iter().filter(|c| month(c, "created_date") <= period.to).collect(),
            all_deals: kept(&sheets.deals),
            deals: within(kept(&sheets.deals), "closed_date"),
            feedback: within(kept(&sheets.feedback), "feedback_date"),
        }
    }

    fn won(&self) -> Vec<&'a Row> {
        self.deals.iter().copied().filter(|deal| deal["stage"] == "Closed Won").collect()
    }

    fn revenue(&self) -> f64 {
        self.won().iter().map(|deal| number(deal, "amount")).sum()
    }

    fn win_rate(&self) -> Option<f64> {
        (!self.deals.is_empty()).then(|| self.won().len() as f64 / self.deals.len() as f64)
    }

    fn scores(&self) -> Vec<f64> {
        self.feedback.iter().map(|row| number(row, "sentiment_score")).collect()
    }

    fn nps(&self) -> Option<f64> {
        let answers: Vec<f64> =
            self.feedback.iter().filter(|r| !r["nps_score"].is_empty()).map(|r| number(r, "nps_score")).collect();
        let share = |fits: &dyn Fn(f64) -> bool| answers.iter().filter(|a| fits(**a)).count() as f64;
        (!answers.is_empty()).then(|| 100.0 * (share(&|a| a >= 9.0) - share(&|a| a <= 6.0)) / answers.len() as f64)
    }

    fn hours(&self) -> Vec<f64> {
        let filled = self.feedback.iter().filter(|row| !row["response_time_hours"].is_empty());
        filled.map(|row| number(row, "response_time_hours")).collect()
    }

    /// Mean scores by the values of a column.
    fn means(&self, column: &str, chart: &Value) -> Value {
        let of = |label: &str| -> Vec<f64> {
            self.feedback.iter().filter(|r| r[column] == label).map(|r| number(r, "sentiment_score")).collect()
        };
        let labels = chart.as_array().unwrap().iter().map(|bar| bar["label"].as_str().unwrap());
        labels.map(|label| json!({"label": label, "value": mean(&of(label)), "n": of(label).len()})).collect()
    }

    /// Win rates by the values of a column.
    fn rates(&self, column: &str, chart: &Value) -> Value {
        let labels = chart.as_array().unwrap().iter().map(|bar| bar["label"].as_str().unwrap());
        labels
            .map(|label| {
                let closed = self.deals.iter().filter(|deal| deal[column] == label).count();
                let won = self.won().iter().filter(|deal| deal[column] == label).count();
                let value = (closed > 0).then(|| won as f64 / closed as f64);
                json!({"label": label, "won": won, "closed": closed, "value": value, "interval": wilson(won, closed)})
            })
            .collect()
    }
}

#[test]
fn every_number_is_what_the_files_say_under_any_filter() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let sheets = Sheets::read(&server, &dataset);
    let cases = [
        Asked::default(),
        Asked { region: vec!["Europe"], segment: vec!["SMB"], ..Asked::default() },
        Asked {
            industry: vec!["Technology", "Professional Services"],
            from: "2025-09",
            to: "2026-02",
            ..Asked::default()
        },
        Asked { segment: vec!["Mid-Market", "Enterprise"], to: "2025-03", ..Asked::default() },
        Asked { region: vec!["APAC", "Latin America"], industry: vec!["Retail"], from: "2026-06", ..Asked::default() },
        Asked {
            region: vec!["North America"],
            segment: vec!["Enterprise"],
            industry: vec!["Non-Profit"],
            from: "2026-05",
            to: "2026-05",
        },
    ];
    for asked in cases {
        let address = asked.address();
        let summary = server.get(&format!("{}?{address}", dataset["links"]["summary"].as_str().unwrap())).json();
        check(&summary, &sheets, &asked, &address);
    }
}

fn check(summary: &Value, sheets: &Sheets, asked: &Asked, address: &str) {
    let (kpis, charts) = (&summary["kpis"], &summary["charts"]);
    let period = Period::of(&summary["period"]);
    let part = Part::new(sheets, asked, &period);
    let compared = (!summary["comparison"].is_null()).then(|| {
        let [current, previous] = ["current", "previous"].map(|name| Period::of(&summary["comparison"][name]));
        assert_eq!(current.months().len(), previous.months().len());
        (Part::new(sheets, asked, &current), Part::new(sheets, asked, &previous))
    });
    let kpi = |name: &str, n: usize, of: &dyn Fn(&Part<'_>) -> Option<f64>| {
        let at = format!("{address} {name}");
        let wanted = json!({"value": of(&part), "n": n});
        same(&at, &json!({"value": kpis[name]["value"], "n": kpis[name]["n"]}), &wanted);
        assert!(kpis[name]["unit"].is_string(), "{at}");
        let now = compared.as_ref().and_then(|(current, _)| of(current));
        let before = compared.as_ref().and_then(|(_, previous)| of(previous));
        same(&at, &kpis[name]["current"], &json!(now));
        same(&at, &kpis[name]["previous"], &json!(before));
        same(&at, &kpis[name]["change"], &json!(now.zip(before).map(|(now, before)| now - before)));
        assert_eq!(kpis[name]["note"].is_null(), compared.is_some(), "{at}: a missing change is explained");
    };
    kpi("customers", part.customers.len(), &|p| Some(p.customers.len() as f64));
    kpi("won_revenue", part.won().len(), &|p| Some(p.revenue()));
    kpi("win_rate", part.deals.len(), &|p| p.win_rate());
    kpi("avg_sentiment", part.feedback.len(), &|p| mean(&p.scores()));
    let answers = part.feedback.iter().filter(|row| !row["nps_score"].is_empty()).count();
    kpi("nps", answers, &|p| p.nps());
    kpi("response_time", part.hours().len(), &|p| mean(&p.hours()));
    same(address, &kpis["win_rate"]["interval"], &json!(wilson(part.won().len(), part.deals.len())));

    // These two stand as they are on the last day, whatever the months.
    let everyone: Vec<&Row> = sheets.customers.iter().filter(|customer| asked.keeps(customer)).collect();
    let band = |label: &str| everyone.iter().filter(|c| c["churn_risk"] == label).copied().collect::<Vec<_>>();
    let open: Vec<&&Row> = part.all_deals.iter().filter(|deal| deal["closed_date"].is_empty()).collect();
    let worth: f64 = open.iter().map(|deal| number(deal, "amount")).sum();
    for (name, value, n) in [
        ("pipeline", worth, open.len()),
        ("high_churn_risk", band("High").len() as f64, everyone.iter().filter(|c| !c["churn_risk"].is_empty()).count()),
    ] {
        same(&format!("{address} {name}"), &kpis[name]["value"], &json!(value));
        same(&format!("{address} {name}"), &kpis[name]["n"], &json!(n));
        assert!(kpis[name]["change"].is_null() && kpis[name]["note"].is_string());
    }
    let wanted: Value = ["Low", "Medium", "High"]
        .iter()
        .map(|label| {
            let revenue: f64 = band(label).iter().map(|c| number(c, "monthly_recurring_revenue")).sum();
            json!({"label": label, "customers": band(label).len(), "monthly_recurring_revenue": revenue})
        })
        .collect();
    same(address, &charts["churn_risk"], &wanted);
    let stage = |stage: &Value| {
        let deals: Vec<&&&Row> = open.iter().filter(|deal| deal["stage"] == stage["stage"].as_str().unwrap()).collect();
        let amount: f64 = deals.iter().map(|deal| number(deal, "amount")).sum();
        json!({"stage": stage["stage"], "deals": deals.len(), "amount": amount})
    };
    same(address, &charts["pipeline"], &charts["pipeline"].as_array().unwrap().iter().map(stage).collect());
    check_series(charts, sheets, asked, &period, &part, address);
}

fn check_series(charts: &Value, sheets: &Sheets, asked: &Asked, period: &Period, part: &Part<'_>, address: &str) {
    for (chart, column) in [
        ("sentiment_by_region", "region"),
        ("sentiment_by_segment", "segment"),
        ("sentiment_by_industry", "industry"),
        ("sentiment_by_channel", "channel"),
        ("sentiment_by_category", "category"),
        ("sentiment_by_product", "product"),
    ] {
        same(&format!("{address} {chart}"), &charts[chart], &part.means(column, &charts[chart]));
    }
    for (chart, column) in
        [("win_rate_by_source", "source"), ("win_rate_by_segment", "segment"), ("win_rate_by_type", "deal_type")]
    {
        same(&format!("{address} {chart}"), &charts[chart], &part.rates(column, &charts[chart]));
    }
    let labelled = |rows: &[&Row], label: &str| rows.iter().filter(|row| row["sentiment_label"] == label).count();
    let of_month = |month: &str| -> Vec<&Row> {
        part.feedback.iter().filter(|row| row["feedback_date"].starts_with(month)).copied().collect()
    };
    let score = |rows: &[&Row]| mean(&rows.iter().map(|row| number(row, "sentiment_score")).collect::<Vec<_>>());
    let tone = |month: String| {
        let rows = of_month(&month);
        let count = |label| labelled(&rows, label);
        json!({"month": month, "value": score(&rows), "n": rows.len(), "positive": count("Positive"),
            "neutral": count("Neutral"), "negative": count("Negative")})
    };
    same(address, &charts["sentiment_by_month"], &period.months().into_iter().map(tone).collect());
    let cell = |cell: &Value| {
        let rows: Vec<&Row> = of_month(cell["month"].as_str().unwrap())
            .into_iter()
            .filter(|r| r["region"] == cell["region"].as_str().unwrap())
            .collect();
        json!({"region": cell["region"], "month": cell["month"], "value": score(&rows), "n": rows.len()})
    };
    let cells = charts["sentiment_by_region_month"].as_array().unwrap();
    assert_eq!(cells.len(), 4 * period.months().len());
    same(address, &json!(cells), &cells.iter().map(cell).collect());
    let labels = ["Positive", "Neutral", "Negative"].map(|l| json!({"label": l, "n": labelled(&part.feedback, l)}));
    same(address, &charts["sentiment_labels"], &json!(labels));
    let channel = |bar: &Value| {
        let rows: Vec<&Row> =
            part.feedback.iter().filter(|r| r["channel"] == bar["channel"].as_str().unwrap()).copied().collect();
        json!({"channel": bar["channel"], "positive": labelled(&rows, "Positive"), "neutral": labelled(&rows, "Neutral"),
            "negative": labelled(&rows, "Negative")})
    };
    let bars = charts["labels_by_channel"].as_array().unwrap();
    same(address, &json!(bars), &bars.iter().map(channel).collect());
    let pain = |bar: &Value| {
        let rows: Vec<&Row> =
            part.feedback.iter().filter(|r| r["category"] == bar["category"].as_str().unwrap()).copied().collect();
        let negative = labelled(&rows, "Negative");
        let share = (!rows.is_empty()).then(|| negative as f64 / rows.len() as f64);
        json!({"category": bar["category"], "negative": negative, "n": rows.len(), "share": share,
            "interval": wilson(negative, rows.len())})
    };
    let bars = charts["pain_points"].as_array().unwrap();
    assert!(bars.is_sorted_by_key(|bar| -bar["negative"].as_i64().unwrap()) && bars.len() == 8);
    same(address, &json!(bars), &bars.iter().map(pain).collect());

    let revenue = |month: String| {
        let won: Vec<&Row> = part.won().into_iter().filter(|deal| deal["closed_date"].starts_with(&month)).collect();
        let amount: f64 = won.iter().map(|deal| number(deal, "amount")).sum();
        json!({"month": month, "amount": amount, "deals": won.len()})
    };
    same(address, &charts["won_revenue_by_month"], &period.months().into_iter().map(revenue).collect());
    let reason = |bar: &Value| {
        let n = part.deals.iter().filter(|deal| deal["loss_reason"] == bar["label"].as_str().unwrap()).count();
        json!({"label": bar["label"], "n": n})
    };
    let bars = charts["loss_reasons"].as_array().unwrap();
    assert!(bars.is_sorted_by_key(|bar| -bar["n"].as_i64().unwrap()) && bars.len() == 6);
    same(address, &json!(bars), &bars.iter().map(reason).collect());
    let mut low = 0.0;
    for band in charts["response_time"].as_array().unwrap() {
        let high = band["upper_hours"].as_f64().unwrap_or(f64::INFINITY);
        let n = part.hours().iter().filter(|hours| low <= **hours && **hours < high).count();
        same(&format!("{address} {}", band["label"]), &band["n"], &json!(n));
        low = high;
    }
    months::check(charts, sheets, asked, period, part, address);
    check_cohorts(charts, sheets, asked, period, address);
    check_owners(charts, sheets, asked, part, address);
    let score_of = |row: &&&Row| row["nps_score"].parse::<u32>().ok();
    let count = |fits: &dyn Fn(u32) -> bool| part.feedback.iter().filter(|r| score_of(r).is_some_and(fits)).count();
    let wanted = json!({"promoters": count(&|s| s >= 9), "passives": count(&|s| (7..9).contains(&s)),
        "detractors": count(&|s| s <= 6), "n": count(&|_| true), "value": part.nps()});
    same(address, &charts["nps"], &wanted);
}

/// Customers by the quarter they joined in, without those who never bought; before the history they are one.
fn check_cohorts(charts: &Value, sheets: &Sheets, asked: &Asked, period: &Period, address: &str) {
    let cohort = |customer: &Row| {
        let month = month(customer, "created_date");
        if month.as_str() < "2024-07" {
            return "before 2024-07".to_owned();
        }
        format!("{}-Q{}", &month[..4], (month[5..].parse::<u32>().unwrap() - 1) / 3 + 1)
    };
    let bars = charts["churn_by_cohort"].as_array().unwrap();
    for bar in bars {
        let label = bar["cohort"].as_str().unwrap();
        let of: Vec<&Row> = sheets
            .customers
            .iter()
            .filter(|c| asked.keeps(c) && c["status"] != "Prospect" && cohort(c) == label)
            .filter(|c| label.starts_with("before") || period.holds(&month(c, "created_date")))
            .collect();
        let churned = of.iter().filter(|customer| !customer["churn_date"].is_empty()).count();
        let value = (!of.is_empty()).then(|| churned as f64 / of.len() as f64);
        let wanted = json!({"cohort": label, "customers": of.len(), "churned": churned, "value": value,
            "interval": wilson(churned, of.len())});
        same(&format!("{address} {label}"), bar, &wanted);
    }
    assert_eq!(bars.iter().any(|bar| bar["cohort"] == "before 2024-07"), period.from == "2024-07", "{address}");
}

/// The sales people with most closed sales over the whole history in these regions and segments, and how they fared in
/// the months and industries asked for. Renewals are no sales of theirs.
fn check_owners(charts: &Value, sheets: &Sheets, asked: &Asked, part: &Part<'_>, address: &str) {
    let wide = Asked { region: asked.region.clone(), segment: asked.segment.clone(), ..Asked::default() };
    let mut busiest: BTreeMap<&str, usize> = BTreeMap::new();
    let sale = |deal: &&&Row| deal["deal_type"] != "Renewal" && !deal["closed_date"].is_empty();
    let every: Vec<&Row> = sheets.deals.iter().filter(|deal| wide.keeps(deal)).collect();
    for deal in every.iter().filter(sale).filter(|deal| month(deal, "closed_date").as_str() >= "2024-07") {
        *busiest.entry(deal["owner"].as_str()).or_default() += 1;
    }
    let bars = charts["win_rate_by_owner"].as_array().unwrap();
    assert!(bars.len() <= 15);
    for bar in bars {
        let name = bar["label"].as_str().unwrap();
        let deals: Vec<&&Row> = part.deals.iter().filter(sale).filter(|deal| deal["owner"] == name).collect();
        let won = deals.iter().filter(|deal| deal["stage"] == "Closed Won").count();
        let value = (!deals.is_empty()).then(|| won as f64 / deals.len() as f64);
        let wanted = json!({"label": name, "won": won, "closed": deals.len(), "value": value,
            "interval": wilson(won, deals.len())});
        same(&format!("{address} {name}"), bar, &wanted);
        // Nobody who is left out has closed more.
        let more = busiest.values().filter(|n| **n > busiest[name]).count();
        assert!(more < 15, "{address}: {more} have closed more than {name}");
    }
    assert!(!bars.is_empty() || part.deals.iter().filter(sale).count() == 0, "{address}");
}
