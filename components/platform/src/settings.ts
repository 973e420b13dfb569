/** What the values of charts are made from: how large the platform is, and what it stands on. */

/** Karpenter's side of AWS. */
export interface Karpenter {
  readonly clusterName: string;
  /** Name of the SQS queue that announces interruptions. */
  readonly interruptionQueue: string;
  /** Name of the nodes' IAM role. */
  readonly nodeRole: string;
  readonly subnetTags: Readonly<Record<string, string>>;
  readonly securityGroupTags: Readonly<Record<string, string>>;
  readonly serviceAccount: { readonly namespace: "karpenter"; readonly name: "karpenter" };
  /** Tags for nodes and their volumes. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface Settings {
  /** Pods of each controller. From two on, one may go without anybody noticing. */
  readonly replicas: number;
  /** Pods of the ingress gateway. */
  readonly gateway: { readonly replicas: { readonly min: number; readonly max: number } };
  readonly monitoring: {
    /** Prometheus servers, each with all of the data. */
    readonly replicas: number;
    /** Days that samples are kept. */
    readonly retentionDays: number;
    /** Size of each server's volume. */
    readonly storage: string;
    /** Bytes of memory of each server. */
    readonly memory: string;
  };
  /** StorageClass for Prometheus and Alertmanager. */
  readonly storageClass: string;
  /** Where nodes are laid out in a way of their own. Default: as Kubernetes has it. */
  readonly distribution?: "gke" | "k3d" | "k3s" | "microk8s" | "minikube" | "openshift";
  /** Whether Prometheus' custom resources are there. */
  readonly monitored: boolean;
  /** Given when Karpenter is installed. */
  readonly karpenter?: Karpenter;
}

/** Values of a chart: plain data. */
export type Values = Readonly<Record<string, unknown>>;
