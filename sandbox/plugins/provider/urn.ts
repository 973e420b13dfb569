/**
 * Reads the engine's names of resources: `urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>`.
 */
import type { ResourceRequest } from "./provider.ts";

/** Which resource a request is about. */
export function resourceOf(request: { getUrn(): string }): ResourceRequest {
  const urn = request.getUrn();
  const [, , qualifiedType = "", ...name] = urn.split("::");
  return { urn, type: qualifiedType.split("$").at(-1) ?? "", name: name.join("::") };
}
