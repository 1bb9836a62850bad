import { render } from "lit-html";
import { describe, expect, test, vi } from "vitest";
import { OPTIONS, recipeOf, rowsOf } from "../../e2e/mock-data";
import { ALL, HOSTILE, pageOf, tablesOf } from "../../e2e/mock-rows";
import { createApi, Failure, filterQuery } from "../api/client";
import type { Dataset, Kpi, Problem } from "../api/types";
import { NO_FILTER } from "../state/url";
import { choose, lastStart, pageStart, USUAL, writeCell } from "../table/columns";
import { tableOf } from "../table/table";
import { Announcer } from "./announce";
import { slug } from "./download";
import { tile } from "./kpi";
import { curlLine, statelessUrl } from "./links";
import { fieldErrors, PRESETS, startForm, toDraft, typedNumber } from "./recipe";
import { explain } from "./states";

const KPI: Kpi = {
  value: 4_213_456.78,
  unit: "USD",
  n: 12,
  interval: null,
  current: 100_000,
  previous: 60_000,
  change: 40_000,
  note: null,
};
const COMPARISON = { current: { from: "2026-09", to: "2026-11" }, previous: { from: "2026-06", to: "2026-08" } };

describe("a headline number", () => {
  test("is short, with the exact value behind it", () => {
    const won = tile("won_revenue", KPI, COMPARISON);
    expect(won.value).toBe("$4.21M");
    expect(won.details[0]).toBe("Exactly $4,213,456.78.");
    expect(won.change).toEqual({ text: "+$40K", direction: "up", news: "good", periods: "Sep–Nov vs Jun–Aug 2026" });
  });

  test("says why there is no change", () => {
    const pipeline = tile(
      "pipeline",
      { ...KPI, current: null, previous: null, change: null, note: "As of the last day." },
      COMPARISON,
    );
    expect(pipeline.change).toBeNull();
    expect(pipeline.note).toBe("As of the last day.");
  });

  test("knows that a longer wait is bad news, and that a change too small to show is none", () => {
    const slow = { ...KPI, unit: "hours" as const, value: 3, current: 4, previous: 3, change: 1 };
    expect(tile("response_time", slow, COMPARISON).change?.news).toBe("bad");
    const same = { ...KPI, unit: "score" as const, value: 0.2, current: 0.2, previous: 0.199, change: 0.001 };
    expect(tile("avg_sentiment", same, COMPARISON).change).toMatchObject({
      text: "0.00",
      direction: "same",
      news: "neutral",
    });
  });

  test("without rows shows no number", () => {
    const none = tile(
      "nps",
      { ...KPI, unit: "points", value: null, n: 0, current: null, previous: null, change: null },
      null,
    );
    expect(none.value).toBe("–");
    expect(none.details[0]).toMatch(/^No value/);
  });
});

describe("the form", () => {
  test("sends numbers as numbers however they were typed, and leaves empty fields to the server", () => {
    const form = { ...startForm(OPTIONS), customers: "2,000", seed: "", name: "  Class  " };
    expect(toDraft(form)).toMatchObject({ customers: 2000, name: "Class" });
    expect(toDraft(form)).not.toHaveProperty("seed");
  });

  test("passes on what is no number, so that the server can say what is allowed", () => {
    expect(typedNumber("many")).toBe("many");
    expect(typedNumber("1 000 000")).toBe(1_000_000);
    expect(typedNumber("-5")).toBe(-5);
  });

  test("puts each error beside its field", () => {
    const error = (field: string, pointer: string) => ({
      field,
      pointer,
      given: "x",
      allowed: "y",
      message: `${field}!`,
    });
    const problem: Problem = {
      type: "/problems/invalid-recipe",
      title: "The recipe has 3 problems",
      status: 422,
      detail: "Three fields are wrong.",
      errors: [error("customers", "/customers"), error("0", "/regions/0"), error("activity", "/activity/deals")],
    };
    expect(fieldErrors(problem)).toEqual({ fields: { customers: "Customers!", regions: "0!" }, others: ["activity!"] });
    expect(fieldErrors({ ...problem, errors: [] }).others).toEqual(["Three fields are wrong."]);
  });

  test("has three examples with names that tell them apart", () => {
    expect(PRESETS.map(({ title }) => title)).toEqual(["Hackathon 500", "Demo 2,000", "Class, with a surprise"]);
  });
});

describe("the client", () => {
  const answering = (response: Response | Error, heard: boolean[] = []) =>
    createApi({
      fetch: async () => {
        if (response instanceof Error) throw response;
        return response;
      },
      reachable: (yes) => heard.push(yes),
      missing: () => undefined,
    });
  const signal = new AbortController().signal;

  test("passes on what a problem document says", async () => {
    const body = JSON.stringify({ type: "/problems/x", title: "X", status: 409, detail: "Still being made." });
    const response = new Response(body, { status: 409, headers: { "content-type": "application/problem+json" } });
    const heard: boolean[] = [];
    await expect(answering(response, heard).options(signal)).rejects.toMatchObject({
      kind: "problem",
      message: "Still being made.",
    });
    expect(heard).toEqual([true]);
  });

  test.each([
    ["a refused connection", new TypeError("failed to fetch")],
    ["a proxy's own error page", new Response("<h1>502</h1>", { status: 502 })],
  ])("takes %s for a server that is away", async (_, response) => {
    const heard: boolean[] = [];
    await expect(answering(response, heard).options(signal)).rejects.toMatchObject({ kind: "offline" });
    expect(heard).toEqual([false]);
  });

  test("lets an aborted call go without blaming the server", async () => {
    const controller = new AbortController();
    controller.abort();
    const heard: boolean[] = [];
    const api = answering(new DOMException("aborted", "AbortError") as unknown as Error, heard);
    await expect(api.options(controller.signal)).rejects.toMatchObject({ name: "AbortError" });
    expect(heard).toEqual([]);
  });

  test("repeats keys for lists and leaves out what does not restrict", () => {
    expect(filterQuery(NO_FILTER)).toBe("");
    expect(filterQuery({ ...NO_FILTER, region: ["North America", "APAC"], from: "2026-01" })).toBe(
      "?region=North+America&region=APAC&from=2026-01",
    );
  });
});

test("server faults are told without their insides", () => {
  const problem: Problem = {
    type: "/problems/internal",
    title: "t",
    status: 500,
    detail: "thread 'main' panicked",
    errors: [],
  };
  expect(explain(new Failure("problem", problem.detail, problem))).not.toMatch(/panicked/);
  expect(explain(new TypeError("x is undefined"))).not.toMatch(/undefined/);
});

test("the live region speaks of progress at most every five seconds", () => {
  let now = 0;
  const region = document.createElement("div");
  const announcer = new Announcer(region, () => now);
  const heard: string[] = [];
  for (; now <= 12_000; now += 1000) {
    announcer.progress(`at ${now}`);
    if (heard.at(-1) !== region.textContent) heard.push(region.textContent ?? "");
  }
  expect(heard).toEqual(["at 0", "at 5000", "at 10000"]);
});

describe("links to copy", () => {
  const recipe = recipeOf({ seed: 7, customers: 1000 }, "x");

  test("hold the recipe, and lists only where they restrict", () => {
    expect(statelessUrl("http://localhost:8080", "deals", recipe, OPTIONS)).toBe(
      "http://localhost:8080/api/v1/tables/deals.csv?seed=7&as_of=2026-11-23&customers=1000&months=24",
    );
    const some = statelessUrl("", "deals", { ...recipe, regions: ["Europe", "APAC"] }, OPTIONS);
    expect(some).toContain("regions=Europe&regions=APAC");
  });

  test("survive a terminal", () => {
    expect(curlLine("http://h/a?b=c'd", "deals.csv")).toBe("curl --fail --output deals.csv 'http://h/a?b=c%27d'");
  });

  test("file names are plain", () => {
    expect(slug('Demo 2,000: "Ünder"')).toBe("demo-2-000-nder");
  });
});

describe("a table", () => {
  const dataset = { id: "x", recipe: recipeOf({}, "x"), rows: rowsOf(500) } as Dataset;
  const [customers] = tablesOf(dataset);
  if (!customers) throw new Error("no table");

  test("shows names as text, whatever they hold", () => {
    const { columns } = choose("customers", customers.columns, null);
    const root = document.createElement("div");
    const actions = { unfolded: () => false, fold: vi.fn(), sort: [], sortBy: vi.fn() };
    render(tableOf(pageOf(dataset, "customers", ALL), columns, "customers", actions), root);
    expect(root.querySelector("img")).toBeNull();
    expect(root.textContent).toContain(HOSTILE);
    expect(root.querySelectorAll("tbody tr")).toHaveLength(10);
  });

  test("names the columns it does not have", () => {
    const { columns, unknown } = choose("customers", customers.columns, ["region", "colour", "segment"]);
    expect(columns.map(({ name }) => name)).toEqual(["segment", "region"]);
    expect(unknown).toEqual(["colour"]);
  });

  test("writes cells by their type and unit", () => {
    const column = (type: "integer" | "decimal" | "boolean", unit: string) => ({
      name: "x",
      type,
      unit,
      nullable: true,
      meaning: "",
      places: null,
      values: null,
    });
    expect(writeCell(column("integer", "USD"), 1200)).toBe("$1,200");
    expect(writeCell(column("decimal", "score from -1 to 1"), -0.3456)).toBe("−0.35");
    expect(writeCell(column("boolean", ""), false)).toBe("No");
    expect(writeCell(column("integer", ""), null)).toBe("");
  });

  test("turns to the page that holds a row", () => {
    expect(pageStart(37, 25)).toBe(25);
    expect(lastStart(100, 25)).toBe(75);
    expect(lastStart(101, 25)).toBe(100);
    expect(lastStart(0, 25)).toBe(0);
  });

  test("has usual columns for each kind", () => {
    expect(Object.keys(USUAL)).toEqual(["customers", "deals", "feedback"]);
  });
});
