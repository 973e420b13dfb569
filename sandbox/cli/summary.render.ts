/**
 * The summary of a stack as text.
 */
import type { Summary, Workload } from "./summary.ts";
import { renderTable } from "./table.ts";
import type { Paint } from "./terminal.ts";

/** Whole text, ending in a newline. */
export function renderSummary(summary: Summary, paint: Paint): string {
  const sections = [
    [paint(["bold", "green"], `Stack ${summary.stack} is up`) + ` (${summary.phases.join(", ")})`],
    section("What runs where", workloadLines(summary, paint), paint),
    section("What is simulated", simulatedLines(summary), paint),
    section("Outputs", renderTable(Object.entries(summary.outputs)), paint),
    section("Look further", furtherLines(summary), paint),
  ];
  return `\n${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : [paint("bold", title), ...lines.map((line) => `  ${line}`)];
}

function workloadLines({ workloads, nodes, zones, ownCluster }: Summary, paint: Paint): readonly string[] {
  const rows = workloads.map(({ namespace, kind, name, status, zones: own }, index) => [
    workloads[index - 1]?.namespace === namespace ? "" : namespace,
    `${kind} ${name}`,
    status,
    own.map((zone) => shortZone(zone, zones)).join(" "),
  ]);
  const lines = renderTable(rows).map((line, index) =>
    isWell(workloads[index]) ? line : paint("yellow", line),
  );
  const where = zones.length === 0 ? "" : ` in ${zones.join(", ")}`;
  return [...lines, `${plural(nodes, "node")}${where}${ownCluster ? ", of your own cluster" : ""}`];
}

/** What is not what it would be in the cloud, so that nobody takes one for the other. */
function simulatedLines({
  ownCluster,
  nodes,
  pods,
  resources,
  clusters,
  charts,
  customResources,
}: Summary): readonly string[] {
  const aws = resources["aws"] ?? 0;
  const rows = [
    ownCluster
      ? []
      : [
          "Nodes and pods",
          `${plural(nodes, "node")} and ${plural(pods, "pod")}, played by kwok: no container runs`,
        ],
    aws === 0 ? [] : ["AWS", `${plural(aws, "resource")} in a stand-in's account on this disk`],
    clusters.length === 0
      ? []
      : ["EKS", `cluster ${clusters.join(", ")}: its API server is the one on this machine`],
    charts === 0 ? [] : ["Helm", `${plural(charts, "chart")}: CRDs are installed, pods are not run`],
    customResources === 0
      ? []
      : [
          "Operators",
          `${plural(customResources, "custom resource")}, validated by the operators' schemas: no operator acts`,
        ],
  ];
  return renderTable(rows.filter((row) => row.length > 0));
}

function furtherLines({ stack, hasKubectl }: Summary): readonly string[] {
  const kubectl = hasKubectl ? [["npm run sandbox -- kubectl get pods -A", "what the API server has"]] : [];
  return renderTable([
    ...kubectl,
    ["npm run sandbox -- pulumi stack", "what the engine has"],
    [`npm run preview -- ${stack}`, "what a change would do"],
    [`npm run down -- ${stack}`, "destroy it; nothing is left"],
    ["npm run sandbox:stop", "end all processes; state is kept"],
  ]);
}

/** `a` for `us-east-1a`, where all zones are of one region. */
function shortZone(zone: string, zones: readonly string[]): string {
  const region = zones[0]?.slice(0, -1) ?? "";
  return zones.length > 1 && zones.every((each) => each.startsWith(region))
    ? zone.slice(region.length)
    : zone;
}

function isWell(workload: Workload | undefined): boolean {
  return workload?.well !== false;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
