/** Values inside nested properties, addressed as `vpcConfig.subnetIds[]`: `[]` stands for every item of a list. */
import type { Properties } from "../rules/rule.ts";

export interface Found {
  /** Concrete path, e.g. `vpcConfig.subnetIds[1]`. */
  readonly path: string;
  readonly value: unknown;
}

/** Every value at `path`; missing ones are left out. */
export function select(properties: Properties, path: string): Found[] {
  let found: Found[] = [{ path: "", value: properties }];
  for (const step of path.split(".")) {
    const name = step.replace("[]", "");
    found = found.flatMap(({ path: at, value }) => {
      const next = (value as Properties | undefined)?.[name];
      const here = at ? `${at}.${name}` : name;
      if (!step.endsWith("[]")) return [{ path: here, value: next }];
      return Array.isArray(next)
        ? next.map((item: unknown, index) => ({ path: `${here}[${index}]`, value: item }))
        : [{ path: here, value: next }];
    });
    found = found.filter(({ value }) => value !== undefined && value !== null);
  }
  return found;
}
