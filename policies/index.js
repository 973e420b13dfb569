import "./pack.ts"; // the runner's own TypeScript would take over a pack.ts that it loads itself
