/**
 * A program that registers what a file says, whatever it is: `resources.json` beside Pulumi.yaml, a list of
 * `{ type, name, properties }`. The text of {@link LATER} stands for a value that is known only after the update.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random/randomString.js";
import { LATER, type Declared } from "../declared.ts";

const file = path.join(new pulumi.Config().require("folder"), "resources.json");
const later = new RandomString("later", { length: 8 }).result;

function inputOf(value: unknown): pulumi.Input<unknown> {
  if (value === LATER) return later;
  if (Array.isArray(value)) return value.map(inputOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inputOf(inner)]));
}

for (const { type, name, properties } of JSON.parse(readFileSync(file, "utf8")) as Declared[]) {
  new pulumi.CustomResource(type, name, inputOf(properties) as pulumi.Inputs);
}
