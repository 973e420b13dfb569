/** Who and what may come into an EKS cluster, and which roles its pods take on. */
import { isUnknown } from "../values/unknown.ts";
import { text } from "../values/text.ts";
import { cluster, roleArn } from "./references.ts";
import type { Failure, Properties, Rules, Situation } from "./rule.ts";
import { each, matches, oneOf, whole } from "./value-checks.ts";

const ENTRY_TYPES = [
  "STANDARD",
  "FARGATE_LINUX",
  "EC2_LINUX",
  "EC2_WINDOWS",
  "EC2",
  "HYBRID_LINUX",
  "HYPERPOD_LINUX",
];
const CODE = "InvalidParameterException";

/** Access entries exist only where the cluster asks the API who may come in. */
function accessByApi({ inputs, find }: Situation): Failure[] {
  const config = find("aws:eks/cluster:Cluster", inputs.clusterName)?.state.accessConfig as
    Properties | undefined;
  if (config === undefined || config.authenticationMode !== "CONFIG_MAP") return [];
  const reason =
    "InvalidRequestException: the cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation";
  return [{ property: "clusterName", reason }];
}

function entryExists(situation: Situation): Failure[] {
  const { clusterName, principalArn } = situation.inputs;
  const entries = situation.others("aws:eks/accessEntry:AccessEntry");
  const found = entries.some(
    ({ inputs }) => inputs.clusterName === clusterName && inputs.principalArn === principalArn,
  );
  const reason = `ResourceNotFoundException: the specified principalArn could not be found: ${text(principalArn)} has no access entry in ${text(clusterName)}; create one first`;
  return found ? accessByApi(situation) : [{ property: "principalArn", reason }];
}

function principal(field: string): ReturnType<typeof roleArn> {
  return roleArn(field, {
    except:
      /^arn:aws[\w-]*:(sts|iam)::\d{12}:(user\/|root$|assumed-role\/|role\/aws-service-role\/|role\/aws-reserved\/)/,
  });
}

export const eksAccess: Rules = {
  "aws:eks/accessEntry:AccessEntry": {
    id: { join: ["clusterName", "principalArn"], separator: ":" },
    arn: (inputs, region, account) =>
      `arn:aws:eks:${region}:${account}:access-entry/${text(inputs.clusterName)}/role/${account}/${text(inputs.principalArn).split("/").at(-1)}/${crypto.randomUUID()}`,
    defaults: { type: "STANDARD" },
    replaces: ["clusterName", "principalArn", "type"],
    references: [cluster("clusterName"), principal("principalArn")],
    unique: [
      {
        fields: ["clusterName", "principalArn"],
        code: "ResourceInUseException",
        message: () => "the specified access entry resource is already in use on this cluster",
      },
    ],
    values: [
      oneOf("type", ENTRY_TYPES, CODE),
      each("kubernetesGroups[]", (value) =>
        text(value).startsWith("system:")
          ? `${CODE}: the kubernetes group name ${text(value)} is invalid, it cannot start with system:`
          : undefined,
      ),
      whole("kubernetesGroups", ({ type, kubernetesGroups }) =>
        typeof type === "string"
        && type !== "STANDARD"
        && !isUnknown(type)
        && Array.isArray(kubernetesGroups)
        && kubernetesGroups.length > 0
          ? `${CODE}: an entry of type ${type} takes no groups`
          : undefined,
      ),
    ],
    readiness: accessByApi,
    outputs: ({ inputs, created, account }) => ({
      createdAt: created,
      modifiedAt: created,
      kubernetesGroups: inputs.kubernetesGroups ?? [],
      userName:
        inputs.userName
        ?? `arn:aws:sts::${account}:assumed-role/${text(inputs.principalArn).split("/").at(-1)}/{{SessionName}}`,
    }),
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    id: { join: ["clusterName", "principalArn", "policyArn"], separator: "#" },
    replaces: ["clusterName", "principalArn", "policyArn", "accessScope"],
    references: [cluster("clusterName")],
    values: [
      matches(
        "policyArn",
        /^arn:aws[\w-]*:eks::aws:cluster-access-policy\/Amazon\w+$/,
        CODE,
        "is not an access policy of EKS, such as arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
      ),
      oneOf("accessScope.type", ["cluster", "namespace"], CODE),
      whole("accessScope", ({ accessScope }) => {
        const { type, namespaces } = (accessScope ?? {}) as Properties;
        const some = Array.isArray(namespaces) && namespaces.length > 0;
        if (type === "namespace" && namespaces === undefined)
          return `${CODE}: the scope namespace needs namespaces`;
        return type === "cluster" && some ? `${CODE}: the scope cluster takes no namespaces` : undefined;
      }),
    ],
    readiness: entryExists,
    outputs: ({ created }) => ({ associatedAt: created, modifiedAt: created }),
    overwrites: true,
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    id: { prefix: "a" },
    replaces: ["clusterName", "namespace", "serviceAccount"],
    references: [cluster("clusterName"), roleArn("roleArn")],
    unique: [
      {
        fields: ["clusterName", "namespace", "serviceAccount"],
        code: "ResourceInUseException",
        message: (inputs) =>
          `association already exists: ${text(inputs.namespace)}/${text(inputs.serviceAccount)}`,
      },
    ],
    outputs: ({ id, inputs, region, account }) => ({
      associationId: id,
      associationArn: `arn:aws:eks:${region}:${account}:podidentityassociation/${text(inputs.clusterName)}/${id}`,
    }),
  },
};
