import assert from "node:assert/strict";
import { flatten, statusOf, type Summary } from "./summary.ts";
import { renderSummary } from "./summary.render.ts";

const summary: Summary = {
  stack: "dev",
  phases: ["toolchain 0.1 s", "pulumi up 9.0 s"],
  resources: { kubernetes: 12, aws: 61 },
  workloads: [
    {
      namespace: "voting",
      kind: "Deployment",
      name: "vote",
      status: "2 of 2 ready",
      well: true,
      zones: ["us-east-1a", "us-east-1c"],
    },
    {
      namespace: "voting",
      kind: "Deployment",
      name: "worker",
      status: "0 of 1 ready",
      well: false,
      zones: [],
    },
  ],
  nodes: 8,
  pods: 1,
  zones: ["us-east-1a", "us-east-1b", "us-east-1c"],
  charts: 1,
  customResources: 2,
  clusters: ["platform"],
  outputs: { "urls.vote": "https://vote.test" },
  ownCluster: false,
  hasKubectl: true,
};
const mark = (format: unknown, text: string) => (String(format) === "yellow" ? `!${text}` : text);

describe("renderSummary", () => {
  it("says what runs where, what is simulated, and what to do next", () => {
    assert.equal(
      renderSummary(summary, mark),
      `
Stack dev is up (toolchain 0.1 s, pulumi up 9.0 s)

What runs where
  voting  Deployment vote    2 of 2 ready  a c
  !        Deployment worker  0 of 1 ready
  8 nodes in us-east-1a, us-east-1b, us-east-1c

What is simulated
  Nodes and pods  8 nodes and 1 pod, played by kwok: no container runs
  AWS             61 resources in a stand-in's account on this disk
  EKS             cluster platform: its API server is the one on this machine
  Helm            1 chart: CRDs are installed, pods are not run
  Operators       2 custom resources, validated by the operators' schemas: no operator acts

Outputs
  urls.vote  https://vote.test

Look further
  npm run sandbox -- kubectl get pods -A  what the API server has
  npm run sandbox -- pulumi stack         what the engine has
  npm run preview -- dev                  what a change would do
  npm run down -- dev                     destroy it; nothing is left
  npm run sandbox:stop                    end all processes; state is kept
`,
    );
  });

  it("leaves out what there is none of", () => {
    const bare = {
      ...summary,
      resources: {},
      charts: 0,
      customResources: 0,
      clusters: [],
      outputs: {},
      ownCluster: true,
      hasKubectl: false,
    };
    const text = renderSummary(bare, mark);
    for (const word of ["simulated", "Outputs", "kubectl", "kwok"]) {
      assert.ok(!text.includes(word), word);
    }
  });
});

describe("flatten", () => {
  it("gives nested outputs dotted names", () => {
    assert.deepEqual(flatten({ urls: { vote: "v", none: null }, zones: ["a", "b"], count: 3, on: true }), {
      "urls.vote": "v",
      zones: "a, b",
      count: "3",
      on: "true",
    });
  });
});

describe("statusOf", () => {
  const object = (kind: string, spec: object, status: object) =>
    ({ apiVersion: "x", kind, metadata: {}, spec, status }) as Parameters<typeof statusOf>[0];
  const cases = [
    [object("Deployment", { replicas: 2 }, { readyReplicas: 1 }), "1 of 2 ready", false],
    [object("Deployment", {}, { readyReplicas: 1 }), "1 of 1 ready", true],
    [object("Deployment", { replicas: 0 }, {}), "0 of 0 ready", true],
    [object("DaemonSet", {}, { desiredNumberScheduled: 6, numberReady: 6 }), "6 of 6 ready", true],
    [object("Job", {}, { succeeded: 1 }), "1 of 1 complete", true],
    [object("Job", { suspend: true }, {}), "on demand", true],
    [object("CronJob", { schedule: "@yearly", suspend: true }, {}), "on demand", true],
    [object("CronJob", { schedule: "@daily" }, {}), "scheduled @daily", true],
  ] as const;
  for (const [input, status, well] of cases) {
    it(`says "${status}" of a ${input.kind}`, () => assert.deepEqual(statusOf(input), { status, well }));
  }
});
