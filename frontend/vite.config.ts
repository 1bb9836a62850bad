import purgecss from "@fullhuman/postcss-purgecss";
import { defineConfig } from "vite";

/** Where `npm run dev` finds the API. */
const api = process.env.CRMGEN_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  css: {
    postcss: {
      plugins: [
        purgecss({
          content: ["index.html", "src/**/*.ts"],
          // Names that templates put together, or that scripts and the browser set: no source file spells them out.
          safelist: {
            standard: ["html", "body", "dialog", /^w([4-8]|12)$/, /^kpi-(good|bad|neutral)$/],
            greedy: [/data-bs-theme/, /aria-/],
          },
          variables: true,
        }),
      ],
    },
  },
  build: {
    // A strict content security policy: no data: addresses, no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Reading a name has no side effects here. Without this, unused axes of the drawing library stay in: 6 kB gzip.
      treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
      output: {
        codeSplitting: {
          groups: [{ name: "chartjs", test: /node_modules[\\/](chart\.js|chartjs-chart-matrix|@kurkle)/ }],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/docs", "/health", "/openapi.yaml", "/openapi.json"].map((path) => [path, api]),
    ),
  },
});
