/**
 * The stand-in for the EKS provider. It has components only, which `components.ts` builds in a process of its own out
 * of ordinary AWS resources; `KUBECONFIG` names the file that `Cluster.kubeconfig` hands out.
 */
import type { Provider, ProviderContext } from "../provider/index.ts";

const REFUSAL = "the sandbox's EKS stand-in has components only";

/** Makes the provider of one connection. */
export function createProvider(_context: ProviderContext): Provider {
  return {
    name: "eks",
    version: "4.3.0",
    components: new URL("components.ts", import.meta.url),
    check: async ({ type }) => refuse(type),
    diff: async ({ type }) => refuse(type),
    create: async ({ type }) => refuse(type),
    update: async ({ type }) => refuse(type),
    delete: async ({ type }) => refuse(type),
    read: async ({ type }) => refuse(type),
  };
}

function refuse(type: string): never {
  throw new Error(`${REFUSAL}, ${type} is none of them`);
}
