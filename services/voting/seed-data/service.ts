import { job } from "@plinth/core";

/** Casts many votes through the front door on demand, then checks the count. */
export const seedData = job({
  name: "seed-data",
  partOf: "voting",
  component: "job",
  image: "voting/seed-data",
  arguments: ["--votes", "3000"],
  backoffLimit: 0,
  activeDeadlineSeconds: 1800,
  needs: { vote: "http", ballots: "postgresql" },
});
