/** Writes the generated pages of `docs/`; with `--check`, only tells whether they are as they should be. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { configMarkdown } from "../config/markdown.ts";
import { policiesMarkdown } from "../policies/docs.ts";

const folder = path.resolve(import.meta.dirname, "../docs");
const pages = { "config.md": configMarkdown(), "policies.md": policiesMarkdown() };

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

for (const [name, text] of Object.entries(pages)) {
  const file = path.join(folder, name);
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (read(file) !== text) {
    process.stderr.write(`docs/${name} is not what its source makes; run npm run docs\n`);
    process.exitCode = 1;
  }
}
