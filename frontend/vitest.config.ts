import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", environment: "happy-dom", include: ["src/**/*.test.ts", "tests/**/*.test.ts"] } },
      {
        test: {
          name: "e2e",
          environment: "node",
          include: ["e2e/**/*.test.ts"],
          // Two browsers at once: most of the time is spent waiting for pages.
          fileParallelism: true,
          maxWorkers: 2,
          maxConcurrency: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A busy machine takes its time; a quick one does not wait.
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
});
