/** The life of one stack on the real engine and a real API server, as mocha cases. */
import assert from "node:assert/strict";
import { Commands } from "./command.ts";

/** Declares the cases: up from nothing, no change after it, down to nothing. */
export function lifecycle(stack: string): void {
  describe(`the ${stack} stack`, function () {
    this.timeout(900_000);
    let commands: Commands;
    before(() => (commands = new Commands()));
    after(() => commands.dispose());

    it("shows a first preview that every policy could judge", async () => {
      const { output } = await commands.succeed("preview", stack);
      assert.match(output, /\d+ to create/);
      assert.doesNotMatch(output, /can't run policy/);
    });

    it("comes up from nothing", async () => {
      const { output } = await commands.succeed("up", stack);
      assert.match(output, new RegExp(`Stack ${stack} is up`));
      for (const workload of ["vote", "worker", "result"]) {
        assert.match(output, new RegExp(`Deployment ${workload} +(\\d+) of \\1 ready`));
      }
      assert.match(output, /StatefulSet queue +1 of 1 ready/);
    });

    it("has no change in an immediate second preview", async () => {
      await commands.succeed("preview", stack, "--expect-no-changes");
    });

    it("goes down, and leaves nothing anywhere", async () => {
      const { output } = await commands.succeed("down", stack);
      assert.match(
        output,
        /Left: 0 resources in the engine's state, 0 objects in the API server, 0 resources in the AWS stand-in/,
      );
    });
  });
}
