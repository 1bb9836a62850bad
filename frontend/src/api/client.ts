/**
 * A small typed fetch. Knows addresses and the shape of failures; never the page.
 *
 * Every call takes an AbortSignal. An aborted call rejects with the browser's AbortError; any other failure is a {@link Failure}.
 */
import { formatRowFilter, formatSort, type RowFilter, type SortKey } from "../state/rows";
import type { Filter } from "../state/url";
import type {
  Analyses,
  AnswerKey,
  Dataset,
  DatasetList,
  Draft,
  ExportList,
  GuideList,
  Options,
  Page,
  Problem,
  Recommendations,
  Summary,
  TableList,
} from "./types";

/** Why a call did not give an answer: no server, a refusal it explained, or something nobody expected. */
export class Failure extends Error {
  constructor(
    readonly kind: "offline" | "problem" | "unexpected",
    message: string,
    readonly problem: Problem | null = null,
  ) {
    super(message);
    this.name = "Failure";
  }
}

/** What the client needs from the world: `fetch`, and somebody to tell whether the server answers and which dataset it does not have. */
export interface Outside {
  fetch: typeof fetch;
  reachable(yes: boolean): void;
  missing(dataset: string): void;
}

export const BASE = "/api/v1";

/** The query string of a summary: repeated keys, nothing for "all". */
export function filterQuery(filter: Filter): string {
  const query = new URLSearchParams();
  for (const name of ["region", "segment", "industry"] as const)
    for (const value of filter[name]) query.append(name, value);
  if (filter.from) query.set("from", filter.from);
  if (filter.to) query.set("to", filter.to);
  const text = query.toString();
  return text && `?${text}`;
}

/** Which rows of a table are asked for, in which order. */
export interface RowQuery {
  filters: RowFilter[];
  sort: SortKey[];
  q: string;
}

/** The part of a query string that chooses rows; without a question mark. */
export function rowQuery({ filters, sort, q }: RowQuery): string {
  const query = new URLSearchParams();
  for (const filter of filters) query.append("filter", formatRowFilter(filter));
  if (sort.length > 0) query.set("sort", formatSort(sort));
  if (q) query.set("q", q);
  return query.toString();
}

/** Whether the dataset that was asked for is not there. */
export const isGone = (problem: Problem | null): boolean => problem?.type === "/problems/dataset-not-found";

const isProblem = (response: Response) => response.headers.get("content-type")?.startsWith("application/problem+json");

export function createApi({ fetch, reachable, missing }: Outside) {
  async function call(path: string, signal: AbortSignal | null, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(BASE + path, {
        ...init,
        signal,
        headers: { accept: "application/json", ...init.headers },
      });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      reachable(false);
      throw new Failure("offline", "The server does not answer.");
    }
    // A proxy in front of a stopped server answers in its own words, never with a problem document.
    if ([502, 503, 504].includes(response.status) && !isProblem(response)) {
      reachable(false);
      throw new Failure("offline", "The server does not answer.");
    }
    reachable(true);
    if (response.ok) return response;
    if (isProblem(response)) {
      const problem = (await response.json()) as Problem;
      const [, dataset] = /^\/datasets\/([^/?]+)/.exec(path) ?? [];
      if (dataset && isGone(problem)) missing(dataset);
      throw new Failure("problem", problem.detail, problem);
    }
    throw new Failure("unexpected", `The server answered with an error (${response.status}).`);
  }

  async function json<T>(path: string, signal: AbortSignal | null, init?: RequestInit): Promise<T> {
    const response = await call(path, signal, init);
    try {
      return (await response.json()) as T;
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new Failure("unexpected", "The server's answer broke off.");
    }
  }

  const one = (id: string) => `/datasets/${encodeURIComponent(id)}`;

  return {
    options: (signal: AbortSignal) => json<Options>("/options", signal),
    datasets: (limit: number, offset: number, signal: AbortSignal) =>
      json<DatasetList>(`/datasets?limit=${limit}&offset=${offset}`, signal),
    dataset: (id: string, signal: AbortSignal) => json<Dataset>(one(id), signal),
    create: (draft: Draft, signal: AbortSignal) =>
      json<Dataset>("/datasets", signal, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(draft),
      }),
    remove: async (id: string) => {
      await call(one(id), null, { method: "DELETE" });
    },
    summary: (id: string, filter: Filter, signal: AbortSignal) =>
      json<Summary>(`${one(id)}/summary${filterQuery(filter)}`, signal),
    tables: (id: string, signal: AbortSignal) => json<TableList>(`${one(id)}/tables`, signal),
    page: (
      id: string,
      table: string,
      query: RowQuery & { limit: number; offset: number; columns: string[] },
      signal: AbortSignal,
    ) => {
      const rows = rowQuery(query);
      const { limit, offset, columns } = query;
      const which = `limit=${limit}&offset=${offset}&columns=${columns.join(",")}${rows && `&${rows}`}`;
      return json<Page>(`${one(id)}/tables/${table}?${which}`, signal);
    },
    exports: (id: string, signal: AbortSignal) => json<ExportList>(`${one(id)}/exports`, signal),
    recommendations: (id: string, signal: AbortSignal) => json<Recommendations>(`${one(id)}/recommendations`, signal),
    answers: (id: string, signal: AbortSignal) => json<AnswerKey>(`${one(id)}/answer-key`, signal),
    analyse: async (text: string, signal: AbortSignal) => {
      const { results } = await json<Analyses>("/sentiment", signal, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ texts: [text] }),
      });
      if (!results[0]) throw new Failure("unexpected", "The server's answer was empty.");
      return results[0];
    },
    guides: (signal: AbortSignal) => json<GuideList>("/guides", signal),
    /** Markdown, with the dataset's own addresses and numbers. */
    guide: async (tool: string, dataset: string, signal: AbortSignal) => {
      const path = `/guides/${encodeURIComponent(tool)}?dataset=${encodeURIComponent(dataset)}`;
      const response = await call(path, signal, { headers: { accept: "text/markdown" } });
      return response.text();
    },
    /** Where the events of a build are told. */
    events: (id: string) => `${BASE}${one(id)}/events`,
  };
}

export type Api = ReturnType<typeof createApi>;
