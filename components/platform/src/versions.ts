/**
 * Every version of what the platform installs, in one place.
 *
 * The generated types of custom resources, and the sandbox, come from pinned Go modules; a chart ships the same
 * CRDs or a later, compatible edition. Where the two differ the comment says so.
 */

/** A chart, and where it is found. */
export interface ChartVersion {
  /** Its name in the repository, or its `oci://` address. */
  readonly chart: string;
  /** Absent for an `oci://` address. */
  readonly repository?: string;
  readonly version: string;
}

const istio = { repository: "https://istio-release.storage.googleapis.com/charts", version: "1.30.5" };
const cloudnativePg = "https://cloudnative-pg.github.io/charts";
const prometheusCommunity = "https://prometheus-community.github.io/helm-charts";

export const chartVersions = {
  // istio.io, announcement of 1.30.5. Types: a snapshot of 1.31, whose v1 fields used here are those of 1.30.
  "istio-base": { chart: "base", ...istio },
  istiod: { chart: "istiod", ...istio },
  "istio-cni": { chart: "cni", ...istio },
  "istio-ingress": { chart: "gateway", ...istio },
  // github.com/cert-manager/cert-manager, tag v1.21.2: chart and program are released together.
  "cert-manager": { chart: "cert-manager", repository: "https://charts.jetstack.io", version: "v1.21.2" },
  // github.com/cloudnative-pg/charts, charts/cloudnative-pg: operator 1.30.0, the types' version.
  "cloudnative-pg": { chart: "cloudnative-pg", repository: cloudnativePg, version: "0.29.0" },
  // github.com/linode/apl-core pull request 3624: chart 0.8.0 ships plugin 0.15.0, the types' version.
  "plugin-barman-cloud": { chart: "plugin-barman-cloud", repository: cloudnativePg, version: "0.8.0" },
  // github.com/kedacore/charts, release v2.20.2. Types: 2.21.0.
  keda: { chart: "keda", repository: "https://kedacore.github.io/charts", version: "2.20.2" },
  // github.com/aws/karpenter-provider-aws, tag v1.14.1, the types' version.
  "karpenter-crd": { chart: "oci://public.ecr.aws/karpenter/karpenter-crd", version: "1.14.1" },
  karpenter: { chart: "oci://public.ecr.aws/karpenter/karpenter", version: "1.14.1" },
  // github.com/prometheus-community/helm-charts: operator 0.93.1 in both. Types: 0.85.0.
  "prometheus-operator-crds": {
    chart: "prometheus-operator-crds",
    repository: prometheusCommunity,
    version: "31.0.1",
  },
  "kube-prometheus-stack": {
    chart: "kube-prometheus-stack",
    repository: prometheusCommunity,
    version: "88.5.3",
  },
  // github.com/kubernetes-sigs/secrets-store-csi-driver, tag v1.6.0.
  "secrets-store-csi-driver": {
    chart: "secrets-store-csi-driver",
    repository: "https://kubernetes-sigs.github.io/secrets-store-csi-driver/charts",
    version: "1.6.0",
  },
  // github.com/aws/secrets-store-csi-driver-provider-aws, charts/secrets-store-csi-driver-provider-aws.
  "secrets-store-csi-driver-provider-aws": {
    chart: "secrets-store-csi-driver-provider-aws",
    repository: "https://aws.github.io/secrets-store-csi-driver-provider-aws",
    version: "3.1.1",
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;

/** A chart the platform knows, by the name of its release. */
export type ChartName = keyof typeof chartVersions;

/** Image of Karpenter's nodes. github.com/awslabs/amazon-eks-ami, release v20260903, made for Kubernetes 1.31 to 1.36. */
export const nodeImage = "al2023@v20260903";

/** Images of what runs in a system's own namespace, by the component that takes them. */
export const images = {
  // Tags as public deployments use them; PostgreSQL's is CloudNativePG's own build without extensions.
  postgres: { image: "ghcr.io/cloudnative-pg/postgresql:18.6-minimal-trixie" },
  redis: {
    image: "docker.io/library/redis:8.4.2-alpine",
    exporterImage: "docker.io/oliver006/redis_exporter:v1.89.0",
  },
} as const;
