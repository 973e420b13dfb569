/** The values of each chart, by its name. */
import type { Settings, Values } from "../settings.ts";
import type { ChartName } from "../versions.ts";
import { certManager } from "./cert-manager.ts";
import { istioBase, istioCni, istiod, istioIngress } from "./istio.ts";
import { karpenter } from "./karpenter.ts";
import { keda } from "./keda.ts";
import { kubePrometheusStack } from "./kube-prometheus-stack.ts";
import { cloudnativePg, pluginBarmanCloud } from "./postgres.ts";
import { secretsStoreCsiDriver, secretsStoreCsiDriverProviderAws } from "./secrets-store.ts";

/** A chart of custom resources has nothing to set. */
const none = (): Values => ({});

export const chartValues: Readonly<Record<ChartName, (settings: Settings) => Values>> = {
  "cert-manager": certManager,
  "cloudnative-pg": cloudnativePg,
  "istio-base": istioBase,
  "istio-cni": istioCni,
  "istio-ingress": istioIngress,
  istiod,
  karpenter,
  "karpenter-crd": none,
  keda,
  "kube-prometheus-stack": kubePrometheusStack,
  "plugin-barman-cloud": pluginBarmanCloud,
  "prometheus-operator-crds": none,
  "secrets-store-csi-driver": secretsStoreCsiDriver,
  "secrets-store-csi-driver-provider-aws": secretsStoreCsiDriverProviderAws,
};
