/** Who may do what with the voting system's data. */

/** Redis users: commands and keys in the terms of Redis' access control lists. */
export const queueUsers = {
  producer: { commands: ["+xadd", "+ping"], keys: ["votes"] },
  consumer: {
    commands: ["+xreadgroup", "+xautoclaim", "+xack", "+xgroup|create", "+xpending", "+xadd", "+ping"],
    keys: ["votes", "votes:dead-letter"],
  },
} as const;

/** PostgreSQL roles of the ballots' database. */
export const ballotsRoles = {
  writer: { access: "read-write" },
  reader: { access: "read-only" },
} as const;
