/** Addresses to copy: the same data for ever, straight from a recipe, with no dataset stored anywhere. Pure. */
import { BASE } from "../api/client";
import type { Options, Recipe } from "../api/types";

/** The address of one table made from a recipe. Lists that hold everything are left out: that is what leaving them out means. */
export function statelessUrl(origin: string, table: string, recipe: Recipe, options: Options | null): string {
  const query = new URLSearchParams({
    seed: String(recipe.seed),
    as_of: recipe.as_of,
    customers: String(recipe.customers),
    months: String(recipe.months),
  });
  for (const name of ["regions", "segments", "industries"] as const) {
    const chosen: readonly string[] = recipe[name];
    const all = options?.[name].every((value) => chosen.includes(value));
    if (!all) for (const value of chosen) query.append(name, value);
  }
  if (recipe.activity.feedback !== 1) query.set("feedback_activity", String(recipe.activity.feedback));
  if (recipe.activity.deals !== 1) query.set("deal_activity", String(recipe.activity.deals));
  return `${origin}${BASE}/tables/${table}.csv?${query}`;
}

/** A command for a terminal. URLs made here hold no single quotes: they are percent-encoded. */
export const curlLine = (url: string, file: string): string =>
  `curl --fail --output ${file} '${url.replaceAll("'", "%27")}'`;
