import assert from "node:assert/strict";
import fc from "fast-check";
import { World } from "../testing/world.ts";
import { contains, formatBlock, overlaps, parseBlock, type Block } from "./cidr.ts";

function blocks(shortest: number, longest: number): fc.Arbitrary<Block> {
  return fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: shortest, max: longest }))
    .map(([address, prefix]) => {
      const size = 2 ** (32 - prefix);
      return { first: address - (address % size), size, prefix };
    });
}

describe("IPv4 blocks", () => {
  it("are read as they are written", () => {
    fc.assert(fc.property(blocks(0, 32), (block) => assert.deepEqual(parseBlock(formatBlock(block)), block)));
  });

  it("are refused with bits after the prefix, numbers too large, and other texts", () => {
    for (const text of [
      "10.0.0.1/16",
      "10.0.0.0",
      "10.0.0.0/33",
      "10.0.256.0/24",
      "10.0.0/24",
      "",
      "::/0",
      "010.0.0.0/8",
      "10.0.0.0/16 ",
    ])
      assert.equal(parseBlock(text), undefined, text);
  });

  it("overlap exactly when one has an end of the other inside", () => {
    const inside = ({ first, size }: Block, address: number): boolean =>
      first <= address && address < first + size;
    const expected = (one: Block, other: Block): boolean =>
      [other.first, other.first + other.size - 1].some((end) => inside(one, end)) || inside(other, one.first);
    fc.assert(
      fc.property(blocks(0, 12), blocks(0, 12), (one, other) => {
        assert.equal(overlaps(one, other), expected(one, other));
        assert.equal(overlaps(one, other), overlaps(other, one));
        if (contains(one, other)) assert.ok(overlaps(one, other));
      }),
    );
  });
});

describe("subnets of a VPC", () => {
  let world: World;
  before(() => (world = new World()));
  after(() => world.close());

  it("are accepted exactly when they are inside and clear of each other", () => {
    const network = parseBlock("10.0.0.0/16")!;
    const near = fc
      .tuple(fc.integer({ min: 0, max: 2 ** 17 - 1 }), fc.integer({ min: 16, max: 28 }))
      .map(([offset, prefix]) => {
        const size = 2 ** (32 - prefix);
        const address = network.first + offset;
        return { first: address - (address % size), size, prefix };
      });
    fc.assert(
      fc.property(fc.array(near, { minLength: 1, maxLength: 8 }), (wanted) => {
        world.clear();
        const vpcId = world.make("aws:ec2/vpc:Vpc").id;
        const accepted: Block[] = [];
        for (const [index, block] of wanted.entries()) {
          const good = contains(network, block) && !accepted.some((other) => overlaps(other, block));
          const create = (): unknown =>
            world.create("aws:ec2/subnet:Subnet", `s${index}`, { vpcId, cidrBlock: formatBlock(block) });
          if (!good) {
            assert.throws(create, /InvalidSubnet\.(Range|Conflict)/);
            continue;
          }
          create();
          accepted.push(block);
        }
      }),
      { numRuns: 40 },
    );
  });
});
