/** The form's side of a recipe: what was typed, what is sent, and what the presets fill in. Pure. */

import type { Failure } from "../api/client";
import type { Draft, FieldError, Options, Problem } from "../api/types";

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
}

export type FormField = keyof RecipeForm;
export const FORM_FIELDS: FormField[] = [
  "name",
  "customers",
  "months",
  "as_of",
  "seed",
  "regions",
  "segments",
  "industries",
];

export interface Preset {
  title: string;
  about: string;
  values: Partial<RecipeForm>;
}

export const PRESETS: Preset[] = [
  {
    title: "Hackathon 500",
    about: "Small and quick: 500 customers, two years.",
    values: { name: "Hackathon 500", customers: "500", months: "24", seed: "" },
  },
  {
    title: "Demo 2,000",
    about: "For a demo: 2,000 customers, three years.",
    values: { name: "Demo 2,000", customers: "2000", months: "36", seed: "" },
  },
  {
    title: "Class 1,000",
    about: "The same data for everyone in the class: the seed is set.",
    values: { name: "Class 1,000", customers: "1000", months: "24", seed: "1000" },
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
  };
}

/** A number as people type it, with commas or spaces; what is no number is passed on for the server to explain. */
export function typedNumber(text: string): number | string | undefined {
  const bare = text.replace(/[,\s_]/g, "");
  if (bare === "") return undefined;
  return /^[+-]?\d+(\.\d+)?$/.test(bare) ? Number(bare) : text;
}

/** What is sent: an empty field is left to the server. */
export function toDraft(form: RecipeForm): Draft {
  const draft: Draft = { regions: form.regions, segments: form.segments, industries: form.industries };
  const [customers, months, seed] = [form.customers, form.months, form.seed].map(typedNumber);
  if (customers !== undefined) draft.customers = customers;
  if (months !== undefined) draft.months = months;
  if (seed !== undefined) draft.seed = seed;
  if (form.name.trim()) draft.name = form.name.trim();
  if (form.as_of) draft.as_of = form.as_of;
  return draft;
}

/** Errors by field; what belongs to no field of the form is kept apart. */
export function fieldErrors(problem: Problem): { fields: Partial<Record<FormField, string>>; others: string[] } {
  const fields: Partial<Record<FormField, string>> = {};
  const others: string[] = [];
  for (const error of problem.errors ?? []) {
    const field = fieldOf(error);
    if (field) fields[field] ??= error.message;
    else others.push(error.message);
  }
  if (others.length === 0 && Object.keys(fields).length === 0) others.push(problem.detail);
  return { fields, others };
}

/** `regions/0` and `/regions/0` belong to the regions. */
function fieldOf(error: FieldError): FormField | null {
  const names = [error.field, error.pointer].map((text) => text.replace(/^[#/]+/, "").split("/")[0] ?? "");
  return FORM_FIELDS.find((field) => names.includes(field)) ?? null;
}

export const isRefusal = (error: unknown): error is Failure & { problem: Problem } =>
  error instanceof Error && "problem" in error && (error.problem as Problem | null)?.status === 422;
