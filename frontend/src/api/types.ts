/** Short names for the generated shapes. The only file that knows what the generator called them. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type FieldError = Schemas["FieldProblem"];
export type Options = Schemas["Options"];
/** A story that can be hidden in a dataset. */
export type Story = Schemas["StoryOption"];
export type Strength = Schemas["Strength"];
export type Recipe = Schemas["Recipe"];
export type Dataset = Schemas["Dataset"];
export type DatasetList = Schemas["DatasetList"];
export type Column = Schemas["Column"];
export type TableInfo = Schemas["Table"];
export type TableList = Schemas["TableList"];
export type ExportFile = Schemas["Export"];
export type ExportList = Schemas["ExportList"];
/** How far a build is. */
export type Progress = Schemas["Progress"];
export type Summary = Schemas["Summary"];
export type Kpi = Schemas["Kpi"];
export type Mean = Schemas["MeanScore"];
export type Rate = Schemas["WinRate"];

export type Recommendations = Schemas["Recommendations"];
/** One piece of advice and everything behind it. */
export type Advice = Schemas["Recommendation"];
export type Confidence = Schemas["Confidence"];
/** A difference in the data too large to be chance. */
export type Finding = Schemas["Finding"];
export type CallFirst = Schemas["CallFirst"];
export type Group = keyof Schemas["RecommendationGroups"];

export type AnswerKey = Schemas["AnswerKey"];
/** A story that was hidden in a dataset, and how to see it. */
export type PlantedStory = Schemas["Answer"];

export type Guide = Schemas["Guide"];
export type GuideList = Schemas["GuideList"];
/** What the analyser says of one text. */
export type Analysis = Schemas["SentimentResult"];
export type Analyses = Schemas["SentimentResults"];

/** One value of a table cell, as JSON carries it. */
export type Cell = string | number | boolean | null;

/** A page of rows: cells by column name, since readers choose the columns. */
export type Page = Omit<Schemas["TablePage"], "rows"> & { rows: { [column: string]: Cell }[] };

/** A recipe as the form sends it: what is missing gets the server's default; wrong types are for the server to refuse. */
export type Draft = { [field in keyof Recipe]?: unknown };
