/**
 * The stand-in for the AWS provider: an account kept on this machine that refuses what AWS refuses.
 * `SANDBOX_AWS_DIRECTORY` says where it is kept, `SANDBOX_AWS_ACCOUNT_ID` what number it has (default 000000000000).
 */
import type {
  CheckRequest,
  CheckResult,
  ConfigureRequest,
  Created,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  DiffResult,
  InvokeRequest,
  Properties as Plain,
  Provider,
  ProviderContext,
  ReadRequest,
  ReadResult,
  UpdateRequest,
} from "../provider/index.ts";
import { openAccount, type Account } from "./account/account.ts";
import { checkInputs } from "./check.ts";
import { readConfiguration, type Configuration } from "./configuration.ts";
import { diffInputs } from "./diff.ts";
import { invoke } from "./invoke/functions.ts";
import { Operations } from "./operations.ts";

/** Runs that have been told that AWS is simulated, by the address of their engine. */
const told = new Set<string>();

interface Session {
  readonly account: Account;
  readonly configuration: Configuration;
  readonly operations: Operations;
}

/** Makes the provider of one connection. */
export function createProvider(context: ProviderContext): Provider {
  return new AwsProvider(context);
}

class AwsProvider implements Provider {
  readonly name = "aws";
  readonly version = "7.48.0";
  readonly #context: ProviderContext;
  #opened: Session | undefined;

  constructor(context: ProviderContext) {
    this.#context = context;
  }

  async configure({ args }: ConfigureRequest): Promise<void> {
    const directory = process.env.SANDBOX_AWS_DIRECTORY;
    if (directory === undefined || directory === "") {
      throw new Error(
        "SANDBOX_AWS_DIRECTORY is not set: it names the folder that the sandbox's AWS account is kept in",
      );
    }
    const configuration = readConfiguration(args, process.env);
    await this.close();
    const account = openAccount(directory);
    this.#opened = { account, configuration, operations: new Operations(account, configuration) };
    const run = this.#context.engineAddress() ?? "";
    if (!told.has(run)) this.#context.log("info", `aws: simulated (account ${configuration.account})`);
    told.add(run);
  }

  async check({ type, urn, name, olds, news, randomSeed: seed }: CheckRequest): Promise<CheckResult> {
    const { account, configuration } = this.#session();
    const checked = checkInputs({ type, urn, name, olds, news, seed }, account, configuration);
    return { inputs: checked.inputs as Plain, failures: checked.failures };
  }

  async diff({ type, urn, id, oldInputs, news }: DiffRequest): Promise<DiffResult> {
    this.#session().operations.remember(urn, id);
    return diffInputs(type, oldInputs, news);
  }

  async create({ inputs, preview, ...subject }: CreateRequest): Promise<Created> {
    const { id, outputs } = this.#session().operations.create(subject, inputs, preview);
    return { id, outputs: outputs as Plain };
  }

  async update({ id, news, oldOutputs, preview, ...subject }: UpdateRequest): Promise<Plain> {
    return this.#session().operations.update(subject, id, news, oldOutputs, preview) as Plain;
  }

  async delete({ id, ...subject }: DeleteRequest): Promise<void> {
    this.#session().operations.delete(subject, id);
  }

  async read({ id, ...subject }: ReadRequest): Promise<ReadResult | undefined> {
    return this.#session().operations.read(subject, id) as ReadResult | undefined;
  }

  async invoke({ token, args }: InvokeRequest): Promise<Plain> {
    const { account, configuration } = this.#session();
    return invoke(token, args, account, configuration) as Plain;
  }

  async close(): Promise<void> {
    this.#opened?.account.close();
    this.#opened = undefined;
  }

  #session(): Session {
    if (this.#opened) return this.#opened;
    throw new Error("the sandbox's AWS stand-in was used before it was configured");
  }
}
