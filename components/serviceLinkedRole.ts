import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "./dynamicResource";

export interface ServiceLinkedRoleArgs {
  /** The account that gets the role; credentials of another account are refused. */
  account: pulumi.Input<string>;
  /** Region of the STS endpoint that is asked whose the credentials are. IAM itself has no Region. */
  region: pulumi.Input<string>;
}

/**
 * Access Analyzer's service-linked role, created or, where it exists already, adopted. An organization analyzer can be created only
 * after the management account has had this role for a while.
 *
 * Never deletes the role: every analyzer of the account works through it, other tools' as well.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-using-service-linked-roles.html
 */
export class ServiceLinkedRole extends DynamicResource {
  declare readonly arn: pulumi.Output<string>;
  /** When AWS created it, ISO 8601. */
  declare readonly created: pulumi.Output<string>;

  constructor(name: string, args: ServiceLinkedRoleArgs, opts?: pulumi.CustomResourceOptions) {
    super("ServiceLinkedRole", name, { ...args, arn: undefined, created: undefined }, opts);
  }
}
