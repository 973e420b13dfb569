/** Regions and their availability zones. Every simulated region has three zones. */
import { derivedHex } from "./identifier.ts";

export function zonesOf(region: string): string[] {
  return ["a", "b", "c"].map((letter) => region + letter);
}

/** The zone's id, which AWS keeps apart from its name: `eu-west-1a` is `euw1-az1`. */
export function zoneId(zone: string): string {
  const [, area, side, number, letter] = /^(\w+)-(?:gov-)?(\w+)-(\d)(\w)$/.exec(zone) ?? [];
  const short = (side ?? "").replaceAll(/(north|south|east|west|central)/g, (word) => word[0]!);
  return `${area}${short}${number}-az${(letter ?? "a").charCodeAt(0) - 96}`;
}

export function isRegion(text: string): boolean {
  return /^[a-z]{2}(-gov|-iso[a-z]?)?-(north|south|east|west|central|northeast|southeast|northwest|southwest)-\d$/.test(
    text,
  );
}

/** Hosted zone that AWS's load balancers of a region live in. */
export function loadBalancerZone(region: string): string {
  return `Z${derivedHex(13, "elasticloadbalancing", region).toUpperCase()}`;
}
