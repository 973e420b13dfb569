/** The voting system's data: what it is, and who may do what with it. */

/** The stream that ballots wait in, and the group of workers that empties it. */
export const votes = { stream: "votes", group: "workers" } as const;

/** The queue's Redis. Commands and keys are in the terms of Redis' access control lists. */
export const queue = {
  partOf: "voting",
  streams: [votes.stream],
  users: {
    producer: { commands: ["xadd", "ping"], keys: ["votes"] },
    consumer: {
      commands: ["xreadgroup", "xautoclaim", "xack", "xgroup|create", "xpending", "xadd", "ping"],
      keys: ["votes", "votes:dead-letter"],
    },
  },
} as const;

/** The ballots' PostgreSQL. The worker owns the tables: it migrates them. */
export const ballots = {
  partOf: "voting",
  roles: { worker: { access: "owner" }, reader: { access: "read-only" } },
} as const;
