/**
 * The way in from outside: the mesh's Gateway with an explicit list of host names, HTTPS only,
 * and the certificate it shows.
 */
import { childOptions, labels, type Client } from "@plinth/core";
import { Certificate, ClusterIssuer, Gateway } from "@plinth/crds";
import * as pulumi from "@pulumi/pulumi";
import { certificateSpec, gatewaySpec, hostNames, issuerSpec, type CertificateIssuer } from "./edge.plan.ts";

export interface EdgeArgs<HostName extends string> {
  /** Domain below which the host names are. */
  readonly domain: string;
  /** The left-most part of each host name: `{ vote: "vote" }` becomes `vote.<domain>`. */
  readonly hosts: Readonly<Record<HostName, string>>;
  /** The pods that listen. The Gateway, and the key of its certificate, are kept in their namespace. */
  readonly gateway: Client;
  /** Who signs the certificate. */
  readonly issuer: CertificateIssuer;
}

export class Edge<HostName extends string = string> extends pulumi.ComponentResource {
  /** `<namespace>/<name>` of the Gateway, as a VirtualService refers to it. */
  readonly gateway: pulumi.Output<string>;
  /** Full host names, by the keys of `hosts`. */
  readonly hosts: Readonly<Record<HostName, string>>;
  /** Where people go: `https://<host>`, by the keys of `hosts`. */
  readonly urls: Readonly<Record<HostName, string>>;

  constructor(name: string, args: EdgeArgs<HostName>, opts?: pulumi.ComponentResourceOptions) {
    super("plinth:edge:Edge", name, {}, opts);
    const { domain, issuer } = args;
    this.hosts = hostNames(name, domain, args.hosts);
    const hosts = Object.values<string>(this.hosts);
    const child = childOptions(this, opts);
    const identity = { name: "edge", instance: name, component: "gateway", partOf: "platform" };
    const metadata = { name, namespace: args.gateway.namespace, labels: labels(identity) };
    const secretName = `${name}-tls`;

    const clusterIssuer = new ClusterIssuer(
      `${name}-issuer`,
      { metadata: { name, labels: metadata.labels }, spec: issuerSpec(name, issuer) },
      child,
    );
    const certificate = new Certificate(
      `${name}-certificate`,
      {
        metadata,
        spec: certificateSpec(domain, hosts, secretName, issuer, clusterIssuer.metadata.name),
      },
      child,
    );
    const gateway = new Gateway(
      `${name}-gateway`,
      { metadata, spec: gatewaySpec(args.gateway.selector, hosts, secretName) },
      childOptions(this, opts, [certificate]),
    );

    this.gateway = pulumi.interpolate`${gateway.metadata.namespace}/${gateway.metadata.name}`;
    this.urls = Object.fromEntries(
      Object.entries<string>(this.hosts).map(([key, host]) => [key, `https://${host}`]),
    ) as Record<HostName, string>;
    this.registerOutputs({ gateway: this.gateway, hosts: this.hosts, urls: this.urls });
  }
}
