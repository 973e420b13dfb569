export {
  findControlPlane,
  startControlPlane,
  stopControlPlane,
  type ControlPlane,
  type StartOptions,
} from "./controlplane.ts";
export { componentNames, type ComponentName } from "./components.ts";
