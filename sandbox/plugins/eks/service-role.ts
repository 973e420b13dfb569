/** A role that an AWS service takes on, with AWS's own policies attached. */
import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ServiceRoleArgs {
  /** E.g. `eks.amazonaws.com`. */
  readonly service: string;
  readonly description?: string;
  /** Names of AWS's managed policies. */
  readonly policies: readonly string[];
  /** Default `sts:AssumeRole`. */
  readonly actions?: readonly string[];
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

export class ServiceRole extends pulumi.ComponentResource {
  readonly role: aws.iam.Role;
  readonly attachments: readonly aws.iam.RolePolicyAttachment[];

  constructor(name: string, args: ServiceRoleArgs, options: pulumi.ComponentResourceOptions) {
    super("eks:index:ServiceRole", name, {}, options);
    const { service, description, policies, actions = ["sts:AssumeRole"], tags } = args;
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Action: actions, Effect: "Allow", Principal: { Service: [service] } }],
    };
    this.role = new aws.iam.Role(
      `${name}-role`,
      { description, assumeRolePolicy: JSON.stringify(trust), tags },
      { parent: this },
    );
    this.attachments = policies.map((policy) => {
      const policyArn = `arn:aws:iam::aws:policy/${policy}`;
      const digest = createHash("sha1").update(policyArn).digest("hex").slice(0, 8);
      return new aws.iam.RolePolicyAttachment(
        `${name}-${digest}`,
        { policyArn, role: this.role.name },
        { parent: this },
      );
    });
    this.registerOutputs({ directRole: this.role });
  }
}
