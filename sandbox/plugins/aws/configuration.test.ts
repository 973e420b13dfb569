import assert from "node:assert/strict";
import { readConfiguration } from "./configuration.ts";

describe("configuration of the AWS provider", () => {
  const region = "eu-west-1";

  it("takes the region from config before the environment, and tags as JSON text", () => {
    const args = { region, defaultTags: '{"tags":{"team":"platform"}}', profile: "ignored" };
    assert.deepEqual(readConfiguration(args, { AWS_REGION: "us-east-1" }), {
      region,
      account: "000000000000",
      defaultTags: { team: "platform" },
    });
    assert.equal(readConfiguration({}, { AWS_REGION: "us-east-1" }).region, "us-east-1");
  });

  it("refuses no region and one that does not exist", () => {
    assert.throws(
      () => readConfiguration({}, {}),
      /Missing region configuration.*pulumi config set aws:region/,
    );
    assert.throws(() => readConfiguration({ region: "europe" }, {}), /invalid AWS Region: europe/);
  });

  it("refuses an account that is not allowed, or forbidden", () => {
    assert.throws(
      () => readConfiguration({ region, allowedAccountIds: '["111111111111"]' }, {}),
      /AWS account ID not allowed: 000000000000/,
    );
    assert.throws(
      () => readConfiguration({ region, forbiddenAccountIds: '["000000000000"]' }, {}),
      /not allowed/,
    );
    assert.equal(
      readConfiguration(
        { region, allowedAccountIds: '["111111111111"]' },
        { SANDBOX_AWS_ACCOUNT_ID: "111111111111" },
      ).account,
      "111111111111",
    );
    assert.throws(() => readConfiguration({ region }, { SANDBOX_AWS_ACCOUNT_ID: "12" }), /12 digits/);
  });
});
