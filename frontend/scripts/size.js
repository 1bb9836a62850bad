// Weighs what a first visit that ends in an open dataset loads, gzipped, against the budgets. Run after `npm run build`.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGETS = { js: 110_000, css: 15_000 };
/** Parts fetched when they are first wanted. That nothing else waits, and that these do, is tested in the browser (e2e/help.test.ts). */
const LATER = /^assets\/(analyser|answers|exports|guides|tables|png|clipboard|markdown-view)-/;
const dist = new URL("../dist/", import.meta.url);

const weights = { js: 0, css: 0, later: 0 };
for (const name of readdirSync(dist, { recursive: true }).map(String)) {
  const kind = name.split(".").pop();
  if (!(kind in BUDGETS)) {
    if (/\.(woff2?|ttf|otf)$/.test(name)) throw new Error(`${name}: the page loads no fonts`);
    continue;
  }
  const bytes = gzipSync(readFileSync(new URL(name, dist))).length;
  const later = LATER.test(name.replaceAll("\\", "/"));
  weights[later ? "later" : kind] += bytes;
  console.log(`${String(bytes).padStart(7)}  ${name}${later ? " (later)" : ""}`);
}

let failed = false;
for (const [kind, budget] of Object.entries(BUDGETS)) {
  const over = weights[kind] > budget;
  failed ||= over;
  console.log(`${kind}: ${weights[kind]} of ${budget} bytes, gzip${over ? ": OVER BUDGET" : ""}`);
}
console.log(`later, when wanted: ${weights.later} bytes, gzip`);
if (!weights.js || !weights.css || !weights.later) throw new Error("dist/ holds no page; run `npm run build` first");
process.exit(failed ? 1 : 0);
