import type { World } from "../../world/world";
import { byAdministrators, byManagement, on, pageOf, refused } from "./access";
import { accountNotFound, constraintViolation, invalidInput } from "./errors";
import { accountShape } from "./shapes";

/** Services that can be delegated: the trust they need, and how many administrators they take (not confirmed by an AWS page for the first two). */
const delegable: Record<string, { trust?: string; limit: number }> = {
  "access-analyzer.amazonaws.com": { limit: 1 },
  "account.amazonaws.com": { limit: 1 },
  "stacksets.cloudformation.amazonaws.com": { trust: "member.org.stacksets.cloudformation.amazonaws.com", limit: 5 },
  "config.amazonaws.com": { limit: 3 },
  "config-multiaccountsetup.amazonaws.com": { limit: 3 },
  "guardduty.amazonaws.com": { limit: 1 },
  "securityhub.amazonaws.com": { limit: 1 },
  "cloudtrail.amazonaws.com": { limit: 3 },
};

interface Subject {
  AccountId: string;
  ServicePrincipal: string;
}

export const delegatedAdministrators = {
  ...byManagement({
    RegisterDelegatedAdministrator: {
      authorize: (input, { world }) => on(world, input.AccountId, principalKey(input)),
      handle(input, { world }) {
        const { organization } = world;
        const { account, principal, service, registered } = subject(world, input);
        if (account.id === organization.managementAccount)
          throw constraintViolation(
            "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
            "You cannot register the management account as a delegated administrator for the service.",
          );
        if (account.state !== "ACTIVE")
          throw constraintViolation(
            "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
            "You cannot register a suspended account as a delegated administrator.",
          );
        if (!organization.trustedServices.has(service.trust ?? principal))
          throw constraintViolation(
            "SERVICE_ACCESS_NOT_ENABLED",
            `You must enable AWS service access for ${principal} before you register a delegated administrator for it.`,
          );
        if (registered.has(account.id))
          throw refused(
            "AccountAlreadyRegisteredException",
            "The provided account is already a delegated administrator for your organization.",
          );
        if (registered.size >= service.limit)
          throw constraintViolation(
            service.limit === 1
              ? "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE"
              : "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED",
            `${principal} has ${registered.size} delegated administrator(s) already; deregister one first.`,
          );
        organization.delegatedAdministrators.set(principal, registered.set(account.id, { registeredAt: world.clock.now() }));
      },
    },
    /** What the account owned as administrator stays, out of work: registering it again brings that back. */
    DeregisterDelegatedAdministrator: {
      authorize: (input, { world }) => on(world, input.AccountId, principalKey(input)),
      handle(input, { world }) {
        const { account, registered } = subject(world, input);
        if (!registered.delete(account.id)) throw notRegistered();
      },
    },
  }),
  ...byAdministrators({
    ListDelegatedAdministrators: {
      authorize: (input) => ({ resource: "*", ...(input.ServicePrincipal ? { context: principalKey(input) } : {}) }),
      handle(input, call) {
        const services = [...call.world.organization.delegatedAdministrators].filter(
          ([principal]) => !input.ServicePrincipal || principal === input.ServicePrincipal,
        );
        const since = new Map<string, Date>();
        for (const [id, { registeredAt }] of services.flatMap(([, accounts]) => [...accounts])) {
          const earlier = since.get(id);
          if (!earlier || registeredAt < earlier) since.set(id, registeredAt);
        }
        const sorted = [...since].sort(([a], [b]) => (a < b ? -1 : 1));
        const { items, nextToken } = pageOf(call, input, sorted);
        const administrators = items.flatMap(([id, DelegationEnabledDate]) => {
          const account = call.world.accounts.get(id);
          return account ? [{ ...accountShape(call.world, account), DelegationEnabledDate }] : [];
        });
        return { DelegatedAdministrators: administrators, NextToken: nextToken };
      },
    },
    ListDelegatedServicesForAccount: {
      authorize: (input, { world }) => on(world, input.AccountId),
      handle(input, call) {
        if (!call.world.accounts.has(input.AccountId)) throw accountNotFound();
        const services = [...call.world.organization.delegatedAdministrators].flatMap(([ServicePrincipal, accounts]) => {
          const entry = accounts.get(input.AccountId);
          return entry ? [{ ServicePrincipal, DelegationEnabledDate: entry.registeredAt }] : [];
        });
        if (services.length === 0) throw notRegistered();
        const { items, nextToken } = pageOf(call, input, services);
        return { DelegatedServices: items, NextToken: nextToken };
      },
    },
  }),
};

function subject(world: World, { AccountId, ServicePrincipal: principal }: Subject) {
  const account = world.accounts.get(AccountId);
  const service = delegable[principal];
  if (!service) throw invalidInput("UNRECOGNIZED_SERVICE_PRINCIPAL", "You specified an unrecognized service principal.");
  if (!account) throw accountNotFound();
  const registered = world.organization.delegatedAdministrators.get(principal) ?? new Map<string, { registeredAt: Date }>();
  return { principal, account, service, registered };
}

function principalKey({ ServicePrincipal = "" }: Partial<Subject>): Record<string, string> {
  return { "organizations:ServicePrincipal": ServicePrincipal };
}

function notRegistered(): Error {
  const message = "The provided account is not a registered delegated administrator for your organization.";
  return refused("AccountNotRegisteredException", message);
}
