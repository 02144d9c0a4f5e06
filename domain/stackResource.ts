/** A resource of a Pulumi stack, as whatever judges stacks sees it. Values that are not known yet are `unknownValue`. */
export interface StackResource {
  urn: string;
  /** `aws:s3/bucket:Bucket` */
  type: string;
  /** The logical name. */
  name: string;
  /** What the program says. Undefined where it could not be seen: nothing may then be concluded from what is not there. */
  inputs: Record<string, unknown> | undefined;
  /** What AWS said, as far as it is there. */
  outputs: Record<string, unknown>;
  /** Its provider; absent for components. */
  provider?: { urn: string; inputs: Record<string, unknown> | undefined };
}

/** Something to say about a resource. */
export interface Remark {
  urn: string;
  message: string;
}
