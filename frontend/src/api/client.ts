/**
 * A small typed fetch. Knows addresses and the shape of failures; never the page.
 *
 * Every call takes an AbortSignal. An aborted call rejects with the browser's AbortError; any other failure is a {@link Failure}.
 */
import type { Filter } from "../state/url";
import type { Dataset, DatasetList, Draft, ExportList, Options, Page, Problem, Summary, TableList } from "./types";

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

/** What the client needs from the world: `fetch`, and somebody to tell whether the server answers. */
export interface Outside {
  fetch: typeof fetch;
  reachable(yes: boolean): void;
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

const isProblem = (response: Response) => response.headers.get("content-type")?.startsWith("application/problem+json");

export function createApi({ fetch, reachable }: Outside) {
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
      query: { limit: number; offset: number; columns: string[] },
      signal: AbortSignal,
    ) =>
      json<Page>(
        `${one(id)}/tables/${table}?limit=${query.limit}&offset=${query.offset}&columns=${query.columns.join(",")}`,
        signal,
      ),
    exports: (id: string, signal: AbortSignal) => json<ExportList>(`${one(id)}/exports`, signal),
  };
}

export type Api = ReturnType<typeof createApi>;
