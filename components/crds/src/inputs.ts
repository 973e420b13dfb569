/** A plain shape, with `pulumi.Input` allowed at every level of it. */
import type { Input } from "@pulumi/pulumi";

/** `T` where every property and every element, at any depth, may be an output. */
export type Inputs<T> = T extends readonly (infer Element)[]
  ? readonly Input<Inputs<Element>>[]
  : T extends object
    ? { [Property in keyof T]: Input<Inputs<T[Property]>> }
    : T;
