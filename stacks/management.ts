import { AccountAnalyzers } from "../components/accountAnalyzers";
import { BootstrapRoles } from "../components/bootstrapRoles";
import { ManagementRoles } from "../components/managementRoles";
import { OrganizationTrust } from "../components/organizationTrust";
import { ServiceLinkedRole } from "../components/serviceLinkedRole";
import { StackSetsActivation } from "../components/stackSetsActivation";
import { bootstrapTemplate } from "../domain/policies/bootstrapTemplate";
import { auditGrants, auditInManagementGrants, trustPolicy } from "../domain/policies/assumableRoles";
import { delegatedServices } from "../domain/policies/callers";
import { policyDocument } from "../domain/policies/grant";
import { ourTags, permissionsBoundary } from "../domain/policies/roles";
import { rolesRegion } from "../domain/inventory/rolesRegion";
import { auditRoleName, rolesStackSetName } from "../domain/names";
import { stackOutputs, type StackOutputs } from "./outputs";
import type { Project } from "./project";
import { accountProvider } from "./provider";
import type { StackSettings } from "./settings";

/**
 * The management account: trust of the organization in the services, the roles in every member, the account's own audit role and
 * analyzers. Run with credentials of the management account, by a person or an approved pipeline; see docs/permissions.md.
 *
 * @throws InventoryError if it is not known in which Region the roles' StackSet is.
 */
export function managementStack({ config, inventory, plan }: Project, settings: StackSettings): StackOutputs {
  const { management: account, delegatedAdministrator, partition } = config.organization;
  // Where the roles' StackSet is, because CloudFormation is called in the provider's Region. Nothing else here depends on it.
  const region = rolesRegion(config, inventory);
  const provider = accountProvider({ account, region, caller: "management" }, settings.env);
  const deletable = settings.retire;
  const tags = ourTags(config);
  const here = { partition, account };

  const trust = new OrganizationTrust("organization", { services: delegatedServices, delegatedAdministrator, deletable }, { provider });
  const serviceLinkedRole = new ServiceLinkedRole("service-linked-role", { account, region }, { dependsOn: trust.nodes.trustedAccess });

  // After the registrations, because AWS Organizations refuses concurrent changes, and this one turns on trusted access as well.
  const activation = new StackSetsActivation(
    "stacksets-activation",
    { account, region },
    { dependsOn: trust.nodes.delegatedAdministrators },
  );
  new BootstrapRoles(
    "member-roles",
    {
      stackSetName: rolesStackSetName,
      template: bootstrapTemplate(config),
      organizationalUnitIds: [inventory.organization.rootId],
      region,
      tags,
      deletable,
    },
    { provider, dependsOn: activation },
  );

  const boundary = permissionsBoundary(config, account);
  new ManagementRoles(
    "management-roles",
    {
      roleName: auditRoleName,
      path: config.access.rolePath,
      trustPolicy: trustPolicy(config),
      policy: policyDocument([...auditGrants(here), ...auditInManagementGrants(here)]),
      ...(boundary ? { permissionsBoundary: boundary } : {}),
      tags,
      deletable,
    },
    { provider },
  );

  // The first analyzer of an account creates the service-linked role too: the two must not race.
  const specs = plan.analyzers.filter((spec) => spec.account === account);
  const analyzers = new AccountAnalyzers(account, { account, specs, deletable, after: { ACCOUNT: serviceLinkedRole } }, { provider });
  return stackOutputs(account, plan, analyzers);
}
