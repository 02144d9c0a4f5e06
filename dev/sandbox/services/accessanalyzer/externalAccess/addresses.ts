import { isIP } from "node:net";

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
