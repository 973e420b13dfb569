/** Judged by the compiler: each `@ts-expect-error` line fails the type check once it compiles. */
import { output } from "@pulumi/pulumi";
import type { ResourceArgs, schema } from "./index.ts";

const metadata = { name: "web", namespace: "shop" };

export const accepted: ResourceArgs<schema.VirtualService>[] = [
  { metadata, spec: { hosts: ["web"], http: [{ route: [{ destination: { host: "web" }, weight: 100 }] }] } },
  { metadata, spec: output({ hosts: ["web"] }) },
  { metadata, spec: { hosts: output(["web"]), http: output([{ name: "all" }]) } },
  { metadata, spec: { hosts: ["web"] as const } },
  { metadata, spec: { hosts: [output("web")], http: [{ name: output("all"), route: [] }] } },
  { metadata: { ...metadata, name: output("web"), labels: { app: output("web") } }, spec: {} },
];

export const refused: ResourceArgs<schema.VirtualService>[] = [
  // @ts-expect-error a misspelt field at the top
  { metadata, spec: { host: ["web"] } },
  // @ts-expect-error a misspelt field deep inside
  { metadata, spec: { http: [{ route: [{ destination: { hots: "web" } }] }] } },
  // @ts-expect-error a misspelt field beside outputs
  { metadata, spec: { hosts: [output("web")], htpp: [] } },
  // @ts-expect-error a value of the wrong type
  { metadata, spec: { http: [{ route: [{ destination: { host: "web" }, weight: "100" }] }] } },
  // @ts-expect-error an output of the wrong type
  { metadata, spec: { hosts: output("web") } },
  // @ts-expect-error no namespace
  { metadata: { name: "web" }, spec: {} },
  // @ts-expect-error no name
  { metadata: { namespace: "shop" }, spec: {} },
  // @ts-expect-error a misspelt metadata field
  { metadata: { ...metadata, lables: {} }, spec: {} },
  // @ts-expect-error no spec
  { metadata },
];

export const clusterWide: ResourceArgs<schema.ClusterIssuer>[] = [
  { metadata: { name: "internal" }, spec: { selfSigned: {} } },
  // @ts-expect-error a cluster-wide object has no namespace
  { metadata: { name: "internal", namespace: "shop" }, spec: { selfSigned: {} } },
];

export const values: ResourceArgs<schema.Database>[] = [
  { metadata, spec: { cluster: { name: "votes" }, name: "votes", owner: "app", ensure: "present" } },
  // @ts-expect-error not one of the values that the CRD allows
  { metadata, spec: { cluster: { name: "votes" }, name: "votes", owner: "app", ensure: "there" } },
  // @ts-expect-error a required field is missing
  { metadata, spec: { cluster: { name: "votes" }, name: "votes" } },
];

export const numberOrString: ResourceArgs<schema.EC2NodeClass>["spec"] = {
  amiSelectorTerms: [{ alias: "bottlerocket@v1.50.0" }],
  securityGroupSelectorTerms: [{ id: output("sg-1") }],
  subnetSelectorTerms: [{ tags: { role: "private" } }],
  blockDeviceMappings: [{ ebs: { volumeSize: output("20Gi") } }, { ebs: { volumeSize: "20Gi" } }],
};
