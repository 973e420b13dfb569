import assert from "node:assert/strict";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { language } from "./protocol.ts";
import { commandLine, resultOf } from "./run-program.ts";

const FOLDER = dirname(fileURLToPath(import.meta.url));

function request(): language.RunRequest {
  const info = new language.ProgramInfo()
    .setRootDirectory("/root")
    .setProgramDirectory(FOLDER)
    .setEntryPoint("index.ts");
  const message = new language.RunRequest();
  message
    .setInfo(info)
    .setMonitorAddress("127.0.0.1:1")
    .setProject("p")
    .setStack("s")
    .setPwd(FOLDER)
    .setParallel(4);
  return message;
}

describe("commandLine", () => {
  it("runs the program with the SDK that the program's own folder resolves", () => {
    const [runner, ...flags] = commandLine(request(), "127.0.0.1:2");
    assert.match(runner ?? "", /@pulumi\/pulumi\/cmd\/run\/index\.js$/);
    assert.deepEqual(flags.slice(0, 4), ["--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:2"]);
    assert.equal(flags.at(-1), `${FOLDER}/index.ts`);
    assert.equal(flags.includes("--dry-run"), false);
    assert.equal(flags.includes("--organization"), false);
  });

  it("passes on the dry run, the organization, arguments for node and for the program", () => {
    const message = request();
    message.setDryrun(true).setOrganization("o").setArgsList(["x"]);
    message.getInfo()?.setOptions(struct.Struct.fromJavaScript({ nodeargs: "--enable-source-maps" }));
    const line = commandLine(message, "e");
    assert.equal(line[0], "--enable-source-maps");
    assert.equal(line.includes("--dry-run"), true);
    assert.deepEqual(line.slice(line.indexOf("--organization"), line.indexOf("--organization") + 2), [
      "--organization",
      "o",
    ]);
    assert.equal(line.at(-1), "x");
  });
});

describe("resultOf", () => {
  it("adds nothing to what the program has said itself", () => {
    assert.deepEqual(resultOf(0, null), { error: "", bail: false });
    assert.deepEqual(resultOf(32, null), { error: "", bail: true });
  });

  it("tells how it ended otherwise", () => {
    assert.equal(resultOf(3, null).error, "Program exited with non-zero exit code: 3");
    assert.equal(resultOf(null, "SIGKILL").error, "Program was ended by signal SIGKILL");
  });
});
