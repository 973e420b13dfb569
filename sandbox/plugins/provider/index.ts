/** What a stand-in provider is made with. */
export { compareProperties } from "./diff.ts";
export * from "./provider.ts";
export { serveProvider, type ServedProvider } from "./serve.ts";
export { hasUnknown, isSecret, secret, UNKNOWN, type Properties } from "./values.ts";
