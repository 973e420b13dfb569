/**
 * A program that registers what a file says, whatever it is: JSON, a list of resources with type, name and inputs.
 * The file's path is in the configuration.
 */
import { readFileSync } from "node:fs";
import { isUnknown } from "@plinth/policies/field";
import * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random/randomString.js";
import type { Resource } from "../../../policies/lib/rule.ts";

const file = new pulumi.Config().require("resources");
/** A resource of whatever type. */
class Declared extends pulumi.CustomResource {}

/** What no preview knows. */
const later = new RandomString("later", { length: 8 }).result;

function inputOf(value: unknown): pulumi.Input<unknown> {
  if (isUnknown(value)) return later;
  if (Array.isArray(value)) return value.map(inputOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inputOf(inner)]));
}

for (const { type, name, properties } of JSON.parse(readFileSync(file, "utf8")) as Resource[]) {
  void new Declared(type, name, inputOf(properties) as pulumi.Inputs);
}
