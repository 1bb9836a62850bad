/** The real program to test against: the one at CRMGEN_URL, or CRMGEN_BIN started here on a free port. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Real {
  base: string;
  stop(): void;
}

/** Null when there is none: the caller says so. */
export async function real(): Promise<Real | null> {
  const { CRMGEN_URL } = process.env;
  if (CRMGEN_URL) return { base: CRMGEN_URL.replace(/\/$/, ""), stop: () => undefined };
  const binary = process.env.CRMGEN_BIN;
  if (!binary) return null;
  const dist = fileURLToPath(new URL("../dist", import.meta.url));
  const child = spawn(binary, ["serve", "--port", "0", "--page", dist], { stdio: ["ignore", "pipe", "pipe"] });
  return { base: await listening(child), stop: () => child.kill() };
}

/** The address it prints, or what it said instead. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const found = said.match(/listening on (http:\/\/127\.0\.0\.1:\d+)/);
      if (found?.[1]) resolve(found[1]);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    setTimeout(() => reject(new Error(`the server did not say where it listens: ${said}`)), 20_000).unref();
  });
}
