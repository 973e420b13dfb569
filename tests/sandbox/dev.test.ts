import { lifecycle } from "./lifecycle.ts";

lifecycle("dev");
