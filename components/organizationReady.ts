import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "./dynamicResource";

export interface OrganizationReadyArgs {
  /** The management account. */
  management: string;
  /** The account that must be registered as delegated administrator of Access Analyzer. */
  delegatedAdministrator: string;
  /** A role in the management account that may read trusted access, delegated administrators and Access Analyzer's service-linked role. */
  roleArn: string;
  /** Region of the STS endpoint. */
  region: string;
  /** How old, in seconds, the service-linked role must be. AWS refuses organization analyzers for some time after its creation. */
  settleSeconds: number;
  /** How long to wait, in seconds, until everything is there. @default 120, and settleSeconds on top */
  timeoutSeconds?: number;
}

/**
 * A gate before the first analyzer of the whole organization: waits until the management account trusts Access Analyzer, the delegated
 * administrator is registered and the service-linked role has settled there. Fails with what is missing when that takes too long.
 *
 * It creates and deletes nothing. A refresh that finds one of the three gone makes the next `pulumi up` wait again.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-delegated-administrator.html
 */
export class OrganizationReady extends DynamicResource {
  constructor(name: string, args: OrganizationReadyArgs, opts?: pulumi.CustomResourceOptions) {
    super("OrganizationReady", name, { ...args }, opts);
  }
}
