/**
 * Stands in for `pulumi-language-nodejs` where the official language host is not installed:
 * the engine starts it with its own address, and reads the port from the first line of output.
 */
import { ProgramRunner } from "./run-program.ts";
import { empty, grpc, language, languageService, plugin } from "./protocol.ts";

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";
const runner = new ProgramRunner(engineAddress);

type Handler<Request> = (
  call: grpc.ServerUnaryCall<Request, unknown>,
  callback: grpc.sendUnaryData<unknown>,
) => void;

function answering(make: () => unknown): Handler<unknown> {
  return (_call, callback) => callback(null, make());
}

const run: Handler<language.RunRequest> = (call, callback) => {
  call.on("cancelled", () => void runner.cancel());
  const answer = async (): Promise<void> => {
    try {
      const { error, bail } = await runner.run(call.request);
      callback(null, new language.RunResponse().setError(error).setBail(bail));
    } catch (error) {
      callback({
        code: grpc.status.UNKNOWN,
        details: error instanceof Error ? error.message : String(error),
      });
    }
  };
  void answer();
};

const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
server.addService(languageService.LanguageRuntimeService, {
  handshake: answering(() => new language.LanguageHandshakeResponse()),
  getPluginInfo: answering(() => new plugin.PluginInfo().setVersion("3.200.0")),
  getRequiredPackages: answering(() => new language.GetRequiredPackagesResponse()),
  getRequiredPlugins: answering(() => new language.GetRequiredPluginsResponse()),
  getProgramDependencies: answering(() => new language.GetProgramDependenciesResponse()),
  runtimeOptionsPrompts: answering(() => new language.RuntimeOptionsResponse()),
  about: answering(() =>
    new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version),
  ),
  installDependencies: (call: grpc.ServerWritableStream<unknown, unknown>) => call.end(),
  cancel: (_call: unknown, callback: grpc.sendUnaryData<unknown>) => {
    void runner.cancel();
    callback(null, new empty.Empty());
  },
  run,
});

process.once("exit", () => runner.kill());
// The engine asks so before it kills, and waits for seconds: nothing is left to do once the program has ended.
process.once("SIGINT", () => void runner.cancel().then(() => process.exit(0)));
process.once("SIGTERM", () => process.exit(143));
process.stdin.once("close", () => process.exit(0)).resume();

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    throw error;
  }
  process.stdout.write(`${port}\n`);
});
