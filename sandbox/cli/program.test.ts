import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isUserError } from "../errors.ts";
import { findProgram } from "./program.ts";
import { chooseStack } from "./stacks.ts";

describe("findProgram", () => {
  let root: string;
  const write = (file: string, text: string) => writeFileSync(join(root, file), text);
  const find = (environment: NodeJS.ProcessEnv = {}) => findProgram(join(root, "a", "b"), environment);
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "program-")));
    mkdirSync(join(root, "a", "b"), { recursive: true });
    write("Pulumi.yaml", "name: app\nruntime: nodejs\n");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("finds it from a folder inside, with its stacks", () => {
    write("Pulumi.prod.yaml", "");
    write("Pulumi.dev.yaml", "");
    assert.deepEqual(find(), { root, name: "app", stacks: ["dev", "prod"], policyPack: undefined });
  });

  it("finds the policy pack, unless another is named, or none", () => {
    mkdirSync(join(root, "policies"));
    write("policies/PulumiPolicy.yaml", "runtime: nodejs\n");
    assert.equal(find().policyPack, join(root, "policies"));
    assert.equal(find({ SANDBOX_POLICY_PACK: "" }).policyPack, undefined);
    assert.throws(() => find({ SANDBOX_POLICY_PACK: "a" }), /no PulumiPolicy\.yaml in/);
  });

  it("refuses where there is none, or one without a name", () => {
    assert.throws(() => findProgram("/", {}), /no Pulumi\.yaml here/);
    write("Pulumi.yaml", "runtime: nodejs\n");
    assert.throws(() => find(), /has no project name/);
  });

  it("names file and line of broken YAML", () => {
    write("Pulumi.yaml", "name: app\nruntime: [nodejs\n");
    assert.throws(
      () => find(),
      (error) => isUserError(error) && /Pulumi\.yaml:\d+:\d+$/.test(error.thing),
    );
  });
});

describe("chooseStack", () => {
  const program = (...stacks: string[]) => ({ root: "/app", name: "app", stacks, policyPack: undefined });

  it("takes what was named, then what is in use, then dev, then the only one", () => {
    assert.equal(chooseStack(program("dev", "prod"), "prod", "dev"), "prod");
    assert.equal(chooseStack(program("dev", "prod"), undefined, "prod"), "prod");
    assert.equal(chooseStack(program("dev", "prod"), undefined), "dev");
    assert.equal(chooseStack(program("only"), undefined), "only");
  });

  it("lists the stacks that there are when it cannot choose", () => {
    assert.throws(
      () => chooseStack(program("dev", "prod"), "staging"),
      /no Pulumi\.staging\.yaml.*\(dev, prod\)/s,
    );
    assert.throws(() => chooseStack(program("one", "two"), undefined), /Name one of: one, two/);
    assert.throws(() => chooseStack(program(), undefined), /Write a Pulumi\.dev\.yaml/);
  });
});
