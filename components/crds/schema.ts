/** What of a CustomResourceDefinition's OpenAPI schema says something about types. */
import type { JSONSchema } from "json-schema-to-typescript";

/** The part of a structural schema that this package reads; also what json-schema-to-typescript takes. */
export interface Schema {
  type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  enum?: (string | number | boolean)[];
  default?: JSONSchema["default"];
  tsType?: string;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
}

/**
 * A copy of `schema` with types only: no prose, and none of the rules that judge values (patterns, limits,
 * `oneOf`, CEL), which are the API server's business. In a structural schema those never carry types.
 */
export function typesOnly(schema: Schema): Schema {
  if (schema["x-kubernetes-int-or-string"] === true) {
    return { tsType: "number | string" };
  }
  if (schema.properties !== undefined) {
    return objectOf(schema, schema.properties);
  }
  if (schema["x-kubernetes-preserve-unknown-fields"] === true) {
    return { tsType: "Record<string, unknown>" };
  }
  if (schema.type === "object") {
    return typeof schema.additionalProperties === "object"
      ? { type: "object", additionalProperties: typesOnly(schema.additionalProperties) }
      : { tsType: "Record<string, never>" };
  }
  if (schema.type === "array") {
    return {
      type: "array",
      items: schema.items === undefined ? { tsType: "unknown" } : typesOnly(schema.items),
    };
  }
  if (schema.enum !== undefined) {
    return { enum: schema.enum };
  }
  return schema.type === undefined ? { tsType: "unknown" } : { type: schema.type };
}

function objectOf(schema: Schema, properties: Record<string, Schema>): Schema {
  const entries = Object.entries(properties).map(([name, property]) => [name, typesOnly(property)] as const);
  // The API server fills in defaults before it looks for what is required.
  const required = (schema.required ?? []).filter((name) => properties[name]?.default === undefined);
  return {
    type: "object",
    properties: Object.fromEntries(entries),
    additionalProperties: schema["x-kubernetes-preserve-unknown-fields"] === true,
    required,
  };
}
