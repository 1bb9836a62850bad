import { describe, expect, test } from "vitest";
import {
  formatRowFilter,
  formatSort,
  joinList,
  parseRowFilter,
  parseSort,
  placesOf,
  sortedBy,
  splitList,
} from "./rows";

describe("a filter of rows", () => {
  test.each([
    "region:eq:Europe",
    "feedback_text:contains:at 10:30",
    'stage:in:Proposal,"a, b"',
    "closed_date:null:true",
  ])("%s is written as it was read", (text) => {
    const filter = parseRowFilter(text);
    expect(filter && formatRowFilter(filter)).toBe(text);
  });

  test.each(["", "region", "region:eq", "region:like:x", "Region:eq:x", ":eq:x"])("%s is none", (text) => {
    expect(parseRowFilter(text)).toBeNull();
  });

  test("takes lists apart and together, commas and quotes in them too", () => {
    const values = ["SMB", "Smith, Jones & Co", 'the "best"'];
    expect(splitList(joinList(values))).toEqual(values);
    expect(joinList(["a", "b"])).toBe("a,b");
  });
});

describe("an order of rows", () => {
  test("is written as it was read, and nonsense is none", () => {
    const keys = parseSort("-amount,created_date");
    expect(keys).toEqual([
      { column: "amount", down: true },
      { column: "created_date", down: false },
    ]);
    expect(keys && formatSort(keys)).toBe("-amount,created_date");
    expect(parseSort("-")).toBeNull();
    expect(parseSort("a b")).toBeNull();
  });

  test("goes one way, the other way, and away", () => {
    const first = sortedBy([], "amount", false, true);
    expect(formatSort(first)).toBe("-amount");
    const second = sortedBy(first, "amount", false, true);
    expect(formatSort(second)).toBe("amount");
    expect(sortedBy(second, "amount", false, true)).toEqual([]);
  });

  test("keeps the others only when asked to", () => {
    const one = sortedBy([], "region", false, false);
    const two = sortedBy(one, "amount", true, true);
    expect(formatSort(two)).toBe("region,-amount");
    expect(formatSort(sortedBy(two, "region", true, false))).toBe("-region,-amount");
    expect(formatSort(sortedBy(two, "stage", false, false))).toBe("stage");
  });
});

test("filters that hold a column to values say where the rows are", () => {
  expect(placesOf(["region:eq:Europe", "segment:in:SMB,Enterprise", "rating:lte:2", "broken"])).toEqual({
    region: "Europe",
    segment: ["SMB", "Enterprise"],
  });
});
