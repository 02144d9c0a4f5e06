import { BlockList, isIP } from "node:net";

/**
 * Whether a range of addresses is so wide that it keeps nobody out: more than a /8 of IPv4 or a /32 of IPv6, as S3 draws the line.
 * What is no range is one too.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function isBroad(range: string): boolean {
  const [address = "", length] = range.split("/");
  const version = isIP(address);
  if (version === 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return true;
  return length !== undefined && Number(length) < (version === 4 ? 8 : 32);
}

const privateRanges = new BlockList();
for (const [network, length] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  privateRanges.addSubnet(network, length, "ipv4");
privateRanges.addSubnet("fc00::", 7, "ipv6");

/** Whether all of a range is private. @see https://www.rfc-editor.org/rfc/rfc1918 and rfc4193 */
export function isPrivate(range: string): boolean {
  const [address = "", length] = range.split("/");
  const version = isIP(address);
  if (version === 0 || !privateRanges.check(address, version === 4 ? "ipv4" : "ipv6")) return false;
  const shortest = version === 6 ? 7 : address.startsWith("10.") ? 8 : address.startsWith("172.") ? 12 : 16;
  return length === undefined || Number(length) >= shortest;
}
