/** The storage classes that a cluster is asked to have. */
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

type Asked = NonNullable<eks.ClusterArgs["storageClasses"]>;
type Setting = Exclude<Asked, string>[string];
type Classes = Record<string, kubernetes.storage.v1.StorageClass>;

/** One class by the type of its EBS volumes, or several by name. */
export function storageClasses(
  name: string,
  asked: Asked | undefined,
  options: pulumi.CustomResourceOptions,
): Classes {
  const all: Record<string, Setting> =
    typeof asked === "string" ? { [asked]: { type: asked, default: true } } : (asked ?? {});
  const made = Object.entries(all).map(([key, setting]) => {
    const full = `${name.toLowerCase()}-${key}`;
    return [key, new kubernetes.storage.v1.StorageClass(full, inputsOf(full, setting), options)] as const;
  });
  return Object.fromEntries(made);
}

function inputsOf(name: string, setting: Setting): kubernetes.storage.v1.StorageClassArgs {
  const { default: isDefault, metadata, type, encrypted } = setting;
  const { allowVolumeExpansion, volumeBindingMode, reclaimPolicy, mountOptions } = setting;
  const annotations: Record<string, pulumi.Input<string>> = {};
  if (isDefault !== undefined)
    annotations["storageclass.kubernetes.io/is-default-class"] = pulumi.output(isDefault).apply(String);
  const parameters: Record<string, pulumi.Input<string>> = { type };
  if (encrypted !== undefined) parameters["encrypted"] = pulumi.output(encrypted).apply(String);
  return {
    metadata: metadata === undefined ? { name, annotations } : metadata,
    provisioner: "kubernetes.io/aws-ebs",
    parameters,
    allowVolumeExpansion,
    volumeBindingMode,
    reclaimPolicy,
    mountOptions,
  };
}
