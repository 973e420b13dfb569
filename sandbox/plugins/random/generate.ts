/**
 * The random values themselves, drawn from the system's cryptographic source.
 */
import { randomInt } from "node:crypto";

/** Which characters a string is made of. */
export interface CharacterRules {
  readonly length: number;
  readonly lower: boolean;
  readonly upper: boolean;
  readonly numeric: boolean;
  readonly special: boolean;
  readonly minLower: number;
  readonly minUpper: number;
  readonly minNumeric: number;
  readonly minSpecial: number;
  /** The special characters to use; the official provider's own when not said. */
  readonly overrideSpecial?: string;
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** A string that keeps every rule. The rules must allow at least one character. */
export function randomString(rules: CharacterRules): string {
  const special =
    rules.overrideSpecial === undefined || rules.overrideSpecial === "" ? SPECIAL : rules.overrideSpecial;
  const classes = [
    { use: rules.lower, characters: LOWER, minimum: rules.minLower },
    { use: rules.upper, characters: UPPER, minimum: rules.minUpper },
    { use: rules.numeric, characters: DIGITS, minimum: rules.minNumeric },
    { use: rules.special, characters: special, minimum: rules.minSpecial },
  ];
  const drawn = classes.flatMap(({ characters, minimum }) => draw(characters, minimum));
  const alphabet = classes.map(({ use, characters }) => (use ? characters : "")).join("");
  return shuffle([...drawn, ...draw(alphabet, rules.length - drawn.length)]).join("");
}

/** The items in random order; every order is equally likely. */
export function shuffle<Item>(items: readonly Item[]): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [result[last], result[other]] = [result[other] as Item, result[last] as Item];
  }
  return result;
}

/** `words` words joined by `separator`, the last one an animal. */
export function petName(words: number, separator: string): string {
  const leading = Array.from({ length: Math.max(words - 1, 0) }, () => pick(ADJECTIVES));
  return [...leading, pick(ANIMALS)].join(separator);
}

function draw(alphabet: string, count: number): string[] {
  const characters = Array.from(alphabet);
  return Array.from({ length: count }, () => pick(characters));
}

function pick(items: readonly string[]): string {
  return items[randomInt(items.length)] ?? "";
}

const ADJECTIVES = (
  "able brave bright calm clever cosmic daring eager early fair fast fine firm fond free gentle glad golden grand "
  + "handy happy helpful honest humble ideal keen kind large lively loyal lucky mellow modern moral neat nice noble "
  + "patient proud quick quiet rapid ready rich robust safe sharp smart smooth solid steady sunny sweet tidy true "
  + "upright usable valid vital warm wise witty worthy"
).split(" ");

const ANIMALS = (
  "ant badger bat bear beetle bison boar buck camel cat cod colt crane cricket crow deer dog dolphin dove duck eagle "
  + "eel elk falcon ferret finch fish fox frog gecko goat goose gull hare hawk heron horse hound ibex jay koala lamb "
  + "lark lion lizard llama lynx mole moose moth mouse mule newt otter owl ox panda pelican perch pig pony puma quail "
  + "rabbit raven robin salmon seal shark sheep snail sparrow squid stork swan tiger toad trout turtle wasp whale wolf "
  + "wombat wren yak zebra"
).split(" ");
