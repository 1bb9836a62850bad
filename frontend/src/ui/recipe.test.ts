import { describe, expect, test } from "vitest";
import { OPTIONS, STORIES } from "../../e2e/mock-data";
import { type FormField, fieldErrors, filled, fits, PRESETS, type Preset, startForm, toDraft, tooFew } from "./recipe";

const surprise = PRESETS.find(({ title }) => title === "Class, with a surprise") as Preset;
const start = startForm(OPTIONS);

describe("stories in the form", () => {
  test("are sent as ids, with their strength only when it is not the usual one", () => {
    expect(toDraft(start)).not.toHaveProperty("stories");
    const form = { ...start, surprise: true, stories: { "price-rise": "clear", "star-rep": "subtle" } as const };
    expect(toDraft(form).stories).toEqual(["surprise", "price-rise", { id: "star-rep", strength: "subtle" }]);
  });

  test("say when there are too few customers for them", () => {
    const [story] = STORIES;
    if (!story) throw new Error("no story");
    expect(tooFew(story, "clear", "1,000")).toBeNull();
    expect(tooFew(story, "clear", "499")).toBe("needs at least 500 customers");
    expect(tooFew(story, "obvious", "899")).toBe("needs at least 900 customers");
    expect(tooFew(story, "clear", "many")).toBeNull();
  });

  test("that are refused have their error beside them", () => {
    const error = { pointer: "/stories/0", field: "stories/0", given: "x", allowed: "y", message: "Too small." };
    const problem = { type: "", title: "", status: 422, detail: "", errors: [error] };
    expect(fieldErrors(problem).fields).toEqual({ stories: "Too small." });
  });
});

describe("a refusal", () => {
  const told = (field: FormField, given: string, message: string) =>
    fieldErrors({
      type: "",
      title: "",
      status: 422,
      detail: "",
      errors: [{ pointer: `/${field}`, field, given, allowed: "", message }],
    }).fields[field];

  test("is told in the words of the form", () => {
    expect(told("as_of", "1700-01-01", 'as_of is "1700-01-01"; it must be a date.')).toBe(
      'Last day of the data is "1700-01-01"; it must be a date.',
    );
    expect(told("customers", "0", "customers is 0; it must be a whole number.")).toMatch(/^Customers is 0;/);
    expect(told("regions", "[]", "regions is []; it must be a list.")).toBe("Regions: choose at least one.");
  });

  test("of an empty field says that it is empty", () => {
    expect(toDraft({ ...start, customers: " " }).customers).toBe("");
    expect(told("customers", "", 'customers is ""; it must be a whole number.')).toMatch(/^Customers is empty;/);
  });

  test("of a seed that is too long repeats what was typed", () => {
    expect(toDraft({ ...start, seed: "9007199254740993" }).seed).toBe("9007199254740993");
    expect(toDraft({ ...start, seed: "9,007,199,254,740,991" }).seed).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe("a preset", () => {
  test("fills the form, and is known again until something changes", () => {
    const form = filled(start, surprise);
    expect(toDraft(form)).toMatchObject({ customers: 2000, stories: ["surprise"] });
    expect(fits(form, surprise)).toBe(true);
    expect(fits({ ...form, customers: "2001" }, surprise)).toBe(false);
    expect(fits({ ...form, stories: { "price-rise": "clear" } }, surprise)).toBe(false);
  });

  test("takes back what the one before chose", () => {
    const [first] = PRESETS;
    if (!first) throw new Error("no preset");
    expect(toDraft(filled(filled(start, surprise), first))).not.toHaveProperty("stories");
  });

  test("is large enough for what it hides", () => {
    for (const { values } of PRESETS)
      if (values.surprise) expect(Number(values.customers)).toBeGreaterThanOrEqual(1000);
  });
});
