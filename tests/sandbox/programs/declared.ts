/** Registers what a file says, whatever it is: JSON, a list of resources. The file's path is in the configuration. */
import { readFileSync } from "node:fs";
import { isUnknown } from "@plinth/policies/field";
import * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random/randomString.js";
import type { Declared } from "../temporary-program.ts";

/** A resource of whatever type. */
class AnyResource extends pulumi.CustomResource {}

export function registerDeclared(options: pulumi.CustomResourceOptions = {}): void {
  const file = new pulumi.Config("resources").require("file");
  const later = new RandomString("later", { length: 8 }).result;
  for (const { type, name, properties } of JSON.parse(readFileSync(file, "utf8")) as Declared[]) {
    void new AnyResource(type, name, inputOf(properties, later) as pulumi.Inputs, options);
  }
}

/** @param later takes the place of what no preview knows */
function inputOf(value: unknown, later: pulumi.Output<string>): pulumi.Input<unknown> {
  if (isUnknown(value)) return later;
  if (Array.isArray(value)) return value.map((item) => inputOf(item, later));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inputOf(inner, later)]));
}
