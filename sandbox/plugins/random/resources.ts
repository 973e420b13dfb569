/**
 * The resource types of the random package: their defaults, what they draw, what they can be imported from.
 */
import { createHash, randomBytes, randomInt, randomUUID } from "node:crypto";
import { at, numberAt, stringAt } from "../../api/object.ts";
import { secret, type CheckFailure, type Properties } from "../provider/index.ts";
import { petName, randomString, shuffle, type CharacterRules } from "./generate.ts";

/** What was drawn: the resource's id and its outputs beside the inputs. */
interface Drawn {
  readonly id: string;
  readonly outputs: Properties;
}

export interface RandomType {
  readonly defaults: Properties;
  /** Outputs that are unknown in a preview. */
  readonly results: readonly string[];
  readonly required?: readonly string[];
  validate?(inputs: Properties): CheckFailure[];
  draw(inputs: Properties): Drawn;
  /** The inputs and what would have been drawn, from the id given to `pulumi import`. */
  import?(id: string): Drawn & { readonly inputs: Properties };
}

const CHARACTERS = {
  lower: true,
  upper: true,
  number: true,
  numeric: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
};

/** Ids are shown in the clear, so a password's id does not say it. */
const NO_ID = "none";

function rulesOf(inputs: Properties): CharacterRules {
  return inputs as unknown as CharacterRules;
}

function validateCharacters(inputs: Properties): CheckFailure[] {
  const rules = rulesOf(inputs);
  const needed = rules.minLower + rules.minUpper + rules.minNumeric + rules.minSpecial;
  if (!rules.lower && !rules.upper && !rules.numeric && !rules.special) {
    return [{ property: "lower", reason: "at least one of lower, upper, numeric and special must be true" }];
  }
  if (rules.length < Math.max(1, needed)) {
    const reason = `is ${rules.length}, but must be at least 1 and at least the sum of the minimums, ${needed}`;
    return [{ property: "length", reason }];
  }
  return [];
}

function passwordOutputs(result: string): Properties {
  return { result: secret(result) };
}

function idOutputs(bytes: Buffer, prefix: string): Drawn {
  const url = bytes.toString("base64url");
  const decimal = BigInt(`0x${bytes.toString("hex")}`).toString();
  return {
    id: url,
    outputs: {
      b64Std: prefix + bytes.toString("base64"),
      b64Url: prefix + url,
      dec: prefix + decimal,
      hex: prefix + bytes.toString("hex"),
    },
  };
}

function uuidType(draw: () => string): RandomType {
  return {
    defaults: {},
    results: ["result"],
    draw: () => {
      const result = draw();
      return { id: result, outputs: { result } };
    },
    import: (id) => ({ id, inputs: {}, outputs: { result: id } }),
  };
}

function drawInteger(inputs: Properties): Drawn {
  const min = numberAt(inputs, "min") ?? 0;
  const range = (numberAt(inputs, "max") ?? 0) - min + 1;
  const seed = stringAt(inputs, "seed");
  const offset =
    seed === undefined ? randomInt(range) : createHash("sha256").update(seed).digest().readUInt32BE() % range;
  return { id: String(min + offset), outputs: { result: min + offset } };
}

function drawBytes(bytes: Buffer): Drawn {
  return {
    id: NO_ID,
    outputs: { base64: secret(bytes.toString("base64")), hex: secret(bytes.toString("hex")) },
  };
}

/** By the last part of the type token, e.g. `RandomPassword`. */
export const RANDOM_TYPES: Readonly<Record<string, RandomType>> = {
  RandomPassword: {
    defaults: CHARACTERS,
    required: ["length"],
    results: ["result"],
    validate: validateCharacters,
    draw: (inputs) => ({ id: NO_ID, outputs: passwordOutputs(randomString(rulesOf(inputs))) }),
    import: (id) => ({
      id: NO_ID,
      inputs: { ...CHARACTERS, length: id.length },
      outputs: passwordOutputs(id),
    }),
  },
  RandomString: {
    defaults: CHARACTERS,
    required: ["length"],
    results: ["result"],
    validate: validateCharacters,
    draw: (inputs) => {
      const result = randomString(rulesOf(inputs));
      return { id: result, outputs: { result } };
    },
    import: (id) => ({ id, inputs: { ...CHARACTERS, length: id.length }, outputs: { result: id } }),
  },
  RandomId: {
    defaults: {},
    required: ["byteLength"],
    results: ["b64Std", "b64Url", "dec", "hex"],
    draw: (inputs) =>
      idOutputs(randomBytes(numberAt(inputs, "byteLength") ?? 0), stringAt(inputs, "prefix") ?? ""),
    import: (id) => {
      const [prefix, encoded] = id.includes(",")
        ? [id.split(",")[0] ?? "", id.split(",")[1] ?? ""]
        : ["", id];
      const bytes = Buffer.from(encoded, "base64url");
      const inputs = { byteLength: bytes.length, ...(prefix === "" ? {} : { prefix }) };
      return { ...idOutputs(bytes, prefix), inputs };
    },
  },
  RandomPet: {
    defaults: { length: 2, separator: "-" },
    results: [],
    draw: (inputs) => {
      const separator = stringAt(inputs, "separator") ?? "-";
      const name = petName(numberAt(inputs, "length") ?? 2, separator);
      const prefix = stringAt(inputs, "prefix");
      return { id: prefix === undefined ? name : `${prefix}${separator}${name}`, outputs: {} };
    },
  },
  RandomUuid: uuidType(() => randomUUID()),
  RandomUuid4: uuidType(() => randomUUID()),
  RandomInteger: {
    defaults: {},
    required: ["min", "max"],
    results: ["result"],
    validate: (inputs) =>
      (numberAt(inputs, "min") ?? 0) <= (numberAt(inputs, "max") ?? 0)
        ? []
        : [{ property: "min", reason: "must not be greater than max" }],
    draw: drawInteger,
    import: (id) => {
      const [result = "", min = "", max = "", seed] = id.split(",");
      const inputs = { min: Number(min), max: Number(max), ...(seed === undefined ? {} : { seed }) };
      return { id: result, inputs, outputs: { result: Number(result) } };
    },
  },
  RandomBytes: {
    defaults: {},
    required: ["length"],
    results: ["base64", "hex"],
    draw: (inputs) => drawBytes(randomBytes(numberAt(inputs, "length") ?? 0)),
    import: (id) => {
      const bytes = Buffer.from(id, "base64");
      return { ...drawBytes(bytes), inputs: { length: bytes.length } };
    },
  },
  RandomShuffle: {
    defaults: {},
    required: ["inputs"],
    results: ["results"],
    draw: (inputs) => {
      const items = at(inputs, "inputs");
      const shuffled = shuffle(Array.isArray(items) ? items : []);
      return {
        id: "-",
        outputs: { results: shuffled.slice(0, numberAt(inputs, "resultCount") ?? shuffled.length) },
      };
    },
  },
};
