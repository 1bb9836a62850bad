import { describe, expect, test } from "vitest";
import {
  filterCount,
  filterFor,
  fitFilter,
  formatUrl,
  monthsUpTo,
  NO_FILTER,
  parseUrl,
  START,
  toggled,
  type UrlState,
} from "./url";

const ID = "0b5ff1a2-3c4d-4e5f-8a9b-0c1d2e3f4a5b";
const FULL: UrlState = {
  dataset: ID,
  filter: {
    region: ["Latin America", "Europe"],
    segment: ["SMB"],
    industry: ["Non-Profit"],
    from: "2026-01",
    to: "2026-06",
  },
  table: {
    table: "deals",
    limit: 50,
    offset: 100,
    columns: ["deal_id", "amount"],
    filters: [
      { column: "stage", op: "in", value: 'Proposal,"a, b"' },
      { column: "created_date", op: "gte", value: "2026-01-01" },
    ],
    sort: [
      { column: "amount", down: true },
      { column: "deal_id", down: false },
    ],
    q: "platform: the & of",
  },
};

describe("the address", () => {
  test("says again everything it was told", () => {
    expect(parseUrl(formatUrl(FULL))).toEqual({ state: FULL, dropped: [] });
    expect(parseUrl(formatUrl(START))).toEqual({ state: START, dropped: [] });
  });

  test("is empty when everything is as usual", () => {
    expect(formatUrl(START)).toBe("");
  });

  test("does not share its lists with the next reading", () => {
    parseUrl("?region=Europe");
    expect(parseUrl("").state.filter.region).toEqual([]);
  });

  test.each([
    ["dataset", "latest"],
    ["from", "2026-13"],
    ["to", "January"],
    ["region", ""],
    ["table", "invoices"],
    ["limit", "7"],
    ["offset", "-1"],
    ["columns", "a;b"],
    ["filter", "amount"],
    ["filter", "amount:near:5"],
    ["sort", "-"],
    ["q", " "],
    ["regoin", "Europe"],
  ])("leaves out %s=%s and names it", (name, given) => {
    const { state, dropped } = parseUrl(`?${new URLSearchParams([[name, given]])}`);
    expect(state).toEqual(START);
    expect(dropped).toMatchObject([{ name, given }]);
  });

  test("keeps the good parts beside a bad one", () => {
    const { state, dropped } = parseUrl(`?dataset=${ID}&region=Europe&limit=7`);
    expect(state.dataset).toBe(ID);
    expect(state.filter.region).toEqual(["Europe"]);
    expect(dropped).toHaveLength(1);
  });

  test("leaves out a period that ends before it begins", () => {
    const { state, dropped } = parseUrl("?from=2026-06&to=2026-01");
    expect(state.filter).toEqual(NO_FILTER);
    expect(dropped).toMatchObject([{ name: "from", given: "2026-06" }]);
  });
});

describe("a filter", () => {
  const vocabulary = {
    region: ["Europe", "APAC"],
    segment: ["SMB"],
    industry: [],
    months: monthsUpTo("2026-11-23", 6),
  };

  test("loses what the dataset does not have, by name", () => {
    const { filter, dropped } = fitFilter({ ...NO_FILTER, region: ["Mars", "APAC"], from: "2020-01" }, vocabulary);
    expect(filter).toEqual({ ...NO_FILTER, region: ["APAC"] });
    expect(dropped.map(({ name, given }) => [name, given])).toEqual([
      ["region", "Mars"],
      ["from", "2020-01"],
    ]);
  });

  test("that fits stays as it is", () => {
    const given = { ...NO_FILTER, region: ["Europe"], from: "2026-06", to: "2026-11" };
    expect(fitFilter(given, vocabulary)).toEqual({ filter: given, dropped: [] });
  });

  test("is switched on and off one value at a time", () => {
    const on = toggled(NO_FILTER, "region", "APAC");
    expect(on.region).toEqual(["APAC"]);
    expect(toggled(on, "region", "APAC")).toEqual(NO_FILTER);
    expect(filterCount({ ...on, from: "2026-01", to: "2026-02" })).toBe(2);
  });
});

test("a story shows under its filters, but not those its chart compares", () => {
  const where = { region: "Europe", segment: "SMB", owner: "X" };
  expect(filterFor(where, "sentiment-trend")).toEqual({ ...NO_FILTER, region: ["Europe"], segment: ["SMB"] });
  expect(filterFor(where, "sentiment-by-region-and-month")).toEqual({ ...NO_FILTER, segment: ["SMB"] });
  expect(filterFor({ owner: "X" }, "win-rate-by-owner")).toEqual(NO_FILTER);
});

test("months run up to the one that holds the last day", () => {
  expect(monthsUpTo("2026-02-28", 4)).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
});
