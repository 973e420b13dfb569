export { ballots, queue, votes } from "./data.ts";
export { result } from "./result/service.ts";
export { seedData } from "./seed-data/service.ts";
export { vote } from "./vote/service.ts";
export { worker } from "./worker/service.ts";
