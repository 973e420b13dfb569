/** Writes the schema as the page `docs/config.md`. */
import { z } from "zod";
import { environmentSchema } from "./schema.ts";

interface Node {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
  const?: string;
  additionalProperties?: Node | boolean;
}

/** A key, as one form of the schema has it. */
interface Row {
  readonly path: string;
  readonly node: Node;
  readonly required: boolean;
}

/** The page's text. */
export function configMarkdown(): string {
  const schema = z.toJSONSchema(environmentSchema, { io: "input" }) as Node;
  const rows = [...Map.groupBy(describe(schema, "", true), ({ path }) => path).values()].map(line);
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

function describe(node: Node, path: string, required: boolean): Row[] {
  // A group that has nothing to say of itself is there in its keys.
  const says = node.description !== undefined || valueOf(node) !== "group";
  const own = path !== "" && says ? [{ path, node, required }] : [];
  return [...own, ...[node, ...optionsOf(node)].flatMap((option) => children(option, path))];
}

/** The forms a value may take, when there is more than one. */
const optionsOf = ({ anyOf, oneOf }: Node): Node[] => anyOf ?? oneOf ?? [];

function children(node: Node, path: string): Row[] {
  const prefix = path === "" ? "" : `${path}.`;
  const properties = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    describe(child, `${prefix}${key}`, node.required?.includes(key) ?? false),
  );
  const named =
    typeof node.additionalProperties === "object"
      ? describe(node.additionalProperties, `${prefix}<name>`, false)
      : [];
  const items = node.items?.properties ? children(node.items, `${path}[]`) : [];
  return [...properties, ...named, ...items];
}

/** One line of the table, for all the forms that have the key. */
function line(forms: readonly Row[]): string {
  const [{ path, required, node }] = forms as [Row];
  const need = required
    ? "yes"
    : node.default === undefined
      ? "no"
      : `no, \`${JSON.stringify(node.default)}\``;
  const values = new Set(forms.map((form) => valueOf(form.node)));
  return `| \`${path}\` | ${[...values].join(" or ")} | ${need} | ${node.description ?? ""} |`;
}

function valueOf(node: Node): string {
  const options = optionsOf(node);
  if (options.length > 0) return [...new Set(options.map(valueOf))].join(" or ");
  if (node.title !== undefined) return node.title;
  if (node.const !== undefined) return `\`${node.const}\``;
  if (node.enum) return node.enum.map((word) => `\`${word}\``).join(", ");
  if (node.type === "integer") return `${node.minimum} to ${node.maximum}`;
  if (node.type === "array") return `list of ${node.items ? valueOf(node.items) : "values"}`;
  if (node.type === "object") return "group";
  return node.type ?? "value";
}
