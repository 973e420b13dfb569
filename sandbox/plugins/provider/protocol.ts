/**
 * The provider protocol's generated messages under plain names: the only file that knows where they come from.
 */
import grpc from "@grpc/grpc-js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties } from "./values.ts";

export { any, empty, engine, engineService, grpc, plugin, provider, providerService, status };

/** Largest message in bytes, as the engine's own limit. */
export const MAXIMUM_MESSAGE = 400 * 1024 * 1024;

export function toStruct(properties: Properties): StructMessage {
  return struct.Struct.fromJavaScript(
    withoutUndefined(properties) as Parameters<typeof struct.Struct.fromJavaScript>[0],
  );
}

export function fromStruct(message: StructMessage | undefined): Properties {
  return message === undefined ? {} : message.toJavaScript();
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => withoutUndefined(item) ?? null);
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([name, item]) => [name, withoutUndefined(item)]));
  }
  return value;
}
