/**
 * The simulated nodes: three availability zones of one region.
 */
import type { JsonObject, KubernetesObject } from "../api/client.ts";
import { SIMULATED_NODE } from "./components.ts";

/** What a kind of machine offers to pods, after what the system and the kubelet keep for themselves. */
interface MachineType {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  readonly allocatableCpu: string;
  readonly allocatableMemory: string;
  /** The number of pods that EKS allows on it. */
  readonly pods: string;
}

/** Source: the instance type's data sheet, and EKS's published reservations and pod limits. */
const general: MachineType = {
  name: "m6i.2xlarge",
  cpu: "8",
  memory: "32Gi",
  allocatableCpu: "7910m",
  allocatableMemory: "30Gi",
  pods: "58",
};
const small: MachineType = {
  name: "m6i.large",
  cpu: "2",
  memory: "8Gi",
  allocatableCpu: "1930m",
  allocatableMemory: "7Gi",
  pods: "29",
};

/** Nodes for everything, per zone. */
const GENERAL_PER_ZONE = 2;
/** Nodes that only take pods which tolerate `CriticalAddonsOnly`, one per zone, in so many zones. */
const SYSTEM_NODES = 2;

/**
 * The nodes of a sandbox: two of type m6i.2xlarge in each of the zones `<region>a`, `<region>b` and `<region>c`,
 * and two of type m6i.large that are tainted `CriticalAddonsOnly`.
 *
 * @param kubelet the version that the nodes report, such as `v1.35.8`
 */
export function simulatedNodes(region: string, kubelet: string): KubernetesObject[] {
  const letters = ["a", "b", "c"];
  const generals = letters.flatMap((letter) =>
    Array.from({ length: GENERAL_PER_ZONE }, (_, index) => ({
      name: `general-${letter}-${index + 1}`,
      zone: region + letter,
      machine: general,
      taints: [],
    })),
  );
  const systems = letters.slice(0, SYSTEM_NODES).map((letter) => ({
    name: `system-${letter}-1`,
    zone: region + letter,
    machine: small,
    taints: [{ key: "CriticalAddonsOnly", value: "true", effect: "NoSchedule" }],
  }));
  return [...generals, ...systems].map(({ name, zone, machine, taints }, index) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { [SIMULATED_NODE.key]: SIMULATED_NODE.value },
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "node.kubernetes.io/instance-type": machine.name,
        "topology.kubernetes.io/region": region,
        "topology.kubernetes.io/zone": zone,
      },
    },
    spec: { taints },
    status: nodeStatus(name, index, machine, kubelet),
  }));
}

function nodeStatus(name: string, index: number, machine: MachineType, kubelet: string): JsonObject {
  const { cpu, memory, pods, allocatableCpu, allocatableMemory } = machine;
  return {
    capacity: { cpu, memory, pods, "ephemeral-storage": "100Gi" },
    allocatable: { cpu: allocatableCpu, memory: allocatableMemory, pods, "ephemeral-storage": "90Gi" },
    addresses: [
      // TEST-NET-1 (RFC 5737): no machine has these addresses.
      { type: "InternalIP", address: `192.0.2.${index + 1}` },
      { type: "Hostname", address: name },
    ],
    nodeInfo: {
      architecture: "amd64",
      operatingSystem: "linux",
      kubeletVersion: kubelet,
      kubeProxyVersion: "",
      containerRuntimeVersion: "kwok",
      kernelVersion: "simulated",
      osImage: "simulated",
      machineID: "",
      systemUUID: "",
      bootID: "",
    },
  };
}

/** The default storage class, as kind has one; kwok plays its provisioner. */
export const defaultStorageClass: KubernetesObject = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name: "standard",
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner: "simulated.sandbox.invalid",
  reclaimPolicy: "Delete",
  volumeBindingMode: "WaitForFirstConsumer",
  allowVolumeExpansion: true,
};
