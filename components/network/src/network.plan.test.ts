import assert from "node:assert/strict";
import fc from "fast-check";
import { planZones } from "./network.plan.ts";

const plan = (cidr: string, zones: readonly string[], natGateways: "single" | "per-zone" = "single") =>
  planZones({ cidr, zones, natGateways });

function range(cidr: string): { first: number; last: number; prefix: number } {
  const [address = "", prefix = ""] = cidr.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { first, last: first + 2 ** (32 - Number(prefix)) - 1, prefix: Number(prefix) };
}

const cidrs = fc
  .record({ prefix: fc.integer({ min: 16, max: 20 }), block: fc.nat({ max: 2 ** 16 - 1 }) })
  .map(({ prefix, block }) => {
    const second = block % 256;
    const third = Math.floor(block / 256) & (256 - 2 ** (24 - prefix));
    return `10.${second}.${third}.0/${prefix}`;
  });
const zones = fc
  .uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f"), { minLength: 1, maxLength: 6 })
  .map((letters) => letters.map((letter) => `eu-west-1${letter}`));

describe("address plan", () => {
  it("gives every subnet a part of the VPC that no other has", () => {
    fc.assert(
      fc.property(cidrs, zones, (cidr, names) => {
        const vpc = range(cidr);
        const subnets = plan(cidr, names)
          .flatMap(({ privateCidr, publicCidr }) => [range(privateCidr), range(publicCidr)])
          .toSorted((one, other) => one.first - other.first);
        for (const [index, subnet] of subnets.entries()) {
          assert.ok(subnet.first >= vpc.first && subnet.last <= vpc.last, "inside the VPC");
          assert.equal(subnet.first % (subnet.last - subnet.first + 1), 0, "on its own boundary");
          assert.ok(subnet.first > (subnets[index - 1]?.last ?? -1), "apart from its neighbour");
        }
      }),
    );
  });

  it("never moves a zone when others come, go or change places", () => {
    fc.assert(
      fc.property(cidrs, zones, zones, (cidr, before, after) => {
        const address = (names: readonly string[]) =>
          new Map(plan(cidr, names).map((one) => [one.zone, [one.privateCidr, one.publicCidr]]));
        const was = address(before);
        for (const [zone, now] of address(after)) assert.deepEqual(was.get(zone) ?? now, now);
      }),
    );
  });

  it("leaves an ALB the /27 it needs in the smallest VPC, and more addresses to pods than to it", () => {
    fc.assert(
      fc.property(cidrs, zones, (cidr, names) => {
        for (const { privateCidr, publicCidr } of plan(cidr, names)) {
          assert.ok(range(publicCidr).prefix <= 27);
          assert.ok(range(privateCidr).prefix < range(publicCidr).prefix);
        }
      }),
    );
  });

  it("reads as it always has", () => {
    assert.deepEqual(plan("10.20.0.0/16", ["eu-west-1a", "eu-west-1b", "eu-west-1c"], "per-zone"), [
      {
        zone: "eu-west-1a",
        privateCidr: "10.20.0.0/20",
        publicCidr: "10.20.128.0/23",
        natZone: "eu-west-1a",
      },
      {
        zone: "eu-west-1b",
        privateCidr: "10.20.16.0/20",
        publicCidr: "10.20.130.0/23",
        natZone: "eu-west-1b",
      },
      {
        zone: "eu-west-1c",
        privateCidr: "10.20.32.0/20",
        publicCidr: "10.20.132.0/23",
        natZone: "eu-west-1c",
      },
    ]);
  });

  it("sends all zones through the first one listed when there is a single gateway", () => {
    const natZones = plan("10.0.0.0/16", ["eu-west-1c", "eu-west-1a"]).map(({ natZone }) => natZone);
    assert.deepEqual(natZones, ["eu-west-1c", "eu-west-1c"]);
  });

  for (const cidr of ["10.0.0.0/8", "10.0.0.0/21", "10.0.1.0/16", "10.0.0/16", "300.0.0.0/16", "text"])
    it(`refuses the range ${cidr}`, () => {
      assert.throws(() => plan(cidr, ["eu-west-1a"]), new RegExp(`cidr: "${cidr}"`));
    });

  for (const [reason, names] of Object.entries({
    "no zone": [],
    "seven zones": ["a", "b", "c", "d", "e", "f", "g"].map((letter) => `eu-west-1${letter}`),
    "a zone twice": ["eu-west-1a", "eu-west-1a"],
    "zones of two regions": ["eu-west-1a", "eu-central-1b"],
    "a region in place of a zone": ["eu-west-1"],
    "a zone beyond the plan": ["eu-west-1z"],
  }))
    it(`refuses ${reason}`, () => {
      assert.throws(() => plan("10.0.0.0/16", names), /zones: /);
    });
});
