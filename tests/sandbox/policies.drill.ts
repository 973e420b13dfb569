/** Each rule of the policy pack alone: it refuses a real preview of its failing cases, and lets its passing ones pass. */
import { rules } from "@plinth/policies/rules";
import { ruleAlone } from "./policy-alone.ts";
import { policyCases, type Case } from "./policy-cases.ts";
import { ResourcePreviews } from "./resource-previews.ts";

describe("each policy alone, in real previews", function () {
  this.timeout(300_000);
  const previews = new ResourcePreviews();
  let cases: readonly Case[];
  before(async () => (cases = await previews.prepare(policyCases())));
  after(() => previews.dispose());

  for (const { id } of rules) ruleAlone(id, { previews, cases: () => cases });
});
