import { DescribeOrganizationsAccessCommand, paginateListStackSets } from "@aws-sdk/client-cloudformation";
import {
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  GetRoleCommand,
  NoSuchEntityException,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import { ListAWSServiceAccessForOrganizationCommand, ListDelegatedAdministratorsCommand } from "@aws-sdk/client-organizations";
import { managementRetirementPolicy } from "../../domain/policies/callers";
import { clients, sessionIn } from "./sandboxClients";
import type { StacksWorld } from "./stacksWorld";

/** Gives the caller of the management account what docs/permissions.md asks for `retire --everything`, and no more. */
export async function grantRetirement({ sandbox, configuration }: StacksWorld): Promise<void> {
  const { iam } = clients(sandbox);
  const PolicyDocument = JSON.stringify(managementRetirementPolicy(configuration()));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "retirement", PolicyDocument }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "platform", PolicyArn: Policy?.Arn }));
}

/** What is there, beside analyzers, of everything that the stacks bring. */
export async function leftOvers({ sandbox, configuration }: StacksWorld) {
  const { managementAccount } = sandbox.world.organization;
  const { cloudFormation, iam, organizations } = clients(sandbox);
  const roles: string[] = [];
  for (const { id, state } of sandbox.world.accounts.values()) {
    if (state !== "ACTIVE") continue;
    const inside = clients(sandbox, id === managementAccount ? sandbox.adminCredentials : await sessionIn(sandbox, id)).iam;
    for await (const page of paginateListRoles({ client: inside }, { PathPrefix: configuration().access.rolePath }))
      roles.push(...(page.Roles ?? []).map(({ Arn = "" }) => Arn));
  }
  const stackSets: string[] = [];
  for await (const page of paginateListStackSets({ client: cloudFormation }, { Status: "ACTIVE" }))
    stackSets.push(...(page.Summaries ?? []).map(({ StackSetName = "" }) => StackSetName));
  const { DelegatedAdministrators } = await organizations.send(new ListDelegatedAdministratorsCommand({}));
  const { EnabledServicePrincipals } = await organizations.send(new ListAWSServiceAccessForOrganizationCommand({}));
  const { Status } = await cloudFormation.send(new DescribeOrganizationsAccessCommand({}));
  return {
    roles,
    stackSets,
    delegatedAdministrators: (DelegatedAdministrators ?? []).map(({ Id }) => Id),
    serviceLinkedRole: await iam.send(new GetRoleCommand({ RoleName: "AWSServiceRoleForAccessAnalyzer" })).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NoSuchEntityException) return false;
        throw error;
      },
    ),
    stackSetsAccess: Status,
    trusted: (EnabledServicePrincipals ?? []).map(({ ServicePrincipal = "" }) => ServicePrincipal).sort(),
  };
}
