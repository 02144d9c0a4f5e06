import type {
  DisableAWSServiceAccessRequest,
  EnableAWSServiceAccessRequest,
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse,
} from "@aws-sdk/client-organizations";
import { allow, byAdministrators, byManagement, pageOf, required } from "./access";
import { invalidInput } from "./errors";

/** The services whose names the sandbox knows. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html */
const trustable = new Set([
  "access-analyzer.amazonaws.com",
  "account.amazonaws.com",
  "backup.amazonaws.com",
  "cloudtrail.amazonaws.com",
  "config.amazonaws.com",
  "config-multiaccountsetup.amazonaws.com",
  "controltower.amazonaws.com",
  "detective.amazonaws.com",
  "guardduty.amazonaws.com",
  "iam.amazonaws.com",
  "inspector2.amazonaws.com",
  "macie.amazonaws.com",
  "member.org.stacksets.cloudformation.amazonaws.com",
  "ram.amazonaws.com",
  "securityhub.amazonaws.com",
  "servicecatalog.amazonaws.com",
  "ssm.amazonaws.com",
  "sso.amazonaws.com",
  "tagpolicies.tag.amazonaws.com",
]);

/** Enabling twice changes nothing. It makes no service-linked role and, for StackSets, it is not enough: ActivateOrganizationsAccess has to be called. */
export const enableAwsServiceAccess = byManagement<EnableAWSServiceAccessRequest, Record<string, never>>({
  authorize: (input) => allow("EnableAWSServiceAccess", "*", { "organizations:ServicePrincipal": input.ServicePrincipal ?? "" }),
  handle(input, { world }) {
    const principal = trustablePrincipal(input.ServicePrincipal);
    if (!world.organization.trustedServices.has(principal))
      world.organization.trustedServices.set(principal, { enabledAt: world.clock.now() });
    return {};
  },
});

/** Delegated administrators stay registered; what they own is out of work until access is enabled again. */
export const disableAwsServiceAccess = byManagement<DisableAWSServiceAccessRequest, Record<string, never>>({
  authorize: (input) => allow("DisableAWSServiceAccess", "*", { "organizations:ServicePrincipal": input.ServicePrincipal ?? "" }),
  handle(input, { world }) {
    world.organization.trustedServices.delete(trustablePrincipal(input.ServicePrincipal));
    return {};
  },
});

export const listAwsServiceAccessForOrganization = byAdministrators<
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse
>({
  authorize: () => allow("ListAWSServiceAccessForOrganization"),
  handle(input, call) {
    const enabled = [...call.world.organization.trustedServices]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([ServicePrincipal, { enabledAt }]) => ({ ServicePrincipal, DateEnabled: enabledAt }));
    const { items, nextToken } = pageOf(call, input, enabled);
    return { EnabledServicePrincipals: items, NextToken: nextToken };
  },
});

function trustablePrincipal(given: string | undefined): string {
  const principal = required("ServicePrincipal", given);
  if (!trustable.has(principal)) throw invalidInput("UNRECOGNIZED_SERVICE_PRINCIPAL", "You specified an unrecognized service principal.");
  return principal;
}
