/** Writes the schema as the page `docs/config.md`. */
import { z } from "zod";
import { environmentSchema } from "./schema.ts";

interface Node {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node;
  anyOf?: Node[];
}

/** The page's text. */
export function configMarkdown(): string {
  const schema = z.toJSONSchema(environmentSchema, { io: "input" }) as Node;
  const rows = describe(schema, "", true);
  return [
    "# Configuration",
    "",
    "Generated from `config/schema.ts` by `npm run docs`; do not edit.",
    "",
    "Each `Pulumi.<stack>.yaml` holds one object, `plinth:environment`. Every key is checked, an unknown one is",
    "refused, and all mistakes are reported at once. The AWS provider reads its own keys beside it, such as `aws:region`.",
    "",
    "| key | value | required | meaning |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function describe(node: Node, path: string, required: boolean): string[] {
  const own = path === "" ? [] : [row(node, path, required)];
  if (node.anyOf) return [...own, ...node.anyOf.flatMap((option) => children(option, path))];
  return [...own, ...children(node, path)];
}

function children(node: Node, path: string): string[] {
  const prefix = path === "" ? "" : `${path}.`;
  const properties = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    describe(child, `${prefix}${key}`, node.required?.includes(key) ?? false),
  );
  const items = node.items?.properties ? children(node.items, `${path}[]`) : [];
  return [...properties, ...items];
}

function row(node: Node, path: string, required: boolean): string {
  const need = required
    ? "yes"
    : node.default === undefined
      ? "no"
      : `no, \`${JSON.stringify(node.default)}\``;
  return `| \`${path}\` | ${valueOf(node)} | ${need} | ${node.description ?? ""} |`;
}

function valueOf(node: Node): string {
  if (node.anyOf) return node.anyOf.map(valueOf).join(" or ");
  if (node.enum) return node.enum.map((word) => `\`${String(word)}\``).join(", ");
  if (node.type === "integer") return `${node.minimum} to ${node.maximum}`;
  if (node.type === "array") return `list of ${node.items ? valueOf(node.items) : "values"}`;
  return node.type ?? "value";
}
