/** A server in the shapes of the API that also misbehaves on command: slow, broken, reordered, gone. Serves dist/ under a strict policy. */
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dataset, ExportFile, Problem, Recipe } from "../src/api/types";
import { parseRowFilter, parseSort, type RowFilter } from "../src/state/rows";
import type { Filter, TableName } from "../src/state/url";
import { analysisOf, answersOf, GUIDES, guideOf, recommendationsOf } from "./mock-advice";
import { OPTIONS, recipeOf, rowsOf, STORIES, summaryOf } from "./mock-data";
import { pageOf, tablesOf } from "./mock-rows";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Answers a request itself (true), or lets the mock go on (false). */
export type Trick = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean | Promise<boolean>;

export class Mock {
  /** Set to misbehave; asked before every API answer. */
  trick: Trick | null = null;
  /** Datasets above this size are built for a while. */
  instantUpTo = 5000;
  /** How far a build gets each time it is asked about, as a share. */
  step = 0.25;
  /** Milliseconds between two events of a build. */
  beat = 400;
  /** Event streams that are open now. */
  streams = 0;
  readonly seen: string[] = [];
  readonly datasets = new Map<string, Dataset>();
  #server: Server | null = null;
  #port = 0;

  get base(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((cause) => response.destroy(cause));
    });
    await new Promise<void>((resolve) => this.#server?.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Gone, until started again on the same port. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  add(given: Partial<Recipe> = {}): Dataset {
    const id = randomUUID();
    const recipe = recipeOf(given, id);
    const ready = recipe.customers <= this.instantUpTo;
    const self = `/api/v1/datasets/${id}`;
    const dataset: Dataset = {
      id,
      name: recipe.name,
      status: ready ? "ready" : "building",
      created_at: "2026-11-23T10:00:00Z",
      recipe,
      generator_version: 1,
      rows: ready ? rowsOf(recipe.customers) : null,
      progress: ready ? null : { stage: "building", done: 0, total: 98, seconds_left: 4 },
      problem: null,
      links: {
        self,
        events: `${self}/events`,
        tables: `${self}/tables`,
        summary: `${self}/summary`,
        exports: `${self}/exports`,
      },
    };
    this.datasets.set(id, dataset);
    return dataset;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.base);
    this.seen.push(`${request.method} ${url.pathname}${url.search}`);
    if (!url.pathname.startsWith("/api/v1")) {
      this.#file(url.pathname, response);
      return;
    }
    if (this.trick && (await this.trick(request, response, url))) return;
    const body = request.method === "POST" ? await read(request) : "";
    this.#api(request.method ?? "GET", url, body, response);
  }

  #file(path: string, response: ServerResponse): void {
    const file = join(DIST, normalize(path === "/" ? "/index.html" : path));
    if (!file.startsWith(DIST) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end("not found");
      return;
    }
    response
      .writeHead(200, {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        "content-security-policy": POLICY,
      })
      .end(readFileSync(file));
  }

  #api(method: string, url: URL, body: string, response: ServerResponse): void {
    const parts = url.pathname.slice("/api/v1/".length).split("/");
    if (parts[0] === "options") return json(response, 200, OPTIONS);
    if (parts[0] === "sentiment") {
      const { texts } = JSON.parse(body) as { texts: string[] };
      return json(response, 200, { results: texts.map(analysisOf) });
    }
    if (parts[0] === "guides") return this.#guide(parts[1], url.searchParams.get("dataset"), response);
    if (parts[0] !== "datasets") return problem(response, 404, "not-found", "There is nothing here.");
    if (parts.length === 1) return method === "POST" ? this.#create(body, response) : this.#list(url, response);
    const dataset = this.datasets.get(parts[1] ?? "");
    if (!dataset) return problem(response, 404, "dataset-not-found", `There is no dataset ${parts[1]}.`);
    if (parts.length === 2) {
      if (method === "DELETE") {
        this.datasets.delete(dataset.id);
        response.writeHead(204).end();
        return;
      }
      this.#build(dataset);
      return json(response, 200, dataset);
    }
    if (parts[2] === "events") return this.#events(dataset, response);
    if (dataset.status !== "ready")
      return problem(response, 409, "dataset-not-ready", "The dataset is still being made.");
    this.#inside(dataset, parts.slice(2), url.searchParams, response);
  }

  #inside(dataset: Dataset, parts: string[], query: URLSearchParams, response: ServerResponse): void {
    const [what, which] = parts;
    if (what === "summary") {
      const filter: Filter = {
        region: query.getAll("region"),
        segment: query.getAll("segment"),
        industry: query.getAll("industry"),
        from: query.get("from"),
        to: query.get("to"),
      };
      return json(response, 200, summaryOf(dataset, filter));
    }
    if (what === "tables" && !which) return json(response, 200, { tables: tablesOf(dataset) });
    if (what === "tables" && which?.endsWith(".csv")) {
      response.writeHead(200, { "content-type": "text/csv", "content-disposition": `attachment; filename="${which}"` });
      response.end("customer_id\r\nCUST-0000001\r\n");
      return;
    }
    if (what === "tables" && which) {
      const page = pageOf(dataset, which as TableName, {
        limit: Number(query.get("limit") ?? 50),
        offset: Number(query.get("offset") ?? 0),
        columns: (query.get("columns") ?? "").split(",").filter(Boolean),
        filters: query.getAll("filter").map((text) => parseRowFilter(text) as RowFilter),
        sort: parseSort(query.get("sort") ?? "") ?? [],
        q: query.get("q") ?? "",
      });
      return json(response, 200, page);
    }
    if (what === "recommendations") return json(response, 200, recommendationsOf(dataset));
    if (what === "answer-key") return json(response, 200, answersOf(dataset));
    if (what === "exports" && which === "csv.zip") {
      response.writeHead(200, {
        "content-type": "application/zip",
        "content-disposition": 'attachment; filename="csv.zip"',
      });
      response.end(Buffer.from("504b0506000000000000000000000000000000000000", "hex"));
      return;
    }
    if (what === "exports") return json(response, 200, { exports: exportsOf(dataset) });
    problem(response, 404, "not-found", "There is nothing here.");
  }

  #guide(tool: string | undefined, id: string | null, response: ServerResponse): void {
    if (!tool) return json(response, 200, { guides: GUIDES });
    const dataset = this.datasets.get(id ?? "");
    if (!dataset || !GUIDES.some((guide) => guide.tool === tool))
      return problem(response, 404, "not-found", "There is no such guide.");
    response.writeHead(200, { "content-type": "text/markdown; charset=utf-8" }).end(guideOf(tool, dataset));
  }

  /** A build told event by event, one step each `beat`. */
  #events(dataset: Dataset, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    this.streams += 1;
    const send = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    const tick = () => {
      this.#build(dataset);
      if (!this.datasets.has(dataset.id)) send("deleted", {});
      else if (dataset.status === "building") send("progress", dataset.progress);
      else send(dataset.status, dataset);
      if (dataset.status !== "building" || !this.datasets.has(dataset.id)) clearInterval(timer);
    };
    const timer = setInterval(tick, this.beat);
    // The page ends the stream: an event stream that ends by itself is opened again.
    response.on("close", () => {
      this.streams -= 1;
      clearInterval(timer);
    });
    tick();
  }

  #create(body: string, response: ServerResponse): void {
    const given = JSON.parse(body || "{}") as Partial<Recipe>;
    const errors: NonNullable<Problem["errors"]> = [];
    const refuse = (field: string, value: unknown, allowed: string) =>
      errors.push({
        pointer: `/${field}`,
        field,
        given: String(value),
        allowed,
        message: `${field} is ${String(value)}; it must be ${allowed}.`,
      });
    const { customers, months, regions } = given;
    if (customers !== undefined && !(Number.isInteger(customers) && customers >= 1 && customers <= 10_000_000))
      refuse("customers", customers, "a whole number from 1 to 10,000,000");
    if (months !== undefined && !(Number.isInteger(months) && months >= 6 && months <= 60))
      refuse("months", months, "a whole number from 6 to 60");
    for (const [i, each] of (given.stories ?? []).entries()) {
      const id = typeof each === "string" ? each : each.id;
      const strength = (typeof each === "string" ? null : each.strength) ?? "clear";
      const least = STORIES.find((story) => story.id === id)?.smallest[strength] ?? (id === "surprise" ? 500 : null);
      if (least !== null && Number(customers ?? 500) < least)
        errors.push({
          pointer: `/stories/${i}`,
          field: "stories",
          given: id,
          allowed: `at least ${least} customers`,
          message: `${customers} customers cannot carry the story ${id}; it takes at least ${least}.`,
        });
    }
    if (regions?.length === 0) refuse("regions", "empty", "at least one region");
    if (errors.length > 0) {
      return problem(response, 422, "invalid-recipe", `The recipe has ${errors.length} problems.`, errors);
    }
    const dataset = this.add(given);
    json(response, dataset.status === "ready" ? 201 : 202, dataset);
  }

  #list(url: URL, response: ServerResponse): void {
    const limit = Number(url.searchParams.get("limit") ?? 50);
    const all = [...this.datasets.values()].reverse();
    json(response, 200, {
      datasets: all.slice(0, limit),
      total: all.length,
      limit,
      offset: 0,
      links: { self: url.pathname },
    });
  }

  /** A build goes on a little each time somebody looks. */
  #build(dataset: Dataset): void {
    if (dataset.status !== "building" || !dataset.progress) return;
    dataset.progress.done = Math.min(
      dataset.progress.total,
      dataset.progress.done + Math.ceil(dataset.progress.total * this.step),
    );
    dataset.progress.seconds_left = Math.ceil((dataset.progress.total - dataset.progress.done) / 25);
    if (dataset.progress.done < dataset.progress.total) return;
    dataset.status = "ready";
    dataset.progress = null;
    dataset.rows = rowsOf(dataset.recipe.customers);
  }
}

/** What can be downloaded; Excel has a row limit, which a large dataset passes. */
function exportsOf({ id, rows }: Dataset): ExportFile[] {
  const base = `/api/v1/datasets/${id}`;
  const all = (rows?.customers ?? 0) + (rows?.deals ?? 0) + (rows?.feedback ?? 0);
  const whole = (file: string, title: string, good_for: string, why_not: string | null = null): ExportFile => ({
    file,
    media_type: "application/zip",
    title,
    description: "Customers, deals and feedback together.",
    rows: all,
    href: `${base}/exports/${file}`,
    good_for,
    available: why_not === null,
    ...(why_not === null ? {} : { why_not }),
  });
  const most = 1_048_575;
  const tooMany =
    (rows?.feedback ?? 0) > most ? "Excel takes at most 1,048,575 rows in a sheet; feedback has more." : null;
  return [
    whole("csv.zip", "All tables as CSV in one ZIP", "Opens everywhere: every tool reads CSV."),
    whole("excel.xlsx", "Excel workbook", "A first look, and pivot tables.", tooMany),
    whole("tableau.twbx", "Tableau workbook", "Starting in Tableau with the charts already made."),
    whole("powerbi.zip", "Power BI project", "Starting in Power BI with the model already made."),
    whole("parquet.zip", "Parquet files", "Notebooks and DuckDB: small and fast."),
    ...(["customers", "deals", "feedback"] as const).map((name) => ({
      file: `${name}.csv`,
      media_type: "text/csv",
      title: `${name[0]?.toUpperCase()}${name.slice(1)} as CSV`,
      description: "One table.",
      rows: rows?.[name] ?? 0,
      href: `${base}/tables/${name}.csv`,
      good_for: "One table alone.",
      available: true,
    })),
  ];
}

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

export function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

export function problem(
  response: ServerResponse,
  status: number,
  slug: string,
  detail: string,
  errors?: Problem["errors"],
): void {
  const document: Problem = { type: `/problems/${slug}`, title: detail, status, detail, errors: errors ?? [] };
  response.writeHead(status, { "content-type": "application/problem+json" }).end(JSON.stringify(document));
}
