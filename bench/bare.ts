/**
 * The program to compare with: nothing but so many ConfigMaps, in one file, without components, policies or config.
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./program.ts";

/** Writes the program into a new folder; its one stack has the given name. */
export function writeBareProgram(root: string, stack: string, configMaps: number): void {
  const files = {
    "package.json": '{ "type": "module", "main": "index.ts" }\n',
    "Pulumi.yaml": "name: bare\nruntime:\n  name: nodejs\n  options: { typescript: false }\n",
    [`Pulumi.${stack}.yaml`]: "config: {}\n",
    "index.ts": `import * as kubernetes from "@pulumi/kubernetes";

for (let index = 0; index < ${configMaps}; index += 1) {
  const name = \`bare-\${index}\`;
  new kubernetes.core.v1.ConfigMap(name, { metadata: { name, namespace: "default" }, data: { index: String(index) } });
}
`,
  };
  mkdirSync(root, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(root, file), text);
  }
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
}
