/**
 * Reads YAML files so that a mistake in one is reported with its file, line and column.
 */
import { readFileSync } from "node:fs";
import { LineCounter, parseDocument, type Document } from "yaml";
import { UserError } from "../errors.ts";

/** Parses the YAML text of `file`; the name is for messages only. */
export function parseYaml(text: string, file: string): Document.Parsed {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new UserError(`${file}:${line}:${col}`, error.message, "Correct the YAML there and run again", {
      cause: error,
    });
  }
  return document;
}

/** Reads and parses one YAML file. */
export function readYaml(file: string): Document.Parsed {
  return parseYaml(readFileSync(file, "utf8"), file);
}
