import { describe, expect, test } from "vitest";
import * as format from "./format";

describe("numbers", () => {
  test("are short on tiles and whole in tooltips", () => {
    expect(format.compactUsd(4_213_456)).toBe("$4.21M");
    expect(format.compactUsd(999)).toBe("$999");
    // As the sentences beside it: `money` in the backend.
    const rough = [4_213_456, 123_456_789, -214_300, 12_434, 418, 7].map(format.roughUsd);
    expect(rough).toEqual(["$4.2M", "$123M", "−$214K", "$12,400", "$420", "$7"]);
    expect(format.usd(4_213_456)).toBe("$4,213,456");
    expect(format.usd(12.5)).toBe("$12.50");
    expect(format.compactCount(2000)).toBe("2,000");
    expect(format.compactCount(1_234_567)).toBe("1.23M");
  });

  test("carry a true minus", () => {
    expect(format.usd(-5)).toBe("−$5");
    expect(format.count(-1234)).toBe("−1,234");
    expect(format.share(-0.021)).toBe("−2.1%");
  });

  test("of sentiment always carry a sign and two decimals", () => {
    expect(format.signed(0.1234)).toBe("+0.12");
    expect(format.signed(-0.5)).toBe("−0.50");
    expect(format.signed(1)).toBe("+1.00");
  });

  test("that round to zero claim no side", () => {
    expect(format.signed(0.004)).toBe("0.00");
    expect(format.signed(-0.004)).toBe("0.00");
  });

  test("of hours come in the unit people would say", () => {
    expect(format.hours(0.2)).toBe("12 min");
    expect(format.hours(3.42)).toBe("3.4 h");
    expect(format.hours(50)).toBe("2.1 days");
    expect(format.hours(-0.5)).toBe("−30 min");
  });
});

describe("times", () => {
  test("months and days are American", () => {
    expect(format.month("2026-01")).toBe("Jan 2026");
    expect(format.day("2026-11-03T10:00:00Z")).toBe("Nov 3, 2026");
  });

  test("a period says the year once where it can", () => {
    expect(format.period({ from: "2026-09", to: "2026-11" })).toBe("Sep–Nov 2026");
    expect(format.period({ from: "2025-11", to: "2026-01" })).toBe("Nov 2025–Jan 2026");
    expect(format.period({ from: "2026-01", to: "2026-01" })).toBe("Jan 2026");
  });

  test("two periods that are compared share their year where they can", () => {
    const spring = { from: "2026-05", to: "2026-07" };
    expect(format.versus({ from: "2026-08", to: "2026-10" }, spring)).toBe("Aug–Oct vs May–Jul 2026");
    expect(format.versus({ from: "2026-02", to: "2026-04" }, { from: "2025-11", to: "2026-01" })).toBe(
      "Feb–Apr 2026 vs Nov 2025–Jan 2026",
    );
    expect(format.versus({ from: "2026-08", to: "2026-08" }, { from: "2026-07", to: "2026-07" })).toBe(
      "Aug vs Jul 2026",
    );
  });

  test("a wait is told roughly", () => {
    expect(format.wait(0)).toBe("1 second");
    expect(format.wait(12.4)).toBe("12 seconds");
    expect(format.wait(130)).toBe("about 2 minutes");
  });
});

test("column names read as words", () => {
  expect(format.columnTitle("monthly_recurring_revenue")).toBe("Monthly recurring revenue");
  expect(format.columnTitle("customer_id")).toBe("Customer ID");
  expect(format.columnTitle("nps_score")).toBe("NPS score");
  expect(format.columnTitle("avg_sentiment")).toBe("Average sentiment");
});
