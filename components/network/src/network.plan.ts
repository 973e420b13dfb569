/**
 * The address plan of a VPC. Each zone owns the same part of the range for ever, by the letter its name ends in,
 * so that adding, removing or reordering zones never moves another zone's subnet.
 */

/** What is built: the address range, the zones it spans, and the ways out. */
export interface VpcArgs {
  /** IPv4 range of the VPC, a /16 to /20. */
  readonly cidr: string;
  /** One to six availability zones of one region. Their order has no meaning, but for `natGateways`. */
  readonly zones: readonly string[];
  /** `per-zone`: a zone's loss leaves the others their way out. `single`: one for all, in the first zone listed. */
  readonly natGateways: "per-zone" | "single";
  /** Days that records of network flows are kept. */
  readonly flowLogRetentionDays: number;
}

/** One zone's share of the VPC. */
export interface ZonePlan {
  readonly zone: string;
  readonly privateCidr: string;
  readonly publicCidr: string;
  /** The zone whose NAT gateway carries this zone's traffic out. */
  readonly natZone: string;
}

/** AWS has named zones a to f so far; the plan keeps room for two more. */
const slots = 8;
/** The private subnets take the lower half of the VPC, in eight parts. */
const privateBits = 4;
/** The public ones hold load balancers and NAT gateways. An ALB needs a /27, which a /20 VPC still gives. */
const publicBits = 7;

const zonePattern = /^(?<region>[a-z]{2}(?:-[a-z]+)+-\d)(?<letter>[a-z])$/;

/**
 * The plan for a VPC.
 * @throws RangeError naming the value, when the range or a zone cannot be planned for.
 */
export function planZones({
  cidr,
  zones,
  natGateways,
}: Pick<VpcArgs, "cidr" | "zones" | "natGateways">): ZonePlan[] {
  const vpc = parseVpc(cidr);
  const [first] = zones;
  if (first === undefined || zones.length > 6 || new Set(zones).size < zones.length)
    throw new RangeError(`zones: found [${zones.join(", ")}]; list one to six different availability zones`);
  const region = parseZone(first).region;
  return zones.map((zone) => {
    const parsed = parseZone(zone);
    if (parsed.region !== region)
      throw new RangeError(`zones: ${zone} and ${first} are in two regions; a VPC spans the zones of one`);
    return {
      zone,
      privateCidr: subnet(vpc, privateBits, parsed.slot),
      publicCidr: subnet(vpc, publicBits, slots * 2 ** (publicBits - privateBits) + parsed.slot),
      natZone: natGateways === "single" ? first : zone,
    };
  });
}

interface Range {
  readonly base: number;
  readonly prefix: number;
}

function parseVpc(cidr: string): Range {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  const [a = 256, b = 256, c = 256, d = 256, prefix = 0] = (match ?? []).slice(1).map(Number);
  const base = ((a * 256 + b) * 256 + c) * 256 + d;
  const isAddress = [a, b, c, d].every((part) => part <= 255);
  if (!isAddress || prefix < 16 || prefix > 20 || base % 2 ** (32 - prefix) !== 0)
    throw new RangeError(`cidr: "${cidr}" is not a network of /16 to /20; write for example 10.20.0.0/16`);
  return { base, prefix };
}

function parseZone(zone: string): { region: string; slot: number } {
  const { region, letter } = zonePattern.exec(zone)?.groups ?? {};
  const slot = (letter ?? "z").charCodeAt(0) - "a".charCodeAt(0);
  if (region === undefined || slot >= slots)
    throw new RangeError(`zones: "${zone}" is not an availability zone; write for example eu-west-1a`);
  return { region, slot };
}

/** The `index`-th network that is `bits` longer than the VPC's prefix. */
function subnet({ base, prefix }: Range, bits: number, index: number): string {
  const address = base + index * 2 ** (32 - prefix - bits);
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
  return `${parts.join(".")}/${prefix + bits}`;
}
