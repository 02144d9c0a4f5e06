import { byAdministrators, byManagement, pageOf } from "./access";
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

export const trustedAccess = {
  ...byManagement({
    /** Enabling twice changes nothing. It makes no service-linked role and, for StackSets, it is not enough: ActivateOrganizationsAccess has to be called. */
    EnableAWSServiceAccess: {
      authorize: onPrincipal,
      handle({ ServicePrincipal }, { world }) {
        assertTrustable(ServicePrincipal);
        const { trustedServices } = world.organization;
        if (!trustedServices.has(ServicePrincipal)) trustedServices.set(ServicePrincipal, { enabledAt: world.clock.now() });
      },
    },
    /** Delegated administrators stay registered; what they own is out of work until access is enabled again. */
    DisableAWSServiceAccess: {
      authorize: onPrincipal,
      handle({ ServicePrincipal }, { world }) {
        assertTrustable(ServicePrincipal);
        world.organization.trustedServices.delete(ServicePrincipal);
      },
    },
  }),
  ...byAdministrators({
    ListAWSServiceAccessForOrganization: {
      handle(input, call) {
        const enabled = [...call.world.organization.trustedServices]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([ServicePrincipal, { enabledAt }]) => ({ ServicePrincipal, DateEnabled: enabledAt }));
        const { items, nextToken } = pageOf(call, input, enabled);
        return { EnabledServicePrincipals: items, NextToken: nextToken };
      },
    },
  }),
};

function onPrincipal({ ServicePrincipal }: { ServicePrincipal: string }) {
  return { resource: "*", context: { "organizations:ServicePrincipal": ServicePrincipal } };
}

function assertTrustable(principal: string): void {
  if (!trustable.has(principal)) throw invalidInput("UNRECOGNIZED_SERVICE_PRINCIPAL", "You specified an unrecognized service principal.");
}
