import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { transformed, type Transform } from "./transform";

export interface BootstrapRolesArgs {
  /** The StackSet's name. */
  stackSetName: string;
  /** CloudFormation template that is deployed into every member, as text. */
  template: string;
  /** Id of the organization's root (`r-...`), or of organizational units: their present and future accounts get the stack. */
  organizationalUnitIds: string[];
  /** The Region that holds the StackSet and each stack. IAM roles are global: one Region is enough. */
  region: string;
  tags?: Record<string, string>;
  /** Lifts the protection. Deleting the StackSet takes the roles out of every member. @default false */
  deletable?: boolean;
  transform?: {
    stackSet?: Transform<aws.cloudformation.StackSetArgs>;
    instances?: Transform<aws.cloudformation.StackSetInstanceArgs>;
  };
}

/**
 * IAM roles in every present and future member, by a service-managed CloudFormation StackSet: an account that joins gets them without
 * anybody's doing. Run it in the management account, after {@link StackSetsActivation}. The management account itself is left out by AWS.
 *
 * An account in which the stack fails does not stop the others: it is told by CloudFormation, and by the audit as unreadable.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
 */
export class BootstrapRoles extends pulumi.ComponentResource {
  readonly nodes: { stackSet: aws.cloudformation.StackSet; instances: aws.cloudformation.StackSetInstance };

  constructor(name: string, args: BootstrapRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:index:BootstrapRoles", name, {}, opts);

    const stackSet = createStackSet(this);
    const instances = createInstances(this);

    this.nodes = { stackSet, instances };
    this.registerOutputs({});

    function createStackSet(parent: pulumi.Resource) {
      const resource: aws.cloudformation.StackSetArgs = {
        name: args.stackSetName,
        description: "IAM roles of access-analyzer-org",
        region: args.region,
        permissionModel: "SERVICE_MANAGED",
        autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
        capabilities: ["CAPABILITY_NAMED_IAM"],
        templateBody: args.template,
        operationPreferences: { maxConcurrentPercentage: 100, failureTolerancePercentage: 100 },
        ...(args.tags ? { tags: args.tags } : {}),
      };
      return new aws.cloudformation.StackSet(
        ...transformed(args.transform?.stackSet, name, resource, {
          parent,
          protect: !args.deletable,
          dependsOn: opts?.dependsOn,
          // AWS fills it in for service-managed StackSets, and package aws then shows a difference for ever.
          ignoreChanges: ["administrationRoleArn"],
        }),
      );
    }

    function createInstances(parent: pulumi.Resource) {
      const resource: aws.cloudformation.StackSetInstanceArgs = {
        stackSetName: stackSet.name,
        region: args.region,
        stackSetInstanceRegion: args.region,
        deploymentTargets: { organizationalUnitIds: args.organizationalUnitIds },
        operationPreferences: { maxConcurrentPercentage: 100, failureTolerancePercentage: 100 },
      };
      return new aws.cloudformation.StackSetInstance(
        ...transformed(args.transform?.instances, `${name}-instances`, resource, { parent, protect: !args.deletable }),
      );
    }
  }
}
