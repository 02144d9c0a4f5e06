import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "./dynamicResource";

export interface StackSetsActivationArgs {
  /** The management account; credentials of another account are refused. */
  account: pulumi.Input<string>;
  /** Where CloudFormation is asked. */
  region: pulumi.Input<string>;
}

/**
 * Trusted access of CloudFormation StackSets, turned on the only way that service-managed StackSets accept: by CloudFormation's own
 * ActivateOrganizationsAccess. Enabling the service principal in AWS Organizations is not enough.
 *
 * Never deactivates: other StackSets of the organization depend on it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ActivateOrganizationsAccess.html
 */
export class StackSetsActivation extends DynamicResource {
  declare readonly status: pulumi.Output<string>;

  constructor(name: string, args: StackSetsActivationArgs, opts?: pulumi.CustomResourceOptions) {
    super("StackSetsActivation", name, { ...args, status: undefined }, opts);
  }
}
