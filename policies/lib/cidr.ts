/**
 * Whether a CIDR block is the internet rather than a network: everything, or a block so wide that it can only be
 * a way around that. Nobody holds an IPv4 block wider than /8 or an IPv6 block wider than /16.
 */
export function isInternet(cidr: unknown): boolean {
  if (typeof cidr !== "string") return false;
  const [address = "", length] = cidr.trim().split("/");
  if (length === undefined) return false;
  return Number(length) < (address.includes(":") ? 16 : 8);
}
