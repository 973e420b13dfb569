/** A program with a namespace as the platform makes them, and in it what it is told to register. */
import { AppNamespace } from "@plinth/workload";
import { registerDeclared } from "./declared.ts";

const namespace = new AppNamespace("shop", {
  name: "shop",
  podSecurityVersion: "1.35",
  quota: {
    cpu: { requests: "2", limits: "4" },
    memory: "1Gi",
    ephemeralStorage: "2Gi",
    storage: "10Gi",
    pods: 10,
  },
  meshControlPlane: { namespace: "istio-system", selector: { app: "istiod" }, port: 15_012 },
});

registerDeclared({ dependsOn: [...namespace.ready] });
