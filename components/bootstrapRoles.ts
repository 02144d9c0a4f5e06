import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { repeated } from "../domain/lists";
import { transformed, type Transform } from "./transform";

export interface BootstrapRolesArgs {
  /** The StackSet's name. A change replaces it, which its protection refuses. */
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
   * The Region that holds the StackSet and each stack, and in which the provider must be: CloudFormation is called in the provider's
   * Region. IAM roles are global, so one Region is enough. It stays the same for ever: role names are global too, and roles from a second
   * Region would collide with those from the first.
   *
   * @example "eu-central-1"
   */
  region: pulumi.Input<string>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Lifts the protection. Deleting the StackSet takes the roles out of every member. @default false */
  deletable?: boolean;
  transform?: {
    stackSet?: Transform<aws.cloudformation.StackSetArgs>;
    instances?: Transform<aws.cloudformation.StackSetInstanceArgs>;
  };
}

/**
 * IAM roles in every present and future member, by a service-managed CloudFormation StackSet: an account that joins gets them by itself.
 * Run it in the management account, after {@link StackSetsActivation}. AWS leaves the management account itself out.
 *
 * Each unit has a StackSetInstance of its own, because a changed one is replaced: created first it collides with the roles that are
 * there, deleted first it takes them from every account. So a unit that comes or goes leaves the others alone. One that goes takes the
 * roles out of all accounts below it, those of a smaller unit that comes in its place included; the protection refuses that until
 * `deletable` lifts it.
 *
 * An account in which the stack fails does not stop the others: CloudFormation reports it, and the audit as unreadable.
 *
 * @throws if no unit is given, one twice, or one beside the root, which contains it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
 */
export class BootstrapRoles extends pulumi.ComponentResource {
  /** The resources underneath; instances by the unit's id. */
  readonly nodes: { stackSet: aws.cloudformation.StackSet; instances: Record<string, aws.cloudformation.StackSetInstance> };

  constructor(name: string, args: BootstrapRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:index:BootstrapRoles", name, {}, opts);

    refuseOverlap(name, args.organizationalUnitIds);
    const stackSet = createStackSet(this);
    const instances = Object.fromEntries(args.organizationalUnitIds.map((unit) => [unit, createInstances(this, unit)]));

    this.nodes = { stackSet, instances };
    this.registerOutputs({});

    function createStackSet(parent: pulumi.Resource) {
      const resource: aws.cloudformation.StackSetArgs = {
        name: args.stackSetName,
        description: "IAM roles of access-analyzer-org",
        region: args.region,
        permissionModel: "SERVICE_MANAGED",
        autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
        // Without it CloudFormation refuses a change while an account that joined is being served.
        managedExecution: { active: true },
        capabilities: ["CAPABILITY_NAMED_IAM"],
        templateBody: args.template,
        operationPreferences,
        ...(args.tags ? { tags: args.tags } : {}),
      };
      return new aws.cloudformation.StackSet(
        ...transformed(args.transform?.stackSet, name, resource, {
          parent,
          protect: !args.deletable,
          dependsOn: opts?.dependsOn,
          customTimeouts,
          // AWS fills in the role for service-managed StackSets, and package aws then shows a difference for ever.
          ignoreChanges: ["administrationRoleArn", "operationPreferences"],
        }),
      );
    }

    function createInstances(parent: pulumi.Resource, unit: string) {
      const resource: aws.cloudformation.StackSetInstanceArgs = {
        stackSetName: stackSet.name,
        // Not `region`, which is an older name of the same and refused beside it.
        stackSetInstanceRegion: args.region,
        deploymentTargets: { organizationalUnitIds: [unit] },
        operationPreferences,
      };
      return new aws.cloudformation.StackSetInstance(
        ...transformed(args.transform?.instances, `${name}-${unit}`, resource, {
          parent,
          protect: !args.deletable,
          customTimeouts,
          // Package aws sends a changed one with accounts in place of units, which AWS refuses.
          ignoreChanges: ["operationPreferences"],
        }),
      );
    }
  }
}

/** Every account at once, and none stops the others. */
const operationPreferences = { maxConcurrentPercentage: 100, failureTolerancePercentage: 100 };

/** Operations of 50 minutes and more are reported, and with managed execution one waits for another. */
const customTimeouts = { create: "3h", update: "3h", delete: "3h" };

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
      `The roles ${name} are to go to the root ${root} and to units below it: an account would get them twice. Name the root alone, or the units alone.`,
    );
}
