import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  empty,
  fromStruct,
  grpc,
  type plugin,
  provider as messages,
  providerService,
  toStruct,
} from "./protocol.ts";
import { InitializationError, type Provider, type ProviderContext } from "./provider.ts";
import { serveProvider, type ServedProvider } from "./serve.ts";
import { secret, type Properties } from "./values.ts";

type Client = InstanceType<typeof providerService.ResourceProviderClient>;

const URN = "urn:pulumi:dev::project::my:component:Thing$pkg:mod:Type::the::name";

/** Remembers its configuration, echoes inputs, and fails to initialise where it is told to. */
function echoProvider(context: ProviderContext, log: string[]): Provider {
  let configuration: Properties = {};
  return {
    name: "echo",
    version: "1.2.3",
    configure: ({ args }) => {
      configuration = args;
      return Promise.resolve();
    },
    check: ({ type, name, news }) =>
      Promise.resolve({ inputs: { ...news, type, name }, failures: [{ property: "a", reason: "is wrong" }] }),
    diff: () =>
      Promise.resolve({
        changes: [
          { path: "spec.a", kind: "update", replace: true },
          { path: "spec.b", kind: "add" },
        ],
        deleteBeforeReplace: true,
      }),
    create: ({ inputs, preview }) => {
      if (inputs["fail"] === true) {
        throw new InitializationError({ id: "id", outputs: inputs, reasons: ["not ready", "ever"] });
      }
      return Promise.resolve({
        id: "id",
        outputs: { ...inputs, preview, seen: JSON.stringify([inputs, configuration]) },
      });
    },
    update: ({ timeoutSeconds }) => Promise.resolve({ timeoutSeconds: timeoutSeconds ?? null }),
    delete: () => Promise.reject(new Error("thing x is in use; remove y first")),
    read: () => Promise.resolve(undefined),
    close: () => {
      log.push(`closed ${JSON.stringify(configuration)} aborted ${context.signal.aborted}`);
      return Promise.resolve();
    },
  };
}

type Callback<Response> = (error: grpc.ServiceError | null, response: Response) => void;

function answer<Response>(send: (callback: Callback<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

describe("serveProvider", () => {
  const log: string[] = [];
  let served: ServedProvider;
  let client: Client;

  const connect = (): Client =>
    new providerService.ResourceProviderClient(
      `127.0.0.1:${served.port}`,
      grpc.credentials.createInsecure(),
      {
        "grpc.use_local_subchannel_pool": 1,
      },
    );
  const create = (on: Client, inputs: Properties): Promise<messages.CreateResponse> =>
    answer((callback) =>
      on.create(new messages.CreateRequest().setUrn(URN).setProperties(toStruct(inputs)), callback),
    );

  before(async () => {
    served = await serveProvider((context) => echoProvider(context, log));
    client = connect();
  });
  after(async () => {
    client.close();
    await served.close();
  });

  it("says who it is and what it understands", async () => {
    const info = await answer<plugin.PluginInfo>((callback) =>
      client.getPluginInfo(new empty.Empty(), callback),
    );
    assert.equal(info.getVersion(), "1.2.3");
    const handshake = await answer<messages.ProviderHandshakeResponse>((callback) =>
      client.handshake(new messages.ProviderHandshakeRequest(), callback),
    );
    assert.equal(handshake.getAcceptSecrets() && handshake.getAcceptResources(), true);
  });

  it("opens secrets for the provider and marks them in what comes back", async () => {
    const outputs = fromStruct((await create(client, { open: 1, hidden: secret("x") })).getProperties());
    assert.deepEqual(outputs["hidden"], secret("x"));
    assert.equal(outputs["seen"], '[{"hidden":"x","open":1},{}]');
  });

  it("tells type and name from the URN and reports check failures", async () => {
    const request = new messages.CheckRequest()
      .setUrn(URN)
      .setNews(toStruct({ s: secret(1) }))
      .setOlds(toStruct({}));
    const response = await answer<messages.CheckResponse>((callback) => client.check(request, callback));
    assert.deepEqual(fromStruct(response.getInputs()), {
      s: secret(1),
      type: "pkg:mod:Type",
      name: "the::name",
    });
    assert.deepEqual(
      response.getFailuresList().map((failure) => failure.getReason()),
      ["is wrong"],
    );
  });

  it("gives differences with their replacements", async () => {
    const response = await answer<messages.DiffResponse>((callback) =>
      client.diff(new messages.DiffRequest().setUrn(URN), callback),
    );
    assert.equal(response.getChanges(), messages.DiffResponse.DiffChanges.DIFF_SOME);
    assert.deepEqual(response.getReplacesList(), ["spec.a"]);
    assert.deepEqual(response.getDiffsList(), ["spec"]);
    assert.equal(response.getDeletebeforereplace(), true);
    assert.equal(
      response.getDetaileddiffMap().get("spec.a")?.getKind(),
      messages.PropertyDiff.Kind.UPDATE_REPLACE,
    );
  });

  it("keeps one configuration per connection, and lets go of it with the connection", async () => {
    const [one, two] = [connect(), connect()];
    for (const [which, value] of [
      [one, "1"],
      [two, "2"],
    ] as const) {
      await answer((callback) =>
        which.configure(new messages.ConfigureRequest().setArgs(toStruct({ value })), callback),
      );
    }
    const seen = fromStruct((await create(one, {})).getProperties())["seen"];
    assert.equal(seen, '[{},{"value":"1"}]');
    assert.equal(fromStruct((await create(two, {})).getProperties())["seen"], '[{},{"value":"2"}]');
    one.close();
    for (let turn = 0; turn < 100 && log.length === 0; turn++) {
      await sleep(10);
    }
    assert.deepEqual(log, ['closed {"value":"1"} aborted true']);
    two.close();
  });

  it("passes errors on in the provider's words", async () => {
    const request = new messages.DeleteRequest().setUrn(URN);
    await assert.rejects(
      answer((callback) => client.delete(request, callback)),
      /thing x is in use; remove y first/,
    );
  });

  it("sends the state of a resource that did not initialise, with its secrets", async () => {
    await assert.rejects(create(client, { fail: true, hidden: secret("x") }), (error: grpc.ServiceError) => {
      assert.equal(error.details, "not ready; ever");
      const details = Buffer.concat(
        error.metadata.get("grpc-status-details-bin").map((part) => Buffer.from(part)),
      );
      const text = details.toString("latin1");
      assert.match(text, /type.googleapis.com\/pulumirpc.ErrorResourceInitFailed/);
      assert.match(text, /1b47061264138c4ac30d75fd1eb44270/);
      return true;
    });
  });

  it("says what it does not serve", async () => {
    const request = new messages.InvokeRequest().setTok("echo:index:f");
    await assert.rejects(
      answer((callback) => client.invoke(request, callback)),
      /echo provider does not serve the function echo:index:f/,
    );
    await assert.rejects(
      answer((callback) => client.construct(new messages.ConstructRequest(), callback)),
      /echo provider serves no remote components/,
    );
  });

  it("says that a resource is gone by answering without an id", async () => {
    const response = await answer<messages.ReadResponse>((callback) =>
      client.read(new messages.ReadRequest().setUrn(URN), callback),
    );
    assert.equal(response.getId(), "");
  });
});
