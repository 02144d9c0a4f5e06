import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "./dynamicResource";

export interface OrganizationReadyArgs {
  /** The management account. */
  management: pulumi.Input<string>;
  /** The account that must be registered as delegated administrator of Access Analyzer. */
  delegatedAdministrator: pulumi.Input<string>;
  /** Region of the STS endpoint. */
  region: pulumi.Input<string>;
  /** How old, in seconds, the service-linked role must be. AWS refuses organization analyzers for some time after its creation. */
  settleSeconds: pulumi.Input<number>;
  /** How long to wait, in seconds, until everything is there. @default 120, and settleSeconds on top */
  timeoutSeconds?: pulumi.Input<number>;
}

/**
 * A gate before the first analyzer of the whole organization: waits until the management account trusts Access Analyzer, the delegated
 * administrator is registered and the service-linked role has settled there. Fails with what is missing when that takes too long.
 *
 * Reads the management account through the audit role that organization.yaml names, or, in a project without that file, with the caller's
 * own credentials, which must then belong to the management account: see {@link AnalyzerConfiguration}.
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
