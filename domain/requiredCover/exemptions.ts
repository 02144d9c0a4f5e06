import type { StackResource } from "../stackResource";

/** A resource, or a type of resources, that needs no cover for a while. One of `resource` and `type` is there. */
export interface Exemption {
  /** URN, or logical name. */
  resource?: string;
  /** `aws:s3/bucket:Bucket` */
  type?: string;
  reason: string;
  /** The last day on which it holds, YYYY-MM-DD. */
  until: string;
}

/** The exemption that holds for a resource today, or one that has run out. */
export function exemptionOf(
  { urn, name, type }: StackResource,
  exemptions: readonly Exemption[],
  today: string,
): { holds: boolean; exemption: Exemption } | undefined {
  const meant = exemptions.filter(
    (exemption) =>
      (exemption.resource !== undefined || exemption.type !== undefined) &&
      (exemption.resource === undefined || exemption.resource === urn || exemption.resource === name) &&
      (exemption.type === undefined || exemption.type === type),
  );
  const inForce = meant.find(({ until }) => until >= today);
  if (inForce !== undefined) return { holds: true, exemption: inForce };
  const over = meant.at(-1);
  return over && { holds: false, exemption: over };
}
