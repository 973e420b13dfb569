/** A wrong stack file: every mistake in one message, and not one resource. */
import assert from "node:assert/strict";
import { environmentOfStack, runProgram } from "./program.ts";

describe("a stack file with mistakes", () => {
  it("is refused with all of them at once", async () => {
    const environment = environmentOfStack("dev");
    const wrong = {
      ...environment,
      surprise: true,
      network: { ...(environment["network"] as object), cidr: "10.0.0.0/33", natGateways: "none" },
      registry: 7,
    };
    await assert.rejects(runProgram("dev", wrong), (error: Error) => {
      assert.match(error.message, /Pulumi\.dev\.yaml has 4 mistakes/);
      assert.match(
        error.message,
        /plinth:environment\.network\.cidr: found "10\.0\.0\.0\/33"; allowed is an IPv4/,
      );
      assert.match(
        error.message,
        /plinth:environment\.network\.natGateways: found "none"; allowed is one of single/,
      );
      assert.match(error.message, /plinth:environment\.registry: found 7; allowed is a registry/);
      assert.match(error.message, /plinth:environment\.surprise: not a known key/);
      return true;
    });
  });
});
