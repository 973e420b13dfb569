import assert from "node:assert/strict";
import { policyCases, violations } from "./policy-cases.ts";
import { ResourcePreviews } from "./resource-previews.ts";
const p = new ResourcePreviews();
const t=performance.now(); const tick=(s:string)=>console.log(s, Math.round(performance.now()-t));
try {
const cases = policyCases();
await p.prepare(cases.flatMap(c=>c.resources)); tick("prepared");
const bad = new Set<unknown>();
for (const c of cases) for (const r of c.resources) if (!(await p.accepts(r))) { bad.add(c); console.log("refused", r.name); }
tick("accepts");
for (const v of ["fail","pass"]) {
  const rs = cases.filter(c=>!bad.has(c)&&c.verdict===v).flatMap(c=>c.resources);
  const out = await p.preview(rs); tick(v);
  console.log(out.code, out.output.split("\n").filter(l=>/error/.test(l)).slice(-6).join("\n"));
  (await import("node:fs")).writeFileSync(`/tmp/h4/out-${v}.txt`, out.output);
  const got = out.reported.filter(r=>r.level==="mandatory").map(r=>`${r.rule} ${r.resource}`).toSorted();
  try { assert.deepEqual(got, violations(rs)); console.log("equal", got.length);} catch(e) { console.log((e as Error).message.slice(0,3000)); }
}
} finally { await p.dispose(); }
