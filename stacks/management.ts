import { AccountAnalyzers } from "../components/accountAnalyzers";
import { BootstrapRoles } from "../components/bootstrapRoles";
import { ManagementRoles } from "../components/managementRoles";
import { OrganizationTrust } from "../components/organizationTrust";
import { ServiceLinkedRole } from "../components/serviceLinkedRole";
import { StackSetsActivation } from "../components/stackSetsActivation";
import { bootstrapTemplate } from "../domain/policies/bootstrapTemplate";
import { delegatedServices } from "../domain/policies/callers";
import { policyDocument } from "../domain/policies/grant";
import { managementRole } from "../domain/policies/ourRoles";
import { ourTags } from "../domain/policies/roles";
import { rolesStackSetName } from "../domain/names";
import { accountPlan } from "../domain/plan/accountPlan";
import { refuseUndecided } from "../domain/plan/refuseUndecided";
import { managementWatch } from "./managementWatch";
import { stackOutputs, type StackOutputs } from "./outputs";
import type { Project } from "./project";
import { accountProvider } from "./provider";
import { rolesRegion } from "../domain/plan/rolesRegion";
import type { StackSettings } from "./settings";

/**
 * The management account: trust of the organization in the services, the roles in every member, the account's own audit role and
 * analyzers, and the watch over all that. Run with credentials of the management account, by a person or an approved pipeline; see docs/permissions.md.
 */
export function managementStack(project: Project, settings: StackSettings): StackOutputs {
  const { config, inventory, plan } = project;
  const { management: account, delegatedAdministrator, homeRegion: region } = config.organization;
  refuseUndecided(account, project);
  // The provider stands where the roles' StackSet does: its instances are made in the provider's Region.
  const whereRolesAre = rolesRegion(config, inventory);
  const provider = accountProvider({ config, account, region: whereRolesAre }, settings.env);
  const tags = ourTags(config);

  const trust = new OrganizationTrust("organization", { services: delegatedServices, delegatedAdministrator }, { provider });
  const serviceLinkedRole = new ServiceLinkedRole("service-linked-role", { account, region }, { dependsOn: trust.nodes.trustedAccess });

  // After the registrations, because AWS Organizations refuses concurrent changes, and this one turns on trusted access as well.
  const activation = new StackSetsActivation(
    "stacksets-activation",
    { account, region: whereRolesAre },
    { dependsOn: trust.nodes.delegatedAdministrators },
  );
  new BootstrapRoles(
    "member-roles",
    {
      stackSetName: rolesStackSetName,
      template: bootstrapTemplate(config, inventory.organization.id),
      organizationalUnitIds: [inventory.organization.rootId],
      region: whereRolesAre,
      tags,
    },
    { provider, dependsOn: activation },
  );

  const role = managementRole(config, inventory.organization.id);
  new ManagementRoles(
    "management-roles",
    {
      roleName: role.name,
      path: role.path,
      trustPolicy: role.trust,
      policy: policyDocument(role.policies.flatMap(({ grants }) => grants)),
      ...(role.boundary ? { permissionsBoundary: role.boundary } : {}),
      tags,
    },
    { provider },
  );

  managementWatch(project, provider);

  // The first analyzer of an account creates the service-linked role too: the two must not race.
  const planned = accountPlan(account, plan);
  const analyzers = new AccountAnalyzers(account, { account, specs: planned.specs, after: { ACCOUNT: serviceLinkedRole } }, { provider });
  return stackOutputs(planned, analyzers);
}
