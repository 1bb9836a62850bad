/** Short names for the generated shapes. The only file that knows what the generator called them. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type FieldError = Schemas["FieldProblem"];
export type Options = Schemas["Options"];
export type Recipe = Schemas["Recipe"];
export type Dataset = Schemas["Dataset"];
export type DatasetList = Schemas["DatasetList"];
export type Column = Schemas["Column"];
export type TableInfo = Schemas["Table"];
export type TableList = Schemas["TableList"];
export type ExportFile = Schemas["Export"];
export type ExportList = Schemas["ExportList"];
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
