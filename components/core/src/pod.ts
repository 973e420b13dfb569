/**
 * What Pod Security "restricted" asks of a pod, met in full and in one place
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
 */

/** Above 10,000, so that no container user can be an account of the node. */
export const nonRootUser = 10_001;

/** `securityContext` of a pod: non-root, with the runtime's seccomp profile. */
export const podSecurityContext = {
  runAsNonRoot: true,
  runAsUser: nonRootUser,
  runAsGroup: nonRootUser,
  fsGroup: nonRootUser,
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
} as const;

/** `securityContext` of each container: no way to gain rights, nothing to write to but its mounted volumes. */
export const containerSecurityContext = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
} as const;
