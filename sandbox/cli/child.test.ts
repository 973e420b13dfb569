import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { runInForeground } from "./child.ts";

const run = (command: string, ...args: string[]) =>
  runInForeground({ command, args, environment: process.env, onOutput: () => {} });
const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));

describe("runInForeground", () => {
  it("answers the exit code", async () => {
    assert.equal(await run("true"), 0);
    assert.equal(await run("sh", "-c", "exit 7"), 7);
    assert.equal(await run("sh", "-c", "kill -TERM $$"), 143);
  });

  it("hands over what is printed on either stream", async () => {
    let text = "";
    const args = ["-c", "echo one; echo two >&2"];
    await runInForeground({
      command: "sh",
      args,
      environment: process.env,
      onOutput: (part) => (text += part),
    });
    assert.deepEqual(text.split("\n").toSorted(), ["", "one", "two"]);
  });

  it("says which command there is not", async () => {
    await assert.rejects(run("no-such-command"), /no-such-command: there is no such command/);
  });

  it("passes a signal on once, and waits for what the command makes of it", async () => {
    const script = 'trap "echo got; sleep 1; exit 9" INT; echo ready; while :; do sleep 0.05; done';
    const main = `import { runInForeground } from ${JSON.stringify(CHILD)};
      process.exitCode = await runInForeground({ command: "sh", args: ["-c", ${JSON.stringify(script)}], environment: process.env, ownGroup: true });`;
    const parent = spawn(process.execPath, ["--input-type=module", "--eval", main], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    parent.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (text.includes("ready")) {
        parent.kill("SIGINT");
        parent.kill("SIGINT");
      }
    });
    const [code] = (await once(parent, "close")) as [number];
    assert.deepEqual([code, output], [9, "ready\ngot\n"]);
  });
});
