export { findControlPlane, startControlPlane, stopControlPlane, type ControlPlane } from "./controlplane.ts";
