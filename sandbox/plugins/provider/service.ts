/**
 * The resource provider service: every call of the protocol, turned into calls of a `Provider`.
 */
import { createHash } from "node:crypto";
import { diffResponse } from "./diff-response.ts";
import { toServiceError } from "./errors.ts";
import type { Instance } from "./instance.ts";
import { empty, fromStruct, plugin, provider as messages, toStruct, type grpc } from "./protocol.ts";
import { rewrapping } from "./rewrapping.ts";
import { resourceOf } from "./urn.ts";
import { rewrapProperties, unwrapProperties } from "./values.ts";

/** Finds the instance that serves a call's connection. */
export type FindInstance = (peer: string) => Instance;

type Unary<Request> = (
  call: grpc.ServerUnaryCall<Request, unknown>,
  callback: grpc.sendUnaryData<unknown>,
) => void;

/** The handlers to give to a gRPC server. */
export function createService(find: FindInstance): grpc.UntypedServiceImplementation {
  const unary =
    <Request>(handle: (request: Request, instance: Instance) => unknown): Unary<Request> =>
    (call, callback) => {
      const answer = async (): Promise<void> => {
        try {
          callback(null, await handle(call.request, find(call.getPeer())));
        } catch (error) {
          callback(toServiceError(error));
        }
      };
      void answer();
    };
  return {
    handshake: unary(handshake),
    attach: unary(attach),
    getPluginInfo: unary(getPluginInfo),
    getSchema: unary(getSchema),
    getMapping: unary(() => new messages.GetMappingResponse()),
    getMappings: unary(() => new messages.GetMappingsResponse()),
    parameterize: unary(() => unsupported("parameterized packages")),
    checkConfig: unary((request: messages.CheckRequest) =>
      new messages.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: unary(diffConfig),
    configure: unary(configure),
    cancel: unary(cancel),
    check: unary(check),
    diff: unary(diff),
    create: unary(create),
    update: unary(update),
    delete: unary(remove),
    read: unary(read),
    invoke: unary(invoke),
    construct: unary(construct),
    call: unary(callMethod),
  };
}

function unsupported(what: string): never {
  throw new Error(`the sandbox's providers do not serve ${what}`);
}

function handshake(request: messages.ProviderHandshakeRequest, instance: Instance): unknown {
  instance.attach(request.getEngineAddress());
  const response = new messages.ProviderHandshakeResponse();
  response.setAcceptSecrets(true);
  response.setAcceptResources(true);
  response.setAcceptOutputs(true);
  return response;
}

function attach(request: plugin.PluginAttach, instance: Instance): unknown {
  instance.attach(request.getAddress());
  return new empty.Empty();
}

function getPluginInfo(_request: unknown, instance: Instance): unknown {
  return new plugin.PluginInfo().setVersion(instance.provider.version);
}

function getSchema(_request: unknown, instance: Instance): unknown {
  const { name, version } = instance.provider;
  return new messages.GetSchemaResponse().setSchema(JSON.stringify({ name, version }));
}

/** A provider that points elsewhere is updated in place; its resources tell by themselves whether they are still there. */
function diffConfig(request: messages.DiffRequest): unknown {
  const same =
    JSON.stringify(fromStruct(request.getOldInputs())) === JSON.stringify(fromStruct(request.getNews()));
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  return new messages.DiffResponse().setChanges(same ? DIFF_NONE : DIFF_SOME);
}

async function configure(request: messages.ConfigureRequest, instance: Instance): Promise<unknown> {
  const args = unwrapProperties(fromStruct(request.getArgs()));
  await instance.provider.configure?.({ args, urn: request.getUrn() });
  const response = new messages.ConfigureResponse();
  response.setAcceptsecrets(true);
  response.setSupportspreview(true);
  response.setAcceptresources(true);
  response.setAcceptoutputs(true);
  return response;
}

function cancel(_request: unknown, instance: Instance): unknown {
  instance.cancel();
  return new empty.Empty();
}

async function check(request: messages.CheckRequest, instance: Instance): Promise<unknown> {
  const wrapped = fromStruct(request.getNews());
  const result = await instance.provider.check({
    ...resourceOf(request),
    olds: unwrapProperties(fromStruct(request.getOlds())),
    news: unwrapProperties(wrapped),
    randomSeed: seedOf(request),
  });
  const response = new messages.CheckResponse();
  response.setInputs(toStruct(rewrapProperties(result.inputs, wrapped)));
  for (const { property, reason } of result.failures ?? []) {
    const failure = new messages.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    response.addFailures(failure);
  }
  return response;
}

async function diff(request: messages.DiffRequest, instance: Instance): Promise<unknown> {
  return diffResponse(
    await instance.provider.diff({
      ...resourceOf(request),
      id: request.getId(),
      oldInputs: unwrapProperties(fromStruct(request.getOldInputs())),
      oldOutputs: unwrapProperties(fromStruct(request.getOlds())),
      news: unwrapProperties(fromStruct(request.getNews())),
    }),
  );
}

async function create(request: messages.CreateRequest, instance: Instance): Promise<unknown> {
  const wrapped = fromStruct(request.getProperties());
  const created = await rewrapping([wrapped], () =>
    instance.provider.create({
      ...resourceOf(request),
      inputs: unwrapProperties(wrapped),
      preview: request.getPreview(),
      timeoutSeconds: request.getTimeout() || undefined,
    }),
  );
  const response = new messages.CreateResponse();
  response.setId(created.id);
  response.setProperties(toStruct(rewrapProperties(created.outputs, wrapped)));
  return response;
}

async function update(request: messages.UpdateRequest, instance: Instance): Promise<unknown> {
  const wrapped = fromStruct(request.getNews());
  const outputs = await rewrapping([wrapped], () =>
    instance.provider.update({
      ...resourceOf(request),
      id: request.getId(),
      oldInputs: unwrapProperties(fromStruct(request.getOldInputs())),
      oldOutputs: unwrapProperties(fromStruct(request.getOlds())),
      news: unwrapProperties(wrapped),
      preview: request.getPreview(),
      timeoutSeconds: request.getTimeout() || undefined,
    }),
  );
  return new messages.UpdateResponse().setProperties(toStruct(rewrapProperties(outputs, wrapped)));
}

async function remove(request: messages.DeleteRequest, instance: Instance): Promise<unknown> {
  await instance.provider.delete({
    ...resourceOf(request),
    id: request.getId(),
    inputs: unwrapProperties(fromStruct(request.getOldInputs())),
    outputs: unwrapProperties(fromStruct(request.getProperties())),
    timeoutSeconds: request.getTimeout() || undefined,
  });
  return new empty.Empty();
}

async function read(request: messages.ReadRequest, instance: Instance): Promise<unknown> {
  const wrapped = [fromStruct(request.getInputs()), fromStruct(request.getProperties())] as const;
  const found = await rewrapping(wrapped, () =>
    instance.provider.read({
      ...resourceOf(request),
      id: request.getId(),
      inputs: unwrapProperties(wrapped[0]),
      outputs: unwrapProperties(wrapped[1]),
    }),
  );
  const response = new messages.ReadResponse();
  if (found !== undefined) {
    response.setId(found.id);
    response.setInputs(toStruct(rewrapProperties(found.inputs, wrapped[0])));
    response.setProperties(toStruct(rewrapProperties(found.outputs, ...wrapped)));
  }
  return response;
}

async function invoke(request: messages.InvokeRequest, instance: Instance): Promise<unknown> {
  const { provider } = instance;
  const token = request.getTok();
  if (provider.invoke === undefined) {
    throw new Error(`the sandbox's ${provider.name} provider does not serve the function ${token}`);
  }
  const args = unwrapProperties(fromStruct(request.getArgs()));
  const result = await provider.invoke({ token, args, preview: request.getPreview() });
  return new messages.InvokeResponse().setReturn(toStruct(result));
}

async function construct(request: messages.ConstructRequest, instance: Instance): Promise<unknown> {
  const client = await instance.components();
  return new Promise((resolve, reject) => {
    client.construct(request, (error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

async function callMethod(request: messages.CallRequest, instance: Instance): Promise<unknown> {
  const client = await instance.components();
  return new Promise((resolve, reject) => {
    client.call(request, (error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

/** An engine that sends no seed gets one that is the same for the same resource. */
function seedOf(request: messages.CheckRequest): Uint8Array {
  const seed = request.getRandomseed_asU8();
  return seed.length > 0 ? seed : createHash("sha256").update(request.getUrn()).digest();
}
