/** Launch templates, auto-scaling groups, and tags set from outside. */
import { any, instanceProfile, launchTemplate, securityGroup, subnet, targetGroup } from "./references.ts";
import type { Rules } from "./rule.ts";
import { atLeastOne, between, exactlyOne, matches, notBoth, oneOf, whole } from "./value-checks.ts";
import { text } from "../values/text.ts";

export const INSTANCE_TYPE =
  /^[a-z][a-z0-9-]*\d*[a-z-]*\.(nano|micro|small|medium|large|(\d+)?xlarge|metal(-\d+xl)?)$/;

export const compute: Rules = {
  "aws:ec2/launchTemplate:LaunchTemplate": {
    id: { prefix: "lt" },
    arn: "arn:aws:ec2:{region}:{account}:launch-template/{id}",
    name: { field: "name", maximum: 128, unless: "namePrefix" },
    replaces: ["name", "namePrefix"],
    references: [
      securityGroup("vpcSecurityGroupIds[]"),
      securityGroup("networkInterfaces[].securityGroups[]"),
      subnet("networkInterfaces[].subnetId"),
      instanceProfile("iamInstanceProfile.name", { holds: false }),
    ],
    unique: [
      {
        fields: ["name"],
        code: "InvalidLaunchTemplateName.AlreadyExistsException",
        message: (inputs) => `launch template name ${text(inputs.name)} is already in use`,
      },
    ],
    values: [
      matches(
        "name",
        /^[\w().\-/]{3,128}$/,
        "InvalidLaunchTemplateName.MalformedException",
        "is not a name for a launch template",
      ),
      matches("instanceType", INSTANCE_TYPE, "InvalidParameterValue", "is not an instance type"),
      matches(
        "imageId",
        /^(ami-[0-9a-f]{8,17}|resolve:ssm:.+)$/,
        "InvalidAMIID.Malformed",
        "is not the id of an image",
      ),
      oneOf("metadataOptions.httpTokens", ["optional", "required"]),
      between("metadataOptions.httpPutResponseHopLimit", 1, 64),
      notBoth("vpcSecurityGroupIds", "networkInterfaces"),
    ],
    outputs: ({ previous }) => {
      const latest = Number(previous?.latestVersion ?? 0) + 1;
      return { latestVersion: latest, defaultVersion: previous?.defaultVersion ?? 1 };
    },
    renewed: ["latestVersion"],
    knownBy: ["name"],
  },
  "aws:autoscaling/group:Group": {
    id: { field: "name" },
    arn: "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}",
    name: { field: "name", maximum: 255, unless: "namePrefix" },
    replaces: ["name", "namePrefix"],
    references: [
      subnet("vpcZoneIdentifiers[]"),
      launchTemplate("launchTemplate.id", { holds: false }),
      launchTemplate("launchTemplate.name", { holds: false }),
      targetGroup("targetGroupArns[]", { holds: false }),
    ],
    unique: [
      {
        fields: ["name"],
        code: "AlreadyExists",
        message: (inputs) => `AutoScalingGroup by this name already exists: ${text(inputs.name)}`,
      },
    ],
    values: [
      exactlyOne("launchTemplate", "mixedInstancesPolicy", "launchConfiguration"),
      atLeastOne("vpcZoneIdentifiers", "availabilityZones"),
      whole("desiredCapacity", ({ minSize, maxSize, desiredCapacity }) => {
        const [minimum, maximum, desired] = [
          Number(minSize),
          Number(maxSize),
          Number(desiredCapacity ?? minSize),
        ];
        if ([minimum, maximum, desired].some(Number.isNaN)) return undefined;
        return minimum <= desired && desired <= maximum
          ? undefined
          : `ValidationError: desired capacity ${desired} is not between minimum ${minimum} and maximum ${maximum}`;
      }),
    ],
    outputs: ({ inputs }) => ({
      desiredCapacity: inputs.desiredCapacity ?? inputs.minSize,
      defaultCooldown: inputs.defaultCooldown ?? 300,
      healthCheckType: inputs.healthCheckType ?? "EC2",
    }),
  },
  "aws:ec2/tag:Tag": {
    id: { join: ["resourceId", "key"], separator: "," },
    replaces: ["resourceId", "key"],
    references: [any("resourceId")],
    values: [
      matches(
        "key",
        /^(?!aws:).{1,128}$/i,
        "InvalidParameterValue",
        "is not a tag key: at most 128 characters, not starting with 'aws:'",
      ),
    ],
  },
};
