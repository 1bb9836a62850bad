// Weighs what a first visit to a dataset loads, gzipped, against the budgets. Run after `npm run build`.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGETS = { js: 110_000, css: 15_000 };
const dist = new URL("../dist/", import.meta.url);

// Everything counts: the charts load with the first dataset, and there is no other script.
const weights = { js: 0, css: 0 };
for (const name of readdirSync(dist, { recursive: true }).map(String)) {
  const kind = name.split(".").pop();
  if (!(kind in weights)) {
    if (/\.(woff2?|ttf|otf)$/.test(name)) throw new Error(`${name}: the page loads no fonts`);
    continue;
  }
  const bytes = gzipSync(readFileSync(new URL(name, dist))).length;
  weights[kind] += bytes;
  console.log(`${String(bytes).padStart(7)}  ${name}`);
}

let failed = false;
for (const [kind, budget] of Object.entries(BUDGETS)) {
  const over = weights[kind] > budget;
  failed ||= over;
  console.log(`${kind}: ${weights[kind]} of ${budget} bytes, gzip${over ? ": OVER BUDGET" : ""}`);
}
if (!weights.js || !weights.css) throw new Error("dist/ holds no page; run `npm run build` first");
process.exit(failed ? 1 : 0);
