/** Who may do what with the voting system's data. */

/** The stream that ballots wait in, and the group of workers that empties it. */
export const votesStream = { stream: "votes", group: "workers" } as const;

/** Redis users: commands and keys in the terms of Redis' access control lists. */
export const queueUsers = {
  producer: { commands: ["xadd", "ping"], keys: ["votes"] },
  consumer: {
    commands: ["xreadgroup", "xautoclaim", "xack", "xgroup|create", "xpending", "xadd", "ping"],
    keys: ["votes", "votes:dead-letter"],
  },
} as const;

/** PostgreSQL roles of the ballots' database. The worker owns the tables: it migrates them. */
export const ballotsRoles = {
  worker: { access: "owner" },
  reader: { access: "read-only" },
} as const;
