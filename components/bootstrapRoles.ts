import * as cloudformation from "@pulumi/aws/cloudformation";
import * as pulumi from "@pulumi/pulumi";
import { repeated } from "../domain/lists";
import { unitInstanceLogicalName } from "../domain/plan/logicalName";
import { transformed, type Transform } from "./transform";

export interface BootstrapRolesArgs {
  /** The StackSet's name. */
  stackSetName: pulumi.Input<string>;
  /** CloudFormation template that is deployed into every member, as text. */
  template: pulumi.Input<string>;
  /**
   * Id of the organization's root, or of organizational units that do not contain each other: their present and future accounts get the
   * stack. Plain text, because each is part of a resource's name.
   *
   * @example ["r-ab12"]
   * @example ["ou-ab12-11111111", "ou-ab12-22222222"]
   */
  organizationalUnitIds: string[];
  /**
   * The Region that holds each stack, and the StackSet: the provider has to stand in it. IAM roles are global, so one Region is enough,
   * and it stays: the same roles from a second Region collide with those of the first.
   */
  region: pulumi.Input<string>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Lifts the protection. Deleting the StackSet takes the roles out of every member. @default false */
  deletable?: boolean;
  transform?: {
    stackSet?: Transform<cloudformation.StackSetArgs>;
    instances?: Transform<cloudformation.StackSetInstanceArgs>;
  };
}

/**
 * IAM roles in every present and future member, by a service-managed CloudFormation StackSet: an account that joins gets them by itself. Run it in the management account, after {@link StackSetsActivation}. The management account itself is left out by AWS.
 *
 * One resource for each unit: a changed list of units would replace a single one, and with it take the roles from every account. A unit
 * that comes or goes leaves the others alone. One that goes takes the roles out of all accounts below it, those of a smaller unit that
 * comes in its place included: its protection refuses that until `deletable` lifts it.
 *
 * An account in which the stack fails does not stop the others: CloudFormation shows it, and the audit reports the account as unreadable.
 *
 * @throws if no unit is given, one twice, or one beside the root, which contains it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
 */
export class BootstrapRoles extends pulumi.ComponentResource {
  /** `instances` by unit id. */
  readonly nodes: { stackSet: cloudformation.StackSet; instances: Record<string, cloudformation.StackSetInstance> };

  constructor(name: string, args: BootstrapRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:index:BootstrapRoles", name, {}, opts);

    refuseOverlap(name, args.organizationalUnitIds);
    // An organization of hundreds of accounts: an hour and more is reported.
    const customTimeouts = { create: "3h", update: "3h", delete: "3h" };
    const stackSet = createStackSet(this);
    const instances = Object.fromEntries(args.organizationalUnitIds.map((unit) => [unit, createInstance(this, unit)]));

    this.nodes = { stackSet, instances };
    this.registerOutputs({});

    function createStackSet(parent: pulumi.Resource) {
      const resource: cloudformation.StackSetArgs = {
        name: args.stackSetName,
        description: "IAM roles of access-analyzer-org",
        region: args.region,
        permissionModel: "SERVICE_MANAGED",
        autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
        // An operation waits for another one (an automatic deployment) instead of failing.
        managedExecution: { active: true },
        capabilities: ["CAPABILITY_NAMED_IAM"],
        templateBody: args.template,
        operationPreferences,
        ...(args.tags ? { tags: args.tags } : {}),
      };
      return new cloudformation.StackSet(
        ...transformed(args.transform?.stackSet, name, resource, {
          parent,
          protect: !args.deletable,
          dependsOn: opts?.dependsOn,
          customTimeouts,
          // administrationRoleArn: AWS fills it in for service-managed StackSets, and package aws then shows a difference for ever.
          ignoreChanges: ["administrationRoleArn", "operationPreferences"],
        }),
      );
    }

    function createInstance(parent: pulumi.Resource, unit: string) {
      const resource: cloudformation.StackSetInstanceArgs = {
        stackSetName: stackSet.name,
        // Not `region`: that is the older name of the same argument, and both together are refused.
        stackSetInstanceRegion: args.region,
        deploymentTargets: { organizationalUnitIds: [unit] },
        operationPreferences,
      };
      return new cloudformation.StackSetInstance(
        ...transformed(args.transform?.instances, unitInstanceLogicalName(name, unit), resource, {
          parent,
          protect: !args.deletable,
          customTimeouts,
          // A change of it sends a call that AWS refuses, see https://github.com/hashicorp/terraform-provider-aws/issues/39393.
          ignoreChanges: ["operationPreferences"],
        }),
      );
    }
  }
}

/** An account in which the roles cannot be made must not keep them from the others. */
const operationPreferences = { maxConcurrentPercentage: 100, failureTolerancePercentage: 100 };

function refuseOverlap(name: string, units: string[]): void {
  if (units.length === 0)
    throw new Error(
      `The roles ${name} have no organizational unit to go to: give the id of the organization's root, or of units below it.`,
    );
  const [twice] = repeated(units, (unit) => unit);
  if (twice) throw new Error(`The roles ${name} are to go to ${units[twice.index]} twice: name each organizational unit once.`);
  const root = units.find((unit) => unit.startsWith("r-"));
  if (root !== undefined && units.length > 1)
    throw new Error(
      `The roles ${name} are to go to the root ${root} and to units below it, so that an account would get them twice: name the root alone, or the units alone.`,
    );
}
