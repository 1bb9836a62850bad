/** The form's side of a recipe: what was typed, what is sent, and what the presets fill in. Pure. */

import type { Failure } from "../api/client";
import type { Draft, FieldError, Options, Problem, Story, Strength } from "../api/types";

/** The form as it stands: numbers are texts until the server has judged them. */
export interface RecipeForm {
  name: string;
  customers: string;
  seed: string;
  months: string;
  as_of: string;
  regions: string[];
  segments: string[];
  industries: string[];
  /** Three stories drawn from the seed, named to nobody. */
  surprise: boolean;
  /** Stories chosen by name, each with how strong it is. */
  stories: Record<string, Strength>;
}

export type FormField = Exclude<keyof RecipeForm, "surprise">;

/** What each field is called on the page. */
export const LABELS: Record<FormField, string> = {
  name: "Name",
  customers: "Customers",
  months: "Months of history",
  as_of: "Last day of the data",
  seed: "Seed",
  regions: "Regions",
  segments: "Segments",
  industries: "Industries",
  stories: "Something to find",
};
export const FORM_FIELDS = Object.keys(LABELS) as FormField[];

export interface Preset {
  title: string;
  about: string;
  values: Partial<RecipeForm>;
}

const PLAIN = { seed: "", surprise: false, stories: {} };

export const PRESETS: Preset[] = [
  {
    title: "Hackathon 500",
    about: "Small and quick: 500 customers, two years.",
    values: { ...PLAIN, name: "Hackathon 500", customers: "500", months: "24" },
  },
  {
    title: "Demo 2,000",
    about: "For a demo: 2,000 customers, three years.",
    values: { ...PLAIN, name: "Demo 2,000", customers: "2000", months: "36" },
  },
  {
    title: "Class, with a surprise",
    about: "2,000 customers. Three things happened to them: who finds out what?",
    values: { ...PLAIN, name: "Class, with a surprise", customers: "2000", months: "24", surprise: true },
  },
];

/** The form as a newcomer finds it. */
export function startForm({ defaults }: Options): RecipeForm {
  return {
    name: "",
    customers: String(defaults.customers),
    seed: "",
    months: String(defaults.months),
    as_of: defaults.as_of,
    regions: [...defaults.regions],
    segments: [...defaults.segments],
    industries: [...defaults.industries],
    surprise: false,
    stories: {},
  };
}

/** The form after a preset. */
export const filled = (form: RecipeForm, { values }: Preset): RecipeForm => ({ ...form, ...values });

/** Whether the form is what the preset makes of it. */
export const fits = (form: RecipeForm, { values }: Preset): boolean =>
  Object.entries(values).every(([field, value]) =>
    typeof value === "object" ? sameStories(form.stories, value) : form[field as keyof RecipeForm] === value,
  );

const sameStories = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b);

/** How strong a story is unless somebody says otherwise. */
export const USUAL_STRENGTH: Strength = "clear";

/** Why this many customers cannot carry a story; null when they can, or nobody knows. */
export function tooFew(story: Story, strength: Strength, customers: string): string | null {
  const [least, given] = [story.smallest[strength], typedNumber(customers)];
  if (least === null || least === undefined || typeof given !== "number" || given >= least) return null;
  return `needs at least ${least.toLocaleString("en-US")} customers`;
}

/** A number as people type it, with commas or spaces; what is none, or too long to hold, is passed on as typed for the server to explain. */
export function typedNumber(text: string): number | string | undefined {
  const bare = text.replace(/[,\s_]/g, "");
  if (bare === "") return undefined;
  const holds = /^[+-]?\d+(\.\d+)?$/.test(bare) && Math.abs(Number(bare)) <= Number.MAX_SAFE_INTEGER;
  return holds ? Number(bare) : text;
}

/** What is sent: an empty name or seed is left to the server, which refuses any other empty field. */
export function toDraft(form: RecipeForm): Draft {
  const { regions, segments, industries, as_of } = form;
  const [customers = "", months = "", seed] = [form.customers, form.months, form.seed].map(typedNumber);
  const draft: Draft = { regions, segments, industries, as_of, customers, months };
  if (seed !== undefined) draft.seed = seed;
  if (form.name.trim()) draft.name = form.name.trim();
  const chosen = Object.entries(form.stories).map(([id, strength]) =>
    strength === USUAL_STRENGTH ? id : { id, strength },
  );
  const stories = [...(form.surprise ? ["surprise"] : []), ...chosen];
  if (stories.length > 0) draft.stories = stories;
  return draft;
}

/** Errors by field; what belongs to no field of the form is kept apart. */
export function fieldErrors(problem: Problem): { fields: Partial<Record<FormField, string>>; others: string[] } {
  const fields: Partial<Record<FormField, string>> = {};
  const others: string[] = [];
  for (const error of problem.errors ?? []) {
    const field = fieldOf(error);
    if (field) fields[field] ??= inWords(error, field);
    else others.push(error.message);
  }
  if (others.length === 0 && Object.keys(fields).length === 0) others.push(problem.detail);
  return { fields, others };
}

/** The message with the words of the page instead of those of the API. */
function inWords({ given, message }: FieldError, field: FormField): string {
  if (given === "[]") return `${LABELS[field]}: choose at least one.`;
  return message.replace(new RegExp(`^${field}\\b`), LABELS[field]).replace(' is "";', " is empty;");
}

/** `regions/0` and `/regions/0` belong to the regions. */
function fieldOf(error: FieldError): FormField | null {
  const names = [error.field, error.pointer].map((text) => text.replace(/^[#/]+/, "").split("/")[0] ?? "");
  return FORM_FIELDS.find((field) => names.includes(field)) ?? null;
}

export const isRefusal = (error: unknown): error is Failure & { problem: Problem } =>
  error instanceof Error && "problem" in error && (error.problem as Problem | null)?.status === 422;
