import assert from "node:assert/strict";
import { controllerPolicy, queuePolicy } from "./karpenter.plan.ts";

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: object;
}

const statements = controllerPolicy({
  clusterName: "plinth-test",
  nodeRole: "plinth-test-node",
  interruptionQueue: "plinth-test-karpenter",
}).Statement as Statement[];
const actionsOf = ({ Action }: Statement) => [Action].flat();

describe("Karpenter's policy", () => {
  it("fits the 10,240 characters of a role's own policies", () => {
    assert.ok(JSON.stringify({ Version: "2012-10-17", Statement: statements }).length < 10_240);
  });

  it("changes nothing that is not tagged as this cluster's", () => {
    const reading = /^(ec2:Describe|pricing:Get|ssm:Get|eks:Describe|iam:(Get|List)|sqs:)/;
    for (const statement of statements) {
      if (actionsOf(statement).every((action) => reading.test(action))) continue;
      if (statement.Sid === "UseSharedResources") continue;
      const condition = JSON.stringify(statement.Condition ?? {});
      const confined =
        condition.includes("kubernetes.io/cluster/plinth-test") || statement.Sid === "PassNodeRole";
      assert.ok(confined, `${statement.Sid} is confined to the cluster`);
    }
  });

  it("passes on the nodes' role, to EC2, and no other", () => {
    const passing = statements.filter((statement) => actionsOf(statement).includes("iam:PassRole"));
    assert.deepEqual(
      passing.map(({ Resource, Condition }) => [Resource, Condition]),
      [
        [
          "arn:aws:iam::*:role/plinth-test-node",
          { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
        ],
      ],
    );
  });

  it("grants no wildcard action", () => {
    assert.deepEqual(
      statements.flatMap(actionsOf).filter((action) => action.includes("*")),
      [],
    );
  });

  it("may read the instance profiles that it has to clean up", () => {
    const all = new Set(statements.flatMap(actionsOf));
    for (const action of ["iam:GetInstanceProfile", "iam:ListInstanceProfiles"]) assert.ok(all.has(action));
  });
});

describe("the interruption queue's policy", () => {
  it("admits EventBridge, and nobody without TLS", () => {
    const { Statement } = queuePolicy("arn:q") as { Statement: Statement[] };
    assert.deepEqual(
      Statement.map(({ Sid, Effect, Resource }) => [Sid, Effect, Resource]),
      [
        ["ReceiveEvents", "Allow", "arn:q"],
        ["RequireTls", "Deny", "arn:q"],
      ],
    );
  });
});
