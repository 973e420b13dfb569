import assert from "node:assert/strict";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { isUserError } from "../errors.ts";
import { bringBack, holdsSecret, renderCopy } from "./settings.ts";

const tracked = (text: string) => ({ file: "Pulumi.dev.yaml", text });

describe("renderCopy", () => {
  it("copies the configuration and adds the salt of the state", () => {
    const copy = renderCopy(tracked("config:\n  app:size: small # why\n"), undefined, { salt: "v1:salt" });
    assert.deepEqual(parse(copy), { config: { "app:size": "small" }, encryptionsalt: "v1:salt" });
  });

  it("keeps the salt and the secrets of the previous copy", () => {
    const previous = "encryptionsalt: v1:old\nconfig:\n  app:token:\n    secure: v1:cipher\n  app:gone: 1\n";
    assert.deepEqual(parse(renderCopy(tracked("config:\n  app:size: small\n"), previous)), {
      config: { "app:size": "small", "app:token": { secure: "v1:cipher" } },
      encryptionsalt: "v1:old",
    });
  });

  it("leaves another secrets provider out", () => {
    const copy = renderCopy(
      tracked("secretsprovider: awskms://key\nencryptedkey: abc\nencryptionsalt: v1:theirs\n"),
      undefined,
    );
    assert.deepEqual(parse(copy), {});
  });

  it("accepts an empty file", () => {
    assert.equal(renderCopy(tracked(""), undefined), "{}\n");
    assert.deepEqual(parse(renderCopy(tracked("# nothing yet\n"), undefined, { salt: "v1:salt" })), {
      encryptionsalt: "v1:salt",
    });
  });

  it("refuses a secret that it has no value for, and says how to give one", () => {
    assert.throws(
      () => renderCopy(tracked("config:\n  app:token:\n    secure: v1:theirs\n"), undefined),
      /app:token: is encrypted.*config set --secret app:token/s,
    );
  });

  it("leaves such a secret out when told to, so that its value can be given", () => {
    const text = "config:\n  app:size: small\n  app:token:\n    secure: v1:theirs\n";
    assert.deepEqual(parse(renderCopy(tracked(text), undefined, { tolerateForeignSecrets: true })), {
      config: { "app:size": "small" },
    });
  });

  it("names file, line and column of broken YAML", () => {
    assert.throws(
      () => renderCopy(tracked("config:\n  app:size: [small\n  app:zones: 3\n"), undefined),
      (error) => isUserError(error) && /^Pulumi\.dev\.yaml:3:\d+$/.test(error.thing),
    );
  });
});

describe("bringBack", () => {
  const text =
    "# sizes\nconfig:\n  app:size: small # cheap\n  app:nested:\n    zones: 3 # all of them\n    other: 1\n";

  it("makes the change in the tracked file and leaves the rest as its author wrote it", () => {
    const copy = text.replace("zones: 3 # all of them", "zones: 2").replace("small # cheap", "small");
    const brought = bringBack(tracked(text), text, `encryptionsalt: v1:x\n${copy}`);
    assert.equal(brought.text, text.replace("zones: 3", "zones: 2"));
    assert.deepEqual(brought.changed, ["app:nested"]);
  });

  it("takes the engine's way to write numbers for what it is, and keeps the author's", () => {
    const tracked3 = "config:\n  app:count: 3\n  app:on: true\n";
    const rewritten = 'config:\n  app:count: "3"\n  app:on: "true"\n';
    assert.deepEqual(bringBack(tracked(tracked3), tracked3, rewritten).changed, []);
    const set = bringBack(tracked(tracked3), tracked3, rewritten.replace("3", "4"));
    assert.equal(set.text, tracked3.replace("3", "4"));
  });

  it("adds and removes keys", () => {
    const brought = bringBack(tracked(text), text, "config:\n  app:size: small\n  app:added: yes\n");
    assert.deepEqual(parse(brought.text), { config: { "app:size": "small", "app:added": "yes" } });
    assert.deepEqual(brought.changed.toSorted(), ["app:added", "app:nested"]);
  });

  it("keeps secrets out of the tracked file", () => {
    const brought = bringBack(tracked(text), text, `${text}  app:token:\n    secure: v1:cipher\n`);
    assert.equal(brought.text, text);
    assert.deepEqual(brought.kept, ["app:token"]);
  });

  it("brings any plain change back whole, and no more than it", () => {
    const value = fc.oneof(
      fc.stringMatching(/^[a-z: #]*$/),
      fc.integer(),
      fc.dictionary(fc.string({ minLength: 1 }), fc.integer(), { noNullPrototype: true }),
    );
    const config = fc.dictionary(fc.stringMatching(/^[a-z]:[a-z]$/), value, {
      minKeys: 1,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(config, config, (base, copy) => {
        const brought = bringBack(
          tracked(stringify({ config: base })),
          stringify({ config: base }),
          stringify({ config: copy }),
        );
        assert.deepEqual(parse(brought.text).config, copy);
      }),
    );
  });
});

describe("holdsSecret", () => {
  it("finds ciphertext at any depth, and nothing else", () => {
    assert.equal(holdsSecret({ a: [{ b: { secure: "v1:x" } }] }), true);
    assert.equal(holdsSecret({ secure: true }), false);
    assert.equal(holdsSecret({ secure: "x", other: 1 }), false);
  });
});
