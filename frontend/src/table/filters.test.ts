import { describe, expect, test } from "vitest";
import type { Column } from "../api/types";
import { finished, startDraft } from "./bar";
import { filterProblem, filterWords, operatorsOf } from "./filters";

const column = (name: string, type: Column["type"], more: Partial<Column> = {}): Column => ({
  name,
  type,
  unit: null,
  nullable: false,
  meaning: "",
  places: null,
  values: null,
  ...more,
});
const AMOUNT = column("amount", "integer", { unit: "USD" });
const CLOSED = column("closed_date", "date", { nullable: true });
const REGION = column("region", "label", { values: ["Europe", "APAC", "A", "B", "C", "D"] });
const RESOLVED = column("resolved", "boolean");
const COLUMNS = [AMOUNT, CLOSED, REGION, RESOLVED, column("owner", "text")];

describe("operators", () => {
  test("fit the kind of column", () => {
    const ops = (each: Column) => operatorsOf(each).map(({ op }) => op);
    expect(ops(AMOUNT)).toEqual(["gte", "lte", "gt", "lt", "eq"]);
    expect(ops(CLOSED)).toEqual(["gte", "lte", "eq", "null"]);
    expect(ops(REGION)).toEqual(["in", "ne"]);
    expect(ops(column("owner", "text"))).toEqual(["contains", "eq", "ne"]);
  });
});

describe("a filter in words", () => {
  test.each([
    [{ column: "amount", op: "gte", value: "1000" }, AMOUNT, "Amount is at least $1,000"],
    [{ column: "closed_date", op: "lt", value: "2026-02-03" }, CLOSED, "Closed date is before Feb 3, 2026"],
    [{ column: "closed_date", op: "null", value: "false" }, CLOSED, "Closed date is not empty"],
    [{ column: "region", op: "in", value: "Europe,APAC" }, REGION, "Region is Europe or APAC"],
    [{ column: "region", op: "in", value: "A,B,C,D,Europe" }, REGION, "Region is A or B or C or 2 others"],
    [{ column: "resolved", op: "eq", value: "false" }, RESOLVED, "Resolved is no"],
  ] as const)("%o", (filter, each, words) => {
    expect(filterWords(filter, each)).toBe(words);
  });
});

describe("what a filter lacks", () => {
  test.each([
    [{ column: "colour", op: "eq", value: "red" }, /does not have/],
    [{ column: "amount", op: "gte", value: "lots" }, /number/],
    [{ column: "amount", op: "in", value: "1,two" }, /number/],
    [{ column: "amount", op: "contains", value: "1" }, /letters/],
    [{ column: "closed_date", op: "gte", value: "spring" }, /date/],
    [{ column: "closed_date", op: "null", value: "maybe" }, /true or false/],
    [{ column: "region", op: "eq", value: "" }, /no value/],
  ] as const)("%o is said", (filter, why) => {
    expect(filterProblem(filter, COLUMNS)).toMatch(why);
  });

  test("is nothing when it fits", () => {
    expect(filterProblem({ column: "amount", op: "gte", value: "-1.5" }, COLUMNS)).toBeNull();
    expect(filterProblem({ column: "owner", op: "contains", value: "a:b" }, COLUMNS)).toBeNull();
  });
});

test("a draft becomes a filter once it has a value", () => {
  const draft = startDraft(REGION);
  expect(draft.op).toBe("in");
  expect(finished(draft)).toBeNull();
  expect(finished({ ...draft, values: ["Europe", "a, b"] })).toEqual({
    column: "region",
    op: "in",
    value: 'Europe,"a, b"',
  });
  expect(finished({ ...startDraft(AMOUNT), value: "  " })).toBeNull();
  expect(finished({ ...startDraft(CLOSED), op: "null", value: "" })?.value).toBe("true");
  expect(finished(startDraft(RESOLVED))?.value).toBe("true");
});
