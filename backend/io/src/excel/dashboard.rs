//! The dashboard: formulas over the tables on one sheet, key figures and charts on another.

use crmgen_core::calendar::Month;
use crmgen_core::cube::{Change, Period, Summary};
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartSolidFill, ChartType, Color, Format, FormatAlign, Formula, Worksheet, XlsxError,
};

use super::sheets::serial;

const SHEET: &str = "Summary";
/// Cells that hold the first and the last day looked at.
const FIRST: &str = "$B$3";
const LAST: &str = "$B$4";
/// First row of the key figures.
const FIGURES: u32 = 6;
/// Colours of the charts (chosen: told apart by people who do not see red and green).
const BLUE: u32 = 0x1F_6F_B4;
const ORANGE: u32 = 0xE0_7B_1A;

/// How a figure is shown.
const SCORE: &str = "0.00";
const PERCENT: &str = "0.0%";
const DOLLARS: &str = "$#,##0";
const COUNT: &str = "#,##0";
const HOURS: &str = "#,##0.0";
const POINTS: &str = "0";

/// Rows of a block of the summary sheet, counted from 0: what a chart is fed with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    first: u32,
    last: u32,
}

/// Where each series stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranges {
    months: Rows,
    regions: Rows,
    segments: Rows,
    stages: Rows,
    risk: Rows,
    pain: Rows,
}

/// One key figure: what it is called, the formula, its value, and how it is shown.
struct Figure {
    name: &'static str,
    formula: String,
    value: Option<f64>,
    format: &'static str,
}

/// A condition on a table's date column: within the days looked at.
fn within(column: &str) -> String {
    format!("{column},\">=\"&{FIRST},{column},\"<=\"&{LAST}")
}

fn figures(summary: &Summary, stages: Rows) -> [Figure; 8] {
    let closed = within("Deals[closed_date]");
    let said = within("Feedback[feedback_date]");
    let figure = |name, formula: String, change: &Change, format| Figure { name, formula, value: change.value, format };
    [
        figure("Customers", "ROWS(Customers[customer_id])".into(), &summary.customers, COUNT),
        figure("Open pipeline", format!("SUM(C{}:C{})", stages.first + 1, stages.last + 1), &summary.pipeline, DOLLARS),
        figure(
            "Won revenue",
            format!("SUMIFS(Deals[amount],Deals[stage],\"Closed Won\",{closed})"),
            &summary.won_revenue,
            DOLLARS,
        ),
        figure(
            "Win rate",
            format!(
                "COUNTIFS(Deals[stage],\"Closed Won\",{closed})/(COUNTIFS(Deals[stage],\"Closed Won\",{closed})\
                 +COUNTIFS(Deals[stage],\"Closed Lost\",{closed}))"
            ),
            &summary.win_rate,
            PERCENT,
        ),
        figure(
            "Average sentiment",
            format!("AVERAGEIFS(Feedback[sentiment_score],{said})"),
            &summary.avg_sentiment,
            SCORE,
        ),
        figure(
            "Net promoter score",
            format!(
                "100*(COUNTIFS(Feedback[nps_score],\">=9\",{said})-COUNTIFS(Feedback[nps_score],\"<=6\",{said}))\
                 /COUNTIFS(Feedback[nps_score],\">=0\",{said})"
            ),
            &summary.nps,
            POINTS,
        ),
        figure(
            "Customers at high risk",
            "COUNTIFS(Customers[churn_risk],\"High\")".into(),
            &summary.high_churn_risk,
            COUNT,
        ),
        figure(
            "Hours to first answer",
            format!("AVERAGEIFS(Feedback[response_time_hours],{said})"),
            &summary.response_time,
            HOURS,
        ),
    ]
}

/// Writes the formulas, each with its value.
pub(super) fn write_summary(sheet: &mut Worksheet, summary: &Summary) -> Result<Ranges, XlsxError> {
    let Period { from, to } = summary.period;
    let bold = Format::new().set_bold();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.set_column_width(0, 26)?.set_column_range_width(1, 3, 18)?;
    sheet.write_string_with_format(0, 0, "What the dashboard shows", &Format::new().set_bold().set_font_size(14))?;
    sheet.write_string(
        1,
        0,
        "Formulas over the tables of this workbook. Change the two days to look at another time.",
    )?;
    sheet.write_string(2, 0, "First day")?.write_number_with_format(2, 1, serial(from.day(1)), &date)?;
    sheet.write_string(3, 0, "Last day")?.write_number_with_format(3, 1, serial(to.last_day()), &date)?;
    sheet.write_string_with_format(5, 0, "Key figures", &bold)?;

    let mut at = FIGURES + 8 + 1;
    let score = "Feedback[sentiment_score]";
    let day = "Feedback[feedback_date]";
    let months: Vec<Line> = summary
        .sentiment_by_month
        .iter()
        .zip(&summary.won_revenue_by_month)
        .map(|(tone, won)| Line {
            label: Label::Month(tone.month),
            values: vec![(tone.value, SCORE), (Some(won.amount as f64), DOLLARS)],
        })
        .collect();
    let months = block(sheet, &mut at, ["Month", "Average sentiment", "Won revenue"], &months, &|cell| {
        let next = format!("EDATE({cell},1)");
        vec![
            format!("AVERAGEIFS({score},{day},\">=\"&{cell},{day},\"<\"&{next})"),
            format!(
                "SUMIFS(Deals[amount],Deals[stage],\"Closed Won\",Deals[closed_date],\">=\"&{cell},Deals[closed_date],\"<\"&{next})"
            ),
        ]
    })?;
    let means = |means: &[crmgen_core::cube::Mean]| -> Vec<Line> {
        means
            .iter()
            .map(|mean| Line {
                label: Label::Text(mean.label),
                values: vec![(mean.value, SCORE), (Some(mean.n as f64), COUNT)],
            })
            .collect()
    };
    let by = |column: &'static str| {
        move |cell: &str| {
            let said = within("Feedback[feedback_date]");
            vec![
                format!("AVERAGEIFS(Feedback[sentiment_score],Feedback[{column}],{cell},{said})"),
                format!("COUNTIFS(Feedback[{column}],{cell},{said})"),
            ]
        }
    };
    let headers = |first| [first, "Average sentiment", "Feedbacks"];
    let regions = block(sheet, &mut at, headers("Region"), &means(&summary.sentiment_by_region), &by("region"))?;
    let segments = block(sheet, &mut at, headers("Segment"), &means(&summary.sentiment_by_segment), &by("segment"))?;
    let stages: Vec<Line> = summary
        .pipeline_stages
        .iter()
        .map(|stage| Line {
            label: Label::Text(stage.label),
            values: vec![(Some(stage.deals as f64), COUNT), (Some(stage.amount as f64), DOLLARS)],
        })
        .collect();
    let stages = block(sheet, &mut at, ["Stage of open deals", "Deals", "Worth"], &stages, &|cell| {
        vec![format!("COUNTIFS(Deals[stage],{cell})"), format!("SUMIFS(Deals[amount],Deals[stage],{cell})")]
    })?;
    let risk: Vec<Line> = summary
        .churn_risk
        .iter()
        .map(|risk| Line {
            label: Label::Text(risk.band.name()),
            values: vec![(Some(risk.customers as f64), COUNT), (Some(risk.monthly_cents as f64 / 100.0), DOLLARS)],
        })
        .collect();
    let risk = block(sheet, &mut at, ["Churn risk", "Customers", "Pay us a month"], &risk, &|cell| {
        vec![
            format!("COUNTIFS(Customers[churn_risk],{cell})"),
            format!("SUMIFS(Customers[monthly_recurring_revenue],Customers[churn_risk],{cell})"),
        ]
    })?;
    let pain: Vec<Line> = summary
        .pain_points
        .iter()
        .map(|point| Line {
            label: Label::Text(point.category.name()),
            values: vec![(Some(point.negative as f64), COUNT), (Some(point.n as f64), COUNT)],
        })
        .collect();
    let pain = block(sheet, &mut at, ["Category", "Negative feedbacks", "All feedbacks"], &pain, &|cell| {
        let said = within("Feedback[feedback_date]");
        vec![
            format!("COUNTIFS(Feedback[category],{cell},Feedback[sentiment_label],\"Negative\",{said})"),
            format!("COUNTIFS(Feedback[category],{cell},{said})"),
        ]
    })?;

    for (row, figure) in (FIGURES..).zip(figures(summary, stages)) {
        sheet.write_string(row, 0, figure.name)?;
        let format = Format::new().set_num_format(figure.format);
        sheet.write_formula_with_format(row, 1, formula(&figure.formula, figure.value), &format)?;
    }
    Ok(Ranges { months, regions, segments, stages, risk, pain })
}

/// What a line of a block is about.
enum Label {
    Month(Month),
    Text(&'static str),
}

struct Line {
    label: Label,
    values: Vec<(Option<f64>, &'static str)>,
}

/// Writes a block of lines below a header; `formulas` gives the formulas of a line from the cell of its label.
fn block(
    sheet: &mut Worksheet,
    at: &mut u32,
    headers: [&str; 3],
    lines: &[Line],
    formulas: &dyn Fn(&str) -> Vec<String>,
) -> Result<Rows, XlsxError> {
    let bold = Format::new().set_bold();
    for (column, header) in (0..).zip(headers) {
        sheet.write_string_with_format(*at, column, header, &bold)?;
    }
    let first = *at + 1;
    for (row, line) in (first..).zip(lines) {
        match line.label {
            Label::Month(month) => {
                let format = Format::new().set_num_format("mmm yyyy").set_align(FormatAlign::Left);
                sheet.write_number_with_format(row, 0, serial(month.day(1)), &format)?;
            }
            Label::Text(text) => {
                sheet.write_string(row, 0, text)?;
            }
        }
        let cell = format!("$A{}", row + 1);
        for ((column, text), &(value, format)) in (1..).zip(formulas(&cell)).zip(&line.values) {
            let format = Format::new().set_num_format(format);
            sheet.write_formula_with_format(row, column, formula(&text, value), &format)?;
        }
    }
    *at = first + lines.len() as u32 + 1;
    Ok(Rows { first, last: (first + lines.len() as u32).max(first + 1) - 1 })
}

/// A formula with the value it has; empty where there are no rows to work with.
fn formula(text: &str, value: Option<f64>) -> Formula {
    Formula::new(format!("=IFERROR({text},\"\")")).set_result(value.map_or(String::new(), |value| value.to_string()))
}

/// Writes key figures and charts.
pub(super) fn write_dashboard(
    sheet: &mut Worksheet,
    name: &str,
    recipe: &str,
    summary: &Summary,
    ranges: &Ranges,
) -> Result<(), XlsxError> {
    sheet.set_screen_gridlines(false).set_landscape().set_print_fit_to_pages(1, 1).set_active(true);
    sheet.set_column_width(0, 2)?.set_column_range_width(1, 8, 17)?;
    sheet.write_string_with_format(0, 1, name, &Format::new().set_bold().set_font_size(18))?;
    let days = format!(
        "From {} to {}. Practice data: no person or company in it is real.",
        summary.period.from.day(1),
        summary.period.to.last_day()
    );
    let quiet = Format::new().set_font_color(Color::RGB(0x59_59_59));
    sheet.write_string_with_format(1, 1, days, &quiet)?;
    let stages = ranges.stages;
    for (column, (row, figure)) in (1..).zip((FIGURES..).zip(figures(summary, stages))) {
        let label = quiet.clone().set_text_wrap().set_font_size(9).set_background_color(Color::RGB(0xF2_F5_F9));
        let number = Format::new()
            .set_bold()
            .set_font_size(16)
            .set_align(FormatAlign::Left)
            .set_background_color(Color::RGB(0xF2_F5_F9))
            .set_num_format(figure.format);
        sheet.write_string_with_format(3, column, figure.name, &label)?;
        let value = figure.value.map_or(String::new(), |value| value.to_string());
        let link = Formula::new(format!("={SHEET}!$B${}", row + 1)).set_result(value);
        sheet.write_formula_with_format(4, column, link, &number)?;
    }
    sheet.set_row_height(4, 26)?;

    // Two by three, below the key figures.
    let charts = [
        chart(ChartType::Line, "Average sentiment by month", (ranges.months, true), 1, SCORE, BLUE),
        chart(ChartType::Column, "Won revenue by month", (ranges.months, true), 2, DOLLARS, BLUE),
        chart(ChartType::Bar, "Average sentiment by region", (ranges.regions, false), 1, SCORE, BLUE),
        chart(ChartType::Bar, "Average sentiment by segment", (ranges.segments, false), 1, SCORE, BLUE),
        chart(ChartType::Bar, "Open deals by stage, in US dollars", (ranges.stages, false), 2, DOLLARS, BLUE),
        chart(ChartType::Column, "Customers by churn risk", (ranges.risk, false), 1, COUNT, ORANGE),
        chart(ChartType::Bar, "Negative feedbacks by category", (ranges.pain, false), 1, COUNT, ORANGE),
    ];
    for (place, chart) in (0u32..).zip(charts) {
        sheet.insert_chart_with_offset(6 + place / 2 * 15, 1 + (place % 2 * 4) as u16, &chart, 0, 0)?;
    }
    let notes = [
        "The sheets Customers, Deals and Feedback are Excel tables; the sheet Summary has",
        "formulas over them, and the charts show it. The sheet Columns explains each column.",
        "The same data can be made again from this recipe:",
    ];
    for (row, note) in (52..).zip(notes) {
        sheet.merge_range(row, 5, row, 8, note, &quiet)?;
    }
    let wrapped = quiet.clone().set_text_wrap().set_align(FormatAlign::Top).set_font_size(9);
    sheet.merge_range(55, 5, 64, 8, recipe, &wrapped)?;
    Ok(())
}

/// One chart of one series.
fn chart(kind: ChartType, title: &str, (rows, months): (Rows, bool), column: u16, format: &str, colour: u32) -> Chart {
    let mut chart = Chart::new(kind);
    let Rows { first, last } = rows;
    let fill = ChartSolidFill::new().set_color(Color::RGB(colour)).to_owned();
    let series = chart.add_series();
    series.set_categories((SHEET, first, 0, last, 0)).set_values((SHEET, first, column, last, column)).set_gap(60);
    match kind {
        ChartType::Line => {
            series.set_format(
                ChartFormat::new().set_line(ChartLine::new().set_color(Color::RGB(colour)).set_width(2.25)),
            );
        }
        _ => {
            series.set_format(ChartFormat::new().set_solid_fill(&fill));
        }
    }
    if !months {
        series.set_data_label(ChartDataLabel::new().show_value().set_num_format(format));
    }
    if months {
        // Months, below the chart even where values are negative.
        chart.x_axis().set_num_format("mmm yy").set_label_position(ChartAxisLabelPosition::Low);
    }
    chart.title().set_name(title).set_font(ChartFont::new().set_size(12));
    chart.legend().set_hidden().set_position(ChartLegendPosition::Bottom);
    if kind == ChartType::Bar {
        // The first line of the block at the top. Bars lie: their values are on the axis that is x here.
        chart.y_axis().set_reverse();
        chart.x_axis().set_num_format(format);
    } else {
        chart.y_axis().set_num_format(format);
    }
    chart.set_width(496).set_height(290);
    chart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmgen_core::calendar::Day;

    #[test]
    fn days_are_counted_as_excel_does() {
        // Microsoft, "DATE function": 2008-01-01 is 39448.
        assert_eq!(serial(Day::parse("2008-01-01").unwrap()), 39_448.0);
    }
}
