import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../domain/policies/grant";
import { transformed, type Transform } from "./transform";

export interface ManagementRolesArgs {
  /** The role's name, the same as in the members. */
  roleName: string;
  /** IAM path, begins and ends with "/". */
  path: string;
  trustPolicy: pulumi.Input<PolicyDocument>;
  policy: pulumi.Input<PolicyDocument>;
  /** ARN of a policy that bounds the role. @default none */
  permissionsBoundary?: pulumi.Input<string>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Lifts the protection. @default false */
  deletable?: boolean;
  transform?: { role?: Transform<iam.RoleArgs>; policy?: Transform<iam.RolePolicyArgs> };
}

/**
 * The read-only audit role of the management account, which StackSets leave out. No role that another account can assume may write in
 * the management account, so this is the only one there.
 */
export class ManagementRoles extends pulumi.ComponentResource {
  readonly auditRoleArn: pulumi.Output<string>;
  readonly nodes: { role: iam.Role; policy: iam.RolePolicy };

  constructor(name: string, args: ManagementRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:index:ManagementRoles", name, {}, opts);

    const { roleName, path, trustPolicy, policy, permissionsBoundary, tags, deletable = false, transform } = args;
    const roleArgs: iam.RoleArgs = {
      name: roleName,
      path,
      description: "Reads the IAM Access Analyzer analyzers of this account.",
      assumeRolePolicy: pulumi.jsonStringify(trustPolicy),
      ...(permissionsBoundary ? { permissionsBoundary } : {}),
      ...(tags ? { tags } : {}),
    };
    const options = { parent: this, protect: !deletable, deleteBeforeReplace: true, dependsOn: opts?.dependsOn };
    const role = new iam.Role(...transformed(transform?.role, `${name}-audit`, roleArgs, options));

    const policyArgs: iam.RolePolicyArgs = { name: "audit", role: role.name, policy: pulumi.jsonStringify(policy) };
    const rolePolicy = new iam.RolePolicy(...transformed(transform?.policy, `${name}-audit-policy`, policyArgs, { parent: this }));

    this.auditRoleArn = role.arn;
    this.nodes = { role, policy: rolePolicy };
    this.registerOutputs({ auditRoleArn: this.auditRoleArn });
  }
}
