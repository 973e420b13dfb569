/** Host names, the Gateway that listens for them, and their certificate, as plain data. */
import type { Inputs, schema } from "@plinth/crds";
import type { Input } from "@pulumi/pulumi";

/** Who signs the certificate. */
export type CertificateIssuer =
  | {
      /** Nobody: browsers will warn. For environments without a public name. */
      readonly kind: "self-signed";
    }
  | {
      /** An authority that speaks ACME, shown that the domain is ours by a record in Route 53. */
      readonly kind: "acme";
      /** Who is told when a certificate could not be renewed. */
      readonly email: string;
      /** The authority's directory URL. */
      readonly server: string;
      /** Route 53's zone of the domain, and a region to call. */
      readonly hostedZoneId: Input<string>;
      readonly region: string;
    };

/** Hours a certificate is valid, and how long before its end it is replaced: at two thirds of its life. */
const certificateHours = { duration: 90 * 24, renewBefore: 30 * 24 } as const;

const hostName = /^(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/**
 * The full name of each host.
 * @throws RangeError when there is none, when one is no DNS name, or when two are the same.
 */
export function hostNames<Name extends string>(
  edge: string,
  domain: string,
  hosts: Readonly<Record<Name, string>>,
): Record<Name, string> {
  const entries = Object.entries<string>(hosts).map(([name, label]) => [name, `${label}.${domain}`] as const);
  if (entries.length === 0) throw new RangeError(`Edge "${edge}": no hosts; name at least one`);
  const seen = new Set<string>();
  for (const [name, host] of entries) {
    if (!hostName.test(host))
      throw new RangeError(
        `Edge "${edge}", host "${name}": "${host}" is no DNS name; use letters, digits and hyphens`,
      );
    if (seen.has(host))
      throw new RangeError(`Edge "${edge}", host "${name}": "${host}" is taken; give each host its own name`);
    seen.add(host);
  }
  return Object.fromEntries(entries) as Record<Name, string>;
}

/** `spec` of the Gateway: HTTPS for the hosts by name; on HTTP nothing but the way to HTTPS. */
export function gatewaySpec(
  selector: Readonly<Record<string, string>>,
  hosts: readonly string[],
  credentialName: string,
): Inputs<schema.Gateway["spec"]> {
  return {
    selector: { ...selector },
    servers: [
      {
        name: "https",
        port: { name: "https", number: 443, protocol: "HTTPS" },
        hosts,
        tls: { mode: "SIMPLE", credentialName, minProtocolVersion: "TLSV1_2" },
      },
      {
        name: "http",
        port: { name: "http", number: 80, protocol: "HTTP" },
        hosts,
        tls: { httpsRedirect: true },
      },
    ],
  };
}

/** `spec` of the Certificate: one for all hosts, with a new key each time it is renewed. */
export function certificateSpec(
  domain: string,
  hosts: readonly string[],
  secretName: string,
  issuer: CertificateIssuer,
  issuerName: Input<string>,
): Inputs<schema.Certificate["spec"]> {
  return {
    secretName,
    dnsNames: hosts,
    // A certificate that signs itself needs a subject to be its own issuer (RFC 5280, 4.1.2.4).
    ...(issuer.kind === "self-signed" ? { subject: { organizations: [domain] } } : {}),
    duration: `${certificateHours.duration}h`,
    renewBefore: `${certificateHours.renewBefore}h`,
    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
    usages: ["digital signature", "server auth"],
    revisionHistoryLimit: 1,
    issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: issuerName },
  };
}

/** `spec` of the ClusterIssuer. Only a cluster-wide one may use the controller's own AWS identity. */
export function issuerSpec(name: string, issuer: CertificateIssuer): Inputs<schema.ClusterIssuer["spec"]> {
  if (issuer.kind === "self-signed") return { selfSigned: {} };
  const { email, server, hostedZoneId, region } = issuer;
  return {
    acme: {
      email,
      server,
      privateKeySecretRef: { name: `${name}-account` },
      solvers: [{ dns01: { route53: { region, hostedZoneID: hostedZoneId } } }],
    },
  };
}
