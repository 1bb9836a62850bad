//! The series over time, worked out once more from the rows.

use crmgen_core::calendar::Day;
use serde_json::{Value, json};

use super::{Asked, Part, Period, Row, Sheets, mean, number, same, wilson};

/// What is told month by month, and week by week.
pub(super) fn check(charts: &Value, sheets: &Sheets, asked: &Asked, period: &Period, part: &Part<'_>, address: &str) {
    let in_month = |rows: &[&'_ Row], column: &str, month: &str| -> Vec<Row> {
        rows.iter().filter(|row| row[column].starts_with(month)).map(|row| (*row).clone()).collect()
    };
    let said = |month: &str| in_month(&part.feedback, "feedback_date", month);
    let numbers = |rows: &[Row], column: &str| -> Vec<f64> {
        rows.iter().filter(|row| !row[column].is_empty()).map(|row| number(row, column)).collect()
    };
    let nps = |month: &String| {
        let answers = numbers(&said(month), "nps_score");
        let of = |fits: &dyn Fn(&&f64) -> bool| answers.iter().filter(fits).count();
        let (promoters, detractors) = (of(&|a| **a >= 9.0), of(&|a| **a <= 6.0));
        let value =
            (!answers.is_empty()).then(|| 100.0 * (promoters as f64 - detractors as f64) / answers.len() as f64);
        json!({"month": month, "value": value, "promoters": promoters, "detractors": detractors, "n": answers.len()})
    };
    let hours = |month: &String| {
        let hours = numbers(&said(month), "response_time_hours");
        json!({"month": month, "value": mean(&hours), "n": hours.len()})
    };
    let rate = |month: &String| {
        let deals = in_month(&part.deals, "closed_date", month);
        let (closed, won) = (deals.len(), deals.iter().filter(|deal| deal["stage"] == "Closed Won").count());
        let value = (closed > 0).then(|| won as f64 / closed as f64);
        json!({"label": month, "won": won, "closed": closed, "value": value, "interval": wilson(won, closed)})
    };
    let everyone: Vec<&Row> = sheets.customers.iter().filter(|customer| asked.keeps(customer)).collect();
    let left = |month: &String| json!({"month": month, "customers": in_month(&everyone, "churn_date", month).len()});
    let months = period.months();
    same(address, &charts["nps_by_month"], &months.iter().map(nps).collect());
    same(address, &charts["response_time_by_month"], &months.iter().map(hours).collect());
    same(address, &charts["win_rate_by_month"], &months.iter().map(rate).collect());
    same(address, &charts["left_by_month"], &months.iter().map(left).collect());
    let category = |cell: &Value| {
        let rows = said(cell["month"].as_str().unwrap());
        let n = rows.iter().filter(|row| row["category"] == cell["category"].as_str().unwrap()).count();
        let share = (!rows.is_empty()).then(|| n as f64 / rows.len() as f64);
        json!({"category": cell["category"], "month": cell["month"], "n": n, "share": share})
    };
    let cells = charts["categories_by_month"].as_array().unwrap();
    assert_eq!(cells.len(), 8 * months.len());
    same(address, &json!(cells), &cells.iter().map(category).collect());

    let weeks = charts["feedback_by_week"].as_array().unwrap();
    let mut next = format!("{}-01", period.from);
    for week in weeks {
        let [from, to] = ["from", "to"].map(|end| week[end].as_str().unwrap());
        assert_eq!(from, next, "{address}: weeks follow each other");
        let rows: Vec<&&Row> =
            part.feedback.iter().filter(|r| from <= &*r["feedback_date"] && &*r["feedback_date"] <= to).collect();
        let tickets = rows.iter().filter(|row| row["channel"] == "Support Ticket").count();
        same(address, &json!([week["n"], week["tickets"]]), &json!([rows.len(), tickets]));
        next = Day::parse(to).unwrap().plus(1).to_string();
        let (first, last) = (Day::parse(from).unwrap(), Day::parse(to).unwrap());
        assert!(last.since(first) < 7 && (first.weekday() == 0 || week == &weeks[0]), "{address}: {from} to {to}");
        assert!(last.weekday() == 6 || Some(week) == weeks.last(), "{address}: {from} to {to}");
    }
    assert_eq!(weeks.iter().map(|week| week["n"].as_u64().unwrap()).sum::<u64>(), part.feedback.len() as u64);
}
