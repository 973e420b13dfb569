/** The kinds of values a stack file holds, each with its rule and the words its mistakes are reported in. */
import { quantityPattern } from "@plinth/core";
import { z } from "zod";

/** The title is what `docs/config.md` says of the value. */
const text = (pattern: RegExp, allowed: string) =>
  z.string(allowed).regex(pattern, allowed).meta({ title: allowed });

/** A Kubernetes quantity: `250m`, `128Mi`, `2`. */
export const quantity = text(quantityPattern, 'a Kubernetes quantity such as "250m", "128Mi" or "2"');

/** A name Kubernetes accepts for an object. */
export const objectName = text(
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "lower-case letters, digits and hyphens, at most 63, starting and ending with a letter or digit",
);

/** A DNS name with at least one dot. */
export const domainName = text(
  /^(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  'a DNS name such as "example.com"',
);

/** The left-most part of a host name. */
export const hostLabel = text(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'one DNS label such as "vote"');

/** An image tag, or a tag and a digest; never `latest`. */
export const imageVersion = text(
  /^(?!latest(@|$))[\w][\w.-]{0,127}(@sha256:[0-9a-f]{64})?$/,
  'an image tag such as "1.4.0", with or without "@sha256:<digest>", and never "latest"',
);

/** Registry host and repository, without scheme, tag or trailing slash. */
export const imagePrefix = text(
  /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/,
  'a registry and repository such as "registry.example.com/plinth"',
);

/** An IPv4 network. */
const network = 'an IPv4 network such as "10.10.0.0/16"';
export const cidr = z.cidrv4(network).meta({ title: network });

/** An AWS availability zone. */
export const zone = text(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, 'an availability zone such as "eu-west-1a"');

/** A Kubernetes minor version. */
export const kubernetesVersion = text(/^1\.\d{2}$/, 'a Kubernetes minor version such as "1.35"');

/** An EC2 instance type. */
export const instanceType = text(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'an EC2 instance type such as "m7g.large"');

/** The ARN of an IAM role. */
export const roleArn = text(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, "the ARN of an IAM role");

/** A Prometheus duration. */
export const duration = text(/^(\d+[smhd])+$/, 'a duration such as "30s", "5m" or "4h"');

/** Seconds, with fractions. */
export const seconds = z
  .number("a number of seconds")
  .positive("more than 0 seconds")
  .meta({ title: "a number of seconds" });

/** A whole number within bounds. */
export const whole = (least: number, most: number) => {
  const allowed = `a whole number from ${least} to ${most}`;
  return z.number(allowed).int(allowed).min(least, allowed).max(most, allowed);
};

/** One word of a list. */
export const choice = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, `one of ${words.join(", ")}`);

/** Keys that belong together; any other key is a mistake. */
export const group = <T extends z.core.$ZodLooseShape>(shape: T) => z.strictObject(shape, "a group of keys");

/** The first and the last of a range; the first never exceeds the last. */
export const range = (most: number) =>
  group({ min: whole(1, most), max: whole(1, most) }).refine(
    ({ min, max }) => min <= max,
    "a min that is not above its max",
  );

/** A list of distinct values. */
export const list = <T extends z.ZodType>(item: T, least: number, most: number) =>
  z
    .array(item, `a list of ${least} to ${most} values`)
    .min(least, `a list of at least ${least}`)
    .max(most, `a list of at most ${most}`)
    .refine((values) => new Set(values).size === values.length, "values that differ from each other");
