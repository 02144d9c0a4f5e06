import { BlockList, isIP } from "node:net";

/** Whether an address lies in a range such as `10.0.0.0/8` or `2001:db8::/32`, or is the one address that is written. */
export function isInCidr(address: string, range: string): boolean {
  const [network = "", bits] = range.split("/");
  const family = familyOf(network);
  if (family === undefined || familyOf(address) !== family) return false;
  const width = bits === undefined ? (family === "ipv4" ? 32 : 128) : Number(bits);
  if (!isCidr(`${network}/${width}`)) return false;
  const list = new BlockList();
  list.addSubnet(network, width, family);
  return list.check(address, family);
}

export function isCidr(range: string): boolean {
  const [network = "", bits = "", ...more] = range.split("/");
  const family = familyOf(network);
  return more.length === 0 && family !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === "ipv4" ? 32 : 128);
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? "ipv4" : "ipv6";
}
