import assert from "node:assert/strict";
import fc from "fast-check";
import { certificateSpec, gatewaySpec, hostNames, issuerSpec } from "./edge.plan.ts";

const acme = {
  kind: "acme",
  email: "ops@example.com",
  server: "https://acme.example.com/directory",
  hostedZoneId: "Z1",
  region: "eu-west-1",
} as const;

describe("host names of an edge", () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/);

  it("are below the domain, under the keys they were given", () => {
    fc.assert(
      fc.property(fc.uniqueArray(label, { minLength: 1 }), (labels) => {
        const hosts = hostNames("edge", "example.com", Object.fromEntries(labels.map((one) => [one, one])));
        for (const one of labels) assert.equal(hosts[one], `${one}.example.com`);
      }),
    );
  });

  const refused: [string, Record<string, string>, RegExp][] = [
    ["none", {}, /no hosts; name at least one/],
    ["a wildcard", { all: "*" }, /host "all": "\*\.example\.com" is no DNS name/],
    ["an empty one", { vote: "" }, /"\.example\.com" is no DNS name/],
    ["capitals", { vote: "Vote" }, /"Vote\.example\.com" is no DNS name/],
    ["the same name twice", { vote: "app", result: "app" }, /host "result": "app\.example\.com" is taken/],
  ];
  for (const [what, hosts, message] of refused) {
    it(`refuse ${what}, naming the edge`, () => {
      assert.throws(() => hostNames("edge", "example.com", hosts), message);
      assert.throws(() => hostNames("edge", "example.com", hosts), /^RangeError: Edge "edge"/);
    });
  }
});

describe("gateway of an edge", () => {
  const { servers } = gatewaySpec({ istio: "ingress" }, ["vote.example.com"], "edge-tls") as unknown as {
    servers: { hosts: string[]; port: { number: number; protocol: string }; tls: Record<string, unknown> }[];
  };

  it("listens for the named hosts only", () => {
    for (const { hosts } of servers) assert.deepEqual(hosts, ["vote.example.com"]);
  });

  it("speaks HTTPS from TLS 1.2 on, and on HTTP only tells where to go", () => {
    const [https, http, ...rest] = servers;
    assert.equal(rest.length, 0);
    assert.deepEqual(https?.tls, {
      mode: "SIMPLE",
      credentialName: "edge-tls",
      minProtocolVersion: "TLSV1_2",
    });
    assert.equal(http?.port.protocol, "HTTP");
    assert.deepEqual(http.tls, { httpsRedirect: true });
  });
});

describe("certificate of an edge", () => {
  const spec = (issuer: Parameters<typeof certificateSpec>[3]) =>
    certificateSpec("example.com", ["vote.example.com"], "edge-tls", issuer, "edge") as unknown as {
      duration: string;
      renewBefore: string;
      privateKey: { rotationPolicy: string };
      subject?: object;
      dnsNames: string[];
    };

  it("lives at most 90 days, and is replaced when a third of them is left", () => {
    const hours = (text: string) => Number(/^(\d+)h$/.exec(text)?.[1]);
    const { duration, renewBefore } = spec(acme);
    assert(hours(duration) <= 90 * 24);
    assert(hours(renewBefore) * 3 >= hours(duration));
  });

  it("gets a new key each time", () => {
    assert.equal(spec(acme).privateKey.rotationPolicy, "Always");
  });

  it("asks an authority for names only, and has a subject when it signs itself", () => {
    assert.equal(spec(acme).subject, undefined);
    assert.deepEqual(spec({ kind: "self-signed" }).subject, { organizations: ["example.com"] });
  });
});

describe("issuer of an edge", () => {
  it("proves the domain by a record in its zone", () => {
    const { acme: account } = issuerSpec("edge", acme) as unknown as { acme: Record<string, unknown> };
    assert.deepEqual(account["solvers"], [
      { dns01: { route53: { region: "eu-west-1", hostedZoneID: "Z1" } } },
    ]);
    assert.deepEqual(issuerSpec("edge", { kind: "self-signed" }), { selfSigned: {} });
  });
});
