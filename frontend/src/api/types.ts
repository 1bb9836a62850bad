/** Short names for the generated shapes. The only file that knows what the generator called them. */
import type { Story, StoryChoice, Strength } from "./coming";
import type { components } from "./schema";

export type {
  Advice,
  Analysis,
  AnswerKey,
  CallFirst,
  Confidence,
  Finding,
  Group,
  Guide,
  PlantedStory,
  Recommendations,
  Story,
  StoryChoice,
  Strength,
} from "./coming";
export { GROUPS } from "./coming";

type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type FieldError = Schemas["FieldProblem"];
export type Options = Omit<Schemas["Options"], "stories"> & { stories: Story[]; strengths: Strength[] };
export type Recipe = Omit<Schemas["Recipe"], "stories"> & { stories: StoryChoice[] };
export type Dataset = Omit<Schemas["Dataset"], "recipe"> & { recipe: Recipe };
export type DatasetList = Omit<Schemas["DatasetList"], "datasets"> & { datasets: Dataset[] };
export type Column = Schemas["Column"];
export type TableInfo = Schemas["Table"];
export type TableList = Schemas["TableList"];
/** `good_for` says in a sentence what the file is for; where it cannot be had, `why_not` says why. */
export type ExportFile = Schemas["Export"] & { good_for?: string; available?: boolean; why_not?: string | null };
export type ExportList = { exports: ExportFile[] };
/** How far a build is. */
export type Progress = Schemas["Progress"];
export type Summary = Schemas["Summary"];
export type Kpi = Schemas["Kpi"];
export type Mean = Schemas["MeanScore"];
export type Rate = Schemas["WinRate"];

/** One value of a table cell, as JSON carries it. */
export type Cell = string | number | boolean | null;

/** A page of rows: cells by column name, since readers choose the columns. */
export type Page = Omit<Schemas["TablePage"], "rows"> & { rows: { [column: string]: Cell }[] };

/** A recipe as the form sends it: what is missing gets the server's default; wrong types are for the server to refuse. */
export type Draft = { [field in keyof Recipe]?: unknown };
