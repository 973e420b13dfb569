export { CanaryRoute, type CanaryRouteArgs } from "./canary-route.ts";
