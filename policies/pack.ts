/** The policy pack, as the engine starts it. */
import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "./crossguard.ts";
import { rules } from "./rules/index.ts";

new PolicyPack("plinth", { policies: policiesOf(rules) });
