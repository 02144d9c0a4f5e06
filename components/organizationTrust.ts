import * as organizations from "@pulumi/aws/organizations";
import * as pulumi from "@pulumi/pulumi";
import { registrationLogicalName, serviceLabel } from "../domain/plan/logicalName";
import { transformed, type Transform } from "./transform";

export interface OrganizationTrustArgs {
  /** Service principals that the organization trusts, for example `access-analyzer.amazonaws.com`. */
  services: string[];
  /** The member account that administers all of them. */
  delegatedAdministrator: pulumi.Input<string>;
  /** Lifts the protection. Ending trusted access disables the organization's analyzers, other tools' as well. @default false */
  deletable?: boolean;
  transform?: {
    trustedAccess?: Transform<organizations.AwsServiceAccessArgs>;
    delegatedAdministrator?: Transform<organizations.DelegatedAdministratorArgs>;
  };
}

/**
 * Trusted access of services in the organization, and the account that administers them. Run it in the management account.
 *
 * One call after the other: AWS Organizations refuses concurrent changes (ConcurrentModificationException).
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-access-analyzer.html
 */
export class OrganizationTrust extends pulumi.ComponentResource {
  readonly nodes: {
    trustedAccess: organizations.AwsServiceAccess[];
    delegatedAdministrators: organizations.DelegatedAdministrator[];
  };

  constructor(name: string, args: OrganizationTrustArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:index:OrganizationTrust", name, {}, opts);

    const keep = { parent: this, protect: !args.deletable, retainOnDelete: !args.deletable };
    let before = opts?.dependsOn;
    const trustedAccess = args.services.map((service) => {
      const resource = { servicePrincipal: service };
      const options = { ...keep, dependsOn: before };
      const created = new organizations.AwsServiceAccess(
        ...transformed<organizations.AwsServiceAccessArgs>(
          args.transform?.trustedAccess,
          `${name}-trusted-access-${serviceLabel(service)}`,
          resource,
          options,
        ),
      );
      before = created;
      return created;
    });
    const delegatedAdministrators = args.services.map((service) => {
      const resource = { accountId: args.delegatedAdministrator, servicePrincipal: service };
      const options = { ...keep, dependsOn: before };
      const created = new organizations.DelegatedAdministrator(
        ...transformed<organizations.DelegatedAdministratorArgs>(
          args.transform?.delegatedAdministrator,
          registrationLogicalName(name, service),
          resource,
          options,
        ),
      );
      before = created;
      return created;
    });

    this.nodes = { trustedAccess, delegatedAdministrators };
    this.registerOutputs({});
  }
}
