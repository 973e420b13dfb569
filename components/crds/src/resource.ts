/** The one factory behind every typed custom resource. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import type { Inputs } from "./inputs.ts";

/** What a generated type says of its kind. `scope` is the CRD's, not a field of the object. */
export interface Shape {
  readonly apiVersion: string;
  readonly kind: string;
  readonly scope: "Namespaced" | "Cluster";
  readonly spec: object;
}

/** Metadata of a cluster-wide object. The name is required: Pulumi must not make one up. */
export interface ClusterMetadata {
  readonly name: Input<string>;
  readonly labels?: Input<Record<string, Input<string>>>;
  readonly annotations?: Input<Record<string, Input<string>>>;
}

/** Metadata of an object in a namespace. There is no default namespace. */
export interface NamespacedMetadata extends ClusterMetadata {
  readonly namespace: Input<string>;
}

/** Arguments of a typed custom resource: its metadata and its spec, never its status. */
export interface ResourceArgs<S extends Shape> {
  readonly metadata: S["scope"] extends "Namespaced" ? NamespacedMetadata : ClusterMetadata;
  readonly spec: Input<Inputs<S["spec"]>>;
}

/**
 * The base class of one kind. The arguments repeat what the generated type says, and the compiler holds
 * them to it. The resource's type token is `kubernetes:<apiVersion>:<kind>`.
 */
export function customResource<S extends Shape>(apiVersion: S["apiVersion"], kind: S["kind"]) {
  return class extends CustomResource {
    constructor(name: string, args: ResourceArgs<S>, options?: CustomResourceOptions) {
      super(name, { apiVersion, kind, ...args }, options);
    }
  };
}
