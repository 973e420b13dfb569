/**
 * The stand-in for the AWS provider: an account kept on this machine that refuses what AWS refuses.
 * `SANDBOX_AWS_DIRECTORY` says where it is kept, `SANDBOX_AWS_ACCOUNT_ID` what number it has (default 000000000000).
 */
import type { Properties as Plain, Provider, ProviderContext } from "../provider/index.ts";
import { openAccount, type Account } from "./account/account.ts";
import { checkInputs } from "./check.ts";
import { readConfiguration, type Configuration } from "./configuration.ts";
import { diffInputs } from "./diff.ts";
import { invoke } from "./invoke/index.ts";
import { Operations } from "./operations.ts";

/** Runs that have been told that AWS is simulated, by the address of their engine. */
const told = new Set<string>();

interface Session {
  readonly account: Account;
  readonly configuration: Configuration;
  readonly operations: Operations;
}

function openSession(args: Plain): Session {
  const directory = process.env.SANDBOX_AWS_DIRECTORY;
  if (directory === undefined || directory === "")
    throw new Error("SANDBOX_AWS_DIRECTORY is not set: it names the folder that the sandbox's AWS account is kept in");
  const configuration = readConfiguration(args, process.env);
  const account = openAccount(directory);
  return { account, configuration, operations: new Operations(account, configuration) };
}

/** Makes the provider of one connection. */
export function createProvider(context: ProviderContext): Provider {
  let session: Session | undefined;
  const current = (): Session => {
    if (!session) throw new Error("the sandbox's AWS stand-in was used before it was configured");
    return session;
  };
  return {
    name: "aws",
    version: "7.48.0",
    async configure({ args }) {
      session?.account.close();
      session = openSession(args);
      const run = context.engineAddress() ?? "";
      if (!told.has(run)) context.log("info", `aws: simulated (account ${session.configuration.account})`);
      told.add(run);
    },
    async check({ type, urn, name, olds, news, randomSeed }) {
      const { account, configuration } = current();
      const { inputs, failures } = checkInputs({ type, urn, name, olds, news, seed: randomSeed }, account, configuration);
      return { inputs: inputs as Plain, failures };
    },
    async diff({ type, urn, id, oldInputs, news }) {
      current().operations.remember(urn, id);
      return diffInputs(type, oldInputs, news);
    },
    async create({ inputs, preview, ...subject }) {
      const { id, outputs } = current().operations.create(subject, inputs, preview);
      return { id, outputs: outputs as Plain };
    },
    async update({ id, news, oldOutputs, preview, ...subject }) {
      return current().operations.update(subject, id, news, oldOutputs, preview) as Plain;
    },
    async delete({ id, ...subject }) {
      current().operations.delete(subject, id);
    },
    async read({ id, ...subject }) {
      const found = current().operations.read(subject, id);
      return found && { id, inputs: found.inputs as Plain, outputs: found.outputs as Plain };
    },
    async invoke({ token, args }) {
      const { account, configuration } = current();
      return invoke(token, args, account, configuration) as Plain;
    },
    async close() {
      session?.account.close();
      session = undefined;
    },
  };
}
