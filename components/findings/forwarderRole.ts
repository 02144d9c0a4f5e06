import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../../domain/policies/grant";
import { transformed, type Transform } from "../transform";

export interface ForwarderRoleArgs {
  roleName: string;
  /** IAM path, begins and ends with "/". */
  path: string;
  description: string;
  /** Lets in EventBridge alone. */
  trustPolicy: pulumi.Input<PolicyDocument>;
  /** Inline, by name. */
  policies: Record<string, pulumi.Input<PolicyDocument>>;
  /** ARN of a policy that bounds the role. @default none */
  permissionsBoundary?: pulumi.Input<string>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: { role?: Transform<iam.RoleArgs>; policy?: Transform<iam.RolePolicyArgs> };
}

/**
 * The role by which rules forward to a bus of another account. No person can become it. It comes and goes with its rules.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
 */
export class ForwarderRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly nodes: { role: iam.Role; policies: iam.RolePolicy[] };

  constructor(name: string, args: ForwarderRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:ForwarderRole", name, {}, opts);

    const { transform } = args;
    const roleArgs: iam.RoleArgs = {
      name: args.roleName,
      path: args.path,
      description: args.description,
      assumeRolePolicy: pulumi.jsonStringify(args.trustPolicy),
      ...(args.permissionsBoundary ? { permissionsBoundary: args.permissionsBoundary } : {}),
      ...(args.tags ? { tags: args.tags } : {}),
    };
    const role = new iam.Role(...transformed(transform?.role, name, roleArgs, { parent: this, deleteBeforeReplace: true }));
    const policies = Object.entries(args.policies).map(([policyName, document]) => {
      const policyArgs: iam.RolePolicyArgs = { name: policyName, role: role.name, policy: pulumi.jsonStringify(document) };
      return new iam.RolePolicy(...transformed(transform?.policy, `${name}-${policyName}`, policyArgs, { parent: this }));
    });

    this.arn = role.arn;
    this.nodes = { role, policies };
    this.registerOutputs({ arn: this.arn });
  }
}
