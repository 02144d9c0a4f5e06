/** A range of addresses, as `203.0.113.0/24` or `2001:db8::/32`; one address is the range of itself. */
export interface AddressRange {
  /** 32 of IPv4, 128 of IPv6. */
  bits: number;
  first: bigint;
  /** How many of the first bits are given. */
  prefix: number;
}

/** Undefined for what is no range of addresses. */
export function addressRange(text: string): AddressRange | undefined {
  const [address = "", length, ...rest] = text.split("/");
  const words = address.includes(":") ? ipv6Words(address) : ipv4Words(address);
  if (words === undefined || rest.length > 0) return undefined;
  const bits = address.includes(":") ? 128 : 32;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Infinity;
  if (prefix > bits) return undefined;
  const width = BigInt(bits / words.length);
  const whole = words.reduce((sum, word) => (sum << width) | BigInt(word), 0n);
  const free = BigInt(bits - prefix);
  return { bits, first: (whole >> free) << free, prefix };
}

export function contains(range: AddressRange, inner: AddressRange): boolean {
  const free = BigInt(range.bits - range.prefix);
  return range.bits === inner.bits && range.prefix <= inner.prefix && range.first >> free === inner.first >> free;
}

/** Not routed on the Internet. */
export function isPrivate(range: AddressRange): boolean {
  return privateRanges.some((one) => contains(one, range));
}

/**
 * As wide as what AWS calls public.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isBroad({ bits, prefix }: AddressRange): boolean {
  return prefix < (bits === 32 ? 8 : 32);
}

function ipv4Words(text: string): number[] | undefined {
  const words = text.split(".");
  return words.length === 4 && words.every((word) => /^\d{1,3}$/.test(word) && Number(word) < 256) ? words.map(Number) : undefined;
}

function ipv6Words(text: string): number[] | undefined {
  const [left = "", right, ...rest] = text.split("::");
  const words = (part: string) => (part === "" ? [] : part.split(":"));
  const [before, after] = [words(left), words(right ?? "")];
  const missing = 8 - before.length - after.length;
  if (rest.length > 0 || (right === undefined ? missing !== 0 : missing < 1)) return undefined;
  const all = [...before, ...Array<string>(missing).fill("0"), ...after];
  return all.every((word) => /^[0-9a-f]{1,4}$/i.test(word)) ? all.map((word) => parseInt(word, 16)) : undefined;
}

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"].flatMap((text) => addressRange(text) ?? []);
