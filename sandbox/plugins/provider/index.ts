/** What a stand-in provider is made with. */
export { compareProperties, formatPath, type NeedsReplacement } from "./diff.ts";
export * from "./provider.ts";
export { serveProvider, type ServedProvider, type ServeOptions } from "./serve.ts";
export { hasUnknown, isSecret, secret, UNKNOWN, type Properties, type Value } from "./values.ts";
