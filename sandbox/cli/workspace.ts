/**
 * The Pulumi project that the engine is pointed at: generated, so that the engine writes nothing beside the program.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { isSeq, YAMLSeq } from "yaml";
import { parseCheckpoint, saltOf } from "./checkpoint.ts";
import { readIfThere, writeWhole } from "./files.ts";
import { stackPaths, type SandboxPaths } from "./paths.ts";
import { nameInProgram, settingsFile, type Program } from "./program.ts";
import { bringBack, renderCopy } from "./settings.ts";
import { readYaml } from "./yaml.ts";

export interface WorkspaceOptions {
  /** Names of the plugins whose launchers are in the sandbox's `bin`; none when not said. */
  readonly launchers?: readonly string[];
  /** Leave secrets out that the sandbox has no value for, instead of refusing the file. */
  readonly tolerateForeignSecrets?: boolean;
}

/**
 * Writes the project of one stack: Pulumi.yaml with the program's absolute path, and the copy of the settings file.
 * Changes that were made in a previous copy and not brought back yet are brought back first.
 *
 * @returns what the user should know, one sentence each
 * @throws UserError when a YAML file is broken or holds secrets that the sandbox cannot read
 */
export function writeWorkspace(
  program: Program,
  paths: SandboxPaths,
  stack: string,
  options: WorkspaceOptions = {},
): readonly string[] {
  const files = stackPaths(paths, program.name, stack);
  mkdirSync(files.project, { recursive: true });
  const notes = keepChanges(program, paths, stack);
  const tracked = readIfThere(settingsFile(program, stack));
  const previous = readIfThere(files.settings);
  const text =
    tracked === undefined
      ? (previous ?? "{}\n")
      : renderCopy({ file: `Pulumi.${stack}.yaml`, text: tracked }, previous, {
          salt: saltOf(parseCheckpoint(readIfThere(files.checkpoint) ?? "")),
          tolerateForeignSecrets: options.tolerateForeignSecrets,
        });
  if (text !== previous) {
    writeWhole(files.settings, text);
  }
  writeWhole(files.settingsBase, text);
  writeWhole(join(files.project, "Pulumi.yaml"), renderProject(program, paths.bin, options.launchers ?? []));
  return notes;
}

/**
 * Brings what `pulumi config` changed in the copy back into the tracked file.
 *
 * @returns what the user should know, one sentence each
 */
export function keepChanges(program: Program, paths: SandboxPaths, stack: string): readonly string[] {
  const files = stackPaths(paths, program.name, stack);
  const [base, copy] = [readIfThere(files.settingsBase), readIfThere(files.settings)];
  const file = settingsFile(program, stack);
  const tracked = readIfThere(file);
  if (base === undefined || copy === undefined || tracked === undefined || base === copy) {
    return [];
  }
  const name = nameInProgram(program, file);
  const { text, changed, kept } = bringBack({ file: name, text: tracked }, base, copy);
  if (text !== tracked) {
    writeWhole(file, text);
  }
  writeWhole(files.settingsBase, copy);
  return [
    ...(changed.length === 0 ? [] : [`${name} was changed: ${changed.join(", ")}`]),
    ...(kept.length === 0 ? [] : [`secret, kept in the sandbox only and not in ${name}: ${kept.join(", ")}`]),
  ];
}

/**
 * The program's Pulumi.yaml for an engine that works in another folder.
 * It names the launchers as the project's own plugins: the engine warns of those that it only finds on PATH.
 */
function renderProject(program: Program, bin: string, launchers: readonly string[]): string {
  const document = readYaml(join(program.root, "Pulumi.yaml"));
  const main = document.get("main");
  document.set("main", resolve(program.root, typeof main === "string" ? main : "."));
  document.delete("stackConfigDir");
  for (const launcher of launchers) {
    const [, kind = "", name = ""] = /^pulumi-(language|analyzer)-(.+)$/.exec(launcher) ?? [];
    const path = ["plugins", `${kind}s`];
    const named: unknown = document.getIn(path);
    const plugins = isSeq(named) ? named : new YAMLSeq();
    plugins.add(document.createNode({ name, path: bin }));
    document.setIn(path, plugins);
  }
  return document.toString({ lineWidth: 0 });
}
