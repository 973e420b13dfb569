/** Questions about what a program registered. */
import type { Registration } from "./mocks.ts";

export class Graph {
  readonly resources: readonly Registration[];

  constructor(resources: readonly Registration[]) {
    this.resources = resources;
  }

  /** All resources of one type, `aws:ec2/vpc:Vpc`. */
  ofType(type: string): Registration[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The one resource of a name. @throws unless there is exactly one. */
  named(name: string): Registration {
    const found = this.resources.filter((resource) => resource.name === name);
    if (found.length === 1 && found[0]) return found[0];
    const names = this.resources.map((resource) => resource.name).toSorted();
    throw new Error(`${found.length} resources are named "${name}"; there are: ${names.join(", ")}`);
  }

  /** The one resource of a type. @throws unless there is exactly one. */
  only(type: string): Registration {
    const found = this.ofType(type);
    if (found.length === 1 && found[0]) return found[0];
    const types = [...new Set(this.resources.map((resource) => resource.type))].toSorted();
    throw new Error(`${found.length} resources are of type ${type}; there are: ${types.join(", ")}`);
  }

  /** Names, from the top of the program down to the resource itself. */
  pathOf(resource: Registration): string[] {
    const parent = this.resources.find((candidate) => candidate.urn === resource.parent);
    return [...(parent ? this.pathOf(parent) : []), resource.name];
  }

  childrenOf(resource: Registration): Registration[] {
    return this.resources.filter((candidate) => candidate.parent === resource.urn);
  }

  /** Names of all that a resource waits for, directly or through others. */
  waitsFor(resource: Registration): Set<string> {
    const found = new Set<string>();
    const visit = (current: Registration) => {
      for (const urn of current.dependencies) {
        const dependency = this.resources.find((candidate) => candidate.urn === urn);
        if (dependency && !found.has(dependency.name)) {
          found.add(dependency.name);
          visit(dependency);
        }
      }
    };
    visit(resource);
    return found;
  }

  /**
   * What breaks the rules of the house, in words: a resource without a parent that is not a component,
   * and a child whose name does not start with the name of the component above it.
   */
  namingMistakes(): string[] {
    return this.resources.flatMap((resource) => {
      const parent = this.resources.find((candidate) => candidate.urn === resource.parent);
      if (!parent) return resource.custom ? [`${resource.type} "${resource.name}" has no parent`] : [];
      const expected = `${parent.name}-`;
      return resource.name.startsWith(expected)
        ? []
        : [`"${resource.name}" does not start with "${expected}"`];
    });
  }
}
